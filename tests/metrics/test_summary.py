"""Means and counts over many sites, against hand-computed ones."""

from __future__ import annotations

import math

import pandas as pd

from metrics.scorecard import STANDINGS, Scorecard, score
from metrics.summary import mean_scores, standings_by_level, tiers_by_level
from tests.metrics import frames


def scored(values: dict[str, object], **further) -> Scorecard:
    framework = frames.framework({"service": (100.0, [frames.worth("a", 60), frames.worth("b", 40)])})
    rows = {(site, indicator): value for site, value in values.items() for indicator in ("a", "b")}
    return score(framework, frames.sites(*values, **further), frames.observations(rows))


def test_mean_and_median_are_of_the_ranked_alone() -> None:
    card = scored({"1": 0.2, "2": 0.4, "3": 0.9, "4": "not_observed"})
    row = standings_by_level(card.sites, 2).loc["county"]
    assert [row[name] for name in (*STANDINGS, "portals")] == [3, 0, 0, 1, 4]
    assert (row["mean"], row["median"]) == (50.0, 40.0)


def test_a_level_without_ranked_portals_has_no_mean_and_counts_of_zero() -> None:
    row = standings_by_level(scored({"1": 0.2}).sites, 2).loc["province"]
    assert math.isnan(row["mean"])
    assert math.isnan(row["median"])
    assert row["portals"] == 0


def test_other_sites_are_in_no_count() -> None:
    card = scored({"1": 0.2, "2": 0.8}, kind=["portal", "department"])
    assert standings_by_level(card.sites, 2).loc["county", "portals"] == 1
    assert tiers_by_level(card.sites, 3).to_numpy().sum() == 1


def test_tiers_are_counted_by_level_with_the_empty_ones() -> None:
    table = tiers_by_level(scored({"1": 0.9, "2": 0.85, "3": 0.1}).sites, 3)
    assert list(table.loc["county"]) == [2, 0, 1]
    assert list(table.columns) == [1, 2, 3]


def test_means_of_groups_leave_out_who_has_no_group_and_who_has_no_number() -> None:
    card = scored({"1": 0.2, "2": 0.4, "3": 0.9, "4": "not_observed"})
    means = mean_scores(card, pd.Series({"1": "x", "2": "x", "4": "x"}), 2)
    assert list(means.index) == ["x"]
    assert list(means.loc["x"]) == [2, 30.0, 30.0]
