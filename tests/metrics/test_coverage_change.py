"""How sure a coverage is: no interval for a census, one for a part; the same units are compared in pairs."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.coverage import coverage_by_unit
from metrics.coverage_change import coverage_change, coverage_intervals
from metrics.proportions import wilson
from tests.metrics.test_coverage import ALL, frames, row

GONE = {"outcome": "unreachable", "site_reachable": 0}
ASIDE = {"outcome": "", "cause": "not_in_plan"}
SHIELD = {"outcome": "blocked", "cause": "http_403"}
BARE = {"portal": False}


def of(rows: list[dict]) -> pd.DataFrame:
    return coverage_by_unit(*frames(rows))


def within(rows: list[dict], count: str = "reachable") -> pd.Series:
    table = coverage_intervals(of(rows))
    return table[(table["level"] == "county") & (table["count"] == count)].iloc[0]


def change(before: list[dict], now: list[dict], count: str = "reachable") -> pd.Series:
    table = coverage_change(of(before), of(now))
    return table[(table["level"] == "county") & (table["count"] == count)].iloc[0]


def test_a_census_has_no_interval_but_its_band() -> None:
    found = within([ALL, ALL, GONE, SHIELD, BARE])
    assert (found["basis"], found["looked"], found["portals"], found["units"]) == ("census", 4, 4, 5)
    assert (found["lower"], found["upper"]) == (pytest.approx(2 / 5), pytest.approx(3 / 5))


def test_a_part_is_estimated_among_the_portals() -> None:
    found = within([ALL, GONE, SHIELD, ASIDE, ASIDE, BARE])
    assert (found["basis"], found["looked"], found["portals"], found["units"]) == ("part", 3, 5, 6)
    assert found["lower"] == pytest.approx(wilson(1, 3, 5).lower * 5 / 6)
    assert found["upper"] == pytest.approx(wilson(2, 3, 5).upper * 5 / 6)


def test_a_level_nobody_looked_at_has_none() -> None:
    found = within([ASIDE, BARE])
    assert (found["basis"], math.isnan(found["lower"]), math.isnan(found["upper"])) == ("none", True, True)


def test_the_same_units_are_compared_in_pairs() -> None:
    found = change([ALL, GONE, GONE, GONE, ALL, SHIELD, BARE], [ALL, ALL, ALL, GONE, GONE, ALL, BARE])
    assert (found["method"], found["units"], found["unjudged"]) == ("mcnemar", 6, 1)
    assert (found["gained"], found["lost"], found["p"]) == (2, 1, 1.0)
    assert found["change"] == pytest.approx(1 / 6)
    assert math.isnan(found["lower"])


def test_two_draws_apart_have_the_interval_of_their_difference() -> None:
    before, now = [ALL] * 3 + [GONE] * 3 + [ASIDE] * 6, [ASIDE] * 6 + [ALL] * 6
    found = change(before, now)
    assert (found["method"], found["n_before"], found["n_now"], found["units"]) == ("newcombe", 6, 6, 0)
    assert found["lower"] < found["change"] == 0.5 < found["upper"]
    assert 0 < found["p"] < 0.06


def test_nothing_judged_is_nothing_compared() -> None:
    found = change([SHIELD, ASIDE], [ALL, ALL])
    assert (found["method"], math.isnan(found["change"]), math.isnan(found["p"])) == ("", True, True)


@given(st.lists(st.tuples(row, row), min_size=1, max_size=10))
def test_intervals_hold_what_was_seen_and_nobody_changes_against_himself(rows: list[tuple[dict, dict]]) -> None:
    units = of([one for one, _ in rows])
    table = coverage_intervals(units)
    known = table[table["basis"] != "none"]
    assert (
        ((known["lower"] >= -1e-12) & (known["lower"] <= known["upper"] + 1e-12)).where(known["units"] > 0, True).all()
    )
    same = coverage_change(units, units)
    assert ((same["change"].fillna(0) == 0) & (same["p"].fillna(1) == 1)).all()
