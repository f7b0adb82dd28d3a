"""Levels worked by hand: who counts in a mean, and that changes are those of the same sites."""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.compare import seen_alike, site_moves
from metrics.coverage import LEVELS
from metrics.levels import dimension_medians, level_grades, level_index, level_moves
from metrics.scorecard import STANDINGS, Scorecard, score
from tests.metrics.frames import framework, observations, sites, worth

ONE = framework({"d": (100, [worth("a", 100)])})


def card(values: dict[str, object], **further) -> Scorecard:
    table = sites(*values).assign(**further)
    return score(ONE, table, observations({(site, "a"): value for site, value in values.items()}))


def test_only_the_ranked_of_a_level_are_in_its_numbers() -> None:
    values = {"1": 0.2, "2": 0.4, "3": 0.9, "4": 1.0, "5": "not_observed", "6": 1.0}
    outcomes = ["reached", "reached", "reached", "unreachable", "reached", "reached"]
    table = level_index(card(values, outcome=outcomes, kind=["portal"] * 5 + ["department"]), 2)
    assert list(table.index) == list(LEVELS)
    row = table.loc["county"]
    assert list(row[["portals", *STANDINGS]]) == [5, 3, 0, 1, 0, 1]
    assert list(row[["mean", "median", "lowest", "highest", "q1", "q3"]]) == [50, 40, 20, 90, 30, 65]
    assert table.loc["province", "portals"] == 0
    assert np.isnan(table.loc["province", "mean"])


def test_grades_count_the_ranked_and_have_their_empty_places() -> None:
    table = level_grades(card({"1": 0.9, "2": 0.85, "3": 0.1, "4": 1.0}, kind=["portal"] * 3 + ["department"]), 3)
    assert list(table.index) == list(LEVELS)
    assert list(table.loc["county"]) == [2, 0, 1]
    assert list(table.loc["province"]) == [0, 0, 0]


def test_a_mean_changes_by_the_same_sites_and_not_by_who_comes_and_goes() -> None:
    before = card({"1": 0.5, "2": 0.7, "3": 0.3, "gone": 0.1})
    now = card({"1": 0.9, "2": 0.6, "3": 0.3, "new": 1.0})
    row = level_moves(site_moves(before, now), 2).loc["county"]
    assert (row["n"], row["mean_before"], row["mean_now"], row["change"]) == (3, 50, 60, 10)
    assert list(row[["up", "down", "same"]]) == [1, 1, 1]
    assert list(row[["risen", "fallen"]]) == [1, 0]  # the grades begin at 80 and 60
    empty = level_moves(site_moves(before, now), 2).loc["province"]
    assert empty["n"] == 0
    assert np.isnan(empty["change"])


def test_a_median_is_of_the_ranked_that_have_the_dimension() -> None:
    table = dimension_medians(card({"1": 0.2, "2": 0.4, "3": 0.9, "4": "not_observed"}), 2)
    assert table.to_dict("records") == [{"level": "county", "dimension": "d", "median": 40.0, "n": 3}]


def test_rounds_that_did_not_see_the_same_of_a_site_are_told() -> None:
    two = framework({"d": (100, [worth("a", 50), worth("b", 50)])}, share=0.1)

    def seen(b_of_t: object) -> Scorecard:
        rows = {("s", "a"): 1, ("s", "b"): 0, ("t", "a"): 1, ("t", "b"): b_of_t}
        return score(two, sites("s", "t"), observations(rows))

    alike = seen_alike(seen(0), seen("not_observed"))
    assert alike.to_dict() == {"s": True, "t": False}
    pd.testing.assert_series_equal(alike, seen_alike(seen("not_observed"), seen(0)))
