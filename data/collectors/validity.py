"""Whether policies say that they are in force (有效性标注)."""

from __future__ import annotations

import re

from data.collectors.base import Collector, Context, Reading, Visit
from data.collectors.policies import documents_of
from data.collectors.reading import home_page, page_evidence, target_state
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Purpose
from data.page.model import PageIndex

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "findings_policy_validity")
def policy_validity(visit: Visit, context: Context) -> Reading:
    """Share of the sampled policies whose label or meta tag says whether they are in force.

    Source: 四川省2025年第一季度检查通报 (历史信息管理).
    """
    home_page(visit, context)
    documents = documents_of(visit, Purpose.POLICY)
    if not documents:
        _, cause = target_state(visit, Purpose.POLICY)
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED)
    marks = [(captured, validity_mark(page)) for captured, page in documents]
    marked = sum(bool(mark) for _, mark in marks)
    parts = {"marked": float(marked), "sampled": float(len(marks))}
    evidence = [page_evidence(captured, mark) for captured, mark in marks]
    return Reading.measured(marked / len(marks), *evidence, parts=parts, absent=marked < len(marks))


def validity_mark(page: PageIndex) -> str:
    """Return what a page says of its document's validity, as label and state or from a meta tag; "" if nothing."""
    words = lexicon("findings")["validity"]
    label, state = re.compile(words["label"]), re.compile(words["state"])
    labels = [entry.text for entry in page.labels]
    for position, text in enumerate(labels):
        named = label.match(text)
        if not named:
            continue
        rest = text[named.end() :] or next(iter(labels[position + 1 : position + 2]), "")
        if state.fullmatch(rest):
            return f"{text} {rest}" if text[named.end() :] != rest else text
    alone = re.compile(words["alone"])
    found = next((text for text in labels if alone.fullmatch(text)), "")
    return found or next((value for name in words["metas"] if state.fullmatch(value := page.meta(name))), "")
