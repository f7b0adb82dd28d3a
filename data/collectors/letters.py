"""人性化: how long the public's letters wait for an answer, and how many of them get one in the open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import civil_date, home_page, page_evidence, read_pages
from data.collectors.registering import collector
from data.holidays import working_days_between
from data.lexicon import lexicon
from data.model import Cause, Purpose
from data.page.dates import find_dates
from data.page.model import PageIndex

COLLECTORS: dict[str, Collector] = {}
_AFTER_LABEL = 16


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the public list. asked, answered: civil dates, None where not printed."""

    asked: date | None
    answered: date | None
    is_answered: bool

    @property
    def days(self) -> int | None:
        """Working days from question to answer; None without both dates in their order."""
        if self.asked is None or self.answered is None or self.answered < self.asked:
            return None
        return working_days_between(self.asked, self.answered)


@collector(COLLECTORS, "humanization_reply_days")
def reply_days(visit: Visit, context: Context) -> Reading:
    """Median working days from question to answer over the last year's letters that print both dates.

    The date a letter was put online is no date of its answer. With fewer than five such letters it is not judged.
    Source: 国办秘函〔2019〕19号 (three months is the veto; 5 working days for simple questions).
    """
    captured, letters = _letters(visit, context)
    pairs = [(days, one) for one in letters if (days := one.days) is not None]
    if len(pairs) < lexicon("letters")["least"]["pairs"]:
        return Reading.unseen(Cause.TOO_FEW, page_evidence(captured))
    slowest = sorted(pairs, key=lambda pair: pair[0], reverse=True)[:3]
    value = median(days for days, _ in pairs)
    evidence = [page_evidence(captured, f"{one.asked} – {one.answered}") for _, one in slowest]
    return Reading.measured(value, *evidence, parts={"pairs": float(len(pairs))})


@collector(COLLECTORS, "humanization_replies")
def replies(visit: Visit, context: Context) -> Reading:
    """Answered letters / letters of the last year in the public list; with fewer than ten it is not judged.

    Letters that were turned down, and unanswered ones that still have time, are left out. The list itself says what became
    of a letter, so one look is enough. waiting: calendar days that the longest-waiting unanswered letter has waited, 0 if none.
    """
    captured, letters = _letters(visit, context)
    words, today = lexicon("letters"), civil_date(captured)
    due = [
        one
        for one in letters
        if one.is_answered or one.asked is None or working_days_between(one.asked, today) > words["due_working_days"]
    ]
    if len(due) < words["least"]["letters"]:
        return Reading.unseen(Cause.TOO_FEW, page_evidence(captured))
    answered = sum(one.is_answered for one in due)
    waiting = max(((today - one.asked).days for one in due if not one.is_answered and one.asked), default=0)
    return Reading.measured(
        answered / len(due),
        page_evidence(captured, f"{answered}/{len(due)}"),
        parts={"letters": float(len(due)), "answered": float(answered), "waiting": float(waiting)},
    )


def _letters(visit: Visit, context: Context) -> tuple[CapturedPage, list[Letter]]:
    """The page of the interaction channel that shows most letters of the last year, and those letters."""
    home_page(visit, context)
    lists = [
        (one, _of_last_year(page_letters(one.page), civil_date(one)))
        for one in read_pages(visit, Purpose.INTERACTION)
        if one.page is not None
    ]
    return max(lists, key=lambda found: len(found[1]))


def _of_last_year(letters: list[Letter], today: date) -> list[Letter]:
    since = today - timedelta(days=lexicon("letters")["days"])
    return [one for one in letters if (day := one.asked or one.answered) is not None and since <= day <= today]


def page_letters(page: PageIndex) -> list[Letter]:
    """Return the letters of a page's list whose entries, or the head of its table, say what became of them."""
    words = lexicon("letters")
    head = re.search(rf"(?:{words['asked']})\D{{0,30}}?(?:{words['answered']})(?!\s*[:：]?\s*\d)", page.text)
    found = (_letter(entry, words, head is not None) for entry in page.entries)
    return [letter for letter in found if letter is not None]


def _letter(entry: str, words: Mapping[str, Any], in_table: bool) -> Letter | None:
    """Read one entry; None if it is no letter, was turned down, or does not say whether it was answered."""
    if re.search(words["turned_down"], entry):
        return None
    asked, answered = _labelled(entry, words["asked"]), _labelled(entry, words["answered"])
    dates = [date.fromisoformat(day) for day, _ in find_dates(entry)]
    if asked is None and answered is None and in_table and len(dates) == 2:
        # The table's head names the columns: the day of asking, then that of the answer.
        asked, answered = dates
    pending = re.search(words["pending"], entry) is not None
    done = re.search(words["done"], entry) is not None
    if answered is None and not pending and not done and not re.search(words["answered"], entry):
        return None
    if asked is None and answered is None and len(dates) == 1:
        asked = dates[0]
    return Letter(asked, answered, answered is not None or (done and not pending))


def _labelled(entry: str, label: str) -> date | None:
    """The date that stands right after a label."""
    match = re.search(label, entry)
    found = find_dates(entry[match.end() : match.end() + _AFTER_LABEL]) if match else []
    return date.fromisoformat(found[0][0]) if found else None
