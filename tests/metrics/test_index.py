"""Trees of any depth: means worked by hand, what is missing, floors and bounds, and what holds for every mixture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.index import Result, roll_up
from metrics.points import Points
from metrics.tree import Rule, Tree, grow

NAN = np.nan


def points(rows: list[list[float]], least: float = 0.0, most: float = 100.0, **applies: float) -> Points:
    """One row a unit, NaN for a cell that was not seen."""
    table = np.array(rows, dtype=np.float64)
    n, m = table.shape
    seen = (~np.isnan(table)).astype(np.float64)
    where = np.ones((n, m))
    return Points(
        tuple(f"u{row}" for row in range(n)), tuple("abcdefgh"[:m]), np.nan_to_num(table), seen, where,
        np.full(m, least), np.full(m, most),
    )  # fmt: skip


def tree(rule: Rule, weights: dict[str, float] | None = None) -> Tree:
    """Index of x (a, b) and y (c)."""
    parents = {"a": "x", "b": "x", "c": "y", "x": "all", "y": "all", "all": ""}
    return grow("abc", parents, weights or {}, dict.fromkeys(("x", "y", "all"), rule))


def rolled(rule: Rule, rows: list[list[float]], **further) -> Result:
    grown = tree(rule, further.pop("weights", None))
    return roll_up(grown, points(rows, **further), np.zeros(len(rows), dtype=np.intp))


def at(result: Result, name: str, table: str = "score") -> list[float]:
    if table == "score":
        return list(result.scores([name])[:, 0])
    return list(getattr(result.of(name), "score" if table == "mean" else table))


@pytest.mark.parametrize(
    ("mean", "x", "total"),
    [
        ("arithmetic", 0.75 * 20 + 0.25 * 80, 0.4 * 35 + 0.6 * 50),
        ("geometric", 20**0.75 * 80**0.25, (20**0.75 * 80**0.25) ** 0.4 * 50**0.6),
        ("harmonic", 1 / (0.75 / 20 + 0.25 / 80), 1 / (0.4 * (0.75 / 20 + 0.25 / 80) + 0.6 / 50)),
    ],
)
def test_three_means_at_every_level(mean: str, x: float, total: float) -> None:
    weights = {"a": 3, "b": 1, "x": 40, "y": 60}
    result = rolled(Rule(mean, least=1), [[20, 80, 50]], weights=weights)
    assert at(result, "x") == pytest.approx([x])
    assert at(result, "all") == pytest.approx([total])


def test_smaller_values_count_as_the_declared_floor() -> None:
    assert at(rolled(Rule("geometric", least=1), [[0, 100, 50]]), "x") == pytest.approx([10.0])
    assert at(rolled(Rule("geometric", least=0), [[0, 100, 50]]), "all") == [0.0]
    assert at(rolled(Rule("harmonic", least=1), [[0, 100, 50]]), "x") == pytest.approx([2 / 1.01])


@pytest.mark.parametrize("mean", ["arithmetic", "geometric", "harmonic"])
def test_the_unseen_leaves_the_denominator_and_the_bounds_hold_what_it_may_be(mean: str) -> None:
    result = rolled(Rule(mean, least=1), [[NAN, 80, 50], [1, 80, 50], [100, 80, 50]])
    score, lower, upper = at(result, "all"), at(result, "all", "lower"), at(result, "all", "upper")
    assert lower[0] == pytest.approx(score[1], rel=0.02)  # nothing counts as the floor of 1
    assert upper[0] == pytest.approx(score[2])
    assert at(result, "x")[0] == pytest.approx(80)
    assert at(result, "all", "completeness") == [0.75, 1.0, 1.0]


def test_what_does_not_apply_passes_its_weight_to_its_siblings() -> None:
    cells = points([[NAN, 80, 50]])
    cells.applies[0, 0] = 0.0
    result = roll_up(tree(Rule()), cells, np.zeros(1, dtype=np.intp))
    assert at(result, "x", "completeness") == [1.0]
    assert (at(result, "all"), at(result, "all", "lower"), at(result, "all", "upper")) == ([65.0], [65.0], [65.0])


def test_a_floor_counts_by_weight_or_by_number() -> None:
    rows, heavy = [[NAN, 80, 50]], {"a": 1, "b": 9}
    assert at(rolled(Rule(floor=0.75), rows, weights=heavy), "x") == [80.0]
    assert np.isnan(at(rolled(Rule(floor=0.75, counted_by="number"), rows, weights=heavy), "x"))
    below = rolled(Rule(floor=0.75, counted_by="number"), rows, weights=heavy)
    assert at(below, "x", "mean") == [80.0]
    assert np.isnan(at(below, "all"))
    assert (at(below, "all", "lower"), at(below, "all", "upper")) == ([61.0], [66.0])  # x between 72 and 82
    assert at(below, "all", "completeness") == [0.95]


def test_a_scale_without_bounds_has_none_and_says_nothing_where_all_is_seen_it_does() -> None:
    result = rolled(Rule(), [[NAN, -1.5, 0.5], [1.0, 2.0, 3.0]], least=-np.inf, most=np.inf)
    assert at(result, "all") == [-0.5, 2.25]
    assert np.isnan(at(result, "all", "lower")[0])
    assert at(result, "all", "upper")[1] == 2.25


def test_weights_may_differ_by_level() -> None:
    parents = {"a": "all", "b": "all", "all": ""}
    grown = grow("ab", parents, {"a": {"city": 1, "county": 3}, "b": 1}, {"all": Rule()}, ("city", "county"))
    result = roll_up(grown, points([[0, 100], [0, 100]]), grown.level_places(["county", "city"]))
    assert at(result, "all") == [25.0, 50.0]
    assert grown.shares().tolist() == [[0.5, 0.5, 1.0], [0.75, 0.25, 1.0]]


def test_outranking_counts_victories_inside_a_group() -> None:
    parents = {"a": "all", "b": "all", "c": "all", "all": ""}
    grown = grow("abc", parents, {"a": 2, "b": 1, "c": 1}, {"all": Rule("copeland")})
    cells = points([[3, 1, 1], [2, 2, 1], [1, 3, NAN], [9, 9, 9]])
    result = roll_up(grown, cells, np.zeros(4, dtype=np.intp), [np.array([0, 1, 2])])
    # u0 : u1 = 2 of 4 against 1, one tie; u0 : u2 = 2 of the 3 they share; u1 : u2 likewise
    assert at(result, "all") == pytest.approx([2, 0, -2, NAN], nan_ok=True)


def test_half_the_weight_is_no_victory() -> None:
    """The worked case of COINr's own test of Copeland scores: four units, three columns of equal weight."""
    parents = {"a": "all", "b": "all", "c": "all", "all": ""}
    grown = grow("abc", parents, dict.fromkeys("abc", 0.1), {"all": Rule("copeland")})
    everybody = [np.arange(4)]
    cells = points([[1, 3, 2], [2, 2, 3], [3, 1, 1], [4, 5, 4]])
    assert at(roll_up(grown, cells, np.zeros(4, dtype=np.intp), everybody), "all") == [-1, 1, -3, 3]
    halves = grow("ab", {"a": "all", "b": "all", "all": ""}, {}, {"all": Rule("copeland")})
    two = points([[1, 2], [2, 1]])
    assert at(roll_up(halves, two, np.zeros(2, dtype=np.intp), [np.arange(2)]), "all") == [0, 0]


