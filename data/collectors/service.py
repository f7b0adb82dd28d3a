"""服务化: the service entry, the hand-over to the region's platform, what the service page sorts by, tracks and lets people rate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from data.addresses import split
from data.catalogue import Indicator
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    Unreadable,
    attempt_evidence,
    entry_saying,
    flags,
    home_page,
    link_evidence,
    not_there,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Evidence, Purpose
from data.page.addresses import address
from data.page.model import Link, PageIndex, Region
from data.page.words import LABEL_LENGTH, links_outside_articles, links_saying, says
from data.registry import ReferenceHost, plain_host

COLLECTORS: dict[str, Collector] = {}
_MENU = frozenset({Region.NAVIGATION, Region.HEADER, Region.FOOTER})
_OF_GUIDES = frozenset({"service_items", "service_guide_complete", "service_forms", "service_apply"})
"""What the guides say, not the hall that leads to them."""


@collector(COLLECTORS, "service_entry")
def entry(visit: Visit, context: Context) -> Reading:
    """An entry to services whose page opens, or that leads to a service platform of the reference table.

    Source: 国办秘函〔2019〕19号 (no service at all is a veto).
    """
    home, page = home_page(visit, context)
    links = links_saying(page, lexicon("plan")["service"])
    platform = _platform_link(page, context)
    shown = entry_saying(home, page, "service_channel", lexicon("plan")["service"])
    if platform is None and shown is None:
        return not_there(home, page, {"linked": 0.0, "answers": 0.0})
    captured, cause = target_state(visit, Purpose.SERVICE)
    if captured is not None and cause is None and links:
        return Reading.measured(
            1, link_evidence(home, links[0]), page_evidence(captured), parts={"linked": 1.0, "answers": 1.0}
        )
    if platform is not None:
        return Reading.measured(1, link_evidence(home, platform), parts={"linked": 1.0, "answers": 1.0})
    if captured is not None and cause in FAILED and links:
        evidence = (link_evidence(home, links[0]), attempt_evidence(captured))
        return Reading.measured(0, *evidence, parts={"linked": 1.0, "answers": 0.0}, absent=True)
    return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, *([shown] if shown else []))


def platform_hosts(context: Context) -> list[ReferenceHost]:
    """Return the service platforms that are right for a site: its province's and the national ones."""
    province = context.registry.province_of(context.unit.code)
    own = [ref for ref in context.registry.references("service_platform") if ref.province_code == province]
    return own + context.registry.references("national_platform")


def _platform_link(page: PageIndex, context: Context) -> Link | None:
    hosts = platform_hosts(context)
    for link in links_outside_articles(page):
        host = split(link.url).host
        if host and any(reference.covers(host) for reference in hosts):
            return link
    return None


def platform_applicability(entry: Indicator, visit: Visit, context: Context) -> Reading | None:
    """Return why a fact of the service platform is not asked of a site; None where the site itself is asked.

    What lives on the province's platform is measured once, with the province's portal. A site that has no hall of its own
    and links the platform has handed its services over; so has one whose hall names no guides, for what guides say.
    """
    province = context.registry.province_of(context.unit.code)
    if entry.scope != "platform" or not province or context.registry.platforms_measured_at(context.site.site_id):
        return None
    try:
        home, page = home_page(visit, context)
    except Unreadable:
        return None
    link = _platform_link(page, context)
    own = any(
        plain_host(split(one.url).host) == plain_host(context.site.host)
        for one in links_saying(page, lexicon("plan")["service"])
    )
    if link is None or (own and not (entry.id in _OF_GUIDES and _names_no_guides(visit))):
        return None
    return Reading.inapplicable(Cause.PLATFORM_FACT, link_evidence(home, link))


def _names_no_guides(visit: Visit) -> bool:
    """Whether the visit that follows all links read the site's hall and found no guide there to ask for."""
    halls = [captured for captured in visit.of(Purpose.SERVICE) if captured.page is not None]
    return visit.number == 1 and bool(halls) and not visit.of(Purpose.GUIDE)


@collector(COLLECTORS, "service_platform_link")
def platform_link(visit: Visit, context: Context) -> Reading:
    """1 if a home-page link leads to the region's or the national platform; a host outside the table counts 0.

    Source: 国办发〔2017〕47号 (recalled).
    """
    home, page = home_page(visit, context)
    link = _platform_link(page, context)
    if link is None:
        return not_there(home, page)
    return Reading.measured(1, link_evidence(home, link))


