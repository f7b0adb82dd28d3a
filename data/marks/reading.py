"""Reads a table of marks: a row a site, a column an item; every cell that can't be taken is named at once, and then nothing is.

A cell holds the number of faults (单处扣分), the name of a step (档次), the points themselves, or yes and no (单项否决); 不适用 where the
item does not apply. A blank cell says nothing. Beside an item's column there may be one with remarks: the item's number and 说明.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from data.errors import Problem, fail
from data.frameworks.deduct import Deduct, Item
from data.page.masking import mask_numbers
from data.registry import Registry
from data.survey.sites import RoundSites, Unmatched
from data.survey.table import column_letters, read_rows
from data.survey.words import KEYS, fold, is_empty, key_column, words

NOT_APPLICABLE = "不适用"
_NONE = ("0", "无", "没有", "否", "合格", "正常", "未扣分")
"""What says that no step was reached."""
_UNITS = "处个件次条项分"
_NUMBER = re.compile(r"[a-z]?\d+(?:[.-]\d+)*")
"""What a column of an item begins with; one that no item of the scheme has belongs to another scheme, or is a slip."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was put down for an item at a site. kind: faults | points (with amount), step ("" for none reached), yes | no, not_applicable."""

    site_id: str
    item: str
    kind: str
    amount: float | None
    step: str
    note: str
    cell: str


@dataclass(frozen=True, slots=True)
class MarksFile:
    """A table of marks as it was read.

    problems: the cells that can't be taken; ignored: columns that belong to no item; absent: items that are scored and have no column.
    """

    name: str
    sha256: str
    marks: tuple[Mark, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    absent: tuple[str, ...] = ()


def read_marks(name: str, data: bytes, sites: RoundSites, scheme: Deduct, compared: Collection[str]) -> MarksFile:
    """Read a table of marks, CSV or XLSX. compared: the sites that are in one of the scheme's groups; marks of others are refused.

    Raises ``QihuaError`` for a file that is no table, or names no item or no site."""
    rows = [(number, row) for number, row in read_rows(name, data) if any(cell.strip() for cell in row)]
    reader = _Reader(name, sites, scheme, compared)
    reader.read_header(*(rows[0] if rows else (1, [])))
    for number, row in rows[1:]:
        reader.read_row(number, row)
    digest = hashlib.sha256(data).hexdigest()
    absent = tuple(item.id for item in scheme.items if not item.unpriced and item.id not in reader.values)
    return MarksFile(name, digest, tuple(reader.marks), tuple(reader.problems), tuple(reader.ignored), absent)


@dataclass(slots=True)
class _Reader:
    """The state of reading one file. The columns are positions from 0, by what stands in them."""

    name: str
    sites: RoundSites
    scheme: Deduct
    compared: Collection[str]
    marks: list[Mark] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)

    def read_header(self, number: int, header: list[str]) -> None:
        self.header = [" ".join(title.split()) for title in header]
        items = {fold(item.id): item.id for item in self.scheme.items}
        for position, title in enumerate(self.header):
            key, (item, is_note) = key_column(title), _item_column(title, items)
            if not title:
                continue
            place: dict[str, int] = self.keys if key else self.notes if is_note else self.values
            meaning = key or item
            if not meaning and _NUMBER.fullmatch(fold(title).partition(" ")[0]):
                self._refuse("mark.no_item", number, position, title, self.scheme.name_zh)
            elif not meaning:
                self.ignored.append(title)
            elif meaning in place:
                self._refuse("answer.column_twice", number, position, title, column_letters(place[meaning]))
            else:
                place[meaning] = position
        if not self.values or not any(key in self.keys for key in KEYS):
            found = ", ".join(title for title in self.header if title)[:200]
            wanted = ", ".join(items.values())
            raise fail("mark.no_table", where=f"{self.name} {number}", found=found, allowed=wanted)

    def read_row(self, number: int, row: list[str]) -> None:
        cells = [cell.strip() for cell in row] + [""] * (len(self.header) - len(row))
        before = len(self.problems)
        found = [mark for item in self.scheme.items if (mark := self._mark(number, cells, item)) is not None]
        if not found and len(self.problems) == before:
            return
        site_id = self._site(number, cells)
        if not site_id:
            return
        earlier = self.first.setdefault(site_id, number)
        if earlier != number:
            self._refuse("mark.site_twice", number, min(self.keys.values()), site_id, str(earlier))
            return
        if site_id not in self.compared:
            self._refuse("mark.not_compared", number, min(self.keys.values()), site_id, self.scheme.name_zh)
            return
        self.marks += [Mark(site_id, *mark) for mark in found]

    def _mark(self, number: int, cells: list[str], item: Item) -> tuple[str, str, float | None, str, str, str] | None:
        position = self.values.get(item.id)
        if position is None or is_empty(cells[position]):
            return None
        text = cells[position]
        if text.startswith("="):
            self._refuse("answer.formula", number, position, text)
            return None
        read = _value(item, text)
        if read is None:
            self._refuse("mark.bad_value", number, position, text, allowed(item))
            return None
        note = mask_numbers(cells[self.notes[item.id]]) if item.id in self.notes else ""
        return (item.id, *read, note, f"{column_letters(position)}{number}")

    def _site(self, number: int, cells: list[str]) -> str:
        try:
            return self.sites.find({key: cells[position] for key, position in self.keys.items() if key in KEYS})
        except Unmatched as unmatched:
            position = self.keys.get(unmatched.column, min(self.keys.values()))
            self._refuse(unmatched.code, number, position, unmatched.found, unmatched.allowed)
            return ""

    def _refuse(self, code: str, number: int, position: int, found: str = "", may: str = "") -> None:
        title = self.header[position] if position < len(self.header) else ""
        params = {"row": str(number), "column": title or column_letters(position)}
        place = f"{self.name} {column_letters(position)}{number}"
        self.problems.append(Problem(code, place, found, may, params))


