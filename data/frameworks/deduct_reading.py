"""Reads a scheme from an office's workbook as Excel and WPS write it: every cell that can't be taken is named, all at once.

Sheets are known by their headers, which may stand below a title; 一级指标 and 二级指标 may be merged or left blank where they go on;
digits may be full-width; blank rows, sums and notes are passed over. Without a sheet of settings the usual ones hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from data.catalogue import Catalogue
from data.errors import Problem, QihuaError, fail
from data.frameworks.deduct import ATTRIBUTES, Deduct
from data.frameworks.deduct_checking import scheme_of
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
from data.survey.table import column_letters, opened_workbook

_HEADER_ROWS = 40
_LEAST_TITLES = 3
_GOES_ON = ("first", "second", "point", "groups", "how", "source", "source_status", "part")
"""Columns whose merged cell holds for all rows it covers; any other one would be counted once a row."""
_PASSED = ("合计", "总计", "小计", "注", "备注", "说明")
_NUMBERS = ("full", "pass_mark", "precision", "floor", "vetoed_mark", "bonus_cap", "bonus_above")
_USUAL: Mapping[str, Any] = {
    "id": "scheme", "version": "1", "kind": "deduct", "source": "", "note_zh": "", "note_en": "", "fictional": False,
    "full": 100, "pass_mark": 60, "precision": 2, "floor": 0.6, "inapplicable": "rescale",
}  # fmt: skip
_EVERYBODY = {"id": "all", "name_zh": "全部对象", "name_en": "All", "where": {}}


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """A scheme as it was read. passed: the rows that were passed over; usual: the settings that nobody gave; ignored: columns and sheets not read."""

    scheme: Deduct
    passed: tuple[str, ...]
    usual: tuple[str, ...]
    ignored: tuple[str, ...]


def read_scheme(name: str, data: bytes) -> SchemeFile:
    """Read a scheme from a workbook. Raises ``QihuaError`` with every cell that can't be taken, ``framework.no_scheme_sheet``."""
    reader = _Reader(name, *opened_workbook(name, data))
    table = reader.table()
    try:
        scheme = scheme_of(name, table, hashlib.sha256(data).hexdigest(), reader.places)
    except QihuaError as error:
        raise QihuaError(*reader.problems, *error.problems) from error
    if reader.problems:
        raise QihuaError(*reader.problems)
    usual = tuple(key for key in _USUAL if key in SETTINGS and key not in reader.given)
    return SchemeFile(scheme, tuple(reader.passed), usual, tuple(reader.ignored))


