"""Cohen's kappa of two raters, plain and weighted, and Fleiss' kappa of several: agreement beyond chance. Pure."""

from __future__ import annotations

from functools import partial

import numpy as np

from metrics.raters.coefficient import Coefficient, Reason, Resampling, interval, kinds_of, ratio, why_undefined
from metrics.tree import Matrix

_POWER = {"none": 0, "linear": 1, "quadratic": 2}
WEIGHTS = tuple(_POWER)
"""What a disagreement weighs: all the same, by the distance of the two values, by its square."""


def cohen_kappa(ratings: Matrix, weights: str = "none", resampling: Resampling | None = None) -> Coefficient:
    """Return kappa of n × 2 ratings (units × the two raters, NaN for none); weights: one of ``WEIGHTS``.

    Only units that both rated count. Reasons: ``no_data``, ``one_unit``, ``no_variance``, ``not_finite``.
    Source: J. Cohen, Educational and Psychological Measurement 20, 1960, 37–46; weighted: Psychological Bulletin 70, 1968, 213–220.
    """
    ratings = np.asarray(ratings, dtype=np.float64)
    both = ratings[~np.isnan(ratings).any(axis=1)]
    reason = why_undefined(ratings, both)
    if reason is not None:
        return Coefficient.undefined(reason, len(both), 2)
    kinds, repeats = kinds_of(both)
    kappa = partial(_cohen, kinds, weights)
    lower, upper = interval(kappa, repeats, resampling)
    return Coefficient(float(kappa(repeats[None])[0]), lower, upper, len(both), 2)


def _cohen(kinds: Matrix, weights: str, times: Matrix) -> Matrix:
    """Kappa of draws × kinds: one minus observed over expected disagreement, NaN where none is expected."""
    values = np.unique(kinds)
    first, second = (_one_hot(column, values) for column in kinds.T)
    weighed = np.abs(values[:, None] - values[None, :]) ** _POWER[weights]
    np.fill_diagonal(weighed, 0.0)
    observed = times @ (first @ weighed * second).sum(axis=1)
    expected = ((times @ first) @ weighed * (times @ second)).sum(axis=1)
    return 1 - ratio(observed * times.sum(axis=1), expected)


def _one_hot(column: Matrix, values: Matrix) -> Matrix:
    hot: Matrix = (column[:, None] == values[None, :]).astype(np.float64)
    return hot


def category_counts(ratings: Matrix) -> Matrix:
    """Return how many raters put each unit into each category: n × categories, these in order of their values.

    ratings: n × m, units × raters, NaN for none.
    """
    ratings = np.asarray(ratings, dtype=np.float64)
    values = np.unique(ratings[~np.isnan(ratings)])
    counts: Matrix = (ratings[:, :, None] == values).sum(axis=1).astype(np.float64)
    return counts


def fleiss_kappa(counts: Matrix, resampling: Resampling | None = None) -> Coefficient:
    """Return kappa of n × categories counts: how many raters put a unit into a category; every unit has as many raters.

    Reasons: ``no_data``, ``one_unit``, ``one_rater``, ``unequal_raters``, ``no_variance``, ``not_finite``, ``negative``.
    Source: J. L. Fleiss, Psychological Bulletin 76, 1971, 378–382.
    """
    counts = np.asarray(counts, dtype=np.float64)
    raters = counts.sum(axis=1)
    reason = _why_not_fleiss(counts, raters)
    most = int(raters.max()) if raters.size and np.isfinite(raters).all() else 0
    if reason is not None:
        return Coefficient.undefined(reason, len(counts), most)
    kinds, repeats = kinds_of(counts)
    kappa = partial(_fleiss, kinds)
    lower, upper = interval(kappa, repeats, resampling)
    return Coefficient(float(kappa(repeats[None])[0]), lower, upper, len(counts), most)


def _why_not_fleiss(counts: Matrix, raters: Matrix) -> Reason | None:
    if not np.isfinite(counts).all():
        return Reason.NOT_FINITE
    if (counts < 0).any():
        return Reason.NEGATIVE
    if not raters.any():
        return Reason.NO_DATA
    if (raters != raters[0]).any():
        return Reason.UNEQUAL_RATERS
    if raters[0] < 2:
        return Reason.ONE_RATER
    if len(counts) == 1:
        return Reason.ONE_UNIT
    return Reason.NO_VARIANCE if (counts.sum(axis=0) > 0).sum() == 1 else None


def _fleiss(kinds: Matrix, times: Matrix) -> Matrix:
    """Kappa of draws × kinds: NaN where a draw holds one category alone."""
    raters = kinds[0].sum()
    agreeing = (kinds * (kinds - 1)).sum(axis=1) / (raters * (raters - 1))
    units = times.sum(axis=1)
    shares = times @ kinds / (units[:, None] * raters)
    by_chance = (shares**2).sum(axis=1)
    varied = (shares > 0).sum(axis=1) > 1
    return 1 - ratio(1 - times @ agreeing / units, np.where(varied, 1 - by_chance, 0.0))
