"""Ranks of many replications, counted or sorted, are competition ranks."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.ranks import competition_ranks
from metrics.uncertainty.ranking import ranks_of


@pytest.mark.parametrize("possible", [3, 40, 100_000], ids=["few scores", "some", "sorted"])
def test_counted_or_sorted_they_are_competition_ranks(possible: int) -> None:
    rng = np.random.default_rng(possible)
    digits, groups = rng.integers(-5, possible, (20, 60)), rng.integers(0, 3, 60)
    ranks = np.empty(digits.shape, dtype=np.uint16)
    ranks_of(digits, groups, ranks)
    for row, found in zip(digits, ranks, strict=True):
        assert found.tolist() == competition_ranks(row.astype(np.float64), groups)[0].tolist()
