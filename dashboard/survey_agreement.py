"""How far a round's evaluators agree, with each other and with the machine: for ``qihua survey agreement`` and the 填报 view."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from dashboard.jobs import opened, seen_by_machine
from dashboard.locales import Words
from dashboard.wording import site_title
from data import rounds
from data.catalogue import SurveyItem, survey_items
from data.model import Status
from data.survey.importing import standing
from data.survey.judging import Judging, judging
from data.workspace import Workspace
from metrics.raters import Coefficient, Resampling
from metrics.raters.answers import (
    Agreement,
    ByMachine,
    Difference,
    YesOrNo,
    by_machine,
    differences,
    indicator_agreement,
    item_agreement,
    item_table,
    yes_or_no,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One item, or an indicator as the mean over its items (item None). machine: None where no machine judged the same."""

    indicator: str
    item: SurveyItem | None
    agreement: Agreement
    machine: YesOrNo | ByMachine | None = None


@dataclass(frozen=True, slots=True)
class RoundAgreement:
    """What a round's answers say of its evaluators. answered: sites with answers; compared: those where two evaluators or more
    answered the same item. lines: what was answered, in order of the items.

    sites: what the sites of the differences are called, and those where machine and evaluators say the opposite.
    """

    round_id: str
    closed: bool
    evaluators: tuple[str, ...]
    answered: int
    compared: int
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    sites: Mapping[str, str]


def round_agreement(workspace: Workspace, round_id: str) -> RoundAgreement:
    """Compare the answers that hold in a round. Raises ``round.unknown``."""
    rule = judging()
    with opened(workspace) as store:
        record = store.round(round_id)
        held = [
            (a.site_id, a.item, a.evaluator, a.value) for a in standing(store.answers(round_id)) if a.value is not None
        ]
        seen = seen_by_machine(store, record)
        registry = rounds.round_registry(workspace, record)
    answers = pd.DataFrame(held, columns=["site_id", "item", "evaluator", "value"])
    items = [item for item in survey_items() if item.id in set(answers["item"])]
    machine: dict[str, dict[str, float]] = {}
    for (site_id, indicator), (status, value, _) in seen.items():
        if status == Status.MEASURED:
            machine.setdefault(indicator, {})[site_id] = value
    lines = [
        line
        for _, of in groupby(items, key=lambda item: item.indicator or item.id)
        for line in _lines(answers, list(of), machine, rule)
    ]
    found = differences(answers, {item.id: rule.scales[item.scale] for item in items})
    named = {one.site_id for one in found}
    named.update(site_id for line in lines if isinstance(line.machine, YesOrNo) for site_id in line.machine.against)
    titles = {}
    for site_id in named:
        site = registry.sites[site_id]
        unit = registry.unit(site.unit_code)
        titles[site_id] = site_title(unit.full_name, site.name or unit.name)
    return RoundAgreement(
        round_id, record.state == "closed", tuple(sorted(set(answers["evaluator"]))), answers["site_id"].nunique(),
        _compared(answers), tuple(lines), tuple(found), titles,
    )  # fmt: skip


def _compared(answers: pd.DataFrame) -> int:
    judged = answers.groupby(["site_id", "item"])["evaluator"].nunique()
    return int(judged[judged >= 2].index.get_level_values("site_id").nunique())


def _lines(
    answers: pd.DataFrame, items: list[SurveyItem], machine: Mapping[str, Mapping[str, float]], rule: Judging
) -> list[Line]:
    """The lines of one indicator: the whole where it has several items, then each item."""
    resampling = Resampling(rule.draws, rule.confidence, rule.seed)
    indicator, values = items[0].indicator, pd.Series(machine.get(items[0].indicator, {}), dtype=float)
    lines = []
    for item in items:
        table, level = item_table(answers, item.id), rule.scales[item.scale].level
        beside: YesOrNo | ByMachine | None = None
        if table.index.isin(values.index).any() and level == "nominal":
            beside = yes_or_no(table, values, rule.machine_yes, resampling)
        elif table.index.isin(values.index).any():
            beside = by_machine(table, values, rule.machine_yes)
        lines.append(Line(indicator, item, item_agreement(table, level, resampling), beside))
    if len(items) > 1:
        of_items = {item.id: line.agreement for item, line in zip(items, lines, strict=True)}
        whole = indicator_agreement(answers, of_items, rule.of_means, resampling)
        lines.insert(0, Line(indicator, None, whole))
    return lines


def readings(coefficient: Coefficient, kind: str) -> tuple[str, str]:
    """Return how a coefficient of a kind (alpha, kappa) is read, and how the lower end of its interval; "" where there is none."""
    reading = judging().readings[kind]
    return reading.word(coefficient.value), reading.word(coefficient.lower)


def as_json(found: RoundAgreement, say: Words) -> str:
    """Return everything as JSON; what has no value is null and says why."""
    rule = judging()
    table = {
        "round": found.round_id,
        "closed": found.closed,
        "evaluators": found.evaluators,
        "sites_answered": found.answered,
        "sites_compared": found.compared,
        "interval": {"confidence": rule.confidence, "draws": rule.draws, "seed": rule.seed},
        "readings": {name: asdict(reading) for name, reading in rule.readings.items()},
        "lines": [_line_record(line, say) for line in found.lines],
        "differences": [
            {
                "site_id": one.site_id,
                "site": found.sites[one.site_id],
                "item": one.item,
                "apart": one.apart,
                "answers": [{"evaluator": who, "value": value} for who, value in one.answers],
            }
            for one in found.differences
        ],
    }
    return json.dumps(_plain(table), ensure_ascii=False, indent=1, allow_nan=False)


def _line_record(line: Line, say: Words) -> dict[str, Any]:
    one = line.agreement
    record: dict[str, Any] = {
        "indicator": line.indicator,
        "item": line.item.id if line.item else None,
        "question": say.pick(line.item.zh, line.item.en) if line.item else None,
        "sites_doubly_rated": one.sites,
        "share_identical": one.same / one.cells if one.cells else None,
        "coefficient": _coefficient_record(one.alpha, "alpha", level=one.level),
        "mean_of_evaluators": None,
        "machine": None,
    }
    if one.of_mean is not None:
        mean = asdict(one.of_mean)
        record["mean_of_evaluators"] = {"name": "icc", "form": "(A,k)", **mean.pop("coefficient"), **mean}
    if isinstance(line.machine, YesOrNo):
        kappa = _coefficient_record(line.machine.kappa, "kappa")
        record["machine"] = {**asdict(line.machine), "kappa": kappa}
    elif line.machine is not None:
        record["machine"] = asdict(line.machine)
    return record


def _coefficient_record(one: Coefficient, kind: str, **more: str) -> dict[str, Any]:
    word, at_least = readings(one, kind)
    return {"name": kind, **more, **asdict(one), "reading": word or None, "reading_of_lower": at_least or None}


def _plain(value: Any) -> Any:
    """The same without NaN and infinity, which JSON has not."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
