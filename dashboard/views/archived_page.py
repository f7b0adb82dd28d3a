"""An archived page beside the evidence taken from it: scripts off, nothing loaded from outside."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.queries import Snapshot, archived
from dashboard.safe_page import framed, page_text, safe_page
from dashboard.views.scene import Scene, beijing, show_problems
from data.errors import QihuaError
from data.model import Capture, Cause

_HEIGHT = 460
_NEVER_SHOWN = frozenset({Cause.HIJACKED, Cause.PARKED})


def show_capture(scene: Scene, snapshot: Snapshot, capture: Capture, text: str) -> None:
    """Show a capture: the page made safe, its text, and the facts of the archive."""
    say = scene.say
    st.subheader(say("site.archived"))
    page, words, facts = st.tabs([say("site.tab_page"), say("site.tab_text"), say("site.tab_facts")])
    with facts:
        _facts(scene, capture)
    body = _body(scene, snapshot, capture, page)
    if body is None:
        with words:
            st.info(say("site.no_body"))
        return
    with page:
        st.caption(say("site.archived_note"))
        st.iframe(framed(safe_page(body, capture.content_type, text), _HEIGHT), height=_HEIGHT + 16)
    with words:
        st.text(page_text(body, capture.content_type)[:6000])


def _body(scene: Scene, snapshot: Snapshot, capture: Capture, page: object) -> bytes | None:
    """The page's bytes if they may be shown; else None, with the reason said in the first tab."""
    say = scene.say
    with page:  # type: ignore[attr-defined]
        if snapshot.round["imported"]:
            st.info(say("site.imported"))
            return None
        if capture.cause in _NEVER_SHOWN:
            st.warning(say("site.hidden"))
            return None
        try:
            body = archived(scene.workspace, snapshot, capture).body
        except QihuaError as error:
            show_problems(error, say)
            return None
        if not body or "html" not in capture.content_type:
            st.info(say("site.no_body"))
            return None
        return body


def _facts(scene: Scene, capture: Capture) -> None:
    say = scene.say
    rows = [
        (say("site.url"), capture.url),
        (say("site.time"), beijing(capture.requested_at)),
        (say("site.purpose"), say(f"purpose.{capture.purpose}")),
        (say("site.http"), str(capture.http_status or "—")),
        (say("site.cause"), say.cause(capture.cause.value) if capture.cause else "—"),
        (say("site.size"), f"{capture.size}"),
        (say("site.sha"), capture.body_sha256 or "—"),
        (say("site.file"), f"{capture.warc_file} @ {capture.warc_offset}"),
    ]
    st.table(pd.DataFrame(rows, columns=["", " "]).set_index(""))
