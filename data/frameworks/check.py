"""Frameworks of kind ``check``: vetoes (单项否决) with the signs a machine can see of them, and groups without points.

Nothing in them is a verdict: a sign makes a veto suspected until a person confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.catalogue import Indicator
from data.frameworks.checking import HEAD, Checker, Source
from data.frameworks.scale import Scale, goalposts_of, joint_digest, scored_by
from data.model import Cause

_KEYS = (*HEAD, "source", "note_zh", "note_en", "goalposts", "lights", "veto", "group")
_VETO_TEXTS = ("id", "name_zh", "name_en", "rule_zh", "rule_en")
_VETO_KEYS = (*_VETO_TEXTS, "source_status", "sign")
_SIGN_NEEDS = ("id", "name_zh", "name_en", "indicator", "line_source", "source_status")
_SIGN_MAY = (
    "unit", "parts", "of", "share", "complement", "suspected", "amber", "amber_source", "causes", "decides", "person", "days_left",
)  # fmt: skip
_GROUP_KEYS = ("id", "section", "name_zh", "name_en", "items_zh", "items_en", "indicators", "source_status")
_DECIDES_KEYS = ("part", "at_least", "unseen", "lower_bound", "zh", "en")
STATUSES = ("verified", "recalled", "own")
COMPARISONS = ("over", "at_least", "at_most")
SECTIONS = ("deduct", "bonus")
_FULL = 100.0


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold. comparison: ``over`` the number, ``at_least`` or ``at_most`` the number."""

    comparison: str
    number: float


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Decides:
    """When a figure counts all there is: ``part`` reaches ``at_least``; never where ``part`` is "".

    unseen: the part that counts what could not be judged, "" for none; where that much more would reach the line, nothing is decided.
    lower_bound: the line being reached decides all the same, because the rest could only add to the figure.
    words: what is said where it does not decide.
    """

    part: str
    at_least: float
    unseen: str
    lower_bound: bool
    words: Wording


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing a machine can see of a veto.

    The figure is the indicator's value, or the sum of its ``parts``; ``share``: divided by the part ``of``; ``complement``:
    1 minus that. of: the part that says out of how many, "" for none. unit: of the figure, "" for yes or no.
    suspected: the line that makes the veto suspected, None for a sign that only warns. amber: the line of a warning.
    causes: reasons for not having seen the page that are a sign by themselves.
    decides: None where the figure always counts everything. person: set where what the machine does not see needs a person.
    days_left: the figure counts days, and ``suspected`` is the day it runs out.
    line_source, amber_source: where the lines come from.
    """

    id: str
    name_zh: str
    name_en: str
    indicator: str
    parts: tuple[str, ...]
    of: str
    share: bool
    complement: bool
    unit: str
    suspected: Line | None
    amber: Line | None
    causes: tuple[str, ...]
    decides: Decides | None
    person: Wording | None
    days_left: bool
    line_source: Wording
    amber_source: Wording | None
    source_status: str


@dataclass(frozen=True, slots=True)
class Veto:
    """A veto (单项否决) as the source words it, and the signs of it."""

    id: str
    name_zh: str
    name_en: str
    rule_zh: str
    rule_en: str
    source_status: str
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """A group of deductions or bonuses: what the source lists in it, and the indicators that speak to it, without points."""

    id: str
    section: str
    name_zh: str
    name_en: str
    items_zh: tuple[str, ...]
    items_en: tuple[str, ...]
    indicators: tuple[str, ...]
    source_status: str


@dataclass(frozen=True, slots=True)
class Check:
    """A framework of kind ``check``.

    source: the document. note: what is to be said beside every result. scale: the framework whose goalposts light the
    indicators of the groups; green, amber: the points from which on a light is green or amber.
    """

    id: str
    version: str
    kind: str
    name_zh: str
    name_en: str
    source: str
    note: Wording
    scale: Scale
    green: float
    amber: float
    vetoes: tuple[Veto, ...]
    groups: tuple[CheckGroup, ...]
    digest: str


def check_from(source: Source) -> Check:
    """Return the framework of a file. Raises ``QihuaError`` with all that does not add up."""
    return _CheckChecker(source.file).framework(source.table, source.digest)


class _CheckChecker(Checker):
    """Turns a table into a framework, noting every fault with its key."""

    def framework(self, table: dict[str, Any], digest: str) -> Check:
        self.head(table, _KEYS)
        for key in ("source", "note_zh", "note_en"):
            self.text(key, table[key])
        scale = goalposts_of(self, "goalposts", table["goalposts"])
        green, amber = self._lights(table["lights"])
        vetoes = tuple(self._veto(*item) for item in self.tables("veto", table["veto"]))
        groups = tuple(self._group(*item, scale) for item in self.tables("group", table["group"]))
        self.unique("veto[*].id", [veto.id for veto in vetoes])
        self.unique("group[*].id", [group.id for group in groups])
        self.raise_any()
        assert scale is not None
        return Check(
            table["id"], table["version"], table["kind"], table["name_zh"], table["name_en"], table["source"],
            Wording(table["note_zh"], table["note_en"]), scale, green, amber, vetoes, groups,
            joint_digest(digest, scale),
        )  # fmt: skip

    def _lights(self, value: Any) -> tuple[float, float]:
        lights = value if isinstance(value, dict) else {}
        self.keys("lights.", lights, ("green", "amber"), ("green", "amber"))
        green, amber = (self.number(f"lights.{name}", lights.get(name)) for name in ("green", "amber"))
        if not 0 < amber < green <= _FULL:
            self.fault("framework.bad_lights", "lights", f"green {green:g}, amber {amber:g}", "0 < amber < green ≤ 100")
        return green, amber

    def _veto(self, key: str, entry: dict[str, Any]) -> Veto:
        self.keys(f"{key}.", entry, _VETO_KEYS, _VETO_KEYS)
        texts = {name: self.text(f"{key}.{name}", entry.get(name)) for name in _VETO_TEXTS}
        status = self.choice(f"{key}.source_status", entry.get("source_status"), STATUSES)
        signs = tuple(
            sign for item in self.tables(f"{key}.sign", entry.get("sign")) if (sign := self._sign(*item)) is not None
        )
        self.unique(f"{key}.sign[*].id", [sign.id for sign in signs])
        if signs and not any(sign.suspected or sign.causes for sign in signs):
            self.fault("framework.missing_key", f"{key}.sign[*].suspected")
        return Veto(**texts, source_status=status, signs=signs)

    def _sign(self, key: str, entry: dict[str, Any]) -> Sign | None:
        self.keys(f"{key}.", entry, (*_SIGN_NEEDS, *_SIGN_MAY), _SIGN_NEEDS)
        indicator = self.indicator(f"{key}.indicator", entry.get("indicator"))
        if indicator is None:
            return None
        suspected, amber = (self._line(f"{key}.{line}", entry.get(line)) for line in ("suspected", "amber"))
        causes = self._causes(f"{key}.causes", entry.get("causes", []))
        if suspected is None and amber is None and not causes:
            self.fault("framework.missing_key", f"{key}.suspected")
        needs = {"amber": "amber_source", "share": "of"}
        for name in [needed for given, needed in needs.items() if entry.get(given) and needed not in entry]:
            self.fault("framework.missing_key", f"{key}.{name}")
        return Sign(
            id=self.text(f"{key}.id", entry.get("id")),
            name_zh=self.text(f"{key}.name_zh", entry.get("name_zh")),
            name_en=self.text(f"{key}.name_en", entry.get("name_en")),
            indicator=indicator.id,
            parts=self.parts(f"{key}.parts", indicator, entry["parts"]) if "parts" in entry else (),
            of=self.part(f"{key}.of", indicator, entry["of"]) if "of" in entry else "",
            share=self.flag(f"{key}.share", entry.get("share", False)),
            complement=self.flag(f"{key}.complement", entry.get("complement", False)),
            unit=str(entry.get("unit", "")),
            suspected=suspected,
            amber=amber,
            causes=causes,
            decides=self._decides(f"{key}.decides", entry.get("decides"), indicator),
            person=self._wording(f"{key}.person", entry["person"]) if "person" in entry else None,
            days_left=self.flag(f"{key}.days_left", entry.get("days_left", False)),
            line_source=self._wording(f"{key}.line_source", entry.get("line_source")),
            amber_source=self._wording(f"{key}.amber_source", entry["amber_source"])
            if "amber_source" in entry
            else None,
            source_status=self.choice(f"{key}.source_status", entry.get("source_status"), STATUSES),
        )

    def _line(self, key: str, value: Any) -> Line | None:
        if value is None:
            return None
        if not isinstance(value, dict) or len(value) != 1:
            self.fault("framework.bad_shape", key, value, " | ".join(f"{{ {name} = … }}" for name in COMPARISONS))
            return None
        self.keys(f"{key}.", value, COMPARISONS, ())
        ((comparison, number),) = value.items()
        return Line(str(comparison), self.number(f"{key}.{comparison}", number))

    def _causes(self, key: str, value: Any) -> tuple[str, ...]:
        causes = value if isinstance(value, list) else [value]
        return tuple(self.choice(f"{key}[{position}]", cause, tuple(Cause)) for position, cause in enumerate(causes))

    def _decides(self, key: str, value: Any, indicator: Indicator) -> Decides | None:
        if value is None:
            return None
        entry = value if isinstance(value, dict) else {}
        needed = ("part", "at_least") if "part" in entry or "at_least" in entry else ()
        self.keys(f"{key}.", entry, _DECIDES_KEYS, (*needed, "zh", "en"))
        part, unseen = (
            self.part(f"{key}.{name}", indicator, entry[name]) if name in entry else "" for name in ("part", "unseen")
        )
        least = self.number(f"{key}.at_least", entry["at_least"]) if "at_least" in entry else 0.0
        bound = self.flag(f"{key}.lower_bound", entry.get("lower_bound", False))
        return Decides(part, least, unseen, bound, self._words(key, entry))

    def _wording(self, key: str, value: Any) -> Wording:
        entry = value if isinstance(value, dict) else {}
        self.keys(f"{key}.", entry, ("zh", "en"), ("zh", "en"))
        return self._words(key, entry)

    def _words(self, key: str, entry: dict[str, Any]) -> Wording:
        return Wording(self.text(f"{key}.zh", entry.get("zh")), self.text(f"{key}.en", entry.get("en")))

    def _group(self, key: str, entry: dict[str, Any], scale: Scale | None) -> CheckGroup:
        self.keys(f"{key}.", entry, _GROUP_KEYS, _GROUP_KEYS)
        return CheckGroup(
            self.text(f"{key}.id", entry.get("id")),
            self.choice(f"{key}.section", entry.get("section"), SECTIONS),
            self.text(f"{key}.name_zh", entry.get("name_zh")),
            self.text(f"{key}.name_en", entry.get("name_en")),
            self.texts(f"{key}.items_zh", entry.get("items_zh")),
            self.texts(f"{key}.items_en", entry.get("items_en")),
            scored_by(self, scale, f"{key}.indicators", entry.get("indicators")),
            self.choice(f"{key}.source_status", entry.get("source_status"), STATUSES),
        )
