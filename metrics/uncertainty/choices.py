"""What replications choose among, and what each of them chose: every parameter, so that any one can be replayed. Pure.

Method: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7 (uncertainty and sensitivity analysis).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.points import Points
from metrics.ranks import Places
from metrics.tree import Rule, Tree

LEFT_OUT, LEAST = "left_out", "least"
"""What was not seen leaves the denominator, or counts as the least it can be worth (zero on a scale from 0)."""
_AT = "@"
_DISCRETE = ("normalisation", "aggregation", "missing")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a replication may choose; the first of each kind is the official choice.

    normalisations: name → points of the same units and indicators. aggregations: name → the rules that take the place of those
    of the tree, none for the tree as it is. missing: LEFT_OUT or LEAST. spread: a weight is drawn from itself × (1 ± spread).
    """

    normalisations: Mapping[str, Points]
    aggregations: Mapping[str, Mapping[str, Rule]]
    missing: Sequence[str] = (LEFT_OUT,)
    spread: float = 0.0

    @property
    def official(self) -> Points:
        """The points of the official result."""
        return next(iter(self.normalisations.values()))

    def names(self) -> dict[str, tuple[str, ...]]:
        """Return what may be chosen, by kind of choice."""
        return {
            "normalisation": tuple(self.normalisations),
            "aggregation": tuple(self.aggregations),
            "missing": tuple(self.missing),
        }


@dataclass(frozen=True, slots=True)
class Draws:
    """What every replication chose.

    normalisation, aggregation, missing: places in ``Choices.names``, one a replication.
    weights: replications × levels × names of the tree; above 0 wherever the tree's own are.
    """

    normalisation: Places
    aggregation: Places
    missing: Places
    weights: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.weights)

    def table(self, tree: Tree, choices: Choices) -> pd.DataFrame:
        """Return one row a replication: its number from 1, the name of every choice, and every weight.

        A weight's column has the name of its leaf or node, with ``@level`` behind it where the weight differs by level.
        """
        chosen = {kind: np.array(names)[getattr(self, kind)] for kind, names in choices.names().items()}
        weights = {column: self.weights[:, *places[0]] for column, places in _columns(tree).items()}
        return pd.DataFrame({"replication": np.arange(1, len(self) + 1), **chosen, **weights})


def draw(tree: Tree, choices: Choices, number: int, rng: np.random.Generator) -> Draws:
    """Return so many replications, each choice drawn by itself: all names of a kind alike, weights uniformly."""
    picks = {kind: rng.integers(len(names), size=number) for kind, names in choices.names().items()}
    return Draws(**picks, weights=draw_weights(tree, choices.spread, number, rng))


def draw_weights(tree: Tree, spread: float, number: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return weights of every leaf and node × a factor uniform in 1 ± spread, the same at all levels: number × levels × names.

    Names draw in their alphabetical order, so that one seed gives one set of weights however the tree is written down.
    """
    factors = np.empty((number, 1, len(tree.names)))
    factors[:, :, np.argsort(tree.names)] = rng.uniform(1 - spread, 1 + spread, factors.shape)
    factors[:, :, -1] = 1.0  # the root's means nothing
    return factors * tree.weights


def official(tree: Tree, number: int = 1) -> Draws:
    """Return replications of the official result."""
    first = np.zeros(number, dtype=np.intp)
    return Draws(first, first, first, np.repeat(tree.weights[None], number, axis=0))


def replay(tree: Tree, choices: Choices, table: pd.DataFrame) -> Draws:
    """Return the replications of a table as ``Draws.table`` writes it; a column that is not there stands for the official choice."""
    draws = official(tree, len(table))
    weights = draws.weights.copy()
    for column, places in _columns(tree).items():
        for level, place in places if column in table else ():
            weights[:, level, place] = table[column].to_numpy(dtype=np.float64)
    picks = {
        kind: pd.Index(names).get_indexer(table[kind]) if kind in table else getattr(draws, kind)
        for kind, names in choices.names().items()
    }
    return Draws(**picks, weights=weights)


def _columns(tree: Tree) -> dict[str, list[tuple[int, int]]]:
    """Column of a weight → the levels and the place it stands for."""
    columns: dict[str, list[tuple[int, int]]] = {}
    for place, name in enumerate(tree.names[:-1]):
        alike = bool((tree.weights[:, place] == tree.weights[0, place]).all())
        for level, known in enumerate(tree.levels):
            columns.setdefault(name if alike else f"{name}{_AT}{known}", []).append((level, place))
    return columns


def combinations(draws: Draws) -> dict[tuple[int, int, int], Places]:
    """Return normalisation, aggregation and missing rule → the replications that chose them."""
    kinds = np.column_stack([getattr(draws, kind) for kind in _DISCRETE])
    return {tuple(map(int, kind)): np.flatnonzero((kinds == kind).all(axis=1)) for kind in np.unique(kinds, axis=0)}  # type: ignore[misc]


def geometric(tree: Tree, nodes: Sequence[str], least: float) -> dict[str, Rule]:
    """Return the rules of nodes with geometric means in their place, smaller values counting as ``least``."""
    return {
        node: Rule("geometric", least, rule.floor, rule.counted_by, rule.children)
        for node, rule in tree.rules.items()
        if node in nodes
    }
