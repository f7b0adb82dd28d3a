"""内部一致性: whether the indicators of a dimension tell of one thing and none counts twice; in words first, then in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.charts import CONFIG
from dashboard.charts.correlation import MapCell, correlation_map
from dashboard.queries import Snapshot
from dashboard.views.names import indicator_name, name_of
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, csv_button, pick_one
from metrics.coherence.summary import Coherence
from metrics.coverage import LEVELS
from metrics.scale import INDEX

_KINDS = {"good": "good", "low": "attention", "unsure": "quiet"}


def show_coherence(scene: Scene, snapshot: Snapshot) -> None:
    """Draw the section."""
    say, found = scene.say, snapshot.coherence
    st.html(f'<p class="q-lead">{say("coherence.lead")}</p>')
    if found is None:
        st.info(say("coherence.absent", round=snapshot.round["id"]))
        return
    sites = snapshot.scores.sites
    ranked = sites[sites["standing"] == "ranked"]["level"].value_counts()
    most = max(LEVELS, key=lambda level: ranked.get(level, 0))
    level = pick_one(say("coherence.level"), "among", LEVELS, most, lambda name: say(f"level.{name}"), labelled=False)
    number, least = int(ranked.get(level, 0)), snapshot.card["coherence"]["sites"]
    if number < least:
        st.info(say("coherence.few", level=say(f"level.{level}"), n=number, least=least))
        return
    here = Coherence(
        *(table[table["level"] == level] for table in (found.nodes, found.correlations, found.pairs, found.indicators))
    )
    _findings(scene, snapshot, here)
    _alphas(scene, snapshot, here)
    _map(scene, snapshot, here)
    _numbers(scene, snapshot, here)
    csv_button(here.correlations, f"coherence-{snapshot.round['id']}-{level}", say, "coherence_csv")


# What to look at


def _findings(scene: Scene, snapshot: Snapshot, here: Coherence) -> None:
    """What leaders can be told, each with the figures it rests on; what to look at first stands under the heading of its kind."""
    say = scene.say
    st.subheader(say("coherence.findings"), anchor=False)
    kinds = {"pairs": _pairs, "against": _against, "alike": _alike, "loose": _loose}
    found = {kind: list(rows(scene, snapshot, here)) for kind, rows in kinds.items()}
    groups = [
        Group(rows, say(f"coherence.{kind}"), say(f"coherence.{kind}_next")) for kind, rows in found.items() if rows
    ]
    if not groups:
        st.info(say("coherence.findings_none"))
        return
    columns = [Column(say("coherence.finding"), 60), Column(say("coherence.why"), 40)]
    chosen = choose_row("coherence_findings", say("coherence.findings"), columns, groups)
    if chosen:
        scene.go("dimensions", {"part": "scores", "indicator": chosen})


def _pairs(scene: Scene, snapshot: Snapshot, here: Coherence) -> Iterator[Row]:
    say, entries = scene.say, snapshot.catalogue.indicators
    for pair in here.pairs.itertuples():
        one, other = (indicator_name(scene, snapshot, name) for name in (pair.one, pair.other))
        what = say("coherence.pair_same" if pair.pearson > 0 else "coherence.pair_opposite", one=one, other=other)
        dimensions = dict.fromkeys(name_of(scene, snapshot, entries[name].dimension) for name in (pair.one, pair.other))
        why = say("coherence.pair_why", r=_r(pair.pearson), n=pair.n)
        yield Row([Cell(what, say.pick("、", ", ").join(dimensions)), Cell(why)], pair.one)


def _against(scene: Scene, snapshot: Snapshot, here: Coherence) -> Iterator[Row]:
    """Indicators against their dimension, the certain ones first; then those against the index, where that is certain."""
    say, own = scene.say, here.indicators
    total = here.correlations[(here.correlations["relation"] == "total") & (here.correlations["upper"] < 0)]
    for kind, table in {
        "sure": own[own["against"] == "sure"],
        "total": total.rename(columns={"name": "indicator"}),
        "maybe": own[own["against"] == "maybe"],
    }.items():
        for row in table.itertuples():
            dimension = name_of(scene, snapshot, snapshot.catalogue.indicators[row.indicator].dimension)
            name = indicator_name(scene, snapshot, row.indicator)
            what = say(f"coherence.against_{kind}", name=name, dimension=dimension)
            why = say(
                "coherence.against_why", r=_r(row.pearson), lower=_r(row.lower), upper=_r(row.upper), n=row.n,
                confidence=f"{snapshot.card['coherence']['confidence']:.0%}",
            )  # fmt: skip
            yield Row([Cell(what), Cell(why)], row.indicator)


def _alike(scene: Scene, snapshot: Snapshot, here: Coherence) -> Iterator[Row]:
    """Indicators in which all sites have the same points, a dimension at a time."""
    say = scene.say
    constant = here.indicators[(here.indicators["reason"] == "constant") & (here.indicators["share"] > 0)]
    for dimension, rows in constant.groupby("parent", sort=False):
        names = say.pick("、", ", ").join(indicator_name(scene, snapshot, name) for name in rows["indicator"])
        why = say("coherence.alike_why", share=f"{rows['share'].sum():.0f}%", n=len(rows))
        yield Row([Cell(names, name_of(scene, snapshot, str(dimension))), Cell(why)])


def _loose(scene: Scene, snapshot: Snapshot, here: Coherence) -> Iterator[Row]:
    say, line = scene.say, snapshot.card["coherence"]["alpha"]
    for row in here.nodes[(here.nodes["node"] != INDEX) & (here.nodes["upper"] < line)].itertuples():
        why = say(
            "coherence.loose_why", alpha=_r(row.alpha), lower=_r(row.lower), upper=_r(row.upper), line=f"{line:g}"
        )
        yield Row([Cell(name_of(scene, snapshot, row.node)), Cell(why)])


# Figures


def _alphas(scene: Scene, snapshot: Snapshot, here: Coherence) -> None:
    say, card = scene.say, snapshot.card["coherence"]
    st.subheader(say("coherence.alphas"), anchor=False)
    st.caption(say("coherence.alphas_note", seen=f"{card['seen']:.0%}", line=f"{card['alpha']:g}"))
    by_node = here.nodes.set_index("node")
    rows = [_alpha_row(scene, snapshot, node, by_node.loc[node]) for node in (*snapshot.catalogue.dimensions, INDEX)]
    columns = [
        Column(say("dimensions.dimension"), 22), Column(say("coherence.alpha"), number=True),
        Column(say("coherence.interval", confidence=f"{card['confidence']:.0%}"), number=True), Column(say("coherence.entered"), number=True),
        Column(say("coherence.sites"), number=True), Column(say("coherence.reading"), 26),
    ]  # fmt: skip
    choose_row("coherence_alphas", say("coherence.alphas"), columns, [Group(rows)])


def _alpha_row(scene: Scene, snapshot: Snapshot, node: str, row: Mapping[str, Any]) -> Row:
    say, card = scene.say, snapshot.card["coherence"]
    if row["reason"]:
        reading = Cell(say(f"coherence.{row['reason']}", least=card["sites"]), kind="quiet")
    else:
        verdict = "good" if row["lower"] >= card["alpha"] else "low" if row["upper"] < card["alpha"] else "unsure"
        reading = Cell(say(f"coherence.{verdict}"), kind=_KINDS[verdict])
    span = "—" if row["reason"] else f"{_r(row['lower'])} … {_r(row['upper'])}"
    items = say("coherence.of", entered=row["entered"], items=row["items"])
    return Row(
        [
            Cell(name_of(scene, snapshot, node), say("coherence.of_dimensions") if node == INDEX else ""), Cell(_r(row["alpha"]), number=True),
            Cell(span, number=True), Cell(items, number=True), Cell(str(row["n"]), number=True), reading,
        ]
    )  # fmt: skip


def _map(scene: Scene, snapshot: Snapshot, here: Coherence) -> None:
    say = scene.say
    st.subheader(say("coherence.map"), anchor=False)
    st.caption(say("coherence.map_note"))
    known = here.correlations[here.correlations["reason"] == ""]
    nodes = [node for node in (*snapshot.catalogue.dimensions, INDEX) if node in set(known["node"])]
    names = [name for name in here.indicators["indicator"] if name in set(known["name"])]
    rows, columns = (
        {name: word(scene, snapshot, name) for name in those}
        for those, word in ((names, indicator_name), (nodes, name_of))
    )
    cells = {
        (row.name, row.node): MapCell(
            row.pearson, _r(row.pearson) if row.relation in {"own", "total"} else "",
            say(
                "coherence.hover", name=rows[row.name], node=columns[row.node], r=_r(row.pearson), lower=_r(row.lower),
                upper=_r(row.upper), rho=_r(row.spearman), n=row.n,
            ),
        )
        for row in known.itertuples() if row.name in rows
    }  # fmt: skip
    figure = correlation_map(rows, columns, cells, scene.colours)
    st.plotly_chart(figure, config=CONFIG, key="coherence_map", alt=say("coherence.map_note"))


def _numbers(scene: Scene, snapshot: Snapshot, here: Coherence) -> None:
    """All indicators with their figures, folded."""
    say = scene.say
    total = here.correlations[here.correlations["node"] == INDEX].set_index("name")["pearson"]
    groups = [
        Group(
            [_number_row(scene, snapshot, row, total[row["indicator"]]) for _, row in rows.iterrows()],
            name_of(scene, snapshot, str(dimension)), foldable=True,
        )
        for dimension, rows in here.indicators.groupby("parent", sort=False)
    ]  # fmt: skip
    columns = [
        Column(say("site.indicator"), 28), Column(say("coherence.with_own"), number=True), Column(say("coherence.with_total"), number=True),
        Column(say("coherence.alpha_without"), number=True), Column(say("coherence.share"), number=True),
        Column(say("coherence.importance"), number=True), Column(say("coherence.sites"), number=True),
    ]  # fmt: skip
    with st.expander(say("coherence.numbers")):
        st.caption(say("coherence.numbers_note"))
        choose_row("coherence_numbers", say("coherence.numbers"), columns, groups)


def _number_row(scene: Scene, snapshot: Snapshot, row: Mapping[str, Any], total: float) -> Row:
    say = scene.say
    why = say(f"coherence.{row['reason']}", least=snapshot.card["coherence"]["sites"]) if row["reason"] else ""
    span = "" if row["reason"] else f"{_r(row['lower'])} … {_r(row['upper'])}"
    importance = "—" if pd.isna(row["importance"]) else f"{row['importance']:.1f}%"
    return Row(
        [
            Cell(indicator_name(scene, snapshot, row["indicator"]), why), Cell(_r(row["pearson"]), span, number=True), Cell(_r(total), number=True),
            Cell(_r(row["alpha_without"]), number=True), Cell(f"{row['share']:.1f}%", number=True), Cell(importance, number=True),
            Cell(str(row["n"]), number=True),
        ]
    )  # fmt: skip


def _r(value: float) -> str:
    """A coefficient with two decimals and its sign, — for none."""
    return "—" if pd.isna(value) else f"{value:.2f}".replace("-", "−")
