"""Krippendorff's alpha: published values, what it may not depend on, and inputs that have no value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.raters import Reason, Resampling, category_counts, fleiss_kappa, krippendorff_alpha
from metrics.raters.alpha import LEVELS
from tests.metrics.raters.tables import FOUR_JUDGES, FOUR_OBSERVERS, NONE, THREE_CODERS, complete, with_gaps

DRAWS = Resampling(200, 0.95, 7)
level = st.sampled_from(LEVELS)


@pytest.mark.parametrize(
    ("ratings", "of", "published"),
    [
        # Krippendorff 2007 prints three decimals; six come from krippendorff 0.9.0, the first also from irrCAC 0.4.4.
        (FOUR_OBSERVERS, "nominal", 0.743421),
        (FOUR_OBSERVERS, "ordinal", 0.815388),
        (FOUR_OBSERVERS, "interval", 0.849107),
        (FOUR_OBSERVERS, "ratio", 0.797403),
        # Wikipedia prints 0.691 and 0.811; six decimals as above.
        (THREE_CODERS, "nominal", 0.691358),
        (THREE_CODERS, "interval", 0.810845),
        (THREE_CODERS, "ordinal", 0.806721),
    ],
)
def test_published_values(ratings: np.ndarray, of: str, published: float) -> None:
    assert krippendorff_alpha(ratings, of).value == pytest.approx(published, abs=5e-7)


def test_only_what_can_be_paired_counts() -> None:
    found = krippendorff_alpha(FOUR_OBSERVERS, "nominal")
    assert (found.units, found.raters, found.reason) == (11, 4, None)
    assert np.isnan(found.lower)
    alone = np.full((3, 4), NONE)
    alone[:, 1] = 9
    assert krippendorff_alpha(np.vstack([FOUR_OBSERVERS, alone]), "interval").value == pytest.approx(0.849107, abs=5e-7)


@given(with_gaps(), level, st.randoms(use_true_random=False))
def test_who_is_who_and_which_unit_comes_first_changes_nothing(ratings: np.ndarray, of: str, chance) -> None:
    rows, columns = (chance.sample(range(size), size) for size in ratings.shape)
    one, other = (krippendorff_alpha(table, of, DRAWS) for table in (ratings, ratings[rows][:, columns]))
    np.testing.assert_allclose((other.value, other.lower, other.upper), (one.value, one.lower, one.upper), atol=1e-9)
    assert (other.reason, other.units) == (one.reason, one.units)


@given(with_gaps(), level)
def test_alpha_is_at_most_one_and_its_interval_too(ratings: np.ndarray, of: str) -> None:
    found = krippendorff_alpha(ratings, of, DRAWS)
    assume(found.reason is None)
    assert found.value <= 1
    assert found.lower <= found.upper <= 1


@given(st.lists(st.integers(0, 9), min_size=2, max_size=9), st.integers(2, 4), level)
def test_perfect_agreement_is_one(values: list[int], raters: int, of: str) -> None:
    found = krippendorff_alpha(np.tile(np.array([values], dtype=float).T, raters), of, DRAWS)
    if len(set(values)) == 1:
        assert (np.isnan(found.value), found.reason) == (True, Reason.NO_VARIANCE)
    else:
        assert (found.value, found.lower, found.upper) == (1, 1, 1)


@given(with_gaps(), st.floats(0.01, 100), st.floats(-1000, 1000), st.sampled_from([-1, 1]))
def test_what_may_be_done_to_values_at_each_level(ratings: np.ndarray, by: float, plus: float, sign: int) -> None:
    changed = {
        "nominal": np.where(np.isnan(ratings), NONE, (ratings * 3) % 7),  # other names
        "ordinal": ratings**3 + plus,  # whatever keeps the order
        "interval": sign * by * ratings + plus,
        "ratio": by * ratings,
    }
    for of, table in changed.items():
        assert krippendorff_alpha(table, of).value == pytest.approx(
            krippendorff_alpha(ratings, of).value, abs=1e-6, nan_ok=True
        )


@given(complete())
def test_nominal_alpha_is_fleiss_kappa_corrected_for_few_values(ratings: np.ndarray) -> None:
    alpha, kappa = krippendorff_alpha(ratings, "nominal"), fleiss_kappa(category_counts(ratings))
    assert alpha.reason == kappa.reason
    assert 1 - alpha.value == pytest.approx((1 - kappa.value) * (ratings.size - 1) / ratings.size, nan_ok=True)


def test_the_interval_is_the_same_for_a_seed_wider_for_more_confidence_and_narrower_with_more_units() -> None:
    one = krippendorff_alpha(FOUR_JUDGES, "interval", Resampling(500, 0.9, 1))
    assert one == krippendorff_alpha(FOUR_JUDGES, "interval", Resampling(500, 0.9, 1))
    surer = krippendorff_alpha(FOUR_JUDGES, "interval", Resampling(500, 0.99, 1))
    assert surer.lower < one.lower < one.value < one.upper < surer.upper
    tenfold = krippendorff_alpha(np.tile(FOUR_JUDGES, (10, 1)), "interval", Resampling(500, 0.9, 1))
    assert tenfold.upper - tenfold.lower < (one.upper - one.lower) / 2


@pytest.mark.parametrize("of", LEVELS)
def test_the_interval_draws_units_as_often_as_their_kinds_occur(of: str) -> None:
    """Drawing one unit after the other and computing alpha anew each time gives the same quantiles, but for chance."""
    generator, ratings = np.random.default_rng(3), np.vstack([FOUR_OBSERVERS, FOUR_OBSERVERS])
    found = krippendorff_alpha(ratings, of, Resampling(4000, 0.8, 1))
    drawn = [
        krippendorff_alpha(ratings[generator.integers(0, len(ratings), len(ratings))], of).value for _ in range(2000)
    ]
    np.testing.assert_allclose([found.lower, found.upper], np.nanquantile(drawn, [0.1, 0.9]), atol=0.03)


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        (np.empty((0, 3)), Reason.NO_DATA),
        (np.empty((3, 0)), Reason.NO_DATA),
        (np.full((3, 3), NONE), Reason.NO_DATA),
        ([[1.0], [2.0]], Reason.ONE_RATER),
        ([[1, NONE], [NONE, 2]], Reason.ONE_RATER),
        ([[1, 2], [3, NONE]], Reason.ONE_UNIT),
        ([[2, 2], [2, 2]], Reason.NO_VARIANCE),
        ([[2, 2, NONE], [NONE, 2, 2], [9, NONE, NONE]], Reason.NO_VARIANCE),
        ([[1, 2], [np.inf, 1]], Reason.NOT_FINITE),
        ([[1, 2], [-np.inf, NONE]], Reason.NOT_FINITE),
    ],
)
@pytest.mark.parametrize("of", LEVELS)
def test_what_has_no_value_has_a_reason(ratings: object, reason: Reason, of: str) -> None:
    found = krippendorff_alpha(np.asarray(ratings, dtype=float), of, DRAWS)
    assert found.reason is reason
    assert np.isnan([found.value, found.lower, found.upper]).all()


def test_amounts_are_never_negative_and_nothing_differs_from_nothing() -> None:
    assert krippendorff_alpha(np.array([[1.0, 2.0], [-1.0, 2.0]]), "ratio").reason is Reason.NEGATIVE
    assert krippendorff_alpha(np.array([[0.0, 0.0], [3.0, 3.0]]), "ratio").value == 1


@given(with_gaps(-3, 3), st.sampled_from(["nominal", "ordinal", "interval"]))
def test_a_value_or_a_reason_and_never_both(ratings: np.ndarray, of: str) -> None:
    found = krippendorff_alpha(ratings, of, DRAWS)
    assert np.isnan(found.value) == (found.reason is not None)
