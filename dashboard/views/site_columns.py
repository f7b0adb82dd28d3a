"""栏目: the columns of a site by days left, with the page that shows it, and the owner's column list (栏目台账)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import column_lists, jobs
from dashboard.column_tables import (
    STATES,
    TO_ACT,
    site_columns,
    state_counts,
    why,
    worded,
    working_days_left,
)
from dashboard.queries import Snapshot, capture_of
from dashboard.views.archived_page import show_capture
from dashboard.views.refused import show_refused
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button, note, pick_one, plain, show_problems
from dashboard.wording import beijing, civil
from dashboard.workbook import MEDIA_TYPE, as_workbook
from data.errors import QihuaError

_KINDS = {
    "normal": "good",
    "overdue": "attention",
    "empty": "attention",
    "due_soon": "attention",
    "not_found": "attention",
}
_LARGEST_MB = 20
_DONE = "column_list_done"


def show_columns(scene: Scene, snapshot: Snapshot, site_id: str) -> bool:
    """Draw the table of columns and the owner's list; tell whether a column's page was opened over the view."""
    say, table = scene.say, site_columns(snapshot, site_id)
    st.subheader(say("columns.title"), anchor=False)
    note(say("columns.census" if snapshot.is_census else "columns.sample"))
    if snapshot.is_census:
        note(say("columns.unscored"))
    opened = False
    if table.empty:
        st.info(say("columns.none"))
    else:
        opened = _table(scene, snapshot, table)
    with st.expander(say("columns.list"), expanded=_DONE in st.session_state):
        _list(scene, snapshot, site_id)
    return opened


def _table(scene: Scene, snapshot: Snapshot, table: pd.DataFrame) -> bool:
    say, counts = scene.say, state_counts(table)
    acting = sum(counts[state] for state in TO_ACT)
    note(say("columns.counts", n=len(table), **counts))
    options = ["act", "all", *(state for state in STATES if counts[state])]
    sizes = {"act": acting, "all": len(table), **counts}
    chosen = pick_one(
        say("columns.filter"), "columns", options, "act" if acting else "all",
        lambda one: f"{say(f'columns.{one}') if one in {'act', 'all'} else say(f'column_state.{one}')} {sizes[one]}",
    )  # fmt: skip
    wanted = {"act": TO_ACT, "all": STATES}.get(chosen, (chosen,))
    shown = table[table["state"].isin(wanted)]
    opened = choose_row(
        "site_columns", say("columns.title"), _headers(scene), [Group([_row(scene, r) for r in shown.itertuples()])]
    )
    _downloads(scene, table)
    if opened:
        _open(scene, snapshot, table[table["capture_id"] == opened].iloc[0])
    return bool(opened)


def _headers(scene: Scene) -> list[Column]:
    say = scene.say
    widths = (("name", 26), ("kind", 11), ("newest", 13), ("cycle", 13), ("left", 10), ("state", 0))
    return [Column(say(f"columns.col_{name}"), width, number=name == "left") for name, width in widths]


def _row(scene: Scene, row: Any) -> Row:
    say = scene.say
    left = "—" if pd.isna(row.days_left) else str(int(row.days_left))
    working = working_days_left(row)
    working_text = "" if working is None else say("columns.working", n=working)
    cycle = (
        Cell("—")
        if pd.isna(row.days)
        else Cell(say("columns.days", n=int(row.days)), say(f"columns.from_{row.days_from}"))
    )
    place = " · ".join(text for text in (row.above, row.url) if text)
    reason = " · ".join(text for text in (why(say, row), row.note) if text)
    cells = [
        Cell(row.name, place), Cell(say(f"column_kind.{row.kind}") if row.kind else "—"), Cell(civil(row.newest, say)), cycle,
        Cell(left, working_text, number=True), Cell(say(f"column_state.{row.state}"), reason, _KINDS.get(row.state, "quiet")),
    ]  # fmt: skip
    return Row(cells, row.capture_id)


def _downloads(scene: Scene, table: pd.DataFrame) -> None:
    say = scene.say
    named = worded(table, say)
    with st.container(horizontal=True):
        csv_button(named, say("columns.file"), say, "columns_csv")
        st.download_button(
            say("columns.workbook"), lambda: as_workbook({say("columns.title"): named}), f"{say('columns.file')}.xlsx", MEDIA_TYPE,
            key="columns_xlsx", on_click="ignore",
        )  # fmt: skip


def _open(scene: Scene, snapshot: Snapshot, row: pd.Series) -> None:
    """Show the archived page that a row rests on, with the newest date marked."""
    capture = capture_of(snapshot, row["capture_id"])
    if capture is None:
        return

    def detail() -> None:
        say = scene.say
        state = say(f"column_state.{row['state']}")
        note(" · ".join(text for text in (state, why(say, row), row["url"]) if text))
        show_capture(scene, snapshot, capture, row["said"], "html")

    st.dialog(plain(row["name"]), width="large")(detail)()


def _list(scene: Scene, snapshot: Snapshot, site_id: str) -> None:
    """The list that holds, the table to fill in, and the upload of a filled-in one."""
    say, round_id = scene.say, snapshot.round["id"]
    if _DONE in st.session_state:
        st.success(plain(st.session_state.pop(_DONE)))
    held = column_lists.standing_list(scene.workspace, snapshot.round["registry"], site_id)
    st.caption(
        plain(say("columns.held", file=held.file, n=held.columns, actor=held.actor, time=beijing(held.imported_at)))
        if held
        else say("columns.no_list")
    )
    st.caption(say("columns.list_how"))
    st.download_button(
        say("columns.template"), lambda: column_lists.list_template(scene.workspace, round_id, say.language, site_id),
        f"{say('columns.template_file')}.csv", "text/csv", key="columns_template", on_click="ignore",
    )  # fmt: skip
    with st.container(key="upload"):
        upload = st.file_uploader(say("columns.upload"), key="columns_file", max_upload_size=_LARGEST_MB)
    actor = st.text_input(say("survey.actor"), key="columns_actor", placeholder=say("survey.actor_hint")).strip()
    if upload is not None:
        _result(scene, round_id, site_id, upload.name, upload.getvalue(), actor)


def _result(scene: Scene, round_id: str, site_id: str, name: str, data: bytes, actor: str) -> None:
    say = scene.say
    try:
        checked = column_lists.check_list(scene.workspace, round_id, name, data, site_id)
    except QihuaError as error:
        show_problems(error, say)
        return
    if checked.read.problems:
        show_refused(scene, name, checked.read.problems)
        return
    st.info(plain(say("columns.good", file=name, n=len(checked.read.promises))))
    if checked.read.ignored:
        st.caption(plain(say("columns.ignored", names=say.pick("、", ", ").join(checked.read.ignored))))
    if not checked.change.records:
        st.caption(say("columns.same"))
        return
    note(say("columns.close_again" if checked.needs_closing else "columns.close_later"))
    if st.button(say("columns.import"), type="primary", key="columns_import"):
        column_lists.import_list(scene.workspace, round_id, name, data, site_id, jobs.actor_name(actor))
        st.session_state[_DONE] = say("columns.done", file=name)
        st.rerun()
