"""What to mend first: gains worked by hand, and for every tree equal to scoring again with the one value replaced."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.improve import full_marks, improvements, needed, places_among, ranks_then, upper_quartile
from metrics.index import Result, roll_up
from metrics.points import Points
from metrics.ranks import competition_ranks
from metrics.tree import Rule, Tree, grow
from tests.metrics.test_index import points
from tests.metrics.trees import deep_trees, units

NAN = np.nan
FLAT = {"a": "x", "b": "x", "c": "all", "x": "all", "all": ""}
ONE = np.zeros(1, dtype=np.intp)


def flat(mean: str) -> Tree:
    return grow("abc", FLAT, {"a": 3, "x": 40, "c": 60}, dict.fromkeys(("x", "all"), Rule(mean, least=1)))


def gains(mean: str, row: list[float]) -> list[float]:
    tree, cells = flat(mean), points([row])
    return list(improvements(tree, cells, ONE, roll_up(tree, cells, ONE), full_marks(cells)).gain[0])


def again(tree: Tree, cells: Points, places: np.ndarray, column: int, target: np.ndarray) -> np.ndarray:
    """The index with one indicator's points replaced where it was seen."""
    table = cells.points.copy()
    table[:, column] = np.where(cells.seen[:, column] > 0, target, table[:, column])
    return index(roll_up(tree, replace(cells, points=table), places))


def index(result: Result) -> np.ndarray:
    return np.where(result.index.above_floor, result.index.score, NAN)


def test_gains_worked_by_hand() -> None:
    # the index is 0.4 · (0.75 a + 0.25 b) + 0.6 c
    assert gains("arithmetic", [20, 80, 50]) == pytest.approx([24.0, 2.0, 30.0])
    # total × (target / now) ^ weight
    total = (20**0.75 * 80**0.25) ** 0.4 * 50**0.6
    assert gains("geometric", [20, 80, 50]) == pytest.approx(
        [total * 5**0.3 - total, total * 1.25**0.1 - total, total * 2**0.6 - total]
    )


def test_what_was_not_seen_has_no_gain_and_its_siblings_weigh_more() -> None:
    assert gains("arithmetic", [20, NAN, 50]) == pytest.approx([32.0, NAN, 30.0], nan_ok=True)
    assert np.isnan(gains("arithmetic", [NAN, NAN, NAN])).all()


def test_below_the_floor_of_its_node_an_indicator_gains_nothing() -> None:
    tree = grow("abc", FLAT, {"b": 9}, {"x": Rule(floor=0.6), "all": Rule()})
    cells = points([[20, NAN, 50]])
    gain = improvements(tree, cells, ONE, roll_up(tree, cells, ONE), full_marks(cells)).gain[0]
    assert list(gain) == pytest.approx([0.0, NAN, 50.0], nan_ok=True)
    assert gain[0] == 0.0


def test_the_only_nothing_of_a_geometric_mean_gains_from_nothing() -> None:
    tree = grow("abc", FLAT, {}, dict.fromkeys(("x", "all"), Rule("geometric")))
    cells = points([[0, 100, 100], [0, 0, 100]])
    places = np.zeros(2, dtype=np.intp)
    gain = improvements(tree, cells, places, roll_up(tree, cells, places), full_marks(cells)).gain
    assert gain.tolist() == [pytest.approx([100, 0, 0]), [0, 0, 0]]


def test_below_an_outranking_node_no_gain_is_known() -> None:
    tree = grow("abc", FLAT, {}, {"x": Rule("copeland"), "all": Rule()})
    cells = points([[10, 20, 30], [5, 6, 7]])
    places = np.zeros(2, dtype=np.intp)
    result = roll_up(tree, cells, places, [np.arange(2)])
    assert (
        np.isnan(improvements(tree, cells, places, result, full_marks(cells)).gain).tolist()
        == [[True, True, False]] * 2
    )


def test_a_scale_without_a_most_has_no_full_marks() -> None:
    assert np.isnan(full_marks(points([[1, 2, 3]], least=-np.inf, most=np.inf))).all()


