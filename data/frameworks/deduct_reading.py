"""Reads a scheme from an office's workbook as Excel and WPS write it: every cell that can't be taken is named, all at once.

Sheets are known by their headers, which may stand below a title; 一级指标 and 二级指标 may be merged or left blank where they go on;
digits may be full-width; blank rows and sums are passed over, and so is whatever stands below the total or the first note. Without a
sheet of settings the usual ones hold.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from data.catalogue import Catalogue
from data.errors import Problem, QihuaError, fail
from data.frameworks.deduct import ATTRIBUTES, Deduct
from data.frameworks.deduct_checking import scheme_of
from data.frameworks.deduct_sheets import SheetReader
from data.frameworks.deduct_words import (
    ATTRIBUTE_WORDS,
    GROUP_COLUMNS,
    GROUPS,
    ITEM_COLUMNS,
    SCOPE,
    SETTINGS,
    SETTINGS_SHEET,
    WORDS,
    fold,
    indicator_of,
    line_of,
    names_of,
    number_of,
    part_of,
    pieces,
    steps_of,
    value_of,
    whole_of,
)
from data.survey.table import opened_workbook

_TOTAL = re.compile(r"(合计|总计).*|.*(合计|总计)")
_PART_TOTAL = re.compile(r"小计.*|.*小计")
_NOTE = re.compile(r"(注|备注|附注|说明|填表说明)(\d*[:.、].*)?")
_PRICES = ("points", "each", "steps")
_OF_AN_ITEM = ("second", "point")
_FREE = ("source", "note_zh", "note_en")
_NUMBERS = ("full", "pass_mark", "precision", "floor", "vetoed_mark", "bonus_cap", "bonus_above")
_USUAL: Mapping[str, Any] = {
    "id": "scheme", "version": "1", "kind": "deduct", "source": "", "note_zh": "", "note_en": "", "fictional": False,
    "full": 100, "pass_mark": 60, "precision": 2, "floor": 0.6, "inapplicable": "rescale",
}  # fmt: skip
_EVERYBODY = {"id": "all", "name_zh": "全部对象", "name_en": "All", "where": {}}


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """A scheme as it was read.

    passed: the rows that were passed over; usual: the settings that nobody gave; ignored: columns and sheets not read; hidden,
    struck: rows that were read though they are hidden or struck through.
    """

    scheme: Deduct
    passed: tuple[str, ...]
    usual: tuple[str, ...]
    ignored: tuple[str, ...]
    hidden: tuple[str, ...]
    struck: tuple[str, ...]


def read_scheme(name: str, data: bytes) -> SchemeFile:
    """Read a scheme from a workbook. Raises ``QihuaError`` with every cell that can't be taken, ``framework.no_scheme_sheet``,
    and with the columns alone where one is missing, nearly named or named twice: the cells below could not be told from mistakes.
    """
    reader = _Reader(name, *opened_workbook(name, data))
    table = reader.table()
    try:
        scheme = scheme_of(name, table, hashlib.sha256(data).hexdigest(), reader.places)
    except QihuaError as error:
        raise QihuaError(*reader.problems, *error.problems) from error
    if reader.problems:
        raise QihuaError(*reader.problems)
    usual = tuple(key for key in _USUAL if key in SETTINGS and key not in reader.given and key not in _FREE)
    return SchemeFile(
        scheme, tuple(reader.passed), usual, tuple(reader.ignored), tuple(reader.hidden), tuple(reader.struck)
    )


@dataclass(slots=True)
class _Reader(SheetReader):
    """The state of reading one scheme. places: key → the cell it was read from; total: what the row of the sum says."""

    places: dict[str, str] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    total: Any = None

    def table(self) -> dict[str, Any]:
        found = self.headed(ITEM_COLUMNS, "second") or self.headed(ITEM_COLUMNS, "point")
        if found is None:
            wanted = "、".join(titles[0] for titles in list(ITEM_COLUMNS.values())[:6])
            raise fail("framework.no_scheme_sheet", where=self.name, found="、".join(self.sheets), allowed=wanted)
        self._check_columns(*found)
        self.ignored += [title for title in self.sheets if title not in {found[0], SETTINGS_SHEET, GROUPS}]
        groups = self._groups()
        items = self._items(*found, {group["name_zh"]: group["id"] for group in groups})
        settings = self._settings()
        if self.total is not None:
            settings.setdefault("full", self.total)
        self.given = set(settings)
        stem = PurePath(self.name).stem
        table = {**_USUAL, "name_zh": stem, **settings}
        table.setdefault("name_en", table["name_zh"])
        return {**table, "group": groups, "item": items}

    def _check_columns(self, sheet: str, header: int, columns: Mapping[str, int]) -> None:
        """Raise where a column is missing that every scheme needs, or one was named twice or nearly."""
        near = {problem.allowed for problem in self.problems if problem.code == "framework.near_column"}
        for key, code in {
            **dict.fromkeys(("id", "first", "second"), "framework.no_column"),
            "points": "framework.no_points_column",
        }.items():
            if key not in columns and not near & {fold(title) for title in ITEM_COLUMNS[key]}:
                self.problems.append(Problem(code, f"{self.name} {sheet}!{header}", ITEM_COLUMNS[key][0]))
        if self.problems:
            raise QihuaError(*self.problems)

    # Items

    def _items(
        self, sheet: Any, header: int, columns: dict[str, int], groups: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        catalogue = Catalogue.load()
        items: list[dict[str, Any]] = []
        above = {"first": "", "second": ""}
        ended = False
        for number, cells in self.rows(sheet, header, columns):
            lead = next((text for text in cells.values() if text), "")
            heading = fold(lead) if cells["id"] in ("", lead) else ""
            sums, ends = _TOTAL.fullmatch(heading), _NOTE.fullmatch(heading)
            if ended and not sums and _is_priced(cells):
                self.problems.append(Problem("framework.after_total", f"{self.name} {sheet}!{number}", lead[:40]))
                continue
            if ended or sums or ends or _PART_TOTAL.fullmatch(heading) or not _says_more(cells):
                self.passed.append(f"{sheet}!{number} {lead[:40]}")
                points = number_of(cells.get("points", ""))
                if sums and not ended and isinstance(points, int | float):
                    self.total = points
                ended = bool(ended or sums or ends)
                continue
            self.note_cells(sheet, number, columns.values())
            self.note_looks(sheet, number, columns.values())
            if not cells.get("first") and not cells.get("second"):
                cells["second"] = above["second"]
            cells["first"] = cells.get("first") or above["first"]
            above = {key: cells.get(key, "") for key in above}
            key = f"item[{len(items)}]"
            for name, place in columns.items():
                near = (
                    f"{key}.measure.{name}"
                    if name in {"indicator", "parts", "complement", "per", "whole"}
                    else f"{key}.{name}"
                )
                self.places[near] = self.place(sheet, number, place, ITEM_COLUMNS[name][0])
            self.places[key] = f"{self.name} {sheet}!{number}"
            self.places[f"{key}.measure"] = self.places.get(f"{key}.measure.indicator", self.places[key])
            items.append(_item(cells, groups, catalogue))
        self.places["item"] = f"{self.name} {sheet}"
        if not items:
            raise QihuaError(*self.problems, Problem("framework.no_items", f"{self.name} {sheet}!{header}"))
        return items

    # Settings and groups

    def _settings(self) -> dict[str, Any]:
        names = {fold(word): key for key, word in SETTINGS.items()}
        scopes = {fold(SCOPE + word): name for name, word in ATTRIBUTE_WORDS.items()}
        sheet = SETTINGS_SHEET
        found: dict[str, Any] = {}
        for number in range(1, len(self.sheets.get(sheet, [])) + 1):
            word, text = fold(self.text(sheet, number, 0)), self.text(sheet, number, 1)
            self.note_cells(sheet, number, (0, 1))
            place = self.place(sheet, number, 1, self.text(sheet, number, 0))
            key = f"scope.{scopes[word]}" if word in scopes else names.get(word, "")
            if key and text and key in self.places:
                self.problems.append(Problem("framework.setting_twice", place, word, self.places[key]))
            elif word in scopes and text:
                found.setdefault("scope", {})[scopes[word]] = _rule_values(scopes[word], text)
                self.places[key] = place
            elif key and text:
                found[key] = _setting(key, text)
                self.places[key] = place
            elif word and not key and word != "项目":
                self.problems.append(Problem("framework.unknown_setting", place, word, "、".join(SETTINGS.values())))
        return found

    def _groups(self) -> list[dict[str, Any]]:
        if GROUPS not in self.sheets:
            return [dict(_EVERYBODY)]
        found = self.headed(GROUP_COLUMNS, "name_zh", least=2)
        if found is None:
            title = GROUP_COLUMNS["name_zh"][0]
            raise QihuaError(*self.problems, Problem("framework.no_column", f"{self.name} {GROUPS}", title))
        sheet, header, columns = found
        groups: list[dict[str, Any]] = []
        for number, cells in self.rows(sheet, header, columns):
            self.note_cells(sheet, number, columns.values())
            key = f"group[{len(groups)}]"
            for name, place in columns.items():
                near = f"{key}.where.{name}" if name in ATTRIBUTES else f"{key}.{name}"
                self.places[near] = self.place(sheet, number, place, GROUP_COLUMNS[name][0])
            self.places[key] = f"{self.name} {sheet}!{number}"
            name_zh = cells.get("name_zh", "")
            where = {name: _rule_values(name, cells[name]) for name in ATTRIBUTES if cells.get(name)}
            groups.append(
                {
                    "id": cells.get("id") or f"g{len(groups) + 1}",
                    "name_zh": name_zh,
                    "name_en": cells.get("name_en") or name_zh,
                    "where": where,
                }
            )
        return groups or [dict(_EVERYBODY)]


def _is_priced(cells: Mapping[str, str]) -> bool:
    """Whether a row below the sum was meant as an item: it has a price, or a number with what is looked at."""
    return any(cells.get(name) for name in (_PRICES if not cells["id"] else (*_PRICES, *_OF_AN_ITEM)))


def _says_more(cells: Mapping[str, str]) -> bool:
    """Whether a row says anything beside its number."""
    return any(text for name, text in cells.items() if name != "id")


def _item(cells: Mapping[str, str], groups: Mapping[str, str], catalogue: Catalogue) -> dict[str, Any]:
    """A row as an item's table; what can't be read stays a text, which the checks refuse."""
    get = cells.get
    item: dict[str, Any] = {name: get(name, "") for name in ("first", "second", "point", "rule", "source")}
    item["id"] = unicodedata.normalize("NFKC", get("id", ""))
    item["part"] = value_of("part", get("part", "")) or _part_by(get("first", ""))
    item["how"] = value_of("how", get("how", "")) or ("reviewed" if get("indicator") else "people")
    item["source_status"] = value_of("source_status", get("source_status", "")) or "own"
    item |= {name: number_of(get(name, "")) for name in ("points", "each") if get(name)}
    if get("steps"):
        item["steps"] = steps_of(get("steps", ""))
    if get("line"):
        item["line"] = line_of(get("line", ""))
    if get("groups") and fold(get("groups", "")) != "全部":
        item["groups"] = names_of(get("groups", ""), groups)
    if any(get(name) for name in ("indicator", "parts", "complement", "per", "whole")):
        item["measure"] = _measure(cells, catalogue)
    return item


def _part_by(first: str) -> str:
    """What an item is where no column says so: by the words of its 一级指标."""
    return "veto" if "否决" in first else "bonus" if "加分" in first else "deduct"


def _measure(cells: Mapping[str, str], catalogue: Catalogue) -> dict[str, Any]:
    get = cells.get
    found: dict[str, Any] = {"indicator": indicator_of(get("indicator", ""), catalogue)}
    indicator = catalogue.entries.get(found["indicator"])
    if get("parts"):
        found["parts"] = [part_of(piece, indicator) for piece in pieces(get("parts", ""), ";+＋、,，")]
    if get("complement"):
        found["complement"] = {"是": True, "否": False}.get(fold(get("complement", "")), get("complement"))
    if get("per"):
        found["per"] = number_of(get("per", ""))
    if get("whole"):
        found["whole"] = whole_of(get("whole", ""), indicator)
    return found


def _rule_values(name: str, text: str) -> list[str]:
    values = pieces(text, ";、,，") if name in WORDS or name == "within" else pieces(text)
    return [value_of(name, value) if name in WORDS else value for value in values]


def _setting(name: str, text: str) -> Any:
    if name in _NUMBERS:
        return number_of(text)
    if name == "fictional":
        return {"是": True, "否": False}.get(fold(text), text)
    return value_of(name, text) if name in WORDS else text
