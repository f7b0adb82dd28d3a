"""Answers as values: the mean over items of the mean over evaluators, and when there is none."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import SurveyRule, survey_rule
from data.collectors.base import Reading
from data.model import Cause, Status
from data.store import AnswerRecord
from data.survey.conclusion import evaluators_means, survey_reading

WAITING = Reading.uncollected(Cause.NO_SURVEY)
RULE = SurveyRule(2, 0.5)


def answer(item: str, evaluator: str, value: float | None) -> AnswerRecord:
    return AnswerRecord(
        "r1",
        "s-1",
        item,
        evaluator,
        1,
        value,
        "",
        "2026-11-20",
        "甲.csv",
        "0" * 64,
        "H2",
        "tester",
        "2026-11-24T08:00:00Z",
    )


def answers(table: dict[str, dict[str, float | None]]) -> list[AnswerRecord]:
    return [answer(item, who, value) for item, given_ in table.items() for who, value in given_.items()]


def test_every_item_weighs_the_same_however_many_answered_it() -> None:
    given_ = answers({"s1": {"甲": 5, "乙": 4, "丙": 3}, "s2": {"甲": 2, "乙": 1}, "s3": {"甲": 5}})
    reading = survey_reading(WAITING, given_, 3, RULE)
    assert (reading.status, reading.value) == (Status.MEASURED, (4 + 1.5) / 2)
    assert reading.parts == {"evaluators": 3, "items": 2, "spread": 2}
    assert [piece.text for piece in reading.evidence][:2] == ["H2 · s1 = 5 · 甲.csv", "H2 · s1 = 4 · 甲.csv"]


@pytest.mark.parametrize(
    "table",
    [
        {"h1": {"甲": 4}, "h2": {"甲": 4}, "h3": {"甲": 4}, "h4": {"甲": 4}},
        {"h1": {"甲": 4, "乙": 4}},
        {"h1": {"甲": 4, "乙": None}, "h2": {"甲": 4, "丙": None}, "h3": {"甲": 4}},
        {"h1": {"甲": 4}, "h2": {"乙": 4}},
    ],
)
def test_too_few_evaluators_or_items_make_no_value(table: dict[str, dict[str, float | None]]) -> None:
    reading = survey_reading(WAITING, answers(table), 4, RULE)
    assert (reading.status, reading.cause) == (Status.NOT_OBSERVED, Cause.TOO_FEW_EVALUATORS)
    assert reading.evidence


def test_remarks_alone_are_no_answers() -> None:
    assert survey_reading(WAITING, answers({"h1": {"甲": None, "乙": None}}), 1, RULE) == WAITING
    assert survey_reading(WAITING, [], 1, RULE) == WAITING


@pytest.mark.parametrize(
    ("machine", "answered"),
    [
        (Reading.inapplicable(Cause.NO_SERVICE_DUTY), False),
        (Reading.uncollected(Cause.FLAG_UNKNOWN), False),
        (Reading.uncollected(Cause.NOT_IN_PLAN), False),
        (Reading.unseen(Cause.HTTP_403), True),
        (WAITING, True),
    ],
)
def test_whether_the_question_arises_comes_first_and_people_see_what_machines_could_not(
    machine: Reading, answered: bool
) -> None:
    reading = survey_reading(machine, answers({"s1": {"甲": 4, "乙": 5}}), 1, RULE)
    assert (reading.value == 4.5) is answered
    assert (reading == machine) is not answered


@given(st.dictionaries(st.sampled_from("abcd"), st.dictionaries(st.sampled_from("甲乙丙"), st.integers(1, 5), min_size=2), min_size=2, max_size=4))  # fmt: skip
def test_a_value_lies_among_its_answers_and_agreement_has_no_spread(table: dict[str, dict[str, int]]) -> None:
    given_ = answers({item: dict(found) for item, found in table.items()})
    reading = survey_reading(WAITING, given_, 4, RULE)
    everything = [value for found in table.values() for value in found.values()]
    assert reading.value is not None
    assert min(everything) <= reading.value <= max(everything)
    assert (reading.parts["spread"] == 0) == all(len(set(found.values())) == 1 for found in table.values())
    assert reading == survey_reading(WAITING, given_, 4, RULE)


def test_the_shipped_rule_asks_for_two_evaluators_and_half_of_the_items() -> None:
    assert survey_rule() == RULE


def test_what_each_evaluator_answered_is_read_back_from_the_evidence() -> None:
    given_ = [
        replace(answer(item, who, value), cell=cell)
        for item, who, value, cell in (
            ("s1", "甲", 5.0, "H2"),
            ("s2", "甲", 4.0, "I2"),
            ("s1", "乙", 2.0, "H3"),
            ("s2", "乙", 1.0, "I3"),
        )
    ]
    pieces = survey_reading(WAITING, given_, 2, RULE).evidence
    table = pd.DataFrame(
        [("x-1", "service_useful", piece.where.value, piece.text) for piece in pieces]
        + [("x-1", "standardization_footer", "html", "H9 · s1 = 5 · 甲.csv")],
        columns=["site_id", "indicator", "where", "text"],
    )
    assert evaluators_means(table).to_dict("list") == {
        "site_id": ["x-1"] * 2, "indicator": ["service_useful"] * 2, "value": [4.5, 1.5],
    }  # fmt: skip
