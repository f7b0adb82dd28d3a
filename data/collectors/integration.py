"""融合化: the four functions, the hotline."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
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
from data.page.words import links_outside_articles, links_saying

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
    if not page.has_header and len(evidence) < len(found):
        return Reading.unseen(Cause.PART_MISSING, *evidence)
    return flags(
        {part: float(entry is not None) for part, entry in found.items()}, *(evidence or [page_evidence(home)])
    )


@collector(COLLECTORS, "integration_hotline")
def hotline(visit: Visit, context: Context) -> Reading:
    """1 for a link or form of 12345 on the home or interaction page, 0.5 for the number alone."""
    home, page = home_page(visit, context)
    pages = [home, *(c for c in visit.of(Purpose.INTERACTION) if c.page is not None)]
    for captured in pages:
        found = _link(captured)
        if found is not None:
            return Reading.measured(1, found)
    linked = links_saying(page, lexicon("plan")["interaction"])
    _, cause = target_state(visit, Purpose.INTERACTION)
    if linked and cause is not None and cause not in FAILED:
        return Reading.unseen(cause, link_evidence(home, linked[0]))
    printed = [c for c in pages if c.page and _NUMBER.search(f"{c.page.header_text} {c.page.footer_text}")]
    printed += [home] if any(_NUMBER.search(label.text) for label in page.labels) else []
    if printed:
        return Reading.measured(0.5, page_evidence(printed[0], "12345"), *map(page_evidence, pages[1:]), absent=True)
    return not_there(home, page, also=pages[1:])


def _link(captured: CapturedPage) -> Evidence | None:
    """A link or form that leads to the hotline; a headline about it is none."""
    page = captured.page
    assert page is not None
    headlines = {item.title for item in page.items}
    for link in links_outside_articles(page):
        named = len(link.label) <= _LABEL_LENGTH and link.label not in headlines and _NUMBER.search(link.label)
        if named or (urlsplit(link.url).hostname or "").startswith("12345"):
            return link_evidence(captured, link)
    tel = next((link.href for link in page.links if link.href.startswith("tel:12345")), "")
    form = next((form.action for form in page.forms if _NUMBER.search(form.action)), "")
    return page_evidence(captured, tel or form) if tel or form else None
