"""The self-check of one site: its vetoes with figures, lines and days left, and the groups with lights, each down to the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.check_wording import (
    figure_text,
    joined,
    left_text,
    line_text,
    reasons,
    state_counts_text,
    veto_name,
    warning_word,
)
from dashboard.checks import PublishedCheck, published_check
from dashboard.queries import Snapshot, site_observations
from dashboard.views.indicator import open_indicator
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, definitions, note
from dashboard.wording import site_title
from data.frameworks.check import SECTIONS

STATE_KINDS = {
    "confirmed": "attention",
    "suspected": "attention",
    "person": "quiet",
    "untested": "quiet",
    "clear": "good",
    "not_applicable": "quiet",
}
_LIGHT_KINDS = {"green": "good", "amber": "", "red": "attention", "unseen": "quiet", "not_applicable": "quiet"}


def show_check_line(scene: Scene, snapshot: Snapshot, site_id: str) -> None:
    """Say on a site's own page what its self-check found, and lead there."""
    check = published_check(snapshot)
    if check is None:
        return
    say, own = scene.say, check.vetoes[check.vetoes["site_id"] == site_id]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="check_line"):
        st.write(f"**{say('app.check_title')}** {state_counts_text(own, say)}")
        if st.button(say("check.open"), key="open_check", type="tertiary"):
            scene.go("check", {"site": site_id})


def show_check_site(scene: Scene, snapshot: Snapshot, check: PublishedCheck, site_id: str) -> None:
    """Draw the vetoes and the groups of a site; a row opens the indicator it rests on, with its archived pages."""
    say, row = scene.say, snapshot.sites[snapshot.sites["site_id"] == site_id].iloc[0]
    with st.container(border=True):
        st.subheader(site_title(row["path"], row["name"]), anchor=False)
        note(f"{say('level.' + row['level'])} · {say('kind.' + row['kind'])} · {row['url']}")
        definitions([_summary(scene, veto, check, site_id) for veto in check.card["vetoes"]])
    chosen = _vetoes(scene, snapshot, check, site_id)
    chosen = _groups(scene, snapshot, check, site_id) or chosen
    if st.button(say("check.to_site"), key="to_site"):
        scene.open_site(site_id)
    open_indicator(scene, snapshot, site_id, site_observations(snapshot, site_id), chosen)


def _summary(scene: Scene, veto: Mapping[str, Any], check: PublishedCheck, site_id: str) -> tuple[str, str, str]:
    say = scene.say
    own = check.vetoes.set_index(["site_id", "veto"]).loc[(site_id, veto["id"])]
    warned = (warning_word(own["amber"], own["days_left"], say), left_text(own["days_left"], say))
    return veto_name(veto, say), say(f"check_state.{own['state']}"), say.pick("，", ", ").join(filter(None, warned))


# Vetoes


def _vetoes(scene: Scene, snapshot: Snapshot, check: PublishedCheck, site_id: str) -> str:
    say = scene.say
    st.subheader(say("check.vetoes"), anchor=False)
    st.caption(say("check.vetoes_note"))
    own = check.signs[check.signs["site_id"] == site_id]
    states = check.vetoes[check.vetoes["site_id"] == site_id].set_index("veto")["state"]
    groups = []
    for veto in check.card["vetoes"]:
        signs = {sign["id"]: sign for sign in veto["signs"]}
        rows = [_sign(scene, snapshot, signs[row.sign], row) for row in own[own["veto"] == veto["id"]].itertuples()]
        state = say(f"check_state.{states[veto['id']]}")
        source = say(f"source_status.{veto['source_status']}")
        groups.append(
            Group(rows, f"{veto_name(veto, say)} · {state}", f"{say.pick(veto['rule_zh'], veto['rule_en'])} · {source}")
        )
    columns = [
        Column(say("check.sign"), 24), Column(say("check.figure"), 18), Column(say("check.line"), 12),
        Column(say("check.amber_line"), 18), Column(say("check.state")),
    ]  # fmt: skip
    return choose_row("check_signs", say("check.vetoes"), columns, groups)


def _sign(scene: Scene, snapshot: Snapshot, sign: Mapping[str, Any], row: Any) -> Row:
    say = scene.say
    figure = figure_text(snapshot, sign, row, say)
    state = say(f"check_state.{row.state}") if row.state else say("check.only_warns")
    warned = warning_word(row.amber, row.days_left, say)
    cells = [
        Cell(veto_name(sign, say)),
        Cell(figure, left_text(row.days_left, say)),
        Cell(line_text(sign, sign["suspected"], say), say.pick(**sign["line_source"]) if sign["suspected"] else ""),
        Cell(line_text(sign, sign["amber"], say), say.pick(**sign["amber_source"]) if sign["amber"] else ""),
        Cell(
            say.pick("，", ", ").join(filter(None, (state, warned))), joined(reasons(sign, row, say), say),
            "attention" if row.amber else STATE_KINDS.get(row.state, "quiet"),
        ),
    ]  # fmt: skip
    return Row(cells, sign["indicator"])


# Groups


def _groups(scene: Scene, snapshot: Snapshot, check: PublishedCheck, site_id: str) -> str:
    """Deductions and bonuses: which of our values speak to them, without points."""
    say = scene.say
    st.subheader(say("check.groups"), anchor=False)
    own = check.groups[check.groups["site_id"] == site_id]
    if own.empty:
        st.info(say("check.portals_only"))
        return ""
    lights = check.card["lights"]
    st.caption(say("check.groups_note", green=f"{lights['green']:g}", amber=f"{lights['amber']:g}"))
    groups = []
    for section in SECTIONS:
        for group in [group for group in check.card["groups"] if group["section"] == section]:
            rows = [_light(scene, snapshot, row) for row in own[own["group"] == group["id"]].itertuples()]
            title = f"{say(f'check_section.{section}')} · {veto_name(group, say)}"
            items = say.pick("、", ", ").join(say.pick(group["items_zh"], group["items_en"]))
            status = say(f"source_status.{group['source_status']}")
            groups.append(Group(rows, title, say("check.items", items=items, status=status), foldable=True))
    columns = [Column(say("check.indicator"), 40), Column(say("check.light"), 16), Column(say("check.why"))]
    return choose_row("check_groups", say("check.groups"), columns, groups)


def _light(scene: Scene, snapshot: Snapshot, row: Any) -> Row:
    say, entry = scene.say, snapshot.indicators[row.indicator]
    cells = [
        Cell(say.pick(entry.name_zh, entry.name_en)),
        Cell(f"● {say(f'light.{row.light}')}", kind=_LIGHT_KINDS[row.light]),
        Cell(say.cause(row.reason)),
    ]
    return Row(cells, row.indicator)
