"""Reads CSV tables that people edit: every row with its line number, every fault of a file named at once."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from data.errors import Problem, QihuaError, fail


@dataclass(slots=True)
class Faults:
    """Collects the problems of one or more files; ``raise_any`` ends with all of them."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, where: str, found: str = "", allowed: str = "") -> None:
        """Note one problem."""
        self.problems.append(Problem(code, where, found, allowed))

    def raise_any(self) -> None:
        """Raise everything that was noted; return if there was nothing."""
        if self.problems:
            raise QihuaError(*self.problems)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its place and its cells, white space stripped."""

    place: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def filled(self, column: str, faults: Faults) -> str:
        """Return a cell that must not be blank."""
        text = self.cells[column]
        if not text:
            faults.add("table.empty_cell", f"{self.place} {column}")
        return text

    def flag(self, column: str, faults: Faults) -> bool | None:
        """Return yes or no as a bool, blank as None (unknown)."""
        text = self.cells[column]
        if text not in {"yes", "no", ""}:
            faults.add("table.bad_flag", f"{self.place} {column}", text, "yes, no, (blank)")
        return {"yes": True, "no": False}.get(text)

    def day(self, column: str, faults: Faults) -> date | None:
        """Return an ISO date, blank as None."""
        text = self.cells[column]
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            faults.add("table.bad_date", f"{self.place} {column}", text, "YYYY-MM-DD")
            return None

    def one_of(self, column: str, allowed: Sequence[str], faults: Faults) -> str:
        """Return a cell that must be one of a list."""
        text = self.cells[column]
        if text not in allowed:
            faults.add("table.bad_choice", f"{self.place} {column}", text, ", ".join(a or "(blank)" for a in allowed))
        return text


def has_hidden_signs(code: str) -> bool:
    """Return whether a code has signs that can't be seen, so that two that look alike would differ."""
    return any(unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in code)


def content(path: Path) -> bytes:
    """Return what a file holds. Raises ``table.missing_file``."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise fail("table.missing_file", where=str(path), found=error.strerror or "") from error


def read_table(path: Path, columns: Sequence[str], faults: Faults) -> Iterator[Row]:
    """Yield the rows of a UTF-8 CSV file (BOM allowed) that has at least these columns."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        faults.add("table.missing_file", str(path), error.strerror or "")
        return
    except UnicodeDecodeError:
        faults.add("table.not_utf8", str(path), "", "UTF-8")
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        yield from _rows(path, reader, columns, faults)
    except csv.Error as error:
        faults.add("table.not_csv", f"{path.name}:{reader.line_num}", str(error))


def _rows(path: Path, reader: Any, columns: Sequence[str], faults: Faults) -> Iterator[Row]:
    header = [name.strip() for name in next(reader, [])]
    missing = [name for name in columns if name not in header]
    if missing:
        faults.add("table.missing_column", f"{path.name}:1", ", ".join(header), ", ".join(missing))
        return
    for line in reader:
        if not any(line):
            continue
        place = f"{path.name}:{reader.line_num}"
        if len(line) != len(header):
            faults.add("table.bad_width", place, str(len(line)), str(len(header)))
            continue
        yield Row(place, {name: cell.strip() for name, cell in zip(header, line, strict=True)})
