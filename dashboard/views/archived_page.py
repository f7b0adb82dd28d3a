"""An archived page beside the evidence taken from it: scripts off, nothing loaded from outside."""

from __future__ import annotations

import streamlit as st

from dashboard.queries import HIDDEN, Snapshot, archived
from dashboard.safe_page import framed, page_text, safe_page
from dashboard.views.page_rules import show_rules
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, show_problems
from dashboard.wording import beijing
from data.capture.archive import ArchivedCapture
from data.errors import QihuaError
from data.model import NO_VISIT, Capture
from data.page.masking import mask_numbers

_HEIGHT = 480
_LONGEST_TEXT = 12_000


def show_capture(scene: Scene, snapshot: Snapshot, capture: Capture, text: str, where: str) -> None:
    """Show a capture: the page made safe with ``text`` marked, its words, its headers, and the facts of the archive.

    where: the evidence's place; what was not seen in the page itself opens on the part that shows it.
    """
    say = scene.say
    titles = {name: say(f"site.tab_{name}") for name in ("page", "text", "rules", "headers", "facts")}
    first = {"header": "headers", "dns": "facts", "tls": "facts"}.get(where, "page" if capture.size else "facts")
    page, words, rules, headers, facts = st.tabs(list(titles.values()), default=titles[first])
    with facts:
        _facts(scene, capture)
    found = _archived(scene, snapshot, capture)
    if isinstance(found, str):
        for tab in (page, words, rules, headers):
            tab.info(found)
        return
    with headers:
        _headers(scene, found)
    if not found.body or "html" not in (capture.content_type or "html"):
        for tab in (page, words, rules):
            tab.info(say("site.no_body"))
        return
    with page:
        _page(scene, capture, found.body, text)
    with words:
        shown = page_text(found.body, capture.content_type)
        st.text(shown[:_LONGEST_TEXT])
        if len(shown) > _LONGEST_TEXT:
            st.caption(say("site.text_cut", n=_LONGEST_TEXT))
    with rules:
        show_rules(scene, found)


def _archived(scene: Scene, snapshot: Snapshot, capture: Capture) -> ArchivedCapture | str:
    """What the archive holds of a capture, or the reason why it is not shown."""
    say = scene.say
    if snapshot.round["imported"]:
        return say("site.imported")
    if capture.cause is not None and capture.cause.value in HIDDEN:
        return say("site.hidden")
    try:
        return archived(scene.workspace, snapshot, capture)
    except QihuaError as error:
        show_problems(error, say)
        return say("site.no_body")


def _page(scene: Scene, capture: Capture, body: bytes, text: str) -> None:
    say = scene.say
    safe = safe_page(body, capture.content_type, text, say("site.image"), say.language)
    if text:
        st.caption(say("site.marked") if safe.found else say("site.not_marked"))
    st.iframe(framed(safe.document, _HEIGHT, say("site.archived")), height=_HEIGHT + 2, alt=say("site.archived"))
    st.caption(say("site.archived_note"))


def _headers(scene: Scene, found: ArchivedCapture) -> None:
    """The answer's headers as they came; cookies are nobody's business here."""
    say = scene.say
    shown = [(name, value) for name, value in found.headers if name.lower() not in {"set-cookie", "cookie"}]
    rows = [Row([Cell(name), Cell(mask_numbers(value))]) for name, value in shown]
    if found.error:
        st.caption(found.error)
    if not rows:
        st.info(say("site.no_headers"))
        return
    choose_row(
        f"headers_{found.capture.id}",
        say("site.tab_headers"),
        [Column(say("site.header"), 32), Column(say("site.header_value"))],
        [Group(rows)],
    )


def _facts(scene: Scene, capture: Capture) -> None:
    say = scene.say
    visit = say("site.beside_visits") if capture.visit == NO_VISIT else say("site.visit_n", n=capture.visit)
    facts = [
        (say("site.url"), capture.url),
        (say("site.time"), beijing(capture.requested_at)),
        (say("site.purpose"), f"{say(f'purpose.{capture.purpose}')} · {visit}"),
        (say("site.http"), "—" if capture.http_status is None else str(capture.http_status)),
        (say("site.cause"), say.cause(capture.cause.value) if capture.cause else "—"),
        (say("site.type"), capture.content_type or "—"),
        (say("site.size"), f"{capture.size:,}" + (f"（{say('site.truncated')}）" if capture.truncated else "")),
        (say("site.sha"), capture.body_sha256 or "—"),
        (say("site.file"), f"{capture.warc_file} @ {capture.warc_offset:,}"),
    ]
    rows = [Row([Cell(label), Cell(value)]) for label, value in facts]
    choose_row(
        f"facts_{capture.id}",
        say("site.tab_facts"),
        [Column(say("site.fact"), 26), Column(say("site.fact_value"))],
        [Group(rows)],
    )
