"""How far evaluators agree on what they answered about sites, with each other and with the machine. Pure.

answers: a frame of site_id, item, evaluator, value (a number in every row). A table of answers has a row a site, a column an
evaluator, NaN where nothing was answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd

from data.survey.judging import AnswerScale
from metrics.raters.alpha import krippendorff_alpha
from metrics.raters.coefficient import Coefficient, Resampling
from metrics.raters.icc import Intraclass, intraclass_correlations
from metrics.raters.kappa import cohen_kappa
from metrics.tree import Matrix


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far evaluators agree. sites: that two or more judged. cells: answers to one item about one site by two or more; same: of
    these cells, all say the same.

    of_mean: how reliable the mean of all evaluators is, ICC(A,k), from the sites that all of them judged; None of a nominal level.
    """

    level: str
    sites: int
    cells: int
    same: int
    alpha: Coefficient
    of_mean: Intraclass | None


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """What evaluators say against what the machine says. sites: of which both say something; same: the same.

    split: further sites, of which as many evaluators say yes as no. against: the sites where they say the opposite.
    """

    sites: int
    same: int
    split: int
    kappa: Coefficient
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ByMachine:
    """The evaluators' mean where the machine found something and where it found nothing, NaN without sites, and how many sites."""

    found: int
    mean_found: float
    not_found: int
    mean_not_found: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Answers to one item about one site that are not the same. apart: how far, as share of the scale. answers: by evaluator."""

    site_id: str
    item: str
    apart: float
    answers: tuple[tuple[str, float], ...]


def item_table(answers: pd.DataFrame, item: str) -> pd.DataFrame:
    """Return the table of the answers to an item."""
    own = answers[answers["item"] == item]
    return own.pivot(index="site_id", columns="evaluator", values="value")


def item_agreement(table: pd.DataFrame, level: str, resampling: Resampling) -> Agreement:
    """Return how far the answers to one item agree, at a level of measurement."""
    values = table.to_numpy(dtype=np.float64)
    several = values[(~np.isnan(values)).sum(axis=1) >= 2]
    same = int((np.nanmax(several, axis=1) == np.nanmin(several, axis=1)).sum()) if len(several) else 0
    return _agreement(values, level, resampling, len(several), same)


def indicator_agreement(
    answers: pd.DataFrame, items: Mapping[str, Agreement], level: str, resampling: Resampling
) -> Agreement:
    """Return how far the evaluators' means over an indicator's items agree. items: how far the answers to each agree.

    A mean stands only where its evaluator answered every item that anybody answered of the site: else different things would be
    compared.
    """
    own = answers[answers["item"].isin(list(items))]
    means = own.groupby(["site_id", "evaluator"])["value"].agg(["mean", "size"])
    answered = own.groupby("site_id")["item"].nunique()
    whole = means["size"] == means.index.get_level_values("site_id").map(answered)
    table = means.loc[whole, "mean"].unstack("evaluator").to_numpy(dtype=np.float64)
    cells, same = sum(one.cells for one in items.values()), sum(one.same for one in items.values())
    return _agreement(table, level, resampling, cells, same)


def _agreement(table: Matrix, level: str, resampling: Resampling, cells: int, same: int) -> Agreement:
    alpha = krippendorff_alpha(table, level, resampling)
    of_mean = None if level == "nominal" else intraclass_correlations(table, resampling.confidence)["(A,k)"]
    return Agreement(level, alpha.units, cells, same, alpha, of_mean)


def yes_or_no(table: pd.DataFrame, machine: pd.Series, yes_from: float, resampling: Resampling) -> YesOrNo:
    """Compare what most evaluators say, yes (1) or no (0), with the machine's value of the site, which stands for yes from a value on.

    machine: by site_id.
    """
    share = table.mean(axis=1)
    share = share[share.index.isin(machine.index)]
    decided = share[share != 0.5]
    both = pd.DataFrame({"people": decided > 0.5, "machine": machine.reindex(decided.index) >= yes_from}).astype(float)
    against = both.index[both["people"] != both["machine"]]
    kappa = cohen_kappa(both.to_numpy(), resampling=resampling)
    return YesOrNo(len(both), len(both) - len(against), len(share) - len(decided), kappa, tuple(sorted(against)))


def by_machine(table: pd.DataFrame, machine: pd.Series, yes_from: float) -> ByMachine:
    """Return the evaluators' mean of the sites where the machine's value, by site_id, reaches a value, and of the others."""
    means = table.mean(axis=1)
    means = means[means.index.isin(machine.index)]
    found = machine.reindex(means.index) >= yes_from
    return ByMachine(int(found.sum()), means[found].mean(), int((~found).sum()), means[~found].mean())


def differences(answers: pd.DataFrame, scales: Mapping[str, AnswerScale]) -> list[Difference]:
    """Return the cells that evaluators answered differently, the farthest apart first, then by site and item. scales: by item."""
    cell = ["site_id", "item"]
    ends = answers.groupby(cell)["value"].agg(["min", "max"])
    ends = ends[ends["max"] > ends["min"]]
    width = ends.index.get_level_values("item").map({item: scale.width for item, scale in scales.items()}).to_numpy()
    apart = (ends["max"] - ends["min"]) / np.where(width > 0, width, ends["max"])
    unlike = answers.set_index(cell).loc[ends.index].sort_values([*cell, "evaluator"])
    rows = zip(unlike.index, unlike["evaluator"], unlike["value"], strict=True)
    given = {key: tuple(row[1:] for row in of) for key, of in groupby(rows, key=lambda row: row[0])}
    found = [
        Difference(site_id, item, distance, given[site_id, item])
        for (site_id, item), distance in zip(apart.index, apart, strict=True)
    ]
    return sorted(found, key=lambda one: -one.apart)
