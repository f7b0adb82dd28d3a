"""From an owner's column list (栏目台账) to promises: every cell that can't be taken is named at once, and then nothing is."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.addresses import split
from data.columns.model import Promise
from data.errors import Problem, fail
from data.page.addresses import address
from data.page.masking import mask_numbers
from data.registry import Registry, plain_host
from data.survey.sites import RoundSites, Unmatched
from data.survey.table import column_letters, read_rows
from data.survey.words import fold

_KEYS = {"site_id": "site_id", "code": "code", "site_name": "name"}
"""The columns that say which site a row is about, and what ``RoundSites`` calls them."""


@lru_cache(maxsize=1)
def table_words() -> dict[str, Any]:
    """Return the words of column lists."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class ListFile:
    """A column list as it was read. problems: the cells that can't be taken; with any of them nothing may be stored.

    ignored: the headers of columns that say nothing of what is asked.
    """

    name: str
    sha256: str
    promises: tuple[Promise, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]


def read_list(name: str, data: bytes, sites: RoundSites, registry: Registry, site_id: str = "") -> ListFile:
    """Read a column list, CSV or XLSX. site_id: whose list it is where its rows don't say so; they may say no other.

    Raises ``QihuaError`` for a file that is no table, or no column list.
    """
    rows = [(number, row) for number, row in read_rows(name, data) if any(cell.strip() for cell in row)]
    reader = _Reader(name, sites, registry, site_id)
    reader.read_header(*(rows[0] if rows else (1, [])))
    for number, row in rows[1:]:
        reader.read_row(number, row)
    return ListFile(
        name, hashlib.sha256(data).hexdigest(), tuple(reader.promises), tuple(reader.problems), tuple(reader.ignored)
    )


@lru_cache(maxsize=1)
def _column_names() -> dict[str, str]:
    return {
        fold(text): name
        for name, column in table_words()["columns"].items()
        for text in (column["zh"], column["en"], *column["also"])
    }


@dataclass(slots=True)
class _Reader:
    """The state of reading one file. columns: what stands in a column → its position from 0."""

    name: str
    sites: RoundSites
    registry: Registry
    site_id: str
    promises: list[Promise] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    first: dict[tuple[str, ...], str] = field(default_factory=dict)

    def read_header(self, number: int, header: list[str]) -> None:
        self.header = [" ".join(title.split()) for title in header]
        for position, title in enumerate(self.header):
            meaning = _column_names().get(fold(title), "")
            if title and not meaning:
                self.ignored.append(title)
            elif meaning in self.columns:
                self._refuse("promise.column_twice", number, position, title, column_letters(self.columns[meaning]))
            elif meaning:
                self.columns[meaning] = position
        wanted = table_words()["columns"]
        if "name" not in self.columns or not ({"cycle", "exempt"} & set(self.columns)):
            found, allowed = ", ".join(filter(None, self.header))[:200], ", ".join(one["zh"] for one in wanted.values())
            raise fail("promise.no_list", where=f"{self.name} {number}", found=found, allowed=allowed)
        if not self.site_id and not set(_KEYS) & set(self.columns):
            raise fail("promise.no_site_column", where=f"{self.name} {number}", allowed=wanted["code"]["zh"])

    def read_row(self, number: int, row: list[str]) -> None:
        cells = {key: row[at].strip() if at < len(row) else "" for key, at in self.columns.items()}
        if not any(cells.values()):
            return
        before = len(self.problems)
        for key, text in cells.items():
            if text.startswith("="):
                self._refuse("promise.formula", number, self.columns[key], text)
        if len(self.problems) > before:
            return
        site_id = self._site(number, cells)
        name = " ".join(cells["name"].split())
        if not name:
            self._refuse("promise.name_missing", number, self.columns["name"])
        exempt, days, url = self._exempt(number, cells), self._days(number, cells), self._url(number, cells, site_id)
        note = mask_numbers(cells.get("note", ""))
        if exempt and not note:
            self._refuse("promise.reason_missing", number, self.columns.get("note", self.columns["exempt"]))
        above = " > ".join(piece.strip() for piece in re.split(r"[>»›/＞]", cells.get("above", "")) if piece.strip())
        if len(self.problems) == before and not self._is_second(number, site_id, name, above, url):
            self.promises.append(Promise(site_id, name, above, url, days, exempt, note))

    def _site(self, number: int, cells: dict[str, str]) -> str:
        keys = {meant: cells[key] for key, meant in _KEYS.items() if cells.get(key)}
        if not keys and self.site_id:
            return self.site_id
        try:
            found = self.sites.find(keys)
        except Unmatched as unmatched:
            column = next(
                (key for key, meant in _KEYS.items() if meant == unmatched.column and key in self.columns), "name"
            )
            self._refuse(unmatched.code, number, self.columns[column], unmatched.found, unmatched.allowed)
            return ""
        if self.site_id and found != self.site_id:
            position = min(self.columns[key] for key in _KEYS if cells.get(key))
            self._refuse("promise.other_site", number, position, next(iter(keys.values())), self.site_id)
        return found

    def _days(self, number: int, cells: dict[str, str]) -> int | None:
        text, spelt = fold(cells.get("cycle", "")), table_words()["cycle"]
        if text in spelt["none"]:
            return None
        if text in spelt["days"]:
            return int(spelt["days"][text])
        match = re.fullmatch(r"(\d{1,6})(?:\.0*)?\s*天?", text)
        if match is None or not spelt["least"] <= int(match[1]) <= spelt["most"]:
            self._refuse("promise.bad_cycle", number, self.columns["cycle"], cells["cycle"], spelt["allowed"])
            return None
        return int(match[1])

    def _exempt(self, number: int, cells: dict[str, str]) -> bool:
        text, spelt = fold(cells.get("exempt", "")), table_words()["exempt"]
        if text not in (*spelt["yes"], *spelt["no"]):
            self._refuse("promise.bad_exempt", number, self.columns["exempt"], cells["exempt"], spelt["allowed"])
        return text in spelt["yes"]

    def _url(self, number: int, cells: dict[str, str], site_id: str) -> str:
        text = cells.get("url", "")
        if not text:
            return ""
        parts = split(text)
        if not parts.is_web:
            self._refuse("promise.bad_address", number, self.columns["url"], text)
        elif site_id and plain_host(parts.host) != plain_host(self.registry.sites[site_id].host):
            self._refuse("promise.other_host", number, self.columns["url"], text, self.registry.sites[site_id].host)
        return text

    def _is_second(self, number: int, site_id: str, name: str, above: str, url: str) -> bool:
        """Whether an earlier row speaks of the same column; then it is refused."""
        cell = f"{column_letters(self.columns['name'])}{number}"
        key = (site_id, address(url)) if url else (site_id, fold(above), fold(name))
        earlier = self.first.setdefault(key, cell)
        if earlier == cell:
            return False
        self._refuse("promise.duplicate", number, self.columns["name"], name, earlier)
        return True

    def _refuse(self, code: str, number: int, position: int, found: str = "", may: str = "") -> None:
        cell = f"{column_letters(position)}{number}"
        params = {"row": str(number), "column": self.header[position], "cell": cell}
        self.problems.append(Problem(code, f"{self.name} {cell}", found, may, params))
