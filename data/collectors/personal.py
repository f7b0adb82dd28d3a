"""Suspected personal data on the pages of a visit: what fails sites first (国办秘函〔2019〕19号, 安全问题)."""

from __future__ import annotations

from collections import Counter

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import civil_date, page_evidence, visited_pages
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Level
from data.page.personal import PersonalNumber, personal_numbers

COLLECTORS: dict[str, Collector] = {}
_KINDS = ("identity", "mobile", "card")


@collector(COLLECTORS, "findings_personal_data")
def personal_data(visit: Visit, context: Context) -> Reading:
    """Different numbers of persons in the visible text of the pages read; the number itself is masked before it is kept.

    0 speaks of these pages alone, so no second visit has to confirm it. Source: 国办秘函〔2019〕19号 (recalled).
    """
    provinces = {unit.code[:2] for unit in context.registry.units.values() if unit.level == Level.PROVINCE}
    pages = visited_pages(visit, context)
    found: dict[str, tuple[CapturedPage, PersonalNumber]] = {}
    for captured, page in pages:
        for number in personal_numbers(page.text, provinces, civil_date(captured), page.footer_text):
            found.setdefault(number.digits, (captured, number))
    counts = Counter(number.kind for _, number in found.values())
    parts = {kind: float(counts[kind]) for kind in _KINDS} | {"pages": float(len(pages))}
    shown = list(found.values())[: lexicon("findings")["shown"]]
    evidence = [page_evidence(captured, number.shown) for captured, number in shown] or [page_evidence(pages[0][0])]
    return Reading.measured(len(found), *evidence, parts=parts)
