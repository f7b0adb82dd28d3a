"""From an uploaded table to a score's value: all or nothing, twice is once, corrections add up, closing decides."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from dashboard import jobs, surveys
from data.errors import QihuaError
from data.workspace import Workspace

ROUND = "demo-2"


@pytest.fixture
def copy(demo_workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace of one's own to change."""
    shutil.copytree(demo_workspace.root, tmp_path / "copy")
    return Workspace.open(tmp_path / "copy")


def table(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("网站编号", "评估员", "评估日期", "h1", "h2", "h1 说明"), *rows])
    return text.getvalue().encode("gb18030")


def observed(workspace: Workspace, revision: int, site_id: str, indicator: str) -> list[dict]:
    rows = pd.read_parquet(workspace.round_folder(ROUND) / f"r{revision}" / "observations.parquet")
    return rows[(rows["site_id"] == site_id) & (rows["indicator"] == indicator)].to_dict("records")


def answers(workspace: Workspace) -> list:
    with jobs.opened(workspace) as store:
        return store.answers(ROUND)


def test_the_sample_has_its_survey_measured_in_both_rounds(demo_workspace: Workspace) -> None:
    for round_id in ("demo-1", "demo-2"):
        folder = demo_workspace.round_folder(round_id) / "r1"
        rows = pd.read_parquet(folder / "observations.parquet")
        evidence = pd.read_parquet(folder / "evidence.parquet")
        for indicator in ("service_useful", "humanization_experience", "internationalization_quality"):
            found = rows[rows["indicator"] == indicator]
            assert set(found["source"]) == {"survey"}
            assert found["site_id"].is_unique
            measured = found[found["status"] == "measured"]
            assert len(measured) >= 5
            assert measured["value"].between(1, 5).all()
            assert all(json.loads(parts)["evaluators"] >= 2 for parts in measured["parts"])
            cells = evidence[(evidence["indicator"] == indicator) & (evidence["where"] == "file_cell")]
            assert cells["text"].str.fullmatch(r"[A-Z]+\d+ · [shi]\d = [1-5] · 演示数据（虚构）填报表\d\.csv").all()
        assert "too_few_evaluators" in set(rows["cause"])


def test_a_table_with_one_fault_stores_nothing(copy: Workspace) -> None:
    before = answers(copy)
    site = before[0].site_id
    rows = (site, "评估员子", "2025-11-20", "4", "5", ""), (site, "评估员丑", "2025-11-20", "9", "5", "")
    done = surveys.take_in(copy, ROUND, "a.csv", table(*rows))
    assert [problem.code for problem in done.read.problems] == ["answer.bad_value"]
    assert answers(copy) == before


def test_twice_is_once_and_a_correction_is_a_new_revision(copy: Workspace) -> None:
    before = answers(copy)
    site = before[0].site_id
    first = table((site, "评估员子", "2025-11-20", "4", "5", ""))
    corrected = table(
        (site, "评估员子", "2025-11-20", "3", "5", "改版后重评"), (site, "评估员丑", "2025-11-20", "2", "", "")
    )
    done = surveys.take_in(copy, ROUND, "a.csv", first, actor="张三（自报）")
    assert (done.change.new, done.change.corrected, done.change.same) == (2, 0, 0)
    again = surveys.take_in(copy, ROUND, "another name.csv", first)
    assert again.change.known
    assert len(answers(copy)) == len(before) + 2
    done = surveys.take_in(copy, ROUND, "b.csv", corrected)
    assert (done.change.new, done.change.corrected, done.change.same) == (1, 1, 1)
    ours = [a for a in answers(copy) if a.evaluator == "评估员子"]
    assert [(a.item, a.revision, a.value, a.note, a.file, a.cell, a.actor) for a in ours] == [
        ("h1", 1, 4.0, "", "a.csv", "D2", "张三（自报）"),
        ("h1", 2, 3.0, "改版后重评", "b.csv", "D2", ""),
        ("h2", 1, 5.0, "", "a.csv", "E2", "张三（自报）"),
    ]


