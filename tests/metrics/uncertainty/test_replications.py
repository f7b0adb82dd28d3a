"""Replications are the index itself under other choices: each equals what the engine gives for those weights and rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.index import roll_up
from metrics.points import Points
from metrics.ranks import competition_ranks, published
from metrics.tree import Rule, Tree, grow
from metrics.uncertainty.choices import LEAST, LEFT_OUT, Choices, draw, geometric, official, replay
from metrics.uncertainty.replications import replicate, scores_of

LEVELS = ("city", "county")
LEAVES = "abcdef"
PARENTS = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "z", "y": "z", "f": "all", "x": "all", "z": "all", "all": ""}
MEANS = ("arithmetic", "geometric", "harmonic")


@st.composite
def indices(draw_, means: tuple[str, ...] = MEANS) -> tuple[Tree, Points, np.ndarray]:
    """A tree three deep, with a leaf beside nodes, weights by level, floors, cells not seen and not applicable."""
    number = draw_(st.integers(2, 12))
    rng = np.random.default_rng(draw_(st.integers(0, 2**32)))
    coarse = rng.choice([0.0, 25.0, 50.0, 100.0], (number, len(LEAVES)))
    applies = (rng.uniform(size=coarse.shape) > 0.15).astype(np.float64)
    seen = applies * rng.choice([0.0, 0.5, 1.0, 1.0, 1.0], coarse.shape)
    points = Points(
        tuple(map(str, range(number))),
        tuple(LEAVES),
        coarse * (seen > 0),
        seen,
        applies,
        np.zeros(6),
        np.full(6, 100.0),
    )
    rules = {
        node: Rule(draw_(st.sampled_from(means)), 1.0, floor=draw_(st.sampled_from([0.0, 0.5])))
        for node in ("x", "y", "z", "all")
    }
    weights = {"a": {"city": 2.0, "county": 3.0}, "b": 1, "x": 3, "z": {"city": 1.0, "county": 0.0}, "d": 0, "f": 0.5}
    tree = grow(LEAVES, PARENTS, weights, rules, LEVELS)
    return tree, points, rng.integers(2, size=number)


def with_a_number(tree: Tree, points: Points, places: np.ndarray) -> tuple[Points, np.ndarray]:
    there = roll_up(tree, points, places).index.above_floor
    tables = {name: getattr(points, name)[there] for name in ("points", "seen", "applies")}
    sites = tuple(np.array(points.sites)[there])
    return replace(points, sites=sites, **tables), places[there]


def one(points: Points, **further) -> Choices:
    return Choices({"goalposts": points}, {"official": {}}, **further)


@given(indices(), st.sampled_from([2, None]))
def test_the_official_choices_give_the_official_ranks_and_scores(index, precision: int | None) -> None:
    tree, points, places = index
    points, places = with_a_number(tree, points, places)
    if not len(places):
        return
    whole = roll_up(tree, points, places).index
    groups = places * 1
    draws = official(tree, 3)
    expected, _ = competition_ranks(published(whole.score, 2 if precision else 10), groups)
    found = replicate(tree, one(points), draws, places, groups, precision)
    np.testing.assert_array_equal(found, np.tile(expected, (3, 1)))
    (where, scores), *_ = scores_of(tree, one(points), draws, places)
    assert where.tolist() == [0, 1, 2]
    np.testing.assert_allclose(scores, np.tile(whole.score, (3, 1)), atol=1e-9)


@given(indices())
def test_missing_as_the_least_is_the_lower_bound(index) -> None:
    tree, points, places = index
    points, places = with_a_number(tree, points, places)
    if not len(places):
        return
    choices = one(points, missing=(LEAST,))
    (_, scores), *_ = scores_of(tree, choices, official(tree), places)
    whole = roll_up(tree, points, places).index
    np.testing.assert_allclose(np.fmin(scores[0], whole.score), whole.lower, atol=1e-9)  # the bounds hold the score


@given(indices(("arithmetic",)), st.integers(0, 99))
def test_every_replication_is_the_index_with_its_weights_and_rules(index, seed: int) -> None:
    tree, points, places = index
    tree = tree.with_rules({node: replace(rule, floor=0.0) for node, rule in tree.rules.items()})
    points, places = with_a_number(tree, points, places)
    if not len(places):
        return
    other = replace(points, points=(100 - points.points) * (points.seen > 0))
    choices = Choices(
        {"goalposts": points, "other": other}, {"arithmetic": {}, "geometric": geometric(tree, tree.nodes, 1.0)},
        (LEFT_OUT, LEAST), 0.25,
    )  # fmt: skip
    draws = draw(tree, choices, 40, np.random.default_rng(seed))
    found = np.empty((40, len(places)))
    for where, scores in scores_of(tree, choices, draws, places):
        found[where] = scores
    rules = [{}, geometric(tree, tree.nodes, 1.0)]
    for number in range(40):
        own = tree.with_weights(draws.weights[number]).with_rules(rules[draws.aggregation[number]])
        whole = roll_up(own, (points, other)[draws.normalisation[number]], places).index
        if draws.missing[number]:
            np.testing.assert_allclose(np.fmin(found[number], whole.score), whole.lower, atol=1e-9)
        else:
            np.testing.assert_allclose(found[number], whole.score, atol=1e-9)


@given(indices(), st.integers(0, 99))
def test_any_replication_is_replayed_exactly_from_the_table(index, seed: int) -> None:
    tree, points, places = index
    points, places = with_a_number(tree, points, places)
    if not len(places):
        return
    choices = Choices(
        {"goalposts": points}, {"official": {}, "geometric": geometric(tree, ["all"], 1.0)}, (LEFT_OUT, LEAST), 0.25
    )
    draws = draw(tree, choices, 30, np.random.default_rng(seed))
    table = draws.table(tree, choices)
    ranks = replicate(tree, choices, draws, places, places, 2)
    some = table.iloc[[17, 3]]
    again = replay(tree, choices, some)
    np.testing.assert_array_equal(again.weights, draws.weights[[17, 3]])
    np.testing.assert_array_equal(replicate(tree, choices, again, places, places, 2), ranks[[17, 3]])
    assert list(table) == [
        "replication", "normalisation", "aggregation", "missing",
        "a@city", "a@county", "b", "c", "d", "e", "f", "y", "z@city", "z@county", "x",
    ]  # fmt: skip


def test_weight_sets_may_be_given_in_place_of_drawn_ones() -> None:
    parents = {"a": "all", "b": "all", "all": ""}
    tree = grow("ab", parents, {}, {"all": Rule()})
    points = Points(
        ("u", "v"), ("a", "b"), np.array([[100.0, 0.0], [0.0, 80.0]]), *[np.ones((2, 2))] * 2, np.zeros(2), np.ones(2)
    )
    given_ = pd.DataFrame({"a": [1.0, 1.0, 0.8], "b": [1.0, 2.0, 1.0]})
    draws = replay(tree, one(points), given_)
    places = np.zeros(2, dtype=np.intp)
    assert replicate(tree, one(points), draws, places, places, 2).tolist() == [[1, 2], [2, 1], [1, 1]]


def test_the_seed_rules_the_draws_and_weights_stay_within_their_spread() -> None:
    tree = grow("ab", {"a": "all", "b": "all", "all": ""}, {"a": 40, "b": 60}, {"all": Rule()})
    choices = Choices({"p": None}, {"x": {}, "y": {}}, spread=0.25)  # type: ignore[dict-item]
    first, again, other = (draw(tree, choices, 500, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.weights, again.weights)
    assert (first.weights != other.weights).any()
    factors = first.weights[:, 0] / tree.weights[0]
    assert 0.75 <= factors.min() < 0.76
    assert 1.24 < factors.max() <= 1.25
    assert 200 < first.aggregation.sum() < 300


def test_outranking_is_refused() -> None:
    tree = grow("ab", {"a": "all", "b": "all", "all": ""}, {}, {"all": Rule("copeland")})
    points = Points(("u",), ("a", "b"), np.ones((1, 2)), np.ones((1, 2)), np.ones((1, 2)), np.zeros(2), np.ones(2))
    places = np.zeros(1, dtype=np.intp)
    with pytest.raises(ValueError, match="outranking"):
        replicate(tree, one(points), official(tree), places, places, 2)
