"""Ratings that tests share: published tables, and tables that hypothesis makes up."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy

NONE = np.nan

FOUR_OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
).T
"""K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2007: 12 units by 4 observers, with gaps."""

THREE_CODERS = np.array(
    [
        [NONE, NONE, NONE, NONE, NONE, 3, 4, 1, 2, 1, 1, 3, 3, NONE, 3],
        [1, NONE, 2, 1, 3, 3, 4, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE],
        [NONE, NONE, 2, 1, 3, 4, 4, NONE, 2, 1, 1, 3, 3, NONE, 4],
    ]
).T
"""Wikipedia, Krippendorff's alpha: 15 units by 3 coders, most cells empty."""

FOUR_JUDGES = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=np.float64
)
"""P. E. Shrout, J. L. Fleiss, Psychological Bulletin 86, 1979, table 2: 6 targets by 4 judges."""


def pairs(table: list[list[int]]) -> np.ndarray:
    """Two raters' ratings from their cross table: rows are what the first said."""
    cells = [(i, j) for i, row in enumerate(table) for j, times in enumerate(row) for _ in range(times)]
    return np.array(cells, dtype=np.float64)


def complete(least: int = 1, most: int = 5) -> st.SearchStrategy[np.ndarray]:
    """Tables without gaps of whole numbers."""
    return of_numpy.arrays(np.float64, _SHAPES, elements=st.integers(least, most))


def with_gaps(least: int = 1, most: int = 5) -> st.SearchStrategy[np.ndarray]:
    """Tables of whole numbers with gaps."""
    cell = st.one_of(st.just(NONE), st.integers(least, most))
    return of_numpy.arrays(np.float64, _SHAPES, elements=cell)


_SHAPES = st.tuples(st.integers(2, 9), st.integers(2, 4))
