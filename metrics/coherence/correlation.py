"""Correlations between the columns of two tables of the same rows; a pair of columns goes by the rows that have both.

NaN where nothing can be said: fewer than three such rows, or a column that has only one value on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from metrics.tree import Matrix

Counts = npt.NDArray[np.int64]
_LEAST = 3
_FLAT = 1e-12
"""Variance on the common rows, relative to that of the whole column, below which a column has one value there."""


@dataclass(frozen=True, slots=True)
class Correlations:
    """r: columns of the one × columns of the other, -1–1. n: the rows each rests on."""

    r: Matrix
    n: Counts


def pearson(one: Matrix, other: Matrix) -> Correlations:
    """Return the product-moment correlations. one, other: rows × columns, NaN for a blank."""
    sums = _sums(_standard(one), _standard(other))
    known = (sums.n >= _LEAST) & (np.minimum(sums.spread, sums.spread_other) > _FLAT * sums.n)
    spread = np.sqrt(np.where(known, sums.spread * sums.spread_other, 1.0))
    return Correlations(np.where(known, np.clip(sums.product / spread, -1.0, 1.0), np.nan), sums.n)


def spearman(one: Matrix, other: Matrix) -> Correlations:
    """Return the rank correlations: Pearson's on the ranks among the common rows, equal values sharing their mean rank."""
    orders, other_orders = ([_order(column) for column in table.T] for table in (one, other))
    found = pearson(_rank_table(orders, len(one)), _rank_table(other_orders, len(other)))
    seen, other_seen = ((~np.isnan(table)).sum(axis=0) for table in (one, other))
    fewer = (found.n < seen[:, np.newaxis]) | (found.n < other_seen)
    for row, column in np.argwhere(
        fewer & (found.n >= _LEAST)
    ):  # the ranks among all are not those among the common rows
        both = (orders[row] >= 0) & (other_orders[column] >= 0)
        ranks = np.array([_ranks(orders[row][both]), _ranks(other_orders[column][both])])
        found.r[row, column] = np.corrcoef(ranks)[0, 1] if np.ptp(ranks, axis=1).all() else np.nan
    return found


def covariances(table: Matrix) -> tuple[Matrix, Counts]:
    """Return the sample covariances between the columns and the rows each rests on; NaN on fewer than two."""
    standard = _standard(table)
    sums = _sums(standard, standard)
    product = sums.product * standard.deviation[:, np.newaxis] * standard.deviation
    return np.where(sums.n > 1, product / np.maximum(sums.n - 1, 1), np.nan), sums.n


def interval(r: Matrix, n: Counts, confidence: float) -> tuple[Matrix, Matrix]:
    """Return the ends of the intervals of Pearson correlations by Fisher's z; NaN on three rows or fewer.

    confidence: 0–1. Source: R. A. Fisher, On the probable error of a coefficient of correlation, Metron 1, 1921.
    """
    known = n > _LEAST
    half = NormalDist().inv_cdf((1 + confidence) / 2) / np.sqrt(np.where(known, n - _LEAST, 1))
    with np.errstate(divide="ignore"):  # the interval of a correlation of 1 is 1 … 1
        z = np.arctanh(r)
    return np.where(known, np.tanh(z - half), np.nan), np.where(known, np.tanh(z + half), np.nan)


# Sums over common rows


@dataclass(frozen=True, slots=True)
class _Standard:
    """Columns with mean 0 and variance 1, or all 0 where they have one value; 0 for a blank."""

    values: Matrix
    seen: Matrix
    deviation: Matrix


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of products and squares about the means of the common rows; n: these rows."""

    n: Counts
    product: Matrix
    spread: Matrix
    spread_other: Matrix


def _standard(table: Matrix) -> _Standard:
    seen = ~np.isnan(table)
    number = np.maximum(seen.sum(axis=0), 1)
    filled = np.where(seen, table, 0.0)
    centred = np.where(seen, filled - filled.sum(axis=0) / number, 0.0)
    first = np.where(seen, table, np.inf).min(axis=0, initial=np.inf)
    last = np.where(seen, table, -np.inf).max(axis=0, initial=-np.inf)
    deviation = np.where(last > first, np.sqrt(np.square(centred).sum(axis=0) / number), 0.0)
    return _Standard(
        np.where(deviation > 0, centred / np.where(deviation > 0, deviation, 1.0), 0.0),
        seen.astype(np.float64),
        deviation,
    )


def _sums(one: _Standard, other: _Standard) -> _Sums:
    n = one.seen.T @ other.seen
    rows = np.maximum(n, 1.0)
    total, other_total = one.values.T @ other.seen, one.seen.T @ other.values
    return _Sums(
        n.astype(np.int64),
        one.values.T @ other.values - total * other_total / rows,
        np.square(one.values).T @ other.seen - np.square(total) / rows,
        one.seen.T @ np.square(other.values) - np.square(other_total) / rows,
    )


# Ranks


def _order(column: Matrix) -> Counts:
    """The place of each value among the different values of a column, from 0; -1 for a blank."""
    places = np.full(len(column), -1)
    seen = ~np.isnan(column)
    places[seen] = np.unique(column[seen], return_inverse=True)[1]
    return places


def _ranks(order: Counts) -> Matrix:
    """Mean ranks of values given by their places."""
    count = np.bincount(order)
    ranks: Matrix = (np.cumsum(count) - (count - 1) / 2)[order]
    return ranks


def _rank_table(orders: list[Counts], rows: int) -> Matrix:
    table = np.full((rows, len(orders)), np.nan)
    for column, order in enumerate(orders):
        table[order >= 0, column] = _ranks(order[order >= 0])
    return table
