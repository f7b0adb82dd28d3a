"""Sobol indices of functions whose indices are known, and of rankings."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.points import Points
from metrics.tree import Rule, grow
from metrics.uncertainty.choices import LEAST, LEFT_OUT, Choices, geometric
from metrics.uncertainty.replications import replicate
from metrics.uncertainty.sobol import design, designed, inputs_of, mean_rank_change, sobol_indices


def indices(function, inputs: int, number: int = 16384):
    rng = np.random.default_rng(20261126)
    names = [f"x{place}" for place in range(inputs)]
    return sobol_indices(function(design(number, inputs, rng)), names, 50, rng)


def test_ishigami() -> None:
    """a = 7, b = 0.1: Ishigami and Homma (1990); the indices follow in closed form."""
    a, b = 7.0, 0.1

    def ishigami(cube: np.ndarray) -> np.ndarray:
        x = np.pi * (2 * cube - 1)
        return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])

    first = (1 + b * np.pi**4 / 5) ** 2 / 2
    second, both = a**2 / 8, 8 * b**2 * np.pi**8 / 225
    variance = first + second + both
    table = indices(ishigami, 3)
    assert table["first"].tolist() == pytest.approx([first / variance, second / variance, 0.0], abs=0.03)
    assert table["total"].tolist() == pytest.approx(
        [(first + both) / variance, second / variance, both / variance], abs=0.03
    )
    assert (table["first_low"] <= table["first"]).all()
    assert (table["total"] <= table["total_high"]).all()


def test_the_g_function() -> None:
    """Sobol (1993): the product of (|4x − 2| + a) / (1 + a); V of one input is 1 / 3(1 + a)²."""
    a = np.array([0.0, 1.0, 4.5, 9.0])
    table = indices(lambda cube: ((np.abs(4 * cube - 2) + a) / (1 + a)).prod(axis=1), 4)
    own = 1 / (3 * (1 + a) ** 2)
    whole = (1 + own).prod() - 1
    total = [own[place] * (1 + np.delete(own, place)).prod() / whole for place in range(4)]
    assert table["first"].tolist() == pytest.approx(list(own / whole), abs=0.03)
    assert table["total"].tolist() == pytest.approx(total, abs=0.03)


def test_by_the_formulas_from_given_runs() -> None:
    a, b, mixed = np.array([1.0, 4.0, 2.0]), np.array([3.0, 1.0, 2.0]), np.array([[1.0, 4.0, 3.0], [3.0, 1.0, 2.0]])
    table = sobol_indices(np.r_[a, b, mixed.ravel()], ["one", "two"], 10, np.random.default_rng(0), centred=False)
    variance = np.var(np.r_[a, b], ddof=1)
    assert table["first"].tolist() == pytest.approx([(2.0 / 3) / variance, (6.0 - 3.0) / 3 / variance])
    assert table["total"].tolist() == pytest.approx([1 / 6 / variance, (4 + 9) / 6 / variance])


def test_a_mean_far_from_zero_leaves_the_first_order_steady() -> None:
    """One input moves everything: both indices are 1. Without taking the mean off, chance decides: its error grows with the mean."""
    rng = np.random.default_rng(5)
    y = 1000 + design(200, 1, rng)[:, 0]
    (centred,) = sobol_indices(y, ["all"], 100, rng)["first"]
    (plain,) = sobol_indices(y, ["all"], 100, rng, centred=False)["first"]
    assert centred == pytest.approx(1, abs=0.15)
    assert abs(plain - 1) > 10 * abs(centred - 1)


def test_what_moves_nothing_has_no_index() -> None:
    table = sobol_indices(np.full(40, 3.0), ["one", "two"], 5, np.random.default_rng(0))
    assert not table.drop(columns="input").to_numpy().any()


def test_an_aggregation_that_turns_the_ranks_round_is_all_that_matters() -> None:
    """Two units, one balanced, one not: the rule decides; weights that cannot change the order, and nothing missing, do not."""
    tree = grow("ab", {"a": "all", "b": "all", "all": ""}, {}, {"all": Rule()})
    points = Points(
        ("u", "v"), ("a", "b"), np.array([[50.0, 50.0], [100.0, 20.0]]), *[np.ones((2, 2))] * 2, np.zeros(2), np.ones(2)
    )
    choices = Choices(
        {"goalposts": points}, {"arithmetic": {}, "geometric": geometric(tree, ["all"], 1.0)}, (LEFT_OUT, LEAST), 0.01
    )
    assert inputs_of(choices) == ("aggregation", "missing", "weights")
    rng = np.random.default_rng(3)
    places = np.zeros(2, dtype=np.intp)
    draws = designed(tree, choices, design(200, 3, rng), rng)
    y = mean_rank_change(replicate(tree, choices, draws, places, places, 2), np.array([2, 1]))
    assert set(y.tolist()) == {0.0, 1.0}
    table = sobol_indices(y, inputs_of(choices), 20, rng).set_index("input")
    assert table.loc["aggregation", ["first", "total"]].tolist() == pytest.approx([1.0, 1.0], abs=0.15)
    assert table.loc[["missing", "weights"], ["first", "total"]].to_numpy().tolist() == [[0.0, 0.0], [0.0, 0.0]]
