"""Correlations: SciPy's on the common rows of every pair, and silence where there is nothing to say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from metrics.coherence.correlation import covariances, interval, pearson, spearman
from metrics.tree import Matrix

NAN = float("nan")
cells = st.one_of(st.integers(0, 12).map(float), st.just(NAN))
tables = arrays.arrays(np.float64, (9, 3), elements=cells)


@given(tables, tables)
def test_every_pair_goes_by_its_common_rows(one: Matrix, other: Matrix) -> None:
    for ours, theirs in ((pearson, stats.pearsonr), (spearman, stats.spearmanr)):
        found = ours(one, other)
        for row, column in np.ndindex(3, 3):
            both = ~np.isnan(one[:, row]) & ~np.isnan(other[:, column])
            x, y = one[both, row], other[both, column]
            assert found.n[row, column] == both.sum()
            if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
                assert np.isnan(found.r[row, column])
            else:
                assert found.r[row, column] == pytest.approx(theirs(x, y).statistic, abs=1e-9)


@given(tables)
def test_a_table_correlates_with_itself_in_both_directions_alike(table: Matrix) -> None:
    for method in (pearson, spearman):
        r = method(table, table).r
        assert r == pytest.approx(r.T, nan_ok=True, abs=1e-12)
        assert np.all(np.isnan(np.diag(r)) | (np.diag(r) > 1 - 1e-12))


@given(tables)
def test_covariances_are_numpys_on_the_common_rows(table: Matrix) -> None:
    found, n = covariances(table)
    for row, column in np.ndindex(3, 3):
        both = ~np.isnan(table[:, row]) & ~np.isnan(table[:, column])
        assert n[row, column] == both.sum()
        if both.sum() < 2:
            assert np.isnan(found[row, column])
        else:
            assert found[row, column] == pytest.approx(np.cov(table[both, row], table[both, column])[0, 1], abs=1e-9)


def test_large_offsets_lose_nothing() -> None:
    table = np.random.default_rng(5).normal(size=(50, 2))
    assert pearson(table + 1e6, table - 1e6).r == pytest.approx(pearson(table, table).r, abs=1e-8)


def test_nothing_is_said_without_rows() -> None:
    for method in (pearson, spearman):
        for table in (np.empty((0, 2)), np.full((4, 2), NAN), np.full((4, 2), 0.1)):
            assert np.isnan(method(table, table).r).all()
        assert method(np.ones((3, 0)), np.ones((3, 2))).r.shape == (0, 2)


def test_fishers_interval_is_the_one_of_scipy() -> None:
    x = np.arange(12.0)
    y = np.array([2, 1, 4, 3, 7, 5, 9, 6, 8, 12, 10, 11], dtype=np.float64)
    found = pearson(x[:, np.newaxis], y[:, np.newaxis])
    low, high = interval(found.r, found.n, 0.95)
    expected = stats.pearsonr(x, y).confidence_interval(0.95)
    assert (low[0, 0], high[0, 0]) == pytest.approx(tuple(expected))


def test_an_interval_of_a_whole_correlation_is_a_point_and_of_three_rows_unknown() -> None:
    low, high = interval(np.array([1.0, -1.0, 0.5]), np.array([9, 9, 3]), 0.95)
    assert low[:2].tolist() == high[:2].tolist() == [1.0, -1.0]
    assert np.isnan([low[2], high[2]]).all()
