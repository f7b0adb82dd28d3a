"""Agreement of evaluators from the store to the command line: published values, the machine beside them, who may see what."""

from __future__ import annotations

import json

import pytest

from dashboard import jobs, surveys
from dashboard.cli import main
from dashboard.locales import LANGUAGES, words
from dashboard.survey_agreement import round_agreement
from data import rounds
from data.capture.plan import Plan
from data.registry import Registry
from data.workspace import Workspace
from metrics.raters.answers import ByMachine, YesOrNo
from tests.dashboard.conftest import EVALUATORS


def test_published_values_take_the_whole_way_from_a_table(surveyed: Workspace, capsys: pytest.CaptureFixture) -> None:
    assert main(["survey", "agreement", "--round", "r1", "--json", "--workspace", str(surveyed.root)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["evaluators"], found["sites_answered"], found["sites_compared"]) == (sorted(EVALUATORS), 12, 11)
    grade, count = found["lines"]
    assert (grade["item"], grade["indicator"]) == ("h1", "humanization_experience")
    assert grade["coefficient"]["level"] == "ordinal"
    assert grade["coefficient"]["value"] == pytest.approx(0.815388, abs=5e-7)
    assert (grade["coefficient"]["units"], grade["coefficient"]["reading"]) == (11, "reliable")
    assert grade["coefficient"]["lower"] < 0.667 < grade["coefficient"]["upper"] <= 1
    assert grade["coefficient"]["reading_of_lower"] == "insufficient"
    assert (grade["sites_doubly_rated"], grade["share_identical"]) == (11, 8 / 11)
    assert (count["item"], count["indicator"], count["coefficient"]["level"]) == ("n2", "", "ratio")
    assert count["coefficient"]["value"] == pytest.approx(0.797403, abs=5e-7)
    assert (count["coefficient"]["reading"], count["machine"]) == ("tentative", None)
    apart = [one["apart"] for one in found["differences"]]
    assert (apart, len(apart)) == (sorted(apart, reverse=True), 2 * 3)
    first = found["differences"][0]
    assert {one["value"] for one in first["answers"]} == {1, 2, 3, 4}
    assert first["site"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_says_it_in_words(
    surveyed: Workspace, language: str, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIHUA_LANG", language)
    assert main(["survey", "agreement", "--round", "r1", "--workspace", str(surveyed.root)]) == 0
    said, say = capsys.readouterr().out, words(language)
    for told in ("α 0.82 [", "72.7%", say("agreement.reliable"), say("agreement.tentative"), "甲 1", "丙 3"):
        assert told in said
    assert "nan" not in said


def test_what_nobody_else_judged_is_not_compared(empty: Workspace, capsys: pytest.CaptureFixture) -> None:
    registry = Registry.shipped("china")
    with jobs.opened(empty) as store:
        rounds.plan_round(empty, store, "r1", registry, ["360922-1"], name="本季度", plan=Plan.load("real"))
    arguments = ["survey", "agreement", "--round", "r1", "--workspace", str(empty.root)]
    assert main(arguments) == 0
    assert words("zh")("agreement.nothing") in capsys.readouterr().out
    surveys.take_in(empty, "r1", "a.csv", "网站编号,评估员,日期,h1\n360922-1,甲,2025-11-20,4\n".encode())
    assert main([*arguments, "--json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["lines"]
    assert (line["coefficient"]["value"], line["coefficient"]["reason"]) == (None, "one_rater")
    assert (line["sites_doubly_rated"], line["share_identical"], line["coefficient"]["reading"]) == (0, None, None)
    assert main([*arguments[:3], "r9", *arguments[4:]]) == 2
    assert "[round.unknown]" in capsys.readouterr().err


def test_a_corrected_answer_counts_as_it_stands(surveyed: Workspace) -> None:
    before = round_agreement(surveyed, "r1")
    site = before.differences[0].site_id
    rows = "".join(f"{site},{who},2025-11-21,3,3\n" for who in EVALUATORS)
    surveys.take_in(surveyed, "r1", "talked_over.csv", f"网站编号,评估员,日期,h1,n2\n{rows}".encode())
    now = round_agreement(surveyed, "r1")
    assert site not in {one.site_id for one in now.differences}
    assert now.lines[0].agreement.same == before.lines[0].agreement.same + 1
    assert now.lines[0].agreement.alpha.value > before.lines[0].agreement.alpha.value


def test_the_sample_is_compared_with_the_machine(demo_workspace: Workspace) -> None:
    found = round_agreement(demo_workspace, "demo-2")
    assert (found.closed, len(found.evaluators)) == (True, 3)
    lines = {line.item.id: line for line in found.lines if line.item}
    search, bot = lines["p2"].machine, lines["p1"].machine
    assert isinstance(search, YesOrNo)
    assert 0 < len(search.against) == search.sites - search.same
    assert search.kappa.value > 0.4
    assert set(search.against) <= set(found.sites)
    assert isinstance(bot, ByMachine)
    assert bot.mean_found > 3 > bot.mean_not_found
    assert lines["s1"].machine is None
    wholes = [line.indicator for line in found.lines if line.item is None]
    assert wholes == ["service_useful", "humanization_experience", "internationalization_quality"]
