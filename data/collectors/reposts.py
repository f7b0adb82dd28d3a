"""Whether items of the State Council were reposted within 24 hours, against the list that the office brought along."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.clustering import state_column_items
from data.collectors.reading import home_page, page_evidence
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.lists.model import StateItem
from data.model import Cause, Evidence, Purpose
from data.page.addresses import address
from data.page.model import DatedItem

COLLECTORS: dict[str, Collector] = {}
_CHINA = ZoneInfo("Asia/Shanghai")
_SIGNS = re.compile(r"[\W_]+")
_IN_TIME = timedelta(hours=24)
_WITHIN, _LATE, _MISSING, _UNTOLD = "within", "late", "missing", "untold"


@collector(COLLECTORS, "findings_state_reposts")
def state_reposts(visit: Visit, context: Context) -> Reading:
    """Items reposted within 24 hours / items that can be judged, of those old enough at the visit.

    Not collected without a list. Source: 国办 2017年第一季度抽查通报 (80 % reposted within 24 h).
    """
    if not context.lists.reposts:
        return Reading.uncollected(Cause.NO_OWN_LIST)
    home, page = home_page(visit, context)
    now = datetime.fromisoformat(home.capture.requested_at).astimezone(_CHINA)
    listed = _listed(visit)
    column = [item.date for item in state_column_items(home, page)]
    counts: Counter[str] = Counter()
    evidence: list[Evidence] = []
    for item in context.lists.reposts:
        published = datetime.fromisoformat(item.published).replace(tzinfo=_CHINA)
        found = next(((captured, seen) for captured, seen in listed if _is_same(seen, item)), None)
        if found is not None:
            verdict = _judged(published, found[1].date, now)
            evidence.append(page_evidence(found[0], f"{found[1].date} {found[1].title}"))
        elif published > now - _IN_TIME:
            continue
        else:
            # The column goes further back than the item: it was passed over. Else it may have dropped off the end.
            reaches_back = bool(column) and min(column) < published.date().isoformat()
            verdict = _MISSING if reaches_back else _UNTOLD
        counts[verdict] += 1
    decided = counts[_WITHIN] + counts[_LATE] + counts[_MISSING]
    parts = {name: float(counts[name]) for name in (_WITHIN, _LATE, _MISSING, _UNTOLD)}
    shown = [*evidence[: lexicon("findings")["shown"]], page_evidence(home)]
    if decided < lexicon("findings")["reposts"]["least"]:
        return Reading.unseen(Cause.TOO_FEW, *shown)
    return Reading.measured(counts[_WITHIN] / decided, *shown, parts=parts, absent=bool(counts[_MISSING]))


def _judged(published: datetime, day: str, seen_at: datetime) -> str:
    """What a printed day says of the delay: the same day is in time, the next one can be either."""
    days = (datetime.fromisoformat(day).date() - published.date()).days
    if days == 0 or (days > 0 and seen_at - published <= _IN_TIME):
        return _WITHIN
    return _LATE if days >= 2 else _UNTOLD


def _listed(visit: Visit) -> list[tuple[CapturedPage, DatedItem]]:
    pages = [(one, one.page) for one in visit.of(Purpose.HOME, Purpose.COLUMN) if one.page is not None]
    return [(captured, item) for captured, page in pages for item in page.items]


def _is_same(seen: DatedItem, item: StateItem) -> bool:
    """Whether a dated link is an item: same address, or same title but for signs, which a list may cut short."""
    if item.url and address(seen.url) == address(item.url):
        return True
    printed, title = _SIGNS.sub("", seen.title), _SIGNS.sub("", item.title)
    return printed == title or (len(printed) >= lexicon("findings")["reposts"]["title"] and title.startswith(printed))
