"""From readings to totals: vetoes first, then the deduction part, then the bonus behind its gate; ranks inside the groups. Pure.

Sums are exactly rounded, so that the order of items does not matter. What was not seen can't be deducted nor taken for clean: the
score is that of the points that were seen, and beside it stand hard bounds (all unseen lost … nothing of it) and the completeness.
Ranks claim no more than that: each site is ranked between the best and the worst place that the bounds of its group leave it, with
the vetoes that nobody has decided yet left out of account.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frameworks.deduct import Deduct, Item
from metrics.deduct.groups import group_table, members
from metrics.deduct.readings import readings
from metrics.ranks import published, rank_bounds
from metrics.tree import Matrix
from metrics.vetoes import CONFIRMED

STANDINGS = ("ranked", "vetoed", "insufficient", "no_group", "two_groups")
VERDICTS = ("pass", "fail", "open")
"""合格, 不合格, 待定: ``open`` where what was not seen could still turn it."""


@dataclass(frozen=True, slots=True)
class DeductResult:
    """Three tables.

    sites — one row a site the scheme looks at: site_id, group, standing (one of ``STANDINGS``), verdict, score (the total, NaN without
        one), deduction and bonus (its parts), lower and upper (hard bounds of the total), completeness (share of the points that
        apply which was seen), factor (what the points are multiplied by because items do not apply), amber (suspicions and proposals
        that change nothing), best and worst (between which ranks the bounds leave it, 0 without) and of (how many it is ranked
        among), seen (points of the deductions that were seen, NaN where one has no cap), lost (points these took), gained (bonus that
        was seen, before its gate), reason ("" | below_floor | unpriced | uncapped_unseen | nothing_applies), detail (as ``members`` says).
    items — one row a site in a group and item: as ``readings`` says, and points (what it is worth here, NaN without a cap) and lost
        (points taken or given, NaN where it is not counted).
    groups — as ``group_table`` says.
    """

    sites: pd.DataFrame
    items: pd.DataFrame
    groups: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Part:
    """The items of one part as n × m matrices. worth: points, infinite without a cap; lost: taken, as far as it is certain."""

    items: tuple[Item, ...]
    worth: Matrix
    lost: Matrix
    seen: NDArray[np.bool_]
    applies: NDArray[np.bool_]


def deduct(scheme: Deduct, sites: pd.DataFrame, observations: pd.DataFrame, marks: pd.DataFrame) -> DeductResult:
    """Score the sites of a round by a scheme. sites, observations, marks: as ``members`` and ``readings`` document them."""
    grouped = members(scheme, sites)
    found = readings(scheme, grouped, sites, observations, marks)
    within = grouped[grouped["group"] != ""].reset_index(drop=True)
    taken = _part(scheme, scheme.of_part("deduct"), found, len(within))
    given = _part(scheme, scheme.of_part("bonus"), found, len(within))
    table = within.assign(**_totals(scheme, taken, given))
    table = _vetoed(scheme, table, found)
    aside = grouped[grouped["group"] == ""]
    table = pd.concat([table, aside.assign(verdict="open", reason="")]).sort_values("site_id", ignore_index=True)
    table = _ranked(scheme, table.assign(amber=table["amber"].fillna(0).astype(int)))
    columns = [
        "site_id", "group", "standing", "verdict", "score", "deduction", "bonus", "lower", "upper", "completeness", "factor",
        "amber", "best", "worst", "of", "seen", "lost", "gained", "reason", "detail",
    ]  # fmt: skip
    return DeductResult(table[columns], _with_points(scheme, found, (taken, given)), group_table(scheme, table))


# The matrices of a part


def _part(scheme: Deduct, items: tuple[Item, ...], found: pd.DataFrame, n: int) -> _Part:
    shape = (n, len(items))
    rows = found[found["item"].isin([item.id for item in items])]
    state = rows["state"].to_numpy(dtype=object).reshape(shape)
    applies = state != "not_applicable"
    worth = np.broadcast_to([math.inf if item.points is None else item.points for item in items], shape).astype(float)
    if items and items[0].part == "deduct" and scheme.inapplicable == "spread" and np.isfinite(worth).all():
        missing = scheme.full - _sums(worth * applies)
        worth = worth + (missing / np.maximum(applies.sum(axis=1), 1))[:, None]
    gross = np.nan_to_num(rows["gross"].to_numpy(dtype=float)).reshape(shape)
    everything = rows["everything"].to_numpy(dtype=bool).reshape(shape)
    certain = np.isin(state, ["measured", "least"])
    lost = np.where(certain, np.where(everything, worth, np.minimum(gross, worth)), 0.0)
    return _Part(items, worth, lost, state == "measured", applies)


def _sums(matrix: Matrix) -> Matrix:
    """The exactly rounded sum of each row."""
    return np.array([math.fsum(row) for row in matrix.tolist()], dtype=float)


# Totals


def _totals(scheme: Deduct, taken: _Part, given: _Part) -> dict[str, Matrix | NDArray[np.object_]]:
    deduction = _deduction(scheme, taken)
    score, lower, upper = (deduction[name] for name in ("score", "lower", "upper"))
    plus, most = _bonus(scheme, given)
    open_, low, high = (published(part, scheme.precision) > scheme.bonus_above for part in (score, lower, upper))
    bonus = np.where(open_, plus, np.where(np.isnan(score), np.nan, 0.0))
    reason = deduction["reason"]
    score, bonus = (published(one, scheme.precision) for one in (score, bonus))
    return {
        "deduction": score,
        "bonus": bonus,
        "score": published(score + bonus, scheme.precision),
        "lower": published(lower + np.where(low, plus, 0.0), scheme.precision),
        "upper": published(upper + np.where(high, most, 0.0), scheme.precision),
        "completeness": deduction["completeness"],
        "factor": deduction["factor"],
        "seen": np.where(np.isfinite(taken.worth).all(), _sums(np.where(taken.seen, taken.worth, 0.0)), np.nan),
        "lost": _sums(taken.lost * taken.seen),
        "gained": plus,
        "reason": reason,
    }


def _deduction(scheme: Deduct, part: _Part) -> dict[str, Matrix]:
    """The deduction part: score, lower, upper, completeness, factor, reason."""
    nothing = ~part.applies.any(axis=1)
    found = _capped(scheme, part) if np.isfinite(part.worth).all() else _uncapped(scheme, part)
    low = np.nan_to_num(found["completeness"]) < scheme.floor
    reason = np.where(low & (found["reason"] == ""), "below_floor", found["reason"]).astype(object)
    reason[nothing] = "nothing_applies"
    return found | {"score": np.where(reason == "", found["score"], np.nan), "reason": reason}


def _capped(scheme: Deduct, part: _Part) -> dict[str, Matrix]:
    """Every item has its points: the score is the share kept of the points seen, of the declared total."""
    applying, seen = _sums(part.worth * part.applies), _sums(part.worth * part.seen)
    kept = _sums((part.worth - part.lost) * part.seen)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = scheme.full / applying
        score = kept * scheme.full / seen
        completeness = seen / applying
        lower = kept * scheme.full / applying
        upper = _sums((part.worth - part.lost) * part.applies) * scheme.full / applying
    empty = np.full(len(score), "", dtype=object)
    return {
        "score": score, "lower": lower, "upper": upper, "completeness": completeness, "factor": factor, "reason": empty,
    }  # fmt: skip


def _uncapped(scheme: Deduct, part: _Part) -> dict[str, Matrix]:
    """Some item takes without a cap: what is left of the declared total, and a number only where all was seen."""
    left = scheme.full - _sums(part.lost * part.applies)
    unseen = part.applies & ~part.seen
    more = _sums(np.where(unseen, part.worth - part.lost, 0.0))
    unpriced = (unseen & np.array([item.unpriced for item in part.items])).any(axis=1)
    reason = np.where(unpriced, "unpriced", np.where(unseen.any(axis=1), "uncapped_unseen", ""))
    with np.errstate(invalid="ignore"):
        completeness = part.seen.sum(axis=1) / part.applies.sum(axis=1)
    return {
        "score": np.maximum(left, 0.0),
        "lower": np.maximum(left - more, 0.0),
        "upper": np.maximum(left, 0.0),
        "completeness": completeness,
        "factor": np.ones(len(left)),
        "reason": reason.astype(object),
    }


def _bonus(scheme: Deduct, part: _Part) -> tuple[Matrix, Matrix]:
    """The bonus that was seen, and the most it could be were all seen."""
    cap = math.inf if scheme.bonus_cap is None else scheme.bonus_cap
    most = np.where(part.seen, part.lost, np.where(part.applies, part.worth, 0.0))
    return np.minimum(_sums(part.lost * part.applies), cap), np.minimum(_sums(most), cap)


# Vetoes, verdicts, ranks


def _vetoed(scheme: Deduct, table: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Add standing, verdict and amber; what is vetoed keeps the scheme's fixed mark and nothing else."""
    vetoes = found[found["item"].isin([item.id for item in scheme.of_part("veto")])]
    hit = table["site_id"].isin(vetoes.loc[vetoes["state"] == CONFIRMED, "site_id"])
    clear = ~table["site_id"].isin(vetoes.loc[~vetoes["state"].isin(["clear", "not_applicable"]), "site_id"])
    amber = found[found["state"].isin(["suspected", "proposed"])].groupby("site_id").size()
    mark = math.nan if scheme.vetoed_mark is None else scheme.vetoed_mark
    score = table["score"].mask(hit, mark)
    lower, upper = table["lower"].mask(hit, mark), table["upper"].mask(hit, mark)
    passed, failed = clear & (lower >= scheme.pass_mark), hit | (upper < scheme.pass_mark)
    return table.assign(
        score=score, lower=lower, upper=upper, deduction=table["deduction"].mask(hit), bonus=table["bonus"].mask(hit),
        reason=table["reason"].mask(hit, ""), amber=table["site_id"].map(amber).fillna(0),
        standing=np.where(hit, "vetoed", np.where(score.notna(), "ranked", "insufficient")),
        verdict=np.where(failed, "fail", np.where(passed, "pass", "open")),
    )  # fmt: skip


