"""填报: download a round's survey table, upload the filled-in one, see every refused cell, import, and how far evaluators agree.

Who answered what stands nowhere before the round is closed, unless somebody asks for it to talk a cell over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import jobs, surveys
from dashboard.views.agreement import show_agreement
from dashboard.views.refused import show_refused
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, definitions, note, plain, show_problems
from dashboard.wording import beijing
from data.catalogue import survey_items
from data.errors import QihuaError
from data.survey.words import allowed
from data.workspace import Workspace

_LARGEST_MB = 20
_DONE = "survey_done"


def show(scene: Scene) -> None:
    """Draw the page."""
    rows = jobs.rounds_of(scene.workspace)
    if not rows:
        _nothing_yet(scene)
        return
    by_id = {row.id: row for row in rows}
    round_id = st.selectbox(
        scene.say("survey.round_hint"), list(by_id), key="survey_round", label_visibility="collapsed", width=330,
        format_func=lambda one: f"{by_id[one].name} · {scene.say(f'state.{by_id[one].state}')}",
    )  # fmt: skip
    row = by_id[round_id]
    left, right = st.columns(2, gap="small")
    with left:
        _get(scene, row)
    with right:
        upload, evaluator, actor = _give(scene)
    if _DONE in st.session_state:
        st.success(plain(st.session_state.pop(_DONE)))
    if upload is not None:
        _result(scene, row.id, upload.name, upload.getvalue(), evaluator, actor)
    stored = surveys.stored(scene.workspace, row.id)
    _imported(scene, _imports(scene.workspace, scene.workspace.root, row.id, stored))
    if stored:
        show_agreement(scene, row.id, f"{stored} {row.state} {row.revision}")


@st.cache_resource(max_entries=4, show_spinner=False)
def _imports(_workspace: Workspace, root: Path, round_id: str, stored: int) -> list[surveys.Imported]:
    """What was imported, listed once for all who look. stored: while it stays, the list holds."""
    return surveys.imported(_workspace, round_id)


def _nothing_yet(scene: Scene) -> None:
    say = scene.say
    with st.container(border=True, key="empty"):
        st.subheader(say("survey.no_rounds_title"), anchor=False)
        st.write(say("survey.no_rounds_text"))
        if st.button(say("app.go_collection"), type="primary", key="empty_go"):
            scene.go("collection", {})


def _get(scene: Scene, row: jobs.RoundRow) -> None:
    """The empty table, and what may be filled in."""
    say, items = scene.say, survey_items()
    with st.container(border=True, height="stretch"):
        st.subheader(say("survey.get"), anchor=False)
        st.caption(say("survey.get_note", n=row.sites_total))
        st.download_button(
            say("survey.get_button"),
            lambda: surveys.template(scene.workspace, row.id, say.language),
            say("survey.file_name", round=row.id),
            "text/csv",
            key="survey_template",
            on_click="ignore",
        )
        st.caption(say("survey.how"))
        with st.expander(say("survey.items", n=len(items))):
            drawn = [Row([Cell(item.id), Cell(say.pick(item.zh, item.en)), Cell(allowed(item))]) for item in items]
            columns = [
                Column(say("survey.item"), 10), Column(say("survey.question")), Column(say("survey.allowed"), 26),
            ]  # fmt: skip
            choose_row("survey_items", say("survey.item"), columns, [Group(drawn)])


def _give(scene: Scene) -> tuple[Any, str, str]:
    """The upload, who filled it in where it doesn't say so, and who imports it."""
    say = scene.say
    with st.container(border=True, height="stretch", key="upload"):
        st.subheader(say("survey.give"), anchor=False)
        st.caption(say("survey.give_note"))
        # Any file may be chosen: what is no CSV is refused in our own words.
        upload = st.file_uploader(say("survey.upload"), key="survey_file", max_upload_size=_LARGEST_MB)
        evaluator = st.text_input(
            say("survey.evaluator"), key="survey_evaluator", placeholder=say("survey.evaluator_hint")
        )
        actor = st.text_input(say("survey.actor"), key="survey_actor", placeholder=say("survey.actor_hint"))
        if upload is None:
            st.caption(say("survey.waiting"))
    return upload, evaluator.strip(), actor.strip()


def _result(scene: Scene, round_id: str, name: str, data: bytes, evaluator: str, actor: str) -> None:
    say = scene.say
    st.subheader(say("survey.result"), anchor=False)
    try:
        checked = surveys.check(scene.workspace, round_id, name, data, evaluator)
        if checked.read.problems:
            show_refused(scene, name, checked.read.problems)
        else:
            _accepted(scene, checked)
            if checked.change.records and st.button(say("survey.import"), type="primary", key="survey_import"):
                _take_in(scene, round_id, name, data, evaluator, actor)
    except QihuaError as error:
        show_problems(error, say)


def _accepted(scene: Scene, checked: surveys.Checked) -> None:
    """What the table holds and what its import would change."""
    say, change, name = scene.say, checked.change, checked.read.name
    if change.known:
        st.info(plain(say("survey.known", file=name)))
        return
    if not checked.read.answers:
        st.warning(plain(say("survey.no_answers", file=name)))
        return
    (st.success if change.records else st.info)(
        plain(say("survey.good" if change.records else "survey.nothing_new", file=name))
    )
    changed = say("survey.change", new=change.new, corrected=change.corrected, same=change.same)
    definitions(
        [
            (say("survey.evaluators"), str(len(checked.evaluators)), say.pick("、", ", ").join(checked.evaluators)),
            (say("survey.sites"), str(checked.sites), ""),
            (say("survey.items_n"), str(len(checked.items)), say.pick("、", ", ").join(checked.items)),
            (say("survey.answers"), str(len(checked.read.answers)), changed),
        ]
    )
    if change.records:
        note(say("survey.close_again" if checked.needs_closing else "survey.close_later"))


def _take_in(scene: Scene, round_id: str, name: str, data: bytes, evaluator: str, actor: str) -> None:
    done = surveys.take_in(scene.workspace, round_id, name, data, evaluator, jobs.actor_name(actor))
    if done.read.problems:  # the day or the round changed since the check
        show_refused(scene, name, done.read.problems)
        return
    st.session_state[_DONE] = scene.say(
        "survey.done", file=name, new=done.change.new, corrected=done.change.corrected
    )  # fmt: skip
    st.rerun()


def _imported(scene: Scene, found: list[surveys.Imported]) -> None:
    say = scene.say
    st.subheader(say("survey.imported"), anchor=False)
    st.caption(say("survey.imported_note"))
    if not found:
        st.info(say("survey.none"))
        return
    drawn = [
        Row(
            [
                Cell(one.evaluator), Cell(str(one.sites), number=True), Cell(str(one.items), number=True),
                Cell(str(one.answers), number=True), Cell(one.file, one.actor), Cell(beijing(one.imported_at)),
            ]
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column(say("survey.evaluators"), 16), Column(say("survey.sites"), 9, number=True),
        Column(say("survey.items_n"), 9, number=True), Column(say("survey.answers"), 10, number=True),
        Column(say("survey.file")), Column(say("survey.when"), 20),
    ]  # fmt: skip
    choose_row("survey_imported", say("survey.imported"), columns, [Group(drawn)])
