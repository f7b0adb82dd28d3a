"""总览: how is this round, what changed, who needs attention; what it rests on comes after, folded where it is long."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from dashboard.charts.coverage import was_looked_at
from dashboard.queries import Snapshot, findings
from dashboard.round_scores import index_by_level, index_moves_by_level, same_framework
from dashboard.views.attention import show_attention, show_reasons
from dashboard.views.changes import show_coverage_changes, show_score_changes
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, empty_state
from dashboard.views.score import printed, signed, style_scores
from dashboard.wording import collected, share
from metrics.coverage import COUNTS, LEVELS
from metrics.scorecard import STANDINGS


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    snapshot = scene.snapshot
    style_scores()
    _lead(scene, snapshot)
    _index(scene, snapshot)
    found = findings(snapshot)
    scored = bool(index_by_level(snapshot)["ranked"].sum())
    left, right = st.columns(2, gap="large")
    with left:
        (show_score_changes if scored else show_coverage_changes)(scene, snapshot)
    with right:
        show_attention(scene, found)
    _coverage(scene, snapshot)
    if scored:
        show_coverage_changes(scene, snapshot)
    _observations(scene, snapshot)
    if len(found):
        show_reasons(scene, found)
    if len(snapshot.unregistered):
        _unregistered(scene, snapshot)


def _lead(scene: Scene, snapshot: Snapshot) -> None:
    """The round in one sentence, and what the sentence rests on."""
    say, about = scene.say, snapshot.round
    levels, outcomes = snapshot.coverage_levels, snapshot.sites["outcome"].value_counts()
    units, official, maybe, aside = (
        int(levels[name].sum()) for name in ("units", "official", "unseen_official", "unvisited")
    )
    reached = int(outcomes.get("reached", 0))
    dead = int(outcomes.get("unreachable", 0))
    lead = say(
        "overview.lead", sites=_b(len(snapshot.sites)), reached=_b(reached), unreachable=_b(dead),
        unseen=_b(len(snapshot.sites) - reached - dead),
    )  # fmt: skip
    if aside:
        lead += say("overview.lead_partial", units=_b(units), looked=_b(int(levels["registered"].sum()) - aside))
    else:
        lead += say("overview.lead_rate", units=_b(units), official=_b(official), share=_b(share(official, units)))
        lead += say("overview.lead_unseen", n=_b(maybe)) if maybe else say("overview.lead_end")
    scores = _lead_of_scores(scene, snapshot)
    lead = f'<p class="q-lead">{lead}</p>' + (f'<p class="q-lead">{scores}</p>' if scores else "")
    meta = [
        collected(about, say),
        say.pick(about["plan_name_zh"], about["plan_name_en"]),
        say("app.vantage", name=about["vantage"] or say("app.vantage_none")),
        _revision(scene, snapshot),
    ]
    st.html(f'{lead}<p class="q-meta">{" · ".join(map(escape, meta))}</p>')


def _lead_of_scores(scene: Scene, snapshot: Snapshot) -> str:
    """How many portals have a score and how those of both rounds moved; nothing where no portal has one."""
    say = scene.say
    ranked = int(index_by_level(snapshot)["ranked"].sum())
    if not ranked:
        return ""
    text = say("overview.lead_scores", n=_b(ranked))
    if scene.earlier is None or not same_framework(scene.earlier, snapshot):
        return text + say("overview.lead_end")
    moves = index_moves_by_level(scene.earlier, snapshot).sum()
    n, up, down, risen, fallen = (int(moves[name]) for name in ("n", "up", "down", "risen", "fallen"))
    return text + say("overview.lead_moves", n=_b(n), up=_b(up), down=_b(down), risen=_b(risen), fallen=_b(fallen))


def _revision(scene: Scene, snapshot: Snapshot) -> str:
    """Which publication this is; a later one says why it was made."""
    if snapshot.revision == 1:
        return scene.say("app.revision", n=1)
    return scene.say("app.revision_again", n=snapshot.revision, reason=snapshot.manifest["reason"])


def _b(value: object) -> str:
    return f"<b>{escape(str(value))}</b>"


def _index(scene: Scene, snapshot: Snapshot) -> None:
    """The index of every level: mean, median and spread of the portals that have a score, and the change of the same ones."""
    say = scene.say
    levels = index_by_level(snapshot)
    st.subheader(say("overview.index"), anchor=False)
    if snapshot.is_census:
        st.info(say("columns.unscored"))
        return
    if levels["insufficient"].sum() and not levels["ranked"].sum():
        floors = snapshot.card["floors"]
        share_needed = f"{floors['dimension_share']:.0%}"
        st.info(say("overview.index_none", floor=share_needed, needed=floors["dimensions"]))
    moves = (
        index_moves_by_level(scene.earlier, snapshot)
        if scene.earlier and same_framework(scene.earlier, snapshot)
        else None
    )
    cards = "".join(
        _index_card(scene, snapshot, level, levels.loc[level], None if moves is None else moves.loc[level])
        for level in LEVELS
    )
    st.html(f'<div class="q-cards">{cards}</div>')
    weights = say.pick(snapshot.card["weights_note_zh"], snapshot.card["weights_note_en"])
    st.caption(say("overview.index_note", weights=weights))


def _index_card(scene: Scene, snapshot: Snapshot, level: str, row: pd.Series, move: pd.Series | None) -> str:
    say, ranked = scene.say, int(row["ranked"])
    head = (
        f"<header>{escape(say(f'level.{level}'))}"
        f"<span>{escape(say('overview.index_n', n=ranked, total=int(row['portals'])))}</span></header>"
    )
    apart = [say(f"overview.apart_{name}", n=int(row[name])) for name in STANDINGS[1:] if row[name]]
    footer = say.pick("、", ", ").join(apart)
    if not ranked:
        big = f"<div class='q-big'><strong>—</strong><span>{escape(say('overview.index_nobody'))}</span></div>"
        return f"<article class='q-card'>{head}{big}<footer>{escape(footer)}</footer></article>"
    spread = f"{printed(row['lowest'], snapshot)}–{printed(row['highest'], snapshot)}"
    box = (
        f"<span class='q-box' role='img' aria-label='{escape(say('overview.spread'))} {spread}'>"
        f"<s style='left:{row['lowest']:.2f}%;width:{row['highest'] - row['lowest']:.2f}%'></s>"
        f"<i style='left:{row['q1']:.2f}%;width:{row['q3'] - row['q1']:.2f}%'></i><u style='left:{row['median']:.2f}%'></u></span>"
        "<span class='q-scale'><span>0</span><span>50</span><span>100</span></span>"
    )
    facts = (
        f"<dt>{escape(say('overview.median'))}</dt><dd>{printed(row['median'], snapshot)}</dd>"
        f"<dt>{escape(say('overview.spread'))}</dt><dd>{spread}</dd>"
    )
    notes = [_index_change(scene, snapshot, move), escape(footer)]
    return (
        f"<article class='q-card'>{head}<div class='q-big'><strong>{printed(row['mean'], snapshot)}</strong>"
        f"<span>{escape(say('overview.mean'))}</span></div><div>{box}</div><dl>{facts}</dl>"
        f"<footer>{'<br>'.join(filter(None, notes))}</footer></article>"
    )


def _index_change(scene: Scene, snapshot: Snapshot, move: pd.Series | None) -> str:
    """The change of the mean of the portals that both rounds ranked: others would change the mean by coming and going."""
    say = scene.say
    if move is None:
        return escape(say("overview.no_earlier" if scene.earlier is None else "overview.other_framework_short"))
    if not move["n"]:
        return escape(say("overview.no_same_sites"))
    key = "overview.index_change" if move["change"] else "overview.index_same"
    kind = "q-up" if move["change"] > 0 else "q-down"
    return say(key, change=f"<span class='{kind}'>{signed(move['change'], snapshot)}</span>", n=int(move["n"]))


def _coverage(scene: Scene, snapshot: Snapshot) -> None:
    say = scene.say
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(say("overview.headline"), anchor=False, width="content")
        to_coverage = st.button(say("overview.to_coverage"), key="to_coverage", type="tertiary")
    cards = "".join(_card(scene, snapshot, level) for level in LEVELS)
    st.html(f'<div class="q-cards">{cards}</div>')
    outside = int(snapshot.coverage_levels["out_of_scope"].sum())
    st.caption(say("app.scope_note", n=outside) if outside else say("app.scope_all"))
    if to_coverage:
        scene.go("coverage", {})


def _card(scene: Scene, snapshot: Snapshot, level: str) -> str:
    say = scene.say
    row = snapshot.coverage_levels.loc[level]
    total, maybe, blocked, aside, official = (
        int(row[name]) for name in ("units", "unseen_official", "blocked", "unvisited", "official")
    )
    seen = was_looked_at(row)
    counts = "".join(
        f"<dt class='{count}'>{escape(say(f'count.{count}'))}</dt><dd>{f'{int(row[count])} / {total}' if seen or count == 'registered' else '—'}</dd>"
        for count in COUNTS
    )
    notes = [_change(scene, level, row)]
    if maybe > aside:
        inside = say("overview.band_blocked", n=blocked) if blocked else ""
        notes.append(escape(say("overview.band", n=maybe - aside, inside=inside, low=official, high=official + maybe)))
    if aside and seen:
        notes.append(escape(say("overview.aside", n=aside)))
    width = 100 / total if total else 0
    # What part of a level was not looked at leaves no rate: the count stands alone.
    head = share(official, total) if not aside else (str(official) if seen else "—")
    beside = f"{official} / {total}" if seen else say("overview.not_looked_at")
    return (
        f"<article class='q-card'><header>{escape(say(f'level.{level}'))}<span>N = {total}</span></header>"
        f"<div class='q-big'><strong>{head}</strong><span>{escape(beside)}</span></div>"
        f"<div class='q-track' role='img' aria-label='{escape(say('count.official'))} {escape(beside)}'>"
        f"<i style='width:{official * width:.2f}%'></i><i class='band' style='width:{maybe * width:.2f}%'></i></div>"
        f"<dl>{counts}</dl><footer>{'<br>'.join(note for note in notes if note)}</footer></article>"
    )


def _change(scene: Scene, level: str, row: pd.Series) -> str:
    """The change in units against the round before; units, since a share hides a changed N. "" where a round left units aside."""
    say = scene.say
    if scene.earlier is None:
        return escape(say("overview.no_earlier"))
    before = scene.earlier.coverage_levels.loc[level]
    if row["unvisited"] or before["unvisited"]:
        return escape(say("overview.not_comparable"))
    delta = int(row["official"]) - int(before["official"])
    if not delta:
        return escape(say("overview.same"))
    return say(
        "overview.change",
        delta=f"<b>{delta:+d}</b>".replace("-", "−"),
        n=int(before["official"]),
        total=int(before["units"]),
    )


def _observations(scene: Scene, snapshot: Snapshot) -> None:
    """How much of what the catalogue asks was answered, in this round."""
    say = scene.say
    st.subheader(say("overview.measured"), anchor=False)
    counts = snapshot.observations["status"].value_counts()
    names = ("measured", "not_applicable", "not_observed", "not_collected")
    numbers = [int(counts.get(name, 0)) for name in names]
    total = sum(numbers) or 1
    bars = "".join(f"<i class='q-k{i}' style='width:{100 * n / total:.2f}%'></i>" for i, n in enumerate(numbers, 1))
    keys = "".join(
        f"<li><i class='q-k{i}'></i>{escape(say('status.' + name))} <b>{n:,}</b> {share(n, total)}</li>"
        for i, (name, n) in enumerate(zip(names, numbers, strict=True), 1)
    )
    st.html(
        f"<div class='q-stack' role='img' aria-label='{escape(say('overview.measured'))}'>{bars}</div><ul class='q-legend'>{keys}</ul>"
    )
    st.caption(say("overview.measured_note"))


def _unregistered(scene: Scene, snapshot: Snapshot) -> None:
    """Hosts outside the registry whose pages were archived by the way."""
    say = scene.say
    with st.expander(say("overview.unregistered", n=snapshot.unregistered["host"].nunique())):
        hosts = snapshot.unregistered.groupby("host")["url"].agg(["count", "first"]).reset_index()
        rows = [
            Row([Cell(r.host), Cell(str(r.count_), number=True), Cell(r.first)])
            for r in hosts.rename(columns={"count": "count_"}).itertuples()
        ]
        columns = [
            Column(say("overview.host"), 30),
            Column(say("site.pages"), 10, number=True),
            Column(say("site.url")),
        ]
        choose_row("unregistered", say("overview.unregistered", n=len(hosts)), columns, [Group(rows[:200])])
