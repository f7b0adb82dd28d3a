"""Measures how often the checks are right, and keeps it as figures with their date and command.

    python -m dashboard.accuracy sample               both rounds of the sample and of another seed, against its truth table
    python -m dashboard.accuracy realpages FOLDER     page facts on real pages (``labels.csv`` and a WARC file), against readers
    python -m tests.accuracy                          the golden pages, against what their cases expect

Each writes one file ``data/figures/accuracy_*.csv``, from which ``make docs`` renders ``docs/accuracy.md`` and the product
shows each check's precision. Real pages stay where they are. ``make accuracy`` does all of it.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.demo import ROUNDS, run_demo
from dashboard.inspecting import inspect_archive
from dashboard.locales import words
from dashboard.progress import ProgressLine
from dashboard.queries import published
from data.catalogue import Catalogue
from data.page.agreement import Comparison, comparisons
from data.page.model import Fact, Facts, FactState
from data.sample import SEED
from data.sample.truth import truth
from data.workspace import Workspace
from metrics.accuracy import Judgement, Tally, Verdict, tallies, verdict

FIGURES = Path(__file__).parents[1] / "data" / "figures"
SEEDS = (SEED, 7)
COLUMNS = (
    "thing", "kind", "n", "undecided", "there", "found", "right", "denied", "missed", "withheld", "false_absent", "same",
    "precision_percent", "denial_percent", "recall_percent", "agreement_percent", "measured_on", "command",
)  # fmt: skip


# The sample


def sample_judgements() -> tuple[list[Judgement], Counter[str]]:
    """Visit the sample, two seeds and both rounds of each; return the cells of what is built, and how many are undecided."""
    judgements: list[Judgement] = []
    undecided: Counter[str] = Counter()
    built = {entry.id for entry in Catalogue.load().entries.values() if entry.built}
    say = words("zh")
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            workspace = Workspace.open(Path(folder))
            run_demo(workspace, say, ProgressLine(say), seed)
            snapshots = {snapshot.round["id"]: snapshot for snapshot in published(workspace)}
            for edition, round_id, _ in ROUNDS:
                table = snapshots[round_id].observations
                seen = {(row.site_id, row.indicator): row for row in table.itertuples()}
                for cell in truth(seed, edition):
                    if cell.indicator not in built:
                        continue
                    if cell.status is None:
                        undecided[cell.indicator] += 1
                        continue
                    row = seen[cell.site_id, cell.indicator]
                    same = row.status == cell.status and (cell.value is None or abs(row.value - cell.value) < 1e-5)
                    known, found = verdict(cell.status, cell.value), verdict(row.status, row.value)
                    judgements.append(Judgement(cell.indicator, known, found, same))
    return judgements, undecided


# Real pages


def page_comparisons(folder: Path) -> Iterator[Comparison]:
    """Inspect the labelled pages and compare every fact with its label."""
    with (folder / "labels.csv").open(encoding="utf-8-sig", newline="") as stream:
        labels = {row["url"]: row for row in csv.DictReader(stream)}
    for archive in sorted(folder.glob("*.warc*")):
        for page in inspect_archive(archive)[0]:
            row = labels[page["url"]]
            yield from comparisons([(row["case_id"], _facts(page["facts"]), row)])


def _facts(printed: Mapping[str, Mapping[str, Any]]) -> Facts:
    return {
        name: Fact(FactState(fact["state"]), fact["value"], fact["where"], fact["text"])
        for name, fact in printed.items()
    }


def fact_verdict(fact: Fact) -> Verdict:
    """Return what a fact says: there, in the page or by script; not there; not seen."""
    if fact.state is FactState.NOT_SEEN:
        return Verdict.NONE
    return Verdict.NOT_THERE if fact.state is FactState.ABSENT or fact.value in {0, "0"} else Verdict.THERE


def _judged(found: Iterable[Comparison]) -> Iterator[Judgement]:
    """The comparisons as cells; the disagreements are printed on the way."""
    for one in found:
        if not one.same:
            print(f"{one.name:<32}{one.case}: {one.label} / {one.fact.state} {one.fact.value}")
        known = Verdict.THERE if one.is_there else Verdict.NOT_THERE
        yield Judgement(one.name, known, fact_verdict(one.fact), one.same)


# Keeping


def write(
    basis: str,
    found: Mapping[str, Tally],
    command: str,
    facts: Iterable[str] = (),
    undecided: Mapping[str, int] | None = None,
    folder: Path = FIGURES,
) -> None:
    """Write the figures of a basis with their date and command. facts: the things that are facts; all others are indicators."""
    today, are_facts = datetime.now(UTC).date().isoformat(), set(facts)
    with (folder / f"accuracy_{basis}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for thing, tally in sorted(found.items()):
            names = ("precision", "denial", "recall", "agreement")
            shares = {name: getattr(tally, name) for name in names}
            writer.writerow(
                {
                    "thing": thing,
                    "kind": "fact" if thing in are_facts else "indicator",
                    "undecided": (undecided or {}).get(thing, 0),
                    **asdict(tally),
                    **{f"{name}_percent": "" if s is None else f"{100 * s:.1f}" for name, s in shares.items()},
                    "measured_on": today,
                    "command": command,
                }
            )


def main(arguments: list[str] | None = None) -> int:
    """Measure on one basis, print what disagrees, write the figures."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.accuracy", description=__doc__.splitlines()[0])
    bases = parser.add_subparsers(dest="basis", required=True)
    bases.add_parser("sample")
    bases.add_parser("realpages").add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    if options.basis == "sample":
        judgements, undecided = sample_judgements()
        found = tallies(judgements)
        write("sample", found, "python -m dashboard.accuracy sample", undecided=undecided)
    else:
        found = tallies(_judged(page_comparisons(options.folder)))
        write("realpages", found, "python -m dashboard.accuracy realpages FOLDER", found)
    for thing, tally in sorted(found.items()):
        if tally.same < tally.n:
            print(
                f"{thing:<36}{tally.same} / {tally.n} as known, {tally.found - tally.right} false, {tally.missed} missed"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