def _item_column(title: str, items: dict[str, str]) -> tuple[str, bool]:
    """Which item a header names by the number it begins with, and whether the column holds the remarks on it."""
    number, _, rest = fold(title).partition(" ")
    note = (fold(words()["note"]["zh"]), fold(words()["note"]["en"]), *words()["note"]["also"])
    return items.get(number, ""), rest in note


def _value(item: Item, text: str) -> tuple[str, float | None, str] | None:
    """Kind, amount and step of a cell; None where it is none of those that the item takes."""
    folded = fold(text)
    if folded == fold(NOT_APPLICABLE):
        return "not_applicable", None, ""
    if item.part == "veto":
        kind = next((kind for kind in ("yes", "no") if folded in words()["scales"]["yes-no"][kind]), None)
        return None if kind is None else (kind, None, "")
    if item.steps:
        step = next((step.name for step in item.steps if fold(step.name) == folded), None)
        return ("step", None, step) if step is not None else ("step", None, "") if folded in _NONE else None
    number = _number(text)
    if number is None or item.unpriced or (item.each is not None and not number.is_integer()):
        return None
    if item.each is None and item.points is not None and number > item.points:
        return None
    return "faults" if item.each is not None else "points", number, ""


def _number(text: str) -> float | None:
    plain = unicodedata.normalize("NFKC", text).strip().rstrip(_UNITS).strip()
    number = float(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else math.inf
    return None if math.isinf(number) else number


def allowed(item: Item) -> str:
    """Return what may be put down for an item."""
    if item.part == "veto":
        own = "是、否"
    elif item.steps:
        own = "、".join([*(step.name for step in item.steps), "无"])
    elif item.each is not None:
        own = "0、1、2…（处数）"
    else:
        own = "" if item.unpriced else "0…" if item.points is None else f"0…{item.points:g}（分）"
    return "；".join(filter(None, (own, NOT_APPLICABLE)))


def marks_template(scheme: Deduct, registry: Registry, site_ids: Iterable[str]) -> bytes:
    """Return the empty table of these sites as CSV that Excel and WPS open with its Chinese right (UTF-8 with BOM).

    Its columns are all items but those without points; what may be put down stands in their heads.
    """
    items = [item for item in scheme.items if not item.unpriced]
    columns = [words()["columns"][name]["zh"] for name in KEYS]
    heads = [
        head
        for item in items
        for head in (f"{item.id} {item.second} {item.point}（{allowed(item)}）", f"{item.id} 说明")
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*columns, *heads])
    for site_id in site_ids:
        site = registry.sites[site_id]
        unit = registry.unit(site.unit_code)
        writer.writerow([site_id, unit.code, unit.full_name, site.name or unit.name, site.url, *[""] * len(heads)])
    return ("\ufeff" + text.getvalue()).encode("utf-8")
