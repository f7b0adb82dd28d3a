"""人性化: the reading aid, and the checks of accessibility that a page's source alone can decide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    attempt_evidence,
    fact_evidence,
    flags,
    home_page,
    is_there,
    page_evidence,
)
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Purpose
from data.page.model import Control, FactState, Link, PageIndex

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "humanization_a11y_tool")
def reading_aid(visit: Visit, context: Context) -> Reading:
    """An entry to a reading aid on the home page, and whether its script on the site's own host loads.

    A script of another host is not asked for, so whether it loads stays undecided.
    Source: 无障碍环境建设法 (2023); 国办公开办函〔2021〕28号.
    """
    home, _ = home_page(visit, context)
    entry = home.facts["barrier_free_tool"]
    if entry.state is FactState.NOT_SEEN:
        return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
    if not is_there(entry):
        return flags({"entry": 0.0, "works": 0.0}, page_evidence(home))
    shown = fact_evidence(home, entry)
    scripts = visit.of(Purpose.READING_AID)
    if any(_loads(script) for script in scripts):
        return flags({"entry": 1.0, "works": 1.0}, shown, *(attempt_evidence(one) for one in scripts if _loads(one)))
    if scripts and all(script.capture.cause in FAILED for script in scripts):
        return flags({"entry": 1.0, "works": 0.0}, shown, *(attempt_evidence(script) for script in scripts))
    return flags({"entry": 1.0}, shown)


def _loads(script: CapturedPage) -> bool:
    """A page sent instead of the script is none."""
    capture = script.capture
    return capture.cause is None and capture.http_status == 200 and "html" not in capture.content_type


@collector(COLLECTORS, "humanization_static_a11y")
def static_checks(visit: Visit, context: Context) -> Reading:
    """Share of the six checks that the home page passes; without form fields there are five.

    Source: W3C ACT rules b5c3f8, bf051a, ucwvc8 (language), 2779a5 (title), ffd0e9 (headings; their order: WCAG technique
    G141), e086e5 (form fields), c487ae (links), b4f0c3 (zoom).
    """
    home, page = home_page(visit, context)
    faults = {
        "lang": _fault_of_language(page),
        "title": "" if page.title else "<title>",
        "headings": _fault_of_headings(page),
        "links": next((f"<{link.tag} href={link.href}>" for link in _links(page) if not _is_named(link)), ""),
        "zoom": _fault_of_zoom(page),
    }
    fields = list(_fields(page))
    if fields:
        nameless = (field for field in fields if not (field.label or field.title or field.placeholder))
        faults["labels"] = next((f"<{field.tag} name={field.name}>" for field in nameless), "")
    parts = {check: float(not fault) for check, fault in faults.items()}
    shown = [page_evidence(home, fault) for fault in faults.values() if fault]
    return flags(parts, *(shown or [page_evidence(home, f"lang={page.lang} {page.title}")]))


def _fault_of_language(page: PageIndex) -> str:
    """The page's language has to be named, and on a page of mostly Chinese letters it is Chinese."""
    lang = page.lang.strip().lower()
    letters = sum(char.isalpha() for char in page.text)
    chinese = len(re.findall(r"[\u3400-\u9fff]", page.text))
    fits = re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", lang) and (
        chinese * 2 < letters or lang.split("-")[0] in {"zh", "cmn"}
    )
    return "" if fits else f"<html lang={page.lang}>"


def _fault_of_headings(page: PageIndex) -> str:
    """There are headings, each has words, and none skips a level on the way down."""
    if not page.headings:
        return "h1–h6: 0"
    level = page.headings[0].level
    for heading in page.headings:
        if not heading.text:
            return f"<h{heading.level}>"
        if heading.level > level + 1:
            return f"h{level} h{heading.level} {heading.text}"
        level = heading.level
    return ""


def _fields(page: PageIndex) -> Iterator[Control]:
    """Fields a person fills in or chooses from; buttons have a rule of their own."""
    no_fields = {"hidden", "submit", "button", "image", "reset"}
    for control in page.controls:
        if control.tag != "button" and control.type not in no_fields and not control.hidden:
            yield control


def _links(page: PageIndex) -> Iterator[Link]:
    return (link for link in page.links if link.tag in {"a", "area"} and link.href and not link.hidden)


def _is_named(link: Link) -> bool:
    return bool(link.label or link.title or link.image_alt)


def _fault_of_zoom(page: PageIndex) -> str:
    """The viewport tag must not forbid to enlarge the page twofold; without the tag nothing does."""
    viewport = page.meta("viewport")
    said = dict(re.findall(r"([a-z-]+)\s*=\s*([\w.]+)", viewport.lower()))
    locked = said.get("user-scalable") in {"no", "0", "0.0"}
    most = re.fullmatch(r"\d+(?:\.\d+)?", said.get("maximum-scale", ""))
    least = lexicon("collectors")["zoom"]["least"]
    return viewport if locked or (most is not None and float(most.group()) < least) else ""
