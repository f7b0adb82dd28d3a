"""What every view is given: the words, the workspace, the chosen round, and small pieces that views share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboard.locales import Words
from dashboard.queries import Snapshot
from data.errors import QihuaError
from data.workspace import Workspace

_CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Scene:
    """snapshot: the chosen published round, None if none is; earlier: the round before it of the same registry."""

    say: Words
    workspace: Workspace
    snapshot: Snapshot | None
    earlier: Snapshot | None


def beijing(instant: str) -> str:
    """Return a UTC instant as Beijing time, YYYY-MM-DD HH:MM:SS; "" for none."""
    return datetime.fromisoformat(instant).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S") if instant else ""


def table_height(rows: int, most: int = 460) -> int | Literal["content"]:
    """Return the height of a table: all its rows where they are few, ``most`` pixels where they are many."""
    return "content" if rows * 35 < most else most


def civil(day: str, say: Words) -> str:
    """Return an ISO date as it is written in the language: 2026年11月24日."""
    if not day:
        return "—"
    year, month, date = day.split("-")
    return say.pick(f"{year}年{int(month)}月{int(date)}日", day)


def show_problems(error: QihuaError, say: Words) -> None:
    """Show all problems of an error in a box."""
    st.error("\n\n".join(say.problem(problem) for problem in error.problems))


def empty_state(scene: Scene) -> None:
    """Say what a workspace without published rounds is, and what to do."""
    say = scene.say
    with st.container(border=True):
        st.subheader(say("app.empty_title"))
        st.write(say("app.empty_text"))
        st.caption(say("app.empty_command"))
        st.code("qihua demo", language="bash")


def csv_button(table: pd.DataFrame, name: str, say: Words, key: str) -> None:
    """Offer a table as CSV that Excel opens with its Chinese right."""
    data = "\ufeff" + table.to_csv(index=False)
    st.download_button(say("app.download"), data.encode("utf-8"), f"{name}.csv", "text/csv", key=key, on_click="ignore")


def number(value: float, unit: str, parts: Mapping[str, float], say: Words) -> str:
    """Return a measured value with its unit: shares as percent, flags as how many of how many."""
    if unit == "ratio":
        return f"{value:.0%}"
    if unit:
        return f"{value:g} {say('unit.' + unit)}".strip()
    if len(parts) > 1:
        return f"{value:.0%}"
    return {0.0: say("site.no"), 1.0: say("site.yes")}.get(value, f"{value:g}")
