"""Reads weight sets that are to be replayed with a framework of kind ``index``: replication, id, weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.errors import Problem, QihuaError
from data.frameworks.index import Index
from data.index_tables.sheet import sheet_of, stripped_rows

_COLUMNS = ("replication", "id", "weight")


@dataclass(frozen=True, slots=True)
class WeightSet:
    """One set: the weights of some nodes and indicators; all others keep their own."""

    replication: str
    weights: Mapping[str, float]


def read_weights(framework: Index, name: str, data: bytes) -> tuple[WeightSet, ...]:
    """Read weight sets in the order of the file. Raises ``QihuaError`` with every problem of it."""
    sheet = sheet_of(stripped_rows(name, data), _COLUMNS, lambda title: False)
    roots = [node.id for node in framework.choices.nodes if not node.parent]
    known = [member.id for member in framework.choices.members if member.parent]
    sets: dict[str, dict[str, float]] = {}
    if set(_COLUMNS) <= set(sheet.header):
        replication_at, id_at, weight_at = (sheet.header.index(title) for title in _COLUMNS)
        for line in sheet.lines:
            replication, code = (sheet.code(line, position) for position in (replication_at, id_at))
            if code in roots:
                sheet.refuse("values.root_weight", line.number, id_at, code)
            elif code and code not in known:
                sheet.refuse("values.unknown_id", line.number, id_at, code, ", ".join(known))
            weights = sets.setdefault(replication, {})
            if code and code in weights:
                sheet.refuse("values.cell_twice", line.number, id_at, f"{replication}, {code}")
            weights[code] = sheet.number(line, weight_at)
            if weights[code] < 0:
                sheet.refuse("values.out_of_bounds", line.number, weight_at, line.cells[weight_at], "≥ 0")
    problems = sheet.problems() or _weightless(framework, name, sets)
    if problems:
        raise QihuaError(*problems)
    return tuple(WeightSet(replication, weights) for replication, weights in sets.items())


def _weightless(framework: Index, name: str, sets: Mapping[str, Mapping[str, float]]) -> list[Problem]:
    """Sets that leave a node's children without any weight."""
    return [
        Problem("index.weights_zero", f"{name} {replication}: weights({parent})", "0", "> 0")
        for replication, weights in sets.items()
        for parent, children in framework.choices.families.items()
        if not any(weights.get(child.id, child.weight) > 0 for child in children)
    ]
