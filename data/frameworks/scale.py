"""Frameworks of kind ``scale``: goalposts 0–100, points for parts, weights of indicators and dimensions, grades, and how sure ranks are."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from data.catalogue import Indicator
from data.frameworks.checking import HEAD, Checker, Source, read, shipped
from data.frameworks.uncertainty import Uncertainty, uncertainty_from
from data.model import Level

_KEYS = (
    *HEAD, "weights_note_zh", "weights_note_en", "weight_sets", "default_weight_set", "precision", "floors", "grade", "uncertainty", "dimension",
)  # fmt: skip
_MAY = ("vetoes",)
_WEIGHT_SETS = ("by_level", "equal")
_FLOOR_KEYS = ("dimension_share", "dimensions")
_GRADE_KEYS = ("name_zh", "name_en", "from")
_DIMENSION_KEYS = ("id", "weights", "indicator")
_SCALE_KEYS = ("zero", "full", "of")
_INDICATOR_KEYS = ("id", "weight", "points", *_SCALE_KEYS, "display_only")
_FULL = 100.0
_ROUNDING = 1e-9  # what adding some ten decimal fractions may lose
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
class Grade:
    """A class of scores (分数段) and the score it begins at."""

    name_zh: str
    name_en: str
    begins: float


@dataclass(frozen=True, slots=True)
class Scale:
    """A framework of kind ``scale``: fixed goalposts 0–100, weighted arithmetic mean, given weights.

    vetoes: id of the check whose confirmed vetoes come before any score, "" for none; the digest covers its file.
    """

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
    grades: tuple[Grade, ...]
    uncertainty: Uncertainty
    dimensions: tuple[WeightedDimension, ...]
    digest: str
    vetoes: str = ""


def scale_from(source: Source) -> Scale:
    """Return the framework of a file. Raises ``QihuaError`` with all that does not add up."""
    return _ScaleChecker(source.file).framework(source.table, source.digest)


def goalposts_of(checker: Checker, key: str, value: Any) -> Scale | None:
    """Return the shipped framework whose goalposts another one names; None with the reason noted if it is none."""
    known = [name for name in shipped() if read(name).table.get("kind") == "scale"]
    if value not in known:
        checker.fault("framework.bad_shape", key, value, ", ".join(known))
        return None
    return scale_from(read(value))


def scored_by(checker: Checker, scale: Scale | None, key: str, value: Any) -> tuple[str, ...]:
    """Return a list of indicators that a framework has goalposts for, none of them twice."""
    names = checker.texts(key, value)
    checker.unique(key, names)
    scored = (
        {worth.indicator for dimension in scale.dimensions for worth in dimension.indicators} if scale else set(names)
    )
    for position, name in enumerate(names):
        if name not in scored:
            checker.fault("framework.unknown_indicator", f"{key}[{position}]", name, scale.id if scale else "")
    return names


def joint_digest(digest: str, other: Scale | Source) -> str:
    """Return the digest of a framework that rests on another one: a change of either changes it."""
    return hashlib.sha256(f"{digest}{other.digest}".encode()).hexdigest()


def as_published(scale: Scale, card: Mapping[str, Any]) -> Scale:
    """Return a framework with the rules that a method card holds: weights, goalposts and points, floors, grades, precision.

    A score of its scorecard can be computed again by them, whatever has become of the framework's file since.
    """
    dimensions = tuple(
        WeightedDimension(one["id"], one["weights"], tuple(_as_published(worth) for worth in one["indicators"]))
        for one in card["dimensions"]
    )
    floors = card["floors"]
    grades = card["grades"] if "grades" in card else card["tiers"]  # as an earlier version called them
    return replace(
        scale, version=card["version"], precision=card["precision"], dimension_floor=floors["dimension_share"],
        dimensions_floor=floors["dimensions"], grades=tuple(Grade(**one) for one in grades), dimensions=dimensions, digest=card["framework_sha256"],
    )  # fmt: skip


def _as_published(worth: Mapping[str, Any]) -> Worth:
    return Worth(**{**worth, "display_only": tuple(worth["display_only"])})


class _ScaleChecker(Checker):
    """Turns a table into a framework, noting every fault with its key."""

    def framework(self, table: dict[str, Any], digest: str) -> Scale:
        self.head(table, (*_KEYS, *(key for key in _MAY if key in table)))
        self._check_head(table)
        vetoes = self._vetoes(table.get("vetoes"))
        dimensions = tuple(self._dimension(*item) for item in self.tables("dimension", table["dimension"]))
        self.unique("dimension[*].id", [dimension.id for dimension in dimensions])
        self._check_level_sums(dimensions)
        grades = self._grades(table["grade"])
        scored = [worth.indicator for dimension in dimensions for worth in dimension.indicators]
        uncertainty = uncertainty_from(self, table["uncertainty"], scored)
        share, count = self._floors(table["floors"], len(dimensions))
        self.raise_any()
        return Scale(
            table["id"], table["version"], table["kind"], table["name_zh"], table["name_en"], table["weights_note_zh"],
            table["weights_note_en"], tuple(table["weight_sets"]), table["default_weight_set"], table["precision"],
            share, count, grades, uncertainty, dimensions, joint_digest(digest, vetoes) if vetoes else digest,
            str(table["vetoes"]) if vetoes else "",
        )  # fmt: skip

    def _check_head(self, table: dict[str, Any]) -> None:
        for key in ("weights_note_zh", "weights_note_en"):
            self.text(key, table[key])
        sets = table["weight_sets"] if isinstance(table["weight_sets"], list) else []
        if not sets or any(name not in _WEIGHT_SETS for name in sets):
            self.fault("framework.bad_shape", "weight_sets", table["weight_sets"], ", ".join(_WEIGHT_SETS))
        if table["default_weight_set"] not in sets:
            self.fault("framework.bad_weight_set", "default_weight_set", table["default_weight_set"])
        self.whole("precision", table["precision"], _FINEST)

    def _vetoes(self, value: Any) -> Source | None:
        known = [name for name in shipped() if read(name).table.get("kind") == "check"]
        return read(self.choice("vetoes", value, known)) if value is not None else None

    def _floors(self, value: Any, dimensions: int) -> tuple[float, int]:
        floors = value if isinstance(value, dict) else {}
        self.keys("floors.", floors, _FLOOR_KEYS, _FLOOR_KEYS)
        share, count = self.share("floors.dimension_share", floors.get("dimension_share")), floors.get("dimensions")
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= dimensions:
            self.fault("framework.bad_floor", "floors.dimensions", count, f"0 … {dimensions}")
            count = 0
        return share, count

    def _grades(self, value: Any) -> tuple[Grade, ...]:
        grades = []
        for key, entry in self.tables("grade", value):
            self.keys(f"{key}.", entry, _GRADE_KEYS, _GRADE_KEYS)
            begins = self.number(f"{key}.from", entry.get("from"))
            grades.append(Grade(str(entry.get("name_zh")), str(entry.get("name_en")), begins))
        begin = [grade.begins for grade in grades]
        if begin != sorted(set(begin), reverse=True) or begin[-1:] != [0.0] or begin[0] > _FULL:
            self.fault("framework.bad_grades", "grade.from", begin, "100 … 0")
        return tuple(grades)

    def _check_level_sums(self, dimensions: tuple[WeightedDimension, ...]) -> None:
        for level in Level:
            total = math.fsum(dimension.weights.get(level, 0.0) for dimension in dimensions)
            if not _is_full(total):
                self.fault("framework.level_weights", f"dimension[*].weights.{level}", f"{total:g}", "100")

    def _dimension(self, key: str, entry: dict[str, Any]) -> WeightedDimension:
        self.keys(f"{key}.", entry, _DIMENSION_KEYS, _DIMENSION_KEYS)
        name = str(entry.get("id", ""))
        key = f"{key} {name}"
        if name not in self.catalogue.dimensions:
            self.fault("framework.unknown_dimension", f"{key}.id", name, ", ".join(self.catalogue.dimensions))
        weights = self._by_level(f"{key}.weights", entry.get("weights"))
        worths: dict[str, Worth] = {}
        for place, item in self.tables(f"{key}.indicator", entry.get("indicator")):
            worth = self._worth(place, name, item)
            if worth is None:
                continue
            if worth.indicator in worths:
                self.fault("framework.duplicate", f"{place}.id", worth.indicator)
            worths[worth.indicator] = worth
        total = math.fsum(worth.weight for worth in worths.values())
        if not _is_full(total):
            self.fault("framework.indicator_weights", f"{key}.indicator[*].weight", f"{total:g}", "100")
        return WeightedDimension(name, weights, tuple(worths.values()))

    def _worth(self, key: str, dimension: str, item: dict[str, Any]) -> Worth | None:
        self.keys(f"{key}.", item, _INDICATOR_KEYS, ("id", "weight"))
        indicator = self.catalogue.indicators.get(str(item.get("id")))
        if indicator is None or indicator.dimension != dimension:
            self.fault("framework.unknown_indicator", f"{key}.id", item.get("id"), f"{dimension}_…")
            return None
        key = f"{key} {indicator.id}"
        weight = self.weight(f"{key}.weight", item.get("weight"))
        shown = self.levels(f"{key}.display_only", item.get("display_only", []))
        scale = [name for name in _SCALE_KEYS if name in item]
        if "points" in item:
            if scale:
                self.fault("framework.two_scales", key, ", ".join(["points", *scale]))
            return Worth(indicator.id, weight, self._points(key, indicator, item["points"]), {}, {}, "", shown)
        zero, full = self._by_level(f"{key}.zero", item.get("zero")), self._by_level(f"{key}.full", item.get("full"))
        same = [level for level in Level if level in zero and zero[level] == full.get(level)]
        if same:
            self.fault("framework.zero_is_full", f"{key}.full", full[same[0]])
        part = item.get("of", "")
        if part != "":
            self.part(f"{key}.of", indicator, part)
        return Worth(indicator.id, weight, {}, zero, full, str(part), shown)

    def _points(self, key: str, indicator: Indicator, value: Any) -> dict[str, float]:
        given = value if isinstance(value, dict) else {}
        parts = [part.id for part in indicator.parts]
        for name in sorted(given.keys() - set(parts)):
            self.fault("framework.unknown_part", f"{key}.points.{name}", name, ", ".join(parts))
        for name in [part for part in parts if part not in given]:
            self.fault("framework.part_without_points", f"{key}.points", name)
        points = {name: self.weight(f"{key}.points.{name}", given[name]) for name in given}
        if not _is_full(math.fsum(points.values())):
            self.fault("framework.points_sum", f"{key}.points", f"{math.fsum(points.values()):g}", "100")
        return points

    def _by_level(self, key: str, value: Any) -> dict[str, float]:
        read = self.weight if key.endswith("weights") else self.number
        if not isinstance(value, dict):
            return dict.fromkeys(Level, read(key, value))
        for level in sorted(value.keys() - set(Level)):
            self.fault("framework.unknown_level", f"{key}.{level}", level, ", ".join(Level))
        return {level: read(f"{key}.{level}", value.get(level)) for level in Level}


def _is_full(total: float) -> bool:
    return abs(total - _FULL) <= _ROUNDING
