"""Published figures: what is quoted, and refusals of rows that cannot be right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data import figures
from data.errors import QihuaError
from data.figures import SHIPPED, denominators, foreign_version_rates, ownership_rates, site_counts, spot_checks

LOADERS: dict[str, Callable[..., list[object]]] = {
    "ownership": lambda folder=SHIPPED: list(ownership_rates(folder=folder)),
    "foreign_versions": lambda folder=SHIPPED: list(foreign_version_rates(folder)),
    "site_counts": lambda folder=SHIPPED: list(site_counts(folder)),
    "spot_checks": lambda folder=SHIPPED: list(spot_checks(folder)),
    "denominators": lambda folder=SHIPPED: list(denominators(folder)),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in SHIPPED.glob("*.csv"):
        shutil.copyfile(path, tmp_path / path.name)
    return tmp_path


def test_rates_of_2011_are_quoted_as_published() -> None:
    rates = {rate.level: rate for rate in ownership_rates(2011)}
    assert {level: rate.rate for level, rate in rates.items()} == {
        "ministry": 96, "province": 100, "prefecture": 98.5, "county": 83,
    }  # fmt: skip
    assert {(rate.label, rate.status) for rate in rates.values()} == {("2011 (as published)", "published")}
    assert all("not stated" in rate.note for rate in rates.values())
    assert all(rate.count is None for rate in rates.values())


def test_rates_stand_in_order_of_years() -> None:
    years = [rate.year for rate in ownership_rates()]
    assert years == sorted(years)
    assert set(years) == {2004, 2005, 2006, 2007, 2011}


def test_break_in_the_series_of_provinces_is_told() -> None:
    (before,) = [rate for rate in ownership_rates(2005) if rate.level == "province"]
    (after,) = [rate for rate in ownership_rates(2006) if rate.level == "province"]
    assert (before.of, after.of) == (31, 32)
    assert "break" in after.note


def test_figure_printed_in_words_has_no_number() -> None:
    (rate,) = [rate for rate in ownership_rates() if rate.rate is None]
    assert (rate.year, rate.level, rate.label) == (2006, "county", "over 80")


def test_printed_rates_are_those_of_their_counts() -> None:
    counted = [rate for rate in (*ownership_rates(), *foreign_version_rates()) if rate.count is not None]
    assert len(counted) >= 8
    for rate in counted:
        assert rate.of is not None
        assert rate.rate == pytest.approx(100 * rate.count / rate.of, abs=0.06)


def test_foreign_versions_from_2008_to_2012() -> None:
    rates = {(rate.year, rate.group): rate.rate for rate in foreign_version_rates()}
    assert {year for year, _ in rates} == {2008, 2009, 2010, 2011, 2012}
    assert (rates[2008, "province"], rates[2012, "province"], rates[2012, "prefecture"]) == (41.94, 58.06, 39.2)


def test_running_sites_fell_from_2015_to_2020() -> None:
    counts = site_counts()
    assert [count.total for count in counts] == sorted((count.total for count in counts), reverse=True)
    assert (counts[0].total, counts[-1].status) == (85890, "derived")
    assert all("never to be divided by unit numbers" in count.note for count in counts)


def test_spot_checks_and_denominators() -> None:
    assert [check.rate for check in spot_checks()] == [90.8, 85, 91, 91, 94, 95, 91.8]
    assert {(d.year, d.level): d.units for d in denominators()}[2022, "county"] == 2844


@pytest.mark.parametrize("name", LOADERS)
def test_every_row_has_its_citation_and_standing(name: str) -> None:
    rows = LOADERS[name]()
    assert rows
    for row in rows:
        assert getattr(row, "source")  # noqa: B009 - the five tables share these columns, not a type
        assert getattr(row, "status") in figures.STATUSES  # noqa: B009


@pytest.mark.parametrize(
    ("name", "cell", "instead", "place"),
    [
        ("ownership", "2004,ministry", "204,ministry", "ownership.csv:2 year"),
        ("ownership", "2004,ministry", "2004,town", "ownership.csv:2 level"),
        ("ownership", ",93.4,", ",193.4,", "ownership.csv:2 rate_percent"),
        ("ownership", ",73,76,", ",73,many,", "ownership.csv:5 of"),
        ("foreign_versions", "published", "rumoured", "foreign_versions.csv:2 status"),
        ("foreign_versions", "41.94", "", "foreign_versions.csv:2 rate_percent"),
        ("site_counts", "43143", "43999", "site_counts.csv:4 total"),
        ("site_counts", "2015-07-07", "July", "site_counts.csv:2 date"),
        ("spot_checks", "国务院办公厅 抽查(检查)情况通报", "", "spot_checks.csv:2 source"),
        ("denominators", ",76,", ",,", "denominators.csv:2 units"),
    ],
)
def test_rows_that_cannot_be_right_are_named(folder: Path, name: str, cell: str, instead: str, place: str) -> None:
    path = folder / f"{name}.csv"
    text = path.read_text("utf-8")
    assert cell in text
    path.write_text(text.replace(cell, instead, 1), "utf-8")
    with pytest.raises(QihuaError) as refusal:
        LOADERS[name](folder)
    assert [problem.where for problem in refusal.value.problems] == [place]


def test_raw_table_is_what_the_file_says() -> None:
    assert figures.table("ownership")[0]["rate_percent"] == "93.4"
