"""Competition ranks at the published precision, inside groups."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from metrics.ranks import competition_ranks, published, rank_bounds

NAN = np.nan


def test_ties_share_the_better_rank_and_leave_a_gap() -> None:
    scores = np.array([0.941033, 0.9717, 0.940967, 0.9405, NAN, 0.5])
    groups = np.array([0, 0, 0, 0, 0, 1])
    ranks, of = competition_ranks(published(scores, 4), groups)
    assert ranks.tolist() == [2, 1, 2, 4, 0, 1]
    assert of.tolist() == [4, 4, 4, 4, 0, 1]
    assert competition_ranks(published(scores, None), groups)[0].tolist() == [2, 1, 3, 4, 0, 1]


def test_who_is_in_no_group_has_no_rank() -> None:
    ranks, of = competition_ranks(np.array([3.0, 2.0]), np.array([-1, 0]))
    assert (ranks.tolist(), of.tolist()) == ([0, 1], [0, 1])
    assert competition_ranks(np.array([NAN]), np.array([0]))[0].tolist() == [0]


@given(st.lists(st.tuples(st.sampled_from([1.0, 2.0, 2.5, NAN]), st.integers(-1, 2)), max_size=20))
def test_as_pandas_ranks_them(rows: list[tuple[float, int]]) -> None:
    table = pd.DataFrame(rows, columns=["score", "group"]).astype({"score": "float64", "group": "int64"})
    ranks, of = competition_ranks(table["score"].to_numpy(), table["group"].to_numpy())
    inside = table[table["group"] >= 0].groupby("group")["score"]
    expected = inside.rank(method="min", ascending=False).reindex(table.index).fillna(0)
    assert ranks.tolist() == expected.astype(int).tolist()
    counted = inside.transform("count").reindex(table.index).where(table["score"].notna()).fillna(0)
    assert of.tolist() == counted.astype(int).tolist()


INTERVALS = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-1, 1))


@given(st.lists(INTERVALS, max_size=6))
def test_rank_bounds_are_the_best_and_the_worst_of_all_scores_within_the_bounds(
    rows: list[tuple[int, int, int]],
) -> None:
    lower = np.array([min(low, high) for low, high, _ in rows], dtype=float)
    upper = np.array([max(low, high) for low, high, _ in rows], dtype=float)
    groups = np.array([group for *_, group in rows], dtype=np.intp)
    best, worst, of = rank_bounds(lower, upper, groups)
    ranks = [competition_ranks(np.array(ends), groups) for ends in product(*zip(lower, upper, strict=True))]
    assert best.tolist() == np.min([found for found, _ in ranks], axis=0).tolist()
    assert worst.tolist() == np.max([found for found, _ in ranks], axis=0).tolist()
    assert of.tolist() == ranks[0][1].tolist()


def test_who_has_no_bounds_has_no_rank_and_changes_nobodys() -> None:
    best, worst, of = rank_bounds(np.array([NAN, 1.0]), np.array([NAN, 1.0]), np.array([0, 0]))
    assert (best.tolist(), worst.tolist(), of.tolist()) == ([0, 1], [0, 1], [0, 1])
