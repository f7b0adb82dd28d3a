"""Steps that several collectors share: the home page or the reason it is missing, evidence of a fact or link."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from data.addresses import split
from data.collectors.base import CapturedPage, Context, Reading, Visit
from data.lexicon import lexicon
from data.model import Capture, Cause, Evidence, Purpose, Where
from data.page.masking import masked
from data.page.model import SCRIPT_TAG, DatedItem, Fact, FactState, Link, PageIndex
from data.page.words import links_saying, names_something_else
from data.registry import plain_host

_CHINA = ZoneInfo("Asia/Shanghai")

FAILED = frozenset(
    {
        Cause.DNS_FAILURE, Cause.REFUSED, Cause.TIMEOUT, Cause.CUT_OFF, Cause.TLS_FAILURE, Cause.HTTP_4XX,
        Cause.HTTP_5XX, Cause.EMPTY, Cause.WRONG_TYPE, Cause.PARKED, Cause.HIJACKED, Cause.PLACEHOLDER, Cause.SOFT_404,
        Cause.REDIRECT_LOOP,
    }
)  # fmt: skip
"""Causes that say the page itself does not work, for anybody."""


class Unreadable(Exception):
    """The page a collector needs is not there; ``reading`` says why."""

    def __init__(self, cause: Cause, *evidence: Evidence) -> None:
        super().__init__(cause.value)
        self.reading = Reading.unseen(cause, *evidence)


def home_page(visit: Visit, context: Context) -> tuple[CapturedPage, PageIndex]:
    """Return the site's own home page.

    Raises ``Unreadable`` with the cause when it was not read or is another site's.
    """
    home = visit.home
    if home is None:
        raise Unreadable(Cause.NO_HOME_PAGE)
    if home.page is None:
        raise Unreadable(home.capture.cause or Cause.PAGE_NOT_CAPTURED, attempt_evidence(home))
    if plain_host(split(home.capture.url).host) != plain_host(context.site.host):
        raise Unreadable(Cause.REDIRECT_AWAY, attempt_evidence(home))
    return home, home.page


def civil_date(captured: CapturedPage) -> date:
    """Return the Asia/Shanghai civil date of a capture: ages are counted from it, never from now."""
    return datetime.fromisoformat(captured.capture.requested_at).astimezone(_CHINA).date()


def news_until(day: date, page: PageIndex) -> list[DatedItem]:
    """Return the page's dated items up to a day; what weather, clock or calendar print is no news."""
    not_news = re.compile(lexicon("collectors")["update"]["not_news"])
    return [item for item in page.items if item.date <= day.isoformat() and not not_news.search(item.title)]


def may_show_newer(page: PageIndex) -> bool:
    """Tell whether a script of the page asks for data, so that what is printed need not be all that a visitor sees."""
    return re.search(lexicon("collectors")["home"]["asks_for_data"], page.script_text) is not None


def attempt_evidence(captured: CapturedPage) -> Evidence:
    """Evidence of an attempt as such: its status or cause."""
    return capture_evidence(captured.capture)


def capture_evidence(capture: Capture) -> Evidence:
    """Evidence of an attempt of which only the capture is at hand."""
    said = capture.cause.value if capture.cause else f"HTTP {capture.http_status}"
    return Evidence(capture.id, Where.HEADER, said, capture.url)


def page_evidence(captured: CapturedPage, text: str = "", where: Where = Where.HTML) -> Evidence:
    """Evidence on a page, with personal data masked before it is kept."""
    return Evidence(captured.capture.id, where, masked(text), captured.capture.url)


def link_evidence(captured: CapturedPage, link: Link) -> Evidence:
    """Evidence of a link: its words, and where it leads."""
    where = Where.SCRIPT if link.tag == SCRIPT_TAG else Where.HTML
    return Evidence(captured.capture.id, where, masked(link.label or link.title), link.url or captured.capture.url)


def is_there(fact: Fact) -> bool:
    """Tell whether a fact is present, in the page or by script."""
    return fact.state in {FactState.PRESENT, FactState.SCRIPT}


def fact_evidence(captured: CapturedPage, fact: Fact) -> Evidence:
    """Evidence of a fact that is there."""
    where = Where.SCRIPT if fact.state is FactState.SCRIPT else Where.HTML
    return page_evidence(captured, fact.text or str(fact.value or fact.where), where)


def flags(parts: Mapping[str, float], *evidence: Evidence) -> Reading:
    """Return the reading of an indicator made of flags: the share of the decided parts that are there."""
    value = sum(parts.values()) / len(parts)
    return Reading.measured(value, *evidence, parts=parts, absent=value < 1)


