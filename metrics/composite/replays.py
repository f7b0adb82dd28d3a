"""Weight sets that were drawn elsewhere, replayed: the same index under each of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.frameworks.index import Index
from data.index_tables import IndexTables, WeightSet
from metrics.composite.scores import Ranked, ranked
from metrics.ranks import Places
from metrics.tree import Matrix
from metrics.uncertainty.ranking import Ranks


@dataclass(frozen=True, slots=True)
class Replayed:
    """What weight sets make of the official points: sets × units.

    scores: of the root, unrounded, NaN for none. ranks: inside the groups, at the framework's precision, 0 for none.
    """

    scores: Matrix
    ranks: Ranks

    def always_ranked(self, official: Ranked) -> Places:
        """Return the units that have a rank officially and under every set, by their places."""
        return np.flatnonzero((self.ranks > 0).all(axis=0) & (official.ranks > 0))


def replay(index: Index, tables: IndexTables, official: Ranked, sets: Sequence[WeightSet]) -> Replayed:
    """Return the index under every weight set; ranks are taken as the official ones are."""
    tree = official.result.tree
    scores = np.empty((len(sets), len(tables.units)))
    ranks = np.empty(scores.shape, dtype=np.uint32)
    for position, one in enumerate(sets):
        weights = tree.weights.copy()
        weights[:, tree.places(list(one.weights))] = list(one.weights.values())
        made = ranked(index, tree.with_weights(weights), official.points, tables)
        scores[position], ranks[position] = made.result.scores([tree.root])[:, 0], made.ranks
    return Replayed(scores, ranks)
