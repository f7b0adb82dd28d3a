"""拥有率: coverage by level, the published reference, and the list behind every bar."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.charts import CONFIG
from dashboard.charts.coverage import coverage_chart, history_chart, was_looked_at
from dashboard.queries import SIDES, Snapshot, listed, side_sizes
from dashboard.round_coverage import intervals
from dashboard.views.coverage_difference import show_coverage_difference
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button, empty_state, pick_one
from dashboard.wording import civil, collected, share
from data.figures import OwnershipRate, ownership_rates
from metrics.coverage import COUNTS, LEVELS

REFERENCE_YEAR = 2011
_MOST = 200


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    _chart(scene, scene.snapshot)
    _list_behind(scene, scene.snapshot)
    _figures(scene, scene.snapshot)
    show_coverage_difference(scene, scene.snapshot)
    _history(scene)


def _chart(scene: Scene, snapshot: Snapshot) -> None:
    say = scene.say
    st.write(say("coverage.lead"))
    published = [rate for rate in ownership_rates(REFERENCE_YEAR) if rate.rate is not None]
    with_reference = st.toggle(say("coverage.show_reference"), value=True, key="reference")
    reference = {rate.level: rate.rate for rate in published if rate.rate is not None} if with_reference else {}
    st.plotly_chart(
        coverage_chart(snapshot.coverage_levels, reference, say, scene.colours),
        config=CONFIG,
        key="bars",
        on_select=_open_bar,
        selection_mode="points",
        alt=_in_words(scene, snapshot),
    )
    st.caption(say("coverage.click_note"))
    aside = [say(f"level.{level}") for level in LEVELS if not was_looked_at(snapshot.coverage_levels.loc[level])]
    if aside:
        st.caption(say("coverage.aside_note", levels=say.pick("、", ", ").join(aside)))
    if with_reference:
        st.caption(say("coverage.reference_note", source="；".join(sorted({rate.source for rate in published}))))


def _open_bar() -> None:
    """A click on a bar opens the list behind it."""
    points = st.session_state["bars"]["selection"]["points"]
    if points and points[0].get("customdata"):
        st.session_state["level"], st.session_state["count"] = points[0]["customdata"]
        st.session_state["side"] = "out"


def _in_words(scene: Scene, snapshot: Snapshot) -> str:
    """The chart for those who can't see it."""
    say = scene.say
    parts = []
    for level in LEVELS:
        row = snapshot.coverage_levels.loc[level]
        counts = "，".join(f"{say(f'count.{count}')} {int(row[count])}" for count in COUNTS)
        parts.append(f"{say(f'level.{level}')} N={int(row['units'])}：{counts}")
    return "；".join(parts)


def _figures(scene: Scene, snapshot: Snapshot) -> None:
    say = scene.say
    rows, within = [], intervals(snapshot)
    for level in LEVELS:
        row = snapshot.coverage_levels.loc[level]
        total, official, maybe, outside = (
            int(row[name]) for name in ("units", "official", "unseen_official", "out_of_scope")
        )
        counts = [_count(scene, row, count, within.get((level, count))) for count in COUNTS]
        band = f"{official}–{official + maybe}" if maybe else "—"
        rows.append(
            Row(
                [
                    Cell(say(f"level.{level}")),
                    Cell(str(total), number=True),
                    *counts,
                    Cell(band, number=True),
                    Cell(str(outside), number=True),
                ]
            )
        )
    columns = [
        Column(say("coverage.pick_level"), 18), Column("N", number=True), *(Column(say(f"count.{c}"), number=True) for c in COUNTS),
        Column(say("coverage.band_column"), number=True), Column(say("coverage.excluded"), number=True),
    ]  # fmt: skip
    choose_row("figures", say("coverage.table"), columns, [Group(rows)])
    plan = say.pick(snapshot.round["plan_name_zh"], snapshot.round["plan_name_en"])
    st.caption(
        say(
            "coverage.date_note",
            collected=collected(snapshot.round, say),
            as_of=civil(snapshot.round["registry_as_of"], say),
            plan=plan,
        )
    )
    parts = sorted({level for level, _ in within}, key=LEVELS.index)
    if parts:
        st.caption(
            say("coverage.interval_note", levels=say.pick("、", ", ").join(say(f"level.{level}") for level in parts))
        )


def _count(scene: Scene, row: pd.Series, count: str, within: tuple[float, float] | None) -> Cell:
    """A count with its share of N; its interval where part of the level was not looked at, nothing where none of it was."""
    if within is not None:
        return Cell(
            str(int(row[count])),
            scene.say("coverage.interval", low=f"{within[0]:.1%}", high=f"{within[1]:.1%}"),
            number=True,
        )
    if count != "registered" and not was_looked_at(row):
        return Cell("—", number=True)
    partial = count != "registered" and row["unvisited"]
    return Cell(str(int(row[count])), "" if partial else share(int(row[count]), int(row["units"])), number=True)