def test_one_evaluator_is_one_however_the_name_is_spelled(copy: Workspace) -> None:
    site = answers(copy)[0].site_id
    surveys.take_in(copy, ROUND, "a.csv", table((site, "Ev1", "2025-11-20", "4", "5", "")))
    done = surveys.take_in(copy, ROUND, "b.csv", table((site, "ＥＶ1", "2025-11-20", "3", "5", "")))
    assert (done.change.new, done.change.corrected, done.change.same) == (0, 1, 1)
    assert {a.evaluator for a in answers(copy) if a.file in {"a.csv", "b.csv"}} == {"Ev1"}


def test_a_remark_alone_takes_no_answer_back(copy: Workspace) -> None:
    site = answers(copy)[0].site_id
    surveys.take_in(copy, ROUND, "a.csv", table((site, "评估员子", "2025-11-20", "4", "5", "")))
    surveys.take_in(copy, ROUND, "b.csv", table((site, "评估员子", "2025-11-20", "", "", "补充说明")))
    newest = [a for a in answers(copy) if a.evaluator == "评估员子" and a.item == "h1"][-1]
    assert (newest.revision, newest.value, newest.note) == (2, 4.0, "补充说明")


def test_a_check_changes_nothing(copy: Workspace) -> None:
    before = answers(copy)
    checked = surveys.check(copy, ROUND, "a.csv", table((before[0].site_id, "评估员子", "2025-11-20", "4", "5", "")))
    assert (checked.change.new, checked.sites, checked.items, checked.evaluators) == (2, 1, ["h1", "h2"], ["评估员子"])
    assert answers(copy) == before


def test_answers_after_the_closing_count_from_the_next_one_which_needs_a_reason(copy: Workspace) -> None:
    held = [a for a in answers(copy) if a.item == "h1"]
    site = next(a.site_id for a in held if len([b for b in held if b.site_id == a.site_id]) == 1)
    (before,) = observed(copy, 1, site, "humanization_experience")
    assert (before["status"], before["cause"]) == ("not_observed", "too_few_evaluators")
    first_snapshot = (copy.round_folder(ROUND) / "r1" / "observations.parquet").read_bytes()
    done = surveys.take_in(copy, ROUND, "a.csv", table((site, "评估员子", "2025-11-20", "5", "5", "")))
    assert done.needs_closing
    assert (copy.round_folder(ROUND) / "r1" / "observations.parquet").read_bytes() == first_snapshot
    with pytest.raises(QihuaError) as refusal:
        jobs.close(copy, ROUND)
    assert refusal.value.problems[0].code == "round.reason_needed"
    jobs.close(copy, ROUND, reason="补充填报")
    earlier, now = observed(copy, 2, site, "humanization_experience")
    assert (earlier["revision"], earlier["status"]) == (1, "not_observed")
    first = {
        a.item: a.value
        for a in answers(copy)
        if a.site_id == site and a.item in {"h1", "h2"} and a.evaluator != "评估员子"
    }
    assert (now["revision"], now["status"]) == (2, "measured")
    assert now["value"] == pytest.approx(sum((value + 5) / 2 for value in first.values()) / 2)
    assert now["observed_at"] == max(
        a.imported_at for a in answers(copy) if a.site_id == site and a.item.startswith("h")
    )
    other = next(a.site_id for a in held if a.site_id != site)
    assert len(observed(copy, 2, other, "humanization_experience")) == 1


def test_what_was_imported_is_listed_without_a_single_value(copy: Workspace) -> None:
    site = answers(copy)[0].site_id
    surveys.take_in(copy, ROUND, "a.csv", table((site, "评估员子", "2025-11-20", "4", "5", "")), actor="张三（自报）")
    listed = surveys.imported(copy, ROUND)
    assert {one.evaluator for one in listed} == {"评估员甲", "评估员乙", "评估员丙", "评估员子"}
    ours = next(one for one in listed if one.evaluator == "评估员子")
    assert (ours.file, ours.sites, ours.items, ours.answers, ours.actor) == ("a.csv", 1, 2, 2, "张三（自报）")
    assert not any("value" in name for name in surveys.Imported.__dataclass_fields__)


def test_a_round_that_does_not_exist_is_named(copy: Workspace) -> None:
    for act in (surveys.check, surveys.take_in):
        with pytest.raises(QihuaError) as refusal:
            act(copy, "r9", "a.csv", table())
        assert refusal.value.problems[0].code == "round.unknown"
