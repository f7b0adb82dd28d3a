"""What to mend first: what every indicator of every unit would bring if it alone came to a target. Pure.

A gain is exact: the index as ``roll_up`` gives it with that one value replaced, for every mean and any depth. What was seen in part
rises in that part; what was not seen has no known gain. An outranking node depends on all units at once: below it there is none.
Method: every mean is kept as the sum of what its other children add, so that one child can be replaced without rounding away the
rest; the same sums backwards give the value a child needs for a wanted index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.aggregate import Weight, averaged, weighed
from metrics.index import Result, leaf, weight_of
from metrics.points import Points
from metrics.ranks import Places, published
from metrics.tree import Matrix, Rule, Tree


@dataclass(frozen=True, slots=True)
class Improvements:
    """Units × indicators. gain: of the index, negative for a target below what is there; total: the index then, before rounding.

    NaN where the indicator was not seen or does not apply, and for a unit without an index.
    """

    gain: Matrix
    total: Matrix


@dataclass(frozen=True, slots=True)
class _Step:
    """From a child to its parent. others: what its siblings add to the parent's sum; weight: its own; whole: the weight of all."""

    parent: str
    rule: Rule
    others: Matrix
    weight: Matrix
    whole: Matrix

    def up(self, value: Matrix) -> Matrix:
        """The parent's mean with another value of the child."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return averaged((self.others + weighed(value, self.weight, self.rule)) / self.whole, self.rule)

    def down(self, wanted: Matrix) -> Matrix:
        """The child's value that gives the parent a wanted mean; NaN or infinite where no value does."""
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            average = (weighed(wanted, self.whole, self.rule) - self.others) / self.weight
            if self.rule.mean == "harmonic":
                average = np.where(average > 0, average, np.nan)
            return averaged(average, self.rule)


def improvements(
    tree: Tree, points: Points, level_places: npt.NDArray[np.intp], result: Result, target: Matrix
) -> Improvements:
    """Return what every indicator would bring if it alone had the points of its target.

    tree, points, level_places, result: as ``roll_up`` takes and returns them. target: points, units × indicators, or what can be
    broadcast to that; NaN for none.
    """
    steps = _steps(tree, points, level_places, result)
    index = np.where(result.index.above_floor, result.index.score, np.nan)
    target = np.broadcast_to(np.asarray(target, dtype=np.float64), points.points.shape)
    total = np.full(points.points.shape, np.nan, order="F")
    for column, name in enumerate(tree.leaves):
        path = list(_path(name, steps))
        if any(step.rule.mean == "copeland" for step in path):
            continue
        value = wanted = target[:, column]
        # Where nothing changes nothing is gained, not even what rounding would give.
        moves = wanted != points.points[:, column]
        for step in path:
            value = step.up(value)
            moves = moves & (step.weight > 0)
        then = np.where(moves, value, index)
        total[:, column] = np.where((points.seen[:, column] > 0) & ~np.isnan(wanted), then, np.nan)
    total[np.isnan(index)] = np.nan
    return Improvements(total - index[:, None], total)


def _steps(tree: Tree, points: Points, level_places: npt.NDArray[np.intp], result: Result) -> Mapping[str, _Step]:
    """The step from every leaf and node but the root."""
    weights = dict(zip(tree.names, (weight_of(column, level_places) for column in tree.weights.T), strict=True))
    place = {name: column for column, name in enumerate(tree.leaves)}
    steps = {}
    for node in tree.nodes:
        children, rule = tree.children[node], tree.rules[node]
        values, held = zip(*(_counted(child, weights[child], points, place, result) for child in children), strict=True)
        terms = [weighed(value, weight, rule) for value, weight in zip(values, held, strict=True)]
        whole = np.sum(held, axis=0)
        for child, others, weight in zip(children, _without_each(terms), held, strict=True):
            steps[child] = _Step(node, rule, others, weight, whole)
    return steps