def _list_behind(scene: Scene, snapshot: Snapshot) -> None:
    say = scene.say
    st.subheader(say("coverage.list"), anchor=False)
    with st.container(horizontal=True, gap="medium"):
        level = pick_one(say("coverage.pick_level"), "level", LEVELS, "county", lambda name: say(f"level.{name}"))
        count = pick_one(say("coverage.pick_count"), "count", COUNTS, "official", lambda name: say(f"count.{name}"))
        sizes = side_sizes(snapshot, level, count)
        sides = tuple(side for side in SIDES if sizes[side] or side not in {"unseen", "unvisited"})
        side = pick_one(
            say("coverage.pick_side"), "side", sides, "out", lambda name: f"{say(f'coverage.{name}')} {sizes[name]}"
        )
    units = listed(snapshot, level, count, side)
    n = int(snapshot.coverage_levels.loc[level, "units"])
    head = say(
        "coverage.list_note",
        level=say(f"level.{level}"),
        count=say(f"count.{count}"),
        side=say(f"coverage.{side}"),
        n=len(units),
        total=n,
    )
    st.caption(head)
    if units.empty:
        st.info(say("coverage.list_empty"))
        return
    reasons = _reasons(scene, snapshot, units, side)
    chosen = _table(scene, units, reasons, head)
    if len(units) > _MOST:
        st.caption(say("coverage.list_cut", n=len(units), most=_MOST))
    csv_button(
        _sheet(scene, snapshot, units, reasons),
        f"{snapshot.round['id']}-r{snapshot.revision}-{level}-{count}-{side}",
        say,
        "list_csv",
    )
    if chosen:
        scene.open_site(chosen)


def _reasons(scene: Scene, snapshot: Snapshot, units: pd.DataFrame, side: str) -> list[tuple[str, str]]:
    """Why each unit stands where it stands: name of the cause, what the owner can do; scope note for those outside."""
    say = scene.say
    identity = snapshot.sites.set_index("site_id")["identity_reason"]
    if side == "scope":
        return [(say("coverage.scope"), note) for note in units["scope_note"]]
    if side == "in":
        return [("", "")] * len(units)

    def name(cause: str, site_id: str) -> str:
        if cause == "not_official" and identity.get(site_id):
            return f"{say.cause(cause)}{say.pick('：', ': ')}{say(f'identity_reason.{identity[site_id]}')}"
        return say.cause(cause)

    return [
        (name(cause, site_id), say(f"cause.{cause}.next") if cause else "")
        for cause, site_id in zip(units["cause"], units["site_id"], strict=True)
    ]


def _table(scene: Scene, units: pd.DataFrame, reasons: list[tuple[str, str]], label: str) -> str:
    say = scene.say
    with_reason = any(name for name, _ in reasons)
    rows = []
    for row, (name, step) in zip(units.head(_MOST).itertuples(), reasons, strict=False):
        cells = [
            Cell(row.full_name, row.unit_code),
            Cell(row.url.rstrip("/") if row.url else say("coverage.no_address")),
        ]
        rows.append(Row([*cells, Cell(name, step)] if with_reason else cells, row.site_id))
    columns = [Column(say("coverage.unit"), 30), Column(say("coverage.address"), 32)]
    columns += [Column(say("coverage.cause"))] if with_reason else []
    return choose_row("list", label, columns, [Group(rows)])


def _sheet(scene: Scene, snapshot: Snapshot, units: pd.DataFrame, reasons: list[tuple[str, str]]) -> pd.DataFrame:
    say, about = scene.say, snapshot.round
    return pd.DataFrame(
        {
            say("coverage.code"): units["unit_code"],
            say("coverage.pick_level"): [say(f"level.{level}") for level in units["level"]],
            say("coverage.path"): units["full_name"],
            say("coverage.address"): units["url"],
            **{
                say(f"count.{count}"): [say("site.yes" if flag else "site.no") for flag in units[count]]
                for count in COUNTS
            },
            say("coverage.cause"): [name for name, _ in reasons],
            say("coverage.note"): [step for _, step in reasons],
            say("app.round"): f"{about['name']} r{snapshot.revision}"
            + (say("app.fictional_mark") if about["fictional"] else ""),
            say("coverage.date"): about["date"],
        }
    )


def _history(scene: Scene) -> None:
    """The published series, as printed: references, never rounds of this project."""
    say = scene.say
    with st.expander(say("coverage.history")):
        rates = ownership_rates()
        st.write(say("coverage.history_note"))
        alt = say("coverage.history")
        st.plotly_chart(history_chart(rates, say, scene.colours), config=CONFIG, key="history", alt=alt)
        columns = [
            Column(say("coverage.year"), 8), Column(say("coverage.pick_level"), 14), Column(say("coverage.rate"), 14, number=True),
            Column(say("coverage.status"), 10), Column(say("coverage.source")),
        ]  # fmt: skip
        choose_row("history_table", alt, columns, [Group([_published_row(scene, rate) for rate in rates])])


def _published_row(scene: Scene, rate: OwnershipRate) -> Row:
    say = scene.say
    printed = rate.label.replace("over ", "> ") if rate.rate is None else f"{rate.rate:g}"
    note = say.pick("", rate.note)
    status = Cell(say(f"coverage.{rate.status}"))
    return Row(
        [
            Cell(str(rate.year)),
            Cell(say(f"level.{rate.level}")),
            Cell(printed, number=True),
            status,
            Cell(rate.source, note),
        ]
    )
