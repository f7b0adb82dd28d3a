"""站群化: what one visit says of the site cluster. Links across sites belong to the round phase (``data/graph.py``)."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import civil_date, flags, home_page, not_there, page_evidence
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.page.dates import find_dates
from data.page.model import DatedItem, PageIndex
from data.page.words import LABEL_LENGTH, links_outside_articles

COLLECTORS: dict[str, Collector] = {}
_WINDOW = 600


@collector(COLLECTORS, "clustering_state_column")
def state_column(visit: Visit, context: Context) -> Reading:
    """A State Council column on the home page, and whether its newest item is at most 7 days old.

    Source: 国办 2017年第一季度抽查通报 (90 % had the column, 80 % reposted within 24 h).
    """
    home, page = home_page(visit, context)
    name = _column_name(page)
    if not name:
        framed = _framed(page, context)
        if framed:
            return Reading.measured(1, page_evidence(home, framed), parts={"column": 1.0})
        return not_there(home, page, {"column": 0.0, "fresh": 0.0})
    newest = _newest_after(home, page, name)
    if not newest:
        return Reading.measured(1, page_evidence(home, name), parts={"column": 1.0})
    oldest_fresh = civil_date(home) - timedelta(days=lexicon("collectors")["state_column"]["fresh_days"])
    fresh = newest >= oldest_fresh.isoformat()
    return flags({"column": 1.0, "fresh": float(fresh)}, page_evidence(home, f"{name} {newest}"))


def _column_name(page: PageIndex) -> str:
    wanted = re.compile(lexicon("collectors")["state_column"]["pattern"])
    headlines = {item.title for item in page.items}
    words = [link.label for link in links_outside_articles(page)]
    words += [heading.text for heading in page.headings] + [label.text for label in page.labels]
    labels = (word for word in words if len(word) <= LABEL_LENGTH and word not in headlines)
    return next((label for label in labels if wanted.search(label)), "")


def _framed(page: PageIndex, context: Context) -> str:
    """The address of a frame that shows the state portal's own pages; its dates are not in this page."""
    portals = context.registry.references("state_portal")
    hosts = [(urlsplit(address).hostname or "", address) for address in page.frames]
    return next((address for host, address in hosts if any(portal.covers(host) for portal in portals)), "")


def _newest_after(home: CapturedPage, page: PageIndex, name: str) -> str:
    """The newest date in the stretch of text below the column's name, not after the capture; "" if it holds none."""
    today = civil_date(home).isoformat()
    best = ""
    for match in re.finditer(re.escape(name), page.text):
        window = page.text[match.end() : match.end() + _WINDOW]
        dates = [day for day, _ in find_dates(window)]
        dates += [item.date for item in page.items if _stands_in(item, window)]
        best = max([best, *(day for day in dates if day <= today)])
    return best


def _stands_in(item: DatedItem, window: str) -> bool:
    """Tell whether an item is printed in a stretch of text: its title and, since titles repeat, its day too."""
    _, month, day = item.date.split("-")
    days = (
        f"{month}-{day}",
        f"{month}/{day}",
        f"{month}.{day}",
        f"{int(month)}-{int(day)}",
        f"{int(month)}月{int(day)}日",
    )
    return len(item.title) >= 8 and item.title[:16] in window and any(printed in window for printed in days)
