"""How often the checks are right: figures for everything that is built, kept honestly, and shown beside the findings."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from dashboard import precision, queries
from dashboard.accuracy import COLUMNS, fact_verdict, write
from dashboard.accuracy_page import render_accuracy
from dashboard.locales import LANGUAGES, words
from dashboard.precision import BASES, figures, indicator_precision, percent, precision_of, short_precision
from data.catalogue import Catalogue
from data.figures import table
from data.page.agreement import comparisons
from data.page.build import build_index
from data.page.facts import FACT_NAMES, page_facts
from data.page.model import Fact, FactState
from data.workspace import Workspace
from metrics.accuracy import Tally, Verdict
from tests.dashboard.test_views import everything_said, opened
from tests.facts.golden import fact_cases
from tests.sites.golden import cases

ENTRIES = {entry.id: entry for entry in Catalogue.load().entries.values() if entry.built}
GAPS = {(row["basis"], row["thing"]) for row in table("accuracy_gaps")}


def is_explained(basis: str, thing: str) -> bool:
    kind = "facts" if thing in FACT_NAMES else "indicators"
    survey = kind == "indicators" and ENTRIES[thing].how == "survey"
    return bool({(basis, thing), (basis, kind), *([(basis, "survey")] if survey else [])} & GAPS)


@pytest.mark.parametrize("basis", BASES)
def test_everything_built_has_a_figure_or_a_reason_why_not(basis: str) -> None:
    found = figures(basis)
    without = [thing for thing in (*ENTRIES, *FACT_NAMES) if thing not in found and not is_explained(basis, thing)]
    assert without == [], "run make accuracy, or say why in data/figures/accuracy_gaps.csv"
    assert set(found) <= {*ENTRIES, *FACT_NAMES}
    for row in table(f"accuracy_{basis}"):
        assert tuple(row) == COLUMNS
        assert row["measured_on"] >= "2026-11-26"
        assert row["command"].startswith("python -m ")
        assert int(row["n"]) > 0


def test_most_of_what_the_sample_decides_is_decided_with_something_there() -> None:
    silent = {thing for thing, figure in figures("sample").items() if not figure.tally.there}
    assert all(is_explained("sample", thing) for thing in silent), silent


def test_the_golden_figures_are_those_of_the_pages_that_are_there() -> None:
    there = Counter([case.indicator for case in cases()] + [case.fact for case in fact_cases()])
    assert {thing: figure.tally.n for thing, figure in figures("golden").items()} == there, "run make accuracy"


def test_figures_are_written_as_they_are_read(tmp_path: Path) -> None:
    write("golden", {"lang": Tally(4, 3, 3, 2, 1, 0, 1, 0, 3)}, "python -m x", ["lang"], {"lang": 2}, tmp_path)
    rows = list(csv.DictReader((tmp_path / "accuracy_golden.csv").read_text("utf-8").splitlines()))
    assert [(r["kind"], r["undecided"], r["precision_percent"], r["agreement_percent"]) for r in rows] == [
        ("fact", "2", "66.7", "75.0")
    ]


class Labels(dict[str, str]):
    """A row of labels in which readers were unsure of all columns that are not named."""

    def __missing__(self, column: str) -> str:
        return "unsure"


def test_readers_labels_are_compared_cell_by_cell() -> None:
    html = '<html lang="zh"><body><div class="nav"><a href="/1">首页</a><a href="/e">长者模式</a></div></body></html>'
    facts = page_facts(build_index("http://www.p1.gov.example/", html.encode()))
    assert list(comparisons([("x", facts, Labels())])) == [], "what readers were unsure of is left out"
    labels = Labels(lang_attr="zh", elder_mode="no")
    found = {one.name: (one.same, one.is_there) for one in comparisons([("x", facts, labels)])}
    assert found == {"lang": (True, True), "elder_mode": (False, False)}


@pytest.mark.parametrize(
    ("state", "value", "said"),
    [
        (FactState.PRESENT, "x", Verdict.THERE),
        (FactState.SCRIPT, None, Verdict.THERE),
        (FactState.PRESENT, 0, Verdict.NOT_THERE),
        (FactState.ABSENT, None, Verdict.NOT_THERE),
        (FactState.NOT_SEEN, None, Verdict.NONE),
    ],
)
def test_what_a_fact_says(state: FactState, value: object, said: Verdict) -> None:
    assert fact_verdict(Fact(state, value, "", "")) is said


def test_only_all_reads_as_a_hundred_percent() -> None:
    assert [percent(share) for share in (1.0, 0.9999, 0.985, 0.0, None)] == ["100%", "99.9%", "98.5%", "0%", "—"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_precision_says_on_what_and_how_many_it_rests(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    say, entry = words(language), ENTRIES["humanization_elder"]
    text, told = indicator_precision(entry, say)
    own = [figures(basis)[entry.id].tally for basis in ("golden", "sample")]
    assert f"n={own[0].found + own[1].found}" in text
    assert say("precision.own_pages") in told
    real = figures("realpages")["elder_mode"].tally
    assert say("precision.facts", precision=percent(real.precision), n=real.found) in told
    few = precision_of("lang", say, ["realpages"])[1]
    assert say("precision.few") in few
    assert say("precision.own_pages") not in few
    assert indicator_precision(ENTRIES["service_useful"], say)[0] == say("precision.by_people")
    monkeypatch.setattr(precision, "figures", lambda basis: {})
    assert indicator_precision(entry, say) == (say("precision.none"), say("precision.none_why"))
    assert short_precision(entry, 1, say) == ""


def test_beside_an_absence_stands_how_often_absences_are_right() -> None:
    say, entry = words("zh"), ENTRIES["humanization_elder"]
    tally = figures("golden")[entry.id].tally + figures("sample")[entry.id].tally
    assert f"n={tally.denied}" in short_precision(entry, 0, say)
    assert f"n={tally.found}" in short_precision(entry, 1, say)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_page_shows_it_beside_values_and_in_the_opened_indicator(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, snapshot = words(language), queries.published(demo_workspace)[0]
    seen = snapshot.observations
    row = seen[(seen["indicator"] == "humanization_elder") & (seen["value"] == 0)].iloc[0]
    address = {"site": row["site_id"], "indicator": "humanization_elder"}
    said = everything_said(opened("site", demo_workspace, monkeypatch, lang=language, **address))
    assert short_precision(ENTRIES["humanization_elder"], 0, say) in said
    assert all(text in said for text in indicator_precision(ENTRIES["humanization_elder"], say))
    page = opened("dimensions", demo_workspace, monkeypatch, lang=language, indicator="humanization_elder")
    assert indicator_precision(ENTRIES["humanization_elder"], say)[0] in everything_said(page)


def test_facts_that_indicators_rest_on_are_facts_and_built_indicators() -> None:
    for row in table("accuracy_facts"):
        assert row["indicator"] in ENTRIES
        assert row["fact"] in figures("realpages")


def test_the_page_names_everything_built_once_with_its_bases() -> None:
    text = render_accuracy(Catalogue.load())
    for thing in (*ENTRIES, *FACT_NAMES):
        assert text.count(f"| `{thing}` | ") >= 1, thing
    for basis in BASES:
        assert {figure.command for figure in figures(basis).values()} <= {
            c for c in text.split("`") if c.startswith("python")
        }
