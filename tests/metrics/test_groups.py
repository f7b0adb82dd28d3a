"""Means over groups, worked by hand: who counts, who is left out, and what stands beside a mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from metrics.groups import group_changes, group_means, indicator_means
from metrics.scale import EQUAL, INDEX
from metrics.scorecard import score
from tests.metrics.frames import framework, observations, sites, worth

TWO = framework({"d1": (60, [worth("a", 100)]), "d2": (40, [worth("b", 50), worth("c", 50)])})
SEEN = {("s1", "a"): 1.0, ("s1", "b"): 1.0, ("s1", "c"): 1.0, ("s2", "a"): 0.5, ("s2", "b"): 0.0, ("s2", "c"): 0.5}
GROUPS = {"s1": "x", "s2": "x", "s3": "x", "s4": "y"}


def means(seen=SEEN, groups=GROUPS, table: pd.DataFrame | None = None) -> pd.DataFrame:
    card = score(TWO, sites("s1", "s2", "s3", "s4") if table is None else table, observations(seen))
    return group_means(card, groups).set_index(["group", "dimension"])


def test_a_mean_is_over_the_ranked_and_a_group_without_any_is_not_there() -> None:
    # s1: d1 100, d2 100, index 100; s2: d1 50, d2 25, index 40 and 37.5 when both weigh alike; s3 and s4 were not seen.
    table = means()
    assert set(table.index.get_level_values("group")) == {"x"}
    assert table["mean"].to_dict() == {
        ("x", INDEX): 70.0, ("x", EQUAL): 68.75, ("x", "d1"): 75.0, ("x", "d2"): 62.5,
    }  # fmt: skip
    assert set(table["n"]) == {2}
    assert set(table["ranked"]) == {2}


def test_below_the_floor_is_counted_apart_and_never_zero() -> None:
    table = means({**SEEN, ("s2", "b"): "not_observed"})
    assert table.loc[("x", "d2"), ["mean", "n", "below", "ranked"]].tolist() == [100.0, 1, 1, 2]


def test_what_does_not_apply_is_neither_counted_nor_below() -> None:
    table = means({**SEEN, ("s2", "b"): "not_applicable", ("s2", "c"): "not_applicable"})
    assert table.loc[("x", "d2"), ["mean", "n", "below", "ranked"]].tolist() == [100.0, 1, 0, 2]


def test_sites_that_did_not_open_are_no_portals_or_have_no_group_count_nowhere() -> None:
    table = sites("s1", "s2", "s3", "s4").assign(
        outcome=["reached", "unreachable", "reached", "reached"], kind=["portal", "portal", "department", "portal"]
    )
    full = {(site, indicator): 0.2 for site in ("s3", "s4") for indicator in "abc"}
    assert means({**SEEN, **full}, {"s1": "x", "s2": "x", "s3": "x"}, table).loc[("x", INDEX), "mean"] == 100.0


def test_points_of_an_indicator_are_meant_where_it_was_seen() -> None:
    card = score(TWO, sites("s1", "s2", "s3", "s4"), observations(SEEN))
    table = indicator_means(card, GROUPS).set_index(["group", "indicator"])
    assert table.loc[("x", "c"), ["mean", "n"]].tolist() == [75.0, 2]
    assert table.loc[("y", "c"), "n"] == 0
    assert np.isnan(table.loc[("y", "c"), "mean"])
    assert table.loc[("x", "b"), "mean"] == pytest.approx(50.0)


def test_a_change_is_that_of_the_sites_that_both_rounds_ranked() -> None:
    before = score(TWO, sites("s1", "s2"), observations({**SEEN, ("s1", "a"): 0.4, ("s2", "b"): "not_observed"}))
    now = score(TWO, sites("s1", "s2", "s3"), observations({**SEEN, **{("s3", name): 0.0 for name in "abc"}}))
    table = group_changes(before, now, GROUPS).set_index(["group", "dimension"])
    # s1: d1 40 → 100, index 64 → 100; s2 had no number in d2 and an index of its d1 alone, 50 → 40; s3 is new.
    assert table.loc[("x", "d1"), ["change", "n"]].tolist() == [30.0, 2]
    assert table.loc[("x", "d2"), ["change", "n"]].tolist() == [0.0, 1]
    assert table.loc[("x", INDEX), ["change", "n"]].tolist() == [13.0, 2]
