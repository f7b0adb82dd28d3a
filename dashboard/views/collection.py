"""采集: start a collection, watch it, stop it, close the round."""

from __future__ import annotations

import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import jobs
from dashboard.collecting import PLANS, contact_address
from dashboard.queries import selection_size
from dashboard.views.own_lists import show_lists
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, plain, show_problems
from dashboard.wording import beijing, civil
from data.capture.progress import VISITS
from data.errors import QihuaError, fail
from metrics.coverage import LEVELS

_CHINA = ZoneInfo("Asia/Shanghai")
_BUSY = frozenset({"running", "stopping"})
_SECONDS = 2
_DONE = "collection_done"
_STATES = {
    "closed": "good",
    "finished": "good",
    "open": "attention",
    "collecting": "attention",
    "collected": "attention",
    "planned": "quiet",
    "failed": "attention",
}


def show(scene: Scene) -> None:
    """Draw the page."""
    if _DONE in st.session_state:
        st.success(plain(st.session_state.pop(_DONE)))
    job = jobs.current(scene.workspace)
    busy = job is not None and job.state in _BUSY
    # The fragment draws itself again while a collection runs, and only then.
    st.fragment(_watch, run_every=_SECONDS if busy else None)(scene, busy)
    rows = jobs.rounds_of(scene.workspace)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _start(scene, busy, [row.id for row in rows])
        show_lists(scene)
    with right:
        _rounds(scene, rows, job.round_id if job is not None and busy else "")
        _close(scene, rows, busy)


def _watch(scene: Scene, was_busy: bool) -> None:
    """The collection under way, or how the last one ended."""
    try:
        job = jobs.current(scene.workspace)
        if job is None:
            st.caption(scene.say("collection.idle"))
        elif job.state in _BUSY:
            _progress(scene, job)
        elif was_busy:
            st.rerun()
        else:
            _ended(scene, job)
    except QihuaError as error:
        show_problems(error, scene.say)


def _progress(scene: Scene, job: jobs.JobView) -> None:
    say = scene.say
    with st.container(border=True):
        st.markdown(f"**{plain(say('collection.running_round', id=job.round_id))}**")
        share = job.steps_done / job.steps_total if job.steps_total else 0.0
        told = say("collection.progress", done=job.sites_done, total=job.sites_total, pages=f"{job.pages:,}")
        if job.phase != VISITS:
            told = say(f"collection.progress_{job.phase}", done=job.steps_done, total=job.steps_total)
        st.progress(min(1.0, share), told)
        minutes, seconds = divmod(int(job.seconds_left or 0), 60)
        left = (
            say("collection.left_unknown")
            if job.seconds_left is None
            else say("collection.left", minutes=minutes, seconds=seconds)
        )
        st.caption(f"{left} · {say('collection.since', time=beijing(job.started_at))}")
        _failures(scene, job)
        if job.state == "stopping":
            st.info(say("collection.stopping"))
        elif st.button(say("collection.stop"), key="stop"):
            jobs.request_stop(scene.workspace)
            st.rerun(scope="fragment")


def _failures(scene: Scene, job: jobs.JobView) -> None:
    """Failures by cause; a limit of ours that was reached is none."""
    say = scene.say
    most_first = sorted(job.failures.items(), key=lambda item: -item[1])
    failed = [f"{say.cause(cause)} {n}" for cause, n in most_first]
    told = [say("collection.failures") + say.pick("：", ": ") + say.pick("；", "; ").join(failed)] if failed else []
    if job.limited:
        told.append(say("collection.limits", n=job.limited))
    st.caption(plain(" · ".join(told or [say("collection.no_failures")])))


