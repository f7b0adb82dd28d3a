"""Measures how far ``qihua inspect`` agrees with careful readers: ``python -m dashboard.accuracy FOLDER``.

FOLDER holds ``labels.csv`` and a WARC file of the pages. The figures go into ``data/figures/accuracy_realpages.csv``,
from which ``make docs`` renders ``docs/accuracy.md``; the pages themselves stay where they are.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.inspecting import inspect_archive
from data.page.agreement import ColumnAgreement, agreement
from data.page.model import Fact, Facts, FactState

FIGURES = Path(__file__).parents[1] / "data" / "figures" / "accuracy_realpages.csv"
COMMAND = "python -m dashboard.accuracy FOLDER"
_COLUMNS = ("column", "fact", "kind", "scored", "agree", "share_percent", "pages", "measured_on", "command")


def measure(folder: Path) -> tuple[list[ColumnAgreement], int]:
    """Inspect the labelled pages and compare; return the agreement column by column and the number of pages."""
    with (folder / "labels.csv").open(encoding="utf-8-sig", newline="") as stream:
        labels = {row["url"]: row for row in csv.DictReader(stream)}
    cases = []
    for archive in sorted(folder.glob("*.warc*")):
        for page in inspect_archive(archive)[0]:
            row = labels[page["url"]]
            cases.append((row["case_id"], _facts(page["facts"]), row))
    return agreement(cases), len(cases)


def _facts(printed: Mapping[str, Mapping[str, Any]]) -> Facts:
    return {
        name: Fact(FactState(fact["state"]), fact["value"], fact["where"], fact["text"])
        for name, fact in printed.items()
    }


def write(results: list[ColumnAgreement], pages: int, path: Path) -> None:
    """Write the figures with their date and command."""
    today = datetime.now(UTC).date().isoformat()
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for found in results:
            kind = "firm" if found.firm else "other"
            share = f"{100 * found.agree / found.scored:.1f}" if found.scored else ""
            writer.writerow([found.column, found.fact, kind, found.scored, found.agree, share, pages, today, COMMAND])


def main() -> int:
    """Measure, print the disagreements, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    results, pages = measure(parser.parse_args().folder)
    for found in results:
        print(f"{found.column:<24}{found.agree:>4} / {found.scored}")
        for disagreement in found.disagreements or ():
            print(f"    {disagreement}")
    write(results, pages, FIGURES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
