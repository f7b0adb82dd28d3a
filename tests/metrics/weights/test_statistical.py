"""Entropy, CRITIC and first component: figures of two libraries, and what becomes of columns that say nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.tree import Matrix
from metrics.weights.statistical import critic, entropy, principal_component

METHODS = (entropy, critic, principal_component)
NAN = float("nan")
SMALL = np.array([[3, 100, 10, 7], [2.5, 80, 8, 5], [1.8, 50, 20, 11], [2.2, 70, 12, 9], [2.9, 90, 9, 8]])
tables = arrays.arrays(np.float64, (8, 4), elements=st.integers(0, 40).map(float))


def test_entropy_is_that_of_pymcdm_and_scikit_criteria() -> None:
    """pymcdm 1.4.0 entropy_weights and scikit-criteria 0.10 EntropyWeighter agree on these figures."""
    found = entropy(SMALL)
    assert found.weights == pytest.approx([0.122910335910681, 0.190031264452391, 0.448818052328576, 0.238240347308351])
    assert found.reasons == ("", "", "", "")
    assert found.rows == 5


def test_entropy_takes_zero_as_scikit_criteria_does() -> None:
    """scikit-criteria 0.10 EntropyWeighter; pymcdm refuses zeros."""
    found = entropy(np.array([[0, 3, 1], [2, 1, 4], [5, 2, 0]], dtype=np.float64))
    assert found.weights == pytest.approx([0.421959293175352, 0.073546063815075, 0.504494643009573])


def test_critic_is_that_of_pymcdm_and_scikit_criteria() -> None:
    """pymcdm 1.4.0 critic_weights and scikit-criteria 0.10 CRITIC agree on these figures."""
    found = critic(SMALL)
    assert found.weights == pytest.approx([0.256688907763766, 0.24325092977571, 0.269925912434687, 0.230134250025837])


def test_rows_with_a_blank_are_left_out_and_columns_without_values_have_no_weight() -> None:
    blank = np.full((1, 4), 9.0)
    blank[0, 2] = NAN
    table = np.hstack([np.vstack([SMALL, blank]), np.full((6, 1), NAN)])
    for method in METHODS:
        whole, found = method(SMALL), method(table)
        assert found.weights[:4] == pytest.approx(whole.weights)
        assert np.isnan(found.weights[4])
        assert found.reasons == (*whole.reasons, "missing")
        assert found.rows == 5


def test_a_constant_column_weighs_nothing_and_changes_no_other() -> None:
    table = np.hstack([np.full((5, 1), 7.0), SMALL])
    for method in METHODS:
        whole, found = method(SMALL), method(table)
        assert found.weights[0] == 0
        assert found.weights[1:] == pytest.approx(whole.weights)
        assert found.reasons == ("constant", *whole.reasons)


def test_what_cannot_be_weighed_says_why() -> None:
    for method in METHODS:
        for table, reason in (
            (np.full((3, 2), 5.0), "constant"),
            (SMALL[:1], "too_few"),
            (np.empty((0, 2)), "missing"),
            (np.full((4, 2), NAN), "missing"),
            (np.array([[1.0, NAN], [NAN, 2.0]]), "too_few"),
        ):
            found = method(table)
            assert np.isnan(found.weights).all()
            assert set(found.reasons) == {reason}
    assert critic(np.array([[1.0, 2], [2, 4], [3, 6]])).reasons == ("no_contrast", "no_contrast")
    uncorrelated = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
    assert principal_component(uncorrelated).reasons == ("not_unique", "not_unique")


def test_entropy_of_a_column_below_zero_does_not_exist() -> None:
    table = np.hstack([np.array([[-1.0], [1], [2], [3], [4]]), SMALL])
    found = entropy(table)
    assert found.reasons == ("below_zero", "", "", "", "")
    assert found.weights[1:] == pytest.approx(entropy(SMALL).weights)


def test_a_component_may_weigh_below_zero_and_is_marked() -> None:
    """Three columns, the second against the others: by hand, r = (1, -1, -1), every loading 1/√3 in size."""
    rise = np.arange(5.0)
    found = principal_component(np.column_stack([rise, -rise, 2 * rise]))
    assert found.weights == pytest.approx(np.array([1, -1, 1]) / np.sqrt(3))
    assert found.reasons == ("", "negative", "")


def test_opposite_columns_load_the_first_above_zero() -> None:
    rise = np.arange(4.0)
    assert principal_component(np.column_stack([-rise, rise])).weights == pytest.approx(np.array([1, -1]) / np.sqrt(2))


@given(tables, st.permutations(range(8)), st.permutations(range(4)))
def test_the_order_of_rows_and_columns_does_not_matter(table: Matrix, rows: list[int], columns: list[int]) -> None:
    for method in METHODS:
        whole = method(table)
        assume(method is not principal_component or abs(np.nansum(whole.weights)) > 1e-6)
        found = method(table[np.ix_(rows, columns)])
        assert found.weights == pytest.approx(whole.weights[columns], abs=1e-6, nan_ok=True)
        assert found.reasons == tuple(whole.reasons[column] for column in columns)


@given(tables)
def test_weights_sum_to_one_and_loadings_have_length_one(table: Matrix) -> None:
    for method in (entropy, critic):
        weights = method(table).weights
        assert np.isnan(weights).all() or weights.sum() == pytest.approx(1)
        assert not (weights < 0).any()
    loadings = principal_component(table).weights
    assert np.isnan(loadings).all() or (loadings**2).sum() == pytest.approx(1)
    assert np.isnan(loadings).all() or loadings.sum() >= -1e-8
