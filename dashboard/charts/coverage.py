"""Coverage by level: four nested counts, a band for blocked portals, and a published reference."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from dashboard.locales import Words

LEVELS = ("ministry", "province", "prefecture", "county")
COUNTS = ("registered", "reachable", "official", "active")
_SHADES = {"registered": "#c3d3e8", "reachable": "#86a9d1", "official": "#1f4e8c", "active": "#0f2a4d"}
_ACCENT = "#b5651d"
FONT = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"


def coverage_chart(levels: pd.DataFrame, reference: Mapping[str, float], say: Words) -> go.Figure:
    """Return grouped bars in percent of N.

    levels: indexed by level, with units, the four counts and blocked; levels without units are left out.
    reference: level → published percentage.
    """
    shown = [level for level in LEVELS if levels.loc[level, "units"] > 0]
    names = [say(f"level.{level}") for level in shown]
    total = [int(levels.loc[level, "units"]) for level in shown]
    blocked = [100 * int(levels.loc[level, "blocked"]) / n for level, n in zip(shown, total, strict=True)]
    figure = go.Figure()
    for count in COUNTS:
        found = [int(levels.loc[level, count]) for level in shown]
        band = None if count == "registered" else {"type": "data", "array": blocked, "arrayminus": [0] * len(shown), "color": "#7a8794", "thickness": 1.5, "width": 4}
        figure.add_bar(
            x=names,
            y=[100 * n / m for n, m in zip(found, total, strict=True)],
            name=say(f"count.{count}"),
            marker_color=_SHADES[count],
            error_y=band if any(blocked) else None,
            text=[f"{n}" for n in found],
            textposition="inside",
            insidetextanchor="start",
            customdata=list(zip(found, total, strict=True)),
            hovertemplate="%{x} · %{fullData.name}<br>%{customdata[0]} / %{customdata[1]}（%{y:.1f}%）<extra></extra>",
        )
    marks = [reference.get(level) for level in shown]
    if any(mark is not None for mark in marks):
        figure.add_scatter(
            x=names,
            y=marks,
            mode="markers",
            name=say("coverage.reference"),
            marker={"symbol": "diamond-open", "size": 13, "color": _ACCENT, "line": {"width": 2}},
            hovertemplate="%{x} · %{fullData.name}<br>%{y}%<extra></extra>",
        )
    figure.update_layout(
        barmode="group",
        bargap=0.28,
        height=380,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"family": FONT, "size": 14},
        legend={"orientation": "h", "y": -0.12, "x": 0},
        yaxis={"range": [0, 108], "title": {"text": say("coverage.axis")}, "ticksuffix": "%", "gridcolor": "rgba(128,140,155,.25)"},
        xaxis={"fixedrange": True},
    )
    figure.update_yaxes(fixedrange=True)
    return figure
