"""The result of a composite index as tables. Pure. Units stand in administrative order, nodes as the framework has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.frameworks.index import Index
from data.index_tables import IndexTables
from data.model import Status
from metrics.composite.scores import STATISTICAL, Ranked, node_ranks, rank, statistical
from metrics.index import Result
from metrics.tree import Matrix

BELOW_FLOOR, NOTHING_WEIGHS, NOTHING_OBSERVED, NOTHING_APPLIES = REASONS = (
    "below_floor",
    "nothing_weighs",
    "nothing_observed",
    "nothing_applies",
)
"""Why a unit has no number: too little was seen; what was seen weighs nothing (its weight is 0, or all have the same value there);
nothing was seen; nothing applies."""


def results(index: Index, made: Ranked, tables: IndexTables) -> pd.DataFrame:
    """Return one row a unit: unit, name, group, score, rank, of, completeness, lower, upper, reason, override.

    score: at the framework's precision. rank, of: blank without a number. lower, upper: the hard bounds, unrounded. reason: why
    there is no number. override: the reasons of published exceptions among the unit's nodes.
    """
    means = made.result.index
    measured = (tables.status == Status.MEASURED.value).any(axis=1)
    reason = np.select(
        [~np.isnan(made.scores), means.completeness > 0, measured, np.isnan(means.completeness)],
        ["", BELOW_FLOOR, NOTHING_WEIGHS, NOTHING_APPLIES],
        NOTHING_OBSERVED,
    )
    stated: dict[str, list[str]] = {}
    for override in index.overrides:
        stated.setdefault(override.unit, []).append(f"{override.node}: {override.reason}")
    return pd.DataFrame(
        {
            "unit": [unit.code for unit in tables.units],
            "name": [unit.name for unit in tables.units],
            "group": [unit.group for unit in tables.units],
            "score": made.scores,
            "rank": _ranks(made.ranks),
            "of": _ranks(made.of),
            "completeness": means.completeness,
            "lower": means.lower,
            "upper": means.upper,
            "reason": reason,
            "override": ["; ".join(stated.get(unit.code, [])) for unit in tables.units],
        }
    )


def _ranks(ranks: np.ndarray) -> pd.Series:
    """Ranks as whole numbers, blank for 0."""
    column = pd.Series(ranks, dtype="Int64")
    return column.mask(column == 0)


def node_names(index: Index) -> list[str]:
    """Return the nodes in the order of the framework's file."""
    return [node.id for node in index.choices.nodes]


def scores(index: Index, result: Result, tables: IndexTables) -> pd.DataFrame:
    """Return the score of every unit at every node, unrounded; blank below a node's floor."""
    return _by_unit(tables, node_names(index), result.scores(node_names(index)))


def ranks(index: Index, result: Result, tables: IndexTables) -> pd.DataFrame:
    """Return the rank of every unit at every node, inside its group and at the framework's precision."""
    names = node_names(index)
    numbers = node_ranks(index, result, tables, names)
    table = pd.DataFrame({name: _ranks(column) for name, column in zip(names, numbers.T, strict=True)})
    table.insert(0, "unit", [unit.code for unit in tables.units])
    return table


def completeness(index: Index, result: Result, tables: IndexTables) -> pd.DataFrame:
    """Return the share of what applies that was seen, by weight, of every unit at every node."""
    names = node_names(index)
    return _by_unit(tables, names, np.column_stack([result.of(name).completeness for name in names]))


def normalised(made: Ranked, tables: IndexTables) -> pd.DataFrame:
    """Return the points of every unit for every indicator, blank where there are none."""
    points = made.points
    known = np.where((points.seen > 0) & (points.applies > 0), points.points, np.nan)
    return _by_unit(tables, points.indicators, known)


def _by_unit(tables: IndexTables, names: Sequence[str], values: Matrix) -> pd.DataFrame:
    table = pd.DataFrame(values, columns=list(names))
    table.insert(0, "unit", [unit.code for unit in tables.units])
    return table


def weights(index: Index, made: Ranked) -> pd.DataFrame:
    """Return one row a node and indicator: id, parent, weight (as given), share (of siblings), effective (in the root, if all is seen).

    For analysis stand beside them what entropy, critic and pca make of the same siblings, and what is to be said of each weight
    (as ``StatisticalWeights`` does), "" for nothing.
    """
    tree = made.result.tree
    effective = dict(zip(tree.names, tree.shares()[0], strict=True))
    families = index.choices.families
    rows = []
    for member in index.choices.members:
        siblings = families[member.parent]
        whole = sum(sibling.weight for sibling in siblings)
        rows.append((member.id, member.parent, member.weight, member.weight / whole, effective[member.id]))
    table = pd.DataFrame(rows, columns=["id", "parent", "weight", "share", "effective"])
    for method in STATISTICAL:
        found: dict[str, tuple[float, str]] = {}
        for node in tree.nodes:
            made_of = statistical(method, made.result, made.points, node)
            found |= dict(zip(tree.children[node], zip(made_of.weights, made_of.reasons, strict=True), strict=True))
        for position, column in enumerate((method, f"{method}_reason")):
            table[column] = [found[name][position] if name in found else None for name in table["id"]]
    return table


def scenario(index: Index, name: str, made: Ranked, official: Ranked, tables: IndexTables) -> pd.DataFrame:
    """Return one row a unit: scenario, unit, rank, of, places gained against the official rank, score, and every node's score."""
    table = scores(index, made.result, tables)
    both = (made.ranks > 0) & (official.ranks > 0)
    gained = pd.Series(official.ranks - made.ranks, dtype="Int64").mask(~both)
    head = {
        "scenario": name, "unit": table["unit"], "score": made.scores, "rank": _ranks(made.ranks), "of": _ranks(made.of),
        "places_gained": gained,
    }  # fmt: skip
    return pd.concat([pd.DataFrame(head), table.drop(columns="unit")], axis=1)


def silent(made: Ranked) -> list[str]:
    """Return the indicators whose values are all equal, so that their method tells nobody apart and they weigh nothing."""
    unheard = made.points.applies.max(axis=0) == 0
    return [name for name, one in zip(made.points.indicators, unheard, strict=True) if one]


def computed(index: Index, tables: IndexTables) -> list[float | None]:
    """Return what the formula gives in place of each published exception; None where it gives nothing."""
    if not index.overrides:
        return []
    result = rank(replace(index, overrides=()), index.choices, tables).result
    row = {unit.code: position for position, unit in enumerate(tables.units)}
    values = [float(result.scores([override.node])[row[override.unit], 0]) for override in index.overrides]
    return [None if np.isnan(value) else value for value in values]
