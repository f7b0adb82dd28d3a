"""Reads the sheets of a scheme's workbook as people lay them out: where a table begins, which column is which, what a cell shows.

Nothing of a sheet is dropped in silence: a column that is nearly named, or named twice, is refused; one that nobody knows is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from data.errors import Problem
from data.frameworks.deduct_words import GROUP_COLUMNS, ITEM_COLUMNS, fold
from data.survey.table import column_letters

_HEADER_ROWS = 40
_LEAST_TITLES = 3
_GOES_ON = ("first", "second", "point", "groups", "how", "source", "source_status", "part")
"""Columns whose merged cell holds for all rows it covers; any other one would be counted once a row."""
_SHORT = ("id", "points", "steps", "level")
"""Of titles of two signs only these are known when one sign is wrong: any other two signs may be a word of their own."""


@dataclass(slots=True)
class SheetReader:
    """The state of reading one workbook. sheets: title → rows, with what formulas last gave; formulas: it with the formulas.

    problems: what can't be taken; ignored: columns and sheets that are not read; hidden, struck: rows that were read though their
    row is hidden or a cell of them struck through.
    """

    name: str
    sheets: dict[str, list[tuple[Any, ...]]]
    formulas: Any
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)

    def headed(
        self, columns: Mapping[str, tuple[str, ...]], needed: str, least: int = _LEAST_TITLES
    ) -> tuple[str, int, dict[str, int]] | None:
        """The first sheet with a row that names such columns, ``least`` of them with the needed one: its title, the number of that row, key → column from 0.

        A title may be merged over several rows of heads; the last of these is the header.
        """
        titles = {fold(title): key for key, names in columns.items() for title in names}
        for sheet, rows in self.sheets.items():
            above = self._spoken_for(sheet)
            for number in range(1, min(len(rows), _HEADER_ROWS) + 1):
                heads = [
                    self.text(sheet, *above.get((number, place), (number, place)))
                    for place in range(self._width(sheet))
                ]
                named = {
                    titles[fold(head)]: place
                    for place, head in reversed(list(enumerate(heads)))
                    if fold(head) in titles
                }
                if needed in named and len(named) >= least:
                    self._note_heads(sheet, number, heads, named, titles)
                    return sheet, number, dict(sorted(named.items(), key=lambda one: one[1]))
        return None

    def _note_heads(
        self, sheet: str, number: int, heads: list[str], named: Mapping[str, int], titles: Mapping[str, str]
    ) -> None:
        """Note a head that stands twice or is nearly one that is missing; list the others that nobody asked for."""
        for place, head in [(place, head) for place, head in enumerate(heads) if head and place not in named.values()]:
            key = titles.get(fold(head), "")
            first = named.get(key, -1)
            if key and fold(heads[first]) == fold(head):
                letters = column_letters(first)
                self._refuse("framework.column_twice", sheet, number, place, head, letters)
            elif near := [
                title for title, one in titles.items() if one not in named and _nearly(fold(head), title, one)
            ]:
                self._refuse("framework.near_column", sheet, number, place, head, near[0])
            else:
                self.ignored.append(f"{sheet}!{head}")

    def _refuse(self, code: str, sheet: str, number: int, place: int, found: str, allowed: str = "") -> None:
        self.problems.append(Problem(code, self.place(sheet, number, place, ""), found, allowed))

    def _width(self, sheet: str) -> int:
        return max((len(row) for row in self.sheets[sheet]), default=0)

    def _spoken_for(self, sheet: str) -> dict[tuple[int, int], tuple[int, int]]:
        """Row and column of a cell that is merged with one above → those of that cell."""
        return {
            (number, area.min_col - 1): (area.min_row, area.min_col - 1)
            for area in self.formulas[sheet].merged_cells.ranges
            for number in range(area.min_row + 1, area.max_row + 1)
        }

    def place(self, sheet: str, number: int, place: int, title: str) -> str:
        return f"{self.name} {sheet}!{column_letters(place)}{number} {title}".rstrip()

    def text(self, sheet: str, number: int, place: int) -> str:
        value = self.value(sheet, number, place)
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        return "" if value is None else str(value).replace("\r\n", "\n").strip()

    def value(self, sheet: str, number: int, place: int) -> Any:
        rows = self.sheets[sheet]
        return rows[number - 1][place] if number <= len(rows) and place < len(rows[number - 1]) else None

    def note_cells(self, sheet: str, number: int, places: Iterable[int]) -> None:
        """Note cells of which nobody can say what they show: formulas whose result was not saved, and what Excel made a date of."""
        for place in places:
            cell, value = self.formulas[sheet].cell(number, place + 1), self.value(sheet, number, place)
            if cell.data_type == "f" and value is None:
                self._refuse("framework.formula", sheet, number, place, str(cell.value))
            if isinstance(value, date):
                day = value.date() if isinstance(value, datetime) else value
                self._refuse("framework.date_cell", sheet, number, place, day.isoformat())

    def note_looks(self, sheet: str, number: int, places: Iterable[int]) -> None:
        """List a row that is read though it is hidden, or struck through."""
        row = self.formulas[sheet].row_dimensions.get(number)
        if row is not None and row.hidden:
            self.hidden.append(f"{sheet}!{number}")
        if any(self.formulas[sheet].cell(number, place + 1).font.strike for place in places):
            self.struck.append(f"{sheet}!{number}")

    def rows(self, sheet: str, header: int, columns: Mapping[str, int]) -> list[tuple[int, dict[str, str]]]:
        """The rows below a header that hold something, with their number: key → text, merged cells filled down."""
        filled = self._spoken_for(sheet)
        self._note_merged(sheet, header, columns)
        rows = []
        for number in range(header + 1, len(self.sheets[sheet]) + 1):
            own = {key: self.text(sheet, number, place) for key, place in columns.items()}
            if any(own.values()):
                over = {key: filled[number, place] for key, place in columns.items() if (number, place) in filled}
                rows.append(
                    (number, own | {key: self.text(sheet, *cell) for key, cell in over.items() if cell[0] > header})
                )
        return rows

    def _note_merged(self, sheet: str, header: int, columns: Mapping[str, int]) -> None:
        """Note cells merged over several rows in columns where each row has to speak for itself."""
        keys = {place: key for key, place in columns.items() if key not in _GOES_ON}
        for area in self.formulas[sheet].merged_cells.ranges:
            key = keys.get(area.min_col - 1)
            if key is not None and header < area.min_row < area.max_row:
                title = ITEM_COLUMNS.get(key, GROUP_COLUMNS.get(key, ("",)))[0]
                where = self.place(sheet, area.min_row, area.min_col - 1, "")
                self.problems.append(Problem("framework.merged", where, str(area), title))


def _nearly(head: str, title: str, key: str) -> bool:
    """Whether a head is a title but for one sign that is wrong, missing or too many."""
    if len(title) < _LEAST_TITLES and key not in _SHORT:
        return False
    longer, shorter = sorted((head, title), key=len, reverse=True)
    if len(longer) == len(shorter):
        return sum(one != other for one, other in zip(longer, shorter, strict=True)) == 1
    return len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )
