"""Shares of a whole: intervals of a sample's share, the difference of two shares, changes of the same units. Pure.

Sources: Wilson (1927) for one share; Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10, for a difference; the exact test of
McNemar (1947) for paired units. The correction for a finite population of N is the variance's factor (N − n) / (N − 1) (Cochran,
Sampling Techniques, 1977), taken as a larger sample in its place: a sample of everything has no width.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy.stats import binomtest, norm

LEVEL = 0.95
"""How sure an interval is."""


class Interval(NamedTuple):
    """Bounds, as shares of the whole."""

    lower: float
    upper: float


def wilson(k: int, n: int, population: int | None = None, level: float = LEVEL) -> Interval:
    """Return the Wilson score interval of k of n; with a population, corrected for having seen n of it.

    The whole population seen gives k / n twice; nothing seen gives 0 to 1. Needs 0 ≤ k ≤ n ≤ population.
    """
    if n == 0:
        return Interval(0.0, 1.0)
    p = k / n
    if population is not None and n == population:
        return Interval(p, p)
    size = n if population is None else n * (population - 1) / (population - n)
    z2 = float(norm.ppf((1 + level) / 2)) ** 2
    centre = (p + z2 / (2 * size)) / (1 + z2 / size)
    half = math.sqrt(z2 * p * (1 - p) / size + (z2 / (2 * size)) ** 2) / (1 + z2 / size)
    # What was seen bounds the rest: k are there, and n − k are not.
    least, most = (0.0, 1.0) if population is None else (k / population, 1 - (n - k) / population)
    # The share itself is inside, whatever rounding says.
    return Interval(min(max(centre - half, least), p), max(min(centre + half, most), p))


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> Interval:
    """Return the interval of the second share less the first, for two samples drawn apart. first, second: k and n, n above 0.

    Without a correction for the population, as its test has none: both err towards calling a difference chance.
    """
    (l1, u1), (l2, u2) = (wilson(*one) for one in (first, second))
    p1, p2 = first[0] / first[1], second[0] / second[1]
    down, up = math.hypot(p2 - l2, u1 - p1), math.hypot(u2 - p2, p1 - l1)
    return Interval(p2 - p1 - down, p2 - p1 + up)


def difference_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Return the two-sided p of no difference between two samples drawn apart: the score test with the pooled share."""
    (k1, n1), (k2, n2) = first, second
    pooled = (k1 + k2) / (n1 + n2)
    spread = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    return 1.0 if spread == 0 else float(2 * norm.sf(abs(k2 / n2 - k1 / n1) / math.sqrt(spread)))


def mcnemar(gained: int, lost: int) -> float:
    """Return the exact two-sided p that gains and losses of the same units are equally likely."""
    return 1.0 if gained + lost == 0 else float(binomtest(gained, gained + lost).pvalue)
