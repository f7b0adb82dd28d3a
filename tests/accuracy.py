"""Measures indicators and page facts on the golden pages: ``python -m tests.accuracy`` writes data/figures/accuracy_golden.csv."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from dashboard.accuracy import fact_verdict, write
from data.page.facts import FACT_NAMES
from data.page.model import Fact, FactState
from metrics.accuracy import Judgement, tallies, verdict
from tests.facts.golden import fact_cases, found
from tests.sites.golden import cases, observe, said


def site_judgements() -> Iterator[Judgement]:
    """One cell a golden mini-site: the status and value that its case expects, and what is observed."""
    for case in cases():
        expected: dict[str, Any] = {"value": None, "cause": None, **case.expected}
        expected.pop("evidence", None)
        given = said(observe(case).observation)
        same = all(given[name] == value for name, value in expected.items())
        known, seen = verdict(expected["status"], expected["value"]), verdict(given["status"], given["value"])
        yield Judgement(case.indicator, known, seen, same)


def fact_judgements() -> Iterator[Judgement]:
    """One cell a golden page of a fact: the state that its case expects, the value where it names one, and what is found."""
    for case in fact_cases():
        expected = case.told["expect"]
        known, fact = Fact(FactState(expected["state"]), expected.get("value", ""), "", ""), found(case)
        same = fact.state is known.state and expected.get("value", fact.value) == fact.value
        yield Judgement(case.fact, fact_verdict(known), fact_verdict(fact), same)


def main() -> int:
    """Measure and write the figures."""
    write("golden", tallies([*site_judgements(), *fact_judgements()]), "python -m tests.accuracy", FACT_NAMES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
