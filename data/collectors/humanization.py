"""人性化: a channel to ask, elder mode, text alternatives of images."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
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
    one_fact,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Purpose
from data.page.model import Image, PageIndex
from data.page.words import links_saying

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "humanization_channel")
def channel(visit: Visit, context: Context) -> Reading:
    """An online channel to ask and suggest: a page with a form or a public list of letters.

    Petition and discipline don't count.

    Source: 国办秘函〔2019〕19号 (none is a veto).
    """
    home, page = home_page(visit, context)
    words = lexicon("plan")["interaction"]
    links = links_saying(page, words)
    entry = home.facts["interaction_channel"]
    petition = any(word in str(entry.value) for word in words["excludes"])
    if not links and (petition or not is_there(entry)):
        return not_there(home, page)
    shown = link_evidence(home, links[0]) if links else fact_evidence(home, entry)
    captured = [c for c in visit.of(Purpose.INTERACTION) if c.page is not None]
    for one in captured:
        assert one.page is not None
        if _has_form(one.page) or _has_letters(one.page):
            return Reading.measured(1, shown, page_evidence(one))
    further = [link for one in captured if one.page for link in links_saying(one.page, lexicon("collectors")["write"])]
    if further:
        # The form stands one page further on, often behind a login; that page was not looked at.
        return Reading.unseen(Cause.PAGE_NOT_CAPTURED, shown, link_evidence(captured[0], further[0]))
    if captured:
        return Reading.measured(0, shown, *map(page_evidence, captured), absent=True)
    failed, cause = target_state(visit, Purpose.INTERACTION)
    if failed is not None and cause in FAILED:
        return Reading.measured(0, shown, attempt_evidence(failed), absent=True)
    return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, shown)


def _has_form(page: PageIndex) -> bool:
    return any(control.tag == "textarea" for control in page.controls)


def _has_letters(page: PageIndex) -> bool:
    words = lexicon("collectors")["message_list"]
    return len(page.items) >= words["least"] and bool(re.search(words["words"], page.text))


@collector(COLLECTORS, "humanization_elder")
def elder(visit: Visit, context: Context) -> Reading:
    """An entry to a senior mode on the home page. Source: 国办公开办函〔2021〕28号."""
    return one_fact(visit, context, "elder_mode")


@collector(COLLECTORS, "humanization_alt")
def alt(visit: Visit, context: Context) -> Reading:
    """Share of the home page's images with a usable text alternative. Source: GB/T 37668-2019 (recalled)."""
    home, page = home_page(visit, context)
    images = [image for image in page.images if image.src]
    if not images:
        return Reading.unseen(Cause.TOO_FEW, page_evidence(home))
    beside_text = {link.image_src for link in page.links if link.label not in {"", link.title, link.image_alt}}
    usable = sum(_is_usable(image, image.src in beside_text) for image in images)
    parts = {"images": float(len(images)), "usable": float(usable)}
    return Reading.measured(usable / len(images), page_evidence(home, f"{usable}/{len(images)}"), parts=parts)


def _is_usable(image: Image, beside_text: bool) -> bool:
    """A name of the file, or a word like 图片, tells a listener nothing; beside a link's own words none is needed."""
    if image.decorative or (beside_text and image.alt == ""):
        return True
    said = (image.alt or "").strip().lower()
    file_name = PurePosixPath(urlsplit(image.src).path).name.lower()
    useless = {file_name, file_name.rpartition(".")[0], *lexicon("collectors")["alt"]["useless"]}
    return bool(said) and said not in useless
