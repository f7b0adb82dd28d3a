"""The catalogue: what is measured. One TOML file a dimension, ``coverage.toml`` for the facts coverage rests on.

What a measured value is worth stands in ``data/frameworks``.
"""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.errors import fail
from data.model import Level
from data.tables import Faults

SHIPPED = Path(__file__).parent
DIMENSIONS = (
    "clustering", "service", "practicality", "standardization", "integration", "humanization", "internationalization",
)  # fmt: skip
_CHOICES = {
    "how": ("html", "net", "graph", "survey"),
    "phase": ("visit", "round", "survey"),
    "combine": ("presence", "latest"),
    "scope": ("site", "platform", "region"),
    "needs": (
        "", "service_duty", "foreign_duty", "foreign_version", "autonomous", "children", "siblings", "vantage", "login", "bot",
    ),
    "source_status": ("verified", "recalled", "own"),
}  # fmt: skip
_TEXTS = (
    "id", "name_zh", "name_en", "measures_zh", "measures_en", "rule_zh", "rule_en", "unit", "source", "target", "traps",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A named flag or number of an indicator."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is measured.

    how: html, net (HTTP, TLS, DNS), graph (links across sites) or survey; phase: when it is known.
    combine: how several visits are joined: ``presence`` (any visit shows it) or ``latest`` (the newest complete number).
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
    """All dimensions and indicators; ``coverage`` holds the three facts that are no indicators of a dimension."""

    dimensions: Mapping[str, Dimension]
    indicators: Mapping[str, Indicator]
    coverage: Mapping[str, Indicator]
    digest: str
    folder: Path

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
        table = read_toml(folder / f"{dimension}.toml", faults)
        heading = table.get("dimension", {})
        if heading.get("id") != dimension:
            faults.add("catalogue.wrong_dimension", f"{dimension}.toml: dimension.id", str(heading.get("id")), dimension)
            continue
        dimensions[dimension] = Dimension(**heading)
        _add_all(table, dimension, indicators, faults)
    coverage: dict[str, Indicator] = {}
    _add_all(read_toml(folder / "coverage.toml", faults), "coverage", coverage, faults)
    faults.raise_any()
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.read_bytes())
    return Catalogue(dimensions, indicators, coverage, digest.hexdigest(), folder)


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
    for position, entry in enumerate(table.get("indicator", [])):
        place = f"{dimension}.toml: indicator[{position}] {entry.get('id', '')}"
        indicator = _indicator(entry, dimension, place, faults)
        if indicator is None:
            continue
        if indicator.id in into:
            faults.add("catalogue.duplicate", place, indicator.id)
        into[indicator.id] = indicator


def _indicator(entry: dict[str, Any], dimension: str, place: str, faults: Faults) -> Indicator | None:
    fields = set(Indicator.__dataclass_fields__) - {"dimension"}
    before = len(faults.problems)
    for key in sorted(entry.keys() - fields):
        faults.add("catalogue.unknown_key", f"{place}.{key}", key, ", ".join(sorted(fields)))
    for key in sorted(fields - entry.keys()):
        faults.add("catalogue.missing_key", f"{place}.{key}")
    if len(faults.problems) > before:
        return None
    for key, allowed in _CHOICES.items():
        if entry[key] not in allowed:
            faults.add("catalogue.bad_choice", f"{place}.{key}", str(entry[key]), ", ".join(a or '""' for a in allowed))
    for key in _TEXTS:
        if not isinstance(entry[key], str) or (key.startswith(("id", "name", "measures", "rule", "source")) and not entry[key]):
            faults.add("catalogue.empty_text", f"{place}.{key}", str(entry[key]))
    wrong = [level for level in entry["levels"] if level not in set(Level)]
    if wrong or not entry["levels"]:
        faults.add("catalogue.bad_level", f"{place}.levels", ", ".join(wrong), ", ".join(Level))
    if dimension != "coverage" and not str(entry["id"]).startswith(dimension + "_"):
        faults.add("catalogue.bad_id", f"{place}.id", str(entry["id"]), f"{dimension}_…")
    if not isinstance(entry["method_version"], int) or entry["method_version"] < 1:
        faults.add("catalogue.bad_version", f"{place}.method_version", str(entry["method_version"]), "1, 2, 3, …")
    if len(faults.problems) > before:
        return None
    parts = tuple(Part(**part) for part in entry["parts"])
    return Indicator(**{**entry, "dimension": dimension, "levels": tuple(entry["levels"]), "parts": parts})


@dataclass(frozen=True, slots=True)
class SurveyItem:
    """A question to evaluators. indicator: the one it fills or stands beside, "" for none."""

    id: str
    indicator: str
    scale: str
    zh: str
    en: str
    note: str


def survey_items(folder: Path = SHIPPED) -> tuple[SurveyItem, ...]:
    """Return the survey items in order. Raises ``catalogue.unknown_indicator``."""
    catalogue = Catalogue.load(folder)
    faults = Faults()
    items = tuple(SurveyItem(**entry) for entry in read_toml(folder / "survey.toml", faults).get("item", []))
    faults.raise_any()
    for item in items:
        if item.indicator and item.indicator not in catalogue.indicators:
            raise fail("catalogue.unknown_indicator", where=f"survey.toml {item.id}", found=item.indicator)
    return items
