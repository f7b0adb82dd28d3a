"""Reads a framework of kind ``index`` from its file; refuses whatever does not add up, all of it at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from data.errors import Problem, QihuaError, fail
from data.frameworks.checking import HEAD, Checker, read
from data.frameworks.index.model import (
    LEFT_OUT,
    Aggregate,
    Choices,
    Index,
    IndexIndicator,
    IndexNode,
    Missing,
    Normalise,
    Override,
)
from data.frameworks.index.normalising import DATA_DEPENDENT, UNREADABLE, normalise_of, target_problems
from data.frameworks.index.pairwise import pairwise_of
from data.frameworks.index.rules import aggregate_of, check_left_out, missing_of
from data.frameworks.index.scenarios import WEIGHINGS, scenarios_of, uncertainty_of
from data.frameworks.index.tree import Place, check_tree, resolved_weights
from data.tables import has_hidden_signs

KIND = "index"
_NEEDED = (*HEAD, "precision", "node", "indicator")
_MAY = (
    "source", "full", "weights", "rank_within", "normalise", "aggregate", "missing", "ahp", "override", "scenario", "uncertainty",
)  # fmt: skip
_NODE_KEYS = ("id", "name", "parent", "weight", "aggregate", "missing")
_INDICATOR_KEYS = ("id", "name", "parent", "weight", "direction", "normalise")
_OVERRIDE_KEYS = ("unit", "node", "value", "reason")
_CALLED = {
    "node": ("id",), "indicator": ("id",), "scenario": ("id",), "ahp": ("parent",), "override": ("unit", "node"),
}  # fmt: skip
_SUMS = ("sum", "relative")
_UNROUNDED = "full"
_FINEST = 12
_RESERVED = ("unit", "replication", "normalisation", "aggregation", "missing", "matrix", "places_moved")
_RESERVED_FOR_NODES = (*_RESERVED, "scenario", "score", "rank", "of", "places_gained")
"""Names of columns that stand beside those of indicators and nodes in the tables that are written."""

_Entries = Sequence[tuple[str, dict[str, Any]]]


def load_index(path: Path) -> Index:
    """Read a framework of kind ``index``. Raises ``QihuaError`` as ``read_index`` does, and with all that does not add up."""
    index, problems = read_index(path)
    if problems:
        raise QihuaError(*problems)
    return index


def read_index(path: Path) -> tuple[Index, tuple[Problem, ...]]:
    """Return the framework of a file as far as it can be read, and all that does not add up in it.

    Where anything does not, the framework names its units' columns and no more: its indicators take any value.
    Raises ``table.missing_file``, ``framework.not_an_index``, and for keys without which nothing can be told ``framework.missing_key``.
    """
    source = read(path)
    kind = source.table.get("kind", "")
    if kind != KIND:
        raise fail("framework.not_an_index", where=f"{source.file}: kind", found=str(kind), allowed=KIND)
    checker = _IndexChecker(source.file)
    index = checker.framework(source.table, source.digest)
    return (_names_alone(index), checker.problems) if checker.problems else (index, ())


def _names_alone(index: Index) -> Index:
    named = {one.id: replace(one, normalise=UNREADABLE) for one in index.choices.indicators if one.id}
    return replace(index, choices=replace(index.choices, indicators=tuple(named.values())))


class _IndexChecker(Checker):
    """Turns a table into a framework, noting every fault with its key."""

    def framework(self, table: dict[str, Any], digest: str) -> Index:
        self.keys("", table, (*_NEEDED, *_MAY), _NEEDED)
        if not table.keys() >= set(_NEEDED):
            self.raise_any()
        self.named(table)
        full, precision = self._full(table.get("full", 100.0)), self._precision(table["precision"])
        relative = self._sums(table.get("weights", _SUMS[0])) == "relative"
        default = normalise_of(self, "normalise", table["normalise"], full) if "normalise" in table else None
        aggregate = aggregate_of(self, "aggregate", table.get("aggregate", {}), full)
        check_left_out(self, "missing", table.get("missing"))
        missing = missing_of(self, "missing", table.get("missing", {}))
        node_entries, leaf_entries = (self.tables(kind, table[kind]) for kind in ("node", "indicator"))
        nodes = [self._node(*entry, aggregate, missing, full) for entry in node_entries]
        leaves = [self._indicator(*entry, default, full) for entry in leaf_entries]
        node_places, leaf_places = self._places(node_entries, nodes), self._places(leaf_entries, leaves)
        circles = check_tree(self, node_places, leaf_places)
        places = [*node_places, *leaf_places]
        pairwise = tuple(pairwise_of(self, *entry, places) for entry in self._some(table, "ahp"))
        self.unique("ahp[*].parent", [one.parent for one in pairwise])
        by_pairs = {one.parent: f"ahp {position} ({one.parent})" for position, one in enumerate(pairwise, 1)}
        weights = resolved_weights(self, places, relative, by_pairs, circles)
        official = Choices(
            tuple(replace(node, weight=weights[node.id]) for node in nodes),
            tuple(replace(leaf, weight=weights[leaf.id]) for leaf in leaves),
            LEFT_OUT,
            None,
        )
        overrides = self._overrides(self._some(table, "override"), [node.id for node in nodes])
        scenarios = scenarios_of(self, self._some(table, "scenario"), official, default, full)
        uncertainty = uncertainty_of(self, table.get("uncertainty"), official, default, full)
        source, rank_within = (self._free(key, table.get(key, "")) for key in ("source", "rank_within"))
        return Index(
            table["id"], table["version"], table["kind"], table["name_zh"], table["name_en"], source, precision, full, relative,
            rank_within, official, pairwise, overrides, scenarios, uncertainty, digest, self.file,
        )  # fmt: skip

    def tables(self, key: str, value: Any) -> list[tuple[str, dict[str, Any]]]:
        """Return the tables of an array, the key of each with its number from 1 and what it is called."""
        entries = []
        for number, (_, entry) in enumerate(super().tables(key, value), 1):
            called = ", ".join(entry[name] for name in _CALLED[key] if isinstance(entry.get(name), str))
            shown = f" ({called})" if called and not has_hidden_signs(called) else ""
            entries.append((f"{key} {number}{shown}", entry))
        return entries

    def _full(self, value: Any) -> float:
        full = self.number("full", value)
        if not full > 0:
            self.fault("index.bad_range", "full", value, "> 0")
            return 100.0
        return full

    def _precision(self, value: Any) -> int | None:
        return None if value == _UNROUNDED else self.whole("precision", value, _FINEST)

    def _sums(self, value: Any) -> str:
        method = value.get("method") if isinstance(value, dict) else value
        if method in WEIGHINGS[1:]:
            self.fault("index.analysis_only", "weights", method, ", ".join(_SUMS))
            return _SUMS[0]
        return self.choice("weights", value, _SUMS)

    def _free(self, key: str, value: Any) -> str:
        """A text that may be empty."""
        if not isinstance(value, str):
            self.fault("framework.bad_shape", key, value, '"…"')
            return ""
        return value

    def _some(self, table: dict[str, Any], key: str) -> _Entries:
        """The tables of an array that may be missing."""
        return self.tables(key, table[key]) if key in table else []

    def _name(self, key: str, entry: dict[str, Any], reserved: Sequence[str]) -> str:
        name = self.text(f"{key}.id", entry.get("id"))
        if has_hidden_signs(name):
            self.fault("framework.hidden_sign", f"{key}.id", ascii(name))
        if name in reserved or name != name.strip():
            self.fault("index.reserved", f"{key}.id", name, ", ".join(reserved))
        return name

    def _node(self, key: str, entry: dict[str, Any], aggregate: Aggregate, missing: Missing, full: float) -> IndexNode:
        self.keys(f"{key}.", entry, _NODE_KEYS, ("id",))
        name = self._name(key, entry, _RESERVED_FOR_NODES)
        check_left_out(self, f"{key}.missing", entry.get("missing"))
        return IndexNode(
            name,
            self.text(f"{key}.name", entry.get("name", name)),
            self._free(f"{key}.parent", entry.get("parent", "")),
            1.0,
            aggregate_of(self, f"{key}.aggregate", entry["aggregate"], full) if "aggregate" in entry else aggregate,
            missing_of(self, f"{key}.missing", entry["missing"]) if "missing" in entry else missing,
        )

    def _indicator(self, key: str, entry: dict[str, Any], default: Normalise | None, full: float) -> IndexIndicator:
        self.keys(f"{key}.", entry, _INDICATOR_KEYS, ("id", "parent"))
        name, direction = self._name(key, entry, _RESERVED), entry.get("direction", 1)
        if "normalise" in entry:
            normalise = normalise_of(self, f"{key}.normalise", entry["normalise"], full)
        elif default is not None:
            normalise = default
        else:
            self.fault("framework.missing_key", f"{key}.normalise")
            normalise = Normalise("none", {"low": 0.0, "high": full})
        if isinstance(direction, bool) or direction not in (1, -1):
            self.fault("framework.bad_shape", f"{key}.direction", direction, "1, -1")
            direction = 1
        if direction == -1 and normalise is not UNREADABLE and normalise.method not in DATA_DEPENDENT:
            self.fault("index.no_direction", f"{key}.direction", normalise.method, ", ".join(DATA_DEPENDENT))
        settings = normalise.settings
        if normalise.method == "distance" and settings["zero"] is not None:
            where = f"{self.file}: {key}.normalise.target"
            self.note(target_problems(where, int(direction), settings["target"], settings["zero"]))
        label, parent = (
            self.text(f"{key}.name", entry.get("name", name)),
            self.text(f"{key}.parent", entry.get("parent")),
        )
        return IndexIndicator(name, label, parent, 1.0, int(direction), normalise)

    def _places(self, entries: _Entries, made: Sequence[IndexNode | IndexIndicator]) -> list[Place]:
        places = []
        for (key, entry), one in zip(entries, made, strict=True):
            weight = self._weight(f"{key}.weight", entry["weight"]) if "weight" in entry else None
            places.append(Place(key, one.id, one.parent, weight))
        return places

    def _weight(self, key: str, value: Any) -> float:
        """A weight, NaN for one that was refused."""
        weight = self.number(key, value, math.nan)
        if weight < 0:
            self.fault("framework.negative_weight", key, value, "≥ 0")
            return math.nan
        return weight

    def _overrides(self, entries: _Entries, nodes: Sequence[str]) -> tuple[Override, ...]:
        overrides = []
        for key, entry in entries:
            self.keys(f"{key}.", entry, _OVERRIDE_KEYS, _OVERRIDE_KEYS)
            unit, node, reason = (self.text(f"{key}.{name}", entry.get(name)) for name in ("unit", "node", "reason"))
            if node and node not in nodes:
                self.fault("index.unknown_node", f"{key}.node", node, ", ".join(nodes))
            overrides.append(Override(unit, node, self.number(f"{key}.value", entry.get("value")), reason))
        pairs = [f"{one.unit}, {one.node}" for one in overrides]
        for pair in sorted({pair for pair in pairs if pairs.count(pair) > 1}):
            self.fault("framework.duplicate", "override[*]", pair)
        return tuple(overrides)
