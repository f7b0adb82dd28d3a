"""七化: the seven dimensions by level and by province, how scores are spread, and the indicators behind them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from dashboard.charts import CONFIG
from dashboard.charts.scores import Lane, Polygon, radar_chart, strip_chart
from dashboard.queries import Snapshot
from dashboard.round_scores import (
    level_changes,
    level_means,
    ranked_scores,
    region_means,
    region_scores,
    same_framework,
)
from dashboard.views.coherence import show_coherence
from dashboard.views.heat import HeatCell, HeatRow, choose_cell
from dashboard.views.indicators import show_indicators
from dashboard.views.names import name_of
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, empty_state, pick_one
from dashboard.views.score import printed, signed
from dashboard.views.shifts import show_shifts
from dashboard.views.systems import show_systems
from metrics.coverage import LEVELS
from metrics.scale import EQUAL, INDEX
from metrics.scorecard import STANDINGS

ALL = "all"
_PARTS = ("scores", "coherence")


def show(scene: Scene) -> None:
    """Draw the page."""
    if scene.snapshot is None:
        empty_state(scene)
        return
    snapshot = scene.snapshot
    if snapshot.is_census:
        st.info(scene.say("columns.unscored"))
        return
    part = pick_one(
        scene.say("coherence.part"),
        "part",
        _PARTS,
        _PARTS[0],
        lambda name: scene.say(f"coherence.part_{name}"),
        labelled=False,
    )
    if part == "coherence":
        show_coherence(scene, snapshot)
        return
    _lead(scene, snapshot)
    if len(level_means(snapshot)):
        _levels(scene, snapshot)
        _regions(scene, snapshot)
        _spread(scene, snapshot)
    else:
        st.info(scene.say("dimensions.no_scores"))
    show_indicators(scene, snapshot)
    show_shifts(scene, snapshot)
    _weights(scene, snapshot)
    show_systems(scene, snapshot)


def basis(scene: Scene, snapshot: Snapshot) -> str:
    """Return what every score rests on: kind of the weights, framework, floors."""
    card, say = snapshot.card, scene.say
    return say(
        "dimensions.basis", note=say.pick(card["weights_note_zh"], card["weights_note_en"]), version=card["version"],
        share=f"{card['floors']['dimension_share']:.0%}", dimensions=card["floors"]["dimensions"],
    )  # fmt: skip


def _lead(scene: Scene, snapshot: Snapshot) -> None:
    held = snapshot.card["standings"]
    ranked = held.get("ranked", 0)
    apart = sum(held.get(name, 0) for name in STANDINGS[1:])
    lead = scene.say("dimensions.lead", ranked=f"<b>{ranked}</b>", apart=f"<b>{apart}</b>")
    st.html(f'<p class="q-lead">{lead}</p><p class="q-meta">{escape(basis(scene, snapshot))}</p>')


# By level


def _levels(scene: Scene, snapshot: Snapshot) -> None:
    say, means = scene.say, level_means(snapshot)
    present = [level for level in LEVELS if level in means.index.get_level_values(0)]
    st.subheader(say("dimensions.by_level"), anchor=False)
    chosen = pick_one(
        say("dimensions.pick_level"), "level", (ALL, *present), ALL, lambda name: say(f"level.{name}"), labelled=False
    )
    polygons = _polygons(scene, snapshot, present, chosen)
    left, right = st.columns(2, gap="large", vertical_alignment="center")
    with left:
        names = [name_of(scene, snapshot, dimension) for dimension in snapshot.catalogue.dimensions]
        st.plotly_chart(
            radar_chart(names, polygons, scene.colours), config=CONFIG, key="radar",
            alt="；".join("，".join(polygon.hover) for polygon in polygons),
        )  # fmt: skip
        gaps = _gaps(scene, snapshot, present if chosen == ALL else [chosen])
        if gaps:
            st.caption(say("dimensions.gaps", gaps=gaps))
    with right:
        _numbers(scene, snapshot, present, chosen)


def _polygons(scene: Scene, snapshot: Snapshot, present: Sequence[str], chosen: str) -> list[Polygon]:
    say = scene.say
    if chosen == ALL:
        return [_polygon(scene, snapshot, level, say(f"level.{level}"), LEVELS.index(level)) for level in present]
    polygons = [_polygon(scene, snapshot, chosen, snapshot.round["name"], "strong")]
    if (
        scene.earlier
        and same_framework(scene.earlier, snapshot)
        and chosen in level_means(scene.earlier).index.get_level_values(0)
    ):
        polygons.insert(0, _polygon(scene, scene.earlier, chosen, scene.earlier.round["name"], "faint"))
    return polygons


def _polygon(scene: Scene, snapshot: Snapshot, level: str, name: str, look: str | int) -> Polygon:
    dimensions = list(snapshot.catalogue.dimensions)
    values = [_mean(level_means(snapshot), level, dimension) for dimension in dimensions]
    hover = [
        f"{name} · {name_of(scene, snapshot, dimension)} {_printed(value)}"
        for dimension, value in zip(dimensions, values, strict=True)
    ]
    return Polygon(name, values, look, hover)


def _mean(means: pd.DataFrame, group: str, dimension: str) -> float | None:
    """The mean of a group, None where nothing has a number."""
    held = (group, dimension) in means.index and means.loc[(group, dimension), "n"] > 0
    return float(means.loc[(group, dimension), "mean"]) if held else None


def _printed(mean: float | None) -> str:
    return "—" if mean is None else f"{mean:.1f}"


def _gaps(scene: Scene, snapshot: Snapshot, levels: Sequence[str]) -> str:
    """Which levels have no number in which dimension, and why."""
    say, means = scene.say, level_means(snapshot)
    gaps = [
        say(
            "dimensions.gap",
            level=say(f"level.{level}"),
            dimension=name_of(scene, snapshot, dimension),
            why=say(f"dimensions.{why}"),
        )
        for level in levels
        for dimension in snapshot.catalogue.dimensions
        if (why := _why_missing(means, level, dimension))
    ]
    return say.pick("；", "; ").join(gaps)


def _why_missing(means: pd.DataFrame, group: str, dimension: str) -> str:
    """Why a group has no mean in a dimension: not_applicable, none_ranked, below_floor; "" if it has one."""
    if (group, dimension) not in means.index:
        return "not_applicable" if group in means.index.get_level_values(0) else "none_ranked"
    return "" if means.loc[(group, dimension), "n"] else "below_floor"


def _numbers(scene: Scene, snapshot: Snapshot, present: Sequence[str], chosen: str) -> None:
    """The means as a table; each leads to the ranking behind it."""
    opened = _all_levels(scene, snapshot, present) if chosen == ALL else _one_level(scene, snapshot, chosen)
    st.caption(scene.say("dimensions.means_note"))
    if chosen != ALL:
        comparable = same_framework(scene.earlier, snapshot) or scene.earlier is None
        st.caption(scene.say("dimensions.change_note" if comparable else "overview.other_framework"))
    if opened:
        level, dimension = opened.split(".")
        scene.go("ranking", {"level": level} if dimension == INDEX else {"level": level, "dimension": dimension})


def _all_levels(scene: Scene, snapshot: Snapshot, present: Sequence[str]) -> str:
    say, means = scene.say, level_means(snapshot)
    rows = [
        HeatRow(
            name_of(scene, snapshot, line), "",
            [_heat_cell(scene, snapshot, means, level, say(f"level.{level}"), line) for level in present],
        )
        for line in (INDEX, EQUAL, *snapshot.catalogue.dimensions)
    ]  # fmt: skip
    columns = [say(f"level.{level}") for level in present]
    return choose_cell(
        "level_means", say("dimensions.by_level"), columns, rows, say("dimensions.none"), dark=scene.dark
    )


def _one_level(scene: Scene, snapshot: Snapshot, level: str) -> str:
    say, means = scene.say, level_means(snapshot)
    rows = [
        Row(
            [
                Cell(name_of(scene, snapshot, line)),
                Cell(printed(means["mean"].get((level, line), float("nan")), snapshot), number=True),
                Cell(_change(scene, snapshot, level, line), number=True),
                Cell(_counted(scene, means, level, line), number=True),
            ],
            "" if line == EQUAL else f"{level}.{line}",
        )
        for line in (INDEX, EQUAL, *snapshot.catalogue.dimensions)
    ]
    columns = [
        Column(say("dimensions.dimension"), 36), Column(say("dimensions.mean"), number=True),
        Column(say("dimensions.change"), number=True), Column(say("dimensions.sites"), number=True),
    ]  # fmt: skip
    return choose_row("level_numbers", say("dimensions.by_level"), columns, [Group(rows)])


def _counted(scene: Scene, means: pd.DataFrame, group: str, dimension: str) -> str:
    if (group, dimension) not in means.index:
        return "—"
    row = means.loc[(group, dimension)]
    return scene.say("dimensions.of", n=int(row["n"]), ranked=int(row["ranked"]))


def _change(scene: Scene, snapshot: Snapshot, level: str, dimension: str) -> str:
    """The mean change of the same portals; — without a round that may be compared."""
    if scene.earlier is None or not same_framework(scene.earlier, snapshot):
        return "—"
    changes = level_changes(scene.earlier, snapshot)
    return signed(changes["change"].get((level, dimension), float("nan")), snapshot)


# By province


def _regions(scene: Scene, snapshot: Snapshot) -> None:
    say, means = scene.say, region_means(snapshot)
    provinces = snapshot.registry.scope("province")
    lines = (INDEX, *snapshot.catalogue.dimensions)
    st.subheader(say("dimensions.by_region"), anchor=False)
    st.caption(say("dimensions.region_note"))
    rows = []
    for unit in provinces:
        ranked = int(means.loc[(unit.code, INDEX), "ranked"]) if (unit.code, INDEX) in means.index else 0
        cells = [_heat_cell(scene, snapshot, means, unit.code, unit.name, line) for line in lines]
        rows.append(HeatRow(unit.name, say("dimensions.n_sites", n=ranked), cells))
    columns = [name_of(scene, snapshot, line) for line in lines]
    chosen = choose_cell("regions", say("dimensions.by_region"), columns, rows, say("dimensions.none"), dark=scene.dark)
    if chosen:
        _open_region(scene, snapshot, *chosen.split("."))


def _heat_cell(scene: Scene, snapshot: Snapshot, means: pd.DataFrame, group: str, name: str, line: str) -> HeatCell:
    """The mean of a group in a dimension with how many sites it rests on, or why there is none."""
    say, title = scene.say, f"{name} · {name_of(scene, snapshot, line)}"
    mean = _mean(means, group, line)
    if mean is None:
        why = _why_missing(means, group, line)
        whole = say("dimensions.title_none", title=title, why=say(f"dimensions.{why}"))
        return HeatCell("", None, say(f"dimensions.{why}_short"), "", whole)
    n = say("dimensions.n_sites", n=int(means.loc[(group, line), "n"]))
    whole = say("dimensions.title_mean", title=title, mean=_printed(mean), n=n)
    return HeatCell("" if line == EQUAL else f"{group}.{line}", mean, _printed(mean), n, whole)


def _open_region(scene: Scene, snapshot: Snapshot, region: str, dimension: str) -> None:
    """The portals behind a mean, in a window over the page."""
    say, table = scene.say, region_scores(snapshot, region, dimension)

    def detail() -> None:
        st.caption(say("dimensions.behind_note", n=len(table), scored=int(table["score"].notna().sum())))
        rows = [
            Row(
                [
                    Cell(row.path, row.unit_code),
                    Cell(say(f"level.{row.level}")),
                    Cell("—" if pd.isna(row.score) else f"{row.score:.1f}", number=True),
                    Cell(f"{row.completeness:.0%}", bar=row.completeness, number=True),
                ],
                row.site_id,
            )
            for row in table.itertuples()
        ]
        columns = [
            Column(say("ranking.unit"), 46), Column(say("ranking.level"), 16), Column(say("ranking.score"), number=True),
            Column(say("ranking.completeness"), number=True),
        ]  # fmt: skip
        chosen = choose_row("region_sites", say("dimensions.behind"), columns, [Group(rows)])
        if chosen:
            scene.open_site(chosen)

    title = f"{snapshot.registry.units[region].name} · {name_of(scene, snapshot, dimension)}"
    st.dialog(title, width="large")(detail)()


# How scores are spread


def _spread(scene: Scene, snapshot: Snapshot) -> None:
    say = scene.say
    st.subheader(say("dimensions.spread"), anchor=False)
    chosen = pick_one(
        say("dimensions.dimension"), "spread", (INDEX, *snapshot.catalogue.dimensions), INDEX,
        lambda name: name_of(scene, snapshot, name), labelled=False,
    )  # fmt: skip
    table = ranked_scores(snapshot, chosen).dropna(subset="score")
    lanes = [
        Lane(
            say("dimensions.lane", level=say(f"level.{level}"), n=len(rows)), rows["score"].tolist(), rows["site_id"].tolist(),
            [f"{path} {score:.1f}" for path, score in zip(rows["path"], rows["score"], strict=True)],
        )
        for level in LEVELS
        if len(rows := table[table["level"] == level])
    ]  # fmt: skip
    if not lanes:
        st.info(say("dimensions.spread_none"))
        return
    grades = [(say.pick(grade["name_zh"], grade["name_en"]), grade["begins"]) for grade in snapshot.grades]
    opened = st.plotly_chart(
        strip_chart(lanes, grades if chosen == INDEX else (), scene.colours), config=CONFIG, key=f"strip_{chosen}",
        on_select="rerun", selection_mode="points", alt=say("dimensions.spread"),
    )  # fmt: skip
    notes = ["dots_note", "grade_note", "open_dot"] if chosen == INDEX else ["dots_note", "open_dot"]
    st.caption(say.pick("", " ").join(say(f"dimensions.{note}") for note in notes))
    points = opened["selection"]["points"]
    if points and points[0].get("customdata"):
        scene.open_site(points[0]["customdata"])


# Weights


def _weights(scene: Scene, snapshot: Snapshot) -> None:
    say, card = scene.say, snapshot.card
    with st.expander(say("dimensions.weights", note=say.pick(card["weights_note_zh"], card["weights_note_en"]))):
        st.write(say("dimensions.weights_note"))
        rows = [
            Row(
                [
                    Cell(name_of(scene, snapshot, dimension["id"])),
                    *(Cell(f"{dimension['weights'][level]:g}", number=True) for level in LEVELS),
                    Cell(say("dimensions.alike"), number=True),
                ]
            )
            for dimension in card["dimensions"]
        ]
        columns = [
            Column(say("dimensions.dimension"), 26), *(Column(say(f"level.{level}"), number=True) for level in LEVELS),
            Column(say("dimensions.equal_weights"), number=True),
        ]  # fmt: skip
        choose_row("weights", say("dimensions.weights_label"), columns, [Group(rows)])
