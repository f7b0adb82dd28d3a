"""Tables as Excel and WPS write them: CSV in any of their encodings and separators, and XLSX; rows numbered as shown there."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from data.errors import fail

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ENCODINGS = "UTF-8, UTF-16, GB18030"
_SEPARATORS = (",", "\t", ";")
_XLSX = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .xls and most .et files begin."""
_LARGEST_UNPACKED = 200_000_000


def read_rows(name: str, data: bytes, show: Callable[[Any], str] | None = None) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank lines, each with its number in the sheet; cells as they stand.

    Of a workbook the sheet that was open when it was saved; formulas stay formulas. show: how a workbook's cell is written as text,
    ``cell_text`` of its value if nothing is named.
    Raises ``answer.workbook`` for the old binary forms, ``table.workbook_broken``, ``table.not_utf8`` and ``table.not_csv``.
    """
    if data.startswith(_OLD_WORKBOOK):
        raise fail("answer.workbook", where=name)
    if is_workbook(data):
        return _sheet_rows(name, data, show or (lambda cell: cell_text(cell.value)))
    text = _decoded(name, data)
    named, text = _named_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=named or _separator(text), strict=True)
    try:
        return [(number, row) for number, row in enumerate(reader, 1) if row]
    except csv.Error as error:
        raise fail("table.not_csv", where=f"{name}:{reader.line_num}", found=str(error)) from error


def _sheet_rows(name: str, data: bytes, show: Callable[[Any], str]) -> list[tuple[int, list[str]]]:
    import openpyxl  # takes a seventh of a second, and most runs read no workbook

    try:
        _refuse_bombs(data)
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).active
        rows = [[show(cell) for cell in row] for row in sheet.iter_rows()]
    # A file that is damaged anywhere fails in whatever part of the reader comes upon it.
    except Exception as error:
        raise fail("table.workbook_broken", where=name, found=str(error)[:200]) from error
    return [(number, row) for number, row in enumerate(rows, 1) if any(row)]


def sheets_beside(data: bytes) -> tuple[str, list[str]]:
    """Return the name of the sheet that ``read_rows`` reads of a workbook, and those of the others that are not empty."""
    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    read = workbook.active.title
    others = [sheet for sheet in workbook.worksheets if sheet.title != read]
    return read, [sheet.title for sheet in others if any(any(row) for row in sheet.iter_rows(values_only=True))]


def is_workbook(data: bytes) -> bool:
    """Return whether a file is an XLSX workbook, by how it begins."""
    return data.startswith(_XLSX)


def opened_workbook(name: str, data: bytes) -> tuple[dict[str, list[tuple[Any, ...]]], Any]:
    """Return the rows of every sheet by its title, with what formulas last gave, and the workbook with the formulas themselves.

    Rows and cells stand where they stand in the sheet; blank rows at the end, of which a sheet may have a million, are left out.
    Raises ``answer.workbook`` for the old binary forms, ``table.not_workbook`` and ``table.workbook_broken``.
    """
    import openpyxl

    if not is_workbook(data):
        raise fail("answer.workbook" if data.startswith(_OLD_WORKBOOK) else "table.not_workbook", where=name)
    try:
        _refuse_bombs(data)
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True)
        sheets = {sheet.title: _all_rows(sheet) for sheet in values.worksheets}
        return sheets, openpyxl.load_workbook(io.BytesIO(data))
    except Exception as error:
        raise fail("table.workbook_broken", where=name, found=str(error)[:200]) from error


def _all_rows(sheet: Any) -> list[tuple[Any, ...]]:
    sheet.reset_dimensions()  # some programs write a wrong size into the file
    rows = list(sheet.iter_rows(values_only=True))
    last = max((number for number, row in enumerate(rows, 1) if any(cell is not None for cell in row)), default=0)
    return rows[:last]


def _refuse_bombs(data: bytes) -> None:
    """Raise ``ValueError`` for a workbook that unpacks to more than anybody filled in."""
    if sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist()) > _LARGEST_UNPACKED:
        raise ValueError(f"> {_LARGEST_UNPACKED}")


def cell_text(value: object) -> str:
    """Return what a cell shows: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _decoded(name: str, data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            candidates: tuple[str, ...] = (encoding,)
            data = data[len(bom) :]
            break
    else:
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise fail("table.not_utf8", where=name, allowed=_ENCODINGS)


def _named_separator(text: str) -> tuple[str, str]:
    """Take off the first line ``sep=;`` by which some programs name the separator; they don't show it."""
    first, _, rest = text.partition("\n")
    line = first.rstrip("\r")
    return (line[4:], rest) if line.lower().startswith("sep=") and len(line) == 5 else ("", text)


def _separator(text: str) -> str:
    """The separator that splits the first line into most cells."""

    def cells(separator: str) -> int:
        try:
            return len(next((row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row), []))
        except csv.Error:
            return 0

    return max(_SEPARATORS, key=cells)


def column_letters(position: int) -> str:
    """Return the letters of a column by its position from 0: A, B, … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def as_records(name: str, data: bytes) -> Iterator[dict[str, str]]:
    """Yield every row of any CSV file as {header: cell text}, nothing changed and nothing left out.

    A header that is blank is named by its column's letters; one that stands again by its letters in brackets.
    """
    rows = read_rows(name, data)
    if not rows:
        return
    width = max(len(row) for _, row in rows)
    headers: list[str] = []
    for position in range(width):
        header = rows[0][1][position] if position < len(rows[0][1]) else ""
        letters = column_letters(position)
        header = header or letters
        headers.append(f"{header} ({letters})" if header in headers else header)
    for _, row in rows[1:]:
        yield dict(zip(headers, row + [""] * (width - len(row)), strict=True))
