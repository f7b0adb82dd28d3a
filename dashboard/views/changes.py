"""What moved between two rounds: scores and grades, and how far units' portals are open; every row leads to its site."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.queries import Snapshot, moved
from dashboard.round_moves import move_parts
from dashboard.round_scores import index_moves
from dashboard.views.move_split import move_words, rules_words
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button
from dashboard.views.score import grade_name, printed, signed
from dashboard.wording import civil

_FIRST = 5
_MOST = 40


def show_score_changes(scene: Scene, snapshot: Snapshot) -> None:
    """Draw the largest moves of the score, up and down, among the portals that both rounds ranked."""
    say, earlier = scene.say, scene.earlier
    st.subheader(say("overview.score_moves"), anchor=False)
    if earlier is None:
        st.info(say("overview.no_earlier_text"))
        return
    moves = index_moves(earlier, snapshot)
    both = moves[(moves["standing_before"] == "ranked") & (moves["standing_now"] == "ranked")]
    if both.empty:
        st.info(say("overview.no_same_sites"))
        return
    up, down = (
        both[both["change"] > 0].sort_values("change", ascending=False, kind="stable"),
        both[both["change"] < 0].sort_values("change", kind="stable"),
    )
    st.caption(
        say("overview.score_compared", name=earlier.round["name"], n=len(both), same=len(both) - len(up) - len(down))
        + rules_words(scene, snapshot, earlier)
    )
    if up.empty and down.empty:
        st.info(say("overview.score_moves_none"))
        return
    chosen = _score_table(
        scene,
        snapshot,
        earlier,
        [("up", up.head(_FIRST), len(up)), ("down", down.head(_FIRST), len(down))],
        "score_moves",
    )
    rest = max(0, len(up) - _FIRST) + max(0, len(down) - _FIRST)
    if rest:
        with st.expander(say("overview.score_moves_rest", n=rest)):
            parts = [
                ("up", up.iloc[_FIRST : _FIRST + _MOST], len(up)),
                ("down", down.iloc[_FIRST : _FIRST + _MOST], len(down)),
            ]
            chosen = _score_table(scene, snapshot, earlier, parts, "score_moves_rest") or chosen
            name = f"{snapshot.round['id']}-r{snapshot.revision}-score-moves"
            csv_button(_sheet(scene, snapshot, earlier, pd.concat([up, down])), name, say, "score_moves_csv")
    if chosen:
        scene.open_site(chosen)


def _score_table(
    scene: Scene, snapshot: Snapshot, earlier: Snapshot, parts: list[tuple[str, pd.DataFrame, int]], key: str
) -> str:
    say = scene.say
    groups = [
        Group(
            [_score_row(scene, snapshot, earlier, row) for row in rows.itertuples()],
            say(f"overview.score_{name}"),
            say("overview.group_n", n=n),
        )
        for name, rows, n in parts
        if len(rows)
    ]
    columns = [
        Column(say("overview.unit"), 44), Column(say("overview.score_change"), 30, number=True), Column(say("overview.grade_change")),
    ]  # fmt: skip
    return choose_row(key, say("overview.score_moves"), columns, groups)


def _score_row(scene: Scene, snapshot: Snapshot, earlier: Snapshot, row) -> Row:
    say = scene.say
    scores = f"{printed(row.score_before, snapshot)} → {printed(row.score_now, snapshot)}"
    grades = grade_name(snapshot, row.grade_now, say)
    kind = ""
    if row.grade_now != row.grade_before:
        grades = f"{grade_name(earlier, row.grade_before, say)} → {grades}"
        kind = "good" if row.grade_now < row.grade_before else "attention"
    cells = [
        Cell(row.path, move_words(scene, snapshot, move_parts(earlier, snapshot).loc[row.site_id], whole=False)),
        Cell(signed(row.change, snapshot), scores, "low" if row.change < 0 else "", number=True),
        Cell(grades, kind=kind),
    ]
    return Row(cells, row.site_id)


def _sheet(scene: Scene, snapshot: Snapshot, earlier: Snapshot, rows: pd.DataFrame) -> pd.DataFrame:
    say, about, parts = scene.say, snapshot.round, move_parts(earlier, snapshot)
    mark = say("app.fictional_mark") if about["fictional"] else ""
    return pd.DataFrame(
        {
            say("coverage.code"): rows["unit_code"],
            say("overview.level"): [say(f"level.{level}") for level in rows["level"]],
            say("overview.unit"): rows["path"],
            say("overview.before"): rows["score_before"],
            say("overview.now"): rows["score_now"],
            say("overview.score_change"): rows["change"],
            say("move.why"): [
                move_words(scene, snapshot, parts.loc[site_id], whole=True) for site_id in rows["site_id"]
            ],
            say("overview.grade_before"): [grade_name(earlier, grade, say) for grade in rows["grade_before"]],
            say("overview.grade_now"): [grade_name(snapshot, grade, say) for grade in rows["grade_now"]],
            say("app.round"): f"{earlier.round['name']} → {about['name']} r{snapshot.revision}{mark}",
        }
    )


def show_coverage_changes(scene: Scene, snapshot: Snapshot) -> None:
    """Draw the units whose coverage is another than in the round before."""
    say = scene.say
    st.subheader(say("overview.moved"), anchor=False)
    if scene.earlier is None:
        st.info(say("overview.no_earlier_text"))
        return
    rows = moved(scene.earlier, snapshot)
    st.caption(say("overview.compared", name=scene.earlier.round["name"], date=civil(scene.earlier.round["date"], say)))
    if rows.empty:
        st.info(say("overview.moved_none"))
        return
    groups = []
    for move in ("worse", "better", "closed", "unseen"):
        of_group = rows[rows["move"] == move]
        if len(of_group):
            title = say(f"overview.moved_{move}")
            drawn = [_moved_row(scene, row) for row in of_group.head(_MOST).itertuples()]
            groups.append(Group(drawn, title, say("overview.group_n", n=len(of_group))))
    columns = [Column(say("overview.unit"), 48), Column(say("overview.before"), 22), Column(say("overview.now"), 30)]
    chosen = choose_row("moved", say("overview.moved"), columns, groups)
    if chosen:
        scene.open_site(chosen)


def _moved_row(scene: Scene, row) -> Row:
    say = scene.say
    why = say.cause(row.cause) if row.cause and row.is_now != "unregistered" and row.move != "better" else ""
    kind = {"better": "good", "worse": "attention"}.get(row.move, "quiet")
    was, now = say(f"place.{row.was}"), say(f"place.{row.is_now}")
    return Row([Cell(row.path), Cell(was, kind="quiet"), Cell(now, why if why != now else "", kind)], row.site_id)
