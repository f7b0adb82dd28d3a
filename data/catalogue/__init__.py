"""The catalogue: what is measured. One TOML file a dimension, ``coverage.toml`` for the facts coverage rests on,
``unscored.toml`` for what is watched beside the dimensions.

What a measured value is worth stands in ``data/frameworks``.
"""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from dataclasses import fields as dataclass_fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from data.model import Level
from data.tables import Faults

SHIPPED = Path(__file__).parent
DIMENSIONS = (
    "clustering", "service", "practicality", "standardization", "integration", "humanization", "internationalization",
)  # fmt: skip
_CHOICES = {
    "how": ("html", "net", "graph", "survey"),
    "phase": ("visit", "round", "survey"),
    "combine": ("presence", "latest", "median", "tries"),
    "scope": ("site", "platform", "region"),
    "needs": (
        "", "service_duty", "foreign_duty", "foreign_version", "autonomous", "children", "siblings", "vantage", "login",
        "bot",
    ),
    "source_status": ("verified", "recalled", "own"),
}  # fmt: skip
_NEVER_EMPTY = (
    "id", "name_zh", "name_en", "measures_zh", "measures_en", "rule_zh", "rule_en", "source", "target",
)  # fmt: skip
_TEXTS = (*_NEVER_EMPTY, "unit", "traps")
SCALES = ("1-5", "yes-no", "count")


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of an indicator: a flag or share (0..1), or a number with its unit of measure."""

    id: str
    zh: str
    en: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is measured.

    how: html, net (HTTP, TLS, DNS), graph (links across sites) or survey; phase: when it is known.
    combine: how visits are joined: ``presence`` (any visit shows it), ``latest`` (the newest complete number), ``median`` (of all visits) or
        ``tries`` (good ones of all).
    scope: ``site``, or a fact of the ``platform`` or ``region`` that all its sites share.
    levels: where it applies; needs: the flag or circumstance it depends on, "" for none.
    source_status: verified (read in a source), recalled (to be checked against the original) or own.
    built: this version has a way to its value.
    """

    id: str
    dimension: str
    name_zh: str
    name_en: str
    measures_zh: str
    measures_en: str
    rule_zh: str
    rule_en: str
    how: str
    phase: str
    combine: str
    scope: str
    levels: tuple[str, ...]
    needs: str
    unit: str
    parts: tuple[Part, ...]
    method_version: int
    built: bool
    source: str
    source_status: str
    target: str
    traps: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the seven."""

    id: str
    name_zh: str
    name_en: str
    measures_zh: str
    measures_en: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All dimensions and their indicators, and what belongs to none.

    coverage: the three facts that coverage rests on; unscored: what is watched and shown, and no framework scores (专项监测).
    """

    dimensions: Mapping[str, Dimension]
    indicators: Mapping[str, Indicator]
    coverage: Mapping[str, Indicator]
    unscored: Mapping[str, Indicator]
    digest: str
    folder: Path

    @property
    def entries(self) -> dict[str, Indicator]:
        """Everything that is observed, by id: the indicators of the dimensions, then coverage, then what is unscored."""
        return {**self.indicators, **self.coverage, **self.unscored}

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> Catalogue:
        """Read a catalogue folder. Raises ``QihuaError`` with every problem of all its files."""
        return _load(folder)

    def copy_to(self, folder: Path) -> None:
        """Copy the catalogue's files, so that a snapshot says what it measured."""
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(self.folder.glob("*.toml")):
            shutil.copyfile(path, folder / path.name)


