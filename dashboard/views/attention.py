"""Which units and sites need somebody's look and why: the first ones in view, the rest and their reasons folded away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.locales import Words
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene
from dashboard.wording import site_note

_GROUPS = ("unreachable", "unseen", "identity", "stale", "unregistered")
_FIRST = 8
_MOST = 200


def show_attention(scene: Scene, found: pd.DataFrame) -> None:
    """Draw the first findings; one click leads to the site's page. found: as ``queries.findings`` returns it."""
    say = scene.say
    st.subheader(say("overview.attention"), anchor=False)
    if found.empty:
        st.info(say("overview.attention_none"))
        return
    counts = found["group"].value_counts()
    parts = [f"{say(f'overview.group_{name}')} {counts[name]}" for name in _GROUPS if name in counts.index]
    st.caption(say("overview.attention_note", counts=say.pick("、", ", ").join(parts)))
    chosen = _table(scene, found.head(_FIRST), "attention")
    if len(found) > _FIRST:
        with st.expander(say("overview.attention_rest", n=len(found) - _FIRST)):
            chosen = _table(scene, found.iloc[_FIRST:_MOST], "attention_rest") or chosen
            if len(found) > _MOST:
                st.caption(say("overview.more", n=len(found), most=_MOST))
    if chosen:
        scene.open_site(chosen)


def _table(scene: Scene, found: pd.DataFrame, key: str) -> str:
    say = scene.say
    rows = []
    for row in found.itertuples():
        title, _, step = _reason_words(say, row.group, row.reason)
        kind = "quiet" if row.group == "unseen" else "attention"
        cells = [
            Cell(row.path, site_note(row.level, row.path, row.name, say)),
            Cell(say(f"overview.group_{row.group}"), kind=kind),
            Cell(title, step),
        ]
        rows.append(Row(cells, row.site_id))
    columns = [
        Column(say("overview.site"), 38),
        Column(say("overview.finding"), 18),
        Column(say("overview.reason_next")),
    ]
    return choose_row(key, say("overview.attention"), columns, [Group(rows)])


def show_reasons(scene: Scene, found: pd.DataFrame) -> None:
    """Draw problems and gaps by cause, each with what it means and what the site's owner can do."""
    say = scene.say
    groups = []
    for name in _GROUPS:
        of_group = found[found["group"] == name]
        if len(of_group):
            counts = of_group["reason"].value_counts()
            rows = [_reason_row(say, name, reason, int(n)) for reason, n in counts.items()]
            groups.append(Group(rows, say(f"overview.group_{name}"), say("overview.group_n", n=len(of_group))))
    columns = [
        Column(say("overview.reason"), 46),
        Column(say("overview.n"), 10, number=True),
        Column(say("overview.next")),
    ]
    with st.expander(say("overview.reasons")):
        choose_row("reasons", say("overview.reasons"), columns, groups)


def _reason_row(say: Words, group: str, reason: str, n: int) -> Row:
    title, why, step = _reason_words(say, group, reason)
    return Row([Cell(title, why), Cell(str(n), number=True), Cell(step or "—")])


def _reason_words(say: Words, group: str, reason: str) -> tuple[str, str, str]:
    """A finding's reason: its name, what it means, what the site's owner can do."""
    if group == "identity":
        return say(f"identity_reason.{reason}"), say("cause.not_official.why"), say("cause.not_official.next")
    return say.cause(reason), say(f"cause.{reason}.why"), say(f"cause.{reason}.next")
