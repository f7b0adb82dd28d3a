"""Cronbach's alpha: published values to their printed digits, and the cases in which there is none."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.coherence.alpha import cronbach_alpha
from metrics.tree import Matrix

NAN = float("nan")
# Ten questions answered by fifteen people: the data set cronbach_alpha of pingouin 0.7.0, whose test has its values from R psych.
ANSWERS = np.array(
    [
        [3, 5, 7, 2, 6, 1, 4, 2, 6, 5, 4, 4, 5, 6, 4], [2, 4, 3, 4, 5, 2, 3, 4, 5, 4, 3, 2, 5, 5, 3],
        [4, 6, 5, 3, 6, 3, 5, 4, 5, 6, 5, 3, 6, 5, 5], [1, 3, 5, 3, 5, 4, 3, 3, 5, 4, 2, 2, 2, 4, 5],
        [4, 5, 6, 2, 4, 2, 5, 7, 1, 3, 5, 5, 3, 2, 3], [5, 1, 4, 2, 4, 5, 2, 2, 6, 5, 3, 3, 3, 2, 1],
        [1, 2, 3, 2, 4, 2, 1, 2, 5, 3, 2, 4, 2, 1, 3], [4, 5, 3, 6, 6, 3, 2, 4, 2, 1, 3, 2, 4, 4, 2],
        [3, 5, 6, 6, 7, 5, 4, 6, 3, 7, 4, 3, 4, 6, 3], [2, 5, 5, 3, 5, 2, 3, 5, 2, 2, 1, 4, 5, 5, 4],
    ],
    dtype=np.float64,
).T  # fmt: skip
# Eleven questions, right or wrong, with blanks: the data set cronbach_wide_missing of pingouin 0.7.0.
BLANKS = """
1 1 1 1 1 1 1 1 1 1 1
1 1 1 1 1 1 1 1 0 1 0
nan 0 1 1 nan 1 1 1 1 0 0
1 1 1 0 1 1 0 1 1 0 0
1 1 1 1 1 0 0 0 1 0 0
0 1 nan 0 1 1 1 1 0 0 0
1 1 1 1 0 0 1 0 0 0 0
1 1 1 1 1 0 0 0 0 0 0
0 1 0 1 1 0 0 0 0 1 0
1 0 0 1 0 1 0 0 nan 0 0
1 1 1 0 0 0 0 0 0 0 0
1 0 0 1 0 0 0 0 0 0 0
"""


def test_the_published_alpha_and_its_interval() -> None:
    found = cronbach_alpha(ANSWERS, 0.95)
    assert found.alpha == pytest.approx(0.591719, abs=5e-7)
    assert (found.lower, found.upper) == pytest.approx((0.195, 0.840), abs=5e-4)
    assert found.n == 15
    assert found.entered.all()


def test_blanks_go_by_common_rows() -> None:
    """pingouin's value for pairwise covariances; its interval takes all 12 rows, ours the 10 that the poorest pair shares."""
    found = cronbach_alpha(np.loadtxt(io.StringIO(BLANKS)), 0.95)
    assert found.alpha == pytest.approx(0.732661, abs=5e-7)
    assert found.n == 10


def test_alpha_without_an_item_is_the_alpha_of_the_others() -> None:
    found = cronbach_alpha(ANSWERS, 0.95)
    for item in range(10):
        others = cronbach_alpha(np.delete(ANSWERS, item, axis=1), 0.95)
        assert found.without[item] == pytest.approx(others.alpha)


def test_what_does_not_vary_or_was_hardly_seen_takes_no_part() -> None:
    rare = np.full(15, NAN)
    rare[:3] = [1, 2, 3]
    table = np.column_stack([ANSWERS, np.full(15, 4.0), rare, np.full(15, NAN)])
    found = cronbach_alpha(table, 0.95, seen=0.5)
    assert found.entered.tolist() == [True] * 10 + [False] * 3
    assert found.alpha == pytest.approx(0.591719, abs=5e-7)
    assert np.isnan(found.without[10:]).all()


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (np.empty((0, 3)), "too_few"),
        (np.full((5, 3), NAN), "too_few"),
        (ANSWERS[:1], "few_items"),
        (ANSWERS[:, :1], "few_items"),
        (np.full((5, 3), 2.0), "few_items"),
        (np.array([[1.0, NAN], [2.0, NAN], [NAN, 1.0], [NAN, 2.0]]), "too_few"),
        (np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]]), "no_spread"),
    ],
)
def test_without_an_alpha_there_is_a_reason(items: Matrix, reason: str) -> None:
    found = cronbach_alpha(items, 0.95)
    assert np.isnan([found.alpha, found.lower, found.upper]).all()
    assert found.reason == reason


def test_fewer_rows_than_asked_for_give_none() -> None:
    assert cronbach_alpha(ANSWERS, 0.95, rows=16).reason == "too_few"
    assert cronbach_alpha(ANSWERS, 0.95, rows=15).reason == ""


@given(arrays.arrays(np.float64, 12, elements=st.integers(0, 9).map(float)), st.integers(2, 6))
def test_items_that_say_the_same_have_alpha_one(column: Matrix, number: int) -> None:
    found = cronbach_alpha(np.tile(column[:, np.newaxis], number), 0.95)
    assert found.reason == ("few_items" if np.ptp(column) == 0 else "")
    if not found.reason:
        assert (found.alpha, found.lower, found.upper) == pytest.approx((1, 1, 1))


@given(st.permutations(range(15)), st.permutations(range(10)))
def test_the_order_of_rows_and_items_does_not_matter(rows: list[int], items: list[int]) -> None:
    found = cronbach_alpha(ANSWERS[np.ix_(rows, items)], 0.95)
    assert found.alpha == pytest.approx(cronbach_alpha(ANSWERS, 0.95).alpha)
