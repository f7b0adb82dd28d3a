"""A rerun of every view, as a click causes it, against the rerun of a page with one line of text, in turn in one process."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.app import VIEWS
from dashboard.demo import run_demo
from dashboard.locales import words
from dashboard.progress import ProgressLine
from dashboard.queries import published
from data.workspace import Workspace

REFERENCE = "one line of text"
GOAL = 60.0
"""The largest ratio of a view's rerun to the reference's that is good enough: about half a second on a slow machine."""


def _line() -> None:
    import streamlit

    streamlit.write("text")


def _view(name: str) -> None:
    from dashboard.app import frame

    frame(name, {})


def measure(rounds: int) -> list[dict[str, float | str | bool]]:
    """Return a row a view: ms a rerun (median, least), its ratio to the reference, and whether the goal is met."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder))
        say = words("zh")
        run_demo(workspace, say, ProgressLine(say))
        os.environ["QIHUA_WORKSPACE"] = folder
        snapshot = published(workspace)[0]
        reached = snapshot.sites.loc[snapshot.sites["outcome"] == "reached", "site_id"].iloc[0]
        main = sys.modules["__main__"]
        apps = {REFERENCE: AppTest.from_function(_line, default_timeout=60)}
        apps |= {name: AppTest.from_function(_view, kwargs={"name": name}, default_timeout=60) for name in VIEWS}
        apps["site"].query_params["site"] = reached
        times: dict[str, list[float]] = {name: [] for name in apps}
        for _ in range(rounds + 1):
            for name, app in apps.items():
                times[name].append(_milliseconds(app.run))
        sys.modules["__main__"] = main  # AppTest leaves its script behind
    return [_row(name, times[name][1:], times[REFERENCE][1:]) for name in apps]  # the first round fills caches


def _row(name: str, measured: list[float], reference: list[float]) -> dict[str, float | str | bool]:
    ratio = statistics.median(measured) / statistics.median(reference)
    goal = float("inf") if name == REFERENCE else GOAL
    return {
        "subject": name, "median_ms": statistics.median(measured), "least_ms": min(measured),
        "ours_to_it": ratio, "goal": goal, "met": min(ratio, min(measured) / min(reference)) <= goal,
    }  # fmt: skip


def _milliseconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000
