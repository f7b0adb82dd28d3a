"""The coherence of the index of a round, level by level: what moves together among provinces need not among counties. Pure."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd

from data.statistics import CoherenceLines
from metrics.coherence.summary import Coherence, coherence
from metrics.scale import INDEX
from metrics.scorecard import Scorecard
from metrics.tree import Matrix, Tree


def coherence_by_level(tree: Tree, scorecard: Scorecard, lines: CoherenceLines) -> Coherence:
    """Return the tables of ``Coherence`` with the level as their first column, over the ranked portals of every level.

    tree: that of the scorecard. Every level the tree knows is there; where it has too few such portals the reason says so.
    """
    ranked = scorecard.sites[scorecard.sites["standing"] == "ranked"]
    found = []
    for level in tree.levels:
        sites = ranked[ranked["level"] == level].assign(dimension=INDEX)
        scores = pd.concat([scorecard.dimensions, sites])[["site_id", "dimension", "score"]]
        values = _matrix(scorecard.indicators, "indicator", "points", sites["site_id"], tree.leaves)
        nodes = _matrix(scores, "dimension", "score", sites["site_id"], tree.nodes)
        found.append((level, coherence(tree, level, values, nodes, lines)))
    return Coherence(*(_stacked(name, found) for name in (field.name for field in fields(Coherence))))


def _matrix(table: pd.DataFrame, name: str, value: str, sites: pd.Series, names: tuple[str, ...]) -> Matrix:
    """Sites × names from a long table, NaN for what has no row."""
    rows = pd.Index(sites).get_indexer(table["site_id"])
    columns = pd.Index(names).get_indexer(table[name])
    held = (rows >= 0) & (columns >= 0)
    matrix = np.full((len(sites), len(names)), np.nan)
    matrix[rows[held], columns[held]] = table[value].to_numpy(dtype=np.float64)[held]
    return matrix


def _stacked(name: str, found: list[tuple[str, Coherence]]) -> pd.DataFrame:
    table = pd.concat([getattr(one, name).assign(level=level) for level, one in found], ignore_index=True)
    return table[["level", *(column for column in table if column != "level")]]
