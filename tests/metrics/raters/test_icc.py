"""Intraclass correlations: published values, what they may not depend on, and inputs that have no value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.raters import FORMS, Reason, intraclass_correlations, krippendorff_alpha
from tests.metrics.raters.tables import FOUR_JUDGES, NONE, complete

SINGLE_AND_MEAN = (("(1,1)", "(1,k)"), ("(A,1)", "(A,k)"), ("(C,1)", "(C,k)"))


@pytest.mark.parametrize(
    ("form", "value", "lower", "upper", "f", "df2", "p"),
    [
        # Shrout and Fleiss 1979 print two decimals of the value; four of it, the interval, F and p are those of R psych and
        # pingouin 0.7.0 on their table.
        ("(1,1)", 0.1657, -0.13, 0.72, 1.79467849, 18, 0.16476881),
        ("(A,1)", 0.2898, 0.02, 0.76, 11.02724796, 15, 0.00013457),
        ("(C,1)", 0.7148, 0.34, 0.95, 11.02724796, 15, 0.00013457),
        ("(1,k)", 0.4428, -0.88, 0.91, 1.79467849, 18, 0.16476881),
        ("(A,k)", 0.6201, 0.07, 0.93, 11.02724796, 15, 0.00013457),
        ("(C,k)", 0.9093, 0.68, 0.99, 11.02724796, 15, 0.00013457),
    ],
)
def test_published_values(form: str, value: float, lower: float, upper: float, f: float, df2: int, p: float) -> None:
    found = intraclass_correlations(FOUR_JUDGES)[form]
    assert found.coefficient.value == pytest.approx(value, abs=5e-5)
    assert (round(found.coefficient.lower, 2), round(found.coefficient.upper, 2)) == (lower, upper)
    assert found.f == pytest.approx(f, abs=5e-9)
    assert found.p == pytest.approx(p, abs=5e-9)
    assert (found.df1, found.df2) == (5, df2)
    assert (found.coefficient.units, found.coefficient.raters) == (6, 4)


def values(ratings: np.ndarray) -> list[float]:
    """All values and bounds; not the bounds of agreement that is not above 0, whose degrees of freedom go towards 0."""
    found = []
    for form, one in intraclass_correlations(ratings).items():
        c = one.coefficient
        found += [c.value] if form[1] == "A" and not c.value > 1e-9 else [c.value, c.lower, c.upper]
    return found


@given(complete(), st.randoms(use_true_random=False))
def test_who_is_who_and_which_unit_comes_first_changes_nothing(ratings: np.ndarray, chance) -> None:
    rows, columns = (chance.sample(range(size), size) for size in ratings.shape)
    np.testing.assert_allclose(values(ratings[rows][:, columns]), values(ratings), rtol=1e-6, atol=1e-6)


@given(complete(), st.floats(0.01, 100), st.floats(-1000, 1000), st.sampled_from([-1, 1]))
def test_another_unit_of_measure_changes_nothing(ratings: np.ndarray, by: float, plus: float, sign: int) -> None:
    np.testing.assert_allclose(values(sign * by * ratings + plus), values(ratings), rtol=1e-6, atol=1e-6)


@given(complete(), st.lists(st.integers(-5, 5), min_size=4, max_size=4))
def test_a_rater_who_is_always_stricter_lowers_agreement_and_not_consistency(
    ratings: np.ndarray, by: list[int]
) -> None:
    before, now = (intraclass_correlations(table) for table in (ratings, ratings + by[: ratings.shape[1]]))
    for form in ("(C,1)", "(C,k)"):
        assume(before[form].coefficient.reason is None and now[form].coefficient.reason is None)
        assert now[form].coefficient.value == pytest.approx(before[form].coefficient.value, abs=1e-7)
    if before["(A,1)"].coefficient.reason is None and before["(C,1)"].coefficient.value > 0:
        assert now["(A,1)"].coefficient.value <= now["(C,1)"].coefficient.value + 1 / len(ratings)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=9), st.integers(2, 4))
def test_perfect_agreement_is_one(judged: list[int], raters: int) -> None:
    found = intraclass_correlations(np.tile(np.array([judged], dtype=float).T, raters))
    for one in found.values():
        c = one.coefficient
        if len(set(judged)) == 1:
            assert c.reason is Reason.NO_VARIANCE
        else:
            assert (c.value, c.lower, c.upper, one.f, one.p) == (1, 1, 1, np.inf, 0)


@given(complete())
def test_the_mean_of_k_follows_from_the_single_rater_by_spearman_and_brown(ratings: np.ndarray) -> None:
    found, k = intraclass_correlations(ratings), ratings.shape[1]
    for single, mean in SINGLE_AND_MEAN:
        one, of_k = found[single].coefficient, found[mean].coefficient
        if of_k.reason is None:
            assert of_k.value == pytest.approx(k * one.value / (1 + (k - 1) * one.value), rel=1e-6)


@given(complete())
def test_the_value_lies_within_its_exact_interval(ratings: np.ndarray) -> None:
    for form, one in intraclass_correlations(ratings).items():
        c = one.coefficient
        if c.reason is None and form[1] != "A":
            assert c.lower - 1e-12 <= c.value <= c.upper + 1e-12


@given(complete())
def test_interval_alpha_is_the_one_way_correlation_with_another_total(ratings: np.ndarray) -> None:
    alpha = krippendorff_alpha(ratings, "interval")
    assume(alpha.reason is None)
    within = ((ratings - ratings.mean(axis=1, keepdims=True)) ** 2).sum() / (ratings.size - len(ratings))
    assert alpha.value == pytest.approx(1 - within / ratings.var(ddof=1))


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """200 tables of known correlation: a 90 % interval misses it 20 times, within three standard errors of that number."""
    generator, truth, missed = np.random.default_rng(11), 0.6, dict.fromkeys(("(1,1)", "(A,1)", "(C,1)"), 0)
    for _ in range(200):
        own = generator.normal(0, np.sqrt(truth), (20, 1))
        found = intraclass_correlations(own + generator.normal(0, np.sqrt(1 - truth), (20, 3)), 0.9)
        for form in missed:
            missed[form] += not found[form].coefficient.lower <= truth <= found[form].coefficient.upper
    assert all(8 <= times <= 33 for times in missed.values())


def test_units_with_a_gap_are_left_out() -> None:
    with_gap = np.vstack([FOUR_JUDGES, [[1, 2, NONE, 4]]])
    assert values(with_gap) == values(FOUR_JUDGES)


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        (np.empty((0, 3)), Reason.NO_DATA),
        (np.empty((3, 0)), Reason.NO_DATA),
        ([[1, NONE], [NONE, 2]], Reason.NO_DATA),
        ([[1.0], [2.0]], Reason.ONE_RATER),
        ([[1.0, 2.0]], Reason.ONE_UNIT),
        ([[2, 2], [2, 2]], Reason.NO_VARIANCE),
        ([[1, 2], [np.inf, 1]], Reason.NOT_FINITE),
    ],
)
def test_what_has_no_value_has_a_reason(ratings: object, reason: Reason) -> None:
    for one in intraclass_correlations(np.asarray(ratings, dtype=float)).values():
        c = one.coefficient
        assert c.reason is reason
        assert np.isnan([c.value, c.lower, c.upper, one.f, one.p]).all()


def test_units_that_do_not_differ_have_no_share_of_their_own() -> None:
    found = intraclass_correlations(np.array([[0.1, 0.2, 0.3], [0.3, 0.1, 0.2], [0.2, 0.3, 0.1]]))
    assert {form for form in FORMS if found[form].coefficient.reason is Reason.UNITS_ALIKE} == {
        "(1,k)",
        "(A,k)",
        "(C,k)",
    }
    assert found["(1,1)"].coefficient.value == pytest.approx(-1 / 2)


@given(complete(1, 3))
def test_a_value_or_a_reason_and_never_both(ratings: np.ndarray) -> None:
    for one in intraclass_correlations(ratings).values():
        assert np.isnan(one.coefficient.value) == (one.coefficient.reason is not None)
