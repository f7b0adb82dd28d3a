"""Frameworks (指标体系): what measured values are worth. Shipped as TOML; an office may bring its own file.

The loader refuses whatever does not add up, and names file, key and reason, all at once.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
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
_INDICATOR_KEYS = {"id", "weight", "points", "zero", "full", "of", "display_only"}


@dataclass(frozen=True, slots=True)
class Worth:
    """What one indicator is worth.

    weight: share of its dimension, in percent. Either ``points`` gives each part its points (sum 100),
    or ``zero`` and ``full`` are the values that give 0 and 100 points a level, linear between, capped beyond.
    of: the part that is scored in place of the value, "" for the value itself.
    display_only: levels at which it is shown and not scored.
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
            text = path.read_text("utf-8")
        except OSError as error:
            shipped = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
            raise fail("framework.unknown", found=str(name), allowed=shipped) from error
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise fail("table.not_toml", where=str(path), found=str(error)) from error
        return _Checker(path.name, Catalogue.load()).framework(table, hashlib.sha256(text.encode()).hexdigest())


class _Checker:
    """Turns a table into a framework, noting every fault with its key."""

    def __init__(self, file: str, catalogue: Catalogue) -> None:
        self._file = file
        self._catalogue = catalogue
        self._faults = Faults()

    def _fault(self, code: str, key: str, found: object = "", allowed: str = "") -> None:
        self._faults.add(code, f"{self._file}: {key}", str(found), allowed)

    def framework(self, table: dict[str, Any], digest: str) -> Framework:
        for key in sorted(table.keys() - set(_HEAD)):
            self._fault("framework.unknown_key", key, key, ", ".join(_HEAD))
        for key in sorted(set(_HEAD) - table.keys()):
            self._fault("framework.missing_key", key)
        self._faults.raise_any()
        if table["kind"] != "scale":
            self._fault("framework.bad_kind", "kind", table["kind"], "scale")
        if table["default_weight_set"] not in table["weight_sets"]:
            self._fault("framework.bad_weight_set", "default_weight_set", table["default_weight_set"])
        dimensions = tuple(self._dimension(i, entry) for i, entry in enumerate(table["dimension"]))
        self._check_level_sums(dimensions)
        tiers = tuple(Tier(t["name_zh"], t["name_en"], float(t["from"])) for t in table["tier"])
        begins = [tier.begins for tier in tiers]
        if begins != sorted(begins, reverse=True) or begins[-1:] != [0.0]:
            self._fault("framework.bad_tiers", "tier.from", begins, "100 … 0")
        share, count = table["floors"].get("dimension_share"), table["floors"].get("dimensions")
        if not isinstance(share, int | float) or not 0 <= share <= 1:
            self._fault("framework.bad_floor", "floors.dimension_share", share, "0 … 1")
        if not isinstance(count, int) or not 0 <= count <= len(dimensions):
            self._fault("framework.bad_floor", "floors.dimensions", count, f"0 … {len(dimensions)}")
        self._faults.raise_any()
        return Framework(
            table["id"], table["version"], table["kind"], table["name_zh"], table["name_en"], table["weights_note_zh"],
            table["weights_note_en"], tuple(table["weight_sets"]), table["default_weight_set"], table["precision"],
            float(share), count, tiers, dimensions, digest,
        )  # fmt: skip

    def _check_level_sums(self, dimensions: tuple[WeightedDimension, ...]) -> None:
        for level in Level:
            total = sum(dimension.weights.get(level, 0.0) for dimension in dimensions)
            if abs(total - 100) > 1e-9:
                self._fault("framework.level_weights", f"dimension[*].weights.{level}", f"{total:g}", "100")

    def _dimension(self, position: int, entry: dict[str, Any]) -> WeightedDimension:
        key = f"dimension[{position}] {entry.get('id', '')}"
        if entry.get("id") not in self._catalogue.dimensions:
            self._fault("framework.unknown_dimension", f"{key}.id", entry.get("id"), ", ".join(self._catalogue.dimensions))
        weights = {level: self._number(f"{key}.weights.{level}", entry.get("weights", {}).get(level)) for level in Level}
        for level in sorted(set(entry.get("weights", {})) - set(Level)):
            self._fault("framework.unknown_level", f"{key}.weights.{level}", level, ", ".join(Level))
        worths = []
        seen: set[str] = set()
        for number, item in enumerate(entry.get("indicator", [])):
            worth = self._worth(f"{key}.indicator[{number}]", entry.get("id", ""), item)
            if worth is not None:
                if worth.indicator in seen:
                    self._fault("framework.duplicate", f"{key}.indicator[{number}].id", worth.indicator)
                seen.add(worth.indicator)
                worths.append(worth)
        total = sum(worth.weight for worth in worths)
        if abs(total - 100) > 1e-9:
            self._fault("framework.indicator_weights", f"{key}.indicator[*].weight", f"{total:g}", "100")
        return WeightedDimension(entry.get("id", ""), weights, tuple(worths))

    def _worth(self, key: str, dimension: str, item: dict[str, Any]) -> Worth | None:
        for name in sorted(item.keys() - _INDICATOR_KEYS):
            self._fault("framework.unknown_key", f"{key}.{name}", name, ", ".join(sorted(_INDICATOR_KEYS)))
        indicator = self._catalogue.indicators.get(item.get("id", ""))
        if indicator is None or indicator.dimension != dimension:
            self._fault("framework.unknown_indicator", f"{key}.id", item.get("id"), f"{dimension}_…")
            return None
        key = f"{key} {indicator.id}"
        weight = self._number(f"{key}.weight", item.get("weight"))
        if "points" in item:
            self._check_points(key, indicator, item)
            return Worth(indicator.id, weight, dict(item["points"]), {}, {}, "", tuple(item.get("display_only", ())))
        zero, full = self._by_level(f"{key}.zero", item.get("zero")), self._by_level(f"{key}.full", item.get("full"))
        for level in Level:
            if level in zero and zero[level] == full.get(level):
                self._fault("framework.zero_is_full", f"{key}.full", full[level])
                break
        return Worth(indicator.id, weight, {}, zero, full, item.get("of", ""), tuple(item.get("display_only", ())))

    def _check_points(self, key: str, indicator: Indicator, item: dict[str, Any]) -> None:
        parts = [part.id for part in indicator.parts]
        for name in sorted(set(item["points"]) - set(parts)):
            self._fault("framework.unknown_part", f"{key}.points.{name}", name, ", ".join(parts))
        for name in [part for part in parts if part not in item["points"]]:
            self._fault("framework.part_without_points", f"{key}.points", name)
        total = sum(value for value in item["points"].values() if isinstance(value, int | float))
        if abs(total - 100) > 1e-9:
            self._fault("framework.points_sum", f"{key}.points", f"{total:g}", "100")

    def _by_level(self, key: str, value: Any) -> dict[str, float]:
        if isinstance(value, dict):
            return {level: self._number(f"{key}.{level}", value.get(level)) for level in Level}
        number = self._number(key, value)
        return dict.fromkeys(Level, number)

    def _number(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) == float("inf"):
            self._fault("framework.not_a_number", key, value)
            return 0.0
        if key.endswith("weight") and value < 0:
            self._fault("framework.negative_weight", key, value, "≥ 0")
        return float(value)
