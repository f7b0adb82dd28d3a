"""What to mend first at a site: vetoes before all else, then what every indicator would bring, then what has to be seen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.check_wording import told, veto_name, warning_word
from dashboard.checks import published_check
from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.site_scores import site_improvements, site_score, site_shortfalls
from dashboard.views.check_site import STATE_KINDS
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, pick_one
from dashboard.views.score import grade_name, printed, signed, tier_name
from dashboard.wording import number
from metrics.check import FOUND
from metrics.fixes import TARGETS

_FIRST = 6


def show_improvements(scene: Scene, snapshot: Snapshot, site_id: str, observations: pd.DataFrame) -> str:
    """Draw the vetoes, then gains at a target, then what has to be seen first. Returns the indicator that was chosen."""
    say = scene.say
    score = site_score(snapshot, site_id)["score"]
    st.subheader(say("site.how_scored" if pd.isna(score) else "site.fix_first"), anchor=False)
    chosen = _vetoes(scene, snapshot, site_id)
    if pd.isna(score):
        chosen = _shortfalls(scene, snapshot, site_id, observations) or chosen
    else:
        chosen = _at_target(scene, snapshot, site_id, observations) or chosen
    return _unseen(scene, snapshot, observations) or chosen


def _vetoes(scene: Scene, snapshot: Snapshot, site_id: str) -> str:
    """The vetoes that are confirmed, suspected or warned of: they bring no points and come first."""
    say, check = scene.say, published_check(snapshot)
    if check is None:
        return ""
    own = check.vetoes[check.vetoes["site_id"] == site_id].set_index("veto")
    signs = check.signs[check.signs["site_id"] == site_id]
    signs = signs[signs["state"].isin(FOUND) | signs["amber"]]
    rows = []
    for veto in check.card["vetoes"]:
        found, loud = own.loc[veto["id"]], list(signs[signs["veto"] == veto["id"]].itertuples())
        if found["state"] not in FOUND and not found["amber"]:
            continue
        state = Cell(
            say(f"check_state.{found['state']}"), warning_word(found["amber"], found["days_left"], say),
            STATE_KINDS[found["state"]],
        )  # fmt: skip
        rows.append(Row([Cell(veto_name(veto, say)), state, Cell(told(snapshot, veto, loud, say))], loud[0].indicator))
    if not rows:
        return ""
    columns = [Column(say("check.veto"), 24), Column(say("check.state"), 16), Column(say("check.basis"))]
    return choose_row(
        "fix_vetoes",
        say("site.vetoes_first"),
        columns,
        [Group(rows, say("site.vetoes_first"), say("site.vetoes_note"))],
    )


def _at_target(scene: Scene, snapshot: Snapshot, site_id: str, observations: pd.DataFrame) -> str:
    say = scene.say
    target = pick_one(say("site.target"), "target", TARGETS, TARGETS[0], lambda name: say(f"site.target_{name}"))
    rows = site_improvements(snapshot, site_id, target)
    if rows.empty:
        st.info(say(f"site.target_{target}_none"))
        return ""
    st.caption(say(f"site.target_{target}_note") + say("site.fix_note"))
    chosen = _gains(scene, snapshot, rows.head(_FIRST), observations, "gains")
    if len(rows) > _FIRST:
        with st.expander(say("site.more_gains", n=len(rows) - _FIRST)):
            chosen = _gains(scene, snapshot, rows.iloc[_FIRST:], observations, "more_gains") or chosen
    return chosen


def _gains(scene: Scene, snapshot: Snapshot, rows: pd.DataFrame, observations: pd.DataFrame, key: str) -> str:
    say = scene.say
    drawn = []
    for row in rows.itertuples():
        entry, own = snapshot.indicators[row.indicator], observations.loc[row.indicator]
        partly = say("site.partly_seen", share=f"{row.seen:.0%}") if row.seen < 1 else ""
        missing = [
            say.pick(part.zh, part.en) for part in entry.parts if not part.unit and own["parts"].get(part.id, 1.0) < 1
        ]
        if missing:
            lacks = say("site.missing", parts=say.pick("、", ", ").join(missing))
        else:
            lacks = say("site.value_is", value=number(own["value"], entry.unit, own["parts"], say))
        cells = [
            Cell(say.pick(entry.name_zh, entry.name_en), _dimension_name(snapshot, row.dimension, say)),
            Cell(f"{row.points:.1f}", f"→ {row.target:.1f}", number=True),
            Cell(lacks, partly),
            Cell(signed(row.gain, snapshot), number=True),
            Cell(printed(row.total, snapshot), number=True),
            _leads_to(scene, snapshot, row),
        ]
        drawn.append(Row(cells, row.indicator))
    columns = [
        Column(say("site.indicator"), 24), Column(say("site.points"), 9, number=True), Column(say("site.what"), 29),
        Column(say("site.gain"), 9, number=True), Column(say("site.then"), 11, number=True), Column(say("site.leads_to")),
    ]  # fmt: skip
    return choose_row(key, say("site.fix_first"), columns, [Group(drawn)])


def _leads_to(scene: Scene, snapshot: Snapshot, row: Any) -> Cell:
    """The rank then, and what is crossed: a grade, a tier."""
    say = scene.say
    rank = ""
    if row.rank:
        rank = say("site.rank_then", rank=row.rank) + (say("site.places_gained", n=row.places) if row.places else "")
    crossed = [say("site.rises", grade=grade_name(snapshot, row.grade, say))] if row.rises else []
    crossed += [say("site.rises", grade=tier_name(row.tier, say))] if row.tier_rises else []
    return Cell(rank, say.pick("，", ", ").join(crossed), "good" if crossed else "")


def _shortfalls(scene: Scene, snapshot: Snapshot, site_id: str, observations: pd.DataFrame) -> str:
    """What a site without a score lacks: to be seen at all, or the heaviest items unseen of the dimensions below the floor."""
    say, row = scene.say, site_score(snapshot, site_id)
    if row["reason"] != "dimensions_below_floor":
        why, step = say(f"cause.{row['reason']}.why"), say(f"cause.{row['reason']}.next")
        first = {"not_official": "site.identify_first", "vetoed": "site.mend_veto_first"}
        key = first.get(row["reason"], "site.open_first")
        st.info(say(key, why=why, next=step))
        return ""
    floors = snapshot.card["floors"]
    lacking = floors["dimensions"] - int(row["dimensions"])
    st.info(say("site.needed", n=lacking, floor=f"{floors['dimension_share']:.0%}"))
    groups = []
    for one in site_shortfalls(snapshot, site_id).itertuples():
        rows = [_unseen_row(scene, snapshot, name, observations) for name in one.needed]
        note = say("site.dimension_seen", seen=f"{one.completeness:.0%}", n=len(one.needed))
        groups.append(Group(rows, _dimension_name(snapshot, one.dimension, say), note))
    return choose_row("shortfalls", say("site.how_scored"), _unseen_columns(say), groups)


def _unseen(scene: Scene, snapshot: Snapshot, observations: pd.DataFrame) -> str:
    """What was looked at and could not be seen: no loss, and the first thing to settle."""
    say = scene.say
    hidden = observations[observations["status"] == "not_observed"]
    names = [name for name in snapshot.catalogue.indicators if name in hidden.index]
    counts = observations["status"].value_counts()
    rest = say(
        "site.no_losses", collected=int(counts.get("not_collected", 0)), applicable=int(counts.get("not_applicable", 0))
    )  # fmt: skip
    if not names:
        st.caption(rest)
        return ""
    with st.expander(say("site.unseen", n=len(names)), expanded=len(names) <= _FIRST):
        rows = [_unseen_row(scene, snapshot, name, observations) for name in names]
        chosen = choose_row("unseen", say("site.unseen", n=len(names)), _unseen_columns(say), [Group(rows)])
        st.caption(rest)
    return chosen


def _unseen_row(scene: Scene, snapshot: Snapshot, name: str, observations: pd.DataFrame) -> Row:
    say, entry = scene.say, snapshot.indicators[name]
    cause, status = observations.loc[name, "cause"], observations.loc[name, "status"]
    kind = "attention" if status == "not_observed" else "quiet"
    cells = [
        Cell(say.pick(entry.name_zh, entry.name_en), say.pick(entry.measures_zh, entry.measures_en)),
        Cell(f"{say(f'status.{status}')} · {say.cause(cause)}", say(f"cause.{cause}.why"), kind),
        Cell(say(f"cause.{cause}.next")),
    ]
    return Row(cells, name)


def _unseen_columns(say: Words) -> list[Column]:
    return [Column(say("site.indicator"), 26), Column(say("site.why_unseen"), 40), Column(say("site.next_step"))]


def _dimension_name(snapshot: Snapshot, dimension: str, say: Words) -> str:
    one = snapshot.catalogue.dimensions[dimension]
    return say.pick(one.name_zh, one.name_en)
