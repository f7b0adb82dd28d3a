"""The table of a site's columns (栏目): in the order in which they fall due, and as people read it on screen, on paper and in Excel."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.locales import Words
from dashboard.queries import Snapshot
from data.columns.model import ColumnState
from data.holidays import working_days_between

STATES = tuple(state.value for state in ColumnState)
TO_ACT = ("overdue", "empty", "due_soon", "not_found")
"""States in which somebody has something to do, the most urgent first."""
_SURE = 2
"""Looks that make an empty column certain; regular monitoring looks once, and says so."""
_LAST = {"unseen": 1, "not_found": 2, "exempt": 3}


def site_columns(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return the columns of a site: those without any date or content first, then by days left, what has no due day last."""
    rows = snapshot.columns[snapshot.columns["site_id"] == site_id]
    order = rows.assign(last=rows["state"].map(_LAST).fillna(0), left=rows["days_left"].fillna(-100_000))
    return order.sort_values(["last", "left"], kind="stable").drop(columns=["last", "left"]).reset_index(drop=True)


def state_counts(table: pd.DataFrame) -> dict[str, int]:
    """Return how many columns are in each state, in the order of ``STATES``."""
    return {state: int((table["state"] == state).sum()) for state in STATES}


def working_days_left(row: Any) -> int | None:
    """Return how many working days are left of the days left; None where none are."""
    if pd.isna(row.days_left) or row.days_left < 0:
        return None
    seen = date.fromisoformat(row.seen_on)
    return working_days_between(seen, seen + timedelta(int(row.days_left)))


def why(say: Words, row: Any) -> str:
    """Return why a column is in its state, "" where the state says it."""
    if row.state == "unseen":
        return say.cause(row.reason)
    if row.state == "exempt":
        return say(f"columns.exempt_{row.reason}")
    if row.state == "empty" and row.k < _SURE:
        return say("columns.one_look")
    return say("columns.undated") if row.reason == "undated" else ""


def worded(table: pd.DataFrame, say: Words) -> pd.DataFrame:
    """Return the table with its columns named and its codes in words."""
    text = {
        "name": table["name"],
        "path": [
            f"{above} > {name}" if above else name for above, name in zip(table["above"], table["name"], strict=True)
        ],
        "address": table["url"],
        "kind": [say(f"column_kind.{kind}") if kind else "" for kind in table["kind"]],
        "newest": table["newest"],
        "cycle": table["days"],
        "cycle_from": [say(f"columns.from_{whose}") if whose else "" for whose in table["days_from"]],
        "left": table["days_left"],
        "working_left": [working_days_left(row) for row in table.itertuples()],
        "state": [say(f"column_state.{state}") for state in table["state"]],
        "why": [why(say, row) for row in table.itertuples()],
        "seen_on": table["seen_on"],
        "note": table["note"],
    }
    return pd.DataFrame({say(f"columns.col_{name}"): list(values) for name, values in text.items()})
