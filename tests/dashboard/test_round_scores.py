"""What the score views count and list: everybody once, numbers as in the scorecard."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from dashboard import queries, round_scores
from data.workspace import Workspace
from metrics.coverage import LEVELS
from metrics.scale import INDEX
from metrics.scorecard import STANDINGS


@pytest.fixture(params=["demo_workspace", "scored_workspace"])
def rounds(request: pytest.FixtureRequest) -> list[queries.Snapshot]:
    return queries.published(request.getfixturevalue(request.param))


def test_every_portal_in_scope_stands_in_the_ranking_of_its_level_once(rounds: list[queries.Snapshot]) -> None:
    now, before = rounds
    sites = now.scores.sites
    for level, dimension in itertools.product(LEVELS, ("", *now.catalogue.dimensions)):
        table = round_scores.standings(now, before, level, dimension)
        portals = sites[(sites["level"] == level) & (sites["kind"] == "portal") & sites["in_scope"]]
        assert sorted(table["site_id"]) == sorted(portals["site_id"])
        assert (table.loc[table["rank_before"] == 0, "change"].isna()).all()
        ranked = table[table["standing"] == "ranked"]
        assert ranked["score"].is_monotonic_decreasing
        assert ranked["score"].between(ranked["lower"] - 0.01, ranked["upper"] + 0.01).all()


def test_means_rest_on_the_ranked_and_stand_for_their_list(scored_workspace: Workspace) -> None:
    now = queries.published(scored_workspace)[0]
    levels, regions = round_scores.level_means(now), round_scores.region_means(now)
    ranked = now.scores.sites["standing"].value_counts()["ranked"]
    assert levels.xs(INDEX, level=1)["n"].sum() == ranked
    for (region, dimension), row in regions.iterrows():
        if dimension != "equal":
            behind = round_scores.region_scores(now, region, dimension)
            assert behind["score"].mean() == pytest.approx(row["mean"], nan_ok=True)
            assert behind["score"].notna().sum() == row["n"]
            assert (behind["path"].str.split("/").str[0] == now.registry.units[region].name).all()


def test_the_statuses_of_an_indicator_are_together_all_portals(rounds: list[queries.Snapshot]) -> None:
    now = rounds[0]
    counts = round_scores.indicator_counts(now)
    portals = (now.scores.sites["standing"] != "other").sum()
    assert set(counts.index) == set(now.catalogue.indicators)
    assert (counts.sum(axis=1) == portals).all()


def test_points_of_an_indicator_come_lowest_first_and_make_its_means(rounds: list[queries.Snapshot]) -> None:
    now = rounds[0]
    means = round_scores.indicator_level_means(now)
    table = round_scores.indicator_points(now, "standardization_footer")
    assert len(table)
    assert table["points"].is_monotonic_increasing
    assert not table.duplicated("site_id").any()
    for level, rows in table.groupby("level"):
        assert means.loc[(level, "standardization_footer"), "n"] == len(rows)
        assert means.loc[(level, "standardization_footer"), "mean"] == pytest.approx(rows["points"].mean())


def test_a_unit_is_found_by_any_part_of_path_code_name_or_address(rounds: list[queries.Snapshot]) -> None:
    table = round_scores.standings(rounds[0], None, "county")
    row = table.iloc[3]
    for text in (row["path"], row["unit_code"], row["url"].upper(), f"{row['path'][:2]} {row['unit_code']}"):
        assert row["site_id"] in set(round_scores.found(table, text)["site_id"])
    assert round_scores.found(table, row["unit_code"])["rank"].tolist() == [row["rank"]]
    assert round_scores.found(table, "[").empty
    pd.testing.assert_frame_equal(round_scores.found(table, "  "), table)


def test_what_the_framework_makes_of_indicators_is_on_the_method_card(rounds: list[queries.Snapshot]) -> None:
    now = rounds[0]
    for dimension in now.catalogue.dimensions:
        worths = round_scores.worths(now, dimension)
        assert sum(worth["weight"] for worth in worths) == pytest.approx(100)
        assert all(now.catalogue.indicators[worth["indicator"]].dimension == dimension for worth in worths)


def test_levels_count_every_portal_once(rounds: list[queries.Snapshot]) -> None:
    for snapshot in rounds:
        levels = round_scores.index_by_level(snapshot)
        assert (levels["portals"] == levels[list(STANDINGS)].sum(axis=1)).all()
        assert levels["portals"].sum() == snapshot.scores.sites["standing"].isin(STANDINGS).sum()
        assert ((levels["ranked"] > 0) == levels["mean"].notna()).all()
        assert round_scores.index_by_level(snapshot) is levels


def test_moves_are_told_of_the_portals_that_both_rounds_ranked(rounds: list[queries.Snapshot]) -> None:
    now, before = rounds
    moves = round_scores.index_moves(before, now)
    both = moves[(moves["standing_now"] == "ranked") & (moves["standing_before"] == "ranked")]
    by_level = round_scores.index_moves_by_level(before, now)
    assert by_level["n"].sum() == len(both)
    assert (by_level["n"] == by_level[["up", "down", "same"]].sum(axis=1)).all()
    assert by_level["up"].sum() == (both["change"] > 0).sum()
    assert moves["path"].notna().all()
    assert moves["alike"].notna().all()
