"""规范化: whether the visited columns are updated within their period, and whether one is empty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.column_places import Places
from data.collectors.reading import FAILED, Unreadable, civil_date, column_pages, home_page, page_evidence
from data.collectors.registering import collector
from data.columns.kinds import kind_of, list_words
from data.columns.model import ColumnRow, SeenColumn, Shown
from data.columns.table import WRONG, column_rows
from data.model import Cause, Evidence, Purpose, Where
from data.page.addresses import address
from data.page.dates import FULL, SHORT
from data.page.masking import masked
from data.page.model import DatedItem, PageIndex, Region

COLLECTORS: dict[str, Collector] = {}
COLUMNS = "standardization_columns"
_BODY = frozenset({Region.MAIN, Region.ARTICLE})
_FRAME_PAGES = 3
"""With fewer columns it can't be told what belongs to the site's frame."""


@collector(COLLECTORS, COLUMNS)
def columns(visit: Visit, context: Context) -> Reading:
    """1 - (not updated + empty) / judged, over the visited columns; the numbers behind it are parts.

    ``census`` is 1 where every column was visited, so that the numbers are counts and no sample.
    How long a column may rest depends on its kind (``lexicon/columns.toml``); archives and descriptions need no update.
    A list that prints no dates is not updated; a list that only scripts draw was not seen. What a sample says rests on what
    pages print (dates, or that there is nothing), so one look is enough; a census looks twice at what is empty.

    Source: 国办秘函〔2019〕19号 (栏目不更新, 空白栏目); 2015年普查评分表 (undated counts as not updated).
    """
    home, _ = home_page(visit, context)
    pages = column_pages(visit)
    rows = column_rows(context.site.site_id, [seen_columns(visit, context)], looks_needed=1)
    reading = columns_reading(rows, census=context.census)
    return reading or Reading.unseen(_why(rows), page_evidence(home), *(page_evidence(one) for one in pages))


def _why(rows: Sequence[ColumnRow]) -> Cause:
    """Why no column could be judged, where all have the same reason."""
    causes = {row.reason for row in rows if row.counts_as == "unseen"}
    return Cause(causes.pop()) if len(causes) == 1 else Cause.TOO_FEW


def columns_reading(rows: Sequence[ColumnRow], *, census: bool) -> Reading | None:
    """Return what the rows of a site's table say of the indicator; None where no column could be judged."""
    counts = Counter(row.counts_as for row in rows if row.counts_as)
    unseen = counts.pop("unseen", 0)
    judged, fine = counts.total(), counts["fine"]
    if not judged:
        return None
    # What is wrong comes first; the rest shows some of what was looked at, the table shows all of it.
    wrong = [row for row in rows if row.counts_as in WRONG]
    others = [row for row in rows if row.counts_as == "fine"][: list_words()["shown"]]
    parts = {name: float(counts[name]) for name in WRONG}
    return Reading.measured(
        fine / judged,
        *(
            Evidence(row.capture_id, Where.HTML, masked(f"{row.name} {row.said}".strip()), row.url)
            for row in wrong + others
        ),
        parts={"judged": float(judged), **parts, "unseen": float(unseen), "census": float(census)},
    )


def seen_columns(visit: Visit, context: Context) -> tuple[SeenColumn, ...]:
    """Return what the visit saw of each column it asked for, in the order of asking; () without a home page of its own."""
    try:
        home, _ = home_page(visit, context)
        read = column_pages(visit)
    except Unreadable:
        return ()
    failed = [one for one in visit.of(Purpose.COLUMN) if one.page is None]
    asked = {key: capture.url for key, capture in visit.asked().items()}
    places = Places(home, [*read, *failed], visit.of(Purpose.DIRECTORY), asked)
    look = _Look(places, _frame(read))
    order = {one.capture.id: position for position, one in enumerate(visit.pages)}
    seen = [look.at(one, asked[one.capture.id]) for one in [*read, *failed]]
    return tuple(sorted(seen, key=lambda column: order[column.capture_id]))


def columns_to_recheck(columns: Sequence[SeenColumn]) -> set[str]:
    """Return the captures of the columns that a second look has to confirm: empty ones, and those whose page failed.

    So many of the others come with them that the site's frame is known again.
    """
    wanted = [column for column in columns if column.shown is Shown.EMPTY or column.cause in FAILED]
    others = (
        [column for column in columns if column not in wanted][: max(0, _FRAME_PAGES - len(wanted))] if wanted else []
    )
    return {column.capture_id for column in wanted + others}


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks at the columns of one visit. frame: addresses that stand on most of their pages."""

    places: Places
    frame: frozenset[str]

    def at(self, captured: CapturedPage, asked: str) -> SeenColumn:
        """Return what a column's page says."""
        name = self.places.name(captured)
        kind = kind_of(name).id
        shown, newest, said, cause = self._shown(captured)
        if cause is Cause.NO_LIST and self.places.leads_on(captured):
            kind = "channel"
        day = civil_date(captured).isoformat()
        above = self.places.above(captured)
        return SeenColumn(captured.capture.id, asked, name, above, kind, shown, day, newest, masked(said), cause)

    def _shown(self, captured: CapturedPage) -> tuple[Shown, str, str, Cause | None]:
        """What the page shows, its newest date, the words that say so, and the cause where it can't be judged."""
        page = captured.page
        if page is None:
            return Shown.UNSEEN, "", "", captured.capture.cause or Cause.PAGE_NOT_CAPTURED
        today = civil_date(captured).isoformat()
        own = [item for item in self._own(page) if item.date <= today]
        newest, drawn = max((item.date for item in own), default=""), _may_be_drawn(page)
        if newest and (not drawn or len(own) >= list_words()["least"]):
            return Shown.DATED, newest, newest, None
        if drawn:
            return Shown.PARTLY if newest else Shown.UNSEEN, newest, newest, Cause.LIST_BY_SCRIPT
        nothing = re.search(list_words()["nothing"], page.text)
        if nothing and nothing.group() not in page.hidden_text:
            return Shown.EMPTY, "", nothing.group(), None
        if self._headlines(page) < list_words()["least"]:
            return Shown.UNSEEN, "", "", Cause.NO_LIST
        return (Shown.UNSEEN, "", "", Cause.UNDATED) if _prints_dates(page) else (Shown.UNDATED, "", "", None)

    def _own(self, page: PageIndex) -> list[DatedItem]:
        return [item for item in page.items if item.region in _BODY and item.url not in self.frame]

    def _headlines(self, page: PageIndex) -> int:
        """How many links have the length of a headline and lead to no column."""
        least, columns = list_words()["headline"], self.places.addresses()
        return sum(
            link.region in _BODY
            and bool(link.url)
            and len(link.label) >= least
            and link.url not in self.frame
            and address(link.url) not in columns
            for link in page.links
        )


def _frame(pages: Sequence[CapturedPage]) -> frozenset[str]:
    """Addresses that stand on most of at least three column pages: they belong to the site's frame."""
    shown = Counter(url for one in pages if one.page for url in {link.url for link in one.page.links})
    most = len(pages) * list_words()["shared"]
    return frozenset(url for url, times in shown.items() if len(pages) >= _FRAME_PAGES and times > most)


def _may_be_drawn(page: PageIndex) -> bool:
    """Whether scripts or a frame may show a list that is not in the page."""
    return bool(page.frames) or re.search(list_words()["drawn"], page.script_text) is not None


def _prints_dates(page: PageIndex) -> bool:
    """Whether any date is printed in a way that was not read as an item's."""
    return FULL.search(page.text) is not None or SHORT.search(page.text) is not None
