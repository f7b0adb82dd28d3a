"""A table of scores in equal cells, shaded in one hue; what has no score is hatched grey and says why. Cells can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.charts.heat import shade, span

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class HeatCell:
    """id: "" for a cell that can't be chosen. score: 0–100, None for a missing one. title: all of it in words."""

    id: str
    score: float | None
    text: str
    small: str
    title: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One line of cells with its name."""

    name: str
    small: str
    cells: Sequence[HeatCell]


def choose_cell(key: str, label: str, columns: Sequence[str], rows: Sequence[HeatRow], none: str, *, dark: bool) -> str:
    """Draw the table; return the id of the cell that was chosen just now, "" otherwise.

    label: for screen readers. none: what the legend calls a missing score.
    """
    ends = span(cell.score for row in rows for cell in row.cells if cell.score is not None)
    drawn = [
        {"name": row.name, "small": row.small, "cells": [_drawn(cell, ends, dark=dark) for cell in row.cells]}
        for row in rows
    ]
    scale = [shade(score, ends, dark=dark)[0] for score in (ends[0], sum(ends) / 2, ends[1])]
    legend = {"low": f"{ends[0]:g}", "high": f"{ends[1]:g}", "scale": scale, "none": none}
    data = {"label": label, "columns": list(columns), "rows": drawn, "legend": legend}
    result = _component()(key=key, data=data, on_chosen_change=lambda: None)
    return str(result.chosen or "")


def _drawn(cell: HeatCell, ends: tuple[float, float], *, dark: bool) -> dict[str, Any]:
    if cell.score is None:
        return asdict(cell)
    background, colour = shade(cell.score, ends, dark=dark)
    return {**asdict(cell), "background": background, "colour": colour}


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    css, js = ((_FOLDER / name).read_text("utf-8") for name in ("heat.css", "heat.js"))
    return st.components.v2.component("qihua_heat", html='<div class="heat"></div>', css=css, js=js)
