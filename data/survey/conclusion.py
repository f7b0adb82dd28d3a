"""What the evaluators' answers say of an indicator of a site. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import fmean

import pandas as pd

from data.catalogue import SurveyRule
from data.collectors.base import Reading
from data.model import Cause, Evidence, Status, Where
from data.store import AnswerRecord


def survey_reading(machine: Reading, answers: Sequence[AnswerRecord], items: int, rule: SurveyRule) -> Reading:
    """Return the mean over items of the mean over evaluators, with the number of evaluators and their disagreement.

    machine: what the visits say of the indicator; it stays where it says that the question does not arise, or not
    whether it does. answers: those that hold, to the indicator's items. items: how many the indicator has.
    An item counts when enough evaluators answered it; with too few such items the reading is ``not_observed``.
    """
    undecided = machine.status is Status.NOT_COLLECTED and machine.cause is not Cause.NO_SURVEY
    values: dict[str, list[float]] = {}
    for answer in answers:
        if answer.value is not None:
            values.setdefault(answer.item, []).append(answer.value)
    if not values or undecided or machine.status is Status.NOT_APPLICABLE:
        return machine
    counted = {item: found for item, found in values.items() if len(found) >= rule.evaluators}
    evidence = [_evidence(answer) for answer in answers if answer.value is not None]
    if len(counted) < items * rule.share_of_items:
        return Reading.unseen(Cause.TOO_FEW_EVALUATORS, *evidence)
    parts = {
        "evaluators": float(len({a.evaluator for a in answers if a.item in counted and a.value is not None})),
        "items": float(len(counted)),
        "spread": max(max(found) - min(found) for found in counted.values()),
    }
    return Reading.measured(round(fmean(fmean(found) for found in counted.values()), 6), *evidence, parts=parts)


def _evidence(answer: AnswerRecord) -> Evidence:
    """Where an answer stands: cell and file, with what the cell says. Who wrote it is known to the store alone."""
    return Evidence("", Where.FILE_CELL, f"{answer.cell} · {answer.item} = {answer.value:g} · {answer.file}")


_ANSWER = re.compile(r"[A-Z]+(?P<row>\d+) · \w+ = (?P<value>\S+) · (?P<file>.+)")


def evaluators_means(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return what every evaluator answered on the mean over an indicator's items: site_id, indicator, value, one row an evaluator.

    evidence: site_id, indicator, where, text of a snapshot. An evaluator is a row of a file: who it was is known to the store alone.
    """
    cells = evidence[evidence["where"] == Where.FILE_CELL.value]
    said = cells["text"].str.extract(_ANSWER).assign(site_id=cells["site_id"], indicator=cells["indicator"])
    said = said.dropna().astype({"value": "float64"})
    by_evaluator = said.groupby(["site_id", "indicator", "file", "row"], as_index=False)["value"].mean()
    return by_evaluator[["site_id", "indicator", "value"]]
