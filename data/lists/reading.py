"""Reads and keeps an office's own lists: CSV as Excel and WPS write it, every fault of a file named at once.

A workspace holds one list of each kind; planning a round copies them, so that its pages are read with the same lists ever after.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data.errors import Problem, QihuaError, fail
from data.lists.model import OwnLists, StateItem, WrongTerm
from data.survey.table import column_letters, read_rows

_CHINA = ZoneInfo("Asia/Shanghai")
_LEAST = 2
_TIME = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?")
_TIME_FORM = "2026-11-23 17:05"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list. name: of its file and its command; columns: what its header says, the first ``needed`` must be filled."""

    name: str
    columns: tuple[str, ...]
    needed: int
    entry: Callable[[Sequence[str]], WrongTerm | StateItem]


def _term(cells: Sequence[str]) -> WrongTerm:
    """Raises ``ValueError`` with a code and what is allowed."""
    if len(cells[0]) < _LEAST:
        raise ValueError("list.too_short", str(_LEAST))
    if cells[0] == cells[1]:
        raise ValueError("list.same", "")
    return WrongTerm(*cells)


def _item(cells: Sequence[str]) -> StateItem:
    """Raises ``ValueError`` with a code and what is allowed."""
    match = _TIME.fullmatch(cells[1])
    try:
        if match is None:
            raise ValueError
        year, month, day, hour, minute = map(int, match.groups())
        moment = datetime(year, month, day, hour, minute, tzinfo=_CHINA)
    except ValueError as error:
        raise ValueError("list.bad_time", _TIME_FORM) from error
    return StateItem(cells[0], f"{moment:%Y-%m-%d %H:%M}", cells[2])


KINDS: Mapping[str, Kind] = {
    "words": Kind("words", ("错误表述", "正确表述", "说明"), 1, _term),
    "reposts": Kind("reposts", ("标题", "发布时间", "网址"), 2, _item),
}


def read_list(kind: str, name: str, data: bytes) -> tuple[Any, ...]:
    """Return the entries of a list, of the kind's own class. Raises ``QihuaError`` with every problem of the file."""
    of, rows = KINDS[kind], read_rows(name, data)
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    missing = [title for title in of.columns[: of.needed] if title not in header]
    if missing:
        raise fail("list.missing_column", where=name, found=", ".join(header), allowed=", ".join(missing))
    problems: list[Problem] = []
    entries: dict[str, WrongTerm | StateItem] = {}
    for number, row in rows[1:]:
        cells = [
            row[header.index(title)].strip() if title in header and header.index(title) < len(row) else ""
            for title in of.columns
        ]
        if not any(cells):
            continue

        def refuse(code: str, title: str, found: str = "", allowed: str = "", number: int = number) -> None:
            place = f"{name} {column_letters(header.index(title))}{number}"
            problems.append(Problem(code, place, found, allowed, {"column": title}))

        blank = [title for title, cell in zip(of.columns[: of.needed], cells, strict=False) if not cell]
        for title in blank:
            refuse("list.empty_cell", title)
        if blank:
            continue
        try:
            entry = of.entry(cells)
        except ValueError as error:
            code, allowed = error.args
            place = of.columns[1] if code == "list.bad_time" else of.columns[0]
            refuse(code, place, cells[of.columns.index(place)], allowed)
            continue
        if cells[0] in entries:
            refuse("list.twice", of.columns[0], cells[0])
        entries[cells[0]] = entry
    if problems:
        raise QihuaError(*problems)
    if not entries:
        raise fail("list.empty", where=name)
    return tuple(entries.values())


def load_lists(folder: Path) -> OwnLists:
    """Return the lists kept in a folder; those that are not there are empty."""
    kept = {kind: folder / f"{kind}.csv" for kind in KINDS}
    return OwnLists(
        **{kind: read_list(kind, path.name, path.read_bytes()) for kind, path in kept.items() if path.is_file()}
    )


def save_lists(lists: OwnLists, folder: Path) -> dict[str, str]:
    """Keep lists in a folder, in place of those that were there; return kind → SHA-256 of what is kept."""
    digests = {}
    for kind in KINDS:
        entries = getattr(lists, kind)
        path = folder / f"{kind}.csv"
        if not entries:
            path.unlink(missing_ok=True)
            continue
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([KINDS[kind].columns, *map(astuple, entries)])
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.getvalue().encode())
        digests[kind] = hashlib.sha256(path.read_bytes()).hexdigest()
    return digests
