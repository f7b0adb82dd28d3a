"""实用化: search, freshness, mobile use, IPv6, question answering, what machines can read."""

from __future__ import annotations

import re
from datetime import date

from data.addresses import split
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    Unreadable,
    attempt_evidence,
    civil_date,
    fact_evidence,
    flags,
    home_page,
    is_there,
    link_evidence,
    may_show_newer,
    news_until,
    not_there,
    page_evidence,
)
from data.collectors.registering import collector
from data.collectors.searching import has_search, result_pages, words_asked
from data.holidays import working_days_between
from data.lexicon import lexicon
from data.model import Cause, Evidence, Level, Purpose, Where
from data.page.model import FactState, PageIndex
from data.page.words import LABEL_LENGTH, links_outside_articles, links_saying, says
from data.registry import plain_host

COLLECTORS: dict[str, Collector] = {}
_WIDTH = re.compile(
    r"(?:^|[},;\s])(?:body|html|main|#main|\.main|\.container|\.wrap|\.wrapper|#wrap|\.w1200)[^{}]*\{[^}]*?(?<!max-)(?:min-)?width\s*:\s*(\d{3,5})px"
)


@collector(COLLECTORS, "practicality_search")
def search(visit: Visit, context: Context) -> Reading:
    """Share of titles of the site itself that its search finds on the first page; a box that finds none counts a little.

    Results that a script draws, or that stand on another host, are not judged.
    Source: 国办秘函〔2019〕19号 (functional design, recalled).
    """
    home, page = home_page(visit, context)
    if not has_search(home, page):
        return not_there(home, page)
    asked = [(found, words) for found in result_pages(visit) if (words := words_asked(found, page))]
    judged = [(found, words) for found, words in asked if found.answers]
    if not judged:
        cause = asked[0][0].cause if asked else None
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, page_evidence(home))
    hits = [found for found, words in judged if any(words in link.label for link in found.results)]
    value = max(len(hits) / len(judged), lexicon("collectors")["search"]["form_only"])
    evidence = [
        page_evidence(found.captured, words) if found.cause is None else attempt_evidence(found.captured)
        for found, words in judged
    ]
    parts = {"titles": float(len(judged)), "found": float(len(hits))}
    return Reading.measured(value, *evidence, parts=parts, absent=not hits)


@collector(COLLECTORS, "practicality_update")
def update(visit: Visit, context: Context) -> Reading:
    """Calendar days between the newest dated item of the home page and the capture; working days as a part.

    Dates after the capture and those of weather or calendar are no updates. Old items beside a list that a script may draw say
    nothing of that list.
    Source: 国办秘函〔2019〕19号 (14 days is the veto line).
    """
    home, page = home_page(visit, context)
    today = civil_date(home)
    past = news_until(today, page)
    if not past:
        return Reading.unseen(Cause.UNDATED, page_evidence(home))
    newest = max(past, key=lambda item: item.date)
    day = date.fromisoformat(newest.date)
    shown = page_evidence(home, f"{newest.date} {newest.title}")
    if (today - day).days > lexicon("collectors")["home"]["active_days"] and may_show_newer(page):
        return Reading.unseen(Cause.LIST_BY_SCRIPT, shown)
    parts = {"working_days": float(working_days_between(day, today))}
    return Reading.measured((today - day).days, shown, parts=parts)


@collector(COLLECTORS, "practicality_speed")
def speed(visit: Visit, context: Context) -> Reading:
    """Milliseconds from the request to the complete HTML of the home page, through its redirects; nothing is drawn.

    Source: 国办发〔2017〕47号 (3 s), 国办秘函〔2019〕19号 (15 s counts as not opening).
    """
    home, _ = home_page(visit, context)
    took = [c.capture.elapsed_ms for c in visit.pages if c.capture.purpose is Purpose.HOME]
    known = [milliseconds for milliseconds in took if milliseconds is not None]
    if len(known) < len(took):
        return Reading.unseen(Cause.PAGE_NOT_CAPTURED, attempt_evidence(home))
    return Reading.measured(sum(known), attempt_evidence(home))


@collector(COLLECTORS, "practicality_mobile")
def mobile(visit: Visit, context: Context) -> Reading:
    """Viewport tag, media query or mobile version, no fixed width of page or main part.

    Linked style sheets are not fetched: what only they may hold stays undecided.
    """
    home, page = home_page(visit, context)
    viewport = page.meta("viewport").replace(" ", "").lower()
    parts = {"viewport": float("width=device-width" in viewport)}
    query, fixed = _has_media_query(page), _fixed_width(page)
    elsewhere = any(name == "css-media" for name, _ in page.attributes)
    if query or not elsewhere:
        parts["media_query"] = float(query)
    if fixed or not elsewhere:
        parts["fluid"] = float(not fixed)
    return flags(parts, page_evidence(home, f"viewport {page.meta('viewport')}".strip()))


