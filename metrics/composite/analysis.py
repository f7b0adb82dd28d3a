"""What explains a composite index and changes no score of it: its coherence, and what every indicator would bring. Pure."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd

from data.frameworks.index import Index
from data.index_tables import IndexTables
from data.statistics import CoherenceLines
from metrics.coherence.summary import Coherence, coherence
from metrics.composite.scores import Ranked, group_numbers, tied
from metrics.improve import full_marks, improvements, ranks_then, upper_quartile
from metrics.ranks import Places, rank_decimals
from metrics.tree import EVERYWHERE, Matrix

FULL_MARKS, UPPER_QUARTILE = "full_marks", "upper_quartile"


def coherence_tables(made: Ranked, tables: IndexTables, lines: CoherenceLines) -> dict[str, pd.DataFrame]:
    """Return the tables of ``Coherence`` over the ranked units of every group, the group as their first column."""
    tree, points = made.result.tree, made.points
    values = np.where((points.seen > 0) & (points.applies > 0), points.points, np.nan)
    scores, groups = made.result.scores(tree.nodes), np.array([unit.group for unit in tables.units], dtype=object)
    found: dict[str, list[pd.DataFrame]] = {field.name: [] for field in fields(Coherence)}
    for group in dict.fromkeys(groups):
        rows = (groups == group) & (made.ranks > 0)
        together = coherence(tree, EVERYWHERE, values[rows], scores[rows], lines)
        for name, tables_of in found.items():
            table = getattr(together, name)
            table.insert(0, "group", group)
            tables_of.append(table)
    return {name: pd.concat(tables_of, ignore_index=True) for name, tables_of in found.items()}


def gains(index: Index, made: Ranked, tables: IndexTables) -> pd.DataFrame:
    """Return what every indicator would bring if it alone rose, all else staying: unit, indicator, target, points, wanted, gain, total, rank.

    target: ``full_marks`` (the most it can be worth) or ``upper_quartile`` (what a quarter of the group reaches). Of each unit and
    target the greatest gain first. Units without a number, or with a published exception, have no rows.
    """
    groups = group_numbers(tables)
    excepted = {override.unit for override in index.overrides}
    free = np.array([unit.code not in excepted for unit in tables.units]) & (made.ranks > 0)
    wanted = {FULL_MARKS: full_marks(made.points), UPPER_QUARTILE: upper_quartile(made.points, groups)}
    units = np.array([unit.code for unit in tables.units], dtype=object)
    found = [_gains(index, made, units, groups, free, name, target) for name, target in wanted.items()]
    return pd.concat(found, ignore_index=True)


def _gains(
    index: Index, made: Ranked, units: np.ndarray, groups: Places, free: np.ndarray, name: str, target: Matrix
) -> pd.DataFrame:
    better = improvements(made.result.tree, made.points, np.zeros_like(groups), made.result, target)
    ranks = ranks_then(better.total, tied(index, made.scores), groups, rank_decimals(index.precision, index.full))
    row, column = np.nonzero((better.gain > 0) & free[:, None])
    order = np.lexsort((-better.gain[row, column], row))
    at = row[order], column[order]
    return pd.DataFrame(
        {
            "unit": units[at[0]],
            "indicator": np.array(made.points.indicators, dtype=object)[at[1]],
            "target": name,
            "points": made.points.points[at],
            "wanted": np.broadcast_to(target, made.points.points.shape)[at],
            "gain": better.gain[at],
            "total": better.total[at],
            "rank": ranks[at],
        }
    )
