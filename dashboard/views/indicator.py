"""One indicator of one site: its value, how it comes about, what it rests on, and the archived page behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.precision import indicator_precision
from dashboard.queries import Snapshot, capture_of, platform_fact, site_evidence
from dashboard.site_scores import site_contributions, site_improvements
from dashboard.views.archived_page import show_capture
from dashboard.views.scene import Scene, definitions, note, plain, show_problems
from dashboard.views.score import grade_name, printed, signed
from dashboard.wording import beijing, evidence_text, missing_parts, number
from data.catalogue import Indicator, Part
from data.errors import QihuaError
from data.model import Cause, Where


def show_indicator(
    scene: Scene, snapshot: Snapshot, site_id: str, entry: Indicator, observation: pd.Series, lead: str = ""
) -> None:
    """Draw the panel; errors become a worded box in it. lead: what the page it was opened from makes of the indicator."""
    try:
        if lead:
            st.markdown(plain(lead))
            note(scene.say("scheme.other_points"))
        note(f"{snapshot.site_labels[site_id]} · {snapshot.round['name']}")
        _value(scene, snapshot, site_id, entry, observation)
        _worth(scene, snapshot, site_id, entry.id)
        _meaning(scene, entry, observation)
        _evidence(scene, snapshot, site_id, entry.id)
    except QihuaError as error:
        show_problems(error, scene.say)


def open_indicator(
    scene: Scene,
    snapshot: Snapshot,
    site_id: str,
    observations: pd.DataFrame,
    chosen: str,
    leads: Mapping[str, str] | None = None,
) -> None:
    """Open the chosen indicator of a site over the page; the address names it, so that it can be passed on.

    chosen: what was chosen just now, "" for nothing. leads: indicator → what is to be said of it first.
    """
    if chosen:
        st.query_params["indicator"] = chosen
    wanted = st.query_params.get("indicator", "")
    if wanted not in observations.index:
        return
    entry = snapshot.indicators[wanted]

    def detail() -> None:
        show_indicator(scene, snapshot, site_id, entry, observations.loc[wanted], (leads or {}).get(wanted, ""))

    title = scene.say.pick(entry.name_zh, entry.name_en)
    st.dialog(title, width="large", on_dismiss=_forget_indicator)(detail)()


def _forget_indicator() -> None:
    st.query_params.pop("indicator", None)


def platform_value(scene: Scene, snapshot: Snapshot, site_id: str, entry: Indicator) -> tuple[str, str, str]:
    """What the province's platform has of a fact that is not asked of the site: label, value, where it was measured."""
    say, fact = scene.say, platform_fact(snapshot, site_id, entry.id)
    if fact is None:
        return say("site.platform_value"), "—", say("site.platform_unseen")
    value = number(fact["value"], entry.unit, json.loads(fact["parts"]), say)
    return say("site.platform_value"), value, say("site.platform_note", name=snapshot.site_labels[fact["site_id"]])


def _value(scene: Scene, snapshot: Snapshot, site_id: str, entry: Indicator, observation: pd.Series) -> None:
    say, parts = scene.say, observation["parts"]
    status, cause = observation["status"], observation["cause"]
    facts = [(say("site.status"), say(f"status.{status}"), "")]
    if status == "measured":
        noted = missing_parts(entry, parts, say) if entry.unit == "places" else ""
        facts.insert(0, (say("site.value"), number(observation["value"], entry.unit, parts, say), noted))
    elif cause == Cause.PLATFORM_FACT:
        facts.insert(0, platform_value(scene, snapshot, site_id, entry))
    if observation["n"]:
        facts.append((say("site.kn"), f"{observation['k']}/{observation['n']}", say("site.kn_note")))
    facts.append((say("site.observed_at"), beijing(observation["observed_at"]), ""))
    definitions(facts)
    if cause:
        step = say(f"cause.{cause}.next")
        text = f"**{plain(say.cause(cause))}** {plain(say(f'cause.{cause}.why'))}"
        (st.warning if status == "not_observed" else st.info)(f"{text}\n\n{plain(say('site.next'))}{plain(step)}")
    if entry.parts:
        declared = [(say.pick(part.zh, part.en), _part(scene, part, parts.get(part.id)), "") for part in entry.parts]
        st.markdown(f"**{say('site.parts')}**")
        definitions(declared)


