"""What the views say of one site, on the really collected sample with many scores and with few."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from dashboard import queries, round_scores, site_scores
from data.workspace import Workspace


@pytest.fixture(params=["demo_workspace", "scored_workspace"])
def rounds(request: pytest.FixtureRequest) -> list[queries.Snapshot]:
    """Both rounds, newest first."""
    return queries.published(request.getfixturevalue(request.param))


def test_scores_of_different_frameworks_are_not_compared(
    demo_workspace: Workspace, scored_workspace: Workspace
) -> None:
    before, now = queries.published(demo_workspace)[1], queries.published(scored_workspace)[0]
    assert round_scores.same_framework(queries.published(scored_workspace)[1], now)
    assert not round_scores.same_framework(before, now)
    assert not round_scores.same_framework(None, now)
    assert site_scores.site_changes(before, now, now.sites["site_id"].iloc[0]) == {}


def test_every_printed_score_is_the_sum_of_what_is_printed_below_it(rounds: list[queries.Snapshot]) -> None:
    snapshot = rounds[0]
    for row in snapshot.scores.sites.itertuples():
        dimensions = site_scores.site_dimensions(snapshot, row.site_id)
        indicators = site_scores.site_contributions(snapshot, row.site_id)
        if math.isnan(row.score):
            assert indicators["earned"].isna().all()
            assert site_scores.site_improvements(snapshot, row.site_id).empty
        else:
            assert round(dimensions["earned"].sum(), 2) == round(indicators["earned"].sum(), 2) == row.score


def test_the_median_beside_a_dimension_is_that_of_the_level(scored_workspace: Workspace) -> None:
    snapshot = queries.published(scored_workspace)[0]
    sites = snapshot.scores.sites
    counties = sites[(sites["level"] == "county") & (sites["standing"] == "ranked")]
    found = site_scores.site_dimensions(snapshot, counties["site_id"].iloc[0])
    rows = snapshot.scores.dimensions[snapshot.scores.dimensions["site_id"].isin(counties["site_id"])]
    expected = rows.groupby("dimension")["score"].median().round(2)
    pd.testing.assert_series_equal(found["median"], expected.reindex(found.index), check_names=False)


def test_a_shared_rank_says_so(scored_workspace: Workspace) -> None:
    sites = queries.published(scored_workspace)[0].scores.sites
    ranked = sites[sites["standing"] == "ranked"]
    shared = ranked.duplicated(["level", "rank"], keep=False)
    snapshot = queries.published(scored_workspace)[0]
    for site_id, expected in zip(ranked["site_id"], shared, strict=True):
        assert site_scores.site_score(snapshot, site_id)["tied"] == expected


def test_what_changed_of_a_site_is_the_difference_of_what_is_printed(scored_workspace: Workspace) -> None:
    now, before = queries.published(scored_workspace)
    moves = round_scores.index_moves(before, now).dropna(subset="change").set_index("site_id")
    site_id = moves["change"].abs().idxmax()
    changes = site_scores.site_changes(before, now, site_id)
    scores = [site_scores.site_score(one, site_id)["score"] for one in (now, before)]
    assert changes[""] == round(scores[0] - scores[1], 2) == moves.loc[site_id, "change"]
    for name, change in changes.items():
        if name and not math.isnan(change):
            new, old = (site_scores.site_dimensions(one, site_id).loc[name, "score"] for one in (now, before))
            assert change == round(new - old, 2)
