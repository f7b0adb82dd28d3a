"""Dates printed on pages: Asia/Shanghai civil dates as ISO text."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

FULL = re.compile(
    r"([12１２][09０９](?<!\d..)\d{2})\s{0,2}[-/.年∕－—．]\s{0,2}(\d{1,2})\s{0,2}[-/.月∕－—．]\s{0,2}"
    r"(\d{1,2})(?:(?!\d)|(?=\d{1,2}[:：∶]\d{2}))(?:\s{0,2}日)?"
)
"""A date with year, month, day: 2026-11-23, 2026年11月23日, 2026.11.23, 2026/1/3."""
SHORT = re.compile(r"(?<![\d./-])(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?:\s?日)?(?![\d./-])")
"""A date without year, as lists print it: 11-23, [11-23], 11月23日."""
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
ENGLISH = re.compile(
    rf"\b(?:{_NAME}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{{2}})|(\d{{1,2}})\s+{_NAME},?\s+((?:19|20)\d{{2}}))\b",
    re.IGNORECASE,
)
"""November 23, 2026 or 23 Nov 2026."""
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d{2})(?!\d)")

_WEEKDAY_FIRST = re.compile(rf"^\w{{3}} {_NAME} (\d{{1,2}}) [\d:]+ \S+ ((?:19|20)\d{{2}})$", re.IGNORECASE)
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{4}|\d{6})?$")


@lru_cache(maxsize=4096)
def iso(year: str | int, month: str | int, day: str | int) -> str:
    """Return an ISO date, "" if there is no such day in the 20th or 21st century."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if 1900 <= found.year < 2100 else ""


def find_dates(text: str) -> list[tuple[str, int]]:
    """Return every full date in a text as (ISO date, position), in order. Impossible ones are left out."""
    found = [(iso(*match.groups()), match.start()) for match in FULL.finditer(text)]
    return [(day, position) for day, position in found if day]


def first_date(text: str, on: date | None = None, latin: bool = False) -> str:
    """Return the date that a short text prints, "" if none.

    on: the capture's civil date; with it a date without year is the latest such day that is not after it.
    latin: also read English forms and day-first numbers.
    """
    full = find_dates(text)
    if full:
        return full[0][0]
    if latin:
        match = ENGLISH.search(text)
        if match:
            month, day, year, day2, month2, year2 = match.groups()
            return iso(year or year2, _MONTHS[(month or month2).lower()[:3]], day or day2)
        match = _DAY_FIRST.search(text)
        if match:
            return iso(match.group(3), match.group(2), match.group(1))
    if on is not None:
        match = SHORT.search(text)
        if match:
            return without_year(match.group(1), match.group(2), on)
    return ""


def tag_date(content: str) -> str:
    """Return the date that a tag holds, "" if none: as printed on pages, Tue May 16 12:34:05 CST 2023, or 20230516."""
    words = content.strip()
    if match := _WEEKDAY_FIRST.search(words):
        return iso(match[3], _MONTHS[match[1].lower()[:3]], match[2])
    if match := _COMPACT.search(words):
        return iso(*match.groups())
    return first_date(words, latin=True)


def without_year(month: str, day: str, on: date) -> str:
    """Return the latest such day that is not after ``on``, "" if there is no such day."""
    this_year = iso(on.year, month, day)
    return this_year if this_year and this_year <= on.isoformat() else iso(on.year - 1, month, day)
