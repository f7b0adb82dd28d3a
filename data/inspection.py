"""Reads single pages: every fact, and the observations that one page alone decides. No registry entry is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from data.addresses import split
from data.analysis import civil_date
from data.capture.exchange import cause_of_status
from data.capture.plan import Plan, own_scripts
from data.collectors import COLLECTORS
from data.collectors.base import CapturedPage, Context, Reading, Visit
from data.errors import fail
from data.identity import identity_verdict
from data.model import Capture, Purpose
from data.page.build import PageError, build_index
from data.page.facts import page_facts
from data.page.masking import mask_numbers, masked
from data.page.model import Fact, PageIndex, RuleOutcome
from data.page.scripted import with_script_links
from data.page.verdicts import page_cause
from data.registry import Registry, Site

_DECIDED_BY_ONE_PAGE = (
    "clustering_state_column", "humanization_alt", "humanization_elder", "humanization_static_a11y",
    "practicality_mobile", "practicality_update", "site_official", "standardization_footer",
    "standardization_site_tags",
)  # fmt: skip

_MOST_FAULTS = 10


def inspect_page(
    url: str,
    body: bytes,
    content_type: str,
    requested_at: str,
    registry: Registry,
    status: int | None = None,
    ask: Callable[[str], str | None] | None = None,
) -> dict[str, Any]:
    """Return what one page says, in the form of ``inspect --json``: one object with these keys.

    url, encoding, title; header_footer_seen: yes, partial or no; cause: why it is no page of the site's, null if it is one.
    identity: {"verdict", "reason"}: whose page it is, judged by ``data.identity`` from its address, codes and name: official,
        unconfirmed, mismatch or not_government, with one of its reasons. A site that is not on the list is unconfirmed at most.
    facts: name → {"state", "value", "where", "text"}; observations: what this page alone decides of its site's indicators;
    accessibility: one entry a claimed W3C ACT rule, {"rule", "outcome", "elements"}: passed, failed or inapplicable, and the
        first ten elements that fail, each with its CSS "path" and the beginning of its tag as "text".
    Numbers of persons are masked wherever the page prints them.

    requested_at: UTC instant of the capture, with Z; ages are counted from its Asia/Shanghai civil date.
    status: the HTTP status it came with, if known; what came with an error is no page of the site's.
    ask: gets the text of a first-party script, "" if there is none, None if it can't be had; without it only the page is judged.
    Raises ``inspect.not_a_page`` when the bytes are no page.
    """
    captured_on = civil_date(requested_at)
    try:
        page = build_index(url, body, content_type, captured_on, faults=_MOST_FAULTS)
    except PageError as error:
        raise fail("inspect.not_a_page", where=url, found=error.cause, cause=error.cause) from error
    cause = page_cause(page) or (cause_of_status(status) if status is not None else None)
    page = with_script_links(page if ask is None else _with_scripts(page, ask))
    facts = page_facts(page, captured_on)
    capture = Capture(
        "0" * 32, "", "", 1, Purpose.HOME, url, requested_at, http_status=status or 200, size=len(body), cause=cause
    )
    visit, context = _visit(CapturedPage(capture, None if cause else page, facts), registry)
    identity = identity_verdict(visit, context)
    return {
        "url": url,
        "encoding": page.encoding,
        "title": mask_numbers(page.title),
        "header_footer_seen": _header_footer_seen(page),
        "cause": cause.value if cause else None,
        "identity": {"verdict": identity.verdict, "reason": identity.reason},
        "facts": {name: _fact(fact) for name, fact in facts.items()},
        "observations": _observations(visit, context),
        "accessibility": [_rule(outcome) for outcome in page.accessibility],
    }


def _with_scripts(page: PageIndex, ask: Callable[[str], str | None]) -> PageIndex:
    """Join the page's first-party scripts, as many as a visit reads, and note whether one of them could not be had."""
    texts = [ask(url) for url in islice(own_scripts(page), Plan.load("real").scripts)]
    read = [text for text in texts if text]
    return replace(page, script_text="\n".join([page.script_text, *read]), unread_scripts=None in texts)


def _fact(fact: Fact) -> dict[str, Any]:
    value = mask_numbers(fact.value) if isinstance(fact.value, str) else fact.value
    return {"state": fact.state.value, "value": value, "where": fact.where, "text": masked(fact.text)}


def _rule(outcome: RuleOutcome) -> dict[str, Any]:
    elements = [element._asdict() for element in outcome.elements]
    return {"rule": outcome.rule, "outcome": outcome.outcome.value, "elements": elements}


def _header_footer_seen(page: PageIndex) -> str:
    if page.has_header and page.has_footer:
        return "yes"
    if page.has_header or page.has_footer:
        return "partial"
    return "no"


def _visit(captured: CapturedPage, registry: Registry) -> tuple[Visit, Context]:
    """The page as the only one of a visit to the site it stands on."""
    url = captured.capture.url
    site = registry.site_at(url) or _stranger_site(split(url).origin)
    unit = registry.unit(site.unit_code) if site.unit_code else next(iter(registry.units.values()))
    return Visit(1, (captured,)), Context(registry, site, unit, visits_needed=1)


def _observations(visit: Visit, context: Context) -> list[dict[str, Any]]:
    """The readings of a home page that need no other page; any other page decides none of a site's indicators alone."""
    path, prefix = split(visit.pages[0].capture.url).path, context.site.path_prefix
    if path.strip("/") not in {prefix.strip("/"), f"{prefix}/index.html".strip("/")}:
        return []
    return [_plain(name, COLLECTORS[name](visit, context)) for name in _DECIDED_BY_ONE_PAGE]


def _plain(name: str, reading: Reading) -> dict[str, Any]:
    return {
        "indicator": name,
        "status": reading.status.value,
        "value": reading.value,
        "parts": dict(reading.parts),
        "cause": reading.cause.value if reading.cause else None,
        "evidence": [evidence.text for evidence in reading.evidence],
    }


def _stranger_site(url: str) -> Site:
    return Site(
        "", "", "portal", "", url, "", "", "", "", "", None, None, None, None, "running", "", None, "", "", "", ""
    )