def _counted(
    child: str, weight: Weight, points: Points, place: Mapping[str, int], result: Result
) -> tuple[Matrix, Matrix]:
    """A child's value, and its weight as far as it was seen; a node below its floor was not."""
    if child in place:
        part = leaf(points, place[child])
        return part.score, weight * part.seen
    means = result.of(child)
    return np.where(means.above_floor, means.score, 0.0), weight * means.above_floor.astype(np.float64)


def _without_each(terms: list[Matrix]) -> Iterator[Matrix]:
    """The sums of all terms but one, for each of them; added from both ends, since infinite terms can't be taken away again."""
    after = [np.zeros(len(terms[0]))]
    for term in reversed(terms[1:]):
        after.append(after[-1] + term)
    before = np.zeros(len(terms[0]))
    for term, rest in zip(terms, reversed(after), strict=True):
        yield before + rest
        before = before + term


def _path(name: str, steps: Mapping[str, _Step]) -> Iterator[_Step]:
    """The steps from a leaf or node up to the root."""
    while name in steps:
        yield steps[name]
        name = steps[name].parent


# Targets


def full_marks(points: Points) -> Matrix:
    """Return the most each indicator can be worth: 1 × indicators, NaN where there is no most."""
    return np.where(np.isfinite(points.most), points.most, np.nan)[None, :]


def upper_quartile(points: Points, groups: Places) -> Matrix:
    """Return the points that a quarter of the group reaches or passes, units × indicators; a unit's own where it has more.

    groups: a number a unit; negative for none, which has no target. Only who was seen counts.
    """
    own = np.where(points.seen > 0, points.points, np.nan)
    target = np.full(own.shape, np.nan)
    for group in np.unique(groups[groups >= 0]):
        rows = groups == group
        held = own[rows]
        known = ~np.isnan(held).all(axis=0)
        quartile = np.full(own.shape[1], np.nan)
        quartile[known] = np.nanquantile(held[:, known], 0.75, axis=0)
        target[rows] = np.fmax(held, quartile)
    return target


def needed(tree: Tree, points: Points, level_places: npt.NDArray[np.intp], result: Result, total: Matrix) -> Matrix:
    """Return the points each indicator alone would need for a wanted index, units × indicators; NaN where not even its most is enough.

    total: the wanted index of every unit, above its own, such as the beginning of the next grade; NaN for none.
    """
    steps = _steps(tree, points, level_places, result)
    found = np.full(points.points.shape, np.nan, order="F")
    for column, name in enumerate(tree.leaves):
        path = list(_path(name, steps))
        if any(step.rule.mean == "copeland" for step in path):
            continue
        value = total
        for step in reversed(path):
            value = np.where(step.weight > 0, step.down(value), np.nan)
        found[:, column] = np.where(value <= points.most[column], value, np.nan)
    found[~result.index.above_floor] = np.nan
    return found


# What a total means among the others


def places_among(totals: Matrix, ladder: Matrix) -> Places:
    """Return 1 + how many numbers of a ladder stand above each total, 0 for NaN: the grade that a total falls into, from where each
    grade begins; how many lines are above it.
    """
    steps = np.sort(ladder[~np.isnan(ladder)])
    places = len(steps) - np.searchsorted(steps, totals, side="right") + 1
    return np.where(np.isnan(totals), 0, places)


def ranks_then(totals: Matrix, scores: Matrix, groups: Places, precision: int | None) -> Places:
    """Return the rank each unit would have with each of its totals, all others staying as they are; 0 where there is none.

    totals: units × indicators. scores: as published, NaN for a unit that is not ranked. groups, precision: as for the ranks
    themselves.
    """
    ranks = np.zeros(totals.shape, dtype=np.intp)
    for group in np.unique(groups[(groups >= 0) & ~np.isnan(scores)]):
        rows = np.flatnonzero((groups == group) & ~np.isnan(scores))
        then = published(totals[rows], precision)
        # A unit that falls would else stand behind itself.
        own = scores[rows][:, None] > then
        ranks[rows] = np.where(np.isnan(then), 0, places_among(then, scores[rows]) - own)
    return ranks
