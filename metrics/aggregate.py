"""Weighted arithmetic means among what applies and was seen, and the bounds within which the unseen could move them.

Sums run column by column in float64, so that the same input gives the same bytes however the sites are ordered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.points import FULL, Matrix


@dataclass(frozen=True, slots=True)
class Means:
    """One value a site. score: 0–100, NaN where nothing was seen.

    lower, upper: the mean if all that applies and was not seen were worth nothing, or everything (NaN if nothing applies).
    completeness: share of the applicable weight that was seen, NaN if nothing applies.
    """

    score: Matrix
    lower: Matrix
    upper: Matrix
    completeness: Matrix


def weighted_mean(points: Matrix, seen: Matrix, applies: Matrix, weights: Matrix) -> Means:
    """Return the means over columns.

    points: 0–100. seen, applies: 0–1, as ``Points`` documents them. weights: sites × columns.
    """
    earned, weighed, possible = (np.zeros(len(points)) for _ in range(3))
    for column in range(points.shape[1]):
        weight = weights[:, column]
        earned += weight * seen[:, column] * points[:, column]
        weighed += weight * seen[:, column]
        possible += weight * applies[:, column]
    return Means(
        _ratio(earned, weighed),
        _ratio(earned, possible),
        _ratio(earned + FULL * (possible - weighed), possible),
        _ratio(weighed, possible),
    )


def _ratio(part: Matrix, whole: Matrix) -> Matrix:
    ratio: Matrix = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return ratio