@lru_cache(maxsize=4)
def _load(folder: Path) -> Catalogue:
    faults = Faults()
    dimensions: dict[str, Dimension] = {}
    indicators: dict[str, Indicator] = {}
    for dimension in DIMENSIONS:
        before = len(faults.problems)
        table = read_toml(folder / f"{dimension}.toml", faults)
        if len(faults.problems) > before:
            continue
        heading = _made(Dimension, table.get("dimension", {}), f"{dimension}.toml: dimension", faults)
        if heading is not None and heading.id != dimension:
            faults.add("catalogue.wrong_dimension", f"{dimension}.toml: dimension.id", heading.id, dimension)
        elif heading is not None:
            dimensions[dimension] = heading
        _add_all(table, dimension, indicators, faults)
    coverage: dict[str, Indicator] = {}
    _add_all(read_toml(folder / "coverage.toml", faults), "coverage", coverage, faults)
    unscored: dict[str, Indicator] = {}
    if (folder / "unscored.toml").exists():  # snapshots of earlier versions have none
        _add_all(read_toml(folder / "unscored.toml", faults), "unscored", unscored, faults)
    faults.raise_any()
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.read_bytes())
    return Catalogue(dimensions, indicators, coverage, unscored, digest.hexdigest(), folder)


def read_toml(path: Path, faults: Faults) -> dict[str, Any]:
    """Return a TOML file's table; {} with the reason noted when it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        faults.add("table.missing_file", str(path), error.strerror or "")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.add("table.not_toml", str(path), str(error))
    return {}


def _add_all(table: dict[str, Any], dimension: str, into: dict[str, Indicator], faults: Faults) -> None:
    for key in sorted(table.keys() - {"dimension", "indicator"}):
        faults.add("catalogue.unknown_key", f"{dimension}.toml: {key}", key, "dimension, indicator")
    for position, entry in enumerate(_tables(table, "indicator", f"{dimension}.toml", faults)):
        place = f"{dimension}.toml: indicator[{position}] {entry.get('id', '')}"
        indicator = _indicator(entry, dimension, place, faults)
        if indicator is None:
            continue
        if indicator.id in into:
            faults.add("catalogue.duplicate", place, indicator.id)
        into[indicator.id] = indicator


def _tables(table: dict[str, Any], key: str, file: str, faults: Faults) -> list[dict[str, Any]]:
    entries = table.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.add("catalogue.bad_shape", f"{file}: {key}", str(entries), f"[[{key}]]")
        return []
    return entries


Made = TypeVar("Made", "Dimension", "Part", "SurveyItem")


def _made(kind: type[Made], entry: Any, place: str, faults: Faults) -> Made | None:
    """Return an entry that consists of texts alone; None with the reasons noted when it does not."""
    fields = [field.name for field in dataclass_fields(kind)]
    needed = {field.name for field in dataclass_fields(kind) if field.default is MISSING}
    if not isinstance(entry, dict):
        faults.add("catalogue.bad_shape", place, str(entry), ", ".join(fields))
        return None
    before = len(faults.problems)
    _check_keys(entry, set(fields), needed, place, faults)
    for key in sorted(key for key in fields if not isinstance(entry.get(key, ""), str)):
        faults.add("catalogue.bad_shape", f"{place}.{key}", str(entry[key]), '"…"')
    return kind(**entry) if len(faults.problems) == before else None


def _check_keys(entry: dict[str, Any], fields: set[str], needed: set[str], place: str, faults: Faults) -> None:
    for key in sorted(entry.keys() - fields):
        faults.add("catalogue.unknown_key", f"{place}.{key}", key, ", ".join(sorted(fields)))
    for key in sorted(needed - entry.keys()):
        faults.add("catalogue.missing_key", f"{place}.{key}")


def _indicator(entry: dict[str, Any], dimension: str, place: str, faults: Faults) -> Indicator | None:
    before = len(faults.problems)
    fields = {field.name for field in dataclass_fields(Indicator)} - {"dimension"}
    _check_keys(entry, fields, fields, place, faults)
    if len(faults.problems) > before:
        return None
    for key, allowed in _CHOICES.items():
        if entry[key] not in allowed:
            faults.add("catalogue.bad_choice", f"{place}.{key}", str(entry[key]), ", ".join(a or '""' for a in allowed))
    for key in _TEXTS:
        if not isinstance(entry[key], str) or (key in _NEVER_EMPTY and not entry[key]):
            faults.add("catalogue.empty_text", f"{place}.{key}", str(entry[key]))
    levels = entry["levels"] if isinstance(entry["levels"], list) else []
    wrong = [str(level) for level in levels if level not in tuple(Level)]
    if wrong or not levels:
        faults.add("catalogue.bad_level", f"{place}.levels", ", ".join(wrong), ", ".join(Level))
    if dimension in DIMENSIONS and not str(entry["id"]).startswith(dimension + "_"):
        faults.add("catalogue.bad_id", f"{place}.id", str(entry["id"]), f"{dimension}_…")
    version = entry["method_version"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        faults.add("catalogue.bad_version", f"{place}.method_version", str(version), "1, 2, 3, …")
    if not isinstance(entry["built"], bool):
        faults.add("catalogue.bad_shape", f"{place}.built", str(entry["built"]), "true, false")
    parts = _parts(entry, place, faults)
    if len(faults.problems) > before:
        return None
    return Indicator(**{**entry, "dimension": dimension, "levels": tuple(levels), "parts": parts})


def _parts(entry: dict[str, Any], place: str, faults: Faults) -> tuple[Part, ...]:
    made = (
        _made(Part, part, f"{place}.parts[{position}]", faults)
        for position, part in enumerate(_tables(entry, "parts", place, faults))
    )
    parts = tuple(part for part in made if part is not None)
    for name in sorted({part.id for part in parts if [other.id for other in parts].count(part.id) > 1}):
        faults.add("catalogue.duplicate", f"{place}.parts", name)
    return parts


@dataclass(frozen=True, slots=True)
class SurveyItem:
    """A question to evaluators. indicator: the one it fills or stands beside, "" for none; scale: one of ``SCALES``."""

    id: str
    indicator: str
    scale: str
    zh: str
    en: str
    note: str


@lru_cache(maxsize=4)
def survey_items(folder: Path = SHIPPED) -> tuple[SurveyItem, ...]:
    """Return the survey items in order. Raises ``QihuaError`` with every problem of the file."""
    catalogue = Catalogue.load(folder)
    faults = Faults()
    items: list[SurveyItem] = []
    for position, entry in enumerate(_tables(read_toml(folder / "survey.toml", faults), "item", "survey.toml", faults)):
        place = f"survey.toml: item[{position}] {entry.get('id', '')}"
        item = _made(SurveyItem, entry, place, faults)
        if item is None:
            continue
        if item.id in {other.id for other in items}:
            faults.add("catalogue.duplicate", place, item.id)
        if item.scale not in SCALES:
            faults.add("catalogue.bad_choice", f"{place}.scale", item.scale, ", ".join(SCALES))
        if item.indicator and item.indicator not in catalogue.indicators:
            faults.add("catalogue.unknown_indicator", f"{place}.indicator", item.indicator)
        items.append(item)
    faults.raise_any()
    return tuple(items)


@dataclass(frozen=True, slots=True)
class SurveyRule:
    """When answers make a value. evaluators: how many an item needs; share_of_items: of an indicator's items that need them."""

    evaluators: int
    share_of_items: float


def survey_rule(folder: Path = SHIPPED) -> SurveyRule:
    """Return the rule of the survey. Raises ``QihuaError`` with every problem of it."""
    faults = Faults()
    rule = read_toml(folder / "survey.toml", faults).get("rule", {})
    fields = {field.name for field in dataclass_fields(SurveyRule)}
    _check_keys(rule, fields, fields, "survey.toml: rule", faults)
    for key, most in (("evaluators", 99), ("share_of_items", 1)):
        value = rule.get(key, most)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
            faults.add("catalogue.bad_shape", f"survey.toml: rule.{key}", str(value), f"0 < … ≤ {most}")
    faults.raise_any()
    return SurveyRule(**rule)
