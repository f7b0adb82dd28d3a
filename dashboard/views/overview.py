"""总览: the newest round at a glance: how many, how far, what could not be seen and why, what changed."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from dashboard.charts.coverage import was_looked_at
from dashboard.queries import Snapshot, findings, moved
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, civil, empty_state, share
from metrics.coverage import LEVELS

_GROUPS = ("unreachable", "unseen", "identity", "stale", "unregistered")
_MOST = 40


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    _lead(scene, scene.snapshot)
    _cards(scene, scene.snapshot)
    found = findings(scene.snapshot)
    left, right = st.columns(2, gap="large")
    with left:
        _by_reason(scene, found)
    with right:
        _moved(scene, scene.snapshot)
    _to_look_into(scene, found)
    _observations(scene, scene.snapshot)


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
    meta = [
        say("app.as_of", date=civil(about["date"], say)),
        say.pick(about["plan_name_zh"], about["plan_name_en"]),
        say("app.vantage", name=about["vantage"] or say("app.vantage_none")),
        _revision(scene, snapshot),
    ]
    st.html(f'<p class="q-lead">{lead}</p><p class="q-meta">{" · ".join(map(escape, meta))}</p>')


def _revision(scene: Scene, snapshot: Snapshot) -> str:
    """Which publication this is; a later one says why it was made."""
    if snapshot.revision == 1:
        return scene.say("app.revision", n=1)
    return scene.say("app.revision_again", n=snapshot.revision, reason=snapshot.manifest["reason"])


def _b(value: object) -> str:
    return f"<b>{escape(str(value))}</b>"


def _cards(scene: Scene, snapshot: Snapshot) -> None:
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
        f"<dt>{escape(say(f'count.{count}'))}</dt><dd>{f'{int(row[count])} / {total}' if seen or count == 'registered' else '—'}</dd>"
        for count in ("active", "reachable", "registered")
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
    return say("overview.change", delta=f"<b>{delta:+d}</b>", n=int(before["official"]), total=int(before["units"]))


def _by_reason(scene: Scene, found: pd.DataFrame) -> None:
    """Problems and gaps by cause, each with what it means and what the site's owner can do."""
    say = scene.say
    st.subheader(say("overview.reasons"), anchor=False)
    if found.empty:
        st.info(say("overview.reasons_none"))
        return
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
    choose_row("reasons", say("overview.reasons"), columns, groups)


def _reason_row(say, group: str, reason: str, n: int) -> Row:
    title, why, step = reason_words(say, group, reason)
    return Row([Cell(title, why), Cell(str(n), number=True), Cell(step or "—")])


def reason_words(say, group: str, reason: str) -> tuple[str, str, str]:
    """Return a finding's reason: its name, what it means, what the site's owner can do."""
    if group == "identity":
        return say(f"identity_reason.{reason}"), say("cause.not_official.why"), say("cause.not_official.next")
    return say.cause(reason), say(f"cause.{reason}.why"), say(f"cause.{reason}.next")


def _moved(scene: Scene, snapshot: Snapshot) -> None:
    """Units whose coverage is another than in the round before."""
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
            drawn = [_moved_row(say, row) for row in of_group.head(_MOST).itertuples()]
            groups.append(Group(drawn, title, say("overview.group_n", n=len(of_group))))
    columns = [Column(say("overview.unit"), 48), Column(say("overview.before"), 22), Column(say("overview.now"), 30)]
    chosen = choose_row("moved", say("overview.moved"), columns, groups)
    if chosen:
        scene.open_site(chosen)


def _moved_row(say, row) -> Row:
    why = say.cause(row.cause) if row.cause and row.is_now != "unregistered" and row.move != "better" else ""
    kind = {"better": "good", "worse": "attention"}.get(row.move, "quiet")
    was, now = say(f"place.{row.was}"), say(f"place.{row.is_now}")
    return Row([Cell(row.path), Cell(was, kind="quiet"), Cell(now, why if why != now else "", kind)], row.site_id)


def _to_look_into(scene: Scene, found: pd.DataFrame) -> None:
    """Which units and sites need somebody's look, and why; one click leads to the site's page."""
    say = scene.say
    st.subheader(say("overview.attention"), anchor=False)
    if found.empty:
        st.info(say("overview.attention_none"))
        return
    st.caption(say("overview.attention_note"))
    rows = []
    for row in found.head(_MOST).itertuples():
        title, _, step = reason_words(say, row.group, row.reason)
        own = row.path.rpartition("/")[2]
        cells = [
            Cell(row.path, "" if row.name == own else row.name),
            Cell(say(f"level.{row.level}")),
            Cell(say(f"overview.group_{row.group}"), kind="quiet" if row.group == "unseen" else "attention"),
            Cell(title, step),
        ]
        rows.append(Row(cells, row.site_id))
    columns = [
        Column(say("overview.site"), 32), Column(say("overview.level"), 12), Column(say("overview.finding"), 16),
        Column(say("overview.reason_next")),
    ]  # fmt: skip
    chosen = choose_row("attention", say("overview.attention"), columns, [Group(rows)])
    if len(found) > _MOST:
        st.caption(say("overview.more", n=len(found), most=_MOST))
    if chosen:
        scene.open_site(chosen)


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
    if len(snapshot.unregistered):
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
