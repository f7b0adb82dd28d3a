"""Ranks inside groups: competition ranking (1, 2, 2, 4) at the precision that is published. Pure."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from metrics.tree import Matrix

Places = npt.NDArray[np.intp]


NOISE = 7
"""So many digits behind the last published one tell a score from half a digit; those further behind are left by adding up."""
UNROUNDED = 10
"""Digits of the full score at which unrounded scores tie: behind them sums differ by the order of adding up alone."""


def rank_decimals(precision: int | None, full: float) -> int:
    """Return the decimals at which ranks are taken: the published ones, for unrounded scores ten digits of the full score."""
    return UNROUNDED - math.floor(math.log10(full)) if precision is None else precision


def published(scores: Matrix, precision: int | None) -> Matrix:
    """Return scores as they are printed, rounded half to even; None leaves them as they are.

    What differs only in the order of adding up is printed alike.
    """
    if precision is None:
        return scores
    digits: Matrix = np.rint(np.rint(scores * 10.0 ** (precision + NOISE)) / 10.0**NOISE) / 10.0**precision
    return digits + 0.0


def competition_ranks(scores: Matrix, groups: Places) -> tuple[Places, Places]:
    """Return each unit's rank inside its group, the highest score 1, and how many are ranked there.

    scores: as published, NaN for a unit that is not ranked. groups: a number a unit; negative for none. Equal scores share the
    better rank, and as many ranks are left empty after them. Both are 0 where there is no rank.
    """
    ranks, of = np.zeros(len(scores), dtype=np.intp), np.zeros(len(scores), dtype=np.intp)
    counted = np.flatnonzero(~np.isnan(scores) & (groups >= 0))
    order = counted[np.argsort(-scores[counted])]  # equal ones in any order: they share their rank
    small = groups.max(initial=0) < 2**16  # numbers of 16 bits are put in order by counting them
    order = order[np.argsort(groups[order].astype(np.uint16 if small else np.intp), kind="stable")]
    if not len(order):
        return ranks, of
    group, score = groups[order], scores[order]
    opens = np.r_[True, group[1:] != group[:-1]]
    differs = opens | np.r_[True, score[1:] != score[:-1]]
    position = np.arange(len(order))
    begin = np.maximum.accumulate(np.where(opens, position, 0))
    ranks[order] = np.maximum.accumulate(np.where(differs, position, 0)) - begin + 1
    sizes = np.bincount(group)
    of[order] = sizes[group]
    return ranks, of


def rank_bounds(lower: Matrix, upper: Matrix, groups: Places) -> tuple[Places, Places, Places]:
    """Return the best and the worst rank inside its group that each unit can still reach, and how many are ranked there.

    lower, upper: hard bounds of the scores as published, NaN for a unit that is not ranked; where they are equal, the score.
    groups: a number a unit; negative for none. Best: 1 and those that lie above it whatever happens (their lower bound over its
    upper one). Worst: 1 and those that can lie above it. Both are reached by scores within the bounds; all are 0 without a rank.
    """
    best, worst, of = (np.zeros(len(lower), dtype=np.intp) for _ in range(3))
    for group in np.unique(groups[groups >= 0]):
        own = np.flatnonzero((groups == group) & ~np.isnan(lower) & ~np.isnan(upper))
        lows, highs = np.sort(lower[own]), np.sort(upper[own])
        best[own] = 1 + len(own) - np.searchsorted(lows, upper[own], side="right")
        above = len(own) - np.searchsorted(highs, lower[own], side="right")
        worst[own] = 1 + above - (upper[own] > lower[own])  # nobody lies above itself
        of[own] = len(own)
    return best, worst, of
