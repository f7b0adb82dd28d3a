"""Correlations drawn: indicators in rows, dimensions in columns, blue where they rise together and orange where one falls."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts import Palette, frame

_ROW, _FRAME = 21, 130
_TEXT = 11


@dataclass(frozen=True, slots=True)
class MapCell:
    """A correlation, -1–1; what is printed in its cell, "" for nothing; all of it in words."""

    r: float
    printed: str
    hover: str


def correlation_map(
    rows: Mapping[str, str], columns: Mapping[str, str], cells: Mapping[tuple[str, str], MapCell], colours: Palette
) -> go.Figure:
    """Return the map. rows, columns: id → name, the first row on top. cells: by the ids of both; where there is none the place is empty."""
    none = MapCell(math.nan, "", "")
    table = [[cells.get((row, column), none) for column in columns] for row in rows]
    places = list(range(len(rows)))
    figure = go.Figure(
        go.Heatmap(
            x=list(columns.values()),
            y=places,
            z=[[cell.r for cell in row] for row in table],
            zmin=-1,
            zmax=1,
            text=[[cell.printed for cell in row] for row in table],
            texttemplate="%{text}",
            textfont={"size": _TEXT},
            hovertext=[[cell.hover for cell in row] for row in table],
            hoverinfo="text",
            hoverongaps=False,
            xgap=1,
            ygap=1,
            colorscale=[[0.0, colours.accent], [0.5, colours.grid], [1.0, colours.shades[2]]],
            colorbar={
                "orientation": "h", "thickness": 8, "len": 0.5, "x": 0, "xanchor": "left", "y": 0, "yanchor": "top", "ypad": 14,
                "tickvals": [-1, 0, 1], "ticktext": ["−1", "0", "1"], "outlinewidth": 0,
            },
        )
    )  # fmt: skip
    figure.update_layout(
        **frame(colours, height=_FRAME + _ROW * len(rows)),
        xaxis={"side": "top", "fixedrange": True, "showgrid": False, "tickangle": -35 if len(columns) > 4 else 0},
        yaxis={
            "tickvals": places, "ticktext": list(rows.values()), "autorange": "reversed", "fixedrange": True, "showgrid": False,
            "zeroline": False, "automargin": True, "tickfont": {"size": 12},
        },
    )  # fmt: skip
    figure.update_layout(margin={"t": 64, "b": 54})
    return figure
