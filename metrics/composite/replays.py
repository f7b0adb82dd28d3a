"""Weight sets that were drawn elsewhere, replayed: the same index under each of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.frameworks.index import Index
from data.index_tables import IndexTables, WeightSet
from metrics.composite.scores import Ranked, ranked


def replay(index: Index, tables: IndexTables, official: Ranked, sets: Sequence[WeightSet]) -> dict[str, pd.DataFrame]:
    """Return what every weight set makes of the official points: ``replicated_scores`` (unrounded) and ``replicated_ranks``.

    One row a unit, one column a set. Ranks are taken as the official ones are; blank without a number.
    """
    tree = official.result.tree
    scores, ranks = {}, {}
    for one in sets:
        weights = tree.weights.copy()
        weights[:, tree.places(list(one.weights))] = list(one.weights.values())
        made = ranked(index, tree.with_weights(weights), official.points, tables)
        scores[one.replication] = made.result.scores([tree.root])[:, 0]
        ranks[one.replication] = made.ranks
    units = [unit.code for unit in tables.units]
    numbers = pd.DataFrame(ranks, dtype="Int64")
    frames = {"replicated_scores": pd.DataFrame(scores), "replicated_ranks": numbers.mask(numbers == 0)}
    for frame in frames.values():
        frame.insert(0, "unit", units)
    return frames
