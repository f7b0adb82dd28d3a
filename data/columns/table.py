"""From the looks of all visits, and what the owner promises, to the table of a site's columns. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.columns.kinds import kinds
from data.columns.model import ColumnRow, ColumnState, Promise, SeenColumn, Shown
from data.columns.promised import Promises
from data.holidays import is_working_day, working_days_between
from data.lexicon import lexicon
from data.model import Cause
from data.page.addresses import address

WRONG = ("over_news_notice", "over_other", "empty")
"""The parts of ``standardization_columns`` that count what is wrong."""


def column_rows(
    site_id: str,
    visits: Iterable[Sequence[SeenColumn]],
    promises: Sequence[Promise] = (),
    *,
    looks_needed: int,
    whole: bool = False,
) -> list[ColumnRow]:
    """Return one row a column, in the order in which they were found; then what is listed and was not found.

    visits: what each visit saw, in order. looks_needed: how many looks have to agree that a column is empty.
    whole: every column was looked for (a census that read the home page), so that what is listed and not there can be said.
    """
    looks: dict[str, list[SeenColumn]] = {}
    for seen in visits:
        for column in seen:
            looks.setdefault(address(column.url), []).append(column)
    listed = Promises(promises)
    rows = [_row(site_id, found, listed.of(found[0]), looks_needed) for found in looks.values()]
    return rows + ([_missing(promise) for promise in listed.unused()] if whole else [])


def _row(site_id: str, looks: list[SeenColumn], promise: Promise | None, looks_needed: int) -> ColumnRow:
    """Name and place are those of the first look, which saw the site as a whole; what is there is the newest look's."""
    first, (held, agreeing) = looks[0], _held(looks, looks_needed)
    judged = _judge(first.kind, held, promise)
    return ColumnRow(
        site_id, first.name, " > ".join(first.above), first.url, first.kind, held.newest, held.said, judged.days,
        judged.days_from, judged.days_left, judged.state, judged.reason, _counts_as(first.kind, held, promise),
        held.capture_id, held.seen_on, agreeing, len(looks), promise.note if promise else "",
    )  # fmt: skip


def _held(looks: list[SeenColumn], looks_needed: int) -> tuple[SeenColumn, int]:
    """Return the look that holds, and how many looks say the same.

    A list that any look shows is there, and the newest such look holds; nothing is there only if enough looks agree.
    """
    for shown in (Shown.DATED, Shown.PARTLY, Shown.UNDATED, Shown.EMPTY):
        found = [look for look in looks if look.shown is shown]
        if shown is Shown.EMPTY and 0 < len(found) < looks_needed:
            return _unconfirmed(found[-1]), len(found)
        if found:
            return found[-1], sum(look.newest == found[-1].newest for look in found)
    return looks[-1], len(looks)


def _unconfirmed(look: SeenColumn) -> SeenColumn:
    return SeenColumn(
        look.capture_id, look.url, look.name, look.above, look.kind, Shown.UNSEEN, look.seen_on, said=look.said,
        cause=Cause.UNCONFIRMED,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Judged:
    state: ColumnState
    reason: str = ""
    days: int | None = None
    days_from: str = ""
    days_left: int | None = None


def _judge(kind: str, held: SeenColumn, promise: Promise | None) -> _Judged:
    """What the table says: by the promised cycle where there is one, else by ours; what is exempt has none."""
    if promise is not None and promise.exempt:
        return _Judged(ColumnState.EXEMPT, "listed")
    promised = promise is not None and promise.days is not None
    days = promise.days if promise is not None and promise.days is not None else kinds()[kind].days
    if days is None:
        return _Judged(ColumnState.EXEMPT, kind)
    cycle = (days, "promise" if promised else "rule")
    left = days_left(held, days, promised=promised) if held.newest else None
    if held.shown is Shown.EMPTY:
        return _Judged(ColumnState.EMPTY, "", *cycle)
    if _is_unseen(held, left):
        return _Judged(ColumnState.UNSEEN, (held.cause or Cause.UNCONFIRMED).value, *cycle)
    if left is None or left < 0:
        return _Judged(ColumnState.OVERDUE, "" if held.newest else "undated", *cycle, left)
    return _Judged(ColumnState.DUE_SOON if _is_due_soon(held, days, left) else ColumnState.NORMAL, "", *cycle, left)


def _is_unseen(held: SeenColumn, left: int | None) -> bool:
    """A few old entries beside a list that a script draws say nothing of that list."""
    return held.shown is Shown.UNSEEN or (held.shown is Shown.PARTLY and left is not None and left < 0)


def days_left(held: SeenColumn, days: int, *, promised: bool) -> int:
    """Return how many days are left from the capture's day until something new is due; negative when it is overdue.

    A promise that ends on a day off is kept on the next working day; the periods of 国办秘函〔2019〕19号 are calendar days.
    """
    due = date.fromisoformat(held.newest) + timedelta(days)
    while promised and not is_working_day(due):
        due += timedelta(1)
    return (due - date.fromisoformat(held.seen_on)).days


def _is_due_soon(held: SeenColumn, days: int, left: int) -> bool:
    bounds, today = lexicon("columns")["due_soon"], date.fromisoformat(held.seen_on)
    most: int = min(bounds["working_days"], int(days * bounds["share"]))
    return working_days_between(today, today + timedelta(left)) <= most


def _counts_as(kind: str, held: SeenColumn, promise: Promise | None) -> str:
    """The part of the indicator that a column is counted in, by the periods of the rule."""
    rule = kinds()[kind]
    if rule.days is None or (promise is not None and promise.exempt):
        return ""
    left = days_left(held, rule.days, promised=False) if held.newest else None
    if held.shown is Shown.EMPTY:
        return "empty"
    if _is_unseen(held, left):
        return "unseen"
    return "fine" if left is not None and left >= 0 else f"over_{rule.group}"


def _missing(promise: Promise) -> ColumnRow:
    days_from = "promise" if promise.days is not None else ""
    return ColumnRow(
        promise.site_id, promise.name, promise.above, promise.url, "", "", "", promise.days, days_from, None,
        ColumnState.NOT_FOUND, "", "", "", "", 0, 0, promise.note,
    )  # fmt: skip
