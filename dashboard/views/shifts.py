"""五个转变: a chart by level and the numbers behind it; never a list of units."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.charts import CONFIG
from dashboard.charts.shifts import LevelDots, level_dots_chart
from dashboard.checks import PublishedShifts, published_shifts
from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene
from metrics.coverage import LEVELS

_STEP = 20.0


def show_shifts(scene: Scene, snapshot: Snapshot) -> None:
    """Draw the section; nothing where the snapshot has no such scorecard."""
    shifts = published_shifts(snapshot)
    if shifts is None:
        return
    say, card = scene.say, shifts.card
    st.subheader(say("shifts.title"), anchor=False)
    st.caption(say("shifts.lead", note=say.pick(**card["note"])))
    differences = [one for one in card["measures"] if one["minus"]]
    plain = [one for one in card["measures"] if not one["minus"]]
    _draw(scene, shifts, differences, _around_zero(shifts, differences), "shift_differences")
    _draw(scene, shifts, plain, (0.0, 100.0), "shift_means")
    st.caption(say("shifts.chart_note"))
    _table(scene, shifts)


def _around_zero(shifts: PublishedShifts, measures: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """An axis that holds every difference with its middle half, as far below zero as above."""
    rows = shifts.levels[shifts.levels["measure"].isin([one["id"] for one in measures])]
    most = max((abs(v) for name in ("mean", "lower", "upper") for v in rows[name] if not math.isnan(v)), default=0.0)
    end = min(100.0, max(_STEP, _STEP * math.ceil(most / _STEP)))
    return -end, end


def _draw(
    scene: Scene, shifts: PublishedShifts, measures: Sequence[Mapping[str, Any]], span: tuple[float, float], key: str
) -> None:
    say = scene.say
    rows = shifts.levels.set_index(["level", "measure"])
    present = [level for level in LEVELS if level in rows.index.get_level_values(0)]
    dots = [_dots(say, rows, level, measures) for level in present]
    lanes = [f"{_name(one, say)}<br><span style='font-size:11px'>{_ends(one, say)}</span>" for one in measures]
    alt = "；".join(text for level in dots for text in level.hover)
    st.plotly_chart(level_dots_chart(lanes, dots, span, scene.colours), config=CONFIG, key=key, alt=alt)


def _name(one: Mapping[str, Any], say: Words) -> str:
    name = say.pick(one["name_zh"], one["name_en"])
    return say("shifts.low_confidence", name=name) if one["low_confidence"] else name


def _ends(one: Mapping[str, Any], say: Words) -> str:
    return f"{say.pick(one['low_zh'], one['low_en'])} ← → {say.pick(one['high_zh'], one['high_en'])}"


def _dots(say: Words, rows: Any, level: str, measures: Sequence[Mapping[str, Any]]) -> LevelDots:
    found = [rows.loc[(level, one["id"])] if (level, one["id"]) in rows.index else None for one in measures]
    values, lower, upper = (
        [None if row is None or math.isnan(row[name]) else float(row[name]) for row in found]
        for name in ("mean", "lower", "upper")
    )
    hover = [
        say(
            "shifts.hover", level=say(f"level.{level}"), name=_name(one, say), value=_printed(row["mean"]), n=int(row["n"]),
            sites=int(row["sites"]), share=f"{row['completeness']:.0%}",
        ) if row is not None else ""
        for one, row in zip(measures, found, strict=True)
    ]  # fmt: skip
    return LevelDots(say(f"level.{level}"), values, lower, upper, hover)


def _printed(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.1f}".replace("-", "−")


def _table(scene: Scene, shifts: PublishedShifts) -> None:
    """The numbers by level, with how many sites they rest on and how complete what was seen is."""
    say, rows = scene.say, shifts.levels.set_index(["measure", "level"])
    groups = []
    for one in shifts.card["measures"]:
        present = [level for level in LEVELS if (one["id"], level) in rows.index]
        table = [_row(scene, level, rows.loc[(one["id"], level)]) for level in present]
        groups.append(Group(table, _name(one, say), _ends(one, say), foldable=True))
    columns = [
        Column(say("shifts.level"), 20), Column(say("shifts.mean"), number=True), Column(say("shifts.middle"), number=True),
        Column(say("shifts.sides"), number=True), Column(say("shifts.n"), number=True), Column(say("shifts.completeness"), number=True),
    ]  # fmt: skip
    with st.expander(say("shifts.numbers")):
        choose_row("shifts", say("shifts.title"), columns, groups)


def _row(scene: Scene, level: str, row: Any) -> Row:
    sides = (
        f"{_printed(row['mean_side'])} / {_printed(row['minus_side'])}" if not math.isnan(row["minus_side"]) else "—"
    )
    numbers = [
        _printed(row["mean"]), f"{_printed(row['lower'])} … {_printed(row['upper'])}", sides,
        f"{int(row['n'])} / {int(row['sites'])}", f"{row['completeness']:.0%}",
    ]  # fmt: skip
    return Row([Cell(scene.say(f"level.{level}")), *(Cell(text, number=True) for text in numbers)])
