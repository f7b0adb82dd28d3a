"""Intraclass correlations: the share of the ratings' variance that is the units' own, of one rater and of the mean of k. Pure.

Forms as in K. O. McGraw, S. P. Wong, Psychological Methods 1, 1996, 30–46: 1 – every unit has raters of its own; A – the same
raters for all units, absolute agreement; C – the same, consistency. In P. E. Shrout, J. L. Fleiss, Psychological Bulletin 86, 1979,
420–428, they are (1,·), (2,·) and (3,·). Intervals and F tests (of "the correlation is 0") are theirs too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc, fdtri

from metrics.raters.coefficient import Coefficient, Reason, why_undefined
from metrics.tree import Matrix

_ROUNDING = 1e-9  # a sum that small beside its parts is 0
FORMS = ("(1,1)", "(A,1)", "(C,1)", "(1,k)", "(A,k)", "(C,k)")


@dataclass(frozen=True, slots=True)
class Intraclass:
    """One form with its interval and its F test: f with df1 and df2 degrees of freedom, p; NaN where the form has no value."""

    coefficient: Coefficient
    f: float = np.nan
    df1: int = 0
    df2: int = 0
    p: float = np.nan


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of n units by k raters: between units, between raters, of what is left, within units."""

    n: int
    k: int
    units: np.float64
    raters: np.float64
    rest: np.float64
    within: np.float64

    @classmethod
    def of(cls, ratings: Matrix) -> _Squares:
        n, k = ratings.shape
        least = n * k * (8 * np.finfo(np.float64).eps * np.abs(ratings).max()) ** 2  # what rounding alone may leave
        ratings = ratings - ratings.mean()
        row, column = ratings.mean(axis=1, keepdims=True), ratings.mean(axis=0, keepdims=True)
        sums = [k * (row**2).sum(), n * (column**2).sum(), ((ratings - row - column) ** 2).sum()]
        units, raters, rest = (np.float64(0.0) if total <= least else total for total in sums)
        return cls(n, k, units / (n - 1), raters / (k - 1), rest / ((n - 1) * (k - 1)), (raters + rest) / (n * (k - 1)))


def intraclass_correlations(ratings: Matrix, confidence: float = 0.95) -> dict[str, Intraclass]:
    """Return the six ``FORMS`` of n × m ratings (units × raters, NaN for none).

    Only units that every rater rated count. The interval of A is an approximation for agreement above 0. A bound is NaN where
    there are no degrees of freedom, or nothing bounds a mean's correlation from below. Reasons: ``no_data``, ``one_rater``,
    ``one_unit``, ``no_variance`` of all forms, ``units_alike`` of single ones, ``not_finite``.
    """
    ratings = np.asarray(ratings, dtype=np.float64)
    complete = ratings[~np.isnan(ratings).any(axis=1)]
    reason = why_undefined(ratings, complete)
    if reason is not None:
        return {form: Intraclass(Coefficient.undefined(reason, *complete.shape)) for form in FORMS}
    squares = _Squares.of(complete)
    with np.errstate(all="ignore"):  # what can't be divided becomes NaN, and a reason
        return {form: _form(form, squares, confidence) for form in FORMS}


def _form(form: str, squares: _Squares, confidence: float) -> Intraclass:
    error = squares.within if form[1] == "1" else squares.rest
    df1, df2 = squares.n - 1, (squares.n if form[1] == "1" else squares.n - 1) * (squares.k - 1)
    value = _share(form, squares, error)
    if np.isnan(value):
        return Intraclass(Coefficient.undefined(Reason.UNITS_ALIKE, squares.n, squares.k))
    df = _satterthwaite(squares, df2) if form[1] == "A" else df2
    outside = (1 - confidence) / 2
    lower = _share(form, squares, error, fdtri(df1, df, 1 - outside))
    upper = _share(form, squares, error, 1 / fdtri(df, df1, 1 - outside))
    f = squares.units / error
    coefficient = Coefficient(value, lower, upper, squares.n, squares.k)
    return Intraclass(coefficient, float(f), df1, df2, float(fdtrc(df1, df2, f)))


def _share(form: str, squares: _Squares, error: np.float64, times: float = 1.0) -> float:
    """The form's share of the units; its bounds are the share with all error so many times as large. NaN where it has no meaning."""
    error = error * times
    between_raters = (squares.raters * times - error) / squares.n if form[1] == "A" else np.float64(0.0)
    noise = (squares.k - 1) * error + squares.k * between_raters if form[3] == "1" else between_raters
    whole = squares.units + noise
    made_of = squares.units + squares.raters * times + error
    return float((squares.units - error) / whole) if whole > _ROUNDING * made_of else np.nan


def _satterthwaite(squares: _Squares, df2: int) -> float:
    """The degrees of freedom of the error of absolute agreement, which is made of two mean squares."""
    n, k, share = squares.n, squares.k, _share("(A,1)", squares, squares.rest)
    raters, rest = k * share * squares.raters, (n * (1 + (k - 1) * share) - k * share) * squares.rest
    if abs(raters + rest) <= _ROUNDING * (abs(raters) + abs(rest)):
        return float(df2) if raters == rest == 0 else np.nan  # no error at all; error that cancels out
    return float((raters + rest) ** 2 / (raters**2 / (k - 1) + rest**2 / df2))