def test_the_upper_quartile_is_the_groups_own_and_pulls_nobody_down() -> None:
    cells = points([[0, 10, NAN], [40, 20, NAN], [80, 30, NAN], [100, NAN, NAN], [7, 7, 7]])
    target = upper_quartile(cells, np.array([0, 0, 0, 0, -1]))
    assert target[:, 0].tolist() == pytest.approx([85, 85, 85, 100, NAN], nan_ok=True)
    assert target[:, 1].tolist() == pytest.approx([25, 25, 30, 25, NAN], nan_ok=True)
    assert np.isnan(target[:, 2]).all()


def test_grades_and_lines_begin_at_their_number() -> None:
    begins = np.array([85.0, 75.0, 60.0, 0.0])
    assert list(places_among(np.array([85.0, 84.99, 60.0, 0.0, NAN]), begins)) == [1, 2, 3, 4, 0]


def test_ranks_then_are_among_the_others_as_they_are() -> None:
    scores, groups = np.array([90.0, 80.0, 80.0, NAN, 99.0]), np.array([0, 0, 0, 0, 1])
    totals = np.array([[90.0, 70.0], [90.004, 95.0], [80.0, 85.0], [99.0, 99.0], [1.0, NAN]])
    assert ranks_then(totals, scores, groups, 2).tolist() == [[1, 3], [1, 1], [2, 2], [0, 0], [1, 0]]


# What holds for every tree

TARGETS = st.lists(st.floats(0, 100), min_size=5, max_size=5)


@given(deep_trees(), units(), TARGETS)
@settings(max_examples=300)
def test_a_gain_is_what_scoring_again_gives(tree: Tree, of: tuple[Points, np.ndarray], targets: list[float]) -> None:
    cells, places = of
    result = roll_up(tree, cells, places)
    found = improvements(tree, cells, places, result, np.array(targets))
    for column, target in enumerate(targets):
        total = again(tree, cells, places, column, np.full(len(places), target))
        known = (cells.seen[:, column] > 0) & ~np.isnan(total)
        np.testing.assert_allclose(found.total[known, column], total[known], rtol=0, atol=1e-9)
        np.testing.assert_allclose(found.gain[known, column], (total - index(result))[known], rtol=0, atol=1e-9)
        assert np.isnan(found.gain[~known, column]).all()


@given(deep_trees(), units())
def test_full_marks_cost_nobody_anything(tree: Tree, of: tuple[Points, np.ndarray]) -> None:
    cells, places = of
    gain = improvements(tree, cells, places, roll_up(tree, cells, places), full_marks(cells)).gain
    assert (gain[~np.isnan(gain)] >= -1e-9).all()


@given(deep_trees(), units(), st.floats(0.1, 40))
@settings(max_examples=200)
def test_what_is_needed_is_enough_and_no_less_would_be(tree: Tree, of: tuple[Points, np.ndarray], more: float) -> None:
    cells, places = of
    result = roll_up(tree, cells, places)
    wanted = index(result) + more
    found = needed(tree, cells, places, result, wanted)
    most = improvements(tree, cells, places, result, full_marks(cells)).total
    for column in range(5):
        reaches = most[:, column] >= wanted + 1e-9
        assert not np.isnan(found[reaches, column]).any()
        can = ~np.isnan(found[:, column])
        total = again(tree, cells, places, column, found[:, column])
        np.testing.assert_allclose(total[can], wanted[can], rtol=0, atol=1e-7)


@given(units(most=6), st.lists(st.integers(0, 1), min_size=6, max_size=6), st.integers(0, 2))
def test_a_rank_then_is_the_rank_after_ranking_again(
    of: tuple[Points, np.ndarray], groups: list[int], precision: int
) -> None:
    cells, places = of
    group = np.array(groups[: len(places)])
    tree = grow("abcde", {**dict.fromkeys("abcde", "all"), "all": ""}, {}, {"all": Rule()})
    result = roll_up(tree, cells, np.zeros(len(places), dtype=np.intp))
    scores = np.round(index(result), precision)
    totals = np.clip(scores[:, None] + np.array([-10.0, 0.0, 3.0, 50.0]), 0, 100)
    found = ranks_then(totals, scores, group, precision)
    for unit, column in np.ndindex(totals.shape):
        then = scores.copy()
        then[unit] = np.round(totals[unit, column], precision)
        assert found[unit, column] == competition_ranks(then, group)[0][unit]
