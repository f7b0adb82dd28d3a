"""What an index of two dimensions says of itself, worked by hand; and that it never speaks of what it cannot know."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.statistics import CoherenceLines
from metrics.coherence.summary import Coherence, coherence
from metrics.tree import Matrix, Rule, Tree, grow

NAN = float("nan")
LINES = CoherenceLines(redundant=0.9, alpha=0.7, confidence=0.95, sites=6, seen=0.5)
RISE = np.arange(12.0)
WAVE = np.array([1.0, -1] * 6)
SLOW_WAVE = np.array([1.0, 1, -1, -1] * 3)


def tree(**weights: float) -> Tree:
    parents = {"a": "one", "b": "one", "c": "two", "d": "two", "e": "two", "one": "index", "two": "index", "index": ""}
    return grow(tuple("abcde"), parents, weights, {name: Rule() for name in ("one", "two", "index")})


def of(values: Matrix, grown: Tree | None = None) -> Coherence:
    """The coherence of sites whose dimensions and index are plain means of what they have."""
    grown = grown or tree()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy's of empty means; ours must raise none
        one, two = np.nanmean(values[:, :2], axis=1), np.nanmean(values[:, 2:], axis=1)
        scores = {"one": one, "two": two, "index": np.nanmean([one, two], axis=0)}
    return coherence(grown, "", values, np.column_stack([scores[node] for node in grown.nodes]), LINES)


VALUES = np.column_stack([RISE, 2 * RISE + 1, RISE + 3 * WAVE, RISE - 3 * WAVE, 4 - RISE / 9 + 0.4 * SLOW_WAVE])


def test_indicators_that_rise_together_are_a_pair_and_others_are_not() -> None:
    pairs = of(VALUES).pairs
    assert list(zip(pairs["one"], pairs["other"], strict=True)) == [("a", "b")]
    assert tuple(pairs.loc[0, ["n", "pearson", "spearman"]]) == pytest.approx((12, 1, 1))


def test_opposites_are_a_pair_too_and_what_weighs_nothing_is_none() -> None:
    values = np.column_stack([RISE, WAVE, -RISE, WAVE * RISE, RISE**2])
    pairs = of(values).pairs
    assert set(zip(pairs["one"], pairs["other"], strict=True)) == {("a", "c"), ("a", "e"), ("c", "e")}
    assert of(values, tree(c=0.0)).pairs[["one", "other"]].to_numpy().tolist() == [["a", "e"]]


def test_an_indicator_that_falls_where_its_dimension_rises_pulls_against_it() -> None:
    found = of(VALUES).indicators.set_index("indicator")
    assert found["against"].to_dict() == {"a": "", "b": "", "c": "", "d": "", "e": "sure"}
    assert found.loc["e", "upper"] < 0
    assert found.loc["e", "parent"] == "two"


def test_a_fall_that_may_be_chance_is_only_perhaps_against() -> None:
    values = VALUES.copy()
    values[:, 4] = np.array([3, 1, 2, 0, 3, 1, 2, 1, 0, 3, 1, 2]) / 9
    found = of(values).indicators.set_index("indicator").loc["e"]
    assert found["lower"] < found["pearson"] < 0 < found["upper"]
    assert found["against"] == "maybe"


def test_leaving_the_odd_one_out_raises_alpha() -> None:
    found = of(VALUES)
    alpha = found.nodes.set_index("node").loc["two", "alpha"]
    without = found.indicators.set_index("indicator")["alpha_without"]
    assert without["e"] > alpha > without["c"]
    assert np.isnan(without["a"])  # one item is no scale


def test_shares_follow_the_tree_and_pass_over_what_no_site_has() -> None:
    found = of(VALUES, tree(one=3.0, a=2.0)).indicators.set_index("indicator")["share"]
    assert found.to_dict() == pytest.approx({"a": 50, "b": 25, "c": 25 / 3, "d": 25 / 3, "e": 25 / 3})
    unseen = VALUES.copy()
    unseen[:, 4] = NAN
    found = of(unseen, tree(one=3.0, a=2.0)).indicators.set_index("indicator")["share"]
    assert found.to_dict() == pytest.approx({"a": 50, "b": 25, "c": 12.5, "d": 12.5, "e": 0})


def test_importance_is_the_share_of_squared_correlations_with_the_index() -> None:
    found = of(VALUES)
    total = found.correlations[found.correlations["relation"] == "total"].set_index("name")["pearson"]
    assert found.indicators["importance"].sum() == pytest.approx(100)
    square = total**2
    assert found.indicators.set_index("indicator")["importance"].to_dict() == pytest.approx(
        (100 * square / square.sum()).to_dict()
    )


def test_every_indicator_and_dimension_is_held_against_every_other_node() -> None:
    found = of(VALUES).correlations.set_index(["name", "node"])["relation"]
    assert found.loc[[("a", "one"), ("a", "two"), ("a", "index"), ("one", "index"), ("one", "two"), ("index", "one")]].tolist() == [
        "own", "other", "total", "own", "other", "below",
    ]  # fmt: skip
    assert ("one", "one") not in found.index
    assert len(found) == 5 * 3 + 3 * 2


def test_correlations_are_pearsons_and_spearmans() -> None:
    row = of(VALUES).correlations.set_index(["name", "node"]).loc[("c", "one")]
    assert row["pearson"] == pytest.approx(np.corrcoef(VALUES[:, 2], RISE)[0, 1])
    assert row["n"] == 12
    assert row["lower"] < row["pearson"] < row["upper"]
    assert row["reason"] == ""


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.full((12, 5), 50.0), "constant"),
        (np.full((12, 5), NAN), "too_few"),
        (VALUES[:1], "too_few"),
        (VALUES[:0], "too_few"),
        (VALUES[:5], "too_few"),
    ],
)
def test_what_cannot_be_said_has_a_reason_and_no_number(values: Matrix, reason: str) -> None:
    found = of(values)
    assert set(found.correlations["reason"]) == set(found.indicators["reason"]) == {reason}
    assert found.correlations[["pearson", "lower", "upper", "spearman"]].isna().all(axis=None)
    assert found.nodes["alpha"].isna().all()
    assert "" not in set(found.nodes["reason"])
    assert found.pairs.empty
    assert set(found.indicators["against"]) == {""}
    assert found.indicators["importance"].isna().all()


UNCHANGED = of(VALUES)


@given(st.permutations(range(12)), st.floats(0.1, 9), st.floats(-50, 50))
def test_order_of_sites_and_scale_of_points_change_nothing(order: list[int], factor: float, shift: float) -> None:
    one, other = UNCHANGED, of(VALUES[order] * factor + shift)
    for table, columns in (
        ("nodes", ["alpha"]),
        ("correlations", ["pearson", "spearman"]),
        ("indicators", ["importance"]),
    ):
        for column in columns:
            assert getattr(other, table)[column].to_numpy() == pytest.approx(
                getattr(one, table)[column].to_numpy(), abs=1e-6, nan_ok=True
            )
