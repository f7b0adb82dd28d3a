"""The page 填报: an uploaded table is checked cell by cell, counted, imported and listed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import jobs, surveys
from dashboard.locales import LANGUAGES, words
from dashboard.views.scene import plain
from data import rounds
from data.capture.plan import Plan
from data.registry import Registry
from data.workspace import Workspace
from tests.dashboard.test_views import everything_said, opened


def uploaded(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, language: str, name: str, text: str) -> AppTest:
    app = opened("survey", workspace, monkeypatch, lang=language)
    app.file_uploader(key="survey_file").set_value((name, text.encode("gb18030"), "text/csv")).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_faulty_survey_table_is_refused_cell_by_cell(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words(language)
    text = "网站编号,评估员,评估日期,h1,p2\n910102-1,甲,2025-11-20,9,=1+1\n910102-9,甲,2025-11-20,4,是\n"
    app = uploaded(demo_workspace, monkeypatch, language, "faulty.csv", text)
    assert app.error[0].value == plain(say("survey.refused", file="faulty.csv", n=3))
    said = everything_said(app)
    for told in ("E2", "=1+1", say("remedy.answer.formula"), "A3", "910102-9", say("remedy.answer.unknown_site")):
        assert told in said
    assert not [button for button in app.button if button.key == "survey_import"]
    assert all(one.file != "faulty.csv" for one in surveys.imported(demo_workspace, "demo-2"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_survey_table_is_counted_imported_and_listed(
    language: str, demo_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, workspace = words(language), Workspace.open(tmp_path / "copy")
    shutil.copytree(demo_workspace.root, workspace.root, dirs_exist_ok=True)
    text = "网站编号,日期,h1,h2\n910102-1,2025-11-20,4,5\n910000-1,2025-11-20,3,\n"
    app = uploaded(workspace, monkeypatch, language, "good.csv", text)
    assert "answer.no\\_evaluator\\_column" not in everything_said(app)
    assert say("remedy.answer.no_evaluator_column") in everything_said(app)
    app.text_input(key="survey_evaluator").set_value("评估员子")
    app.text_input(key="survey_actor").set_value("张三").run()
    assert [message.value for message in app.success] == [plain(say("survey.good", file="good.csv"))]
    said = everything_said(app)
    assert say("survey.change", new=3, corrected=0, same=0) in said
    assert say("survey.close_again") in said
    app.button(key="survey_import").click().run()
    assert not app.error
    assert app.success[0].value == plain(say("survey.done", file="good.csv", new=3, corrected=0))
    assert say("survey.known", file="good.csv") in app.info[0].value.replace("\\", "")
    (ours,) = [one for one in surveys.imported(workspace, "demo-2") if one.file == "good.csv"]
    assert (ours.evaluator, ours.sites, ours.answers, ours.actor) == ("评估员子", 2, 3, "张三（自报）")


def test_a_survey_can_be_filled_in_before_its_round_is_published(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry.shipped("china")
    with jobs.opened(empty) as store:
        rounds.plan_round(empty, store, "r1", registry, ["360922-1"], name="本季度", plan=Plan.load("real"))
    app = uploaded(empty, monkeypatch, "zh", "a.csv", "网站编号,评估员,日期,h1\n360922-1,甲,2025-11-20,4\n")
    assert words("zh")("survey.close_later") in everything_said(app)
    app.button(key="survey_import").click().run()
    assert [one.evaluator for one in surveys.imported(empty, "r1")] == ["甲"]


def test_a_workbook_is_refused_with_what_to_do(demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = uploaded(demo_workspace, monkeypatch, "zh", "a.xlsx", "PK\x03\x04")
    assert plain("[table.workbook_broken]") in app.error[0].value
    assert plain(words("zh")("remedy.table.workbook_broken")) in app.error[0].value
