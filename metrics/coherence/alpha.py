"""Cronbach's alpha: how far the items of a scale tell of one thing; with Feldt's interval, and without each item in turn.

Sources: L. J. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16, 1951; L. S. Feldt, D. J. Woodruff
and F. A. Salih, Statistical inference for coefficient alpha, Applied Psychological Measurement 11, 1987.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri

from metrics.coherence.correlation import covariances
from metrics.tree import Matrix

_LEAST = 2


@dataclass(frozen=True, slots=True)
class Alpha:
    """alpha: at most 1, without a lower end; NaN where there is none. lower, upper: its interval. n: rows it rests on.

    entered: which columns took part. without: alpha of the others if a column is left out, NaN for columns that took no part.
    reason: "" | ``few_items`` (fewer than two took part) | ``too_few`` (rows) | ``no_spread`` (the columns cancel each other out).
    """

    alpha: float
    lower: float
    upper: float
    n: int
    entered: npt.NDArray[np.bool_]
    without: Matrix
    reason: str


def cronbach_alpha(items: Matrix, confidence: float, *, seen: float = 0.0, rows: int = _LEAST) -> Alpha:
    """Return the alpha of the columns of a table.

    items: rows × columns, NaN for a blank. Covariances go by the rows that both columns have; the smallest number of these is n, so that
    with blanks the interval is rather too wide than too narrow. confidence: of the interval, 0–1.
    Columns with one value only take no part, nor those seen on a smaller share of the rows than ``seen`` (rows without any value
    do not count). rows: fewer give no alpha.
    """
    present = items[~np.isnan(items).all(axis=1)]
    entered = np.zeros(items.shape[1], dtype=np.bool_)
    without = np.full(items.shape[1], np.nan)
    if not len(present):
        return Alpha(np.nan, np.nan, np.nan, 0, entered, without, "too_few")
    covariance, common = covariances(present)
    entered = (np.diag(common) >= seen * len(present)) & (np.nan_to_num(np.diag(covariance)) > 0)
    number = int(entered.sum())
    if number < _LEAST:
        n = int(common[entered].max(initial=0))
        return Alpha(np.nan, np.nan, np.nan, n, entered, without, "few_items")
    held, n = covariance[np.ix_(entered, entered)], int(common[np.ix_(entered, entered)].min())
    if n < max(rows, _LEAST):
        return Alpha(np.nan, np.nan, np.nan, n, entered, without, "too_few")
    alpha = _alpha(held)
    without[entered] = [_alpha(np.delete(np.delete(held, item, 0), item, 1)) for item in range(number)]
    low, high = fdtri(n - 1, (n - 1) * (number - 1), [(1 + confidence) / 2, (1 - confidence) / 2])
    reason = "no_spread" if np.isnan(alpha) else ""
    return Alpha(alpha, 1 - (1 - alpha) * float(low), 1 - (1 - alpha) * float(high), n, entered, without, reason)


def _alpha(covariance: Matrix) -> float:
    """Alpha from the covariances of its items; NaN for one item, or where their sum does not vary."""
    number, whole = len(covariance), float(covariance.sum())
    if number < _LEAST or whole <= 1e-12 * float(np.trace(covariance)):
        return float("nan")
    return number / (number - 1) * (1 - float(np.trace(covariance)) / whole)
