"""Intervals and tests of shares: the published examples, and what holds for every sample."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.proportions import difference_p, mcnemar, newcombe, wilson


@pytest.mark.parametrize(
    ("k", "n", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_one_share_as_published(k: int, n: int, lower: float, upper: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (score)."""
    assert wilson(k, n) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


@pytest.mark.parametrize(
    ("second", "first", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_differences_as_published(second: tuple[int, int], first: tuple[int, int], lower: float, upper: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10."""
    assert newcombe(first, second) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


def test_paired_units_worked_by_hand() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(1, 7) == pytest.approx(2 * (1 + 8) / 2**8)
    assert mcnemar(5, 0) == pytest.approx(2 / 2**5)
    assert mcnemar(3, 3) == 1.0


def test_samples_drawn_apart_worked_by_hand() -> None:
    # pooled 104 / 150, z = 0.2 / sqrt(0.6933 · 0.3067 · (1/80 + 1/70)) = 2.650
    assert difference_p((48, 80), (56, 70)) == pytest.approx(0.00804, abs=5e-5)
    assert difference_p((0, 5), (0, 7)) == 1.0


SAMPLES = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(n, 4 * n)))


@given(SAMPLES)
def test_an_interval_holds_the_share_and_more_of_the_population_never_widens_it(of: tuple[int, int, int]) -> None:
    k, n, population = of
    wide, narrow = wilson(k, n), wilson(k, n, population)
    assert 0 <= wide.lower <= k / n <= wide.upper <= 1
    assert wide.lower - 1e-12 <= narrow.lower <= k / n + 1e-12
    assert k / n - 1e-12 <= narrow.upper <= wide.upper + 1e-12
    assert wilson(k, n, n) == (k / n, k / n)
    assert narrow.lower * population >= k - 1e-9  # what was seen is there
    assert narrow.upper * population <= population - (n - k) + 1e-9


def test_nothing_seen_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(SAMPLES, SAMPLES)
def test_a_difference_lies_in_its_interval_and_turns_with_its_sides(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    first, second = one[:2], other[:2]
    lower, upper = newcombe(first, second)
    assert lower - 1e-12 <= second[0] / second[1] - first[0] / first[1] <= upper + 1e-12
    assert newcombe(second, first) == (pytest.approx(-upper), pytest.approx(-lower))
    assert difference_p(first, second) == pytest.approx(difference_p(second, first))
