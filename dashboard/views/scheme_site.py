"""The sheet of one site under a scheme: 一级指标 | 二级指标 | 考察点 | 扣分细则 | 存在的问题 | 扣分, each down to its evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.queries import Snapshot, site_observations
from dashboard.scheme_sums import sum_line
from dashboard.scheme_wording import (
    STATE_KINDS,
    bounds,
    open_text,
    points,
    problem_text,
    rank_text,
    reason_text,
    standing_text,
    state_word,
    taken_text,
)
from dashboard.schemes import PublishedScheme, published_schemes
from dashboard.views.indicator import open_indicator
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button, definitions, note
from dashboard.wording import site_title
from data.frameworks.deduct import PARTS


def show_scheme_line(scene: Scene, snapshot: Snapshot, site_id: str) -> None:
    """Say on a site's own page what each scheme makes of it, and lead there."""
    say = scene.say
    for scheme in published_schemes(snapshot):
        rows = scheme.sites[(scheme.sites["site_id"] == site_id) & (scheme.sites["group"] != "")]
        for row in rows.itertuples():
            total = say(
                "scheme.line", score=points(row.score, scheme.card["precision"]), verdict=say(f"scheme.{row.verdict}")
            )
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.write(f"**{say.pick(scheme.card['name_zh'], scheme.card['name_en'])}** {total}")
                if st.button(say("scheme.open_sheet"), key=f"open_{scheme.card['framework']}", type="tertiary"):
                    scene.go("scheme", {"site": site_id, "framework": scheme.card["framework"]})


def show_scheme_site(scene: Scene, snapshot: Snapshot, scheme: PublishedScheme, site_id: str) -> None:
    """Draw a site's total and its sheet; a row opens the indicator it rests on, with its archived pages."""
    say, about = scene.say, snapshot.sites[snapshot.sites["site_id"] == site_id].iloc[0]
    rows = scheme.sites[scheme.sites["site_id"] == site_id]
    with st.container(border=True):
        st.subheader(site_title(about["path"], about["name"]), anchor=False)
        note(f"{say('level.' + about['level'])} · {say('kind.' + about['kind'])} · {about['url']}")
        if rows.empty:
            st.info(say("scheme.not_meant"))
        else:
            definitions(_facts(scene, scheme, next(rows.itertuples())))
    chosen = "" if rows.empty else _sheet(scene, snapshot, scheme, site_id)
    if st.button(say("check.to_site"), key="to_site"):
        scene.open_site(site_id)
    leads = _leads(scene, snapshot, scheme, site_id)
    open_indicator(scene, snapshot, site_id, site_observations(snapshot, site_id), chosen, leads)


def _leads(scene: Scene, snapshot: Snapshot, scheme: PublishedScheme, site_id: str) -> dict[str, str]:
    """What the scheme itself makes of each indicator: its items that rest on it, with what was found and taken."""
    own = {row.item: row for row in scheme.items[scheme.items["site_id"] == site_id].itertuples()}
    leads: dict[str, list[str]] = {}
    for item in [item for item in scheme.card["items"] if item["measure"] and item["id"] in own]:
        row, say = own[item["id"]], scene.say
        taken = "" if math.isnan(row.lost) else f"{say('scheme.taken')} {taken_text(item, row)}"
        told = [f"{item['id']} {item['second']}", problem_text(snapshot, item, row, say), taken]
        leads.setdefault(item["measure"]["indicator"], []).append(say.pick("：", ": ").join(filter(None, told)))
    return {indicator: scene.say.pick("；", "; ").join(told) for indicator, told in leads.items()}


def _facts(scene: Scene, scheme: PublishedScheme, row: Any) -> list[tuple[str, str, str]]:
    say, card = scene.say, scheme.card
    names = {group["id"]: say.pick(group["name_zh"], group["name_en"]) for group in card["groups"]}
    if not row.group:
        return [(say("scheme.group"), "—", standing_text(row, names, say))]
    precision = card["precision"]
    if row.standing == "vetoed":
        why = say("scheme.vetoed_why" if math.isnan(row.score) else "scheme.fixed_mark")
    else:
        why = reason_text(row.reason, say) or say(
            "scheme.parts", deduction=points(row.deduction, precision), bonus=points(row.bonus, precision)
        )
    verdict = say("scheme.vetoed" if row.standing == "vetoed" else f"scheme.{row.verdict}")
    facts = [
        (say("scheme.total"), points(row.score, precision), why),
        (say("ranking.bounds"), bounds(row, precision), ""),
        (say("ranking.completeness"), f"{row.completeness:.0%}", ""),
        (say("scheme.verdict"), verdict, open_text(scheme, row, say)),
        (
            say("ranking.rank"),
            say("scheme.rank_of", rank=rank_text(row), of=row.of) if row.worst else "—",
            names[row.group],
        ),
    ]
    if card["inapplicable"] == "rescale" and round(row.factor, 4) != 1:
        facts.append((say("scheme.factor"), f"× {row.factor:.4g}", say("scheme.factor_why")))
    return facts


