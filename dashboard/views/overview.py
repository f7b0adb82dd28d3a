"""总览: the newest round at a glance."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.charts.coverage import LEVELS
from dashboard.queries import Snapshot
from dashboard.views.scene import Scene, civil, empty_state, table_height


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    say, snapshot = scene.say, scene.snapshot
    outcomes = snapshot.sites["outcome"].value_counts()
    st.write(
        say(
            "overview.lead",
            date=civil(snapshot.round["date"], say),
            sites=len(snapshot.sites),
            **{name: int(outcomes.get(name, 0)) for name in ("reached", "unreachable", "blocked", "unconfirmed")},
        )
    )
    _cards(scene, snapshot)
    left, right = st.columns(2, gap="large")
    with left:
        _unseen(scene, snapshot)
    with right:
        _moved(scene, snapshot)
    _observations(scene, snapshot)


def _cards(scene: Scene, snapshot: Snapshot) -> None:
    say = scene.say
    st.subheader(say("overview.headline"))
    for level, column in zip(LEVELS, st.columns(4), strict=True):
        row = snapshot.coverage_levels.loc[level]
        total, official = int(row["units"]), int(row["official"])
        with column, st.container(border=True, height="stretch"):
            share = f"{official / total:.1%}" if total else "—"
            _metric(scene, level, share, official)
            st.caption(f"{official} / {total} · {say('overview.active', n=int(row['active']))}")
            if row["blocked"]:
                band = say("overview.band", n=int(row["blocked"]), low=official, high=official + int(row["blocked"]))
                st.caption(band)
    outside = int(snapshot.coverage_levels["out_of_scope"].sum())
    if outside:
        st.caption(say("app.scope_note", n=outside))


def _metric(scene: Scene, level: str, share: str, official: int) -> None:
    """The share with the change in units against the last round, which is grey where nothing changed."""
    say = scene.say
    if scene.earlier is None:
        st.metric(say(f"level.{level}"), share, say("overview.no_earlier"), delta_color="off", delta_arrow="off")
        return
    delta = official - int(scene.earlier.coverage_levels.loc[level, "official"])
    if delta:
        st.metric(say(f"level.{level}"), share, delta, delta_description=say("overview.change"))
    else:
        st.metric(say(f"level.{level}"), share, say("overview.same"), delta_color="off", delta_arrow="off")


def _unseen(scene: Scene, snapshot: Snapshot) -> None:
    """The sites that were not reached, with the reason and a next step."""
    say = scene.say
    st.subheader(say("overview.unseen"))
    sites = snapshot.sites[snapshot.sites["outcome"] != "reached"]
    if sites.empty:
        st.success(say("overview.unseen_none"))
        return
    table = pd.DataFrame(
        {
            say("overview.unit"): sites["path"],
            say("site.outcome"): [say(f"outcome.{outcome}") for outcome in sites["outcome"]],
            say("overview.reason"): [say.cause(cause) for cause in sites["cause"]],
            say("overview.next"): [say(f"cause.{cause}.next") if cause else "" for cause in sites["cause"]],
        }
    )
    st.dataframe(table, hide_index=True, height=table_height(len(table)))


def _moved(scene: Scene, snapshot: Snapshot) -> None:
    """Units whose coverage is another than in the round before."""
    say = scene.say
    st.subheader(say("overview.moved"))
    if scene.earlier is None:
        st.info(say("overview.no_earlier"))
        return
    before, now = (s.coverage_units.set_index("unit_code") for s in (scene.earlier, snapshot))
    steps = ["registered", "reachable", "official", "active"]
    rows = []
    for code in now.index.intersection(before.index):
        was, is_now = _reached_step(before.loc[code], steps), _reached_step(now.loc[code], steps)
        if was != is_now:
            rows.append((now.loc[code, "full_name"], was, is_now))
    if not rows:
        st.info(say("overview.moved_none"))
        return

    def named(step: str) -> str:
        return say(f"count.{step}") if step else say("cause.not_registered.name")

    table = pd.DataFrame(
        [(path, named(was), named(is_now)) for path, was, is_now in rows],
        columns=[say("overview.unit"), say("overview.before"), say("overview.now")],
    )
    st.dataframe(table, hide_index=True, height=table_height(len(table)))


def _reached_step(row: pd.Series, steps: list[str]) -> str:
    return next((step for step in reversed(steps) if row[step]), "")


def _observations(scene: Scene, snapshot: Snapshot) -> None:
    say = scene.say
    counts = snapshot.observations["status"].value_counts()
    names = ("measured", "not_applicable", "not_observed", "not_collected")
    st.caption(
        say(
            "overview.measured_text",
            total=len(snapshot.observations),
            **{name: int(counts.get(name, 0)) for name in names},
        )
    )
    if len(snapshot.unregistered):
        with st.expander(say("overview.unregistered", n=snapshot.unregistered["host"].nunique())):
            st.dataframe(snapshot.unregistered[["host", "url"]], hide_index=True)
