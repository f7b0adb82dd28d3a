"""Correlations drawn: indicators in rows, dimensions in columns, blue where they rise together and orange where one falls."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts import Palette, frame

_ROW, _FRAME = 21, 130
_HIGH_TEXT = 11


def correlation_map(
    rows: Sequence[str],
    columns: Sequence[str],
    r: Sequence[Sequence[float | None]],
    printed: Sequence[Sequence[str]],
    hover: Sequence[Sequence[str]],
    colours: Palette,
) -> go.Figure:
    """Return the map. r: rows × columns, -1–1, None where there is none: the cell stays empty.

    printed: what stands in a cell, "" for nothing. hover: all of it in words.
    """
    places = list(range(len(rows)))
    figure = go.Figure(
        go.Heatmap(
            x=list(columns),
            y=places,
            z=[list(row) for row in r],
            zmin=-1,
            zmax=1,
            text=[list(row) for row in printed],
            texttemplate="%{text}",
            textfont={"size": _HIGH_TEXT},
            hovertext=[list(row) for row in hover],
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
            "tickvals": places, "ticktext": list(rows), "autorange": "reversed", "fixedrange": True, "showgrid": False,
            "zeroline": False, "automargin": True, "tickfont": {"size": 12},
        },
    )  # fmt: skip
    figure.update_layout(margin={"t": 64, "b": 54})
    return figure
