"""采集: start a collection, watch it, stop it, close the round."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboard import jobs
from dashboard.charts.coverage import LEVELS
from dashboard.views.scene import Scene, show_problems
from data.errors import QihuaError


def show(scene: Scene) -> None:
    """Draw the page."""
    _watch(scene)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _start(scene)
    with right:
        _rounds(scene)


def _watch(scene: Scene) -> None:
    """The collection under way, drawn again every two seconds while there is one."""
    job = jobs.current(scene.workspace)
    busy = job is not None and job.state in {"running", "stopping"}
    st.fragment(lambda: _job(scene, busy), run_every=2 if busy else None)()


def _job(scene: Scene, was_busy: bool) -> None:
    say = scene.say
    job = jobs.current(scene.workspace)
    if job is None:
        st.caption(say("collection.idle"))
        return
    if job.state not in {"running", "stopping"}:
        if was_busy:
            st.rerun()
        st.caption(say("collection.ended", id=job.round_id, state=say(f"state.{job.state}")))
        if job.message == "heartbeat_lost":
            st.warning(say("collection.heartbeat_lost"))
        return
    with st.container(border=True):
        st.markdown(f"**{say('collection.running')} · {job.round_id}**")
        share = job.sites_done / job.sites_total if job.sites_total else 0.0
        st.progress(min(1.0, share), say("collection.progress", done=job.sites_done, total=job.sites_total, pages=job.pages))
        if job.seconds_left is not None:
            minutes, seconds = divmod(int(job.seconds_left), 60)
            st.caption(say("collection.left", minutes=minutes, seconds=seconds))
        failures = "；".join(f"{say.cause(code)} {count}" for code, count in sorted(job.failures.items(), key=lambda i: -i[1]))
        st.caption(f"{say('collection.failures')}：{failures}" if failures else say("collection.no_failures"))
        if job.state == "stopping":
            st.info(say("collection.stopping"))
        elif st.button(say("collection.stop"), key="stop"):
            jobs.request_stop(scene.workspace)
            st.rerun()


def _start(scene: Scene) -> None:
    say = scene.say
    st.subheader(say("collection.start"))
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    with st.form("start", border=True):
        registry = st.radio(
            say("collection.registry"), ("sample", "china"), format_func=lambda name: say(f"collection.{name}"), key="start_registry"
        )
        round_id = st.text_input(say("collection.id"), f"r{now:%Y%m%d-%H%M}", key="start_id")
        name = st.text_input(say("collection.name"), key="start_name")
        levels = st.multiselect(
            say("collection.level"), LEVELS, format_func=lambda level: say(f"level.{level}"), key="start_levels",
            placeholder=say("app.all_levels"),
        )  # fmt: skip
        division = st.text_input(say("collection.division"), key="start_division")
        actor = st.text_input(say("collection.actor"), key="start_actor")
        st.caption(say("collection.caution"))
        if st.form_submit_button(say("collection.button"), type="primary"):
            try:
                job = jobs.start_collection(
                    scene.workspace, round_id, name, registry or "sample", levels, division.strip() or None, actor=actor
                )
            except QihuaError as error:
                show_problems(error, say)
                return
            st.toast(say("collection.started", id=job.round_id))
            st.rerun()


def _rounds(scene: Scene) -> None:
    say = scene.say
    st.subheader(say("collection.rounds"))
    rows = jobs.rounds_of(scene.workspace)
    if not rows:
        st.info(say("app.empty_title"))
        return
    table = pd.DataFrame(
        {
            say("collection.col_id"): [row.id for row in rows],
            say("collection.col_name"): [row.name + (f" · {say('collection.sample')}" if row.fictional else "") for row in rows],
            say("collection.col_state"): [say(f"state.{row.state}") for row in rows],
            say("collection.col_date"): [row.date for row in rows],
            say("collection.col_sites"): [row.sites_total for row in rows],
            say("collection.col_done"): [row.sites_done for row in rows],
            say("collection.col_revision"): [f"r{row.revision}" if row.revision else "—" for row in rows],
        }
    )
    st.dataframe(table, hide_index=True)
    with st.form("close", border=True):
        chosen = st.selectbox(say("collection.pick_round"), [row.id for row in rows], key="close_round")
        reason = st.text_input(say("collection.close_reason"), key="close_reason")
        if st.form_submit_button(say("collection.close")):
            try:
                folder = jobs.close(scene.workspace, chosen, reason=reason, actor=jobs.actor_name())
            except QihuaError as error:
                show_problems(error, say)
                return
            st.success(say("collection.closed", id=chosen, n=re.sub(r"\D", "", folder.name)))
