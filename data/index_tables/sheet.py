"""A CSV table as people write it, for a framework of kind ``index``: named columns, numbers, every fault with its cell."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from data.errors import Problem
from data.survey.table import column_letters, read_rows

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_LARGEST = 1e100  # the squares of larger numbers leave what a machine can add up
_INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)


Rows = list[tuple[int, list[str]]]
"""Rows with their numbers in the sheet; the first is the header."""


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
    _refused: list[tuple[tuple[int, int], Problem]] = field(default_factory=list)

    def place(self, number: int, position: int) -> str:
        """Return the name of a cell: file, column, row."""
        return f"{self.name} {column_letters(position)}{number}"

    def refuse(self, code: str, number: int, position: int, found: str = "", allowed: str = "") -> None:
        """Note what is wrong with a cell."""
        column = self.header[position] if position < len(self.header) else ""
        problem = Problem(code, self.place(number, position), found, allowed, {"row": str(number), "column": column})
        self._refused.append(((number, position), problem))

    def number(self, line: Line, position: int) -> float:
        """Return the number in a cell; NaN with the reason noted where there is none."""
        text = line.cells[position]
        if _INFINITE.fullmatch(text) or (_NUMBER.fullmatch(text) and math.isinf(float(text))):
            self.refuse("values.infinite", line.number, position, text)
        elif _NUMBER.fullmatch(text):
            number = float(text)
            if abs(number) < _LARGEST:
                return number
            self.refuse("values.out_of_bounds", line.number, position, text, f"−{_LARGEST:g} … {_LARGEST:g}")
        else:
            self.refuse("values.not_a_number", line.number, position, text)
        return math.nan

    def keys(self, position: int) -> Iterator[tuple[Line, str]]:
        """Yield the rows with the key in a column; "" where it is blank or came before, with the reason noted."""
        seen: dict[str, int] = {}
        for line in self.lines:
            key = line.cells[position]
            if not key:
                self.refuse("values.no_key", line.number, position)
            elif key in seen:
                self.refuse("values.unit_twice", line.number, position, key, f"{column_letters(position)}{seen[key]}")
                key = ""
            seen.setdefault(key, line.number)
            yield line, key

    def problems(self) -> tuple[Problem, ...]:
        """Return everything that is wrong, as it stands in the sheet: row by row."""
        return tuple(problem for _, problem in sorted(self._refused, key=lambda refused: refused[0]))


def stripped_rows(name: str, data: bytes) -> Rows:
    """Return the rows that are not blank, white space around cells taken off. Raises as ``read_rows`` does."""
    rows = [(number, [cell.strip() for cell in row]) for number, row in read_rows(name, data)]
    return [(number, row) for number, row in rows if any(row)]


def sheet_of(name: str, rows: Rows, needed: Collection[str], known: Callable[[str], bool]) -> Sheet:
    """Make a table that must have the columns ``needed``; any other must be ``known``.

    Faults of the header and cells without a column are noted.
    """
    first, header = rows[0] if rows else (1, [])
    width = len(header)
    lines = [Line(number, (*row[:width], *[""] * (width - len(row)))) for number, row in rows[1:]]
    sheet = Sheet(name, header, first, lines)
    for position, title in enumerate(header):
        if title and title in header[:position]:
            sheet.refuse("values.column_twice", first, position, title, column_letters(header.index(title)))
        elif title and title not in needed and not known(title):
            sheet.refuse("values.unknown_column", first, position, title)
    for title in needed:
        if title not in header:
            found = ", ".join(title for title in header if title)[:200]
            sheet.refuse("values.missing_column", first, width, found, title)
    for number, row in rows[1:]:
        for position, cell in enumerate(row):
            if cell and (position >= width or not header[position]):
                sheet.refuse("values.no_header", number, position, cell)
    if len(rows) == 1:
        sheet.refuse("values.empty", first, 0)
    return sheet
