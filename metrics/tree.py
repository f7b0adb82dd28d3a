"""The tree of a composite index: indicators are its leaves, every other node is a mean of its children. Pure.

Terms: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 6 (weighting and aggregation).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
EVERYWHERE = ""
"""The level of units of a tree whose weights are the same at every level."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a node's number comes from its children.

    mean: arithmetic, geometric, harmonic — weighted means of what is there — or copeland (outranking inside a group).
    least: what smaller values count as in a geometric or harmonic mean: its declared floor.
    floor: share of what applies that must be there for a number, 0–1; counted_by: by weight or by number of children.
    children: how many children that weigh something must have a number.
    """

    mean: str = "arithmetic"
    least: float = 0.0
    floor: float = 0.0
    counted_by: str = "weight"
    children: int = 1


@dataclass(frozen=True, slots=True)
class Tree:
    """leaves: the indicators, in the order of the columns of ``Points``. nodes: the others, children before parents, the root last.

    children: node → its children, leaves or nodes, in order. rules: node → its rule.
    levels: administrative levels that weights differ by, (``EVERYWHERE``,) if they don't.
    weights: levels × ``names``: the weight of each leaf and node among its siblings, on any scale; the root's means nothing.
    """

    leaves: tuple[str, ...]
    nodes: tuple[str, ...]
    children: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, Rule]
    levels: tuple[str, ...]
    weights: Matrix

    @property
    def names(self) -> tuple[str, ...]:
        """Leaves, then nodes: the columns of ``weights``."""
        return self.leaves + self.nodes

    @property
    def root(self) -> str:
        """The node that is the index."""
        return self.nodes[-1]

    def places(self, names: Sequence[str]) -> list[int]:
        """Return the positions of names in ``names``."""
        place = {name: position for position, name in enumerate(self.names)}
        return [place[name] for name in names]

    def leaves_below(self, node: str) -> list[str]:
        """Return the indicators that count in a node."""
        below = list(self.children[node])
        for name in below:  # grows while it is walked
            below.extend(self.children.get(name, ()))
        return [name for name in below if name not in self.children]

    def level_places(self, levels: Sequence[str]) -> npt.NDArray[np.intp]:
        """Return the row of ``weights`` of each unit, by its level; every level's where weights don't differ."""
        if self.levels == (EVERYWHERE,):
            return np.zeros(len(levels), dtype=np.intp)
        place = {level: position for position, level in enumerate(self.levels)}
        return np.array([place[level] for level in levels], dtype=np.intp)

    def with_weights(self, weights: Matrix) -> Tree:
        """Return the same tree with other weights, levels × ``names``."""
        return replace(self, weights=weights)

    def with_rules(self, rules: Mapping[str, Rule]) -> Tree:
        """Return the same tree with other rules for some of its nodes."""
        return replace(self, rules={**self.rules, **rules})

    def shares(self) -> Matrix:
        """Return the share of every leaf and node in the index if everything applies and is seen: levels × ``names``, the root 1."""
        shares = np.zeros_like(self.weights)
        shares[:, -1] = 1.0
        for node in reversed(self.nodes):
            own = self.places([node])[0]
            below = self.places(self.children[node])
            whole = self.weights[:, below].sum(axis=1, keepdims=True)
            part = np.divide(self.weights[:, below], whole, out=np.zeros((len(whole), len(below))), where=whole > 0)
            shares[:, below] = shares[:, [own]] * part
        return shares


def grow(
    leaves: Sequence[str],
    parents: Mapping[str, str],
    weights: Mapping[str, float | Mapping[str, float]],
    rules: Mapping[str, Rule],
    levels: Sequence[str] = (EVERYWHERE,),
) -> Tree:
    """Build a tree from each name's parent.

    parents: every leaf and node → its parent, the root → "". weights: name → its weight, or its weight by level; 1 if absent.
    rules: node → its rule. The parents must form one tree without a cycle; children stand in the order of ``parents``.
    """
    children: dict[str, list[str]] = {}
    for name, parent in parents.items():
        if parent:
            children.setdefault(parent, []).append(name)
    root = next(name for name, parent in parents.items() if not parent)
    downwards = [root]
    for node in downwards:  # grows while it is walked
        downwards.extend(child for child in children[node] if child in children)
    nodes = tuple(reversed(downwards))
    names = (*leaves, *nodes)
    table = np.ones((len(levels), len(names)))
    for position, name in enumerate(names):
        weight = weights.get(name, 1.0)
        table[:, position] = [weight[level] for level in levels] if isinstance(weight, Mapping) else weight
    ordered = {node: tuple(children[node]) for node in nodes}
    return Tree(tuple(leaves), nodes, ordered, {node: rules[node] for node in nodes}, tuple(levels), table)
