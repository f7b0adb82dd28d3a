"""Normalisations worked by hand, and what none of them may do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.normalise import binary, count, distance, goalposts, levels, minmax, percentile, rank, zscore

NAN = np.nan
VALUES = np.array([4.0, NAN, 1.0, 4.0, 3.0])


@pytest.mark.parametrize(
    ("normalise", "expected"),
    [
        (lambda x: minmax(x, 1, 100), [100, NAN, 1, 100, 67]),
        (lambda x: zscore(x, 10, 2), [10 + 2 / 2**0.5, NAN, 10 - 4 / 2**0.5, 10 + 2 / 2**0.5, 10.0]),
        (rank, [3, NAN, 1, 3, 2]),
        (lambda x: percentile(x, 1.0), [2 / 3, NAN, 0, 2 / 3, 1 / 3]),
        (lambda x: distance(x, 5.0), [75, NAN, 0, 75, 50]),
        (lambda x: distance(x, 3.0, zero=0.0, cap=True), [100, NAN, 100 / 3, 100, 100]),
        (lambda x: goalposts(x, 5, 1), [25, NAN, 100, 25, 50]),
        (lambda x: goalposts(x, 1, 3, cap=False), [150, NAN, 0, 150, 100]),
        (lambda x: count(x, 30, 100), [100, NAN, 30, 100, 90]),
        (lambda x: levels(x, {1: 0, 3: 60, 4: 100}), [100, NAN, 0, 100, 60]),
        (binary, [NAN, NAN, 100, NAN, NAN]),
    ],
)
def test_worked_by_hand(normalise: Callable[[np.ndarray], np.ndarray], expected: list[float]) -> None:
    np.testing.assert_allclose(normalise(VALUES), expected, rtol=1e-12)


RELATIVE = [minmax, zscore, rank, percentile, lambda x: distance(x, 1e6)]


@pytest.mark.parametrize("normalise", RELATIVE)
@pytest.mark.parametrize("values", [[2.0, 2.0, NAN], [7.0], [NAN, NAN], []])
def test_what_tells_nothing_apart_gives_nothing(
    normalise: Callable[[np.ndarray], np.ndarray], values: list[float]
) -> None:
    assert np.isnan(normalise(np.array(values))).all()


def test_a_target_at_the_zero_point_gives_nothing() -> None:
    assert np.isnan(distance(VALUES, 1.0)).all()


@pytest.mark.parametrize("normalise", RELATIVE)
@given(values=arrays.arrays(np.float64, st.integers(2, 8), elements=st.integers(-50, 50).map(float)))
def test_order_is_kept(normalise: Callable[[np.ndarray], np.ndarray], values: np.ndarray) -> None:
    found = normalise(values)
    if not np.isnan(found).any():
        np.testing.assert_array_equal(
            np.sign(np.subtract.outer(values, values)), np.sign(np.subtract.outer(found, found))
        )
