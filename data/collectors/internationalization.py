"""国际化: whether a foreign version exists, in how many languages, and what it offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from data.addresses import split
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    Unreadable,
    attempt_evidence,
    civil_date,
    fact_evidence,
    flags,
    home_page,
    is_there,
    link_evidence,
    news_until,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Evidence, Level, Purpose
from data.page.addresses import address
from data.page.model import FactState, PageIndex, Region
from data.page.words import links_saying
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
        return None if needs == "foreign_duty" else _no_version(visit, context)
    if duty is False:
        return Reading.inapplicable(Cause.NO_FOREIGN_DUTY)
    if duty is None:
        return Reading.uncollected(Cause.FLAG_UNKNOWN)
    if needs == "foreign_duty":
        return None
    if all(fact.state is FactState.NOT_SEEN for fact in facts):
        return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
    return Reading.inapplicable(Cause.NO_FOREIGN_VERSION)


def _no_version(visit: Visit, context: Context) -> Reading | None:
    """What a link calls English is none when another body's page, or a Chinese one, stands behind it."""
    captured, _ = target_state(visit, Purpose.FOREIGN)
    if captured is None or captured.page is None or _is_version(captured, captured.page, context):
        return None
    return Reading.inapplicable(Cause.NO_FOREIGN_VERSION)


def _is_version(captured: CapturedPage, page: PageIndex, context: Context) -> bool:
    return _is_own(captured.capture.url, context) and _is_foreign(page.text)


def _is_foreign(text: str) -> bool:
    return foreign_share(text) >= float(lexicon("collectors")["foreign"]["latin_share"])


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
    host = split(url).host
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
    good = _is_foreign(page.text)
    parts = {"foreign_share": round(foreign_share(page.text), 4)}
    return Reading.measured(float(good), page_evidence(captured, page.title), parts=parts, absent=not good)


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


def _version(visit: Visit) -> tuple[CapturedPage, PageIndex]:
    """Return the first page of the foreign version. Raises ``Unreadable`` with the cause when it was not read."""
    captured = next(iter(visit.of(Purpose.FOREIGN)), None)
    if captured is None:
        raise Unreadable(Cause.PAGE_NOT_CAPTURED)
    if captured.page is None:
        raise Unreadable(captured.capture.cause or Cause.PAGE_NOT_CAPTURED, attempt_evidence(captured))
    return captured, captured.page


@collector(COLLECTORS, "internationalization_fresh")
def fresh(visit: Visit, context: Context) -> Reading:
    """Calendar days between the newest dated item of the foreign version and the capture. Own proposal."""
    captured, page = _version(visit)
    today = civil_date(captured)
    past = news_until(today, page)
    if not past:
        return Reading.unseen(Cause.UNDATED, page_evidence(captured))
    newest = max(past, key=lambda item: item.date)
    age = (today - date.fromisoformat(newest.date)).days
    return Reading.measured(age, page_evidence(captured, f"{newest.date} {newest.title}"))


@collector(COLLECTORS, "internationalization_info")
def information(visit: Visit, context: Context) -> Reading:
    """About, news, government, laws and policies, data among the foreign version's navigation and column names.

    Source: 国脉互联/社科院 国际化程度测评 2008–2012 (本地信息).
    """
    return _groups(visit, "information")


@collector(COLLECTORS, "internationalization_service")
def services(visit: Visit, context: Context) -> Reading:
    """Visa, work, study, investment, travel, living among the foreign version's navigation and column names.

    Source: 国脉互联/社科院 国际化程度测评 2008–2012 (公共服务).
    """
    return _groups(visit, "service")


def _groups(visit: Visit, kind: str) -> Reading:
    """Share of a kind's groups that the foreign version names; unseen where part of its navigation is not in the page."""
    captured, page = _version(visit)
    names = list(_names(captured, page, {Region.FOOTER}))
    found = {group: _saying(pattern, names) for group, pattern in lexicon("foreign")[kind].items()}
    evidence = [hit for hit in found.values() if hit is not None]
    if not page.has_header and len(evidence) < len(found):
        return Reading.unseen(Cause.PART_MISSING, *(evidence or [page_evidence(captured)]))
    parts = {group: float(hit is not None) for group, hit in found.items()}
    return flags(parts, *(evidence or [page_evidence(captured)]))


