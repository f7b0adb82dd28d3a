"""The coverage of two rounds side by side: what changed at every level, and in words whether it may be chance."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.coverage_wording import change_text, compared_text, shares_text, verdict, verdict_basis
from dashboard.queries import Snapshot
from dashboard.round_coverage import differences
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene
from metrics.coverage import COUNTS

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
    unjudged = say("coverage.unjudged", n=row.unjudged) if row.unjudged else ""
    return Row(
        [
            Cell(say(f"level.{row.level}")),
            Cell(compared_text(row), unjudged, number=True),
            Cell(shares_text(row), number=True),
            Cell(change_text(row, say), kind="low" if row.change < 0 else "", number=True),
            Cell(verdict(row, say), verdict_basis(row, say)),
        ]
    )
