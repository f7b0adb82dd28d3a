"""The tree of a framework of kind ``index``: one root, every parent known, no cycle, no node without children, weights that sum."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.frameworks.checking import Checker

_WHOLES = (1.0, 100.0)
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Place:
    """A node or an indicator where it stands in the file. weight: None where none is given, NaN where it was refused."""

    key: str
    id: str
    parent: str
    weight: float | None


def check_tree(checker: Checker, nodes: Sequence[Place], leaves: Sequence[Place]) -> bool:
    """Note everything that keeps nodes and indicators from being one tree; return whether any parents go round in a circle."""
    names = [place.id for place in (*nodes, *leaves)]
    for place in (*nodes, *leaves):
        if place.id and names.count(place.id) > 1:
            checker.fault("framework.duplicate", f"{place.key}.id", place.id)
    known = {node.id for node in nodes}
    roots = [node.id for node in nodes if not node.parent]
    if len(roots) != 1:
        checker.fault("index.roots", "node[*].parent", ", ".join(roots) or "0", "1")
    for place in (*nodes, *leaves):
        if place.parent and place.parent not in known:
            checker.fault("index.unknown_parent", f"{place.key}.parent", place.parent, ", ".join(sorted(known)))
    circles = _check_cycles(checker, nodes)
    parents = {place.parent for place in (*nodes, *leaves)}
    for node in nodes:
        if node.id and node.id not in parents:
            checker.fault("index.no_children", node.key, node.id)
    return circles


def _check_cycles(checker: Checker, nodes: Sequence[Place]) -> bool:
    above = {node.id: node.parent for node in nodes}
    told: set[str] = set()
    for node in nodes:
        way: list[str] = []
        here = node.id
        while here in above and here not in way:
            way.append(here)
            here = above[here]
        if here == node.id and here not in told:
            told.update(way)
            checker.fault("index.cycle", f"{node.key}.parent", " → ".join([*way, here]))
    return bool(told)


def resolved_weights(
    checker: Checker, places: Sequence[Place], relative: bool, by_pairs: Mapping[str, str], circles: bool
) -> dict[str, float]:
    """Return the weight of every node and indicator: the given one, 1 where no sibling has any.

    by_pairs: parent → key of the pairwise matrix that weighs its children; none of these may have a weight of its own. circles:
    whether parents go round in a circle, so that it can't be told who is whose sibling.
    """
    families: dict[str, list[Place]] = {}
    for place in places:
        families.setdefault(place.parent, []).append(place)
    weights: dict[str, float] = {}
    for parent, children in families.items():
        given = [child for child in children if child.weight is not None]
        weights.update(
            {child.id: 1.0 if child.weight is None or math.isnan(child.weight) else child.weight for child in children}
        )
        if parent in by_pairs:
            for child in given:
                checker.fault("index.two_weights", f"{child.key}.weight", f"{child.weight:g}", by_pairs[parent])
        elif given and not circles:
            _check_family(checker, parent, children, given, relative)
    return weights


def _check_family(checker: Checker, parent: str, children: list[Place], given: list[Place], relative: bool) -> None:
    for child in children:
        if child.weight is None:
            named = ", ".join(other.id for other in given)
            checker.fault("index.weight_missing", f"{child.key}.weight", child.id, named)
    if len(given) < len(children) or any(math.isnan(child.weight or 0.0) for child in given):
        return
    total = math.fsum(child.weight or 0.0 for child in given)
    key = f"weights({parent})" if parent else "weights"
    if not total > 0:
        checker.fault("index.weights_zero", key, f"{total:g}", "> 0")
    elif not relative and not any(abs(total - whole) <= _ROUNDING * max(1.0, whole) for whole in _WHOLES):
        checker.fault("index.weights_sum", key, f"{total:.12g}", "1 / 100")