def _ranked(scheme: Deduct, table: pd.DataFrame) -> pd.DataFrame:
    """Add between which ranks of its group the bounds leave each site. What is vetoed has no rank, and nobody is ranked by it."""
    order = {group.id: place for place, group in enumerate(scheme.groups)}
    groups = np.array([order.get(group, -1) for group in table["group"]], dtype=np.intp)
    stands = (table["standing"] != "vetoed").to_numpy()
    lower, upper = (np.where(stands, table[name].to_numpy(dtype=float), np.nan) for name in ("lower", "upper"))
    best, worst, of = rank_bounds(lower, upper, groups)
    return table.assign(best=best, worst=worst, of=of)


def _with_points(scheme: Deduct, found: pd.DataFrame, parts: tuple[_Part, ...]) -> pd.DataFrame:
    """Add to the readings what each item is worth at the site and what it lost or gave."""
    table = found.assign(points=math.nan, lost=math.nan)
    for part in parts:
        rows = table["item"].isin([item.id for item in part.items])
        worth = np.where(part.applies & np.isfinite(part.worth), part.worth, np.nan)
        counted = np.where(part.applies & (part.seen | (part.lost > 0)), part.lost, np.nan)
        table.loc[rows, "points"] = worth.ravel()
        table.loc[rows, "lost"] = counted.ravel()
    return table
