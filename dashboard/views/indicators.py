"""The indicators of a dimension: weight, how many sites were measured, points by level; and one of them opened with its rule and its sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.charts import CONFIG
from dashboard.charts.scores import Lane, strip_chart
from dashboard.precision import indicator_precision
from dashboard.queries import Snapshot
from dashboard.round_scores import indicator_counts, indicator_level_means, indicator_points, worths
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene, definitions, pick_one
from dashboard.views.score import signed
from dashboard.wording import number
from data.catalogue import Indicator
from data.model import Status
from metrics.coverage import LEVELS

_MOST = 30
_KINDS = {"verified": "good", "recalled": "attention", "own": "quiet"}


def show_indicators(scene: Scene, snapshot: Snapshot) -> None:
    """Draw the table of a chosen dimension's indicators; the chosen indicator opens over the page, the address names it."""
    say, dimensions = scene.say, snapshot.catalogue.dimensions
    st.subheader(say("dimensions.indicators"), anchor=False)
    dimension = pick_one(
        say("dimensions.dimension"), "dimension", tuple(dimensions), next(iter(dimensions)),
        lambda name: say.pick(dimensions[name].name_zh, dimensions[name].name_en), labelled=False,
    )  # fmt: skip
    about = dimensions[dimension]
    st.caption(f"{say.pick(about.measures_zh, about.measures_en)} · {say('dimensions.indicators_note')}")
    rows = [_row(scene, snapshot, worth) for worth in worths(snapshot, dimension)]
    columns = [
        Column(say("site.indicator"), 26), Column(say("dimensions.weight"), number=True), Column(say("dimensions.measured"), 20),
        *(Column(say(f"level.{level}"), number=True) for level in LEVELS), Column(say("site.source"), 12),
    ]  # fmt: skip
    chosen = choose_row("dimension_indicators", say("dimensions.indicators"), columns, [Group(rows)])
    if chosen:
        st.query_params["indicator"] = chosen
    wanted = st.query_params.get("indicator", "")
    if wanted in snapshot.catalogue.indicators:
        _open(scene, snapshot, snapshot.catalogue.indicators[wanted])


def _row(scene: Scene, snapshot: Snapshot, worth: Mapping[str, Any]) -> Row:
    say, name = scene.say, worth["indicator"]
    entry, counts = snapshot.catalogue.indicators[name], indicator_counts(snapshot).loc[name]
    measured, total = int(counts["measured"]), int(counts.sum() - counts["not_applicable"])
    others = [
        f"{say(f'status.{status}')} {counts[status]}" for status in Status if status != "measured" and counts[status]
    ]
    cells = [
        Cell(say.pick(entry.name_zh, entry.name_en), say.pick(entry.measures_zh, entry.measures_en)),
        Cell(f"{worth['weight']:g}%", number=True),
        Cell(
            say("dimensions.of", n=measured, ranked=total), " · ".join(others), bar=measured / total if total else None
        ),
        *(_mean(scene, snapshot, worth, level) for level in LEVELS),
        Cell(say(f"source_status.{entry.source_status}"), kind=_KINDS[entry.source_status]),
    ]
    return Row(cells, name)


def _mean(scene: Scene, snapshot: Snapshot, worth: Mapping[str, Any], level: str) -> Cell:
    """Mean points of a level; a level at which the indicator is only shown says so."""
    if level in worth["display_only"]:
        return Cell(scene.say("dimensions.display_only"), kind="quiet", number=True)
    means, key = indicator_level_means(snapshot), (level, worth["indicator"])
    held = key in means.index and means.loc[key, "n"] > 0
    return Cell(f"{means.loc[key, 'mean']:.0f}" if held else "—", number=True)


# One indicator


def _open(scene: Scene, snapshot: Snapshot, entry: Indicator) -> None:
    def detail() -> None:
        _rule(scene, snapshot, entry)
        _counts(scene, snapshot, entry)
        _spread(scene, snapshot, entry)
        _sites(scene, snapshot, entry)

    st.dialog(scene.say.pick(entry.name_zh, entry.name_en), width="large", on_dismiss=_forget)(detail)()


def _forget() -> None:
    st.query_params.pop("indicator", None)


