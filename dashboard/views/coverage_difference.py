"""The coverage of two rounds side by side: what changed at every level, and in words whether it may be chance."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.queries import Snapshot
from dashboard.round_coverage import differences
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene
from metrics.coverage import COUNTS
from metrics.proportions import LEVEL

_FIRST = "official"


def show_coverage_difference(scene: Scene, snapshot: Snapshot) -> None:
    """Draw a line a level for every count, the one the coverage is named after first; the others unfold."""
    say, earlier = scene.say, scene.earlier
    if earlier is None:
        return
    table = differences(earlier, snapshot)
    table = table[table["method"] != ""]
    if table.empty:
        return
    st.subheader(say("coverage.difference"), anchor=False)
    st.caption(say("coverage.difference_note", name=earlier.round["name"]))
    groups = [
        Group(
            [_row(scene, row) for row in table[table["count"] == count].itertuples()],
            say(f"count.{count}"),
            foldable=count != _FIRST,
        )
        for count in sorted(COUNTS, key=lambda name: name != _FIRST)
    ]
    columns = [
        Column(say("coverage.pick_level"), 16), Column(say("coverage.compared"), 14, number=True),
        Column(say("coverage.was_and_is"), 18, number=True), Column(say("coverage.moved_by"), 14, number=True),
        Column(say("coverage.meaning")),
    ]  # fmt: skip
    choose_row("difference", say("coverage.difference"), columns, groups)


def _row(scene: Scene, row: Any) -> Row:
    say = scene.say
    paired = row.method == "mcnemar"
    units = str(row.units) if paired else f"{row.n_before} → {row.n_now}"
    unjudged = say("coverage.unjudged", n=row.unjudged) if row.unjudged else ""
    same = paired and row.gained == row.lost == 0
    points = "0" if same else say("coverage.points", n=_signed(row.change))
    return Row(
        [
            Cell(say(f"level.{row.level}")),
            Cell(units, unjudged, number=True),
            Cell(f"{row.share_before:.1%} → {row.share_now:.1%}", number=True),
            Cell(points, kind="low" if row.change < 0 else "", number=True),
            Cell(say("coverage.no_change")) if same else Cell(_verdict(scene, row), _basis(scene, row)),
        ]
    )


def _verdict(scene: Scene, row: Any) -> str:
    sure = "significant" if row.p < 1 - LEVEL else "chance"
    return scene.say(f"coverage.{sure}_{row.method}")


def _signed(part: float) -> str:
    return f"{100 * part:+.1f}".replace("-", "−")


def _basis(scene: Scene, row: Any) -> str:
    """What the verdict rests on: pairs and their test, or two draws and the interval of their difference."""
    say, p = scene.say, "< 0.001" if row.p < 0.001 else f"= {row.p:.3f}"
    if row.method == "mcnemar":
        return say("coverage.paired", gained=row.gained, lost=row.lost, p=p)
    return say("coverage.drawn", low=_signed(row.lower), high=_signed(row.upper), p=p)
