"""自查: the vetoes of the check indicators by level and state, and the sites with a suspicion or a warning; one site on request."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.check_wording import left_text, state_counts_text, told, veto_name, warning_word
from dashboard.checks import PublishedCheck, check_findings, published_check
from dashboard.jobs import score_all
from dashboard.queries import Snapshot
from dashboard.views.check_site import STATE_KINDS, show_check_site
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button, empty_state, pick_one
from dashboard.views.score import style_scores
from dashboard.views.site_choice import choose_site
from dashboard.wording import site_note
from metrics.check import FOUND, STATES
from metrics.coverage import LEVELS
from metrics.vetoes import CONFIRMED

ALL = "all"
_MOST = 200


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    snapshot = scene.snapshot
    check = published_check(snapshot)
    if check is None:
        _publish(scene, snapshot)
        return
    style_scores()
    _lead(scene, check, check_findings(snapshot, check))
    site_id = choose_site(scene, snapshot)
    if site_id is not None:
        show_check_site(scene, snapshot, check, site_id)
        return
    _findings(scene, snapshot, check, _levels(scene, check))


def _publish(scene: Scene, snapshot: Snapshot) -> None:
    """Offer to publish the self-check of a round that an earlier version published without it."""
    say = scene.say
    st.info(say("check.not_published"))
    if st.button(say("app.score_again"), type="primary", key="check_again"):
        score_all(scene.workspace, snapshot.round["id"])
        st.rerun()


def _lead(scene: Scene, check: PublishedCheck, found: pd.DataFrame) -> None:
    """What it is, what was found, and what it is not."""
    say, card = scene.say, check.card
    suspected, sure = (found.loc[found["state"] == state, "site_id"].nunique() for state in ("suspected", CONFIRMED))
    lead = say(
        "check.lead", sites=f"<b>{check.vetoes['site_id'].nunique()}</b>", suspected=f"<b>{suspected}</b>",
        warned=f"<b>{found.loc[found['amber'], 'site_id'].nunique()}</b>",
    )  # fmt: skip
    lead += say("check.lead_confirmed", sites=f"<b>{sure}</b>") if sure else ""
    notes = [say("check.first_reading"), say("check.no_points"), say.pick(**card["note"])]
    text = "".join(escape(note) + say.pick("。", ". ") for note in notes)
    st.html(f'<p class="q-lead">{lead}</p><p class="q-meta">{escape(card["source"])}<br>{text}</p>')


# By level


def _levels(scene: Scene, check: PublishedCheck) -> str:
    """Draw the counts by veto and state; return the level that was chosen, ``ALL`` for all."""
    say = scene.say
    st.subheader(say("check.by_veto"), anchor=False)
    present = [level for level in LEVELS if level in set(check.levels["level"])]
    level = pick_one(
        say("check.pick_level"), "level", (ALL, *present), ALL, lambda name: say(f"level.{name}"), labelled=False
    )
    rows = check.levels if level == ALL else check.levels[check.levels["level"] == level]
    counts = rows.groupby("veto")[[*STATES, "amber", "sites"]].sum()
    table = [
        Row(
            [
                Cell(veto_name(veto, say), say.pick(veto["rule_zh"], veto["rule_en"])),
                *(_count(int(counts.loc[veto["id"], state]), strong=state in FOUND) for state in STATES),
                _count(int(counts.loc[veto["id"], "amber"]), strong=True),
            ]
        )
        for veto in check.card["vetoes"]
    ]
    columns = [
        Column(say("check.veto"), 46), *(Column(say(f"check_state.{state}"), number=True) for state in STATES),
        Column(say("check.amber"), number=True),
    ]  # fmt: skip
    choose_row("check_levels", say("check.by_veto"), columns, [Group(table)])
    st.caption(say("check.count_note", n=int(counts["sites"].max())))
    return level


def _count(n: int, *, strong: bool) -> Cell:
    return Cell(str(n), kind="low" if strong and n else "", number=True)


# Sites with a suspicion or a warning


def _findings(scene: Scene, snapshot: Snapshot, check: PublishedCheck, level: str) -> None:
    say, found = scene.say, check_findings(snapshot, check)
    if level != ALL:
        found = found[found["level"] == level]
    st.subheader(say("check.findings"), anchor=False)
    if found.empty:
        st.info(say("check.findings_none"))
        return
    st.caption(say("check.findings_note", counts=state_counts_text(found, say)))
    texts = _texts(scene, snapshot, check, found)
    rows = [
        Row(
            [
                Cell(row.path, site_note(row.level, row.path, row.name, say)),
                Cell(veto_name(_vetoes(check)[row.veto], say)),
                Cell(
                    say(f"check_state.{row.state}"), warning_word(row.amber, row.days_left, say), STATE_KINDS[row.state]
                ),
                Cell(text, left_text(row.days_left, say)),
            ],
            row.site_id,
        )
        for row, text in zip(found.head(_MOST).itertuples(), texts, strict=False)
    ]
    columns = [
        Column(say("check.site"), 30), Column(say("check.veto"), 16), Column(say("check.state"), 12), Column(say("check.basis")),
    ]  # fmt: skip
    chosen = choose_row("check_findings", say("check.findings"), columns, [Group(rows)])
    if len(found) > _MOST:
        st.caption(say("coverage.list_cut", n=len(found), most=_MOST))
    csv_button(
        _sheet(scene, snapshot, check, found, texts),
        f"{snapshot.round['id']}-r{snapshot.revision}-check",
        say,
        "check_csv",
    )
    if chosen:
        scene.go("check", {"site": chosen})


def _vetoes(check: PublishedCheck) -> dict[str, dict]:
    return {veto["id"]: veto for veto in check.card["vetoes"]}


def _texts(scene: Scene, snapshot: Snapshot, check: PublishedCheck, found: pd.DataFrame) -> list[str]:
    """What each finding rests on: its signs that are suspected or warn."""
    vetoes = {veto["id"]: veto for veto in check.card["vetoes"]}
    signs = check.signs[check.signs["state"].isin(FOUND) | check.signs["amber"]]
    loud: dict[tuple[str, str], list[Any]] = {}
    for row in signs.itertuples():
        loud.setdefault((row.site_id, row.veto), []).append(row)
    return [
        told(snapshot, vetoes[veto], loud[(site_id, veto)], scene.say)
        for site_id, veto in zip(found["site_id"], found["veto"], strict=True)
    ]


def _sheet(
    scene: Scene, snapshot: Snapshot, check: PublishedCheck, found: pd.DataFrame, texts: list[str]
) -> pd.DataFrame:
    say, about = scene.say, snapshot.round
    return pd.DataFrame(
        {
            say("coverage.code"): found["unit_code"],
            say("coverage.pick_level"): [say(f"level.{level}") for level in found["level"]],
            say("coverage.path"): found["path"],
            say("check.site"): found["name"],
            say("coverage.address"): found["url"],
            say("check.veto"): [veto_name(_vetoes(check)[veto], say) for veto in found["veto"]],
            say("check.state"): [say(f"check_state.{state}") for state in found["state"]],
            say("check.amber"): [
                warning_word(amber, left, say) for amber, left in zip(found["amber"], found["days_left"], strict=True)
            ],
            say("check.basis"): texts,
            say("check.left"): [left_text(left, say) for left in found["days_left"]],
            say("coverage.note"): say("check.first_reading"),
            say("app.round"): f"{about['name']} r{snapshot.revision}"
            + (say("app.fictional_mark") if about["fictional"] else ""),
        }
    )