def _sheet(scene: Scene, snapshot: Snapshot, scheme: PublishedScheme, site_id: str) -> str:
    say = scene.say
    own = {row.item: row for row in scheme.items[scheme.items["site_id"] == site_id].itertuples()}
    if not own:
        return ""
    st.subheader(say("scheme.sheet"), anchor=False)
    st.caption(say("scheme.sheet_note"))
    cells = {mark.item: mark.cell for mark in scheme.marks[scheme.marks["site_id"] == site_id].itertuples()}
    site = next(scheme.sites[scheme.sites["site_id"] == site_id].itertuples())
    groups = []
    for part in sorted(PARTS, key=("veto", "deduct", "bonus").index):
        of_part = [item for item in scheme.card["items"] if item["part"] == part]
        for first, members in groupby(of_part, key=lambda item: item["first"]):
            rows = [_row(scene, snapshot, scheme, item, own[item["id"]], cells.get(item["id"], "")) for item in members]
            groups.append(Group(rows, first))
        if of_part and (told := sum_line(scheme.card, part, site, own.values(), say)):
            text, total = told
            groups.append(
                Group(
                    [Row([Cell(""), Cell(""), Cell(""), Cell(text), Cell(total, number=True)])],
                    say(f"scheme_sum.{part}"),
                )
            )
    columns = [
        Column(say("scheme.second"), 16), Column(say("scheme.point"), 22), Column(say("scheme.rule"), 24),
        Column(say("scheme.problem"), 24), Column(say("scheme.taken"), number=True),
    ]  # fmt: skip
    chosen = choose_row("scheme_sheet", say("scheme.sheet"), columns, groups)
    name = f"{snapshot.round['id']}-r{snapshot.revision}-{scheme.card['framework']}-{site_id}"
    csv_button(_table(scene, snapshot, scheme, site, own), name, say, "scheme_sheet_csv")
    return chosen


def _row(
    scene: Scene, snapshot: Snapshot, scheme: PublishedScheme, item: Mapping[str, Any], row: Any, cell: str
) -> Row:
    say, measure = scene.say, item["measure"]
    source = ""
    if cell:
        source = say("scheme.from_marks", file=scheme.card["marks"]["file"], cell=cell)
    elif row.source:
        source = say("scheme.from_review" if row.source == "review" else "scheme.from_machine")
    small = say.pick("；", "; ").join(filter(None, (row.note, source)))
    taken = (
        Cell(state_word(row.state, say), kind=STATE_KINDS[row.state])
        if item["part"] == "veto"
        else Cell(taken_text(item, row), number=True, kind="low" if row.lost > 0 and item["part"] == "deduct" else "")
    )
    cells = [
        Cell(
            f"{item['id']} {item['second']}",
            say(f"source_status.{item['source_status']}") if item["source_status"] == "recalled" else "",
        ),
        Cell(item["point"]),
        Cell(item["rule"]),
        Cell(problem_text(snapshot, item, row, say), small),
        taken,
    ]
    return Row(cells, measure["indicator"] if measure and row.source and not cell else "")


def _table(
    scene: Scene, snapshot: Snapshot, scheme: PublishedScheme, site: Any, own: Mapping[str, Any]
) -> pd.DataFrame:
    say, items = scene.say, {item["id"]: item for item in scheme.card["items"]}
    columns = (
        *(say(f"scheme.{name}") for name in ("first", "second", "point", "rule", "problem", "taken")),
        say("coverage.note"),
    )
    rows = [
        (
            item["first"], f"{item['id']} {item['second']}", item["point"], item["rule"], problem_text(snapshot, item, own[name], say),
            state_word(own[name].state, say) if item["part"] == "veto" else taken_text(item, own[name]), own[name].note,
        )
        for name, item in items.items()
    ]  # fmt: skip
    sums = [
        (say(f"scheme_sum.{part}"), "", "", "", *told, "")
        for part in ("deduct", "bonus")
        if (told := sum_line(scheme.card, part, site, own.values(), say))
    ]
    return pd.DataFrame([*rows, *sums], columns=columns)
