"""实用化: freshness, mobile use, IPv6."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from data.collectors.base import Collector, Context, Reading, Visit
from data.collectors.reading import civil_date, flags, home_page, news_until, page_evidence
from data.collectors.registering import collector
from data.holidays import working_days_between
from data.lexicon import lexicon
from data.model import Cause, Evidence, Where
from data.page.model import PageIndex
from data.page.words import links_outside_articles

COLLECTORS: dict[str, Collector] = {}
_WIDTH = re.compile(
    r"(?:^|[},;\s])(?:body|html|main|#main|\.main|\.container|\.wrap|\.wrapper|#wrap|\.w1200)[^{}]*\{[^}]*?(?<!max-)(?:min-)?width\s*:\s*(\d{3,5})px"
)


@collector(COLLECTORS, "practicality_update")
def update(visit: Visit, context: Context) -> Reading:
    """Calendar days between the newest dated item of the home page and the capture; working days as a part.

    Dates after the capture and those of weather or calendar are no updates.
    Source: 国办秘函〔2019〕19号 (14 days is the veto line).
    """
    home, page = home_page(visit, context)
    today = civil_date(home)
    past = news_until(today, page)
    if not past:
        return Reading.unseen(Cause.UNDATED, page_evidence(home))
    newest = max(past, key=lambda item: item.date)
    day = date.fromisoformat(newest.date)
    parts = {"working_days": float(working_days_between(day, today))}
    return Reading.measured((today - day).days, page_evidence(home, f"{newest.date} {newest.title}"), parts=parts)


@collector(COLLECTORS, "practicality_mobile")
def mobile(visit: Visit, context: Context) -> Reading:
    """Viewport tag, media query or mobile version, no fixed width of page or main part."""
    home, page = home_page(visit, context)
    viewport = page.meta("viewport").replace(" ", "").lower()
    parts = {
        "viewport": float("width=device-width" in viewport),
        "media_query": float(_has_media_query(page)),
        "fluid": float(not _fixed_width(page)),
    }
    return flags(parts, page_evidence(home, f"viewport {page.meta('viewport')}".strip()))


def _has_media_query(page: PageIndex) -> bool:
    words = lexicon("collectors")["mobile"]
    if "@media" in page.style_text or any(name == "css-media" and "width" in value for name, value in page.attributes):
        return True
    return any(
        link.label in words["labels"] or (urlsplit(link.url).hostname or "").startswith(tuple(words["hosts"]))
        for link in links_outside_articles(page)
    )


def _fixed_width(page: PageIndex) -> bool:
    limit = lexicon("collectors")["mobile"]["fixed_pixels"]
    outside_queries = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\})*[^}]*\}", "", page.style_text)
    return any(int(width) > limit for width in _WIDTH.findall(outside_queries))


@collector(COLLECTORS, "practicality_ipv6")
def ipv6(visit: Visit, context: Context) -> Reading:
    """Whether the host has an AAAA record; reachability over IPv6 is not tried in this version and left undecided."""
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
        return flags({"aaaa": float(there)}, Evidence(captured.capture.id, Where.DNS, text, captured.capture.url))
    return Reading.unseen(Cause.PAGE_NOT_CAPTURED)
