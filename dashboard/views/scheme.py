"""考评: what an office's own scheme makes of a round: groups, marks with bounds and ranks inside a group; one site on request."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.queries import Snapshot
from dashboard.scheme_tables import named_sites, results_workbook, totals_table
from dashboard.scheme_wording import (
    VERDICT_KINDS,
    bounds,
    open_text,
    points,
    rank_text,
    reason_text,
    scheme_name,
    standing_text,
    vetoes_text,
)
from dashboard.schemes import PublishedScheme, published_schemes
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button, empty_state, pick_one
from dashboard.views.scheme_site import show_scheme_site
from dashboard.views.site_choice import choose_site
from dashboard.wording import site_note
from dashboard.workbook import MEDIA_TYPE

_MOST = 300
_COUNTS = ("pass", "fail", "open", "vetoed", "insufficient")


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    say, snapshot, schemes = scene.say, scene.snapshot, published_schemes(scene.snapshot)
    if not schemes:
        st.info(say("scheme.none"))
        st.code(say("scheme.command", round=snapshot.round["id"]), language=None)
        return
    by_id = {scheme.card["framework"]: scheme for scheme in schemes}
    chosen = next(iter(by_id))
    if len(by_id) > 1:
        chosen = pick_one(
            say("scheme.pick"),
            "framework",
            tuple(by_id),
            chosen,
            lambda name: scheme_name(by_id[name].card, schemes, say),
        )
    scheme = by_id[chosen]
    _lead(scene, scheme)
    site_id = choose_site(scene, snapshot)
    if site_id is not None:
        show_scheme_site(scene, snapshot, scheme, site_id)
        return
    _groups(scene, scheme)
    _sites(scene, snapshot, scheme)


def _lead(scene: Scene, scheme: PublishedScheme) -> None:
    """What the scheme is, how many it could score, and what that is not."""
    say, card, sites = scene.say, scheme.card, scheme.sites
    aside = int((sites["group"] == "").sum())
    lead = say(
        "scheme.lead", name=escape(say.pick(card["name_zh"], card["name_en"])), sites=f"<b>{len(sites)}</b>",
        scored=f"<b>{int((sites['standing'] == 'ranked').sum())}</b>", vetoed=f"<b>{int((sites['standing'] == 'vetoed').sum())}</b>",
    )  # fmt: skip
    if aside:
        lead += f' <a href="#aside">{say("scheme.lead_aside", n=aside)}</a>'
    marks = card["marks"]
    filled = (
        say("scheme.marks", file=marks["file"], n=scheme.marks["site_id"].nunique())
        if marks
        else say("scheme.no_marks")
    )
    notes = [say("scheme.first_reading"), filled, say.pick(card["note"]["zh"], card["note"]["en"])]
    text = "".join(escape(note) + say.pick("。", ". ") for note in notes if note)
    st.html(f'<p class="q-lead">{lead}</p><p class="q-meta">{escape(card["source"])}<br>{text}</p>')


def _names(scheme: PublishedScheme, scene: Scene) -> dict[str, str]:
    return {group["id"]: scene.say.pick(group["name_zh"], group["name_en"]) for group in scheme.card["groups"]}


def _groups(scene: Scene, scheme: PublishedScheme) -> None:
    say, names, precision = scene.say, _names(scheme, scene), scheme.card["precision"]
    st.subheader(say("scheme.groups"), anchor=False)
    rows = [
        Row(
            [
                Cell(names[row.group]),
                Cell(say("scheme.of_sites", scored=row.scored, sites=row.sites), number=True),
                Cell(points(row.mean, precision), number=True),
                Cell(points(row.median, precision), number=True),
                *(
                    Cell(str(n), kind="low" if n and name in {"fail", "vetoed"} else "", number=True)
                    for name, n in _counts(row)
                ),
            ]
        )
        for row in scheme.groups.rename(columns={"pass": "passed"}).itertuples()
    ]
    columns = [
        Column(say("scheme.group"), 30), Column(say("scheme.scored"), number=True), Column(say("scheme.mean"), number=True),
        Column(say("scheme.median"), number=True), *(Column(say(f"scheme.{name}"), number=True) for name in _COUNTS),
    ]  # fmt: skip
    choose_row("scheme_groups", say("scheme.groups"), columns, [Group(rows)])
    card = scheme.card
    st.caption(say("scheme.groups_note", floor=f"{card['floor']:.0%}", mark=f"{card['pass_mark']:g}"))


def _counts(row: Any) -> list[tuple[str, int]]:
    return [(name, int(getattr(row, "passed" if name == "pass" else name))) for name in _COUNTS]


# Sites


def _sites(scene: Scene, snapshot: Snapshot, scheme: PublishedScheme) -> None:
    say, names = scene.say, _names(scheme, scene)
    present = [group for group in names if (scheme.sites["group"] == group).any()]
    st.subheader(say("scheme.ranks"), anchor=False)
    if not present:
        st.info(say("scheme.nobody"))
    else:
        group = pick_one(say("scheme.group"), "group", present, present[0], names.__getitem__, labelled=False)
        table = named_sites(snapshot, scheme.sites[scheme.sites["group"] == group])
        by = {standing: table[table["standing"] == standing] for standing in ("ranked", "insufficient", "vetoed")}
        chosen = _ranked(scene, scheme, by["ranked"])
        chosen = _unscored(scene, scheme, by["insufficient"]) or chosen
        chosen = _vetoed(scene, scheme, by["vetoed"]) or chosen
        name = f"{snapshot.round['id']}-r{snapshot.revision}-{scheme.card['framework']}"
        with st.container(horizontal=True):
            csv_button(totals_table(snapshot, scheme, table, say), f"{name}-{group}", say, "scheme_csv")
            st.download_button(
                say("scheme.workbook"), lambda: results_workbook(snapshot, scheme, say), f"{name}.xlsx", MEDIA_TYPE,
                key="scheme_xlsx", on_click="ignore",
            )  # fmt: skip
        if chosen:
            scene.go("scheme", {"site": chosen, "framework": scheme.card["framework"]})
    _aside(scene, scheme, named_sites(snapshot, scheme.sites[scheme.sites["group"] == ""]))


def _ranked(scene: Scene, scheme: PublishedScheme, rows: pd.DataFrame) -> str:
    if rows.empty:
        st.info(scene.say("scheme.none_scored"))
        return ""
    say, precision = scene.say, scheme.card["precision"]
    table = [
        Row(
            [
                Cell(row.path, site_note(row.level, row.path, row.name, say), lead=rank_text(row)),
                Cell(points(row.score, precision), _parts(row, precision, scene), number=True),
                Cell(bounds(row, precision), number=True),
                _completeness(row),
                _verdict(scene, scheme, row),
            ],
            row.site_id,
        )
        for row in rows.head(_MOST).itertuples()
    ]
    columns = [
        Column(say("scheme.rank_site"), 36), Column(say("scheme.total"), number=True), Column(say("ranking.bounds"), number=True),
        Column(say("ranking.completeness"), number=True), Column(say("scheme.verdict"), 16),
    ]  # fmt: skip
    st.caption(say("scheme.ranks_note"))
    chosen = choose_row("scheme_ranks", say("scheme.ranks"), columns, [Group(table)])
    if len(rows) > _MOST:
        st.caption(say("coverage.list_cut", n=len(rows), most=_MOST))
    return chosen


def _parts(row: Any, precision: int, scene: Scene) -> str:
    """The two parts of a total."""
    if not row.bonus:
        return ""
    return scene.say("scheme.parts", deduction=points(row.deduction, precision), bonus=points(row.bonus, precision))


def _completeness(row: Any) -> Cell:
    return Cell(f"{row.completeness:.0%}", number=True, bar=row.completeness)


def _verdict(scene: Scene, scheme: PublishedScheme, row: Any) -> Cell:
    word = scene.say(f"scheme.{row.verdict}")
    return Cell(word, open_text(scheme, row, scene.say), VERDICT_KINDS[row.verdict])


def _unscored(scene: Scene, scheme: PublishedScheme, rows: pd.DataFrame) -> str:
    """Those without a number: with the bounds of what is known, the ranks these leave, and why."""
    if rows.empty:
        return ""
    say, precision = scene.say, scheme.card["precision"]
    table = [
        Row(
            [
                Cell(row.path, site_note(row.level, row.path, row.name, say), lead=rank_text(row)),
                Cell(bounds(row, precision), number=True),
                _completeness(row),
                _verdict(scene, scheme, row),
                Cell(reason_text(row.reason, say)),
            ],
            row.site_id,
        )
        for row in rows.head(_MOST).itertuples()
    ]
    columns = [
        Column(say("scheme.rank_site"), 34), Column(say("ranking.bounds"), number=True), Column(say("ranking.completeness"), number=True),
        Column(say("scheme.verdict"), 16), Column(say("check.why")),
    ]  # fmt: skip
    st.subheader(say("scheme.unscored", n=len(rows)), anchor=False)
    return choose_row("scheme_unranked", say("scheme.insufficient"), columns, [Group(table)])


def _vetoed(scene: Scene, scheme: PublishedScheme, rows: pd.DataFrame) -> str:
    """Those with a confirmed veto: after all others and without a rank, with the veto and the scheme's fixed mark."""
    if rows.empty:
        return ""
    say, title = scene.say, scene.say("scheme.vetoed_sites", n=len(rows))
    table = [
        Row(
            [
                Cell(row.path, site_note(row.level, row.path, row.name, say)),
                Cell(vetoes_text(scheme, row.site_id, {"confirmed"}, say), kind="attention"),
                Cell(points(row.score, scheme.card["precision"]), number=True),
            ],
            row.site_id,
        )
        for row in rows.head(_MOST).itertuples()
    ]
    columns = [Column(say("check.site"), 45), Column(say("scheme.vetoed")), Column(say("scheme.fixed"), number=True)]
    st.subheader(title, anchor=False)
    return choose_row("scheme_vetoed", title, columns, [Group(table)])


def _aside(scene: Scene, scheme: PublishedScheme, rows: pd.DataFrame) -> None:
    """Those that no group fits, or two: the scheme or the list has to say more."""
    if rows.empty:
        return
    say, names = scene.say, _names(scheme, scene)
    st.subheader(say("scheme.aside", n=len(rows)), anchor="aside")
    table = [
        Row([Cell(row.path, site_note(row.level, row.path, row.name, say)), Cell(standing_text(row, names, say))])
        for row in rows.head(_MOST).itertuples()
    ]
    columns = [Column(say("check.site"), 45), Column(say("check.why"))]
    choose_row("scheme_aside", say("scheme.aside", n=len(rows)), columns, [Group(table)])
