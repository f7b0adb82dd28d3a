"""Cohen's and Fleiss' kappa: published values, what they may not depend on, and inputs that have no value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.raters import Reason, Resampling, category_counts, cohen_kappa, fleiss_kappa
from metrics.raters.kappa import WEIGHTS
from tests.metrics.raters.tables import NONE, complete, pairs

DRAWS = Resampling(200, 0.95, 7)

PSYCHIATRISTS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
"""Wikipedia, Fleiss' kappa: 10 subjects, 14 raters, 5 categories."""

COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
"""M. Hout et al., American Sociological Review 52, 1987; A. Agresti, Categorical Data Analysis, 1990: 91 couples, 4 answers."""


def test_the_published_value_of_fleiss() -> None:
    found = fleiss_kappa(np.array(PSYCHIATRISTS))
    assert found.value == pytest.approx(0.209931, abs=5e-7)  # printed: 0.210; six decimals by statsmodels 0.15.0
    assert (found.units, found.raters) == (10, 14)


def test_the_published_value_of_cohen() -> None:
    found = cohen_kappa(pairs([[20, 5], [10, 15]]))  # Wikipedia, Cohen's kappa
    assert found.value == pytest.approx(0.4)
    assert (found.units, found.raters) == (50, 2)


@pytest.mark.parametrize(("weights", "printed"), [("none", 0.1293), ("linear", 0.2374), ("quadratic", 0.3320)])
def test_the_published_weighted_values(weights: str, printed: float) -> None:
    """The first two as R vcd prints them for this table, all three as statsmodels 0.15.0 computes them."""
    assert cohen_kappa(pairs(COUPLES), weights).value == pytest.approx(printed, abs=5e-5)


@given(complete(), st.sampled_from(WEIGHTS), st.randoms(use_true_random=False))
def test_who_is_who_and_which_unit_comes_first_changes_nothing(ratings: np.ndarray, weights: str, chance) -> None:
    rows = chance.sample(range(len(ratings)), len(ratings))
    for kappa in (lambda table: cohen_kappa(table[:, :2], weights), lambda table: fleiss_kappa(category_counts(table))):
        one, other = kappa(ratings), kappa(ratings[rows, ::-1] if ratings.shape[1] == 2 else ratings[rows])
        assert other.value == pytest.approx(one.value, nan_ok=True)
        assert other.reason == one.reason


@given(complete())
def test_other_names_of_the_categories_change_nothing(ratings: np.ndarray) -> None:
    renamed, two = (ratings * 3) % 7, ratings[:, :2]
    assert fleiss_kappa(category_counts(renamed), DRAWS).value == pytest.approx(
        fleiss_kappa(category_counts(ratings), DRAWS).value, nan_ok=True
    )
    assert cohen_kappa(renamed[:, :2]).value == pytest.approx(cohen_kappa(two).value, nan_ok=True)
    for weights in WEIGHTS:  # distances that grow alike
        assert cohen_kappa(5 - 2 * two, weights).value == pytest.approx(cohen_kappa(two, weights).value, nan_ok=True)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=9), st.integers(2, 4), st.sampled_from(WEIGHTS))
def test_perfect_agreement_is_one(values: list[int], raters: int, weights: str) -> None:
    ratings = np.tile(np.array([values], dtype=float).T, raters)
    for found in (cohen_kappa(ratings[:, :2], weights, DRAWS), fleiss_kappa(category_counts(ratings), DRAWS)):
        if len(set(values)) == 1:
            assert (np.isnan(found.value), found.reason) == (True, Reason.NO_VARIANCE)
        else:
            np.testing.assert_allclose([found.value, found.lower, found.upper], 1)


@given(complete(1, 3), st.sampled_from(WEIGHTS))
def test_two_values_weigh_alike_and_no_kappa_exceeds_one(ratings: np.ndarray, weights: str) -> None:
    found = cohen_kappa(ratings[:, :2], weights, DRAWS)
    assert np.isnan(found.value) or found.value <= 1
    two = np.minimum(ratings[:, :2], 2)
    assert cohen_kappa(two, weights).value == pytest.approx(cohen_kappa(two).value, nan_ok=True)


def test_the_interval_is_near_the_published_one() -> None:
    """R vcd gives the plain kappa of the couples an asymptotic standard error of 0.0686: 0.1293 ± 1.96 of it."""
    found = cohen_kappa(pairs(COUPLES), "none", Resampling(4000, 0.95, 1))
    np.testing.assert_allclose([found.lower, found.upper], [0.1293 - 1.96 * 0.0686, 0.1293 + 1.96 * 0.0686], atol=0.02)


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        (np.empty((0, 2)), Reason.NO_DATA),
        ([[1, NONE], [NONE, 2]], Reason.NO_DATA),
        ([[1, 2], [NONE, 2]], Reason.ONE_UNIT),
        ([[2, 2], [2, 2]], Reason.NO_VARIANCE),
        ([[1, 2], [np.inf, 1]], Reason.NOT_FINITE),
    ],
)
def test_two_raters_without_a_value_have_a_reason(ratings: object, reason: Reason) -> None:
    found = cohen_kappa(np.asarray(ratings, dtype=float), "linear", DRAWS)
    assert found.reason is reason
    assert np.isnan([found.value, found.lower, found.upper]).all()


def test_raters_who_never_say_the_same_thing_agree_by_chance_alone() -> None:
    assert cohen_kappa(np.array([[1.0, 2.0], [1.0, 2.0]])).value == 0


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (np.empty((0, 2)), Reason.NO_DATA),
        ([[0, 0], [0, 0]], Reason.NO_DATA),
        ([[1, 0], [0, 1]], Reason.ONE_RATER),
        ([[1, 1]], Reason.ONE_UNIT),
        ([[2, 1], [1, 1]], Reason.UNEQUAL_RATERS),
        ([[3, 0], [3, 0]], Reason.NO_VARIANCE),
        ([[3, -1], [1, 1]], Reason.NEGATIVE),
        ([[3, np.inf], [1, 1]], Reason.NOT_FINITE),
        ([[3, NONE], [1, 1]], Reason.NOT_FINITE),
    ],
)
def test_counts_without_a_value_have_a_reason(counts: object, reason: Reason) -> None:
    found = fleiss_kappa(np.asarray(counts, dtype=float), DRAWS)
    assert found.reason is reason
    assert np.isnan([found.value, found.lower, found.upper]).all()
