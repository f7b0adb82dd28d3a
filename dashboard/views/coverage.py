"""拥有率: coverage by level, the published reference, and the list behind every bar."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.charts.coverage import COUNTS, LEVELS, coverage_chart
from dashboard.queries import Snapshot
from dashboard.views.scene import Scene, civil, csv_button, empty_state, table_height
from data.figures import ownership_rates

REFERENCE_YEAR = 2011


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    say, snapshot = scene.say, scene.snapshot
    st.write(say("coverage.lead"))
    published = ownership_rates(REFERENCE_YEAR)
    reference = {rate.level: rate.rate for rate in published if rate.rate is not None}
    st.plotly_chart(
        coverage_chart(snapshot.coverage_levels, reference, say),
        config={"displayModeBar": False, "responsive": True},
        key="coverage",
        alt=say("coverage.title"),
    )
    st.caption(say("coverage.reference_note", source="; ".join(sorted({rate.source for rate in published}))))
    _figures(scene, snapshot)
    _list_behind(scene, snapshot)
    _history(scene)


def _figures(scene: Scene, snapshot: Snapshot) -> None:
    say = scene.say
    rows = []
    for level in LEVELS:
        row = snapshot.coverage_levels.loc[level]
        total = int(row["units"])
        cells = [f"{int(row[count])}（{row[count] / total:.1%}）" if total else "—" for count in COUNTS]
        rows.append([say(f"level.{level}"), total, *cells, int(row["blocked"]), int(row["out_of_scope"])])
    columns = [
        say("coverage.pick_level"), say("coverage.units"), *(say(f"count.{count}") for count in COUNTS), say("count.blocked"),
        say("coverage.excluded"),
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True)
    plan = say.pick(snapshot.round["plan_name_zh"], snapshot.round["plan_name_en"])
    st.caption(say("coverage.date_note", date=civil(snapshot.round["date"], say), plan=plan))


def _list_behind(scene: Scene, snapshot: Snapshot) -> None:
    say = scene.say
    st.subheader(say("coverage.list"))
    first, second, third = st.columns(3)
    level = first.selectbox(
        say("coverage.pick_level"), LEVELS, index=3, format_func=lambda name: say(f"level.{name}"), key="list_level"
    )
    count = second.selectbox(
        say("coverage.pick_count"), COUNTS, index=2, format_func=lambda name: say(f"count.{name}"), key="list_count"
    )
    side = third.selectbox(
        say("coverage.pick_side"), ("out", "in", "band", "scope"), format_func=lambda name: say(f"coverage.{name}"), key="list_side"
    )
    units = listed(snapshot.coverage_units, level, count, side)
    st.caption(
        say("coverage.list_note", level=say(f"level.{level}"), count=say(f"count.{count}"), side=say(f"coverage.{side}"), n=len(units))
    )
    if units.empty:
        st.info(say("coverage.list_empty"))
        return
    table = pd.DataFrame(
        {
            say("coverage.code"): units["unit_code"],
            say("coverage.path"): units["full_name"],
            say("coverage.address"): units["url"],
            say("coverage.cause"): [
                scope or (say.cause(cause) if side != "in" else "") for scope, cause in zip(units["scope_note"], units["cause"], strict=True)
            ],
            say("coverage.open"): [f"/site?site={site}" if site else None for site in units["site_id"]],
        }
    )
    config = {say("coverage.open"): st.column_config.LinkColumn(display_text=say("coverage.open"))}
    st.dataframe(table, hide_index=True, column_config=config, height=table_height(len(table)), placeholder="")
    csv_button(table.iloc[:, :4], f"{snapshot.round['id']}-{level}-{count}-{side}", say, "list_csv")


def listed(units: pd.DataFrame, level: str, count: str, side: str) -> pd.DataFrame:
    """Return the units of a level that count (in), do not (out), were blocked (band) or stand outside the evaluation (scope)."""
    at_level = units[units["level"] == level]
    if side == "scope":
        return at_level[~at_level["in_scope"]]
    scope = at_level[at_level["in_scope"]]
    if side == "band":
        return scope[scope["blocked"]]
    return scope[scope[count]] if side == "in" else scope[~scope[count] & ~(scope["blocked"] & (count != "registered"))]


def _history(scene: Scene) -> None:
    say = scene.say
    with st.expander(say("coverage.history")):
        st.caption(say("coverage.history_note"))
        table = pd.DataFrame(
            [
                {
                    say("coverage.year"): str(rate.year),
                    say("coverage.pick_level"): say(f"level.{rate.level}"),
                    say("coverage.rate"): "" if rate.rate is None else f"{rate.rate:g}",
                    say("coverage.status"): say(f"coverage.{rate.status}"),
                    say("coverage.source"): rate.source,
                    say("coverage.note"): rate.note,
                }
                for rate in ownership_rates()
            ]
        )
        st.dataframe(table, hide_index=True)
