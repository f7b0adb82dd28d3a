"""Bands, the chance of the top ten, pairs and tiers, worked by hand; and what holds for every set of replications."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.uncertainty.bands import pairs, rank_bands, stands_above, tiers


def ranks(*rows: list[int]) -> np.ndarray:
    return np.array(rows, dtype=np.uint16)


def test_bands_are_quantiles_over_replications() -> None:
    table = np.column_stack([np.arange(1, 102), np.full(101, 7), np.r_[np.full(51, 10), np.full(50, 11)]]).astype(
        np.uint16
    )
    bands = rank_bands(table)
    assert (bands.low.tolist(), bands.mid.tolist(), bands.high.tolist()) == ([6, 7, 10], [51, 7, 10], [96, 7, 11])
    assert bands.top.tolist() == pytest.approx([10 / 101, 1.0, 51 / 101])


def test_quantiles_interpolate_between_ranks() -> None:
    bands = rank_bands(ranks([1], [2], [4], [9]))
    assert (bands.low[0], bands.mid[0], bands.high[0]) == pytest.approx((1.15, 3.0, 8.25))


def test_a_tier_goes_on_until_its_first_is_told_apart() -> None:
    # Of 20 replications 0 stands above 1 in 10, above 2 in 18, above 3 in all; 3 above 4 in all.
    first = np.full((20, 5), [1, 2, 3, 4, 5])
    first[:8, :2] = [2, 1]
    first[8:10, [0, 2]] = [3, 1]
    assert stands_above(first, 0, np.array([1, 2, 3])).tolist() == pytest.approx([0.5, 0.9, 1.0])
    assert tiers([first], np.arange(5)).tolist() == [1, 1, 1, 2, 3]
    assert tiers([first], np.arange(5), sure=0.9).tolist() == [1, 1, 2, 3, 4]


def test_tiers_may_be_long() -> None:
    table = np.full((10, 300), 1)
    table[:, 200:] = 201
    assert np.bincount(tiers([table], np.arange(300))).tolist() == [0, 200, 100]


def test_told_apart_only_when_every_kind_of_replication_tells() -> None:
    sure, unsure = np.full((10, 2), [1, 2]), np.full((10, 2), [1, 1])
    assert tiers([sure], np.arange(2)).tolist() == [1, 2]
    assert tiers([sure, unsure], np.arange(2)).tolist() == [1, 1]
    table = pairs([sure, unsure], np.arange(2))
    assert table.to_dict("list") == {"first": [0], "second": [1], "above_1": [1.0], "above_2": [0.0]}
    assert pairs([sure], np.arange(2)).empty
    assert list(pairs([sure], np.arange(1))) == ["first", "second", "above_1"]


def test_a_pair_whose_order_is_surely_turned_round_is_told_apart() -> None:
    turned = np.full((10, 2), [2, 1])
    assert pairs([turned], np.arange(2)).empty
    assert tiers([turned], np.arange(2)).tolist() == [1, 1]  # but no tier begins below one that stands above its first


TABLES = arrays.arrays(np.uint16, st.tuples(st.integers(1, 8), st.integers(1, 6)), elements=st.integers(1, 6))


@given(TABLES)
def test_bands_hold_their_middle_and_tiers_go_down_one_by_one(table: np.ndarray) -> None:
    bands = rank_bands(table)
    assert (bands.low <= bands.mid).all()
    assert (bands.mid <= bands.high).all()
    steps = np.diff(tiers([table], np.arange(table.shape[1])))
    assert set(steps.tolist()) <= {0, 1}


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(1, 5))
def test_without_spread_bands_have_no_width_and_only_ties_share_a_tier(official: list[int], replications: int) -> None:
    order = np.argsort(official, kind="stable")
    table = np.tile(np.array(official, dtype=np.uint16), (replications, 1))
    bands = rank_bands(table)
    assert (bands.low == bands.high).all()
    assert bands.mid.tolist() == official
    found = tiers([table], order)
    assert found.tolist() == [1 + len({rank for rank in official if rank < official[unit]}) for unit in order]
