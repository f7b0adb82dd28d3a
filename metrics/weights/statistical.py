"""Weights taken from the data: entropy, CRITIC, first principal component. For analysis; no official score is made of them.

They reward spread, contrast and common movement, not importance: entropy favours skewed columns, and a principal component may
weigh a column below zero. Values come with their direction applied, more being better. Rows with a blank in any column that has
values at all are left out (complete rows).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from metrics.tree import Matrix

_LEAST = 2
"""Rows without which nothing varies."""
_SAME = 1e-9
"""Relative difference below which two eigenvalues, or a sum of loadings and zero, are taken for one."""


@dataclass(frozen=True, slots=True)
class StatisticalWeights:
    """One weight and one reason a column. rows: the complete rows they rest on.

    reasons: "" for a weight that may be looked at as it is; ``constant``, one value only: it tells nothing and weighs 0;
    ``negative``, the weight is below 0 and no mean may use it. Weights are NaN where there is none: ``missing``, no value in the
    column; ``below_zero``, entropy needs values from 0. Where nothing can be said every column has the reason: ``too_few`` rows,
    ``constant``, ``no_contrast`` (all columns move as one), ``not_unique`` (two principal components as strong).
    """

    weights: Matrix
    reasons: tuple[str, ...]
    rows: int


_Method = Callable[[Matrix], Matrix | str]
"""From complete rows of columns that vary to weights, or to the reason why there are none."""


def entropy(values: Matrix) -> StatisticalWeights:
    """Return Shannon entropy weights, summing to 1: the less evenly a column is spread over the rows, the more it weighs.

    With the shares p = x / Σx of a column a weight is in proportion to 1 + Σ p ln p / ln(rows), where 0 ln 0 = 0.
    values: rows × columns, NaN for a blank. Source: C.-L. Hwang and K. Yoon, Multiple Attribute Decision Making, 1981.
    """
    return _weights(values, _entropy, from_zero=True)


def critic(values: Matrix) -> StatisticalWeights:
    """Return CRITIC weights, summing to 1: contrast of a column times its conflict with the others.

    A weight is in proportion to s Σ (1 - r): s the sample standard deviation of the column scaled to 0–1, r its Pearson
    correlations. values: rows × columns, NaN for a blank. Source: D. Diakoulaki, G. Mavrotas and L. Papayannakis, Computers &
    Operations Research 22, 1995.
    """
    return _weights(values, _critic)


def principal_component(values: Matrix) -> StatisticalWeights:
    """Return the loadings of the first principal component of the correlation matrix; their squares sum to 1.

    A component has no sign of its own: the loadings sum to 0 or more, and where they sum to 0 the first of them is positive.
    values: rows × columns, NaN for a blank. Source: OECD/JRC Handbook on Constructing Composite Indicators, 2008, principal
    components; loadings as weights as in the R package COINr.
    """
    return _weights(values, _principal_component)


def _weights(values: Matrix, method: _Method, *, from_zero: bool = False) -> StatisticalWeights:
    why = np.where(np.isnan(values).all(axis=0), "missing", "").astype(object)
    if from_zero:
        why[(values < 0).any(axis=0)] = "below_zero"
    weights = np.full(values.shape[1], np.nan)
    usable = why == ""
    rows = values[~np.isnan(values[:, usable]).any(axis=1)]
    varies = usable.copy()
    if len(rows) >= _LEAST:
        varies[usable] = np.ptp(rows[:, usable], axis=0) > 0
        found = method(rows[:, varies]) if varies.any() else "constant"
    else:
        found = "too_few"
    if isinstance(found, str):
        why[usable] = found
    else:
        weights[usable & ~varies], why[usable & ~varies] = 0.0, "constant"
        weights[varies] = found
        why[weights < 0] = "negative"
    return StatisticalWeights(weights, tuple(why), len(rows) if usable.any() else 0)


def _entropy(rows: Matrix) -> Matrix | str:
    shares = rows / rows.sum(axis=0)
    logarithms = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return _in_proportion(np.maximum(0.0, 1.0 + (shares * logarithms).sum(axis=0) / np.log(len(rows))))


def _critic(rows: Matrix) -> Matrix | str:
    scaled = (rows - rows.min(axis=0)) / np.ptp(rows, axis=0)
    conflict = (1.0 - _correlations(scaled)).sum(axis=0)
    return _in_proportion(scaled.std(axis=0, ddof=1) * np.where(conflict > _SAME, conflict, 0.0))


def _principal_component(rows: Matrix) -> Matrix | str:
    values, vectors = np.linalg.eigh(_correlations(rows))
    if len(values) > 1 and values[-1] - values[-2] <= _SAME * values[-1]:
        return "not_unique"
    loadings: Matrix = vectors[:, -1]
    total = loadings.sum()
    sign = loadings[np.abs(loadings) > _SAME][0] if abs(total) <= _SAME else total
    return loadings if sign > 0 else -loadings


def _in_proportion(parts: Matrix) -> Matrix | str:
    total = float(parts.sum())
    return parts / total if total > 0 else "no_contrast"


def _correlations(rows: Matrix) -> Matrix:
    return np.atleast_2d(np.corrcoef(rows, rowvar=False))
