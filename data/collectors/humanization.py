"""人性化: a channel to ask, elder mode, image texts, personal space, page tools, minority languages."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from data.addresses import split
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    article_pages,
    attempt_evidence,
    fact_evidence,
    flags,
    home_page,
    is_there,
    link_evidence,
    not_there,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Evidence, Purpose
from data.page.model import FactState, Image, PageIndex, Region
from data.page.words import LABEL_LENGTH, links_saying, names_something_else, says

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
    petition = any(word in str(entry.value) for word in words["excludes"]) or names_something_else(str(entry.value))
    if not links and (petition or not is_there(entry)):
        return not_there(home, page)
    shown = link_evidence(home, links[0]) if links else fact_evidence(home, entry)
    asked = visit.of(Purpose.INTERACTION)
    captured = [c for c in asked if c.page is not None]
    for one in captured:
        assert one.page is not None
        if _has_form(one.page) or _has_letters(one.page):
            return Reading.measured(1, shown, page_evidence(one))
    further = [link for one in captured if one.page for link in links_saying(one.page, lexicon("collectors")["write"])]
    if further:
        # The form stands one page further on, often behind a login; that page was not looked at.
        return Reading.unseen(Cause.PAGE_NOT_CAPTURED, shown, link_evidence(captured[0], further[0]))
    kept_out = next((c for c in asked if c.page is None and c.capture.cause not in FAILED), None)
    if captured and kept_out is not None:
        return Reading.unseen(kept_out.capture.cause or Cause.PAGE_NOT_CAPTURED, shown, attempt_evidence(kept_out))
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
    """An entry to a senior mode on the home page. Whether the mode works people judge: that part stays open.

    Source: 国办公开办函〔2021〕28号; 无障碍环境建设法 (2023).
    """
    home, _ = home_page(visit, context)
    entry = home.facts["elder_mode"]
    if entry.state is FactState.NOT_SEEN:
        return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
    return flags(
        {"entry": float(is_there(entry))}, fact_evidence(home, entry) if is_there(entry) else page_evidence(home)
    )


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
    if not said or said in lexicon("collectors")["alt"]["useless"]:
        return False
    file_name = PurePosixPath(split(image.src).path).name.lower()
    return said not in {file_name, file_name.rpartition(".")[0]}


@collector(COLLECTORS, "humanization_personal")
def personal(visit: Visit, context: Context) -> Reading:
    """A sign-in or personal space, own or shared, and favourites, subscription or push, as entries on the home page.

    What a browser keeps (加入收藏) and the staff's own entrances are none. Source: 国办秘函〔2019〕19号 (recalled).
    """
    home, page = home_page(visit, context)
    words = lexicon("collectors")
    found = {
        "login": _entry(home, page, words["sign_in"]) or _entry(home, page, words["personal_space"]),
        "subscribe": _entry(home, page, words["subscribe"]),
    }
    shown = [entry for entry in found.values() if entry is not None]
    if not shown:
        return not_there(home, page, dict.fromkeys(found, 0.0))
    # Without the page's header one entry may stand where it was not seen.
    return flags({part: float(bool(entry)) for part, entry in found.items() if entry or page.shows_header}, *shown)


def _entry(home: CapturedPage, page: PageIndex, words: dict[str, Any]) -> Evidence | None:
    """A link, or a control that a script opens, saying one of the words outside the article."""
    links = [link for link in page.links if link.region is not Region.ARTICLE and len(link.label) <= LABEL_LENGTH]
    link = next((link for link in links if says(link.label, words)), None)
    if link is not None:
        return link_evidence(home, link)
    texts = [label.text for label in page.labels if label.region is not Region.ARTICLE]
    texts += [control.label or control.value for control in page.controls if control.tag == "button"]
    text = next((text for text in texts if len(text) <= LABEL_LENGTH and says(text, words)), "")
    return page_evidence(home, text) if text else None


@collector(COLLECTORS, "humanization_page_tools")
def page_tools(visit: Visit, context: Context) -> Reading:
    """Mean share of the visited articles that offer a choice of font size, printing and sharing."""
    home_page(visit, context)
    found = [(one, _tools(page)) for one, page in article_pages(visit)]
    wanted = lexicon("collectors")["page_tools"]
    parts = {tool: sum(tool in tools for _, tools in found) / len(found) for tool in wanted}
    shown = [page_evidence(one, " ".join(tools.values())) for one, tools in found]
    return Reading.measured(sum(parts.values()) / len(parts), *shown, parts=parts)


def _tools(page: PageIndex) -> dict[str, str]:
    """The tools of an article page and the words that say so: labels, the line of font sizes, names of scripts."""
    labels = [link.label for link in page.links] + [label.text for label in page.labels]
    labels += [control.label or control.value for control in page.controls]
    sources = [script.src for script in page.scripts] + [page.script_text]
    found: dict[str, str] = {}
    for tool, words in lexicon("collectors")["page_tools"].items():
        said = [match for label in labels if len(label) <= LABEL_LENGTH and (match := re.search(words["label"], label))]
        said += [match for text in (page.text,) if "text" in words and (match := re.search(words["text"], text))]
        said += [match for source in sources if "script" in words and (match := re.search(words["script"], source))]
        if said:
            found[tool] = said[0].group()
    return found


@collector(COLLECTORS, "humanization_minority_language")
def minority_language(visit: Visit, context: Context) -> Reading:
    """1 if the home page links a version in a minority language that opens; the language of its text is not judged.

    Source: 民族区域自治法 (recalled).
    """
    home, page = home_page(visit, context)
    entry = home.facts["minority_language_link"]
    if entry.state is FactState.NOT_SEEN or (not is_there(entry) and not _is_chinese(page)):
        # A page in another script may well say in that script what our words do not find.
        return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
    if not is_there(entry):
        return Reading.measured(0, page_evidence(home), absent=True)
    shown = fact_evidence(home, entry)
    captured, cause = target_state(visit, Purpose.MINORITY)
    if captured is not None and cause is None:
        return Reading.measured(1, shown, page_evidence(captured, captured.page.title if captured.page else ""))
    if captured is not None and cause in FAILED:
        return Reading.measured(0, shown, attempt_evidence(captured), absent=True)
    return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, shown)


def _is_chinese(page: PageIndex) -> bool:
    letters = sum(char.isalpha() for char in page.text)
    return len(re.findall(r"[\u3400-\u9fff]", page.text)) * 2 >= letters
