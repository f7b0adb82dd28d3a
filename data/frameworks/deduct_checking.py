"""Reads a deduct scheme out of its table, and notes whatever does not add up, all at once.

The table comes from a TOML file or from a workbook; for the latter ``places`` says which cell each key was read from.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from data.catalogue import Indicator
from data.frameworks.check import COMPARISONS, STATUSES, Line, Wording
from data.frameworks.checking import HEAD, Checker, Source
from data.frameworks.deduct import (
    ATTRIBUTES,
    FLAGS,
    HOW,
    INAPPLICABLE,
    PARTS,
    ComparisonGroup,
    Deduct,
    Item,
    Measure,
    Rule,
    Step,
    Whole,
)
from data.frameworks.deduct_words import WORDS
from data.model import Level
from data.registry_files import BODY_KINDS, SITE_KINDS

_NEEDS = (
    *HEAD, "source", "note_zh", "note_en", "fictional", "full", "pass_mark", "precision", "floor", "inapplicable", "group", "item",
)  # fmt: skip
_MAY = ("vetoed_mark", "bonus_cap", "bonus_above", "scope")
_GROUP_KEYS = ("id", "name_zh", "name_en", "where")
_ITEM_TEXTS = ("first", "second", "point", "rule", "source")
_ITEM_NEEDS = ("id", "part", "first", "second", "how", "source_status")
_ITEM_MAY = ("point", "rule", "source", "points", "each", "steps", "groups", "measure", "line")
_STEP_KEYS = ("name", "points", "line")
_MEASURE_KEYS = ("indicator", "parts", "complement", "per", "whole")
_WHOLE_KEYS = ("part", "at_least", "unseen")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "level": tuple(Level),
    "kind": SITE_KINDS,
    "body_kind": BODY_KINDS[1:],
    **dict.fromkeys(FLAGS, ("yes", "no")),
}
_FINEST = 6
_ROUNDING = 1e-9
NAME_SIGNS, VALUE_SIGNS, STEP_SIGNS = ";\n", ";,、\n", ";[]=\n"
"""What can't stand in the name of a group, a value of a rule, the name of a step: a cell of a workbook may hold several."""


def deduct_from(source: Source) -> Deduct:
    """Return the scheme of a file. Raises ``QihuaError`` with all that does not add up."""
    return scheme_of(source.file, source.table, source.digest, {})


def scheme_of(file: str, table: dict[str, Any], digest: str, places: Mapping[str, str]) -> Deduct:
    """Return the scheme of a table. places: key → where it was read. Raises ``QihuaError`` with all that does not add up."""
    return _DeductChecker(file, places).framework(table, digest)


