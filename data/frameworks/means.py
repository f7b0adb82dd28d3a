"""Frameworks of kind ``means``: plain means of indicators' points, or the difference of two such means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.frameworks.checking import HEAD, Checker, Source
from data.frameworks.scale import Scale, goalposts_of, joint_digest, scored_by

_KEYS = (*HEAD, "note_zh", "note_en", "goalposts", "precision", "floor", "measure")
_MEASURE_NEEDS = ("id", "name_zh", "name_en", "low_zh", "low_en", "high_zh", "high_en", "indicators")
_MEASURE_MAY = ("minus", "low_confidence")
_FINEST = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """The mean of the points of ``indicators``, less that of ``minus`` where it names any (then from −100 to 100).

    low, high: what the two ends of it stand for. low_confidence: machines see little of it; said beside every number.
    """

    id: str
    name_zh: str
    name_en: str
    low_zh: str
    low_en: str
    high_zh: str
    high_en: str
    indicators: tuple[str, ...]
    minus: tuple[str, ...]
    low_confidence: bool


@dataclass(frozen=True, slots=True)
class Means:
    """A framework of kind ``means``.

    scale: the framework whose goalposts give the points. precision: decimals that are stored. floor: share of a measure's
    indicators that apply, on each side of a difference, below which there is no number.
    """

    id: str
    version: str
    kind: str
    name_zh: str
    name_en: str
    note_zh: str
    note_en: str
    scale: Scale
    precision: int
    floor: float
    measures: tuple[Measure, ...]
    digest: str


def means_from(source: Source) -> Means:
    """Return the framework of a file. Raises ``QihuaError`` with all that does not add up."""
    return _MeansChecker(source.file).framework(source.table, source.digest)


class _MeansChecker(Checker):
    """Turns a table into a framework, noting every fault with its key."""

    def framework(self, table: dict[str, Any], digest: str) -> Means:
        self.head(table, _KEYS)
        for key in ("note_zh", "note_en"):
            self.text(key, table[key])
        scale = goalposts_of(self, "goalposts", table["goalposts"])
        precision, floor = self.whole("precision", table["precision"], _FINEST), self.share("floor", table["floor"])
        measures = tuple(self._measure(*item, scale) for item in self.tables("measure", table["measure"]))
        self.unique("measure[*].id", [measure.id for measure in measures])
        self.raise_any()
        assert scale is not None
        return Means(
            table["id"], table["version"], table["kind"], table["name_zh"], table["name_en"], table["note_zh"],
            table["note_en"], scale, precision, floor, measures, joint_digest(digest, scale),
        )  # fmt: skip

    def _measure(self, key: str, entry: dict[str, Any], scale: Scale | None) -> Measure:
        self.keys(f"{key}.", entry, (*_MEASURE_NEEDS, *_MEASURE_MAY), _MEASURE_NEEDS)
        texts = {name: self.text(f"{key}.{name}", entry.get(name)) for name in _MEASURE_NEEDS if name != "indicators"}
        of, minus = (
            scored_by(self, scale, f"{key}.{name}", entry[name]) if name in entry else ()
            for name in ("indicators", "minus")
        )
        for name in sorted(set(of) & set(minus)):
            self.fault("framework.duplicate", f"{key}.minus", name)
        low = self.flag(f"{key}.low_confidence", entry.get("low_confidence", False))
        return Measure(**texts, indicators=of, minus=minus, low_confidence=low)
