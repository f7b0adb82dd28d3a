"""A table whose rows can be chosen: wraps long text, turns into cards on a phone, speaks only our own words.

Streamlit's data frame draws on a canvas: it cuts text off, can't be read on a phone and has an English tool bar.
The script builds everything from plain text nodes, so nothing in the data can become markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Cell:
    """text; lead: a short mark before it, such as a rank; small: a second line; kind: "" plain, low (in the accent colour), or a badge: good, attention, quiet; bar: share 0–1 drawn under it, from ``bar_from`` on."""

    text: str = ""
    small: str = ""
    kind: str = ""
    bar: float | None = None
    number: bool = False
    lead: str = ""
    bar_from: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """id: what is returned when the row is chosen; "" for a row that can't be."""

    cells: Sequence[Cell]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading; title "" for none. foldable: the heading opens and folds them; on a phone they begin folded."""

    rows: Sequence[Row]
    title: str = ""
    note: str = ""
    foldable: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """width: share of the table's width, in percent; 0 leaves it to the browser. number: right-aligned."""

    title: str
    width: int = 0
    number: bool = field(default=False)


def choose_row(key: str, label: str, columns: Sequence[Column], groups: Sequence[Group]) -> str:
    """Draw a table; return the id of the row that was chosen just now, "" otherwise. label: for screen readers."""
    data = {"label": label, "columns": [asdict(c) for c in columns], "groups": [asdict(group) for group in groups]}
    result = _component()(key=key, data=data, on_chosen_change=lambda: None)
    return str(result.chosen or "")


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    css, js = ((_FOLDER / name).read_text("utf-8") for name in ("rows.css", "rows.js"))
    return st.components.v2.component("qihua_rows", html='<div class="rows"></div>', css=css, js=js)
