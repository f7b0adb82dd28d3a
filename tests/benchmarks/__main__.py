"""``make bench``: ratios to a reference measured in the same process; exit status 1 when one misses its goal."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import parse


def main() -> int:
    """Measure, print a table and say whether every goal is met."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--json", type=Path, metavar="F")
    chosen = options.parse_args()
    rows = parse.measure(chosen.rounds)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f},", end=" ")
    print(", ".join(f"{name} {version(name)}" for name in ("selectolax", "lxml", "beautifulsoup4")))
    print(f"{'CPU a page':<18}{'median ms':>11}{'least ms':>10}{'ours ÷ it':>11}{'goal':>8}")
    for row in rows:
        goal = "" if row["goal"] == float("inf") else f"≤ {row['goal']:.3g}"
        missed = "" if row["met"] else "  missed"
        print(
            f"{row['subject']:<18}{row['median_ms']:>11.2f}{row['least_ms']:>10.2f}{row['ours_to_it']:>11.3f}{goal:>8}{missed}"
        )
    if chosen.json:
        chosen.json.write_text(
            json.dumps([row for row in rows if row["goal"] != float("inf")], ensure_ascii=False, indent=1)
        )
    return 0 if all(row["met"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
