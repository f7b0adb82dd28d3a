"""The method band: the index under many weights, rules and treatments of what is missing, as matrix products. Pure.

Replications that share their discrete choices share one matrix of what is averaged and one of what counts; a node's number is then
weights × the one ÷ weights × the other, for all units and replications at once. Only arithmetic, geometric and harmonic means can
be replicated so: outranking (copeland) depends on pairs of units and is refused with ``ValueError``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.aggregate import averaged, weighed
from metrics.index import Result, roll_up
from metrics.points import Points
from metrics.ranks import NOISE, Places
from metrics.tree import Rule, Tree
from metrics.uncertainty.choices import LEAST, Choices, Draws, combinations
from metrics.uncertainty.ranking import Ranks, ranks_of

_REPLICATIONS, _UNITS = 64, 2048  # worked on at once: a few such blocks stay in the processor's cache
_LARGE = 2.0**45
_ENDLESS = 1e300  # in place of infinity, so that what weighs nothing adds nothing


def replicate(
    tree: Tree, choices: Choices, draws: Draws, level_places: Places, groups: Places, precision: int | None,
    stated: npt.NDArray[np.float64] | None = None,
) -> Ranks:  # fmt: skip
    """Return the rank of every unit in every replication: replications × units, competition ranks inside groups.

    level_places: each unit's row of the tree's weights. groups: a number from 0 a unit. precision: decimals at which scores tie;
    None for ten of them. stated: as for ``scores_of``. All units must have an official number; which nodes of each are above their
    floor is held as in the official result, and where gaps count as the least all are.
    """
    ranks = np.zeros((len(draws), len(groups)), dtype=np.uint16 if len(groups) < 2**16 else np.uint32)
    for places, scores in scores_of(tree, choices, draws, level_places, stated):
        ranks[places] = ranked(scores, groups, precision)
    return ranks


def ranked(scores: npt.NDArray[np.float64], groups: Places, precision: int | None) -> Ranks:
    """Return the ranks of scores as ``replicate`` does; the scores' array is used up."""
    ranks = np.empty(scores.shape, dtype=np.uint16 if len(groups) < 2**16 else np.uint32)
    ranks_of(_digits(scores, precision), groups, ranks)
    return ranks


def scores_of(
    tree: Tree, choices: Choices, draws: Draws, level_places: Places, stated: npt.NDArray[np.float64] | None = None
) -> Iterator[tuple[Places, npt.NDArray[np.float64]]]:
    """Yield some replications after the others: their places in ``draws``, and replications × units, the unrounded index.

    stated: the index of units for which it stands whatever is drawn, NaN for the others. The array is used again for the next ones.
    """
    held = roll_up(tree, choices.official, level_places)
    names = choices.names()
    for (normalisation, aggregation, missing), places in combinations(draws).items():
        points = choices.normalisations[names["normalisation"][normalisation]]
        rules = tree.with_rules(choices.aggregations[names["aggregation"][aggregation]]).rules
        blocks = [
            block
            for level in range(len(tree.levels))
            for block in _blocks(tree, rules, points, held, names["missing"][missing], level, level_places)
        ]
        scores = np.empty((min(_REPLICATIONS, len(places)), len(level_places)))
        for begin in range(0, len(places), _REPLICATIONS):
            some = places[begin : begin + _REPLICATIONS]
            for block in blocks:
                scores[: len(some), block.units] = block.index(draws.weights[some, block.level])
            if stated is not None:
                np.copyto(scores, stated, where=~np.isnan(stated))
            yield some, scores[: len(some)]


def _digits(scores: npt.NDArray[np.float64], precision: int | None) -> npt.NDArray[np.int64]:
    """Scores in units of the last published digit, as ``metrics.ranks.published`` rounds them."""
    if precision is None:
        return _whole(np.rint(scores * 1e10))
    scores *= 10.0 ** (precision + NOISE)
    np.rint(scores, out=scores)
    scores /= 10.0**NOISE
    return _whole(np.rint(scores, out=scores))


