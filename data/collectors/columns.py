"""规范化: whether the visited columns are updated within their period, and whether one is empty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import civil_date, column_pages, home_page, page_evidence
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Evidence, Purpose
from data.page.dates import FULL, SHORT
from data.page.model import DatedItem, PageIndex, Region

COLLECTORS: dict[str, Collector] = {}
_BODY = frozenset({Region.MAIN, Region.ARTICLE})


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that could be judged. said: the date of its newest item, or that there is nothing; "" without dates."""

    page: CapturedPage
    name: str
    group: str
    said: str = ""
    stale: bool = False
    empty: bool = False

    @property
    def evidence(self) -> Evidence:
        return page_evidence(self.page, f"{self.name} {self.said}".strip())


@collector(COLLECTORS, "standardization_columns")
def columns(visit: Visit, context: Context) -> Reading:
    """1 - (not updated + empty) / judged, over the visited columns; the numbers behind it are parts.

    ``census`` is 1 where every column was visited, so that the numbers are counts and no sample.

    How long a column may rest depends on its kind (``lexicon/columns.toml``); archives and descriptions need no update.
    A list that prints no dates is not updated; a list that only scripts draw was not seen. All of it rests on what pages
    print (dates, or that there is nothing), so one look is enough.

    Source: 国办秘函〔2019〕19号 (栏目不更新, 空白栏目); 2015年普查评分表 (undated counts as not updated).
    """
    home, page = home_page(visit, context)
    pages = column_pages(visit)
    frame = _frame(pages)
    judged = [column for one in pages if (column := _judged(one, _name(one, page), frame)) is not None]
    if not judged:
        return Reading.unseen(Cause.TOO_FEW, page_evidence(home), *(page_evidence(one) for one in pages))
    over = Counter(column.group for column in judged if column.stale)
    empty = sum(column.empty for column in judged)
    # What is wrong comes first; the rest shows what was looked at.
    shown = sorted(judged, key=lambda column: not (column.stale or column.empty))
    return Reading.measured(
        1 - (over.total() + empty) / len(judged),
        *(column.evidence for column in shown),
        parts={
            "judged": float(len(judged)),
            "over_news_notice": float(over["news_notice"]),
            "over_other": float(over["other"]),
            "empty": float(empty),
            "unseen": float(_due(visit, pages, page) - len(judged)),
            "census": float(context.census),
        },
    )


def _due(visit: Visit, pages: Sequence[CapturedPage], home: PageIndex) -> int:
    """How many visited columns have to be updated, read or not."""
    failed = sum(one.page is None for one in visit.of(Purpose.COLUMN))
    return failed + sum("days" in _kind(_name(one, home)) for one in pages)


def _judged(captured: CapturedPage, name: str, frame: frozenset[str]) -> _Column | None:
    """Return what a column's page says; None if it needs no update, is no list, or its list was not seen."""
    kind, page = _kind(name), captured.page
    assert page is not None
    if "days" not in kind:
        return None
    today = civil_date(captured)
    own = [item for item in _own(page, frame) if item.date <= today.isoformat()]
    newest = max((item.date for item in own), default="")
    stale = newest < (today - timedelta(days=kind["days"])).isoformat()
    drawn = _may_be_drawn(page)
    # A few old items beside a list that a script draws say nothing of that list.
    if newest and (not stale or not drawn or len(own) >= _words()["least"]):
        return _Column(captured, name, kind["group"], newest, stale=stale)
    if own or drawn:
        return None
    nothing = re.search(_words()["nothing"], page.text)
    if nothing and nothing.group() not in page.hidden_text:
        return _Column(captured, name, kind["group"], nothing.group(), empty=True)
    if _headlines(page, frame) >= _words()["least"] and not _prints_dates(page):
        return _Column(captured, name, kind["group"], stale=True)
    return None


def _words() -> dict[str, Any]:
    table: dict[str, Any] = lexicon("columns")["list"]
    return table


def _kind(name: str) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = lexicon("columns")["kind"]
    return next(kind for kind in kinds if re.search(kind["words"], name))


def _name(captured: CapturedPage, home: PageIndex) -> str:
    """The words of the home page's link to a column, else the name that its page gives itself."""
    page = captured.page
    assert page is not None
    label = next((link.label for link in home.links if link.url == captured.capture.url and link.label), "")
    return label or page.meta("columnname") or re.split(r"[-_—|]", page.title)[0]


def _frame(pages: Sequence[CapturedPage]) -> frozenset[str]:
    """Addresses that stand on most of at least three column pages: they belong to the site's frame."""
    shown = Counter(url for one in pages if one.page for url in {link.url for link in one.page.links})
    most = len(pages) * _words()["shared"]
    return frozenset(url for url, times in shown.items() if len(pages) >= 3 and times > most)


def _own(page: PageIndex, frame: frozenset[str]) -> list[DatedItem]:
    return [item for item in page.items if item.region in _BODY and item.url not in frame]


def _may_be_drawn(page: PageIndex) -> bool:
    """Whether scripts or a frame may show a list that is not in the page."""
    return bool(page.frames) or re.search(_words()["drawn"], page.script_text) is not None


def _headlines(page: PageIndex, frame: frozenset[str]) -> int:
    least = _words()["headline"]
    return sum(
        link.region in _BODY and bool(link.url) and len(link.label) >= least and link.url not in frame
        for link in page.links
    )


def _prints_dates(page: PageIndex) -> bool:
    """Whether any date is printed in a way that was not read as an item's."""
    return FULL.search(page.text) is not None or SHORT.search(page.text) is not None