def _rule(scene: Scene, snapshot: Snapshot, entry: Indicator) -> None:
    """What is measured, where that comes from and how sure we are of it, and what it is worth."""
    say = scene.say
    worth = next(w for w in worths(snapshot, entry.dimension) if w["indicator"] == entry.id)
    sure = say(f"source_status.{entry.source_status}")
    only = [say(f"level.{level}") for level in LEVELS if level in worth["display_only"]]
    shown = say("dimensions.only_shown", levels=say.pick("、", ", ").join(only)) if only else ""
    definitions(
        [
            (say("site.rule"), say.pick(entry.rule_zh, entry.rule_en), ""),
            (say("precision.name"), *indicator_precision(entry, say)),
            (say("dimensions.worth"), _worth(scene, entry, worth), shown),
            (
                say("site.source"),
                entry.source,
                say.pick("：", ": ").join((sure, say(f"source_status_why.{entry.source_status}"))),
            ),
            (say("dimensions.weight"), say("dimensions.weight_text", weight=f"{worth['weight']:g}"), entry.id),
        ],
        "wide",
    )


def _worth(scene: Scene, entry: Indicator, worth: Mapping[str, Any]) -> str:
    """The framework's points or goalposts in words, level by level where they differ."""
    say = scene.say
    stop = say.pick("；", "; ")
    if worth["points"]:
        names = {part.id: say.pick(part.zh, part.en) for part in entry.parts}
        return stop.join(
            say("dimensions.part_points", part=names[part], points=f"{points:g}")
            for part, points in worth["points"].items()
            if points
        )
    unit = next((part.unit for part in entry.parts if part.id == worth["of"]), entry.unit)
    posts = {level: (worth["zero"][level], worth["full"][level]) for level in LEVELS if level in entry.levels}
    texts = {
        level: say("dimensions.goalposts", zero=_post(scene, entry, unit, zero), full=_post(scene, entry, unit, full))
        for level, (zero, full) in posts.items()
    }
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return stop.join(
        say("dimensions.at_level", level=say(f"level.{level}"), text=text) for level, text in texts.items()
    )


def _post(scene: Scene, entry: Indicator, unit: str, value: float) -> str:
    """A goalpost with its unit; what is made of several flags is a share of them."""
    share = not unit and len(entry.parts) > 1
    return number(value, "ratio" if share else unit, {}, scene.say)


def _counts(scene: Scene, snapshot: Snapshot, entry: Indicator) -> None:
    say, counts = scene.say, indicator_counts(snapshot).loc[entry.id]
    definitions([(say(f"status.{status}"), str(counts[status]), "") for status in Status])


def _spread(scene: Scene, snapshot: Snapshot, entry: Indicator) -> None:
    say, table = scene.say, indicator_points(snapshot, entry.id)
    lanes = [
        Lane(
            say("dimensions.lane", level=say(f"level.{level}"), n=len(rows)), rows["points"].tolist(), rows["site_id"].tolist(),
            [f"{path} {points:.0f}" for path, points in zip(rows["path"], rows["points"], strict=True)],
        )
        for level in LEVELS
        if len(rows := table[table["level"] == level])
    ]  # fmt: skip
    if not lanes:
        st.info(say("dimensions.no_points"))
        return
    st.markdown(f"**{say('dimensions.points_spread')}**")
    chart = strip_chart(lanes, (), scene.colours)
    st.plotly_chart(chart, config=CONFIG, key="indicator_strip", alt=say("dimensions.points_spread"))
    st.caption(say("dimensions.dots_note"))


def _sites(scene: Scene, snapshot: Snapshot, entry: Indicator) -> None:
    """The sites with the fewest points of a level; each leads to its page with this indicator opened."""
    say, table = scene.say, indicator_points(snapshot, entry.id)
    present = [level for level in LEVELS if (table["level"] == level).any()]
    if not present:
        return
    st.markdown(f"**{say('dimensions.lowest')}**")
    level = st.segmented_control(
        say("dimensions.pick_level"), ("all", *present), default="all", required=True, key="indicator_level",
        format_func=lambda name: say(f"level.{name}"), label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    rows = table if level in {"all", None} else table[table["level"] == level]
    drawn = [
        Row(
            [
                Cell(row.path, row.unit_code),
                Cell(say(f"level.{row.level}")),
                Cell(f"{row.points:.0f}", kind="low" if row.points == 0 else "", bar=row.points / 100),
                Cell(signed(row.gain, snapshot) if row.gain > 0 else "—", number=True),
            ],
            row.site_id,
        )
        for row in rows.head(_MOST).itertuples()
    ]
    columns = [
        Column(say("ranking.unit"), 44), Column(say("ranking.level"), 16), Column(say("dimensions.points"), 18),
        Column(say("dimensions.gain"), number=True),
    ]  # fmt: skip
    chosen = choose_row("indicator_sites", say("dimensions.lowest"), columns, [Group(drawn)])
    st.caption(say("dimensions.lowest_note", n=len(rows), shown=min(len(rows), _MOST)))
    if chosen:
        scene.go("site", {"site": chosen, "indicator": entry.id})