class _DeductChecker(Checker):
    """Turns a table into a scheme, noting every fault with its key or cell."""

    def __init__(self, file: str, places: Mapping[str, str]) -> None:
        super().__init__(file)
        self._places = places
        self._unsure = False

    def fault(self, code: str, key: str, found: object = "", allowed: str = "") -> None:
        """Note one fault: at the cell it was read from, or the nearest one, or the key."""
        self._unsure |= key.endswith((".part", ".points", ".groups"))
        near = key
        while near and near not in self._places:
            near = near[: max(near.rfind("."), near.rfind("["), 0)]
        if near:
            self._faults.add(code, self._places[near], str(found), allowed)
        else:
            super().fault(code, key, found, allowed)

    def framework(self, table: dict[str, Any], digest: str) -> Deduct:
        self.keys("", table, (*_NEEDS, *_MAY), _NEEDS)
        self.raise_any()
        self.named(table)
        groups = tuple(self._group(*item) for item in self.tables("group", table["group"]))
        self._unique("group", "id", [group.id for group in groups])
        self._unique("group", "name_zh", [group.name_zh for group in groups])
        capped = "bonus_cap" in table
        names = {group.id: group.name_zh for group in groups}
        items = tuple(self._item(*item, names, bonus_capped=capped) for item in self.tables("item", table["item"]))
        self._unique("item", "id", [item.id for item in items])
        self._same_rules(groups)
        full = self._positive("full", table["full"])
        if full is not None and not self._unsure:
            self._sums(full, groups, items)
        scheme = Deduct(
            table["id"], table["version"], table["kind"], str(table["name_zh"]), str(table["name_en"]),
            self.line_text("source", table["source"]),
            Wording(self.line_text("note_zh", table["note_zh"]), self.line_text("note_en", table["note_en"])),
            self.flag("fictional", table["fictional"]), full or 0.0, self.weight("pass_mark", table["pass_mark"]),
            self.whole("precision", table["precision"], _FINEST), self.share("floor", table["floor"]),
            self._maybe("vetoed_mark", table), self.choice("inapplicable", table["inapplicable"], INAPPLICABLE),
            self._maybe("bonus_cap", table), self._maybe("bonus_above", table) or 0.0,
            self._rule("scope", table.get("scope", {})), groups, items, digest,
        )  # fmt: skip
        if not scheme.of_part("deduct") and not self._unsure:
            self.fault("framework.no_deductions", "item")
        self._marks(scheme)
        self.raise_any()
        return scheme

    def _marks(self, scheme: Deduct) -> None:
        """A vetoed object can't have a mark that passes, and the pass mark is one that can be reached."""
        if scheme.full and scheme.pass_mark > scheme.full:
            self.fault("framework.pass_mark_too_high", "pass_mark", f"{scheme.pass_mark:g}", f"{scheme.full:g}")
        if scheme.vetoed_mark is not None and scheme.vetoed_mark > scheme.pass_mark:
            self.fault(
                "framework.vetoed_mark_too_high", "vetoed_mark", f"{scheme.vetoed_mark:g}", f"{scheme.pass_mark:g}"
            )

    # Values, in the words of what they were read from

    def _said(self, name: str, allowed: Sequence[str]) -> str:
        """The values that may stand somewhere, as the file writes them: by their words in a workbook, else as they are."""
        words = WORDS.get(name, {}) if self._places else {}
        return "、".join(words.get(value, value) for value in allowed) if self._places else ", ".join(allowed)

    def choice(self, key: str, value: Any, allowed: Sequence[str]) -> str:
        """Return a value that must be one of a few."""
        if value in allowed:
            return str(value)
        self.fault("framework.bad_shape", key, value, self._said(key.rpartition(".")[2], allowed))
        return allowed[0]

    def flag(self, key: str, value: Any) -> bool:
        """Return yes or no."""
        if not isinstance(value, bool):
            self.fault("framework.bad_shape", key, value, "是、否" if self._places else "true, false")
        return value is True

    def weight(self, key: str, value: Any) -> float:
        """Return points that are not negative."""
        number = self.number(key, value)
        if number < 0:
            self.fault("framework.negative_points", key, f"{number:g}", "≥ 0")
        return number

    def indicator(self, key: str, value: Any) -> Indicator | None:
        """Return an entry of the catalogue by its id."""
        found = self.catalogue.entries.get(str(value))
        if found is None:
            self.fault("framework.unknown_measure", key, value)
        return found

    def line_text(self, key: str, value: Any, *, empty: bool = True) -> str:
        """Return a text without blanks at its ends; one with signs that can't be seen is noted."""
        if not isinstance(value, str):
            self.fault("framework.bad_shape", key, value, '"…"')
            return ""
        if not (empty or value.strip()):
            self.fault("framework.missing_key", key)
        if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign != "\n" for sign in value):
            self.fault("framework.hidden_sign", key, ascii(value))
        return value.strip()

    def _positive(self, key: str, value: Any) -> float | None:
        """Return a number above zero; None for anything else, which is noted once and compared with nothing."""
        noted = len(self._faults.problems)
        number = self.number(key, value)
        if len(self._faults.problems) == noted and number > 0:
            return number
        if len(self._faults.problems) == noted:
            self.fault("framework.bad_points", key, value, "> 0")
        return None

    def _maybe(self, key: str, table: Mapping[str, Any], prefix: str = "") -> float | None:
        """A number that may be left out and is not negative."""
        return self.weight(prefix + key, table[key]) if key in table else None

    def _unique(self, array: str, field: str, names: list[str]) -> None:
        """Note every later entry that bears the name of an earlier one, with where that stands."""
        same = [unicodedata.normalize("NFKC", name) if array == "item" else name for name in names]
        for position, name in enumerate(same):
            first = same.index(name)
            if name and first < position:
                there = self._places.get(f"{array}[{first}].{field}", f"{array}[{first}].{field}")
                self.fault("framework.twice", f"{array}[{position}].{field}", name, there)

    # Groups

    def _same_rules(self, groups: tuple[ComparisonGroup, ...]) -> None:
        """Note groups that mean the same sites as an earlier one: every one of these would be in two."""
        rules = [group.where for group in groups]
        for position, rule in enumerate(rules):
            if rules.index(rule) < position:
                twin = groups[rules.index(rule)].name_zh
                self.fault("framework.same_rule", f"group[{position}]", groups[position].name_zh, twin)

    def _group(self, key: str, entry: dict[str, Any]) -> ComparisonGroup:
        self.keys(f"{key}.", entry, _GROUP_KEYS, _GROUP_KEYS)
        texts = {name: self.line_text(f"{key}.{name}", entry.get(name), empty=False) for name in _GROUP_KEYS[:3]}
        self._check_signs(f"{key}.name_zh", texts["name_zh"], NAME_SIGNS)
        return ComparisonGroup(**texts, where=self._rule(f"{key}.where", entry.get("where")))

    def _rule(self, key: str, value: Any) -> Rule:
        rule = value if isinstance(value, dict) else {}
        if value is not rule:
            self.fault("framework.bad_shape", key, value, "{ … }")
        self.keys(f"{key}.", rule, ATTRIBUTES, ())
        found = {}
        for name in [name for name in ATTRIBUTES if name in rule]:
            values = tuple(value.strip() for value in self.texts(f"{key}.{name}", rule[name]))
            for value in values:
                self._check_signs(f"{key}.{name}", value, VALUE_SIGNS)
            allowed = _CHOICES.get(name)
            for one in [one for one in values if allowed and one not in allowed]:
                self.fault("framework.bad_shape", f"{key}.{name}", one, self._said(name, allowed or ()))
            found[name] = values
        return found

    # Items

    def _item(self, key: str, entry: dict[str, Any], groups: Mapping[str, str], *, bonus_capped: bool) -> Item:
        self.keys(f"{key}.", entry, (*_ITEM_NEEDS, *_ITEM_MAY), _ITEM_NEEDS)
        part = self.choice(f"{key}.part", entry.get("part"), PARTS)
        points, each = (
            self._positive(f"{key}.{name}", entry[name]) if entry.get(name) is not None else None
            for name in ("points", "each")
        )
        steps = tuple(self._step(*step) for step in self._steps(f"{key}.steps", entry.get("steps", [])))
        measure = self._measure(f"{key}.measure", entry["measure"]) if "measure" in entry else None
        line = self._line(f"{key}.line", entry["line"]) if "line" in entry else None
        wanted = self.texts(f"{key}.groups", entry["groups"]) if "groups" in entry else ()
        for name in [name for name in wanted if name not in groups and all(groups.values())]:
            known = "、".join(groups.values()) if self._places else ", ".join(groups)
            self.fault("framework.unknown_group", f"{key}.groups", name, known)
        texts = {name: self.line_text(f"{key}.{name}", entry.get(name, "")) for name in _ITEM_TEXTS}
        item = Item(
            id=self.line_text(f"{key}.id", entry.get("id"), empty=False), part=part, **texts, points=points, each=each,
            steps=steps, groups=wanted, how=self.choice(f"{key}.how", entry.get("how"), HOW), measure=measure, line=line,
            source_status=self.choice(f"{key}.source_status", entry.get("source_status"), STATUSES),
        )  # fmt: skip
        self._check_prices(key, item, bonus_capped=bonus_capped)
        if entry.get("how") == "machine" and item.measure is None and not entry.get("measure"):
            self.fault("framework.no_measure", f"{key}.how")
        if item.line is not None and item.measure is None and not entry.get("measure"):
            self.fault("framework.line_without_measure", f"{key}.line")
        return item

    def _check_prices(self, key: str, item: Item, *, bonus_capped: bool) -> None:
        for name in [name for name in ("first", "second") if not getattr(item, name)]:
            self.fault("framework.missing_key", f"{key}.{name}")
        if item.each is not None and item.steps:
            self.fault("framework.each_or_steps", f"{key}.steps")
        if item.points is not None and item.each is not None and item.each > item.points:
            self.fault("framework.cap_too_low", f"{key}.each", f"{item.each:g}", f"≤ {item.points:g}")
        for position, step in enumerate(item.steps):
            if item.points is not None and step.points > item.points:
                self.fault(
                    "framework.cap_too_low", f"{key}.steps[{position}]", f"{step.points:g}", f"≤ {item.points:g}"
                )
        names = [step.name for step in item.steps if step.name]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.fault("framework.step_twice", f"{key}.steps", name)
        if item.part == "bonus" and item.points is None and not bonus_capped:
            self.fault("framework.bonus_open", f"{key}.points")
        if item.part == "veto" and (item.points is not None or item.each is not None or item.steps):
            self.fault("framework.veto_has_points", f"{key}.points")
        if item.measure is not None:
            self._check_measured(key, item)

    def _check_measured(self, key: str, item: Item) -> None:
        """What a measured figure is turned into points by: a line, a price per fault, or steps that all have a line."""
        lined = bool(item.steps) and all(step.line is not None for step in item.steps)
        if item.part == "veto" and item.line is None:
            self.fault("framework.no_line", f"{key}.line")
        if item.part != "veto" and item.each is None and not lined:
            self.fault("framework.no_line", f"{key}.steps")

    def _steps(self, key: str, value: Any) -> list[tuple[str, dict[str, Any]]]:
        """The steps with their keys; of a cell, what is no step is named by itself."""
        pieces = value if isinstance(value, list) else []
        for piece in [piece for piece in pieces if isinstance(piece, str)]:
            self.fault("framework.bad_step", key, piece)
        told = [piece for piece in pieces if not isinstance(piece, str)] if pieces else value
        return self.tables(key, told) if told else []

    def _step(self, key: str, entry: dict[str, Any]) -> Step:
        self.keys(f"{key}.", entry, _STEP_KEYS, _STEP_KEYS[:2])
        name = self.line_text(f"{key}.name", entry.get("name"), empty=False)
        self._check_signs(f"{key}.name", name, STEP_SIGNS)
        line = self._line(f"{key}.line", entry["line"]) if "line" in entry else None
        return Step(name, self.weight(f"{key}.points", entry.get("points")), line)

    def _check_signs(self, key: str, name: str, signs: str) -> None:
        """A cell of a workbook may hold several names, so that some signs can't stand in one."""
        if set(unicodedata.normalize("NFKC", name)) & set(signs):
            self.fault("framework.bad_sign", key, name, " ".join(signs.strip()))

    def _line(self, key: str, value: Any) -> Line:
        if isinstance(value, str):
            self.fault("framework.bad_line", key, value)
            return Line(COMPARISONS[0], 0.0)
        if not isinstance(value, dict) or len(value) != 1:
            self.fault("framework.bad_shape", key, value, " | ".join(f"{{ {name} = … }}" for name in COMPARISONS))
            return Line(COMPARISONS[0], 0.0)
        ((comparison, number),) = value.items()
        return Line(self.choice(key, comparison, COMPARISONS), self.number(f"{key}.{comparison}", number))

    def _measure(self, key: str, value: Any) -> Measure | None:
        entry = value if isinstance(value, dict) else {}
        self.keys(f"{key}.", entry, _MEASURE_KEYS, _MEASURE_KEYS[:1])
        indicator = self.indicator(f"{key}.indicator", entry.get("indicator"))
        if indicator is None:
            return None
        return Measure(
            indicator.id,
            self.parts(f"{key}.parts", indicator, entry["parts"]) if "parts" in entry else (),
            self.flag(f"{key}.complement", entry.get("complement", False)),
            self._positive(f"{key}.per", entry.get("per", 1)) or 1.0,
            self._whole(f"{key}.whole", entry["whole"], indicator) if "whole" in entry else None,
        )

    def _whole(self, key: str, value: Any, indicator: Indicator) -> Whole:
        entry = value if isinstance(value, dict) else {}
        if value is not entry:
            self.fault("framework.bad_whole", key, value)
        self.keys(f"{key}.", entry, _WHOLE_KEYS, _WHOLE_KEYS[:2] if entry else ())
        part, unseen = (
            self.part(f"{key}.{name}", indicator, entry[name]) if name in entry else "" for name in ("part", "unseen")
        )
        return Whole(part, self.weight(f"{key}.at_least", entry.get("at_least", 0)), unseen)

    # What has to add up

    def _sums(self, full: float, groups: tuple[ComparisonGroup, ...], items: tuple[Item, ...]) -> None:
        """The points of all deductions add up to the declared total, or those of every group do."""
        deducted = [item for item in items if item.part == "deduct"]
        if any(item.points is None for item in deducted):
            return
        every = _total(deducted)
        own = {group.name_zh: _total([i for i in deducted if not i.groups or group.id in i.groups]) for group in groups}
        if not _same(every, full) and not all(_same(total, full) for total in own.values()):
            told = "; ".join(f"{name} {total:g}" for name, total in own.items() if not _same(total, full))
            self.fault(
                "framework.points_total", "item", f"{every:g} ({told})" if len(own) > 1 else f"{every:g}", f"{full:g}"
            )


def _total(items: list[Item]) -> float:
    return math.fsum(item.points or 0.0 for item in items)


def _same(total: float, full: float) -> bool:
    return abs(total - full) <= _ROUNDING
