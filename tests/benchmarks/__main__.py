"""``make bench``: ratios to a reference measured in the same process; exit status 1 when one misses its goal."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks import parse, score, views

BENCHMARKS: dict[str, tuple[Callable[[int], list[dict[str, Any]]], str, str]] = {
    "parse": (parse.measure, "CPU a page", "ours ÷ it"),
    "score": (score.measure, "CPU", "ours ÷ it"),
    "views": (views.measure, "a rerun", "it ÷ line"),
}
"""name → (what measures it, what a figure is for, what its ratio is)."""


def main() -> int:
    """Measure, print a table and say whether every goal is met."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    options.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which to run; all without a name")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--json", type=Path, metavar="F")
    chosen = options.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f},", end=" ")
    print(", ".join(f"{name} {version(name)}" for name in ("selectolax", "lxml", "beautifulsoup4", "numpy")))
    rows = [row for name in chosen.names or BENCHMARKS for row in _measured(name, chosen.rounds)]
    if chosen.json:
        judged = [row for row in rows if row["goal"] != float("inf")]
        chosen.json.write_text(json.dumps(judged, ensure_ascii=False, indent=1))
    return 0 if all(row["met"] for row in rows) else 1


def _measured(name: str, rounds: int) -> list[dict[str, Any]]:
    """Run one benchmark, print its table and return its rows."""
    measure, unit, ratio = BENCHMARKS[name]
    print(f"{name + ': ' + unit:<24}{'median ms':>11}{'least ms':>10}{ratio:>11}{'goal':>8}", flush=True)
    rows = measure(rounds)
    for row in rows:
        goal = "" if row["goal"] == float("inf") else f"≤ {row['goal']:.3g}"
        missed = "" if row["met"] else "  missed"
        print(
            f"{row['subject']:<24}{row['median_ms']:>11.2f}{row['least_ms']:>10.2f}{row['ours_to_it']:>11.3f}{goal:>8}{missed}"
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
