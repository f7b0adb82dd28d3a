"""网站: one site, its score and what would raise it, every indicator with its status, and the evidence down to the archived page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.precision import short_precision
from dashboard.queries import HIDDEN, Snapshot, site_captures, site_evidence, site_observations
from dashboard.site_scores import site_contributions, site_dimensions
from dashboard.views.check_site import show_check_line
from dashboard.views.fix_first import show_improvements
from dashboard.views.indicator import open_indicator, platform_value
from dashboard.views.move_split import show_move
from dashboard.views.rank_bands import show_alike
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, definitions, empty_state, note
from dashboard.views.scheme_site import show_scheme_line
from dashboard.views.score import printed, show_score, style_scores
from dashboard.views.site_choice import choose_site
from dashboard.views.site_columns import show_columns
from dashboard.views.site_history import show_history
from dashboard.wording import beijing, civil, evidence_text, missing_parts, number, site_title
from data.catalogue import Indicator
from data.model import NO_VISIT, Cause

_KINDS = {"measured": "", "not_applicable": "quiet", "not_observed": "attention", "not_collected": "quiet"}


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    say, snapshot = scene.say, scene.snapshot
    site_id = choose_site(scene, snapshot)
    if site_id is None:
        st.info(say("site.pick_first", n=len(snapshot.sites)))
        return
    row = snapshot.sites[snapshot.sites["site_id"] == site_id].iloc[0]
    style_scores()
    _facts(scene, snapshot, row)
    observations = site_observations(snapshot, site_id)
    census = snapshot.is_census
    # What a census is for comes first; it looks at too little for a score.
    opened = census and show_columns(scene, snapshot, site_id)
    wanted = ""
    if not census:
        show_score(scene, snapshot, site_id)
        show_move(scene, snapshot, site_id)
        other = show_alike(scene, snapshot, site_id)
        if other:
            scene.open_site(other)
        wanted = show_improvements(scene, snapshot, site_id, observations)
    show_check_line(scene, snapshot, site_id)
    show_scheme_line(scene, snapshot, site_id)
    show_history(scene, snapshot, site_id)
    chosen = _table(scene, snapshot, site_id, observations) or wanted
    opened = opened or (not census and show_columns(scene, snapshot, site_id))
    _registered(scene, snapshot, site_id)
    _captures(scene, snapshot, site_id)
    if not opened:
        open_indicator(scene, snapshot, site_id, observations, chosen)


def _facts(scene: Scene, snapshot: Snapshot, row: pd.Series) -> None:
    """Who the site is, and what became of it in this round."""
    say = scene.say
    site = snapshot.registry.sites[row["site_id"]]
    with st.container(border=True):
        st.subheader(site_title(row["path"], row["name"]), anchor=False)
        note(f"{say('level.' + row['level'])} · {say('kind.' + site.kind)} · {site.url}")
        reason = say.cause(row["cause"]) if row["outcome"] != "reached" else ""
        why = say(f"identity_reason.{row['identity_reason']}") if row["identity_reason"] else ""
        undated = say("site.undated") if row["outcome"] == "reached" and not row["newest_on"] else ""
        definitions(
            [
                (say("site.outcome"), say(f"outcome.{row['outcome']}"), reason),
                (say("site.identity"), say(f"identity.{row['identity']}") if row["identity"] else "—", why),
                (say("site.newest"), civil(row["newest_on"], say), undated),
                (
                    say("site.visits"),
                    say("site.visits_text", k=row["reached_visits"], n=row["visits"]),
                    say("site.pages_text", n=row["pages"]),
                ),
            ]
        )
        if row["outcome"] != "reached" and row["cause"]:
            st.warning(
                say(
                    "site.outcome_why",
                    why=say(f"cause.{row['cause']}.why"),
                    next=say(f"cause.{row['cause']}.next"),
                )
            )


def _registered(scene: Scene, snapshot: Snapshot, site_id: str) -> None:
    """What the registry says of the site."""
    say, site = scene.say, snapshot.registry.sites[site_id]
    unknown = say("site.unknown")
    flags = {True: say("site.yes"), False: say("site.no"), None: unknown}
    with st.expander(say("site.registered")):
        definitions(
            [
                (say("site.address"), site.url, ""),
                (say("site.kind"), say("kind." + site.kind), ""),
                (say("site.state"), say(f"site_state.{site.state}"), ""),
                (say("site.code"), site.site_code or unknown, ""),
                (say("site.sponsor"), site.sponsor or unknown, ""),
                (say("site.duty"), flags[site.outside_service], ""),
                (say("site.foreign_duty"), flags[site.foreign_duty], ""),
                (say("site.id"), site_id, ""),
            ],
            "wide",
        )


def _table(scene: Scene, snapshot: Snapshot, site_id: str, observations: pd.DataFrame) -> str:
    """All indicators by dimension; those nobody looked at only on request. Returns the one that was chosen."""
    say = scene.say
    st.subheader(say("site.table"), anchor=False)
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.caption(f"{say('site.table_note')}{say('precision.table_note')}")
    hidden = observations["status"] == "not_collected"
    show_all = right.toggle(say("site.show_all", n=int(hidden.sum())), key="all")
    pieces = site_evidence(snapshot, site_id)
    first = pieces.drop_duplicates("indicator").set_index("indicator")
    worth, dimensions = site_contributions(snapshot, site_id), site_dimensions(snapshot, site_id)
    if snapshot.is_census:
        worth, dimensions = worth.iloc[:0], dimensions.iloc[:0]
    groups = []
    for name, title, measures, entries in _dimensions(scene, snapshot):
        known = [entry for entry in entries if entry.id in observations.index]
        shown = [entry for entry in known if show_all or not hidden[entry.id]]
        measured = sum(observations.loc[entry.id, "status"] == "measured" for entry in known)
        rows = [
            _row(
                scene,
                snapshot,
                site_id,
                entry,
                observations.loc[entry.id],
                worth.loc[entry.id] if entry.id in worth.index else None,
                first.loc[entry.id] if entry.id in first.index else None,
            )
            for entry in shown
        ]
        if rows:
            notes = [measures, say("site.dimension_note", k=measured, n=len(known))]
            if name in dimensions.index and dimensions.loc[name, "share"]:
                one = dimensions.loc[name]
                notes.append(
                    say("site.dimension_worth", score=printed(one["score"], snapshot), earned=printed(one["earned"], snapshot))
                )  # fmt: skip
            groups.append(Group(rows, title, " · ".join(notes), foldable=True))
    columns = [
        Column(say("site.indicator"), 21), Column(say("site.value"), 11), Column(say("site.points"), 13, number=True),
        Column(say("site.status"), 26), Column(say("site.kn"), 6), Column(say("site.evidence")),
    ]  # fmt: skip
    return choose_row("indicators", say("site.table"), columns, groups)


def _dimensions(scene: Scene, snapshot: Snapshot) -> list[tuple[str, str, str, list[Indicator]]]:
    """(id, name, what it measures, its entries) of the facts that coverage rests on, the seven dimensions, and what is watched unscored."""
    say, catalogue = scene.say, snapshot.catalogue
    found = [
        (
            name,
            say.pick(dimension.name_zh, dimension.name_en),
            say.pick(dimension.measures_zh, dimension.measures_en),
            [entry for entry in catalogue.indicators.values() if entry.dimension == name],
        )
        for name, dimension in catalogue.dimensions.items()
    ]
    return [
        ("", say("site.coverage_facts"), say("site.coverage_facts_note"), list(catalogue.coverage.values())),
        *found,
        ("", say("site.unscored"), say("site.unscored_note"), list(catalogue.unscored.values())),
    ]


def _row(
    scene: Scene, snapshot: Snapshot, site_id: str, entry: Indicator, observation: pd.Series, worth: pd.Series | None,
    piece: pd.Series | None,
) -> Row:  # fmt: skip
    say = scene.say
    status, cause, parts = observation["status"], observation["cause"], observation["parts"]
    value = Cell("—")
    if cause == Cause.PLATFORM_FACT:
        label, said, _ = platform_value(scene, snapshot, site_id, entry)
        value = Cell(said, label, "quiet")
    if status == "measured":
        shown = observation["value"] if entry.unit in {"", "ratio"} and 0 <= observation["value"] <= 1 else None
        value = Cell(
            number(observation["value"], entry.unit, parts, say), short_precision(entry, observation["value"], say), "low" if shown == 0 and entry.id not in snapshot.catalogue.unscored else "", shown
        )  # fmt: skip
        told = Cell(say(f"status.{status}"), missing_parts(entry, parts, say), _KINDS[status])
    else:
        told = Cell(f"{say(f'status.{status}')} · {say.cause(cause)}", say(f"cause.{cause}.why"), _KINDS[status])
    visits = f"{observation['k']}/{observation['n']}" if observation["n"] else ""
    evidence = Cell()
    if piece is not None:
        evidence = Cell(
            evidence_text(say, piece["text"], piece["url"], hidden=piece["hidden"]), say(f"where.{piece['where']}")
        )
    name = Cell(say.pick(entry.name_zh, entry.name_en), say.pick(entry.measures_zh, entry.measures_en))
    return Row([name, value, _points(scene, snapshot, observation, worth), told, Cell(visits), evidence], entry.id)


def _points(scene: Scene, snapshot: Snapshot, observation: pd.Series, worth: pd.Series | None) -> Cell:
    """The points of an indicator, and how much of what it could bring to the score it brings."""
    if observation["status"] != "measured":
        return Cell("—", number=True)
    if worth is None:
        return Cell("—", scene.say("site.not_scored"), number=True)
    if pd.isna(worth["points"]):
        return Cell("—", scene.say("site.not_in_score"), number=True)
    brings = scene.say(
        "site.brings", earned=printed(worth["earned"], snapshot), share=printed(worth["share"], snapshot)
    )
    return Cell(f"{worth['points']:.1f}", brings if worth["share"] else scene.say("site.not_in_score"), number=True)


def _captures(scene: Scene, snapshot: Snapshot, site_id: str) -> None:
    """Every archived attempt, failures too."""
    say = scene.say
    captures = site_captures(snapshot, site_id)
    with st.expander(say("site.captures", n=len(captures))):
        rows = []
        for one in captures.itertuples():
            answer = "—" if pd.isna(one.http_status) else str(int(one.http_status))
            problem = (
                Cell(say.cause(one.cause), kind="attention" if one.cause in HIDDEN else "") if one.cause else Cell()
            )
            cells = [
                Cell(say(f"purpose.{one.purpose}")),
                Cell(str(one.visit) if one.visit != NO_VISIT else "—", number=True),
                Cell(one.url),
                Cell(answer, number=True),
                problem,
            ]
            rows.append(Row([*cells, Cell(beijing(one.requested_at))]))
        columns = [
            Column(say("site.purpose"), 12), Column(say("site.visit"), 7, number=True), Column(say("site.url")),
            Column(say("site.http"), 9, number=True), Column(say("site.cause"), 16), Column(say("site.time"), 18),
        ]  # fmt: skip
        choose_row("captures", say("site.captures", n=len(captures)), columns, [Group(rows)])
        met = [cause for cause in dict.fromkeys(captures["cause"]) if cause]
        definitions([(say.cause(c), say(f"cause.{c}.why"), say(f"cause.{c}.next")) for c in met], "wide")