@dataclass(slots=True)
class _Reader:
    """The state of reading one workbook. sheets: title → rows, with what formulas last gave; formulas: it with the formulas."""

    name: str
    sheets: dict[str, list[tuple[Any, ...]]]
    formulas: Any
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    total: Any = None

    def table(self) -> dict[str, Any]:
        found = self._headed(ITEM_COLUMNS, "second") or self._headed(ITEM_COLUMNS, "point")
        if found is None:
            wanted = ", ".join(titles[0] for titles in list(ITEM_COLUMNS.values())[:6])
            raise fail("framework.no_scheme_sheet", where=self.name, found=", ".join(self.sheets), allowed=wanted)
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

    # Sheets

    def _headed(self, columns: Mapping[str, tuple[str, ...]], needed: str) -> tuple[str, int, dict[str, int]] | None:
        """The first sheet with a row that names such columns: its title, the number of that row, key → column from 0.

        A title may be merged over several rows of heads; the last of these is the header.
        """
        titles = {fold(title): key for key, names in columns.items() for title in names}
        for sheet, rows in self.sheets.items():
            above = self._spoken_for(sheet)
            for number in range(1, min(len(rows), _HEADER_ROWS) + 1):
                heads = [
                    self._text(sheet, *above.get((number, place), (number, place)))
                    for place in range(self._width(sheet))
                ]
                named = {
                    titles[fold(head)]: place
                    for place, head in reversed(list(enumerate(heads)))
                    if fold(head) in titles
                }
                if needed in named and len(named) >= min(_LEAST_TITLES, len(columns)):
                    unread = [head for place, head in enumerate(heads) if head and place not in named.values()]
                    self.ignored += [f"{sheet}!{head}" for head in unread]
                    return sheet, number, dict(sorted(named.items(), key=lambda one: one[1]))
        return None

    def _width(self, sheet: str) -> int:
        return max((len(row) for row in self.sheets[sheet]), default=0)

    def _spoken_for(self, sheet: str) -> dict[tuple[int, int], tuple[int, int]]:
        """Row and column of a cell that is merged with one above → those of that cell."""
        return {
            (number, area.min_col - 1): (area.min_row, area.min_col - 1)
            for area in self.formulas[sheet].merged_cells.ranges
            for number in range(area.min_row + 1, area.max_row + 1)
        }

    def _place(self, sheet: str, number: int, place: int, title: str) -> str:
        return f"{self.name} {sheet}!{column_letters(place)}{number} {title}".rstrip()

    def _text(self, sheet: str, number: int, place: int) -> str:
        value = self._value(sheet, number, place)
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        return "" if value is None else str(value).replace("\r\n", "\n").strip()

    def _value(self, sheet: str, number: int, place: int) -> Any:
        rows = self.sheets[sheet]
        return rows[number - 1][place] if number <= len(rows) and place < len(rows[number - 1]) else None

    def _note_formulas(self, sheet: str, number: int, places: Iterable[int]) -> None:
        """Note formulas whose result was not saved: nobody can say what the cell shows."""
        for place in places:
            cell = self.formulas[sheet].cell(number, place + 1)
            if cell.data_type == "f" and self._value(sheet, number, place) is None:
                self.problems.append(
                    Problem("framework.formula", self._place(sheet, number, place, ""), str(cell.value))
                )

    def _rows(self, sheet: str, header: int, columns: Mapping[str, int]) -> list[tuple[int, dict[str, str]]]:
        """The rows below a header that hold something, with their number: key → text, merged cells filled down."""
        filled = self._spoken_for(sheet)
        self._note_merged(sheet, header, columns)
        rows = []
        for number in range(header + 1, len(self.sheets[sheet]) + 1):
            own = {key: self._text(sheet, number, place) for key, place in columns.items()}
            if any(own.values()):
                over = {key: filled[number, place] for key, place in columns.items() if (number, place) in filled}
                rows.append(
                    (number, own | {key: self._text(sheet, *cell) for key, cell in over.items() if cell[0] > header})
                )
        return rows

    def _note_merged(self, sheet: str, header: int, columns: Mapping[str, int]) -> None:
        """Note cells merged over several rows in columns where each row has to speak for itself."""
        keys = {place: key for key, place in columns.items() if key not in _GOES_ON}
        for area in self.formulas[sheet].merged_cells.ranges:
            key = keys.get(area.min_col - 1)
            if key is not None and header < area.min_row < area.max_row:
                title = ITEM_COLUMNS.get(key, GROUP_COLUMNS.get(key, ("",)))[0]
                where = self._place(sheet, area.min_row, area.min_col - 1, "")
                self.problems.append(Problem("framework.merged", where, str(area), title))

    # Items

    def _items(
        self, sheet: Any, header: int, columns: dict[str, int], groups: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        catalogue = Catalogue.load()
        items: list[dict[str, Any]] = []
        above = {"first": "", "second": ""}
        for number, cells in self._rows(sheet, header, columns):
            lead = next((text for text in cells.values() if text), "")
            if fold(lead).startswith(_PASSED):
                self.passed.append(f"{sheet}!{number} {lead[:40]}")
                points = number_of(cells.get("points", ""))
                if fold(lead)[:2] in {"合计", "总计"} and isinstance(points, int | float):
                    self.total = points
                continue
            self._note_formulas(sheet, number, columns.values())
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
                self.places[near] = self._place(sheet, number, place, ITEM_COLUMNS[name][0])
            self.places[key] = f"{self.name} {sheet}!{number}"
            self.places[f"{key}.measure"] = self.places.get(f"{key}.measure.indicator", self.places[key])
            items.append(_item(cells, groups, catalogue))
        self.places["item"] = f"{self.name} {sheet}"
        return items

    # Settings and groups

    def _settings(self) -> dict[str, Any]:
        names = {fold(word): key for key, word in SETTINGS.items()}
        scopes = {fold(SCOPE + word): name for name, word in ATTRIBUTE_WORDS.items()}
        sheet = SETTINGS_SHEET
        found: dict[str, Any] = {}
        for number in range(1, len(self.sheets.get(sheet, [])) + 1):
            word, text = fold(self._text(sheet, number, 0)), self._text(sheet, number, 1)
            self._note_formulas(sheet, number, (0, 1))
            place = self._place(sheet, number, 1, self._text(sheet, number, 0))
            if word in scopes and text:
                name = scopes[word]
                found.setdefault("scope", {})[name] = _rule_values(name, text)
                self.places[f"scope.{name}"] = place
            elif word in names and (text or names[word] in {"source", "note_zh", "note_en"}):
                found[names[word]] = _setting(names[word], text)
                self.places[names[word]] = place
            elif word and word != "项目":
                self.problems.append(Problem("framework.unknown_setting", place, word, "、".join(SETTINGS.values())))
        return found

    def _groups(self) -> list[dict[str, Any]]:
        found = self._headed(GROUP_COLUMNS, "name_zh") if GROUPS in self.sheets else None
        if found is None:
            return [dict(_EVERYBODY)]
        sheet, header, columns = found
        groups: list[dict[str, Any]] = []
        for number, cells in self._rows(sheet, header, columns):
            self._note_formulas(sheet, number, columns.values())
            key = f"group[{len(groups)}]"
            for name, place in columns.items():
                near = f"{key}.where.{name}" if name in ATTRIBUTES else f"{key}.{name}"
                self.places[near] = self._place(sheet, number, place, GROUP_COLUMNS[name][0])
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


def _item(cells: Mapping[str, str], groups: Mapping[str, str], catalogue: Catalogue) -> dict[str, Any]:
    """A row as an item's table; what can't be read stays a text, which the checks refuse."""
    get = cells.get
    item: dict[str, Any] = {name: get(name, "") for name in ("id", "first", "second", "point", "rule", "source")}
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