# What holds for every mixture

CELLS = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.just(3)), elements=st.one_of(st.just(NAN), st.floats(0, 100))
)
RULES = st.builds(
    Rule, st.sampled_from(["arithmetic", "geometric", "harmonic"]), st.just(1.0), st.sampled_from([0.0, 0.6]),
    st.sampled_from(["weight", "number"]),
)  # fmt: skip


@given(CELLS, RULES)
def test_scores_stay_in_bounds_and_bounds_on_the_scale(cells: np.ndarray, rule: Rule) -> None:
    result = rolled(rule, cells.tolist())
    for node in result.tree.nodes:
        own = result.of(node)
        there = own.above_floor
        assert (own.score[there] >= own.lower[there] - 1e-9).all()
        assert (own.score[there] <= own.upper[there] + 1e-9).all()
        assert (own.lower >= -1e-9).all()
        assert (own.upper <= 100 + 1e-9).all()


@given(CELLS, RULES)
def test_bounds_are_the_score_with_every_gap_filled_and_hold_what_is_scored(cells: np.ndarray, rule: Rule) -> None:
    own, whole = rolled(rule, cells.tolist()), Rule(rule.mean, rule.least)
    filled = [rolled(whole, np.where(np.isnan(cells), worth, cells).tolist()) for worth in (0.0, 100.0)]
    for node in own.tree.nodes:
        score = own.scores([node])[:, 0]
        lower, upper = (one.of(node).score for one in filled)
        np.testing.assert_allclose(own.of(node).lower, np.fmin(lower, score), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(own.of(node).upper, np.fmax(upper, score), rtol=1e-9, atol=1e-9)


@given(CELLS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_units_and_indicators_changes_no_byte_and_no_score(cells: np.ndarray, rule: Rule, random) -> None:
    rows = list(range(len(cells)))
    random.shuffle(rows)
    before, now = rolled(rule, cells.tolist()), rolled(rule, cells[rows].tolist())
    np.testing.assert_array_equal(at(before, "all"), np.array(at(now, "all"))[np.argsort(rows)])
    swapped = roll_up(
        grow("bac", {"b": "x", "a": "x", "c": "y", "y": "all", "x": "all", "all": ""}, {}, dict.fromkeys(("x", "y", "all"), rule)),
        points(cells[:, [1, 0, 2]].tolist()), np.zeros(len(cells), dtype=np.intp),
    )  # fmt: skip
    np.testing.assert_allclose(at(before, "all"), at(swapped, "all"), rtol=1e-12)


@given(CELLS, RULES, st.integers(0, 2), st.floats(0, 100))
def test_a_better_value_never_lowers_a_score(cells: np.ndarray, rule: Rule, column: int, more: float) -> None:
    better = cells.copy()
    better[:, column] = np.minimum(better[:, column] + more, 100)
    before, now = at(rolled(rule, cells.tolist()), "all"), at(rolled(rule, better.tolist()), "all")
    assert all(np.isnan(a) or b >= a - 1e-9 for a, b in zip(before, now, strict=True))