def _names(captured: CapturedPage, page: PageIndex, outside: set[Region]) -> Iterator[tuple[str, Evidence]]:
    """Names of columns and entries of a page, each with its evidence; headlines and the page's own name are none."""
    bounds = lexicon("foreign")["labels"]
    headlines = {item.title for item in page.items}

    def is_name(text: str) -> bool:
        return len(text) <= bounds["longest"] and len(text.split()) <= bounds["words"] and text not in headlines

    for link in page.links:
        if is_name(link.label) and link.region not in outside and address(link.url) != address(page.url):
            yield link.label, link_evidence(captured, link)
    for heading in page.headings:
        if heading.level > 1 and is_name(heading.text):
            yield heading.text, page_evidence(captured, heading.text)


def _saying(pattern: str, names: list[tuple[str, Evidence]]) -> Evidence | None:
    wanted = re.compile(pattern, re.IGNORECASE)
    return next((evidence for text, evidence in names if wanted.search(text)), None)


@collector(COLLECTORS, "internationalization_contact")
def contact(visit: Visit, context: Context) -> Reading:
    """Mailbox, FAQ and hotline on the foreign version's first page or its contact page.

    Source: 国脉互联/社科院 国际化程度测评 2008–2012 (互动交流).
    """
    first, page = _version(visit)
    pages = [(one, one.page) for one in visit.of(Purpose.FOREIGN) if one.page is not None]
    found = {part: _contact(part, pages) for part in lexicon("foreign")["contact"]}
    evidence = [hit for hit in found.values() if hit is not None]
    if len(evidence) < len(found):
        further = links_saying(page, lexicon("plan")["foreign_contact"])
        if further and len(pages) < 2:
            return Reading.unseen(Cause.PAGE_NOT_CAPTURED, *evidence, link_evidence(first, further[0]))
    looked_at = [page_evidence(one) for one, _ in pages]
    return flags({part: float(hit is not None) for part, hit in found.items()}, *evidence, *looked_at)


def _contact(part: str, pages: list[tuple[CapturedPage, PageIndex]]) -> Evidence | None:
    """Where a way to get in touch is named or printed."""
    words = lexicon("foreign")
    for captured, page in pages:
        named = _saying(words["contact"][part], list(_names(captured, page, set())))
        if named is not None:
            return named
        printed = re.search(words["contact_text"].get(part, "(?!)"), page.text, re.IGNORECASE)
        if printed:
            return page_evidence(captured, printed.group(0))
    return None


@collector(COLLECTORS, "internationalization_text")
def text(visit: Visit, context: Context) -> Reading:
    """Share of Chinese characters among the letters of the foreign version's first page. Own proposal.

    The site's own name and the words of the language switch are left out.
    """
    captured, page = _version(visit)
    left = page.text
    names = {context.site.name, context.unit.name, *_language_names(page)} - {""}
    for name in sorted(names, key=len, reverse=True):
        left = left.replace(name, " ")
    if sum(char.isalpha() for char in left) < lexicon("foreign")["text"]["least_letters"]:
        return Reading.unseen(Cause.TOO_FEW, page_evidence(captured))
    chinese = re.findall(r"[\u3400-\u9fff]+", left)
    return Reading.measured(1 - foreign_share(left), page_evidence(captured, max(chinese, key=len, default="")))


def _language_names(page: PageIndex) -> set[str]:
    names = re.compile(lexicon("foreign")["text"]["language_names"])
    return {link.label for link in page.links if names.fullmatch(link.label)}


@collector(COLLECTORS, "internationalization_tech")
def tech(visit: Visit, context: Context) -> Reading:
    """Language attribute, hreflang, foreign title, https of the foreign version. Own proposal."""
    home, home_index = home_page(visit, context)
    captured, page = _version(visit)
    tagged = [one for one, index in ((captured, page), (home, home_index)) if _names_languages(index)]
    parts = {
        "lang": float(bool(page.lang) and not page.lang.lower().startswith("zh")),
        "hreflang": float(bool(tagged)),
        "title": float(_is_foreign(page.title)),
        "https": float(captured.capture.url.startswith("https:")),
    }
    return flags(parts, page_evidence(captured, f"lang={page.lang} {page.title}"), *map(page_evidence, tagged[:1]))


def _names_languages(page: PageIndex) -> bool:
    return any(name == "hreflang" for name, _ in page.attributes)
