"""排名: one level in order, by the index in tiers or by one dimension; what could not be ranked stands apart with its reason."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.round_scores import found, same_framework, standings
from dashboard.views.dimensions import basis
from dashboard.views.names import name_of
from dashboard.views.rank_bands import band_cell, chance_cell, show_sureness
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button, empty_state, pick_one
from dashboard.views.score import grade_name, printed, signed, tier_name
from dashboard.wording import band_text, civil
from metrics.coverage import LEVELS
from metrics.scale import INDEX
from metrics.scorecard import STANDINGS
from metrics.uncertainty.judgement import KINDS

ORDERS = ("high", "low")
APART = (*STANDINGS[1:], "not_applicable")
_RARE = ("vetoed", "not_applicable")
"""What is listed apart, in order; ``not_applicable`` only when a dimension is ranked."""
_MOST = 200
_BELOW_FLOOR = ("dimensions_below_floor", "below_floor")


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    snapshot = scene.snapshot
    if snapshot.is_census:
        st.info(scene.say("columns.unscored"))
        return
    level, dimension, order, text = _choices(scene, snapshot)
    earlier = scene.earlier if same_framework(scene.earlier, snapshot) else None
    table = standings(snapshot, earlier, level, "" if dimension == INDEX else dimension)
    _lead(scene, snapshot, table, level, dimension)
    shown = found(table, text)
    if text:
        st.caption(scene.say("ranking.found", n=len(shown), total=len(table)))
    ranked = shown[shown["standing"] == "ranked"]
    if len(ranked):
        # Within a tier nobody stands before another: units go by their code.
        by = ["tier", "unit_code"] if dimension == INDEX and ranked["tier"].any() else ["rank", "unit_code"]
        _ranked(scene, snapshot, ranked.sort_values(by, ascending=[order == "high", True]), dimension)
        if dimension == INDEX:
            show_sureness(scene, snapshot, level)
    else:
        _none_ranked(scene, snapshot, table, level, dimension)
    _apart(scene, snapshot, shown, dimension)
    if len(table):
        name = f"{snapshot.round['id']}-r{snapshot.revision}-{level}-{dimension}-internal"
        csv_button(_sheet(scene, snapshot, table, dimension), name, scene.say, "ranking_csv")


def _choices(scene: Scene, snapshot: Snapshot) -> tuple[str, str, str, str]:
    say = scene.say
    with st.container(horizontal=True, gap="medium"):
        level = pick_one(say("ranking.level"), "level", LEVELS, "county", lambda name: say(f"level.{name}"))
        order = pick_one(say("ranking.order"), "order", ORDERS, "high", lambda name: say(f"ranking.{name}"))
        text = _search(scene)
    dimension = pick_one(
        say("ranking.by"), "dimension", (INDEX, *snapshot.catalogue.dimensions), INDEX,
        lambda name: name_of(scene, snapshot, name),
    )  # fmt: skip
    return level, dimension, order, text


def _lead(scene: Scene, snapshot: Snapshot, table: pd.DataFrame, level: str, dimension: str) -> None:
    """ranked + unreachable + blocked + insufficient = all, as one sentence."""
    say, counts = scene.say, table["standing"].value_counts()
    terms = [
        f"{escape(say(f'ranking.{name}'))} <b>{counts.get(name, 0)}</b>"
        for name in ("ranked", *APART)
        if name not in _RARE or name in counts
    ]
    lead = say("ranking.lead", level=escape(say(f"level.{level}")), n=f"<b>{len(table)}</b>", terms=" + ".join(terms))
    note = say("ranking.index_note" if dimension == INDEX else "ranking.dimension_note")
    mark = f'<p class="q-meta"><strong>{escape(say("ranking.internal"))}</strong></p>'
    meta = f'<p class="q-meta">{escape(note)}<br>{escape(basis(scene, snapshot))}</p>'
    st.html(f'{mark}<p class="q-lead">{lead}</p>{meta}')


def _search(scene: Scene) -> str:
    say = scene.say
    if "find" not in st.session_state:
        st.session_state["find"] = st.query_params.get("find", "")
    text = st.text_input(
        say("ranking.find"), key="find", placeholder=say("ranking.find_hint"), type="search", live=True, max_chars=60,
        autocomplete="off", width=300,
    )  # fmt: skip
    if text:
        st.query_params["find"] = text
    else:
        st.query_params.pop("find", None)
    return text or ""


# In order


def _ranked(scene: Scene, snapshot: Snapshot, ranked: pd.DataFrame, dimension: str) -> None:
    say, by_index = scene.say, dimension == INDEX
    drawn = ranked.head(_MOST)
    groups = []
    if by_index:
        for place in drawn["tier"].unique():
            rows = [
                _ranked_row(scene, snapshot, row, by_index=True) for row in drawn[drawn["tier"] == place].itertuples()
            ]
            note = say("ranking.tier_of", n=int((ranked["tier"] == place).sum()))
            groups.append(Group(rows, tier_name(place, say), note) if place else Group(rows))
    else:
        groups.append(Group([_ranked_row(scene, snapshot, row, by_index=False) for row in drawn.itertuples()]))
    columns = [
        Column(say("ranking.rank_unit"), 30), Column(say("ranking.score"), number=True), Column(say("ranking.bounds"), number=True),
        Column(say("ranking.completeness"), number=True), Column(say("ranking.change"), number=True),
    ]  # fmt: skip
    if by_index:
        columns[1:1] = [Column(say("ranking.band"), 14, number=True), Column(say("ranking.top_ten"), number=True)]
    chosen = choose_row("ranking", say("ranking.table"), columns, groups)
    if len(ranked) > _MOST:
        st.caption(say("ranking.cut", n=len(ranked), most=_MOST))
    if scene.earlier is not None:
        _compared(scene, snapshot, scene.earlier)
    if chosen:
        scene.open_site(chosen)


def _compared(scene: Scene, snapshot: Snapshot, earlier: Snapshot) -> None:
    """With which round the changes compare, or why there are none."""
    say = scene.say
    if same_framework(earlier, snapshot):
        date = civil(earlier.round["date"], say)
        st.caption(say("ranking.compared", name=earlier.round["name"], date=date))
    else:
        st.caption(say("overview.other_framework"))


def _ranked_row(scene: Scene, snapshot: Snapshot, row, *, by_index: bool) -> Row:
    cells = [
        Cell(row.path, row.unit_code, lead=str(row.rank)),
        Cell(printed(row.score, snapshot), number=True),
        _bounds(row),
        Cell(f"{row.completeness:.0%}", bar=row.completeness, number=True),
        _change(scene, snapshot, row),
    ]
    if by_index:
        cells[1:1] = [band_cell(row, scene.say), chance_cell(row)]
    return Row(cells, row.site_id)


def _bounds(row) -> Cell:
    """Between which scores the unseen could move it."""
    return Cell(f"{row.lower:.1f}–{row.upper:.1f}", number=True, bar=row.upper / 100, bar_from=row.lower / 100)


def _change(scene: Scene, snapshot: Snapshot, row) -> Cell:
    """How score and rank moved against the earlier round; — for a portal that was not ranked in both."""
    if not row.rank_before:
        return Cell("—", number=True)
    say = scene.say
    moved = signed(row.change, snapshot) if row.change else say("ranking.same")
    places = "" if row.rank == row.rank_before else say("ranking.ranks", before=row.rank_before, now=row.rank)
    return Cell(moved, places, number=True)


def _none_ranked(scene: Scene, snapshot: Snapshot, table: pd.DataFrame, level: str, dimension: str) -> None:
    say = scene.say
    if table.empty:
        st.info(say("ranking.no_portals", level=say(f"level.{level}")))
    elif (table["standing"] == "not_applicable").any() and not (table["standing"] == "ranked").any():
        st.info(say("ranking.no_dimension", level=say(f"level.{level}"), dimension=name_of(scene, snapshot, dimension)))
    else:
        st.info(say("ranking.none_found" if (table["standing"] == "ranked").any() else "ranking.none_ranked"))


# Apart


def _apart(scene: Scene, snapshot: Snapshot, shown: pd.DataFrame, dimension: str) -> None:
    say = scene.say
    groups = []
    for standing in APART:
        rows = shown[shown["standing"] == standing]
        if len(rows):
            drawn = [_apart_row(scene, snapshot, row) for row in rows.head(_MOST).itertuples()]
            note = say("ranking.apart_n", n=len(rows)) + say(f"ranking.{standing}_why")
            groups.append(Group(drawn, say(f"ranking.{standing}"), note))
    if not groups:
        return
    st.subheader(say("ranking.apart"), anchor=False)
    columns = [
        Column(say("ranking.unit"), 34), Column(say("ranking.reason")), Column(say("ranking.bounds"), 14, number=True),
        Column(say("ranking.completeness"), 12, number=True),
    ]  # fmt: skip
    chosen = choose_row("apart", say("ranking.apart"), columns, groups)
    if chosen:
        scene.open_site(chosen)


def _apart_row(scene: Scene, snapshot: Snapshot, row) -> Row:
    known = not pd.isna(row.completeness)
    reason, step = _reason(scene, snapshot, row.reason)
    cells = [
        Cell(row.path, row.unit_code),
        Cell(reason, step),
        _bounds(row) if known else Cell("—", number=True),
        Cell(f"{row.completeness:.0%}" if known else "—", bar=row.completeness if known else None, number=True),
    ]
    return Row(cells, row.site_id)


def _reason(scene: Scene, snapshot: Snapshot, code: str) -> tuple[str, str]:
    """Why a portal has no number, and what its owner can do."""
    say, floors = scene.say, snapshot.card["floors"]
    if not code:
        return say("ranking.not_applicable"), ""
    if code in _BELOW_FLOOR:
        return say(f"ranking.{code}", share=f"{floors['dimension_share']:.0%}", dimensions=floors["dimensions"]), ""
    return say.cause(code), say(f"cause.{code}.next")


# On paper


def _sheet(scene: Scene, snapshot: Snapshot, table: pd.DataFrame, dimension: str) -> pd.DataFrame:
    say, about = scene.say, snapshot.round
    reasons = [
        "" if s == "ranked" else _reason(scene, snapshot, r)[0]
        for s, r in zip(table["standing"], table["reason"], strict=True)
    ]
    placed = {
        name: table[name].where(table[name] > 0).astype("Int64") for name in ("rank", "rank_equal", "rank_before")
    }
    columns = {
        say("ranking.code"): table["unit_code"],
        say("ranking.level"): [say(f"level.{level}") for level in table["level"]],
        say("ranking.unit"): table["path"],
        say("site.address"): table["url"],
        say("ranking.by"): name_of(scene, snapshot, dimension),
        say("ranking.standing"): [say(f"ranking.{standing}") for standing in table["standing"]],
        say("ranking.reason"): reasons,
        say("ranking.tier"): [tier_name(tier, say) for tier in table["tier"]],
        say("ranking.grade"): [grade_name(snapshot, grade, say) for grade in table["grade"]],
        say("ranking.rank"): placed["rank"],
        **{_band_name(say, kind): [band_text(row, kind) for row in table.itertuples()] for kind in KINDS},
        say("ranking.top_ten"): table["method_top"].round(3),
        say("ranking.score"): table["score"],
        say("ranking.lower"): table["lower"],
        say("ranking.upper"): table["upper"],
        say("ranking.completeness"): table["completeness"].round(4),
        say("ranking.score_change"): table["change"],
        say("ranking.rank_before"): placed["rank_before"],
        say("ranking.rank_equal"): placed["rank_equal"],
        say("ranking.use"): say("ranking.internal"),
        say("ranking.weights"): say.pick(snapshot.card["weights_note_zh"], snapshot.card["weights_note_en"]),
        say("app.round"): f"{about['name']} r{snapshot.revision}"
        + (say("app.fictional_mark") if about["fictional"] else ""),
        say("coverage.date"): about["date"],
    }
    if dimension != INDEX:
        of_the_index = [say(f"ranking.{name}") for name in ("tier", "grade", "top_ten", "rank_equal")]
        for name in [*of_the_index, *(_band_name(say, kind) for kind in KINDS)]:
            del columns[name]
    return pd.DataFrame(columns)


def _band_name(say: Words, kind: str) -> str:
    return say("ranking.band_of", kind=say(f"band.{kind}"))
