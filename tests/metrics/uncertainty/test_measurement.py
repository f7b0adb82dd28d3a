"""The measurement band: what is drawn again varies as its sample does, everything else stays, and the index is the official one."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.index import roll_up
from metrics.points import Points
from metrics.ranks import competition_ranks, published
from metrics.tree import Rule, Tree, grow
from metrics.uncertainty.bands import rank_bands
from metrics.uncertainty.measurement import Raters, Shares, Spread, Visits, remeasure

UNITS = 40


def one(*values: float) -> np.ndarray:
    return np.array(values)


@pytest.fixture
def index() -> tuple[Tree, Points, np.ndarray]:
    rng = np.random.default_rng(5)
    tree = grow(
        "abc",
        {"a": "x", "b": "x", "c": "all", "x": "all", "all": ""},
        {"c": 2},
        {"x": Rule(floor=0.4), "all": Rule(children=2)},
    )
    seen = (rng.uniform(size=(UNITS, 3)) > 0.1).astype(np.float64)
    seen[:, 2] = 1.0
    seen[0] = 1.0
    points = np.round(rng.uniform(0, 100, (UNITS, 3)), 2) * seen
    points[0] = [50.0, 100.0, 60.0]
    return tree, Points(tuple(map(str, range(UNITS))), ("a", "b", "c"), points, seen, np.ones((UNITS, 3)), np.zeros(3), np.full(3, 100.0)), rng.integers(2, size=UNITS)  # fmt: skip


def drawn(index: tuple[Tree, Points, np.ndarray], spreads: list[Spread], draws: int = 500, seed: int = 1) -> np.ndarray:
    tree, points, groups = index
    return remeasure(
        tree, points, spreads, np.zeros(UNITS, dtype=np.intp), groups, 2, draws, np.random.default_rng(seed)
    )


def test_nothing_sampled_gives_the_official_ranks_and_bands_without_width(index) -> None:
    tree, points, groups = index
    whole = roll_up(tree, points, np.zeros(UNITS, dtype=np.intp)).index
    score = np.where(whole.above_floor, published(whole.score, 2), np.nan)
    expected = competition_ranks(score, groups)[0]
    ranks = drawn(index, [])
    np.testing.assert_array_equal(ranks, np.tile(expected, (500, 1)))
    bands = rank_bands(ranks)
    assert (bands.low == bands.high).all()


def test_a_sampled_cell_moves_its_unit_and_the_seed_rules_how(index) -> None:
    spreads = [Shares(one(0), one(0), one(0.5), one(4), one(0.0), one(1.0))]
    ranks = drawn(index, spreads)
    assert len(set(ranks[:, 0].tolist())) > 1
    np.testing.assert_array_equal(ranks, drawn(index, spreads))
    assert (ranks != drawn(index, spreads, seed=2)).any()


def test_shares_vary_as_a_binomial_and_keep_none_and_all() -> None:
    rng = np.random.default_rng(0)
    shares = Shares(
        one(0, 1, 2), one(0, 0, 0), one(0.25, 0.0, 1.0), one(8, 5, 5), one(0.0, 0.0, 0.0), one(1.0, 1.0, 1.0)
    )
    points = shares.drawn(20000, rng)
    assert points[:, 0].mean() == pytest.approx(25.0, abs=0.5)
    assert points[:, 0].std() == pytest.approx(100 * (0.25 * 0.75 / 8) ** 0.5, abs=0.5)
    assert (set(points[:, 1]), set(points[:, 2])) == ({0.0}, {100.0})


def test_goalposts_are_those_of_the_framework() -> None:
    shares = Shares(one(0), one(0), one(0.9), one(10), one(0.8), one(0.9))
    assert set(np.round(shares.drawn(500, np.random.default_rng(0)).ravel(), 6)) <= {0.0, 100.0}


def test_a_part_that_one_visit_of_two_showed_is_missed_in_a_quarter_of_the_draws() -> None:
    visits = Visits(one(0, 1), one(0, 0), one(1, 2), one(2, 2), one(50.0, 100.0), one(0.0, 50.0))
    points = visits.drawn(20000, np.random.default_rng(0))
    assert (points[:, 0] == 0).mean() == pytest.approx(0.25, abs=0.02)
    assert set(points[:, 1]) == {100.0}


def test_evaluators_are_drawn_with_replacement_around_the_official_value() -> None:
    answers = np.array([[2.0, 4.0, np.nan], [3.0, 3.0, 3.0]])
    raters = Raters(one(0, 1), one(0, 0), one(3.0, 3.0), answers, one(1.0, 1.0), one(5.0, 5.0))
    points = raters.drawn(20000, np.random.default_rng(0))
    found = [(points[:, 0] == share).mean() for share in (25.0, 50.0, 75.0)]
    assert found == pytest.approx([0.25, 0.5, 0.25], abs=0.02)
    assert set(points[:, 1]) == {50.0}
