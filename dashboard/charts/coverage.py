"""Coverage by level: four nested counts, the band of portals that were not seen, and published figures beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import Palette, frame
from dashboard.locales import Words
from data.figures import OwnershipRate
from metrics.coverage import COUNTS, LEVELS

_STEP = 5.1
"""Height of one level in bars: four bars and the space of its heading."""
_THICK = 0.8
_UNFADED: dict[str, Any] = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
"""A click on a bar opens its list; it must not pale the others."""


def coverage_chart(levels: pd.DataFrame, reference: Mapping[str, float], say: Words, colours: Palette) -> go.Figure:
    """Return one block of four bars a level, in percent of its N; each bar's label carries its count.

    levels: indexed by level, with units, the four counts, their ``unseen_`` bands and unvisited; levels that ``was_looked_at`` denies are left out.
    reference: level → published percentage, drawn as a dotted mark across the block; {} draws none.
    A bar's customdata is (level, count), so that a click can be told.
    """
    shown = [level for level in LEVELS if was_looked_at(levels.loc[level])]
    top = {level: position * _STEP for position, level in enumerate(shown)}
    figure = go.Figure()
    ticks: list[float] = []
    labels: list[str] = []
    for serial, count in enumerate(COUNTS):
        places = np.array([top[level] + 1 + serial for level in shown])
        found = levels.loc[shown, count].to_numpy(dtype=float)
        total = levels.loc[shown, "units"].to_numpy(dtype=float)
        unseen = levels.loc[shown, f"unseen_{count}"].to_numpy(dtype=float)
        aside = levels.loc[shown, "unvisited"].to_numpy(dtype=float) * (count != "registered")
        figure.add_trace(_bars(count, places, found, total, aside, shown, say, colours.shades[serial]))
        if unseen.any():
            held = unseen > 0
            kept = [level for level, is_held in zip(shown, held, strict=True) if is_held]
            band = _band(count, places[held], found[held], unseen[held], total[held], aside[held], kept, say, colours)
            # The counts are nested and so are their bands: the first band drawn is the one that names them.
            figure.add_trace(band.update(showlegend=not any(trace.legendgroup == "band" for trace in figure.data)))
        ticks += places.tolist()
        labels += [_label(count, int(n), int(b), say, colours) for n, b in zip(found, unseen, strict=True)]
    if reference:
        figure.add_trace(_reference(reference, top, say, colours))
    figure.update_layout(
        **frame(colours, height=round(60 + len(shown) * _STEP * 27)),
        barmode="overlay",
        xaxis=_percent_axis(colours),
        yaxis={
            "range": [len(shown) * _STEP - 0.3, -0.55],
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": labels,
            "ticklabelstandoff": 6,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
        annotations=[_heading(level, int(levels.loc[level, "units"]), top[level], say, colours) for level in shown],
    )
    return figure


def was_looked_at(row: pd.Series) -> bool:
    """Tell whether a round says anything of a level: it has units in scope, and not all their portals were left aside."""
    return bool(row["units"] > 0 and (row["unvisited"] == 0 or row["unvisited"] < row["registered"]))


def _bars(
    count: str,
    places: np.ndarray,
    found: np.ndarray,
    total: np.ndarray,
    aside: np.ndarray,
    shown: Sequence[str],
    say: Words,
    shade: str,
) -> go.Bar:
    return go.Bar(
        x=100 * found / total,
        y=places,
        orientation="h",
        width=_THICK,
        name=say(f"count.{count}"),
        marker={"color": shade, "line": {"width": 0}},
        customdata=[[level, count] for level in shown],
        **_UNFADED,
        hovertext=[
            _told(level, count, int(n), int(m), int(left), say)
            for level, n, m, left in zip(shown, found, total, aside, strict=True)
        ],
        hoverinfo="text",
    )


def _told(level: str, count: str, n: int, total: int, aside: int, say: Words) -> str:
    """What a bar says; no rate where part of the level was not looked at."""
    values = {"level": say(f"level.{level}"), "count": say(f"count.{count}"), "n": n, "total": total}
    if aside:
        return say("coverage.hover_partial", aside=aside, **values)
    return say("coverage.hover", share=f"{n / total:.1%}", **values)


def _band(
    count: str, places: np.ndarray, found: np.ndarray, unseen: np.ndarray, total: np.ndarray, aside: np.ndarray,
    shown: Sequence[str], say: Words, colours: Palette,
) -> go.Bar:  # fmt: skip
    """What portals that could not be judged may add: the true count lies somewhere in it."""
    return go.Bar(
        x=100 * unseen / total,
        y=places,
        base=100 * found / total,
        orientation="h",
        width=_THICK,
        name=say("coverage.band_legend"),
        legendgroup="band",
        legendrank=1001,
        marker={
            "color": "rgba(0,0,0,0)",
            "line": {"width": 1, "color": colours.quiet},
            "pattern": {
                "shape": "/",
                "size": 5,
                "solidity": 0.25,
                "fgcolor": colours.quiet,
                "bgcolor": "rgba(0,0,0,0)",
            },
        },
        customdata=[[level, count] for level in shown],
        **_UNFADED,
        hovertext=[
            say("coverage.band_hover_partial", n=int(n - left), aside=int(left), low=int(low), high=int(low + n))
            if left
            else say("coverage.band_hover", n=int(n), low=int(low), high=int(low + n))
            for n, low, left in zip(unseen, found, aside, strict=True)
        ],
        hoverinfo="text",
    )


def _label(count: str, found: int, unseen: int, say: Words, colours: Palette) -> str:
    number = f"{found}–{found + unseen}" if unseen else str(found)
    text = f"{say(f'count.{count}')}  <b>{number}</b>"
    return f"<span style='color:{colours.text if count == 'official' else colours.quiet}'>{text}</span>"


def _reference(reference: Mapping[str, float], top: Mapping[str, float], say: Words, colours: Palette) -> go.Scatter:
    """A dotted line down each level's block with a diamond at its head; gaps part the levels."""
    x: list[float | None] = []
    y: list[float | None] = []
    for level, start in top.items():
        if level in reference:
            x += [reference[level], reference[level], None]
            y += [start + 0.1, start + 4.55, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines+markers",
        name=say("coverage.reference"),
        legendrank=1002,
        line={"color": colours.accent, "width": 1.5, "dash": "dot"},
        marker={
            "symbol": ["diamond", "line-ew", "line-ew"] * (len(x) // 3),
            "size": [10, 1, 1] * (len(x) // 3),
            "color": colours.accent,
        },
        cliponaxis=False,
        **_UNFADED,
        hovertext=[None if at is None else say("coverage.reference_hover", rate=f"{at:g}") for at in x],
        hoverinfo="text",
    )


def _heading(level: str, total: int, top: float, say: Words, colours: Palette) -> dict[str, Any]:
    return {
        "text": f"<b>{say(f'level.{level}')}</b>  <span style='color:{colours.quiet}'>N = {total}</span>",
        "x": 0,
        "xref": "x",
        "y": top + 0.14,
        "yref": "y",
        "xanchor": "left",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": 14, "color": colours.text},
    }


def history_chart(rates: Sequence[OwnershipRate], say: Words, colours: Palette) -> go.Figure:
    """Return the published ownership rates by year, a line a level; years without a figure leave a gap, never a guess.

    The step from 31 to 32 provincial units between 2005 and 2006 is a break in the series and parts its line.
    """
    figure = go.Figure()
    dashes = ("solid", "dash", "dot", "dashdot")
    symbols = ("circle", "square", "diamond", "triangle-up")
    for serial, level in enumerate(LEVELS):
        points = [rate for rate in rates if rate.level == level and rate.rate is not None]
        years: list[float | None] = []
        values: list[float | None] = []
        for before, rate in zip([None, *points[:-1]], points, strict=True):
            broken = before is not None and (rate.year - before.year > 1 or (level == "province" and rate.year == 2006))
            years += [None, rate.year] if broken else [rate.year]
            values += [None, rate.rate] if broken else [rate.rate]
        figure.add_trace(
            go.Scatter(
                x=years,
                y=values,
                mode="lines+markers",
                name=say(f"level.{level}"),
                line={"color": colours.shades[2], "dash": dashes[serial], "width": 1.5},
                marker={
                    "symbol": symbols[serial],
                    "size": 9,
                    "color": colours.accent if level == "county" else colours.shades[2],
                },
                hovertemplate="%{x} · %{fullData.name} %{y}%<extra></extra>",
            )
        )
    figure.update_layout(
        **frame(colours, height=300),
        xaxis={"dtick": 1, "showgrid": False, "fixedrange": True, "tickformat": "d"},
        yaxis={**_percent_axis(colours), "range": [78, 101.5], "dtick": 5},
    )
    return figure


def _percent_axis(colours: Palette) -> dict[str, Any]:
    return {
        "range": [0, 102.5],
        "dtick": 20,
        "ticksuffix": "%",
        "tickfont": {"size": 12, "color": colours.quiet},
        "gridcolor": colours.grid,
        "zeroline": False,
        "fixedrange": True,
    }
