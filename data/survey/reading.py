"""From a filled-in survey table to answers: every cell that can't be taken is named at once, and then nothing is."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from data.catalogue import SurveyItem
from data.errors import Problem, fail
from data.page.masking import mask_numbers
from data.survey.sites import RoundSites, Unmatched
from data.survey.table import column_letters, read_rows
from data.survey.words import (
    KEYS,
    allowed,
    answer_date,
    answer_value,
    fold,
    is_empty,
    is_undecided,
    item_column,
    key_column,
)

DATE_FORM = "2026-11-20"
"""What a date looks like, as an example to follow."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one evaluator answered to one item about one site.

    value: None where no answer could be given, and where there is only a remark (``is_remark``).
    """

    site_id: str
    item: str
    evaluator: str
    value: float | None
    note: str
    date: str
    cell: str
    is_remark: bool = False


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A survey table as it was read. problems: the cells that can't be taken; with any of them nothing may be stored."""

    name: str
    sha256: str
    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]


def read_survey(
    name: str, data: bytes, sites: RoundSites, items: Sequence[SurveyItem], today: date, evaluator: str = ""
) -> SurveyFile:
    """Read a survey table. evaluator: stands for the cell where a row names nobody.

    Rows without an answer are passed over. Raises ``QihuaError`` for a file that is no table, or no survey table.
    """
    rows = [(number, row) for number, row in read_rows(name, data) if any(cell.strip() for cell in row)]
    reader = _Reader(name, sites, {item.id: item for item in items}, today, _name(evaluator))
    reader.read_header(*(rows[0] if rows else (1, [])))
    for number, row in rows[1:]:
        reader.read_row(number, row)
    return SurveyFile(name, hashlib.sha256(data).hexdigest(), tuple(reader.answers), tuple(reader.problems))


def _name(text: str) -> str:
    """A name with half-width signs and single blanks, so that one person stays one."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


@dataclass(slots=True)
class _Reader:
    """The state of reading one file. The columns are positions from 0, by what stands in them."""

    name: str
    sites: RoundSites
    items: dict[str, SurveyItem]
    today: date
    evaluator: str
    answers: list[Answer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    first: dict[tuple[str, str, str], str] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    """Columns of the row at hand that hold something else than an answer: nothing more is said of them."""

    def read_header(self, number: int, header: list[str]) -> None:
        self.header = [" ".join(title.split()) for title in header]
        for position, title in enumerate(self.header):
            key, (item, is_note) = key_column(title), item_column(title)
            place: dict[str, int] = self.keys if key else self.notes if is_note else self.values
            meaning = key or item
            if not title:
                continue
            if not key and item not in self.items:
                self._refuse("answer.unknown_column", number, position, title, ", ".join(self.items))
            elif meaning in place:
                self._refuse("answer.column_twice", number, position, title, column_letters(place[meaning]))
            else:
                place[meaning] = position
        if not self.values or not any(key in self.keys for key in KEYS):
            found = ", ".join(title for title in self.header if title)[:200]
            raise fail(
                "answer.no_survey_table", where=f"{self.name} {number}", found=found, allowed=", ".join(self.items)
            )
        if "evaluator" not in self.keys and not self.evaluator:
            self._refuse("answer.no_evaluator_column", number, len(self.header))
        if "date" not in self.keys:
            self._refuse("answer.no_date_column", number, len(self.header))

    def read_row(self, number: int, row: list[str]) -> None:
        cells = [cell.strip() for cell in row] + [""] * (len(self.header) - len(row))
        before = len(self.problems)
        self.refused = set()
        for position, cell in enumerate(cells):
            if cell.startswith("="):
                self._refuse("answer.formula", number, position, cell)
                self.refused.add(position)
            elif cell and (position >= len(self.header) or not self.header[position]):
                self._refuse("answer.no_header", number, position, cell)
        answered = {item: answer for item in self.items if (answer := self._answer(number, cells, item)) is not None}
        if not answered and len(self.problems) == before:
            return
        site_id = self._site(number, cells)
        who = self._evaluator(number, cells)
        day = self._date(number, cells)
        for item, (value, note, is_remark) in answered.items():
            position = self.values.get(item, self.notes.get(item, 0))
            cell = f"{column_letters(position)}{number}"
            if site_id and who and not self._is_second(site_id, who, item, number, position):
                self.answers.append(Answer(site_id, item, who, value, note, day, cell, is_remark))

    def _answer(self, number: int, cells: list[str], item: str) -> tuple[float | None, str, bool] | None:
        """Value, note, and whether there is only a note; None where nothing stands, or nothing that can be taken."""
        note = mask_numbers(cells[self.notes[item]]) if item in self.notes else ""
        position = self.values.get(item)
        if position in self.refused:
            return None
        text = cells[position] if position is not None else ""
        if position is None or is_empty(text):
            return None if is_empty(note) else (None, note, True)
        if is_undecided(text):
            if not is_empty(note):
                return None, note, False
            self._refuse("answer.reason_missing", number, position, text)
            return None
        try:
            return answer_value(text, self.items[item]), note, False
        except ValueError:
            self._refuse("answer.bad_value", number, position, text, allowed(self.items[item]))
            return None

    def _site(self, number: int, cells: list[str]) -> str:
        if self.refused & {position for key, position in self.keys.items() if key in KEYS}:
            return ""
        try:
            return self.sites.find({key: cells[position] for key, position in self.keys.items() if key in KEYS})
        except Unmatched as unmatched:
            position = self.keys.get(unmatched.column, min(self.keys[key] for key in KEYS if key in self.keys))
            self._refuse(unmatched.code, number, position, unmatched.found, unmatched.allowed)
            return ""

    def _evaluator(self, number: int, cells: list[str]) -> str:
        if "evaluator" not in self.keys:
            return self.evaluator
        if self.keys["evaluator"] in self.refused:
            return ""
        who = _name(cells[self.keys["evaluator"]]) or self.evaluator
        if not who:
            self._refuse("answer.evaluator_missing", number, self.keys["evaluator"])
        return who

    def _date(self, number: int, cells: list[str]) -> str:
        if "date" not in self.keys:
            return ""
        position = self.keys["date"]
        if position in self.refused:
            return ""
        text = cells[position]
        if not text:
            self._refuse("answer.date_missing", number, position, "", DATE_FORM)
            return ""
        try:
            day = answer_date(text)
        except ValueError:
            self._refuse("answer.bad_date", number, position, text, DATE_FORM)
            return ""
        if day > self.today:
            self._refuse("answer.date_in_future", number, position, text, self.today.isoformat())
        return day.isoformat()

    def _is_second(self, site_id: str, who: str, item: str, number: int, position: int) -> bool:
        """Whether the same evaluator answered the same item about the same site before; then it is refused."""
        cell = f"{column_letters(position)}{number}"
        earlier = self.first.setdefault((site_id, fold(who), item), cell)
        if earlier == cell:
            return False
        self._refuse("answer.duplicate", number, position, f"{site_id} · {who} · {item}", earlier)
        return True

    def _refuse(self, code: str, number: int, position: int, found: str = "", may: str = "") -> None:
        title = self.header[position] if position < len(self.header) else ""
        cell = f"{column_letters(position)}{number}"
        params = {"row": str(number), "column": title or column_letters(position), "cell": cell}
        self.problems.append(Problem(code, f"{self.name} {cell}", found, may, params))
