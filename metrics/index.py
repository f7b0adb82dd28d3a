"""The index: points of indicators rolled up a tree of weighted means, with completeness and hard bounds at every node. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from metrics.aggregate import Means, Part, Weight, combine
from metrics.points import Points
from metrics.tree import Matrix, Rule, Tree


@dataclass(frozen=True, slots=True)
class Result:
    """The numbers of every node of a tree, a mean each; the leaves' are their points."""

    tree: Tree
    means: Mapping[str, Means]

    def of(self, node: str) -> Means:
        """Return one node's numbers."""
        return self.means[node]

    @property
    def index(self) -> Means:
        """The numbers of the root."""
        return self.means[self.tree.root]

    def scores(self, nodes: Sequence[str]) -> Matrix:
        """Return units × nodes: their scores, NaN where there is none or it is below its floor."""
        return np.column_stack(
            [np.where(self.means[name].above_floor, self.means[name].score, np.nan) for name in nodes]
        )


def roll_up(
    tree: Tree,
    points: Points,
    level_places: npt.NDArray[np.intp],
    groups: Sequence[npt.NDArray[np.intp]] = (),
    stated: Mapping[str, Matrix] = MappingProxyType({}),
) -> Result:
    """Return the numbers of every node.

    A node below its floor has no part in its parent's score. In the bounds it has: they say what the parent were worth if everything
    that applies had been seen and were worth least, or most. A score from what is above its floor may lie outside; the bounds of
    the result are then widened to hold it.
    points: its indicators are the tree's leaves, in their order. level_places: each unit's row of the tree's weights
    (``Tree.level_places``). groups: the units of every group inside which outranking compares. stated: node → the score of each
    unit that is stated in place of the mean, NaN for none: published exceptions.
    """
    known = {name: leaf(points, column) for column, name in enumerate(tree.leaves)}
    weights = dict(zip(tree.names, (weight_of(column, level_places) for column in tree.weights.T), strict=True))
    means = {}
    for node in tree.nodes:
        children = tree.children[node]
        parts = [known[child] for child in children]
        means[node] = combine(parts, [weights[child] for child in children], tree.rules[node], groups)
        if node in stated:
            means[node] = _stated(means[node], stated[node])
        known[node] = _as_part(means[node], *_scale(parts, tree.rules[node]))
    return Result(tree, {node: _holding_score(own) for node, own in means.items()})


def _scale(parts: Sequence[Part], rule: Rule) -> tuple[float, float]:
    """The least and the most that a mean of parts can be worth; victories have no such ends."""
    if rule.mean == "copeland":
        return -np.inf, np.inf
    return min(part.least for part in parts), max(part.most for part in parts)


def _holding_score(means: Means) -> Means:
    score = np.where(means.above_floor, means.score, np.nan)
    lower, upper = (
        np.where(np.isnan(bound), bound, end(bound, score))
        for bound, end in ((means.lower, np.fmin), (means.upper, np.fmax))
    )
    return replace(means, lower=lower, upper=upper)


def _stated(means: Means, scores: Matrix) -> Means:
    there = ~np.isnan(scores)
    score, lower, upper = (np.where(there, scores, own) for own in (means.score, means.lower, means.upper))
    return Means(score, lower, upper, means.completeness, means.above_floor | there)


def weight_of(by_level: Matrix, level_places: npt.NDArray[np.intp]) -> Weight:
    """Return a weight of every unit by its level; one for all where the levels don't differ."""
    first = float(by_level[0])
    return first if (by_level == first).all() else by_level[level_places]


def leaf(points: Points, column: int) -> Part:
    """Return one indicator as a child of its parent."""
    score, seen, applies = (
        np.ascontiguousarray(table[:, column]) for table in (points.points, points.seen, points.applies)
    )
    return Part(score, seen, applies, seen, float(points.least[column]), float(points.most[column]))


def _as_part(means: Means, least: float, most: float) -> Part:
    """A node as a child of its parent: below its floor it is not seen."""
    there = means.above_floor
    applies = ~np.isnan(means.completeness)
    return Part(
        np.where(there, means.score, 0.0),
        there.astype(np.float64),
        applies.astype(np.float64),
        np.where(applies, means.completeness, 0.0),
        least,
        most,
        (np.nan_to_num(means.lower, nan=least), np.nan_to_num(means.upper, nan=most)),
    )
