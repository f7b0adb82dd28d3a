"""网站: one site, every indicator with its status, and the evidence down to the archived page."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.queries import Snapshot, capture_of, indicator_evidence, site_observations
from dashboard.views.archived_page import show_capture
from dashboard.views.scene import Scene, beijing, civil, empty_state, number, table_height
from data.catalogue import Indicator


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    say, snapshot = scene.say, scene.snapshot
    site_id = _choose(scene, snapshot)
    if site_id is None:
        st.info(say("site.pick_hint"))
        return
    row = snapshot.sites[snapshot.sites["site_id"] == site_id].iloc[0]
    _facts(scene, snapshot, row)
    observations = site_observations(snapshot, site_id)
    _table(scene, snapshot, observations)
    _detail(scene, snapshot, site_id, observations)
    _captures(scene, snapshot, site_id)


def _choose(scene: Scene, snapshot: Snapshot) -> str | None:
    """Let people choose by name, code, path or address; the address bar keeps the choice."""
    say = scene.say
    sites = snapshot.sites.sort_values(["level", "unit_code", "site_id"])
    labels = {
        row.site_id: f"{row.path} · {row.name_} · {row.unit_code} · {row.url}"
        for row in sites.rename(columns={"name": "name_"}).itertuples()
    }
    wanted = st.query_params.get("site", "")
    if wanted and wanted not in labels:
        st.warning(say("site.not_selected"))
    if wanted in labels and st.session_state.get("site_from_address") != wanted:
        st.session_state["site_from_address"] = wanted
        st.session_state["site_choice"] = wanted
    chosen = st.selectbox(
        say("site.pick"),
        list(labels),
        index=None,
        format_func=lambda site_id: labels.get(site_id, site_id),
        placeholder=say("site.pick_hint"),
        key="site_choice",
    )
    if chosen and chosen != wanted:
        st.query_params["site"] = chosen
        st.session_state["site_from_address"] = chosen
    return chosen


def _facts(scene: Scene, snapshot: Snapshot, row: pd.Series) -> None:
    """Who the site is, and what became of it in this round."""
    say = scene.say
    site = snapshot.registry.sites[row["site_id"]]
    st.subheader(site.name or snapshot.registry.unit(site.unit_code).full_name)
    st.caption(f"{row['path']} · {say('level.' + row['level'])} · {say('kind.' + site.kind)} · {row['site_id']}")
    identity = say(f"identity.{row['identity']}") if row["identity"] else "—"
    reason = say(f"identity_reason.{row['identity_reason']}") if row["identity_reason"] else ""
    cells = [
        (say("site.outcome"), say(f"outcome.{row['outcome']}"), say.cause(row["cause"]) if row["outcome"] != "reached" else ""),
        (say("site.identity"), identity, reason),
        (say("site.newest"), civil(row["newest_on"], say), ""),
        (say("site.visits"), say("site.visits_text", k=row["reached_visits"], n=row["visits"]), f"{row['pages']} {say('site.pages')}"),
    ]
    for column, (label, value, note) in zip(st.columns(4), cells, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.caption(label)
            st.markdown(f"**{value}**")
            if note:
                st.caption(note)
    unknown = say("site.unknown")
    st.caption(
        f"{say('site.address')}：`{site.url}` · {say('site.state')}：{say('site_state.' + site.state)} · "
        f"{say('site.code')}：{site.site_code or unknown} · {say('site.sponsor')}：{site.sponsor or unknown}"
    )


def _row(entry: Indicator, observation: pd.Series, first: str, say: Any) -> dict[str, str]:
    parts = json.loads(observation["parts"])
    measured = observation["status"] == "measured"
    return {
        say("site.indicator"): say.pick(entry.name_zh, entry.name_en),
        say("site.value"): number(observation["value"], entry.unit, parts, say) if measured else "—",
        say("site.status"): say(f"status.{observation['status']}"),
        say("site.cause"): say.cause(observation["cause"]),
        say("site.kn"): f"{observation['k']}/{observation['n']}" if observation["n"] else "",
        say("site.evidence"): first,
    }


def _table(scene: Scene, snapshot: Snapshot, observations: pd.DataFrame) -> None:
    """All indicators by dimension; those that this version does not collect only on request."""
    say = scene.say
    st.subheader(say("site.table"))
    show_all = st.toggle(say("site.show_all"), key="show_all")
    evidence = snapshot.evidence[snapshot.evidence["site_id"] == observations["site_id"].iloc[0]]
    first = evidence[evidence["position"] == 0].set_index("indicator")["text"].to_dict()
    groups: list[tuple[str, list[Indicator]]] = [
        (say.pick(dimension.name_zh, dimension.name_en), [i for i in snapshot.catalogue.indicators.values() if i.dimension == name])
        for name, dimension in snapshot.catalogue.dimensions.items()
    ]
    groups.append((say("site.coverage_facts"), list(snapshot.catalogue.coverage.values())))
    rows = []
    for title, entries in groups:
        for entry in entries:
            observation = observations.loc[entry.id]
            if show_all or entry.built:
                rows.append({say("site.dimension"): title, **_row(entry, observation, first.get(entry.id, ""), say)})
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=table_height(len(rows), 700))


def _detail(scene: Scene, snapshot: Snapshot, site_id: str, observations: pd.DataFrame) -> None:
    say = scene.say
    st.subheader(say("site.detail"))
    entries = {e.id: e for e in (*snapshot.catalogue.indicators.values(), *snapshot.catalogue.coverage.values())}
    built = [name for name, entry in entries.items() if entry.built]
    wanted = st.query_params.get("indicator", "")
    name = st.selectbox(
        say("site.choose"),
        built,
        index=built.index(wanted) if wanted in built else 0,
        format_func=lambda indicator: say.pick(entries[indicator].name_zh, entries[indicator].name_en),
        key="indicator_choice",
    )
    entry, observation = entries[name], observations.loc[name]
    left, right = st.columns(2, gap="large")
    with left:
        _meaning(scene, entry, observation)
    with right:
        chosen = _evidence(scene, snapshot, site_id, name)
    if chosen:
        capture = capture_of(snapshot, chosen[0])
        if capture is not None:
            show_capture(scene, snapshot, capture, chosen[1])


def _meaning(scene: Scene, entry: Indicator, observation: pd.Series) -> None:
    """The value, how it comes about, and what it rests on."""
    say = scene.say
    parts = json.loads(observation["parts"])
    if observation["status"] == "measured":
        st.metric(say.pick(entry.name_zh, entry.name_en), number(observation["value"], entry.unit, parts, say))
    else:
        st.metric(say.pick(entry.name_zh, entry.name_en), say(f"status.{observation['status']}"))
        st.warning(f"{say.cause(observation['cause'])}：{say('cause.' + observation['cause'] + '.why')}")
        step = say(f"cause.{observation['cause']}.next")
        if step:
            st.write(f"**{say('site.next')}** {step}")
    if entry.parts:
        state = {1.0: say("site.yes"), 0.0: say("site.no")}
        shown = [f"{say.pick(p.zh, p.en)}：{state.get(parts[p.id], f'{parts[p.id]:g}') if p.id in parts else say('site.undecided')}" for p in entry.parts]
        st.write(f"**{say('site.parts')}** " + "；".join(shown))
    st.write(f"**{say('site.rule')}** {say.pick(entry.rule_zh, entry.rule_en)}")
    st.write(f"**{say('site.source')}** {entry.source}（{say('source_status.' + entry.source_status)}）")
    st.caption(f"{entry.id} · {say('site.method')} {observation['method_version']} · {beijing(observation['observed_at'])}")


def _evidence(scene: Scene, snapshot: Snapshot, site_id: str, indicator: str) -> tuple[str, str] | None:
    """List the evidence; return the chosen (capture id, text found)."""
    say = scene.say
    rows = indicator_evidence(snapshot, site_id, indicator)
    rows = rows[rows["capture_id"] != ""]
    if rows.empty:
        st.info(say("site.no_evidence"))
        return None
    labels = [f"{say('where.' + row.where)} · {row.text or row.url}" for row in rows.itertuples()]
    position = st.radio(
        say("site.evidence"), range(len(rows)), format_func=lambda number: labels[number], key=f"evidence_{site_id}_{indicator}"
    )
    row = rows.iloc[position or 0]
    st.caption(f"`{row['url']}`")
    return str(row["capture_id"]), str(row["text"])


def _captures(scene: Scene, snapshot: Snapshot, site_id: str) -> None:
    say = scene.say
    rows = snapshot.captures[snapshot.captures["site_id"] == site_id]
    with st.expander(f"{say('site.captures')}（{len(rows)}）"):
        table = pd.DataFrame(
            {
                say("site.visits"): rows["visit"],
                say("site.purpose"): [say(f"purpose.{purpose}") for purpose in rows["purpose"]],
                say("site.url"): rows["url"],
                say("site.http"): rows["http_status"].astype("object").where(rows["http_status"].notna(), None),
                say("site.cause"): [say.cause(cause) for cause in rows["cause"]],
                say("site.time"): [beijing(instant) for instant in rows["requested_at"]],
            }
        )
        st.dataframe(table, hide_index=True, placeholder="")
