"""报告: the national report, or a site's, as it will look on paper; and the tables behind it as a data package."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.exports import as_zip, package_files
from dashboard.queries import Snapshot
from dashboard.reports import FORMATS, NATION, pictures, render
from dashboard.safe_page import framed
from dashboard.views.scene import Scene, empty_state, note, recall, remember

_KINDS = (NATION, "one_unit", "one_site")
_MOST_PAGES = 30
_HEIGHT = 760
_TYPES = {"pdf": "application/pdf", "html": "text/html"}


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    snapshot = scene.snapshot
    left, right = st.columns([2, 3], gap="large")
    with left:
        scope = _choose_scope(scene, snapshot)
        form = _choose_format(scene)
        if scope:
            _download(scene, snapshot, scope, form)
        _contents(scene)
    with right:
        if scope:
            _preview(scene, snapshot, scope, form)
        else:
            st.info(scene.say("reports.pick_first"))
    _package(scene, snapshot)


# What to report on


def _choose_scope(scene: Scene, snapshot: Snapshot) -> str:
    """Return ``nation`` or the id of a site; "" while none is chosen."""
    say = scene.say
    recall("report_on", _KINDS)
    st.session_state.setdefault("report_on", NATION)
    kind = st.segmented_control(
        say("reports.scope"), _KINDS, required=True, format_func=lambda kind: say(f"reports.{kind}"), key="report_on"
    )
    remember("report_on", kind, NATION)
    if kind == NATION:
        return NATION
    if kind == "one_site":
        return _choose(scene, "report_site", "site", snapshot.site_labels)
    return _portal(scene, snapshot, _choose(scene, "report_unit", "unit", _unit_labels(snapshot)))


def _choose(scene: Scene, key: str, word: str, labels: dict[str, str]) -> str:
    recall(key, labels)
    chosen = st.selectbox(
        scene.say(f"reports.{word}"), list(labels), index=None, format_func=lambda one: labels.get(one, one),
        placeholder=scene.say(f"reports.{word}_hint"), key=key,
    )  # fmt: skip
    remember(key, chosen)
    return chosen or ""


def _unit_labels(snapshot: Snapshot) -> dict[str, str]:
    units = snapshot.coverage_units[snapshot.coverage_units["in_scope"]]
    return {code: f"{name} · {code}" for code, name in units[["unit_code", "full_name"]].itertuples(index=False)}


def _portal(scene: Scene, snapshot: Snapshot, code: str) -> str:
    """The site that stands for a unit; a unit without a portal in this round is told so."""
    if not code:
        return ""
    portal = snapshot.registry.portal(code)
    if portal is not None and portal.site_id in snapshot.site_labels:
        return portal.site_id
    st.warning(scene.say("reports.no_portal", name=snapshot.registry.unit(code).full_name))
    return ""


def _choose_format(scene: Scene) -> str:
    say = scene.say
    recall("report_as", FORMATS)
    st.session_state.setdefault("report_as", FORMATS[0])
    chosen = st.radio(say("reports.format"), FORMATS, format_func=lambda form: say(f"reports.{form}"), key="report_as")
    remember("report_as", chosen, FORMATS[0])
    return chosen


# The report


def _download(scene: Scene, snapshot: Snapshot, scope: str, form: str) -> None:
    say = scene.say
    with st.spinner(say("reports.making")):
        body = render(snapshot, scene.earlier, scope, form, say)
    name = f"qihua-{snapshot.round['id']}-r{snapshot.revision}-{scope}.{form}"
    st.download_button(
        say("reports.download"), body, name, _TYPES[form], key="report_download", type="primary", on_click="ignore",
        width="stretch",
    )  # fmt: skip
    note(say("reports.same_bytes"))


def _contents(scene: Scene) -> None:
    """What the report holds, what it never holds, and in which language it is."""
    say = scene.say
    kind = NATION if st.session_state["report_on"] == NATION else "site"
    st.markdown(f"**{say('reports.contains')}**")
    st.write(say(f"reports.contains_{kind}"))
    st.markdown(f"**{say('reports.contains_not')}**")
    st.write(say(f"reports.not_{kind}"))
    note(say("reports.edition"))


def _preview(scene: Scene, snapshot: Snapshot, scope: str, form: str) -> None:
    """The file itself: pictures of its pages, or the document in a frame without any rights."""
    say = scene.say
    if form == "html":
        document = render(snapshot, scene.earlier, scope, form, say).decode("utf-8")
        st.iframe(framed(document, _HEIGHT, say("reports.preview")), height=_HEIGHT + 2, alt=say("reports.preview"))
        return
    with st.spinner(say("reports.making")):
        pages = pictures(snapshot, scene.earlier, scope, say)
    cut = len(pages) > _MOST_PAGES
    note(
        say("reports.pages_cut", n=len(pages), most=_MOST_PAGES) if cut else say("reports.pages", n=len(pages))
    )  # fmt: skip
    with st.container(height=_HEIGHT, border=True, key="report_pages"):
        for number, picture in enumerate(pages[:_MOST_PAGES], 1):
            st.image(picture, width="stretch", caption=say("reports.page_n", n=number))


# The data package


def _package(scene: Scene, snapshot: Snapshot) -> None:
    """The published tables; they are packed when somebody asks for them."""
    say = scene.say
    st.subheader(say("reports.package"), anchor=False)
    st.write(say("reports.package_text"))
    internal = st.checkbox(say("reports.package_internal"), key="package_internal")
    name = f"qihua-{snapshot.round['id']}-r{snapshot.revision}" + ("-internal" if internal else "")
    st.download_button(
        say("reports.package_download"), partial(_packed, snapshot, name, internal), f"{name}.zip", "application/zip",
        key="package_download", on_click="ignore",
    )  # fmt: skip


def _packed(snapshot: Snapshot, name: str, internal: bool) -> bytes:
    return as_zip(package_files(snapshot, internal=internal), name)