@collector(COLLECTORS, "service_items")
def items(visit: Visit, context: Context) -> Reading:
    """How many of the captured pages behind the hall are guides: a measure of how deep was looked, shown and never scored.

    Source: 国办秘函〔2019〕19号.
    """
    home_page(visit, context)
    guides = _guides(visit)
    least = lexicon("collectors")["guide_page"]["least_elements"]
    found = [captured for captured, page in guides if len(guide_elements(page)) >= least]
    evidence = [page_evidence(captured) for captured in found or [captured for captured, _ in guides]]
    return Reading.measured(len(found), *evidence, absent=not found)


@collector(COLLECTORS, "service_guide_complete")
def guide_complete(visit: Visit, context: Context) -> Reading:
    """Mean share of the eight key element groups over the captured guides, and how many guides fail by lacking four; a group in
    name only does not count.

    Source: 国办秘函〔2019〕19号 (a guide lacking four groups fails).
    """
    home_page(visit, context)
    guides = _guides(visit)
    found = [guide_elements(page) for _, page in guides]
    groups = len(lexicon("collectors")["guide_elements"])
    value = sum(len(elements) for elements in found) / (groups * len(found))
    evidence = [
        page_evidence(captured, f"{len(elements)}/{groups}")
        for (captured, _), elements in zip(guides, found, strict=True)
    ]
    failing = sum(groups - len(elements) >= lexicon("collectors")["guide_failing"]["lacking"] for elements in found)
    parts = {"guides": float(len(guides)), "lacking": float(failing)}
    return Reading.measured(value, *evidence, parts=parts, absent=value < 1)


def guide_elements(page: PageIndex) -> list[str]:
    """Return the key element groups that a guide names with something behind them; the site's footer does not count."""
    words = lexicon("collectors")
    every = "|".join(words["guide_elements"].values())
    empty = set(words["guide_empty"]["words"])
    text = page.text.replace(page.footer_text, " ") if page.footer_text else page.text
    found = []
    for name, pattern in words["guide_elements"].items():
        for match in re.finditer(rf"(?:{pattern})\s*[:：]?\s*(\S*)", text):
            said = match.group(1).strip("。，；,;")
            if said and said not in empty and not re.match(rf"(?:{every})", said):
                found.append(name)
                break
    return found


@collector(COLLECTORS, "service_audience")
def audience(visit: Visit, context: Context) -> Reading:
    """Groups for persons, firms, departments and themes on the service page."""
    _, home = home_page(visit, context)
    halls = _halls(visit)
    labels = [(hall, label) for hall, page in halls for label in _labels(page, home)]
    wanted = {part: re.compile(pattern) for part, pattern in lexicon("collectors")["audience"].items()}
    hits = {
        part: next(((h, said) for h, said in labels if pattern.search(said)), None) for part, pattern in wanted.items()
    }
    evidence = [page_evidence(*hit) for hit in hits.values() if hit is not None]
    looked_at = [page_evidence(hall) for hall, _ in halls]
    return flags({part: float(hit is not None) for part, hit in hits.items()}, *evidence, *looked_at)


def _labels(page: PageIndex, home: PageIndex) -> list[str]:
    """The labels of a hall but for the menu that the home page has, too."""
    menu = {(link.label, address(link.url)) for link in home.links if link.region in _MENU}
    links = [
        link.label
        for link in page.links
        if len(link.label) <= LABEL_LENGTH and not (link.region in _MENU and (link.label, address(link.url)) in menu)
    ]
    return links + [label.text for label in page.labels]


def _halls(visit: Visit) -> list[tuple[CapturedPage, PageIndex]]:
    """The service pages that were read. Raises ``Unreadable`` with the cause where none was."""
    halls = [(captured, captured.page) for captured in visit.of(Purpose.SERVICE) if captured.page is not None]
    if not halls:
        _, cause = target_state(visit, Purpose.SERVICE)
        raise Unreadable(cause or Cause.PAGE_NOT_CAPTURED)
    return halls


def _link_on(pages: Sequence[tuple[CapturedPage, PageIndex]], words: Mapping[str, Any]) -> Evidence | None:
    """The first link on any of the pages that says one of the words; headlines say none."""
    for captured, page in pages:
        headlines = {item.title for item in page.items}
        link = next((link for link in links_saying(page, dict(words)) if link.label not in headlines), None)
        if link is not None:
            return link_evidence(captured, link)
    return None


