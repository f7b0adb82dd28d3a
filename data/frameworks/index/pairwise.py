"""Pairwise matrices (AHP) in a framework of kind ``index``: whose children they weigh, and by what numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from data.frameworks.checking import Checker
from data.frameworks.index.model import Pairwise
from data.frameworks.index.tree import Place


def pairwise_of(checker: Checker, key: str, entry: dict[str, Any], places: Sequence[Place]) -> Pairwise:
    """Return a pairwise matrix. That it is reciprocal and consistent is judged where its weights are worked out."""
    checker.keys(f"{key}.", entry, ("parent", "order", "matrix"), ("parent", "order", "matrix"))
    parent = checker.text(f"{key}.parent", entry.get("parent"))
    children = [place.id for place in places if place.parent == parent]
    order = checker.texts(f"{key}.order", entry.get("order"))
    if order and sorted(order) != sorted(children):
        checker.fault("index.not_the_children", f"{key}.order", ", ".join(order), ", ".join(children))
    given = entry.get("matrix")
    rows = given if isinstance(given, list) else []
    widths = [len(row) if isinstance(row, list) else 0 for row in rows]
    if given is None:
        return Pairwise(parent, order, ())
    if widths != [len(order)] * len(order):
        checker.fault("index.not_square", f"{key}.matrix", given, f"{len(order)} × {len(order)}")
        return Pairwise(parent, order, ())
    matrix = tuple(
        tuple(_ratio(checker, f"{key}.matrix row {i}, column {j}", cell) for j, cell in enumerate(row, 1))
        for i, row in enumerate(rows, 1)
    )
    return Pairwise(parent, order, matrix)


def _ratio(checker: Checker, key: str, value: Any) -> float:
    """A number, or a fraction as text."""
    try:
        return float(Fraction(value)) if isinstance(value, str) else checker.number(key, value)
    except (ValueError, ZeroDivisionError, OverflowError):
        checker.fault("framework.not_a_number", key, value)
        return 1.0
