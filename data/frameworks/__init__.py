"""Frameworks (指标体系): what measured values are worth. Shipped as TOML; an office may bring its own file.

The loader refuses whatever does not add up, and names file, key and reason, all at once.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.catalogue import Catalogue, Indicator
from data.errors import fail
from data.model import Level
from data.tables import Faults

SHIPPED = Path(__file__).parent
_HEAD = (
    "id", "version", "kind", "name_zh", "name_en", "weights_note_zh", "weights_note_en", "weight_sets",
    "default_weight_set", "precision", "floors", "tier", "dimension",
)  # fmt: skip
_HEAD_TEXTS = ("id", "version", "kind", "name_zh", "name_en", "weights_note_zh", "weights_note_en")
_WEIGHT_SETS = ("by_level", "equal")
_FLOOR_KEYS = ("dimension_share", "dimensions")
_TIER_KEYS = ("name_zh", "name_en", "from")
_DIMENSION_KEYS = ("id", "weights", "indicator")
_SCALE_KEYS = ("zero", "full", "of")
_INDICATOR_KEYS = ("id", "weight", "points", *_SCALE_KEYS, "display_only")
_FULL = 100.0
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_ROUNDING = 1e-9  # what adding some ten decimal fractions may lose
_HUGE = 1e300  # larger numbers, infinity and nan are slips
_FINEST = 6  # decimals that are still digits of a score


@dataclass(frozen=True, slots=True)
class Worth:
    """What one indicator is worth.

    weight: share of its dimension, in percent. Either ``points`` gives each part its points (sum 100),
    or ``zero`` and ``full`` are the values that give 0 and 100 points a level, linear between, capped beyond.
    of: the part that is scored in place of the value, "" for the value itself.
    display_only: levels at which it is shown and not scored: there it leaves the denominator.
    """

    indicator: str
    weight: float
    points: Mapping[str, float]
    zero: Mapping[str, float]
    full: Mapping[str, float]
    of: str
    display_only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeightedDimension:
    """A dimension with its weight a level, in percent of the index, and its indicators."""

    id: str
    weights: Mapping[str, float]
    indicators: tuple[Worth, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier and the score it begins at."""

    name_zh: str
    name_en: str
    begins: float


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework of kind ``scale``: fixed goalposts 0–100, weighted arithmetic mean, given weights."""

    id: str
    version: str
    kind: str
    name_zh: str
    name_en: str
    weights_note_zh: str
    weights_note_en: str
    weight_sets: tuple[str, ...]
    default_weight_set: str
    precision: int
    dimension_floor: float
    dimensions_floor: int
    tiers: tuple[Tier, ...]
    dimensions: tuple[WeightedDimension, ...]
    digest: str

    @classmethod
    def load(cls, name: str | Path) -> Framework:
        """Load a shipped framework by its id, or one from a file.

        Raises ``framework.unknown`` naming the shipped ones, and ``QihuaError`` with everything that does not add up.
        """
        path = Path(name) if str(name).endswith(".toml") else SHIPPED / f"{name}.toml"
        try:
            body = path.read_bytes()
        except OSError as error:
            shipped = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
            raise fail("framework.unknown", found=str(name), allowed=shipped) from error
        try:
            table = tomllib.loads(body.decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise fail("table.not_toml", where=str(path), found=str(error)) from error
        return _Checker(path.name, Catalogue.load()).framework(table, hashlib.sha256(body).hexdigest())


class _Checker:
    """Turns a table into a framework, noting every fault with its key."""

    def __init__(self, file: str, catalogue: Catalogue) -> None:
        self._file = file
        self._catalogue = catalogue
        self._faults = Faults()

    def framework(self, table: dict[str, Any], digest: str) -> Framework:
        """Return the framework. Raises ``QihuaError`` with all that does not add up."""
        self._keys("", table, _HEAD, _HEAD)
        self._faults.raise_any()
        self._check_head(table)
        dimensions = tuple(self._dimension(*item) for item in self._tables("dimension", table["dimension"]))
        for name in sorted({d.id for d in dimensions if [other.id for other in dimensions].count(d.id) > 1}):
            self._fault("framework.duplicate", "dimension[*].id", name)
        self._check_level_sums(dimensions)
        tiers = self._tiers(table["tier"])
        share, count = self._floors(table["floors"], len(dimensions))
        self._faults.raise_any()
        return Framework(
            table["id"], table["version"], table["kind"], table["name_zh"], table["name_en"], table["weights_note_zh"],
            table["weights_note_en"], tuple(table["weight_sets"]), table["default_weight_set"], table["precision"],
            share, count, tiers, dimensions, digest,
        )  # fmt: skip

    # Parts of the file

    def _check_head(self, table: dict[str, Any]) -> None:
        for key in _HEAD_TEXTS:
            if not isinstance(table[key], str) or not table[key]:
                self._fault("framework.bad_shape", key, table[key], '"…"')
        for key in ("id", "version"):
            # Both name the folder that a scorecard is published in.
            if not _SLUG.fullmatch(str(table[key])):
                self._fault("framework.bad_name", key, table[key], "a-z A-Z 0-9 _ - .")
        if table["kind"] != "scale":
            self._fault("framework.bad_kind", "kind", table["kind"], "scale")
        sets = table["weight_sets"] if isinstance(table["weight_sets"], list) else []
        if not sets or any(name not in _WEIGHT_SETS for name in sets):
            self._fault("framework.bad_shape", "weight_sets", table["weight_sets"], ", ".join(_WEIGHT_SETS))
        if table["default_weight_set"] not in sets:
            self._fault("framework.bad_weight_set", "default_weight_set", table["default_weight_set"])
        precision = table["precision"]
        if isinstance(precision, bool) or not isinstance(precision, int) or not 0 <= precision <= _FINEST:
            self._fault("framework.bad_shape", "precision", precision, f"0 … {_FINEST}")

    def _floors(self, value: Any, dimensions: int) -> tuple[float, int]:
        floors = value if isinstance(value, dict) else {}
        self._keys("floors.", floors, _FLOOR_KEYS, _FLOOR_KEYS)
        share, count = floors.get("dimension_share"), floors.get("dimensions")
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            self._fault("framework.bad_floor", "floors.dimension_share", share, "0 … 1")
            share = 0
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= dimensions:
            self._fault("framework.bad_floor", "floors.dimensions", count, f"0 … {dimensions}")
            count = 0
        return float(share), count

    def _tiers(self, value: Any) -> tuple[Tier, ...]:
        tiers = []
        for key, entry in self._tables("tier", value):
            self._keys(f"{key}.", entry, _TIER_KEYS, _TIER_KEYS)
            begins = self._number(f"{key}.from", entry.get("from"))
            tiers.append(Tier(str(entry.get("name_zh")), str(entry.get("name_en")), begins))
        begin = [tier.begins for tier in tiers]
        if begin != sorted(set(begin), reverse=True) or begin[-1:] != [0.0] or begin[0] > _FULL:
            self._fault("framework.bad_tiers", "tier.from", begin, "100 … 0")
        return tuple(tiers)

    def _check_level_sums(self, dimensions: tuple[WeightedDimension, ...]) -> None:
        for level in Level:
            total = math.fsum(dimension.weights.get(level, 0.0) for dimension in dimensions)
            if not _is_full(total):
                self._fault("framework.level_weights", f"dimension[*].weights.{level}", f"{total:g}", "100")

    def _dimension(self, key: str, entry: dict[str, Any]) -> WeightedDimension:
        self._keys(f"{key}.", entry, _DIMENSION_KEYS, _DIMENSION_KEYS)
        name = str(entry.get("id", ""))
        key = f"{key} {name}"
        if name not in self._catalogue.dimensions:
            self._fault("framework.unknown_dimension", f"{key}.id", name, ", ".join(self._catalogue.dimensions))
        weights = self._by_level(f"{key}.weights", entry.get("weights"))
        worths: dict[str, Worth] = {}
        for place, item in self._tables(f"{key}.indicator", entry.get("indicator")):
            worth = self._worth(place, name, item)
            if worth is None:
                continue
            if worth.indicator in worths:
                self._fault("framework.duplicate", f"{place}.id", worth.indicator)
            worths[worth.indicator] = worth
        total = math.fsum(worth.weight for worth in worths.values())
        if not _is_full(total):
            self._fault("framework.indicator_weights", f"{key}.indicator[*].weight", f"{total:g}", "100")
        return WeightedDimension(name, weights, tuple(worths.values()))

    def _worth(self, key: str, dimension: str, item: dict[str, Any]) -> Worth | None:
        self._keys(f"{key}.", item, _INDICATOR_KEYS, ("id", "weight"))
        indicator = self._catalogue.indicators.get(str(item.get("id")))
        if indicator is None or indicator.dimension != dimension:
            self._fault("framework.unknown_indicator", f"{key}.id", item.get("id"), f"{dimension}_…")
            return None
        key = f"{key} {indicator.id}"
        weight = self._weight(f"{key}.weight", item.get("weight"))
        shown = self._levels(f"{key}.display_only", item.get("display_only", []))
        scale = [name for name in _SCALE_KEYS if name in item]
        if "points" in item:
            if scale:
                self._fault("framework.two_scales", key, ", ".join(["points", *scale]))
            return Worth(indicator.id, weight, self._points(key, indicator, item["points"]), {}, {}, "", shown)
        zero, full = self._by_level(f"{key}.zero", item.get("zero")), self._by_level(f"{key}.full", item.get("full"))
        same = [level for level in Level if level in zero and zero[level] == full.get(level)]
        if same:
            self._fault("framework.zero_is_full", f"{key}.full", full[same[0]])
        part, parts = item.get("of", ""), [part.id for part in indicator.parts]
        if part != "" and part not in parts:
            self._fault("framework.unknown_part", f"{key}.of", part, ", ".join(parts))
        return Worth(indicator.id, weight, {}, zero, full, str(part), shown)

    def _points(self, key: str, indicator: Indicator, value: Any) -> dict[str, float]:
        given = value if isinstance(value, dict) else {}
        parts = [part.id for part in indicator.parts]
        for name in sorted(given.keys() - set(parts)):
            self._fault("framework.unknown_part", f"{key}.points.{name}", name, ", ".join(parts))
        for name in [part for part in parts if part not in given]:
            self._fault("framework.part_without_points", f"{key}.points", name)
        points = {name: self._weight(f"{key}.points.{name}", given[name]) for name in given}
        if not _is_full(math.fsum(points.values())):
            self._fault("framework.points_sum", f"{key}.points", f"{math.fsum(points.values()):g}", "100")
        return points

    # Kinds of values

    def _fault(self, code: str, key: str, found: object = "", allowed: str = "") -> None:
        self._faults.add(code, f"{self._file}: {key}", str(found), allowed)

    def _keys(self, prefix: str, table: dict[str, Any], allowed: Iterable[str], needed: Iterable[str]) -> None:
        for name in sorted(table.keys() - set(allowed)):
            self._fault("framework.unknown_key", f"{prefix}{name}", name, ", ".join(allowed))
        for name in (name for name in needed if name not in table):
            self._fault("framework.missing_key", f"{prefix}{name}")

    def _tables(self, key: str, value: Any) -> list[tuple[str, dict[str, Any]]]:
        if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
            self._fault("framework.bad_shape", key, value, f"[[{key.rpartition('.')[2]}]]")
            return []
        return [(f"{key}[{position}]", entry) for position, entry in enumerate(value)]

    def _levels(self, key: str, value: Any) -> tuple[str, ...]:
        levels = value if isinstance(value, list) else [value]
        for level in [level for level in levels if level not in tuple(Level)]:
            self._fault("framework.unknown_level", key, level, ", ".join(Level))
        return tuple(str(level) for level in levels)

    def _by_level(self, key: str, value: Any) -> dict[str, float]:
        read = self._weight if key.endswith("weights") else self._number
        if not isinstance(value, dict):
            return dict.fromkeys(Level, read(key, value))
        for level in sorted(value.keys() - set(Level)):
            self._fault("framework.unknown_level", f"{key}.{level}", level, ", ".join(Level))
        return {level: read(f"{key}.{level}", value.get(level)) for level in Level}

    def _weight(self, key: str, value: Any) -> float:
        number = self._number(key, value)
        if number < 0:
            self._fault("framework.negative_weight", key, value, "≥ 0")
        return number

    def _number(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _HUGE:
            self._fault("framework.not_a_number", key, value)
            return 0.0
        return float(value)


def _is_full(total: float) -> bool:
    return abs(total - _FULL) <= _ROUNDING