def _has_media_query(page: PageIndex) -> bool:
    words = lexicon("collectors")["mobile"]
    if "@media" in page.style_text or any(name == "css-media" and "width" in value for name, value in page.attributes):
        return True
    return any(
        link.label in words["labels"] or split(link.url).host.startswith(tuple(words["hosts"]))
        for link in links_outside_articles(page)
    )


def _fixed_width(page: PageIndex) -> bool:
    limit = lexicon("collectors")["mobile"]["fixed_pixels"]
    outside_queries = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\})*[^}]*\}", "", page.style_text)
    return any(int(width) > limit for width in _WIDTH.findall(outside_queries))


@collector(COLLECTORS, "practicality_ipv6")
def ipv6(visit: Visit, context: Context) -> Reading:
    """Whether the host has an AAAA record. Without one nothing answers over IPv6; with one that is not tried and left undecided."""
    for captured in visit.pages:
        answer = captured.dns
        if not answer or answer.get("host") != context.site.host:
            continue
        if answer["error"] or answer["aaaa_error"]:
            return Reading.unseen(
                Cause.DNS_FAILURE, Evidence(captured.capture.id, Where.DNS, answer["error"] or answer["aaaa_error"])
            )
        if not answer["a"] and not answer["aaaa"]:
            return Reading.unseen(Cause.DNS_FAILURE, Evidence(captured.capture.id, Where.DNS))
        there = bool(answer["aaaa"])
        text = f"AAAA {answer['aaaa'][0]}" if there else f"A {', '.join(answer['a'])}"
        parts = {"aaaa": 1.0} if there else {"aaaa": 0.0, "home": 0.0}
        return flags(parts, Evidence(captured.capture.id, Where.DNS, text, captured.capture.url))
    return Reading.unseen(Cause.PAGE_NOT_CAPTURED)


def bot_applicability(visit: Visit, context: Context) -> Reading | None:
    """Return why question answering is not asked for; None where it is.

    A county is to use its superior's and to build none of its own: judged only where it links the shared one.
    Source: 政务领域人工智能大模型部署应用指引 (2025).
    """
    if context.unit.level != Level.COUNTY:
        return None
    try:
        home, page = home_page(visit, context)
    except Unreadable:
        return Reading.inapplicable(Cause.LEVEL)
    entry = _bot_entry(home, page)
    host = split(entry.url).host if entry is not None else ""
    shared = context.registry.is_government_host(host) and plain_host(host) != plain_host(context.site.host)
    return None if shared else Reading.inapplicable(Cause.LEVEL)


@collector(COLLECTORS, "practicality_bot")
def bot(visit: Visit, context: Context) -> Reading:
    """1 if the home page leads to question answering; how well it answers people judge (survey item p1)."""
    home, page = home_page(visit, context)
    entry = _bot_entry(home, page)
    return Reading.measured(1, entry) if entry is not None else not_there(home, page)


def _bot_entry(home: CapturedPage, page: PageIndex) -> Evidence | None:
    """A link or button to question answering; headlines about it are none."""
    words = lexicon("collectors")["bot"]
    headlines = {item.title for item in page.items}
    links = [link for link in links_saying(page, words) if link.label not in headlines]
    if links:
        return link_evidence(home, links[0])
    buttons = [label.text for label in page.labels] + [link.label for link in page.links if not link.url]
    said = next((text for text in buttons if len(text) <= LABEL_LENGTH and says(text, words)), "")
    return page_evidence(home, said) if said and said not in headlines else None


@collector(COLLECTORS, "practicality_open")
def machine_readable(visit: Visit, context: Context) -> Reading:
    """A site map for people or machines, the prescribed tags, a link to the region's data platform.

    The platform is asked for only where the reference table has one for the region.
    """
    home, page = home_page(visit, context)
    tag = next((name for name in ("sitename", "sitedomain", "siteidcode") if page.meta(name)), "")
    site_map, evidence = _site_map(visit, home)
    parts = {} if site_map is None else {"sitemap": float(site_map)}
    parts["tags"] = float(bool(tag))
    evidence += [page_evidence(home, f"{tag}={page.meta(tag)}")] if tag else []
    province = context.registry.province_of(context.unit.code)
    platforms = context.registry.references("data_platform", province)
    if platforms:
        hosts = ((link, split(link.url).host) for link in links_outside_articles(page))
        link = next((link for link, host in hosts if any(ref.covers(host) for ref in platforms)), None)
        parts["data_platform"] = float(link is not None)
        evidence += [link_evidence(home, link)] if link is not None else []
    return flags(parts, *(evidence or [page_evidence(home)]))


def _site_map(visit: Visit, home: CapturedPage) -> tuple[bool | None, list[Evidence]]:
    """Whether there is a site map, None where that could not be seen; and what shows it."""
    fact = home.facts["sitemap_link"]
    if is_there(fact):
        return True, [fact_evidence(home, fact)]
    files = visit.of(Purpose.SITEMAP)
    if files and files[-1].capture.cause is None:
        return True, [attempt_evidence(files[-1])]
    if files and files[-1].capture.cause in FAILED and fact.state is not FactState.NOT_SEEN:
        return False, [attempt_evidence(files[-1])]
    return None, []
