"""Trees and matrices of points for tests: any mean at any node, cells that were seen, seen in part, not seen, that do not apply."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from metrics.points import Points
from metrics.tree import Rule, Tree, grow

DEEP = {"a": "x", "b": "x", "c": "y", "d": "y", "x": "z", "y": "z", "e": "all", "z": "all", "all": ""}
"""The index of e and z (x (a, b), y (c, d))."""
LEVELS = ("city", "county")
_NODES = ("x", "y", "z", "all")
_WEIGHTS = st.one_of(st.floats(0.1, 10), st.just(0.0))


@st.composite
def rules(draw: st.DrawFn, means: tuple[str, ...] = ("arithmetic", "geometric", "harmonic")) -> Rule:
    return Rule(
        draw(st.sampled_from(means)), draw(st.sampled_from([0.0, 1.0])), draw(st.sampled_from([0.0, 0.6])),
        draw(st.sampled_from(["weight", "number"])), draw(st.integers(1, 2)),
    )  # fmt: skip


@st.composite
def deep_trees(draw: st.DrawFn) -> Tree:
    weights = {name: {level: draw(_WEIGHTS) for level in LEVELS} for name in DEEP if name != "all"}
    return grow("abcde", DEEP, weights, {node: draw(rules()) for node in _NODES}, LEVELS)


@st.composite
def units(draw: st.DrawFn, most: int = 4) -> tuple[Points, np.ndarray]:
    """Points of some units for the leaves of a deep tree, and the level of each."""
    n = draw(st.integers(1, most))
    shape = (n, 5)

    def table(of: st.SearchStrategy[float]) -> np.ndarray:
        return np.array([[draw(of) for _ in range(5)] for _ in range(n)])

    applies = table(st.sampled_from([1.0, 1.0, 1.0, 0.0]))
    seen = table(st.sampled_from([1.0, 1.0, 1.0, 0.4, 0.0])) * applies
    values = table(st.one_of(st.sampled_from([0.0, 50.0, 100.0]), st.floats(0, 100))) * (seen > 0)
    assert values.shape == shape
    points = Points(
        tuple(f"u{row}" for row in range(n)), tuple("abcde"), values, seen, applies, np.zeros(5), np.full(5, 100.0)
    )
    return points, np.array([draw(st.integers(0, 1)) for _ in range(n)], dtype=np.intp)