def _ended(scene: Scene, job: jobs.JobView) -> None:
    say = scene.say
    name = {row.id: row.name for row in jobs.rounds_of(scene.workspace)}.get(job.round_id, job.round_id)
    text = say("collection.ended", name=name, state=say(f"state.{job.state}"), time=beijing(job.heartbeat_at))
    if job.message == "heartbeat_lost":
        st.warning(plain(f"{text} {say('collection.heartbeat_lost')}"))
    elif job.state == "failed":
        st.error(plain(f"{text} {say('collection.failed_next', code=job.message or '—')}"))
    else:
        st.caption(plain(text))


def _start(scene: Scene, busy: bool, taken: list[str]) -> None:
    """The form of a new collection. taken: ids of the rounds there are; a new one is offered an id of its own."""
    say = scene.say
    now = datetime.now(_CHINA)
    st.subheader(say("collection.start"), anchor=False)
    with st.container(border=True):
        registry = st.radio(
            say("collection.registry"), ("sample", "china"), format_func=lambda name: say(f"collection.{name}"), key="start_registry",
            captions=[say("collection.sample_note"), say("collection.china_note")],
        )  # fmt: skip
        plan = st.radio(
            say("collection.plan"), PLANS, format_func=lambda one: say(f"collection.plan_{one}"), key="start_plan",
            captions=[say(f"collection.plan_{one}_note") for one in PLANS],
        )  # fmt: skip
        name = st.text_input(say("collection.name"), key="start_name", placeholder=say("collection.name_hint"))
        id_key = f"start_id_{len(taken)}"
        st.session_state.setdefault(id_key, _free_id(f"r{now:%Y%m%d-%H%M}", taken))
        round_id = st.text_input(say("collection.id"), key=id_key, placeholder=say("collection.id_hint")).strip()
        if round_id in taken:
            st.error(plain(say("collection.id_taken", id=round_id)))
        levels = st.multiselect(
            say("collection.level"), LEVELS, format_func=lambda level: say(f"level.{level}"), key="start_levels",
            placeholder=say("app.all_levels"), select_all=False,
        )  # fmt: skip
        division = st.text_input(
            say("collection.division"), key="start_division", placeholder=say("collection.division_hint")
        ).strip()
        actor = st.text_input(say("collection.actor"), key="start_actor", placeholder=say("collection.actor_hint"))
        ready = round_id not in taken
        if registry == "china":
            ready = _preview(scene, levels, division) and ready
        if busy:
            st.caption(say("collection.wait"))
        if st.button(say("collection.button"), type="primary", key="start", disabled=busy or not ready):
            titled = name.strip() or say("collection.default_name", date=civil(now.date().isoformat(), say))
            _begin(scene, round_id, titled, registry, plan, levels, division, actor)


def _free_id(wanted: str, taken: list[str]) -> str:
    """The id that is wanted, with a running number where it is taken."""
    names = itertools.chain([wanted], (f"{wanted}-{serial}" for serial in itertools.count(2)))
    return next(name for name in names if name not in taken)


def _preview(scene: Scene, levels: list[str], division: str) -> bool:
    """Say how many real sites would be visited, and what that takes. False where the choice can't be carried out."""
    say = scene.say
    st.warning(say("collection.caution"))
    try:
        st.caption(say("collection.preview", n=f"{selection_size('china', tuple(levels), division):,}"))
        if not contact_address():
            raise fail("collect.no_contact", where="QIHUA_CONTACT")
    except QihuaError as error:
        show_problems(error, say)
        return False
    return True


def _begin(
    scene: Scene, round_id: str, name: str, registry: str, plan: str, levels: list[str], division: str, actor: str
) -> None:
    say = scene.say
    try:
        with st.spinner(say("collection.starting")):
            job = jobs.start_collection(
                scene.workspace, round_id, name, registry, levels, division or None, actor=actor.strip(), plan=plan
            )
    except QihuaError as error:
        show_problems(error, say)
        return
    st.toast(say("collection.started", id=job.round_id))
    st.rerun()


