"""Equal weights."""

from __future__ import annotations

from metrics.weights.equal import equal


def test_all_weigh_alike_and_sum_to_one() -> None:
    assert equal(4).tolist() == [0.25] * 4
    assert equal(0).size == 0