@collector(COLLECTORS, "service_progress")
def progress(visit: Visit, context: Context) -> Reading:
    """1 if the service page or the home page lets people follow a case."""
    home, page = home_page(visit, context)
    found = _link_on([(home, page)], lexicon("collectors")["progress"])
    if found is not None:
        return Reading.measured(1, found)
    halls = _halls(visit)
    found = _link_on(halls, lexicon("collectors")["progress"])
    if found is not None:
        return Reading.measured(1, found)
    return Reading.measured(0, *(page_evidence(hall) for hall, _ in halls), absent=True)


@collector(COLLECTORS, "service_rating")
def rating(visit: Visit, context: Context) -> Reading:
    """An entry to rate the service on the service page or a guide, and ratings published on the service page.

    Source: 国办发〔2019〕51号.
    """
    home_page(visit, context)
    halls = _halls(visit)
    guides = [(captured, captured.page) for captured in visit.of(Purpose.GUIDE) if captured.page is not None]
    words = lexicon("collectors")
    entry = _link_on(halls, words["rating"])
    looked_at = halls if entry is not None else [*halls, *guides]
    entry = entry or _link_on(guides, words["rating"])
    figures = _link_on(halls, words["rating_figures"])
    evidence = [found for found in (entry, figures) if found is not None]
    parts = {"entry": float(entry is not None), "figures": float(figures is not None)}
    return flags(parts, *evidence, *(page_evidence(captured) for captured, _ in looked_at))


@collector(COLLECTORS, "service_apply")
def apply(visit: Visit, context: Context) -> Reading:
    """Share of the guides that begin an application; a link to a platform's front page counts half.

    A button that a script opens leads where nobody can see: such a guide is not judged.
    """
    home_page(visit, context)
    judged = [
        (captured, worth) for captured, page in _guides(visit) if (worth := _apply_worth(page, context)) is not None
    ]
    if not judged:
        return Reading.unseen(Cause.SCRIPT_SHELL, *(page_evidence(captured) for captured, _ in _guides(visit)))
    value = sum(worth for _, worth in judged) / len(judged)
    parts = {"guides": float(len(judged))}
    return Reading.measured(value, *(page_evidence(captured) for captured, _ in judged), parts=parts, absent=not value)


def _guides(visit: Visit) -> list[tuple[CapturedPage, PageIndex]]:
    """The guides that were read. Raises ``Unreadable`` with the cause where none was."""
    guides = [(captured, captured.page) for captured in visit.of(Purpose.GUIDE) if captured.page is not None]
    if not guides:
        _, cause = target_state(visit, Purpose.GUIDE)
        raise Unreadable(cause or Cause.PAGE_NOT_CAPTURED)
    return guides


def _apply_worth(guide: PageIndex, context: Context) -> float | None:
    """1 for a link that begins an application, 0.5 for one to another host's front page, 0 for none."""
    words = lexicon("collectors")["apply"]
    links = [link for link in links_saying(guide, words) if link.region not in {Region.NAVIGATION, Region.FOOTER}]
    if links:
        return max(
            lexicon("collectors")["apply_front_page"]["worth"] if _is_front_page(link.url, guide.url) else 1.0
            for link in links
        )
    buttons = [label.text for label in guide.labels] + [link.label for link in guide.links if not link.url]
    return None if any(says(text, words) for text in buttons) else 0.0


def _is_front_page(url: str, own: str) -> bool:
    parts = split(url)
    return plain_host(parts.host) != plain_host(split(own).host) and parts.path.strip("/") == "" and not parts.query


@collector(COLLECTORS, "service_forms")
def forms(visit: Visit, context: Context) -> Reading:
    """Share of the tested attachments of guides that really are files. Source: 国办秘函〔2019〕19号 (recalled)."""
    home_page(visit, context)
    asked = visit.of(Purpose.ATTACHMENT)
    tested = [captured for captured in asked if captured.capture.cause is None or captured.capture.cause in FAILED]
    if not tested:
        guides = [page_evidence(captured) for captured, _ in _guides(visit)]
        return Reading.unseen(asked[0].capture.cause or Cause.TOO_FEW if asked else Cause.TOO_FEW, *guides)
    good = [captured for captured in tested if _is_document(captured)]
    parts = {"tested": float(len(tested)), "good": float(len(good))}
    evidence = [attempt_evidence(captured) for captured in tested]
    return Reading.measured(len(good) / len(tested), *evidence, parts=parts, absent=not good)


def _is_document(captured: CapturedPage) -> bool:
    types = lexicon("collectors")["attachment"]["types"]
    return captured.capture.cause is None and any(known in captured.capture.content_type.lower() for known in types)
