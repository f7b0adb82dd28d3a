"""国际化: whether a foreign version exists, and in how many languages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    Unreadable,
    attempt_evidence,
    fact_evidence,
    home_page,
    is_there,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Level, Purpose
from data.page.model import FactState, PageIndex
from data.registry import plain_host

COLLECTORS: dict[str, Collector] = {}
_LANGUAGE_FACTS = ("english_link", "other_language_link")


def foreign_applicability(needs: str, visit: Visit, context: Context) -> Reading | None:
    """Return why the foreign version is not asked for; None where it is.

    No rule obliges counties, or bodies without foreign duty, to have one; where one exists it is judged all the same.
    needs: ``foreign_duty`` for the version itself, ``foreign_version`` for what only a version can have.
    """
    if context.unit.level == Level.COUNTY:
        return Reading.inapplicable(Cause.NO_FOREIGN_DUTY)
    duty = True if context.unit.level == Level.PROVINCE else context.site.foreign_duty
    try:
        home, _ = home_page(visit, context)
    except Unreadable as unreadable:
        if duty:
            return unreadable.reading
        return Reading.inapplicable(Cause.NO_FOREIGN_DUTY) if duty is False else Reading.uncollected(Cause.FLAG_UNKNOWN)
    facts = [home.facts[name] for name in _LANGUAGE_FACTS]
    if any(is_there(fact) for fact in facts):
        return None
    if duty is False:
        return Reading.inapplicable(Cause.NO_FOREIGN_DUTY)
    if duty is None:
        return Reading.uncollected(Cause.FLAG_UNKNOWN)
    if needs == "foreign_duty":
        return None
    if all(fact.state is FactState.NOT_SEEN for fact in facts):
        return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
    return Reading.inapplicable(Cause.NO_FOREIGN_VERSION)


@collector(COLLECTORS, "internationalization_site")
def foreign_site(visit: Visit, context: Context) -> Reading:
    """1 if a foreign version of the site's own is linked, opens, and at least 60 % of its letters are not Chinese.

    A tourist board's page or a news portal is nobody's foreign version.
    Source: 国脉互联/社科院 国际化程度测评 2008–2012.
    """
    home, _ = home_page(visit, context)
    facts = [home.facts[name] for name in _LANGUAGE_FACTS]
    linked = next((fact for fact in facts if is_there(fact)), None)
    if linked is None:
        if all(fact.state is FactState.NOT_SEEN for fact in facts):
            return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
        return Reading.measured(0, page_evidence(home), absent=True)
    captured, cause = target_state(visit, Purpose.FOREIGN)
    if captured is None:
        return Reading.unseen(Cause.PAGE_NOT_CAPTURED, fact_evidence(home, linked))
    if captured.page is None:
        if cause in FAILED:
            return Reading.measured(0, fact_evidence(home, linked), attempt_evidence(captured), absent=True)
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, attempt_evidence(captured))
    if not _is_own(captured.capture.url, context):
        return Reading.measured(0, fact_evidence(home, linked), attempt_evidence(captured), absent=True)
    return _judged(captured, captured.page)


def _is_own(url: str, context: Context) -> bool:
    """Whether an address can be the site's own: its host or one below, or a government host that nobody else holds."""
    host = (urlsplit(url).hostname or "").lower()
    if f".{host}".endswith(f".{plain_host(context.site.host)}"):
        return True
    registered = context.registry.site_at(url)
    state = [ref.host for ref in context.registry.references("state_portal")]
    return (
        context.registry.is_government_host(host)
        and (registered is None or registered.unit_code == context.unit.code)
        and not any(f".{host}".endswith(f".{other}") for other in state)
    )


def _judged(captured: CapturedPage, page: PageIndex) -> Reading:
    share = foreign_share(page.text)
    good = share >= lexicon("collectors")["foreign"]["latin_share"]
    evidence = (page_evidence(captured, page.title),)
    return Reading.measured(float(good), *evidence, parts={"foreign_share": round(share, 4)}, absent=not good)


def foreign_share(text: str) -> float:
    """Return the share of letters that are not Chinese; 0 for a text without letters."""
    chinese = len(re.findall(r"[\u3400-\u9fff]", text))
    letters = sum(char.isalpha() for char in text)
    return (letters - chinese) / letters if letters else 0.0


@collector(COLLECTORS, "internationalization_langs")
def languages(visit: Visit, context: Context) -> Reading:
    """Number of foreign languages linked from the home page; traditional Chinese and minority languages are none."""
    home, _ = home_page(visit, context)
    english, others = (home.facts[name] for name in _LANGUAGE_FACTS)
    count = float(is_there(english)) + (len(str(others.value).split("; ")) if is_there(others) else 0)
    evidence = [fact_evidence(home, fact) for fact in (english, others) if is_there(fact)]
    return Reading.measured(count, *(evidence or [page_evidence(home)]))
