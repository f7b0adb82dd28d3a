"""Scores drawn: the seven dimensions as a polygon, and every portal of a level as a dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.charts import Palette, frame, lane_axis

_LANE = 0.8
"""How much of a lane's height dots may take; the rest parts the lanes."""
_WIDEST_STEP = 0.085
_LONG_NAME = 8
_BIN = 2.0
"""Dots whose scores are this near stand above each other."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """One line of the radar. values: 0–100 a dimension, None leaves a gap. look: strong (filled), faint (an earlier round), or
    the serial 0–3 of one line among several."""

    name: str
    values: Sequence[float | None]
    look: str | int
    hover: Sequence[str]


@dataclass(frozen=True, slots=True)
class Lane:
    """The dots of one level. ids: what a click on a dot returns."""

    name: str
    scores: Sequence[float]
    ids: Sequence[str]
    hover: Sequence[str]


def radar_chart(dimensions: Sequence[str], polygons: Sequence[Polygon], colours: Palette) -> go.Figure:
    """Return the radar: the first dimension on top, on clockwise, 0 in the middle and 100 at the rim.

    A line is closed only where all its values are there: a gap is never drawn as zero nor bridged.
    """
    names = [name.replace(" ", "<br>") for name in dimensions]
    longest = max(len(line) for name in names for line in name.split("<br>"))
    figure = go.Figure()
    for polygon in polygons:
        whole = None not in polygon.values
        figure.add_trace(
            go.Scatterpolar(
                r=[*polygon.values, polygon.values[0]],
                theta=[*names, names[0]],
                name=polygon.name,
                hovertext=[*polygon.hover, polygon.hover[0]],
                hoverinfo="text",
                connectgaps=False,
                cliponaxis=False,
                **_look(polygon.look, colours, filled=whole),
            )
        )
    figure.update_layout(
        **frame(colours, height=430),
        polar={
            "gridshape": "linear",
            "bgcolor": "rgba(0,0,0,0)",
            "angularaxis": {
                "rotation": 90,
                "direction": "clockwise",
                "gridcolor": colours.grid,
                "linecolor": colours.shades[0],
                "tickfont": {"size": 14 if longest < _LONG_NAME else 11, "color": colours.text},
                "ticks": "",
            },
            "radialaxis": {
                "range": [0, 100],
                "tickvals": [20, 40, 60, 80],
                "angle": 90,
                "tickangle": 90,
                "side": "clockwise",
                "tickfont": {"size": 11, "color": colours.quiet},
                "gridcolor": colours.grid,
                "showline": False,
                "ticks": "",
                "layer": "below traces",
            },
        },
    )
    # A polar plot makes no room for its names by itself.
    side = 50 if longest < _LONG_NAME else round(4.2 * longest)
    figure.update_layout(
        margin={"l": side, "r": side, "t": 34, "b": 10},
        legend={"y": -0.1, "yanchor": "top", "x": 0.5, "xanchor": "center"},
    )
    return figure


def _look(look: str | int, colours: Palette, *, filled: bool) -> dict[str, Any]:
    if look == "faint":
        return {
            "mode": "lines+markers",
            "line": {"color": colours.quiet, "width": 1.5, "dash": "dot"},
            "marker": {"size": 5, "color": colours.quiet, "symbol": "circle-open"},
        }
    if look == "strong":
        return {
            "mode": "lines+markers",
            "line": {"color": colours.shades[2], "width": 2.5},
            "marker": {"size": 7, "color": colours.shades[2]},
            "fill": "toself" if filled else "none",
            "fillcolor": _faded(colours.shades[2], 0.14),
        }
    colour = (colours.shades[1], colours.shades[3], colours.shades[2], colours.accent)[int(look)]
    return {
        "mode": "lines+markers",
        "line": {"color": colour, "width": 2, "dash": ("dot", "dash", "solid", "solid")[int(look)]},
        "marker": {
            "size": 7,
            "color": colour,
            "symbol": ("circle", "square", "diamond", "triangle-up")[int(look)],
        },
    }


def strip_chart(lanes: Sequence[Lane], grades: Sequence[tuple[str, float]], colours: Palette) -> go.Figure:
    """Return one lane a level: every portal a dot at its score, the middle half shaded, the median marked.

    grades: (name, the score it begins at), the highest first; drawn as lines across all lanes, () draws none.
    A dot's customdata is its id.
    """
    figure = go.Figure()
    places = range(len(lanes))
    quartiles = [np.percentile(np.asarray(lane.scores, dtype=float), [25, 50, 75]) for lane in lanes]
    figure.add_trace(
        go.Bar(
            x=[high - low for low, _, high in quartiles],
            base=[low for low, _, _ in quartiles],
            y=list(places),
            orientation="h",
            width=_LANE,
            marker={"color": _faded(colours.shades[2], 0.13), "line": {"width": 0}},
            hoverinfo="skip",
        )
    )
    medians = [(mid, at - _LANE / 2, at + _LANE / 2) for at, (_, mid, _) in enumerate(quartiles)]
    bounds = [(begins, -0.6, len(lanes) - 0.4) for _, begins in grades if begins > 0]
    figure.add_trace(_lines(medians, {"color": colours.accent, "width": 2.5}))
    figure.add_trace(_lines(bounds, {"color": colours.quiet, "width": 1, "dash": "dot"}))
    for at, lane in enumerate(lanes):
        figure.add_trace(
            go.Scatter(
                x=list(lane.scores),
                y=at + _stacked(np.asarray(lane.scores, dtype=float)),
                mode="markers",
                marker={
                    "size": 8 if len(lane.scores) < 400 else 4,
                    "color": colours.shades[2],
                    "opacity": 0.75,
                    "line": {"width": 0.5, "color": colours.grid},
                },
                customdata=list(lane.ids),
                hovertext=list(lane.hover),
                hoverinfo="text",
            )
        )
    figure.update_layout(
        **frame(colours, height=60 + 84 * len(lanes)),
        barmode="overlay",
        showlegend=False,
        xaxis={
            "range": [_begin(lanes) - 1.5, 101.5],
            "dtick": 20 if _begin(lanes) < 50 else 10,
            "gridcolor": colours.grid,
            "tickfont": {"size": 12, "color": colours.quiet},
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis=lane_axis([lane.name for lane in lanes]),
        annotations=_grade_names(grades, _begin(lanes), colours),
    )
    return figure


def _stacked(scores: np.ndarray) -> np.ndarray:
    """How far each dot stands from the middle of its lane, so that equal scores stand above each other."""
    if not len(scores):
        return np.zeros(0)
    _, bins, sizes = np.unique(np.floor(scores / _BIN), return_inverse=True, return_counts=True)
    order = np.argsort(bins, kind="stable")
    within = np.empty(len(scores))
    within[order] = np.concatenate([np.arange(size) for size in sizes])
    step = min(_WIDEST_STEP, _LANE / sizes.max())
    offsets: np.ndarray = (within - (sizes[bins] - 1) / 2) * step
    return offsets


def _lines(ends: Sequence[tuple[float, float, float]], line: dict[str, Any]) -> go.Scatter:
    """Upright lines, (x, from, to), as one trace with gaps."""
    x = [place for at, _, _ in ends for place in (at, at, None)]
    y = [place for _, low, high in ends for place in (low, high, None)]
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def _begin(lanes: Sequence[Lane]) -> float:
    """Where the axis of a strip begins: the tens below the lowest dot, with a little air."""
    lowest = min(min(lane.scores) for lane in lanes)
    return max(0.0, 10.0 * ((lowest - 5) // 10))


def _grade_names(grades: Sequence[tuple[str, float]], begin: float, colours: Palette) -> list[dict[str, Any]]:
    """Each grade's name above the middle of the part in sight, by turns higher and lower, so that narrow ones keep apart."""
    ends = [100.0, *(begins for _, begins in grades)]
    return [
        {
            "text": name, "x": (max(begins, begin) + end) / 2, "y": 1, "xref": "x", "yref": "paper", "yanchor": "bottom",
            "yshift": 14 * (place % 2), "showarrow": False, "font": {"size": 12, "color": colours.quiet},
        }
        for place, ((name, begins), end) in enumerate(zip(grades, ends, strict=False))
        if end > begin
    ]  # fmt: skip


def _faded(colour: str, opacity: float) -> str:
    red, green, blue = bytes.fromhex(colour[1:])
    return f"rgba({red},{green},{blue},{opacity})"
