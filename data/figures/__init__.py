"""Published figures: references with their citation, never rounds of this project."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class OwnershipRate:
    """A published ownership rate (拥有率) of a year and level. rate is in percent; None where only words were printed.

    status: published, or derived by our arithmetic. note: breaks in the series, oddities.
    """

    year: int
    level: str
    rate: float | None
    label: str
    source: str
    status: str
    note: str


def ownership_rates(year: int | None = None) -> list[OwnershipRate]:
    """Return the published ownership rates in order of year and level, or those of one year."""
    return [
        OwnershipRate(
            int(row["year"]),
            row["level"],
            float(row["rate_percent"]) if row["rate_percent"] else None,
            row["label"],
            row["source"],
            row["status"],
            row["note"],
        )
        for row in table("ownership")
        if year is None or int(row["year"]) == year
    ]


def table(name: str) -> list[dict[str, str]]:
    """Return a table of published figures as printed: ownership, site_counts, spot_checks, foreign_versions, denominators."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
