"""Published figures: references with their citation, never rounds of this project.

Every row says where it was read, and whether it was published or derived by our arithmetic on published figures.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.model import Level
from data.tables import Faults, Row, read_table

SHIPPED = Path(__file__).parent
LEVELS = (*(level.value for level in Level), "all")
GROUPS = ("ministry", "province", "capital_city", "prefecture", "municipality_district", "top100_county")
STATUSES = ("published", "derived")
SITE_KINDS = (
    "ministry_and_vertical", "province_portal", "province_department", "city_portal", "city_department",
    "county_portal", "below_county",
)  # fmt: skip
_CITATION = ("source", "status", "note")
_DATE = re.compile(r"\d{4}(-Q[1-4]|-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class OwnershipRate:
    """A published ownership rate (拥有率) of a year and level. rate is in percent; None where only words were printed.

    count of ``of``: the units behind the rate, where they are known. label: how to call the row.
    status: published, or derived by our arithmetic. note: breaks in the series, oddities.
    """

    year: int
    level: str
    rate: float | None
    count: int | None
    of: int | None
    label: str
    source: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class ForeignVersionRate:
    """The published share (percent) of a group's sites with a foreign-language version."""

    year: int
    group: str
    rate: float
    count: int | None
    of: int | None
    source: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class SiteCount:
    """Running sites on a date (2017-03 is a month), by the kind of managing body where printed.

    Never to be divided by unit numbers: the register counts managing bodies, not administrative units.
    """

    date: str
    total: int
    kinds: dict[str, int]
    source: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """The pass rate (percent) of a national spot check; sites: how many were checked, None where not printed."""

    date: str
    rate: float
    sites: int | None
    source: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many units of a level a year's rates are over."""

    year: int
    level: str
    units: int
    source: str
    status: str
    note: str


def ownership_rates(year: int | None = None, folder: Path = SHIPPED) -> list[OwnershipRate]:
    """Return the published ownership rates in order of year and level, or those of one year."""
    faults = Faults()
    columns = ("year", "level", "rate_percent", "count", "of", "label")
    rates = [
        OwnershipRate(
            _year(row, faults), row.one_of("level", LEVELS, faults), _percent(row, "rate_percent", faults),
            _number(row, "count", faults), _number(row, "of", faults), row.filled("label", faults),
            *_cited(row, faults),
        )
        for row in _rows("ownership", columns, folder, faults)
    ]  # fmt: skip
    faults.raise_any()
    return [rate for rate in rates if year is None or rate.year == year]


def foreign_version_rates(folder: Path = SHIPPED) -> list[ForeignVersionRate]:
    """Return the published shares of sites with a foreign-language version, in order of year and group."""
    faults = Faults()
    columns = ("year", "group", "rate_percent", "count", "of")
    rates = [
        ForeignVersionRate(
            _year(row, faults), row.one_of("group", GROUPS, faults),
            _percent(row, "rate_percent", faults, "0 … 100") or 0,
            _number(row, "count", faults), _number(row, "of", faults), *_cited(row, faults),
        )
        for row in _rows("foreign_versions", columns, folder, faults)
    ]  # fmt: skip
    faults.raise_any()
    return rates


def site_counts(folder: Path = SHIPPED) -> list[SiteCount]:
    """Return the published numbers of running sites in order of date."""
    faults = Faults()
    counts = []
    for row in _rows("site_counts", ("date", "total", *SITE_KINDS), folder, faults):
        printed = {kind: _number(row, kind, faults) for kind in SITE_KINDS}
        kinds = {kind: number for kind, number in printed.items() if number is not None}
        total = _number(row, "total", faults, needed=True) or 0
        if len(kinds) == len(SITE_KINDS) and not 0 <= total - sum(kinds.values()) <= 1:
            faults.add("figures.bad_row", f"{row.place} total", str(total), str(sum(kinds.values())))
        counts.append(SiteCount(_date(row, faults), total, kinds, *_cited(row, faults)))
    faults.raise_any()
    return counts


def spot_checks(folder: Path = SHIPPED) -> list[SpotCheck]:
    """Return the published pass rates of national spot checks in order of date."""
    faults = Faults()
    checks = [
        SpotCheck(
            _date(row, faults), _percent(row, "pass_percent", faults, "0 … 100") or 0, _number(row, "sites", faults),
            *_cited(row, faults),
        )
        for row in _rows("spot_checks", ("date", "pass_percent", "sites"), folder, faults)
    ]  # fmt: skip
    faults.raise_any()
    return checks


def denominators(folder: Path = SHIPPED) -> list[Denominator]:
    """Return how many units of a level there were in a year."""
    faults = Faults()
    found = [
        Denominator(
            _year(row, faults), row.one_of("level", LEVELS, faults), _number(row, "units", faults, needed=True) or 0,
            *_cited(row, faults),
        )
        for row in _rows("denominators", ("year", "level", "units"), folder, faults)
    ]  # fmt: skip
    faults.raise_any()
    return found


def table(name: str) -> list[dict[str, str]]:
    """Return a table of figures as it stands in its file."""
    with (SHIPPED / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _rows(name: str, columns: Sequence[str], folder: Path, faults: Faults) -> Iterator[Row]:
    return read_table(folder / f"{name}.csv", (*columns, *_CITATION), faults)


def _cited(row: Row, faults: Faults) -> tuple[str, str, str]:
    return row.filled("source", faults), row.one_of("status", STATUSES, faults), row["note"]


def _year(row: Row, faults: Faults) -> int:
    if re.fullmatch(r"(19|20)\d{2}", row["year"]):
        return int(row["year"])
    faults.add("figures.bad_row", f"{row.place} year", row["year"], "YYYY")
    return 0


def _date(row: Row, faults: Faults) -> str:
    if not _DATE.fullmatch(row["date"]):
        faults.add("figures.bad_row", f"{row.place} date", row["date"], "YYYY, YYYY-Qn, YYYY-MM, YYYY-MM-DD")
    return row["date"]


def _percent(row: Row, column: str, faults: Faults, allowed: str = "0 … 100, (blank)") -> float | None:
    text = row[column]
    if not text and "blank" in allowed:
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", text) or float(text) > 100:
        faults.add("figures.bad_row", f"{row.place} {column}", text, allowed)
        return None
    return float(text)


def _number(row: Row, column: str, faults: Faults, *, needed: bool = False) -> int | None:
    text = row[column]
    if not text and not needed:
        return None
    if not re.fullmatch(r"\d+", text):
        faults.add("figures.bad_row", f"{row.place} {column}", text, "0, 1, 2, …")
        return None
    return int(text)
