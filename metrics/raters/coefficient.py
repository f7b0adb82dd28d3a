"""What an agreement coefficient says: a value with its interval, or why there is none; and intervals by drawing units again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from metrics.tree import Matrix

_AT_ONCE = 100
"""Draws that are computed together: enough to be fast, few enough for the memory of one machine."""


class Reason(StrEnum):
    """Why a coefficient has no value."""

    NO_DATA = "no_data"
    """No unit was rated as often as the coefficient needs."""
    ONE_UNIT = "one_unit"
    """With a single unit, differences between units can't be told from differences between raters."""
    ONE_RATER = "one_rater"
    """There is nobody to be compared with."""
    NO_VARIANCE = "no_variance"
    """All values are the same: chance alone would agree as well."""
    UNITS_ALIKE = "units_alike"
    """The units differ less than raters do: the share of variance that is the units' own has no meaning."""
    UNEQUAL_RATERS = "unequal_raters"
    """Some units were rated more often than others, and the coefficient is defined for equal numbers alone."""
    NOT_FINITE = "not_finite"
    """A value is infinite."""
    NEGATIVE = "negative"
    """A value is below zero, and the coefficient is for amounts."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """value: at most 1, 0 what chance gives; NaN where there is a reason. lower, upper: its interval, NaN without one.

    units, raters: how many the value rests on.
    """

    value: float
    lower: float = np.nan
    upper: float = np.nan
    units: int = 0
    raters: int = 0
    reason: Reason | None = None

    @classmethod
    def undefined(cls, reason: Reason, units: int, raters: int) -> Coefficient:
        """Return a coefficient without a value."""
        return cls(np.nan, units=units, raters=raters, reason=reason)


@dataclass(frozen=True, slots=True)
class Resampling:
    """How an interval is made: so many draws of the units with replacement, the quantiles that hold so much of the values, the seed."""

    draws: int
    confidence: float
    seed: int


def why_undefined(ratings: Matrix, complete: Matrix) -> Reason | None:
    """Return why a coefficient of complete units has no value, None where it has one. complete: the rows of ratings without a gap."""
    if np.isinf(ratings).any():
        return Reason.NOT_FINITE
    if not complete.size:
        return Reason.NO_DATA
    if complete.shape[1] == 1:
        return Reason.ONE_RATER
    if len(complete) == 1:
        return Reason.ONE_UNIT
    return Reason.NO_VARIANCE if complete.max() == complete.min() else None


def kinds_of(units: Matrix) -> tuple[Matrix, Matrix]:
    """Return the different rows of a matrix without NaN in a fixed order, and how often each occurs.

    What is computed from kinds depends on the order of neither units nor draws.
    """
    kinds, repeats = np.unique(units, axis=0, return_counts=True)
    return kinds, repeats.astype(np.float64)


def interval(
    statistic: Callable[[Matrix], Matrix], repeats: Matrix, resampling: Resampling | None
) -> tuple[float, float]:
    """Return the percentile bootstrap interval of a statistic over units; NaN without resampling, or where no draw has a value.

    statistic: takes draws × kinds, how often a draw has each kind of unit; returns a value a draw, NaN where it has none.
    repeats: how often each kind occurs in the data.
    Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    if resampling is None:
        return np.nan, np.nan
    generator = np.random.default_rng(resampling.seed)
    units = repeats.sum()
    sizes = [min(_AT_ONCE, resampling.draws - done) for done in range(0, resampling.draws, _AT_ONCE)]
    drawn = (generator.multinomial(int(units), repeats / units, size=size) for size in sizes)
    values = np.concatenate([statistic(draw.astype(np.float64)) for draw in drawn])
    values = values[~np.isnan(values)]
    if not values.size:
        return np.nan, np.nan
    outside = (1 - resampling.confidence) / 2
    lower, upper = np.quantile(values, [outside, 1 - outside])
    return float(lower), float(upper)


def ratio(part: Matrix, whole: Matrix) -> Matrix:
    """Return part / whole, NaN where the whole is 0."""
    quotient: Matrix = np.divide(part, whole, out=np.full_like(part, np.nan), where=whole != 0)
    return quotient
