"""人性化: the reading aid, and the checks of accessibility that a page's source alone can decide."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
from data.model import Cause, Purpose
from data.page.model import FactState, Outcome, PageIndex, RuleOutcome

COLLECTORS: dict[str, Collector] = {}
_LETTERS = re.compile(r"[^\W\d_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
# The parts of the static checks, each with the W3C ACT rules that decide it; images are an indicator of their own.
_RULES = {
    "lang": ("b5c3f8", "bf051a", "de46e4"),
    "title": ("2779a5",),
    "headings": ("ffd0e9",),
    "links": ("c487ae",),
    "zoom": ("b4f0c3",),
    "labels": ("e086e5", "97a4e1", "59796f"),
}


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
    """Share of the six checks that the home page passes; without form fields and buttons there are five.

    Source: W3C ACT rules, see ``_RULES``; in the spirit of ucwvc8 the language fits the letters, and headings are there and
    skip no level (WCAG technique G141).
    """
    home, page = home_page(visit, context)
    said = {outcome.rule: outcome for outcome in page.accessibility}
    faults = {check: _first_fault(said[rule] for rule in rules) for check, rules in _RULES.items()}
    faults["lang"] = faults["lang"] or _fault_of_language(page)
    faults["headings"] = faults["headings"] or _fault_of_headings(page)
    if all(said[rule].outcome is Outcome.INAPPLICABLE for rule in _RULES["labels"]):
        del faults["labels"]
    parts = {check: float(not fault) for check, fault in faults.items()}
    shown = [page_evidence(home, fault) for fault in faults.values() if fault]
    return flags(parts, *(shown or [page_evidence(home, f"lang={page.lang} {page.title}")]))


def _first_fault(outcomes: Iterable[RuleOutcome]) -> str:
    """The beginning of the first element that fails one of some rules, "" if none does."""
    return next((element.text for outcome in outcomes for element in outcome.elements), "")


def _fault_of_language(page: PageIndex) -> str:
    """A page of mostly Chinese letters is Chinese."""
    letters, chinese = (sum(map(len, run.findall(page.text))) for run in (_LETTERS, _CHINESE))
    fits = chinese * 2 < letters or page.lang.lower().split("-")[0] in {"zh", "cmn"}
    return "" if fits else f'<html lang="{page.lang}">'


def _fault_of_headings(page: PageIndex) -> str:
    """There are headings, and none skips a level on the way down."""
    if not page.headings:
        return "h1–h6: 0"
    level = page.headings[0].level
    for heading in page.headings:
        if heading.level > level + 1:
            return f"h{level} h{heading.level} {heading.text}"
        level = heading.level
    return ""