def _rounds(scene: Scene, rows: list[jobs.RoundRow], running: str) -> None:
    """All rounds. running: the id of the one that is being collected, "" for none."""
    say = scene.say
    st.subheader(say("collection.rounds"), anchor=False)
    if not rows:
        st.info(say("collection.no_rounds"))
        return
    drawn = []
    for row in rows:
        kind = " · ".join(
            [say(f"collection.{row.registry}") if row.registry in {"sample", "china"} else row.registry]
            + ([say("collection.imported")] if row.imported else [])
        )
        whole = row.sites_total and row.sites_done == row.sites_total
        done = Cell(
            f"{row.sites_done} / {row.sites_total}", bar=row.sites_done / row.sites_total if row.sites_total else 0.0
        )
        if row.id == running:
            done = Cell("—")  # the moving figures stand above
        revision = Cell(say("collection.revision", n=row.revision) if row.revision else say("collection.not_published"))
        told = "collecting" if row.id == running else "collected" if row.state == "open" and whole else row.state
        state = Cell(say(f"state.{told}"), kind=_STATES.get(told, "quiet"))
        named = Cell(row.name, kind if row.name == row.id else f"{row.id} · {kind}")
        drawn.append(Row([named, state, done, revision, Cell(civil(row.date, say))], row.id if row.revision else ""))
    columns = [
        Column(say("collection.col_name"), 34), Column(say("collection.col_state"), 14), Column(say("collection.col_done"), 20),
        Column(say("collection.col_revision"), 16), Column(say("collection.col_date")),
    ]  # fmt: skip
    chosen = choose_row("rounds", say("collection.rounds"), columns, [Group(drawn)])
    if chosen:
        scene.go("overview", {"round": chosen})


def _close(scene: Scene, rows: list[jobs.RoundRow], busy: bool) -> None:
    """Close and publish a round, or go on with one that was stopped."""
    say = scene.say
    if not rows:
        return
    by_id = {row.id: row for row in rows}
    st.subheader(say("collection.close_title"), anchor=False)
    with st.container(border=True):
        chosen = st.selectbox(
            say("collection.pick_round"),
            list(by_id),
            format_func=lambda one: one if by_id[one].name == one else f"{by_id[one].name}（{one}）",
            key=f"close_round_{rows[0].id}",  # a new round is the one to be closed next
        )
        row = by_id[chosen]
        unfinished = row.sites_done < row.sites_total
        reason = ""
        if row.revision:
            st.caption(say("collection.close_again", n=row.revision + 1))
            reason = st.text_input(
                say("collection.close_reason"), key="close_reason", placeholder=say("collection.close_reason_hint")
            )
        elif unfinished:
            st.caption(say("collection.close_unfinished", n=row.sites_total - row.sites_done))
        elif row.state == "open" and not busy:
            st.caption(say("collection.to_publish"))
        with st.container(horizontal=True):
            title = say("collection.publish_again" if row.revision else "collection.close")
            ready = not (row.revision or unfinished)
            if st.button(title, key="close", disabled=busy, type="primary" if ready else "secondary"):
                _publish(scene, chosen, reason)
            may_go_on = unfinished and row.state != "closed" and not row.imported
            if may_go_on and st.button(say("collection.resume"), key="resume", disabled=busy):
                _resume(scene, row)


def _publish(scene: Scene, round_id: str, reason: str) -> None:
    say = scene.say
    try:
        with st.spinner(say("collection.publishing")):
            folder = jobs.close(
                scene.workspace, round_id, reason=reason, actor=jobs.actor_name(st.session_state.get("start_actor", ""))
            )
    except QihuaError as error:
        show_problems(error, say)
        return
    st.session_state[_DONE] = say("collection.closed", id=round_id, n=folder.name.removeprefix("r"))
    st.rerun()


def _resume(scene: Scene, row: jobs.RoundRow) -> None:
    try:
        jobs.start_collection(scene.workspace, row.id, row.name, row.registry, resume=True)
    except QihuaError as error:
        show_problems(error, scene.say)
        return
    st.rerun()
