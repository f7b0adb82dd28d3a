"""How sure a scorecard's ranks are: what varies and what does not, tiers beside scores, replayed replications, sampled cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.frameworks.scale import Scale
from metrics.points import points_of
from metrics.scale import tree_of
from metrics.scorecard import score
from metrics.uncertainty.choices import replay
from metrics.uncertainty.judgement import KINDS, Judgement, choices_of, judge
from metrics.uncertainty.measurement import Raters, Shares, Visits
from metrics.uncertainty.replications import replicate
from metrics.uncertainty.sampled import spreads_of
from tests.metrics.frames import framework, observations, sites, worth

NOBODY = pd.DataFrame({"site_id": [], "indicator": [], "value": []}).astype({"site_id": str, "indicator": str})
TWO = {"x": (60, [worth("a", 70), worth("b", 30)]), "y": (40, [worth("c", 100)])}
IDS = [f"{number:02d}" for number in range(24)]


def judged(of: Scale, cells: dict, ids: list[str] = IDS, **further) -> tuple[pd.DataFrame, Judgement]:
    table, rows = sites(*ids, **further), observations(cells).assign(k=2, n=2)
    card, judgement = judge(of, score(of, table, rows), table, rows, NOBODY, ())
    return card.sites.set_index("site_id"), judgement


@pytest.fixture(scope="module")
def cells() -> dict:
    rng = np.random.default_rng(4)
    return {(site, name): round(float(rng.uniform()), 2) for site in IDS for name in "abc" if rng.uniform() > 0.1}


def test_every_ranked_portal_has_both_bands_around_its_rank_and_a_tier(cells: dict) -> None:
    table, found = judged(framework(TWO), cells)
    ranked = table[table["standing"] == "ranked"]
    assert len(found.bands) == len(KINDS) * len(ranked)
    assert (ranked["tier"] > 0).all()
    assert (table.loc[table["standing"] != "ranked", "tier"] == 0).all()
    method = found.bands[found.bands["band"] == "method"].set_index("site_id")
    assert (method["rank_high"] > method["rank_low"]).any()
    measured = found.bands[found.bands["band"] == "measurement"]
    assert (measured["rank_low"] == measured["rank_high"]).all()  # nothing was a sample
    assert measured.set_index("site_id")["rank_mid"].eq(ranked["rank"]).all()


def test_tiers_go_down_with_the_rank_and_pairs_in_one_place_of_order(cells: dict) -> None:
    table, found = judged(framework(TWO), cells)
    ranked = table[table["standing"] == "ranked"].sort_values(["rank", "unit_code"])
    assert ranked["tier"].is_monotonic_increasing
    assert set(np.diff(ranked["tier"])) <= {0, 1}
    above, below = (ranked["rank"].reindex(found.pairs[name]).to_numpy() for name in ("site_id", "other"))
    assert len(found.pairs)
    assert (above <= below).all()
    for first in ranked.groupby("tier").head(1).itertuples():
        own = found.pairs[found.pairs["site_id"] == first.Index]["other"]
        joined = ranked[(ranked["tier"] == first.tier) & (ranked.index != first.Index)].index
        assert set(joined) <= set(own)


def test_any_published_replication_gives_its_ranks_again(cells: dict) -> None:
    of = framework(TWO)
    table, found = judged(of, cells)
    ranked = table[table["standing"] == "ranked"].sort_values("unit_code")
    levels = dict(zip(ranked.index, ranked["level"], strict=True))
    points, tree = points_of(of, levels, observations(cells)), tree_of(of)
    choices = choices_of(of, tree, points)
    places, one_group = tree.level_places(list(levels.values())), np.zeros(len(levels), dtype=np.intp)
    ranks = replicate(tree, choices, replay(tree, choices, found.replications), places, one_group, 2)
    method = found.bands[found.bands["band"] == "method"].set_index("site_id").loc[list(levels)]
    np.testing.assert_array_equal(np.quantile(ranks, 0.95, axis=0), method["rank_high"])
    assert found.replications["replication"].tolist() == list(range(1, of.uncertainty.draws + 1))


def test_the_seed_of_the_framework_rules_everything(cells: dict) -> None:
    of = framework(TWO)
    _, one = judged(of, cells)
    _, again = judged(of, cells)
    _, other = judged(replace(of, uncertainty=replace(of.uncertainty, seed=8)), cells)
    for name in ("bands", "pairs", "replications", "sobol"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(again, name))
    assert not one.replications.equals(other.replications)


def test_the_order_of_rows_changes_nothing(cells: dict) -> None:
    of = framework(TWO, sampled={"a": "things"})
    table, rows = sites(*IDS), observations(cells).assign(k=2, n=2, parts='{"things": 5}')
    answers = pd.DataFrame({"site_id": IDS * 3, "indicator": "c", "value": np.arange(72) % 5 / 4})
    cards = []
    for seed in (1, 2):
        shuffled = [frame.sample(frac=1, random_state=seed) for frame in (table, rows, answers)]
        cards.append(judge(of, score(of, *shuffled[:2]), *shuffled, ()))
    pd.testing.assert_frame_equal(cards[0][0].sites, cards[1][0].sites)
    pd.testing.assert_frame_equal(cards[0][1].bands, cards[1][1].bands)
    measured = cards[0][1].bands.query("band == 'measurement'")
    assert (measured["rank_high"] > measured["rank_low"]).any()


def test_without_spread_and_with_everything_seen_only_the_aggregation_is_left() -> None:
    of = framework(TWO)
    still = replace(of, uncertainty=replace(of.uncertainty, weights=0.0))
    balanced = {(site, name): number / 30 for number, site in enumerate(IDS, 2) for name in "abc"}
    table, found = judged(still, balanced)
    assert (found.bands["rank_low"] == found.bands["rank_high"]).all()
    assert found.pairs.empty
    assert sorted(table["tier"]) == list(range(1, 25))  # all told apart
    assert not found.sobol[["first", "total"]].to_numpy().any()


def test_nobody_ranked_has_tables_without_rows(cells: dict) -> None:
    table, found = judged(framework(TWO), {("1", "a"): 0.5}, ["1"], kind="department")
    assert (table["tier"] == 0).all()
    assert [len(found.bands), len(found.pairs), len(found.sobol)] == [0, 0, 0]
    assert len(found.replications) == 200


# What was a sample


def test_cells_that_were_a_sample_are_found() -> None:
    of = framework(
        {
            "x": (
                100,
                [worth("share", 40), worth("shown", 30, points={"one": 40.0, "two": 60.0}), worth("rated", 30, 1, 5)],
            )
        },
        sampled={"share": "things"},
    )
    rows = observations(
        {
            ("1", "share"): {"things": 4.0}, ("2", "share"): {"things": 4.0}, ("3", "share"): {"things": 4.0, "census": 1.0},
            ("1", "shown"): {"one": 1.0, "two": 1.0}, ("2", "shown"): {"one": 1.0, "two": 0.0},
            ("1", "rated"): 3.0, ("2", "rated"): 4.0,
        }
    )  # fmt: skip
    rows.loc[rows["indicator"] == "share", "value"] = [0.25, 1.0, 0.5]
    rows = rows.assign(k=[2, 2, 2, 1, 2, 0, 0], n=[2, 2, 2, 2, 2, 0, 0])
    answers = pd.DataFrame({"site_id": ["1", "1", "2", "2"], "indicator": "rated", "value": [2.0, 4.0, 4.0, 4.0]})
    levels = dict.fromkeys("123", "county")
    points = points_of(of, levels, rows)
    shares, visits, raters = spreads_of(of, points, levels, rows, answers, {"shown"})
    assert isinstance(shares, Shares)
    assert (shares.rows.tolist(), shares.share.tolist(), shares.number.tolist()) == (
        [0],
        [0.25],
        [4],
    )  # all, and a census, stay
    assert isinstance(visits, Visits)
    assert (visits.rows.tolist(), visits.shown.tolist(), visits.without.tolist()) == ([0], [100.0], [60.0])
    assert isinstance(raters, Raters)
    assert (raters.rows.tolist(), raters.value.tolist(), raters.answers.tolist()) == ([0], [3.0], [[2.0, 4.0]])
