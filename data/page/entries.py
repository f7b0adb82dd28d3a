"""Entries of lists while they are walked through: their links, their dates, and what makes them one entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from data.page.dates import FULL, find_dates, first_date
from data.page.model import Link

_MOST_TEXT = 600
_MOST_LINKS = 4
_MOST_DATES = 3
_SHORTEST_TITLE = 4


@dataclass(slots=True)
class OpenEntry:
    """A list entry under way.

    start: number of pieces of text before it; links: positions of its links; dates: ISO dates printed alone in it;
    size: characters of its text; holds_entry: an element inside was an entry already.
    """

    start: int
    links: list[int] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    size: int = 0
    holds_entry: bool = False

    def note_date(self, text: str, on: date | None) -> None:
        """Keep the date of a short text. on: the capture's civil date, for dates without a year."""
        full = FULL.search(text)
        # A date inside a longer text is somebody's date; one that stands alone, but for brackets, is the entry's.
        if full and len(text) - (full.end() - full.start()) <= 12:
            self._add(find_dates(text)[0][0] if find_dates(text) else "")
        elif not full and len(text) <= 24:
            self._add(first_date(text, on if len(text) <= 9 else None, latin=True))

    def _add(self, day: str) -> None:
        if day:
            self.dates.append(day)

    def is_entry(self, links: Sequence[Link]) -> bool:
        """Tell whether it is one entry of a list: some words of a link with one date, or with dates of asking and answering.

        links: all links of the page so far.
        """
        return (
            bool(self.dates)
            and not self.holds_entry
            and self.size < _MOST_TEXT
            and len(self.links) <= _MOST_LINKS
            and len(set(self.dates)) <= _MOST_DATES
            and any(len(links[i].label) >= _SHORTEST_TITLE for i in self.links)
        )

    def titled_link(self, links: Sequence[Link]) -> Link | None:
        """Return the link that says most, of those that have an address; None if there is none."""
        titled = [links[i] for i in self.links if len(links[i].label) >= _SHORTEST_TITLE and links[i].url]
        return max(titled, key=lambda link: len(link.label), default=None)

    def join(self, inner: OpenEntry) -> None:
        """Take over what an element inside holds that was no entry of its own."""
        self.links += inner.links
        self.dates += inner.dates
        self.size += inner.size
        self.holds_entry = self.holds_entry or inner.holds_entry
