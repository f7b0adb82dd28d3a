"""Normalisation: values of one indicator over all units onto a common scale. Pure.

Values are one float64 a unit, NaN for missing, which stays NaN. The official index uses fixed goalposts, levels, yes/no and counts:
they depend on nothing but the unit. The others depend on who else is there, so one unit more or less changes every score; they are for
published indices and for showing how robust a result is. Where all values are equal they tell nothing apart and give NaN for all.
Definitions: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 5.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from metrics.tree import Matrix

FULL = 100.0


def goalposts(
    values: Matrix, zero: Matrix | float, full: Matrix | float, most: float = FULL, *, cap: bool = True
) -> Matrix:
    """Return 0 at ``zero``, ``most`` at ``full``, linear between, capped beyond unless told not to; ``full`` may lie below ``zero``."""
    scaled = most * (values - zero) / (np.asarray(full) - zero)
    return (np.clip(scaled, 0.0, most) if cap else scaled) + 0.0  # never -0.0


def levels(values: Matrix, points: Mapping[float, float]) -> Matrix:
    """Return the points of each exact value; NaN for a value that is not among them."""
    found = np.full(len(values), np.nan)
    for value, worth in points.items():
        found[values == value] = worth
    return found


def binary(values: Matrix, most: float = FULL) -> Matrix:
    """Return ``most`` for 1, 0 for 0; NaN for anything else."""
    return levels(values, {0.0: 0.0, 1.0: most})


def count(values: Matrix, each: float, cap: float) -> Matrix:
    """Return so many points for every one that was counted, up to a cap."""
    return np.minimum(values * each, cap)


def minmax(values: Matrix, low: float = 0.0, high: float = FULL) -> Matrix:
    """Return the least value at ``low`` and the greatest at ``high``, linear between."""
    if not _differ(values):
        return _nothing(values)
    least, greatest = np.nanmin(values), np.nanmax(values)
    scaled: Matrix = (values - least) / (greatest - least) * (high - low) + low
    return scaled


def zscore(values: Matrix, mean: float = 0.0, sd: float = 1.0) -> Matrix:
    """Return values with this mean and sample standard deviation (n − 1)."""
    if not _differ(values):
        return _nothing(values)
    scores: Matrix = (values - np.nanmean(values)) / np.nanstd(values, ddof=1) * sd + mean
    return scores


def rank(values: Matrix) -> Matrix:
    """Return each value's rank, 1 for the least; equal values share the lower rank."""
    if not _differ(values):
        return _nothing(values)
    ranks: Matrix = pd.Series(values).rank(method="min").to_numpy(dtype=np.float64)
    return ranks


def percentile(values: Matrix, most: float = FULL) -> Matrix:
    """Return the share of the other units that stand below, times ``most``: (rank − 1) / (n − 1)."""
    others = max(int((~np.isnan(values)).sum()) - 1, 1)
    shares: Matrix = most * (rank(values) - 1) / others
    return shares


def distance(
    values: Matrix, target: float, zero: float | None = None, most: float = FULL, *, cap: bool = False
) -> Matrix:
    """Return how far values have come to a target, worth ``most``, from ``zero``, by default the least of them."""
    if zero is None and not _differ(values):
        return _nothing(values)
    start = np.nanmin(values) if zero is None else zero
    if start == target:
        return _nothing(values)
    come = most * (1 - (target - values) / (target - start))
    return np.minimum(come, most) if cap else come


def _differ(values: Matrix) -> bool:
    """Whether any two known values differ."""
    known = values[~np.isnan(values)]
    return len(known) > 0 and bool(known.min() < known.max())


def _nothing(values: Matrix) -> Matrix:
    return np.full(len(values), np.nan)
