"""服务化: the service entry, the hand-over to the region's platform, and how complete the guides are."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from data.collectors.base import Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    attempt_evidence,
    fact_evidence,
    home_page,
    is_there,
    link_evidence,
    not_there,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Purpose
from data.page.model import Link, PageIndex
from data.page.words import links_outside_articles, links_saying
from data.registry import ReferenceHost

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "service_entry")
def entry(visit: Visit, context: Context) -> Reading:
    """An entry to services whose page opens, or that leads to a service platform of the reference table.

    Source: 国办秘函〔2019〕19号 (no service at all is a veto).
    """
    home, page = home_page(visit, context)
    links = links_saying(page, lexicon("plan")["service"])
    platform = _platform_link(page, context)
    fact = home.facts["service_channel"]
    headline = fact.value in {item.title for item in page.items}
    if not links and platform is None and (headline or not is_there(fact)):
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
    shown = link_evidence(home, links[0]) if links else fact_evidence(home, fact)
    return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, shown)


def platform_hosts(context: Context) -> list[ReferenceHost]:
    """Return the service platforms that are right for a site: its province's and the national ones."""
    province = context.registry.province_of(context.unit.code)
    own = [ref for ref in context.registry.references("service_platform") if ref.province_code == province]
    return own + context.registry.references("national_platform")


def _platform_link(page: PageIndex, context: Context) -> Link | None:
    hosts = platform_hosts(context)
    for link in links_outside_articles(page):
        host = urlsplit(link.url).hostname or ""
        if host and any(reference.covers(host) for reference in hosts):
            return link
    return None


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


@collector(COLLECTORS, "service_guide_complete")
def guide_complete(visit: Visit, context: Context) -> Reading:
    """Mean share of the eight key element groups over the captured guides; a group in name only does not count.

    Source: 国办秘函〔2019〕19号 (a guide lacking four groups fails).
    """
    home_page(visit, context)
    guides = [captured for captured in visit.of(Purpose.GUIDE) if captured.page is not None]
    if not guides:
        _, cause = target_state(visit, Purpose.GUIDE)
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED)
    found = [guide_elements(captured.page) for captured in guides if captured.page is not None]
    groups = len(lexicon("collectors")["guide_elements"])
    value = sum(len(elements) for elements in found) / (groups * len(found))
    evidence = [
        page_evidence(captured, f"{len(elements)}/{groups}") for captured, elements in zip(guides, found, strict=True)
    ]
    return Reading.measured(value, *evidence, parts={"guides": float(len(guides))}, absent=value < 1)


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
