"""Entries of lists while a page is walked through: their links, their dates, and what makes them one entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from data.page.dates import FULL, first_date, iso
from data.page.model import Link

_MOST_TEXT = 600
_MOST_LINKS = 4
_MOST_DATES = 3
_SHORTEST_TITLE = 4


class Entry(NamedTuple):
    """An entry of a list. text: position of its first piece of text; item: (title, address, day) where it is a dated item."""

    text: int
    item: tuple[str, str, str] | None


class Entries:
    """The elements under way that may be entries, one in the other.

    What is no entry of its own belongs to the element around it; what is an item of its own does not.
    """

    def __init__(self, captured_on: date | None) -> None:
        self.size = 0
        self._on = captured_on
        self._open: list[tuple[int, int, int, int, int]] = []
        self._dates: list[str] = []
        self._links: list[int] = []
        self._found = 0

    def begin(self, texts: int) -> None:
        """An element begins behind so many pieces of text."""
        self._open.append((texts, len(self._dates), len(self._links), self.size, self._found))

    def note_link(self, position: int) -> None:
        """A link ends."""
        if self._open:
            self._links.append(position)

    def note_date(self, text: str) -> None:
        """Keep the date of a short text with a digit in it."""
        if not self._open:
            return
        full = FULL.search(text)
        # A date inside a longer text is somebody's date; one that stands alone, but for brackets, is the entry's.
        if full is None:
            day = first_date(text, self._on if len(text) <= 9 else None, latin=True) if len(text) <= 24 else ""
        else:
            day = iso(*full.groups()) if len(text) - (full.end() - full.start()) <= 12 else ""
        if day:
            self._dates.append(day)

    def end(self, links: Sequence[Link]) -> Entry | None:
        """An element ends; return it if it is one entry of a list: the words of a link with one date, or with up to three.

        links: all links of the page so far.
        """
        text, dates_before, links_before, size_before, found_before = self._open.pop()
        if len(self._dates) == dates_before or self._found > found_before:
            return None
        own = [links[position] for position in self._links[links_before:]]
        titled = [link for link in own if len(link.label) >= _SHORTEST_TITLE]
        days = set(self._dates[dates_before:])
        if not titled or self.size - size_before >= _MOST_TEXT or len(own) > _MOST_LINKS or len(days) > _MOST_DATES:
            return None
        about = max((link for link in titled if link.url), key=lambda link: len(link.label), default=None)
        if about is None or len(days) > 1:
            self._found += 1
            return Entry(text, None)
        del self._dates[dates_before:], self._links[links_before:]
        self.size = size_before
        return Entry(text, (about.label, about.url, days.pop()))
