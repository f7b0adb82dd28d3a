"""The three facts that coverage rests on: reachable, official, active."""

from __future__ import annotations

from datetime import timedelta

from data.collectors.base import Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    attempt_evidence,
    civil_date,
    home_page,
    may_show_newer,
    news_until,
    page_evidence,
)
from data.collectors.registering import collector
from data.identity import OFFICIAL, STRANGERS, identity_verdict
from data.lexicon import lexicon
from data.model import Capture, Cause, Evidence, Purpose
from data.page.model import DatedItem

COLLECTORS: dict[str, Collector] = {}
_SAYS_NOTHING_NEW = FAILED | {Cause.BUDGET_USED}
"""A column that does not work holds nothing newer than the home page; one that nobody asked for is not part of the visit."""


@collector(COLLECTORS, "site_reachable")
def reachable(visit: Visit, context: Context) -> Reading:
    """1 if the home page opened with at least 1 KB of HTML that is no placeholder; 0 if it failed for anybody.

    Where a shield kept us out, or a bound of ours did, it is not judged.
    """
    home = visit.home
    if home is None:
        return Reading.unseen(Cause.NO_HOME_PAGE)
    opened = has_opened(home.capture)
    if opened is None:
        return Reading.unseen(home.capture.cause or Cause.PAGE_NOT_CAPTURED, attempt_evidence(home))
    return Reading.measured(opened, attempt_evidence(home), absent=not opened)


def has_opened(home: Capture) -> bool | None:
    """Tell whether an attempt opened a home page of at least 1 KB; None where something other than the site kept us out."""
    if home.cause in FAILED:
        return False
    return home.size >= lexicon("collectors")["home"]["least_bytes"] if home.cause is None else None


@collector(COLLECTORS, "site_official")
def official(visit: Visit, context: Context) -> Reading:
    """1 if the identity verdict is official, 0 if it is contradicted, not judged if unconfirmed."""
    identity = identity_verdict(visit, context)
    if identity.verdict == OFFICIAL:
        return Reading.measured(1, *identity.evidence)
    if identity.verdict in STRANGERS:
        return Reading.measured(0, *identity.evidence)
    home = visit.home
    cause = home.capture.cause if home is not None and home.page is None else None
    return Reading.unseen(cause or Cause.UNCONFIRMED, *identity.evidence)


@collector(COLLECTORS, "site_active")
def active(visit: Visit, context: Context) -> Reading:
    """1 if the newest dated item of the home page or a column is at most 14 days old, 0 if older.

    Undated, or older while a column kept us out or a script may draw newer items: not judged.

    Source: 国办秘函〔2019〕19号 (首页不更新: two weeks).
    """
    home, _ = home_page(visit, context)
    today = civil_date(home)
    newest: tuple[DatedItem, Evidence] | None = None
    read = [captured for captured in visit.of(Purpose.HOME, Purpose.COLUMN) if captured.page is not None]
    for captured in read:
        for item in news_until(today, captured.page) if captured.page else ():
            if newest is None or item.date > newest[0].date:
                newest = item, page_evidence(captured, f"{item.date} {item.title}")
    if newest is None:
        return Reading.unseen(Cause.UNDATED, page_evidence(home))
    unread = next(
        (c for c in visit.of(Purpose.COLUMN) if c.page is None and c.capture.cause not in _SAYS_NOTHING_NEW), None
    )
    limit = today - timedelta(days=lexicon("collectors")["home"]["active_days"])
    if newest[0].date >= limit.isoformat():
        return Reading.measured(1, newest[1])
    if unread is not None:
        return Reading.unseen(unread.capture.cause or Cause.PAGE_NOT_CAPTURED, newest[1], attempt_evidence(unread))
    if any(may_show_newer(captured.page) for captured in read if captured.page):
        return Reading.unseen(Cause.LIST_BY_SCRIPT, newest[1])
    return Reading.measured(0, newest[1], *map(page_evidence, read), absent=True)
