"""融合化: the four functions, sign-in, search, the way to services, data, the hotline."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container
from datetime import timedelta

from data.addresses import split
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    attempt_evidence,
    civil_date,
    entry_saying,
    flags,
    home_page,
    link_evidence,
    news_until,
    not_there,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.collectors.service import guide_elements, platform_hosts
from data.lexicon import lexicon
from data.model import Cause, Evidence, Purpose, Where
from data.page.addresses import address
from data.page.model import Link, PageIndex, Region
from data.page.words import LABEL_LENGTH, links_outside_articles, links_saying, says
from data.registry import plain_host

_NUMBER = re.compile(r"(?<!\d)12345(?!\d)")
_LABEL_LENGTH = 20
COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "integration_four")
def four(visit: Visit, context: Context) -> Reading:
    """Disclosure, interpretation, service and interaction as entries of the home page; without service duty, three.

    Source: 国办发〔2017〕47号.
    """
    home, page = home_page(visit, context)
    words = {part: lexicon("plan")[part] for part in ("disclosure", "service", "interaction")}
    words["interpretation"] = lexicon("collectors")["interpretation"]
    if context.site.outside_service is False:
        del words["service"]
    found = {part: entry_saying(home, page, f"{part}_channel", said) for part, said in words.items()}
    evidence = [entry for entry in found.values() if entry is not None]
    if not page.shows_header and len(evidence) < len(found):
        return Reading.unseen(Cause.PART_MISSING, *evidence)
    return flags(
        {part: float(entry is not None) for part, entry in found.items()}, *(evidence or [page_evidence(home)])
    )


@collector(COLLECTORS, "integration_sso")
def sso(visit: Visit, context: Context) -> Reading:
    """1 where the home page's sign-in stands on a service platform of the reference table; a sign-in of its own is 0.

    Judged by the host the link names. Source: 国办函〔2018〕71号 (recalled).
    """
    home, page = home_page(visit, context)
    words = lexicon("collectors")["sign_in"]
    headlines = {item.title for item in page.items}
    named = [
        link
        for link in page.links
        if len(link.label) <= LABEL_LENGTH and link.label not in headlines and says(link.label, words)
    ]
    if not named and not any(says(label.text, words) for label in page.labels):
        if not page.shows_header:
            return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
        return Reading.inapplicable(Cause.NO_LOGIN)
    links = [link for link in named if link.url]
    platforms = platform_hosts(context)
    shared = next((link for link in links if any(platform.covers(_host(link)) for platform in platforms)), None)
    if shared is not None:
        return Reading.measured(1, link_evidence(home, shared))
    own = [link for link in links if plain_host(_host(link)) == plain_host(context.site.host)]
    if own:
        return Reading.measured(0, link_evidence(home, own[0]), absent=True)
    # A script opens it, or it stands on a third host that the platform may share.
    return Reading.unseen(Cause.PART_MISSING, *(link_evidence(home, link) for link in named[:1]))


def _host(link: Link) -> str:
    return split(link.url).host


@collector(COLLECTORS, "integration_search_types")
def search_types(visit: Visit, context: Context) -> Reading:
    """Which of information, policy, service, interaction the search's result page names as groups. Own proposal.

    A page without a hit is drawn by script: what it does not name can't be seen.
    """
    _, page = home_page(visit, context)
    captured, cause = target_state(visit, Purpose.SEARCH)
    if captured is None or captured.page is None:
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, *([attempt_evidence(captured)] if captured else []))
    tabs, hits = _tabs(captured.page, page), _hits(captured.page)
    wanted = lexicon("integration")["search_groups"]
    found = {part: next((tab for tab in tabs if re.search(words, tab)), "") for part, words in wanted.items()}
    evidence = [page_evidence(captured, tab) for tab in dict.fromkeys(found.values()) if tab]
    if not hits and not all(found.values()):
        return Reading.unseen(Cause.PART_MISSING, *evidence, page_evidence(captured))
    return flags({part: float(bool(tab)) for part, tab in found.items()}, *(evidence or [page_evidence(captured)]))


def _tabs(results: PageIndex, home: PageIndex) -> list[str]:
    """Short names in the middle of a result page that the home page does not carry."""
    longest = lexicon("integration")["search_page"]["longest_tab"]
    navigation = {address(link.url) for link in home.links if link.url}
    everywhere = {label.text for label in home.labels}
    links = [link.label for link in results.links if _in_middle(link.region) and address(link.url) not in navigation]
    labels = [label.text for label in results.labels if _in_middle(label.region) and label.text not in everywhere]
    return [name for name in (*links, *labels) if len(name) <= longest]


def _hits(results: PageIndex) -> list[Link]:
    longest = lexicon("integration")["search_page"]["longest_tab"]
    return [link for link in results.links if link.url and _in_middle(link.region) and len(link.label) > longest]


def _in_middle(region: Region) -> bool:
    return region in {Region.MAIN, Region.ARTICLE}


@collector(COLLECTORS, "integration_hosts")
def hosts(visit: Visit, context: Context) -> Reading:
    """Number of hosts that the home page's service links lead to; with fewer than five links it says nothing.

    Own proposal.
    """
    home, page = home_page(visit, context)
    platforms = platform_hosts(context)
    headlines = {item.title for item in page.items}
    links = {
        address(link.url): link
        for link in links_outside_articles(page)
        if link.label not in headlines
        and not says(link.label, lexicon("collectors")["sign_in"])
        and (
            (len(link.label) <= LABEL_LENGTH and says(link.label, lexicon("plan")["service"]))
            or any(platform.covers(_host(link)) for platform in platforms)
        )
    }
    by_host = {plain_host(_host(link)): link for link in links.values()}
    evidence = [link_evidence(home, link) for link in by_host.values()]
    if len(links) < lexicon("integration")["service_links"]["least"]:
        return Reading.unseen(Cause.TOO_FEW, *(evidence or [page_evidence(home)]))
    return Reading.measured(len(by_host), *evidence[:5])


@collector(COLLECTORS, "integration_depth")
def depth(visit: Visit, context: Context) -> Reading:
    """Fewest clicks from the home page to a service guide, over the captured pages. Own proposal.

    Judged only where the service page was read: another way to a guide may be longer.
    """
    home, _ = home_page(visit, context)
    service, cause = target_state(visit, Purpose.SERVICE)
    if service is None or service.page is None:
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, *([attempt_evidence(service)] if service else []))
    least = lexicon("collectors")["guide_page"]["least_elements"]
    guides = [c for c in visit.of(Purpose.GUIDE) if c.page is not None and len(guide_elements(c.page)) >= least]
    way = _shortest_way(visit, home, {guide.capture.id for guide in guides})
    if not way:
        _, cause = target_state(visit, Purpose.GUIDE)
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, page_evidence(service))
    return Reading.measured(len(way), *way)


def _shortest_way(visit: Visit, home: CapturedPage, goals: set[str]) -> list[Evidence]:
    """The links to click, one after the other, from the home page to one of the goals; [] if no way is seen."""
    opened = _read_by_address(visit)
    ways: dict[str, list[Evidence]] = {home.capture.id: []}
    waiting = deque([home])
    while waiting:
        captured = waiting.popleft()
        way = ways[captured.capture.id]
        if captured.page is None or len(way) >= lexicon("integration")["depth"]["most"]:
            continue
        for link in captured.page.links:
            target = opened.get(address(link.url)) if link.url else None
            if target is None or target.capture.id in ways:
                continue
            ways[target.capture.id] = [*way, link_evidence(captured, link)]
            if target.capture.id in goals:
                return ways[target.capture.id]
            waiting.append(target)
    return []


def _read_by_address(visit: Visit) -> dict[str, CapturedPage]:
    """The pages that were read, by the address that was asked for first and by the one that answered."""
    asked = visit.asked()
    read: dict[str, CapturedPage] = {}
    for captured in visit.pages:
        if captured.page is not None:
            read.setdefault(address(asked[captured.capture.id].url), captured)
            read.setdefault(address(captured.capture.url), captured)
    return read


@collector(COLLECTORS, "integration_data")
def data(visit: Visit, context: Context) -> Reading:
    """A data column with an item of the last 120 days; an explanation of data linked there or on the home page.

    Source: 国办发〔2017〕47号 (recalled).
    """
    home, page = home_page(visit, context)
    columns = links_saying(page, lexicon("plan")["data"])
    captured, cause = target_state(visit, Purpose.DATA)
    released = False
    if not columns:
        if not page.shows_header:
            return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
        evidence = [page_evidence(home)]
    elif captured is not None and captured.page is not None:
        newest = max((item.date for item in news_until(civil_date(captured), captured.page)), default="")
        if not newest:
            return Reading.unseen(Cause.UNDATED, page_evidence(captured))
        oldest_fresh = civil_date(captured) - timedelta(days=lexicon("integration")["data"]["fresh_days"])
        released = newest >= oldest_fresh.isoformat()
        evidence = [link_evidence(home, columns[0]), page_evidence(captured, newest)]
    elif captured is not None and cause in FAILED:
        evidence = [link_evidence(home, columns[0]), attempt_evidence(captured)]
    else:
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, link_evidence(home, columns[0]))
    explained = _explanation(home, {item.title for item in page.items}) or _explanation(captured)
    parts = {"release": float(released), "explanation": float(explained is not None)}
    return flags(parts, *evidence, *([explained] if explained else []))


def _explanation(captured: CapturedPage | None, headlines: Container[str] = ()) -> Evidence | None:
    """A link to explained data; what the data column lists may be one, what the home page reports is none."""
    if captured is None or captured.page is None:
        return None
    links = links_saying(captured.page, lexicon("integration")["data"]["explanation"])
    return next((link_evidence(captured, link) for link in links if link.label not in headlines), None)


@collector(COLLECTORS, "integration_hotline")
def hotline(visit: Visit, context: Context) -> Reading:
    """1 for a link or form of 12345 on the home or interaction page, 0.5 for the number alone."""
    home, page = home_page(visit, context)
    pages = [home, *(c for c in visit.of(Purpose.INTERACTION) if c.page is not None)]
    for captured in pages:
        found = hotline_link(captured)
        if found is not None:
            return Reading.measured(1, found)
    linked = links_saying(page, lexicon("plan")["interaction"])
    _, cause = target_state(visit, Purpose.INTERACTION)
    if linked and cause is not None and cause not in FAILED:
        return Reading.unseen(cause, link_evidence(home, linked[0]))
    printed = [c for c in pages if c.page and _NUMBER.search(f"{c.page.header_text} {c.page.footer_text}")]
    printed += [home] if any(_NUMBER.search(label.text) for label in page.labels) else []
    written = re.search(lexicon("integration")["hotline"]["script"], page.script_text)
    if printed or written:
        shown = page_evidence(printed[0], "12345") if printed else page_evidence(home, "12345", Where.SCRIPT)
        return Reading.measured(0.5, shown, *map(page_evidence, pages[1:]), absent=True)
    return not_there(home, page, also=pages[1:])


def hotline_link(captured: CapturedPage) -> Evidence | None:
    """Return the link or form that leads to 12345, None without one; a headline about it is none."""
    page = captured.page
    assert page is not None
    headlines = {item.title for item in page.items}
    for link in links_outside_articles(page):
        named = len(link.label) <= _LABEL_LENGTH and link.label not in headlines and _NUMBER.search(link.label)
        if named or split(link.url).host.startswith("12345"):
            return link_evidence(captured, link)
    tel = next((link.href for link in page.links if link.href.startswith("tel:12345")), "")
    form = next((form.action for form in page.forms if _NUMBER.search(form.action)), "")
    return page_evidence(captured, tel or form) if tel or form else None
