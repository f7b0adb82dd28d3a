"""The five shifts drawn: a lane a measure, in it a dot a level with the middle half of its sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts import Palette, frame, lane_axis

_LANE = 0.62
"""How much of a lane's height its levels take."""
_MARKS = ("circle", "square", "diamond", "triangle-up")
_HEIGHT, _FRAME = 84, 84


@dataclass(frozen=True, slots=True)
class LevelDots:
    """One level's numbers, one a lane, None where there is none. lower, upper: the middle half of its sites."""

    name: str
    values: Sequence[float | None]
    lower: Sequence[float | None]
    upper: Sequence[float | None]
    hover: Sequence[str]


def level_dots_chart(
    lanes: Sequence[str], levels: Sequence[LevelDots], span: tuple[float, float], colours: Palette
) -> go.Figure:
    """Return the chart. lanes: their names, the first on top. span: the ends of the axis; where it holds 0 inside, 0 is drawn strong."""
    figure = go.Figure()
    shades = (colours.shades[2], colours.shades[3], colours.shades[1], colours.accent)
    for serial, level in enumerate(levels):
        at = [place + (serial / max(1, len(levels) - 1) - 0.5) * _LANE for place in range(len(lanes))]
        shown = [place for place, value in enumerate(level.values) if value is not None]
        figure.add_trace(
            go.Scatter(
                x=[level.values[place] for place in shown],
                y=[at[place] for place in shown],
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [_beyond(level.upper[place], level.values[place]) for place in shown],
                    "arrayminus": [_beyond(level.values[place], level.lower[place]) for place in shown],
                    "color": shades[serial % len(shades)],
                    "thickness": 2,
                    "width": 0,
                },
                mode="markers",
                cliponaxis=False,
                marker={"size": 11, "color": shades[serial % len(shades)], "symbol": _MARKS[serial % len(_MARKS)]},
                name=level.name,
                hovertext=[level.hover[place] for place in shown],
                hoverinfo="text",
            )
        )
    figure.update_layout(
        **frame(colours, height=_FRAME + _HEIGHT * len(lanes)),
        xaxis={
            "range": list(span),
            "gridcolor": colours.grid,
            "zeroline": span[0] < 0 < span[1],
            "zerolinecolor": colours.quiet,
            "zerolinewidth": 2,
            "tickfont": {"size": 12, "color": colours.quiet},
            "fixedrange": True,
        },
        yaxis=lane_axis(lanes),
    )
    return figure


def _beyond(high: float | None, low: float | None) -> float:
    """How far an end lies from its dot, never the wrong way: a mean may lie outside the middle half."""
    return max(0.0, (high or 0.0) - (low or 0.0))
