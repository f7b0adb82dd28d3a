"""融合化: the four functions, the hotline."""

from __future__ import annotations

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import fact_evidence, flags, home_page, is_there, link_evidence, page_evidence
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Evidence, Purpose
from data.page.words import links_outside_articles, links_saying

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "integration_four")
def four(visit: Visit, context: Context) -> Reading:
    """Disclosure, interpretation, service and interaction as entries of the home page; without service duty, three.

    Source: 国办发〔2017〕47号.
    """
    home, page = home_page(visit, context)
    parts: dict[str, float] = {}
    evidence: list[Evidence] = []
    for part, name in (("disclosure", "disclosure_channel"), ("service", "service_channel"), ("interaction", "interaction_channel")):
        if part == "service" and context.site.outside_service is False:
            continue
        fact = home.facts[name]
        parts[part] = float(is_there(fact))
        evidence += [fact_evidence(home, fact)] if is_there(fact) else []
    links = links_saying(page, lexicon("collectors")["interpretation"])
    parts["interpretation"] = float(bool(links))
    evidence += [link_evidence(home, links[0])] if links else []
    if not page.has_header and not any(parts.values()):
        return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
    return flags(parts, *(evidence or [page_evidence(home)]))


@collector(COLLECTORS, "integration_hotline")
def hotline(visit: Visit, context: Context) -> Reading:
    """1 for a link or form of 12345 on the home or interaction page, 0.5 for the number alone."""
    home, page = home_page(visit, context)
    pages = [home, *(c for c in visit.of(Purpose.INTERACTION) if c.page is not None)]
    for captured in pages:
        found = _link(captured)
        if found is not None:
            return Reading.measured(1, found)
    printed = [c for c in pages if c.page and "12345" in f"{c.page.header_text} {c.page.footer_text}"]
    printed += [home] if any("12345" in label.text for label in page.labels) else []
    if printed:
        return Reading.measured(0.5, page_evidence(printed[0], "12345"), absent=True)
    return Reading.measured(0, page_evidence(home), absent=True)


def _link(captured: CapturedPage) -> Evidence | None:
    page = captured.page
    assert page is not None
    for link in links_outside_articles(page):
        host = link.url.split("/")[2] if link.url.count("/") >= 2 else ""
        if "12345" in link.label or host.startswith("12345"):
            return link_evidence(captured, link)
    tel = next((link for link in page.links if link.href.startswith("tel:12345")), None)
    return page_evidence(captured, tel.href) if tel else None
