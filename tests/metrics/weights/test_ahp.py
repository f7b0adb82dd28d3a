"""AHP: a published matrix to its printed digits, and every way in which comparisons are refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import QihuaError
from data.statistics import ahp_lines
from metrics.weights.ahp import ahp

LINES = ahp_lines()
PRINTED = np.array([[1, 1 / 3, 5], [3, 1, 7], [1 / 5, 1 / 7, 1]])


def problems(comparisons: np.ndarray) -> list[tuple[str, ...]]:
    """Code, row and column, what was found, what is allowed."""
    with pytest.raises(QihuaError) as caught:
        ahp(comparisons, LINES, "own.toml: comparisons")
    assert {one.where for one in caught.value.problems} == {"own.toml: comparisons"}
    return [(one.code, ", ".join(one.params.values()), one.found, one.allowed) for one in caught.value.problems]


def test_the_printed_matrix_gives_the_printed_weights() -> None:
    """Three by three, printed in many courses; random index 0.58 of Saaty 1980."""
    found = ahp(PRINTED, LINES)
    assert found.weights == pytest.approx([0.278955, 0.649118, 0.071927], abs=5e-7)
    assert found.lambda_max == pytest.approx(3.064888, abs=5e-7)
    assert found.consistency_ratio == pytest.approx(0.0559, abs=5e-5)
    assert found.random_index == 0.58
    assert found.table == "Saaty 1980"


@given(st.lists(st.floats(0.2, 5), min_size=1, max_size=15))
def test_comparisons_without_contradiction_give_back_their_weights(parts: list[float]) -> None:
    weights = np.array(parts) / sum(parts)
    found = ahp(weights[:, np.newaxis] / weights, LINES)
    assert found.weights == pytest.approx(weights)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)


@given(st.permutations(range(3)))
def test_the_order_of_things_does_not_matter(order: list[int]) -> None:
    found = ahp(PRINTED[np.ix_(order, order)], LINES)
    assert found.weights == pytest.approx(ahp(PRINTED, LINES).weights[order])


def test_one_and_two_things_cannot_contradict() -> None:
    assert ahp(np.ones((1, 1)), LINES).weights.tolist() == [1.0]
    assert ahp(np.array([[1, 4], [0.25, 1]]), LINES).weights == pytest.approx([0.8, 0.2])
    assert ahp(np.array([[1, 4], [0.25, 1]]), LINES).consistency_ratio == 0


def test_typed_decimals_are_reciprocal_and_others_are_named() -> None:
    assert ahp(np.array([[1, 3], [0.333, 1]]), LINES).weights == pytest.approx([0.75, 0.25], abs=1e-3)
    assert problems(np.array([[1, 7], [0.14, 1]])) == [("weights.not_reciprocal", "2, 1", "0.14", "0.1429")]


def test_every_fault_is_named_at_once() -> None:
    table = np.array([[2, 3, -1], [0.5, 1, np.inf], [1, np.nan, 1]])
    assert {(code, where) for code, where, _, _ in problems(table)} == {
        ("weights.not_one", "1, 1"),
        ("weights.not_positive", "1, 3"),
        ("weights.not_positive", "2, 3"),
        ("weights.not_positive", "3, 2"),
        ("weights.not_reciprocal", "2, 1"),
    }


def test_shapes_and_sizes_that_cannot_be_judged_are_refused() -> None:
    assert problems(np.ones((2, 3)))[0][:3] == ("weights.not_square", "", "2 × 3")
    assert problems(np.ones(3))[0][0] == "weights.not_square"
    assert problems(np.ones((0, 0)))[0][0] == "weights.not_square"
    assert problems(np.ones((16, 16))) == [("weights.no_random_index", "", "16", "1 … 15")]


def test_contradictions_are_refused_naming_the_comparison_that_fits_least() -> None:
    """1 over 2 over 3 in threes, yet the third four times the first: only that comparison is wrong."""
    consistent = np.array([1.0, 3, 9, 27])
    table = consistent[np.newaxis, :] / consistent[:, np.newaxis]
    table[0, 3], table[3, 0] = 1 / 4, 4
    [(code, where, found, allowed)] = problems(table)
    assert (code, where, allowed) == ("weights.inconsistent", "1, 4", "≤ 0.1")
    assert float(found) > 0.1
