"""How far evaluators agree, drawn: a lane a question, in it the coefficient as a dot on its interval; upright lines where its reading changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts import Palette, frame, lane_axis

_LANE, _FRAME = 38, 66
_WIDEST = -0.2
"""An interval is drawn no farther down: how much worse than chance says nothing more."""


@dataclass(frozen=True, slots=True)
class Lane:
    """name: what the lane is about. value with its interval, at most 1; hover: its words."""

    name: str
    value: float
    lower: float
    upper: float
    hover: str


def agreement_chart(lanes: Sequence[Lane], thresholds: Sequence[float], colours: Palette) -> go.Figure:
    """Return the chart, the first lane on top. thresholds: where upright lines stand."""
    places = list(range(len(lanes)))
    ends = [(max(_WIDEST, lane.lower), max(_WIDEST, lane.value), lane.upper) for lane in lanes]
    figure = go.Figure()
    for threshold in thresholds:
        figure.add_trace(
            go.Scatter(
                x=[threshold, threshold], y=[-0.6, len(lanes) - 0.4], mode="lines", hoverinfo="skip",
                line={"color": colours.accent, "width": 1.5, "dash": "dot"},
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[value for _, value, _ in ends],
            y=places,
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [upper - value for _, value, upper in ends],
                "arrayminus": [value - lower for lower, value, _ in ends],
                "color": colours.shades[3],
                "thickness": 3,
                "width": 0,
            },
            mode="markers",
            cliponaxis=False,
            marker={"size": 11, "color": colours.shades[2]},
            hovertext=[lane.hover for lane in lanes],
            hoverinfo="text",
        )
    )
    figure.update_layout(
        **{**frame(colours, height=_FRAME + _LANE * len(lanes)), "showlegend": False},
        xaxis={
            "range": [min([0.0, *(lower for lower, _, _ in ends)]) - 0.02, 1.02],
            "tickvals": [0, 0.5, 1],
            "gridcolor": colours.grid,
            "zeroline": True,
            "zerolinecolor": colours.grid,
            "tickfont": {"size": 12, "color": colours.quiet},
            "fixedrange": True,
        },
        yaxis=lane_axis([lane.name for lane in lanes]),
    )
    return figure
