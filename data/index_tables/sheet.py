"""A CSV table as people write it, for a framework of kind ``index``: named columns, numbers, every fault with its cell."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from data.errors import Problem
from data.survey.table import cell_text, column_letters, is_workbook, read_rows, sheets_beside
from data.tables import has_hidden_signs

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_LARGEST = 1e100  # the squares of larger numbers leave what a machine can add up
_INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class Rows:
    """A file's rows with their numbers in the sheet, the first the header; white space around cells is taken off.

    workbook: whether it is one. remarks: what was not read of it.
    """

    name: str
    rows: list[tuple[int, list[str]]]
    workbook: bool
    remarks: tuple[Problem, ...]

    @property
    def header(self) -> list[str]:
        """The names of the columns, none of an empty file."""
        return self.rows[0][1] if self.rows else []


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number as spreadsheets show it, and its cells, white space stripped, as many as the header has."""

    number: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """A table that was read, and what is wrong with it. header: names of the columns, "" for one without a name."""

    name: str
    header: list[str]
    header_row: int
    lines: list[Line]
    workbook: bool
    _remarks: list[Problem]
    _folded: dict[str, str] = field(default_factory=dict)
    _refused: list[tuple[tuple[int, int], Problem]] = field(default_factory=list)

    def place(self, number: int, position: int) -> str:
        """Return the name of a cell: file, column, row."""
        return f"{self.name} {column_letters(position)}{number}"

    def refuse(self, code: str, number: int, position: int, found: str = "", allowed: str = "") -> None:
        """Note what is wrong with a cell."""
        column = self.header[position] if position < len(self.header) else ""
        problem = Problem(code, self.place(number, position), found, allowed, {"row": str(number), "column": column})
        self._refused.append(((number, position), problem))

    def remark(self, code: str, found: str, allowed: str) -> None:
        """Note what is to be said of the table though it can be read."""
        self._remarks.append(Problem(code, self.name, found, allowed))

    def number(self, line: Line, position: int) -> float:
        """Return the number in a cell; NaN with the reason noted where there is none."""
        text = line.cells[position].translate(_FULL_WIDTH)
        if text != line.cells[position]:
            self._folded[self.place(line.number, position)] = line.cells[position]
        if not text:
            self.refuse("values.empty_cell", line.number, position)
        elif self.is_formula(text):
            self.refuse("values.formula", line.number, position, text)
        elif _INFINITE.fullmatch(text) or (_NUMBER.fullmatch(text) and math.isinf(float(text))):
            self.refuse("values.infinite", line.number, position, text)
        elif _NUMBER.fullmatch(text):
            number = float(text)
            if abs(number) < _LARGEST:
                return number
            self.refuse("values.out_of_bounds", line.number, position, text, f"−{_LARGEST:g} … {_LARGEST:g}")
        else:
            self.refuse("values.not_a_number", line.number, position, text)
        return math.nan

    def is_formula(self, text: str) -> bool:
        """Return whether a workbook's cell holds a formula, which has no value that could be relied on."""
        return self.workbook and text.startswith("=")

    def code(self, line: Line, position: int) -> str:
        """Return the code in a cell; "" with the reason noted where there is none that can be seen."""
        code = line.cells[position]
        if not code:
            self.refuse("values.no_key", line.number, position)
        elif has_hidden_signs(code):
            self.refuse("values.hidden_sign", line.number, position, ascii(code))
            return ""
        elif self.is_formula(code):
            self.refuse("values.formula", line.number, position, code)
            return ""
        return code

    def keys(self, position: int) -> Iterator[tuple[Line, str]]:
        """Yield the rows with the key in a column; "" where it is blank or came before, with the reason noted."""
        seen: dict[str, int] = {}
        for line in self.lines:
            key = self.code(line, position)
            if key and key in seen:
                self.refuse("values.unit_twice", line.number, position, key, f"{column_letters(position)}{seen[key]}")
                key = ""
            seen.setdefault(key, line.number)
            yield line, key

    def remarks(self) -> tuple[Problem, ...]:
        """Return what is to be said of the table though it can be read."""
        first = next(iter(self._folded.items()), None)
        folded = [Problem("values.full_width", first[0], first[1], str(len(self._folded)))] if first else []
        return (*self._remarks, *folded)

    def problems(self) -> tuple[Problem, ...]:
        """Return everything that is wrong, as it stands in the sheet: row by row."""
        return tuple(problem for _, problem in sorted(self._refused, key=lambda refused: refused[0]))


def stripped_rows(name: str, data: bytes) -> Rows:
    """Return the rows that are not blank. Raises as ``read_rows`` does."""
    rows = [(number, [cell.strip() for cell in row]) for number, row in read_rows(name, data, _shown)]
    some = [(number, row) for number, row in rows if any(row)]
    if not is_workbook(data):
        return Rows(name, some, False, ())
    read, others = sheets_beside(data)
    remarks = (Problem("values.sheets", name, read, ", ".join(others)),) if others else ()
    return Rows(name, some, True, remarks)


def _shown(cell: Any) -> str:
    """What a workbook's cell shows where a CSV file would show it, too: a yes as TRUE, a share in percent with its sign."""
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    if isinstance(cell.value, int | float) and "%" in (cell.number_format or ""):
        return f"{cell.value * 100:.12g}%"
    return cell_text(cell.value)


def sheet_of(table: Rows, needed: Collection[str], known: Callable[[str], bool]) -> Sheet:
    """Make a table that must have the columns ``needed``; any other must be ``known``.

    Faults of the header and cells without a column are noted; of an empty file that it is empty, and no more. A row of a CSV file
    that ends early is remarked on: its last cells count as blank.
    """
    first, header, rows = (table.rows[0][0] if table.rows else 1), table.header, table.rows[1:]
    width = len(header)
    lines = [Line(number, (*row[:width], *[""] * (width - len(row)))) for number, row in rows]
    sheet = Sheet(table.name, header, first, lines, table.workbook, list(table.remarks))
    if not rows:
        sheet.refuse("values.empty", first, 0)
    for position, title in enumerate(header):
        if title and title in header[:position]:
            sheet.refuse("values.column_twice", first, position, title, column_letters(header.index(title)))
        elif has_hidden_signs(title):
            sheet.refuse("values.hidden_sign", first, position, ascii(title))
        elif title and title not in needed and not known(title):
            sheet.refuse("values.unknown_column", first, position, title)
    for title in needed if header else ():
        if title not in header:
            found = ", ".join(title for title in header if title)[:200]
            sheet.refuse("values.missing_column", first, width, found, title)
    for number, row in rows:
        for position, cell in enumerate(row):
            if cell and (position >= width or not header[position]):
                sheet.refuse("values.no_header", number, position, cell)
    named = max((position + 1 for position, title in enumerate(header) if title), default=0)
    if short := [number for number, row in rows if len(row) < named and not table.workbook]:
        sheet.remark("values.short_rows", ", ".join(map(str, short))[:200], str(named))
    return sheet
