"""Means among what applies and was seen, and the bounds within which the unseen could move them. Pure.

Everything runs column by column in float64 over all units, so that the same input gives the same bytes however units are ordered.
Missing children leave the denominator: nothing is imputed. Method: OECD/JRC Handbook on Constructing Composite Indicators (2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.tree import Matrix, Rule

_ROUNDING = 1e-9  # what adding up weights may lose


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of one leaf or node: one value a unit in every array.

    score: 0 where there is none. seen: share of it that was observed, 0–1; of a node 1 where it has a number, else 0.
    applies: 1 where it applies, else 0. known: share of what applies below it that was seen, by weight, 0 where nothing applies;
    of a leaf ``seen`` itself. least, most: what it can be worth where it was not seen, infinite if unbounded.
    bounds: of a node, its lower and upper bound; None of a leaf, whose unseen share is worth least or most.
    """

    score: Matrix
    seen: Matrix
    applies: Matrix
    known: Matrix
    least: float
    most: float
    bounds: tuple[Matrix, Matrix] | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """One value a unit.

    score: NaN where nothing was seen, the floor notwithstanding; above_floor tells whether it stands.
    lower, upper: the score if all that applies had been seen and what was not were worth least, or most; completeness: share of what applies
    that was seen, by weight. NaN where nothing applies; bounds also where the scale has none.
    """

    score: Matrix
    lower: Matrix
    upper: Matrix
    completeness: Matrix
    above_floor: npt.NDArray[np.bool_]


Weight = Matrix | float
"""A weight of every unit, or the one that all of them share."""


def combine(
    parts: Sequence[Part], weights: Sequence[Weight], rule: Rule, groups: Sequence[npt.NDArray[np.intp]] = ()
) -> Means:
    """Return the mean of parts.

    groups: the units of each group, for copeland; a unit outside all has no number.
    """
    held = [weight * part.seen for part, weight in zip(parts, weights, strict=True)]
    there = _sum(held)
    whole = _sum(weight * part.applies for part, weight in zip(parts, weights, strict=True))
    known = there if all(part.known is part.seen for part in parts) else _sum(
        weight * part.applies * part.known for part, weight in zip(parts, weights, strict=True)
    )  # fmt: skip
    if rule.mean == "arithmetic":
        score, lower, upper = _linear(parts, weights, held, there, whole)
    elif rule.mean == "copeland":
        score = copeland([part.score for part in parts], held, groups)
        lower = upper = np.full(len(score), np.nan)
    else:
        score, lower, upper = _curved(parts, weights, held, rule)
    enough = _share_there(parts, weights, there, whole, rule) >= rule.floor - _ROUNDING
    if rule.children > 1:
        enough &= _sum((share > 0).astype(np.float64) for share in held) >= rule.children
    return Means(score, _finite(lower), _finite(upper), _ratio(known, whole), enough & ~np.isnan(score))


def _linear(
    parts: Sequence[Part], weights: Sequence[Weight], held: Sequence[Matrix], there: Matrix, whole: Matrix
) -> tuple[Matrix, Matrix, Matrix]:
    """Arithmetic means of scores and bounds."""
    earned = _sum(share * part.score for part, share in zip(parts, held, strict=True))
    scales = {(part.least, part.most) for part in parts}
    if len(scales) == 1 and all(part.bounds is None for part in parts):
        # Leaves of one scale lose what was not seen in one go: no bound of a leaf has to be built.
        least, most = scales.pop()
        unseen = np.maximum(whole - there, 0.0)
        lower, upper = earned + _worth(unseen, least), earned + _worth(unseen, most)
    else:
        lower, upper = (
            _sum(weight * bound for weight, bound in zip(weights, bounds, strict=True))
            for bounds in zip(*map(_bounds, parts), strict=True)
        )
    return _ratio(earned, there), _ratio(lower, whole), _ratio(upper, whole)


def _curved(
    parts: Sequence[Part], weights: Sequence[Weight], held: Sequence[Matrix], rule: Rule
) -> tuple[Matrix, Matrix, Matrix]:
    """Geometric and harmonic means of scores and bounds."""
    applied = [weight * part.applies for part, weight in zip(parts, weights, strict=True)]
    lower, upper = (mean(bounds, applied, rule) for bounds in zip(*map(_bounds, parts), strict=True))
    return mean([part.score for part in parts], held, rule), lower, upper


def _bounds(part: Part) -> tuple[Matrix, Matrix]:
    """What a part is worth if all of it that was not seen were worth least, or most; 0 where it does not apply."""
    if part.bounds is not None:
        lower, upper = (np.where(part.applies > 0, bound, 0.0) for bound in part.bounds)
        return lower, upper
    unseen, earned = part.applies - part.seen, part.seen * part.score
    return earned + _worth(unseen, part.least), earned + _worth(unseen, part.most)


def _worth(share: Matrix, worth: float) -> Matrix:
    """A share of something that may be worth infinitely much: none of it is worth nothing."""
    if np.isfinite(worth):
        return share * worth
    return np.where(share > _ROUNDING, worth, 0.0)


def _share_there(parts: Sequence[Part], weights: Sequence[Weight], there: Matrix, whole: Matrix, rule: Rule) -> Matrix:
    """The share of what applies that has a value, by weight or by number; what weighs nothing counts nothing."""
    if rule.counted_by == "number":
        there = _sum(np.sign(weight) * np.sign(part.seen) for part, weight in zip(parts, weights, strict=True))
        whole = _sum(np.sign(weight) * part.applies for part, weight in zip(parts, weights, strict=True))
    return np.nan_to_num(_ratio(there, whole))


def _sum(columns: Iterable[Matrix]) -> Matrix:
    """Columns added one after the other."""
    first, *others = columns
    total = np.array(first, dtype=np.float64)
    for column in others:
        total += column
    return total


def _finite(bound: Matrix) -> Matrix:
    return np.where(np.isfinite(bound), bound, np.nan)


def mean(values: Sequence[Matrix], weights: Sequence[Matrix], rule: Rule) -> Matrix:
    """Return the weighted arithmetic, geometric or harmonic mean over columns, NaN where all weights are 0.

    In the last two, values below ``rule.least`` count as it; a zero that counts makes either mean 0.
    """
    total, whole = np.zeros(len(values[0])), np.zeros(len(values[0]))
    with np.errstate(invalid="ignore"):
        for value, weight in zip(values, weights, strict=True):
            total += weighed(value, weight, rule)
            whole += weight
    return averaged(_ratio(total, whole), rule)


def weighed(value: Matrix, weight: Matrix, rule: Rule) -> Matrix:
    """Return what a child adds to the sum that its parent's mean is made of; nothing where it weighs nothing."""
    if rule.mean == "arithmetic":
        return weight * value
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        held = np.maximum(value, rule.least)
        term: Matrix = weight * (np.log(held) if rule.mean == "geometric" else 1.0 / held)
    term[weight == 0] = 0.0  # an infinite term that weighs nothing
    return term


def averaged(average: Matrix, rule: Rule) -> Matrix:
    """Return the mean that an average of such terms stands for."""
    if rule.mean == "geometric":
        return np.exp(average)
    if rule.mean == "harmonic":
        with np.errstate(divide="ignore"):
            return 1.0 / average
    return average


def copeland(values: Sequence[Matrix], weights: Sequence[Matrix], groups: Sequence[npt.NDArray[np.intp]]) -> Matrix:
    """Return the outranking scores of units inside their groups: victories less defeats, NaN for a unit without a value.

    Two units are compared by the columns in which both have a value; who stands above in more than half of their weight wins,
    halves are no victory. Method: Copeland (1951), in the weighted form of the OECD/JRC Handbook (2008), non-compensatory
    multi-criteria analysis; the same score as that of the R package COINr.
    """
    score = np.full(len(values[0]), np.nan)
    for group in groups:
        lead, whole = np.zeros((len(group), len(group))), np.zeros((len(group), len(group)))
        present = np.zeros(len(group), dtype=bool)
        for value, weight in zip(values, weights, strict=True):
            own, held = value[group], weight[group]
            present |= held > 0
            pair = np.minimum(held[:, None], held[None, :])  # 0 where one of the two has no value
            lead += pair * np.sign(own[:, None] - own[None, :])
            whole += pair
        won = np.where(np.abs(lead) > _ROUNDING * whole, np.sign(lead), 0.0)
        score[group] = np.where(present, won.sum(axis=1), np.nan)
    return score


def _ratio(part: Matrix, whole: Matrix) -> Matrix:
    ratio: Matrix = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return ratio