def _part(scene: Scene, part: Part, value: float | None) -> str:
    say = scene.say
    if value is None:
        return say("site.undecided")
    if part.unit:
        return number(value, part.unit, {}, say)
    return {0.0: say("site.no"), 1.0: say("site.yes"), 0.5: say("site.half")}.get(value, f"{value:g}")


def _worth(scene: Scene, snapshot: Snapshot, site_id: str, indicator: str) -> None:
    """What the indicator brings to the site's score, and what full marks would add."""
    say, worth = scene.say, site_contributions(snapshot, site_id)
    if indicator not in worth.index or not worth.loc[indicator, "share"]:
        return
    own, gains = worth.loc[indicator], site_improvements(snapshot, site_id).set_index("indicator")
    facts = [
        (say("site.points"), f"{own['points']:.1f}", say("site.of_hundred")),
        (say("site.weight"), f"{own['weight']:g}%", say("site.weight_in_dimension")),
        (
            say("site.earned"),
            printed(own["earned"], snapshot),
            say("site.at_most", share=printed(own["share"], snapshot)),
        ),
    ]
    if indicator in gains.index:
        gain = gains.loc[indicator]
        then = say(
            "site.score_then", total=printed(gain["total"], snapshot), grade=grade_name(snapshot, gain["grade"], say)
        )
        facts.append((say("site.gain"), signed(gain["gain"], snapshot), then))
    definitions(facts)


def _meaning(scene: Scene, entry: Indicator, observation: pd.Series) -> None:
    """The rule, its source, and how sure we are of the source."""
    say = scene.say
    sure = say(f"source_status.{entry.source_status}")
    definitions(
        [
            (say("site.rule"), say.pick(entry.rule_zh, entry.rule_en), ""),
            (say("precision.name"), *indicator_precision(entry, say)),
            (say("site.source"), entry.source, f"{sure}：{say(f'source_status_why.{entry.source_status}')}"),
            (say("site.method"), say("site.method_text", n=observation["method_version"]), entry.id),
        ],
        "wide",
    )


def _evidence(scene: Scene, snapshot: Snapshot, site_id: str, indicator: str) -> None:
    """List the evidence; the chosen piece brings its archived page."""
    say = scene.say
    st.markdown(f"**{say('site.evidence_all')}**")
    pieces = site_evidence(snapshot, site_id)
    pieces = pieces[pieces["indicator"] == indicator].reset_index(drop=True)
    if pieces.empty:
        st.info(say("site.no_evidence"))
        return
    labels = [
        f"{position}. {say(f'where.{row.where}')} · {evidence_text(say, row.text, row.url, hidden=row.hidden)}"
        for position, row in enumerate(pieces.itertuples(), 1)
    ]
    if len(labels) > 1:
        chosen = st.selectbox(
            say("site.choose_evidence"), range(len(labels)), format_func=labels.__getitem__, key=f"evidence_{site_id}_{indicator}",
            label_visibility="collapsed", placeholder=say("site.choose_evidence"),
        )  # fmt: skip
    else:
        st.markdown(plain(labels[0]))
        chosen = 0
    piece = pieces.iloc[chosen or 0]
    capture = capture_of(snapshot, piece["capture_id"])
    if capture is None:
        answered = piece["where"] == Where.FILE_CELL
        st.info(say("site.file_cell" if answered else "site.no_capture"))
        return
    show_capture(scene, snapshot, capture, piece["text"], piece["where"])
