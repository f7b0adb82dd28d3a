"""Krippendorff's alpha: one minus observed over expected disagreement, for any number of raters, with gaps. Pure.

Source: K. Krippendorff, Content Analysis, 2nd ed. 2004, chapter 11; K. Krippendorff, Computing Krippendorff's Alpha-Reliability,
2007. The interval draws units again, as S. Zapf et al., BMC Medical Research Methodology 16:93, 2016, recommend.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from metrics.raters.coefficient import Coefficient, Reason, Resampling, interval, kinds_of, ratio
from metrics.tree import Matrix

LEVELS = ("nominal", "ordinal", "interval", "ratio")
"""Levels of measurement: what a difference of two values means."""


def krippendorff_alpha(ratings: Matrix, level: str, resampling: Resampling | None = None) -> Coefficient:
    """Return alpha of n × m ratings (units × raters, NaN for none) at a level of measurement, one of ``LEVELS``.

    Only units with two values or more count. Reasons: ``no_data``, ``one_rater``, ``one_unit``, ``no_variance``, ``not_finite``,
    and ``negative`` at the level ratio.
    """
    ratings = np.asarray(ratings, dtype=np.float64)
    pairable = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
    units, raters = len(pairable), int((~np.isnan(pairable)).any(axis=0).sum())
    reason = _why_undefined(ratings, pairable, level)
    if reason is not None:
        return Coefficient.undefined(reason, units, raters)
    kinds, repeats = kinds_of(np.nan_to_num(np.sort(pairable, axis=1), nan=np.inf))
    alpha = partial(_alpha, kinds, _DISAGREEMENT[level](kinds))
    lower, upper = interval(alpha, repeats, resampling)
    return Coefficient(float(alpha(repeats[None])[0]), lower, upper, units, raters)


def _why_undefined(ratings: Matrix, pairable: Matrix, level: str) -> Reason | None:
    if np.isinf(ratings).any():
        return Reason.NOT_FINITE
    if level == "ratio" and (ratings < 0).any():
        return Reason.NEGATIVE
    if not len(pairable):
        return Reason.ONE_RATER if (~np.isnan(ratings)).any() else Reason.NO_DATA
    if len(pairable) == 1:
        return Reason.ONE_UNIT
    return Reason.NO_VARIANCE if np.nanmax(pairable) == np.nanmin(pairable) else None


Disagreement = Callable[[Matrix], tuple[Matrix, Matrix]]
"""From draws × kinds, how often each kind of unit is there, to the summed squared differences within units and between all
values, each draw one number; within a unit every pair counts 1 / (values of the unit - 1)."""


def _alpha(kinds: Matrix, disagreement: Disagreement, times: Matrix) -> Matrix:
    """Alpha of draws: NaN where a draw holds one value alone. kinds: the different units, sorted values, infinity for none."""
    within, between = disagreement(times)
    values = times @ np.isfinite(kinds).sum(axis=1)
    highest = np.where(np.isfinite(kinds), kinds, -np.inf).max(axis=1)
    there = times > 0
    varied = np.where(there, highest, -np.inf).max(axis=1) > np.where(there, kinds[:, 0], np.inf).min(axis=1)
    return 1 - ratio((values - 1) * within, np.where(varied, between, 0.0))


def _interval(kinds: Matrix) -> Disagreement:
    """Values differ by their distance."""
    there = np.isfinite(kinds)
    size = there.sum(axis=1)
    lowest = kinds[:, :1]
    own = np.where(there, kinds - lowest, 0.0)  # from a unit's own lowest value: equal ones differ by nothing at all
    within = _pairs(size, own.sum(axis=1), (own**2).sum(axis=1)) / (size - 1)
    apart = np.where(there, kinds - lowest.mean(), 0.0)
    sums, squares = apart.sum(axis=1), (apart**2).sum(axis=1)
    return lambda times: (times @ within, _pairs(times @ size, times @ sums, times @ squares))


def _ordinal(kinds: Matrix) -> Disagreement:
    """Values differ by how many values lie between them, half of their own included: by the distance of their mean ranks."""
    counts = _counts(kinds)[1]
    size = counts.sum(axis=1)

    def disagreement(times: Matrix) -> tuple[Matrix, Matrix]:
        totals = times @ counts
        place = np.cumsum(totals, axis=1) - totals / 2
        within = _pairs(size, place @ counts.T, place**2 @ counts.T) / (size - 1)
        sums, squares = (totals * place).sum(axis=1), (totals * place**2).sum(axis=1)
        return (times * within).sum(axis=1), _pairs(totals.sum(axis=1), sums, squares)

    return disagreement


def _by_table(kinds: Matrix, difference: Callable[[Matrix, Matrix], Matrix]) -> Disagreement:
    """Values differ by a table over all pairs of different values."""
    values, counts = _counts(kinds)
    squared = difference(values[:, None], values[None, :])
    within = (counts @ squared * counts).sum(axis=1) / (counts.sum(axis=1) - 1)

    def disagreement(times: Matrix) -> tuple[Matrix, Matrix]:
        totals = times @ counts
        return times @ within, (totals @ squared * totals).sum(axis=1)

    return disagreement


def _pairs(size: Matrix, sums: Matrix, squares: Matrix) -> Matrix:
    """The squared differences of all ordered pairs of values, from how many there are, their sum and their sum of squares."""
    return 2 * (size * squares - sums**2)


def _counts(kinds: Matrix) -> tuple[Matrix, Matrix]:
    """The different values, and how often each kind of unit has each of them."""
    row, column = np.nonzero(np.isfinite(kinds))
    values, position = np.unique(kinds[row, column], return_inverse=True)
    counts = np.zeros((len(kinds), len(values)))
    np.add.at(counts, (row, position), 1)
    return values, counts


def _unlike(one: Matrix, other: Matrix) -> Matrix:
    return np.where(one == other, 0.0, 1.0)


def _relative(one: Matrix, other: Matrix) -> Matrix:
    return np.nan_to_num(ratio(one - other, one + other)) ** 2


_DISAGREEMENT: dict[str, Callable[[Matrix], Disagreement]] = {
    "nominal": partial(_by_table, difference=_unlike),
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": partial(_by_table, difference=_relative),
}
