"""The part of 填报 on agreement: how it is read, what the machine says beside it, and that nobody is led by another."""

from __future__ import annotations

import re

import pytest

from dashboard import jobs, surveys
from dashboard.agreement_text import MOST, answers_text, coefficient_text, indicator_title
from dashboard.locales import LANGUAGES, words
from dashboard.survey_agreement import round_agreement
from data import rounds
from data.capture.plan import Plan
from data.registry import Registry
from data.workspace import Workspace
from tests.dashboard.test_views import everything_said, opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_closed_round_shows_agreement_the_machine_and_who_answered_what(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("survey", demo_workspace, monkeypatch, lang=language)
    assert not app.exception
    say, found, said = words(language), round_agreement(demo_workspace, "demo-2"), everything_said(app)
    assert say("agreement.lead", compared=found.compared, evaluators=3) in said
    assert say("agreement.beside") in said
    warned = app.warning[0].value.replace("\\", "")
    for line in found.lines:
        if line.item is None:
            insufficient = line.agreement.alpha.value < 0.667
            assert (indicator_title(line, say) in warned) is insufficient
    for line in found.lines:
        assert coefficient_text(line.agreement.alpha, "alpha", say) in said
    for one in found.differences[:MOST]:
        assert answers_text(one, say) in said
    assert not re.search(r"\bnan\b", said)
    assert not app.toggle


def test_in_an_open_round_answers_are_shown_to_whoever_asks_for_them(
    surveyed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, found = words("zh"), round_agreement(surveyed, "r1")
    app = opened("survey", surveyed, monkeypatch, lang="zh")
    assert not app.exception
    said = everything_said(app)
    assert say("agreement.show_note") in said
    assert say("agreement.beside_none") in said
    assert "α 0.82" in said
    assert not any(answers_text(one, say) in said for one in found.differences)
    app.toggle(key="agreement_show").set_value(True).run()
    assert all(answers_text(one, say) in everything_said(app) for one in found.differences)


def test_without_two_evaluators_there_is_nothing_to_compare(
    surveyed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with jobs.opened(surveyed) as store:
        rounds.plan_round(
            surveyed, store, "r2", Registry.shipped("china"), ["360922-1"], name="下季度", plan=Plan.load("real")
        )
    surveys.take_in(surveyed, "r2", "a.csv", "网站编号,评估员,日期,h1\n360922-1,甲,2025-11-20,4\n".encode())
    app = opened("survey", surveyed, monkeypatch, lang="zh")
    app.selectbox(key="survey_round").set_value("r2").run()
    assert words("zh")("agreement.nothing") in [message.value for message in app.info]