def not_there(
    home: CapturedPage, page: PageIndex, parts: Mapping[str, float] | None = None, also: Sequence[CapturedPage] = ()
) -> Reading:
    """Return the reading "not on the home page" (nor on others that were looked at): 0.

    Unseen where the home page's header and navigation are not in the page, or a script of its own was not read.
    """
    looked_at = [page_evidence(captured) for captured in (home, *also)]
    if not page.shows_header:
        return Reading.unseen(Cause.PART_MISSING, *looked_at)
    return Reading.measured(0, *looked_at, parts=parts, absent=True)


def one_fact(visit: Visit, context: Context, name: str) -> Reading:
    """Return 1 where a fact of the home page is there, 0 where it is not, unseen where its place is missing."""
    home, _ = home_page(visit, context)
    fact = home.facts[name]
    if fact.state is FactState.NOT_SEEN:
        return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
    if is_there(fact):
        return Reading.measured(1, fact_evidence(home, fact))
    return Reading.measured(0, page_evidence(home), absent=True)


def entry_saying(home: CapturedPage, page: PageIndex, fact_name: str, words: Mapping[str, Any]) -> Evidence | None:
    """Return a function's entry on the home page: a link saying one of the words, or its fact; headlines are none."""
    headlines = {item.title for item in page.items}
    links = [link for link in links_saying(page, dict(words)) if link.label not in headlines]
    if links:
        return link_evidence(home, links[0])
    fact = home.facts.get(fact_name)
    if fact is None or not is_there(fact) or fact.value in headlines or names_something_else(str(fact.value)):
        return None
    return fact_evidence(home, fact)


def target_state(visit: Visit, *purposes: Purpose) -> tuple[CapturedPage | None, Cause | None]:
    """Return what became of the page a link led to.

    (page, None) if it was read, (capture, cause) if not, (None, cause) if nobody asked for it.
    """
    captured = visit.of(*purposes)
    read = [page for page in captured if page.page is not None]
    if read:
        return read[0], None
    if captured:
        return captured[-1], captured[-1].capture.cause or Cause.PAGE_NOT_CAPTURED
    return None, Cause.PAGE_NOT_CAPTURED


def read_pages(visit: Visit, *purposes: Purpose) -> list[CapturedPage]:
    """Return the pages asked for with these purposes that could be read.

    Raises ``Unreadable`` with what became of them when there is none.
    """
    read = [captured for captured in visit.of(*purposes) if captured.page is not None]
    if not read:
        captured, cause = target_state(visit, *purposes)
        raise Unreadable(cause or Cause.PAGE_NOT_CAPTURED, *([attempt_evidence(captured)] if captured else []))
    return read


def visited_pages(visit: Visit, context: Context) -> list[tuple[CapturedPage, PageIndex]]:
    """Return every page of the site's own host, or of a host below it, that was read; the home page first.

    Raises ``Unreadable`` where the home page was not read.
    """
    home, page = home_page(visit, context)
    own = plain_host(context.site.host)
    read = [(one, one.page) for one in visit.of(*Purpose) if one.page is not None and one is not home]
    return [
        (home, page),
        *((one, page) for one, page in read if f".{plain_host(split(page.url).host)}".endswith(f".{own}")),
    ]


def column_pages(visit: Visit) -> list[CapturedPage]:
    """Return the columns that were visited: those of the navigation, and the lists of policies, interpretations, data.

    Raises ``Unreadable`` when there is none.
    """
    pages = read_pages(visit, Purpose.COLUMN, Purpose.POLICY, Purpose.INTERPRETATION, Purpose.DATA)
    columns = [one for one in pages if one.capture.purpose is Purpose.COLUMN or (one.page and _is_list(one.page))]
    if not columns:
        raise Unreadable(Cause.PAGE_NOT_CAPTURED, *(page_evidence(one) for one in pages))
    return columns


def article_pages(visit: Visit) -> list[tuple[CapturedPage, PageIndex]]:
    """Return the articles that were visited; a dated link that led to a list led to none.

    Raises ``Unreadable`` when there is none.
    """
    pages = [(one, one.page) for one in read_pages(visit, Purpose.ARTICLE) if one.page is not None]
    articles = [(one, page) for one, page in pages if not _is_list(page)]
    if not articles:
        raise Unreadable(Cause.TOO_FEW, *(page_evidence(one) for one, _ in pages))
    return articles


def _is_list(page: PageIndex) -> bool:
    return not page.published_on and len(page.items) >= lexicon("columns")["list"]["least"]