def _whole(digits: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Whole numbers in the same order: the digits themselves, or their places in order where they are too large to count with."""
    if np.abs(digits).max(initial=0) < _LARGE:
        return digits.astype(np.int64)
    return np.unique(digits, return_inverse=True)[1].reshape(digits.shape).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Node:
    """One node for some units. Units are columns.

    place: in ``names``. children: places of what weighs in it. leaves: those of ``children`` that are leaves.
    values: leaves × units, what is averaged times what counts. counts: children × units, what of each child counts.
    nodes: place of each child that is a node → units of which it does not count. empty: units of which nothing counts.
    absent: units that have no number of this node, which stands at ``least`` for them and does not count in its parent.
    """

    place: int
    rule: Rule
    leaves: list[int]
    values: npt.NDArray[np.float64]
    children: list[int]
    counts: npt.NDArray[np.float64]
    nodes: Mapping[int, Places]
    empty: Places
    absent: Places
    least: float


@dataclass(frozen=True, slots=True)
class _Block:
    """Some units of one level, with the tree's nodes, children before parents."""

    units: Places
    level: int
    nodes: list[_Node]

    def index(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return replications × units: the root. weights: replications × names."""
        known: dict[int, npt.NDArray[np.float64]] = {}
        for node in self.nodes:
            total = weights[:, node.leaves] @ node.values
            for place, gone in node.nodes.items():
                term = weighed(known.pop(place), np.broadcast_to(weights[:, [place]], total.shape), node.rule)
                term[:, gone] = 0.0
                total += term
            whole = weights[:, node.children] @ node.counts
            whole[:, node.empty] = total[:, node.empty] = 1.0
            total /= whole
            known[node.place] = averaged(total, node.rule)
            known[node.place][:, node.absent] = node.least
        return known[self.nodes[-1].place]


def _blocks(
    tree: Tree, rules: Mapping[str, Rule], points: Points, held: Result, missing: str, level: int, level_places: Places
) -> Iterator[_Block]:
    units = np.flatnonzero(level_places == level)
    for begin in range(0, len(units), _UNITS):
        some = units[begin : begin + _UNITS]
        nodes = [_node(tree, rules[name], points, held, missing == LEAST, level, some, name) for name in tree.nodes]
        yield _Block(some, level, nodes)


def _node(
    tree: Tree, rule: Rule, points: Points, held: Result, least: bool, level: int, units: Places, name: str
) -> _Node:
    if rule.mean == "copeland":
        raise ValueError(f"{name}: outranking can't be replicated")
    below = sorted(tree.children[name], key=tree.names.index)  # leaves first
    leaves = [tree.names.index(child) for child in below if child in tree.leaves]
    nodes = [child for child in below if child not in tree.leaves]
    seen, applies, given = (
        table[np.ix_(units, np.array(leaves, dtype=np.intp))].T
        for table in (points.seen, points.applies, points.points)
    )
    counts, values = seen, given
    if least:
        counts = applies
        values = given * seen + (applies - seen) * points.least[leaves][:, None]
    own = held.of(name)
    applied = [
        ~np.isnan(held.of(child).completeness[units]) if least else held.of(child).above_floor[units] for child in nodes
    ]
    children = [*leaves, *(tree.names.index(child) for child in nodes)]
    whole = np.vstack([counts, *(row[None].astype(np.float64) for row in applied)])
    # Where every gap counts as the least nothing is below its floor.
    absent = np.isnan(own.completeness[units]) if least else ~own.above_floor[units]
    return _Node(
        place=tree.names.index(name), rule=rule, leaves=leaves, values=np.clip(weighed(values, counts, rule), -_ENDLESS, _ENDLESS),
        children=children, counts=np.ascontiguousarray(whole), nodes={place: np.flatnonzero(row == 0) for place, row in zip(children, whole, strict=True) if place not in leaves},
        empty=np.flatnonzero(tree.weights[level, children] @ whole <= 0), absent=np.flatnonzero(absent),
        least=_least(tree, points, name) if least else 0.0,
    )  # fmt: skip


def _least(tree: Tree, points: Points, name: str) -> float:
    """The least that a node can be worth: that of all leaves below it."""
    if name in tree.leaves:
        return float(points.least[tree.leaves.index(name)])
    return min(_least(tree, points, child) for child in tree.children[name])
