"""Which choice moves the ranks: Sobol indices of first and total order. Pure.

Design: Saltelli et al. (2010), Computer Physics Communications 181: matrices A and B of independent uniform numbers, and A with one
column after the other taken from B. Estimators: first order ibid., of y less its mean, which changes its expectation nowhere and
keeps it steady where the mean is far from 0; total order Jansen (1999). y is the mean absolute change of ranks against the official
ones, as in Saisana, Saltelli and Tarantola (2005), JRSS A 168.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ranks import Places
from metrics.tree import Matrix, Tree
from metrics.uncertainty.choices import Choices, Draws, draw_weights
from metrics.uncertainty.ranking import Ranks

_INTERVAL = (0.05, 0.95)
ESTIMATORS = {"first": "Saltelli et al. (2010), y less its mean", "total": "Jansen (1999)"}
ROUGH_BELOW = 500
"""From so many points of A on the indices are steady: with fewer their bounds are wide, and their order may be chance."""


def design(number: int, inputs: int, rng: np.random.Generator) -> Matrix:
    """Return (inputs + 2) × number points of the unit cube, one a row: A, then B, then A with column 1, 2 … from B."""
    a, b = rng.uniform(size=(2, number, inputs))
    mixed = [np.where(np.arange(inputs) == column, b, a) for column in range(inputs)]
    return np.vstack([a, b, *mixed])


def sobol_indices(
    y: Matrix, inputs: Sequence[str], resamples: int, rng: np.random.Generator, *, centred: bool = True
) -> pd.DataFrame:
    """Return one row an input: input, first, total, and the 5 % and 95 % bootstrap bounds of both, first_low … total_high.

    y: the result at every point of ``design``, in its order. centred: whether its mean is taken off for the first order; published
    runs, those of COINr among them, are recomputed without. All are 0 where y is the same everywhere: nothing moves anything.
    """
    runs = y.reshape(len(inputs) + 2, -1)
    first, total = _estimates(runs, centred)
    again = rng.integers(runs.shape[1], size=(resamples, runs.shape[1]))
    drawn = np.array([_estimates(runs[:, rows], centred) for rows in again])  # resamples × 2 × inputs
    low, high = np.quantile(drawn, _INTERVAL, axis=0)
    return pd.DataFrame(
        {
            "input": list(inputs), "first": first, "first_low": low[0], "first_high": high[0],
            "total": total, "total_low": low[1], "total_high": high[1],
        }
    )  # fmt: skip


def _estimates(runs: Matrix, centred: bool) -> tuple[Matrix, Matrix]:
    a, b, mixed = runs[0], runs[1], runs[2:]
    variance = float(np.var(runs[:2], ddof=1))
    if variance == 0.0:
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    if centred:
        b = b - runs[:2].mean()
    return (b * (mixed - a)).mean(axis=1) / variance, ((a - mixed) ** 2).mean(axis=1) / (2 * variance)


def inputs_of(choices: Choices) -> tuple[str, ...]:
    """Return the choices that leave something to choose."""
    open_ = [kind for kind, names in choices.names().items() if len(names) > 1]
    return (*open_, *(["weights"] if choices.spread else []))


def designed(tree: Tree, choices: Choices, points: Matrix, rng: np.random.Generator) -> Draws:
    """Return the replications at points of ``design`` whose inputs are ``inputs_of`` the choices.

    Weights are one input: a place among as many drawn sets of them as A has points.
    """
    inputs = inputs_of(choices)
    picks: dict[str, Places] = {}
    for kind, names in choices.names().items():
        at = points[:, inputs.index(kind)] if kind in inputs else np.zeros(len(points))
        picks[kind] = np.floor(at * len(names)).astype(np.intp)
    number = len(points) // (len(inputs) + 2)
    at = points[:, inputs.index("weights")] if "weights" in inputs else np.zeros(len(points))
    sets = draw_weights(tree, choices.spread, number, rng)
    return Draws(**picks, weights=sets[np.floor(at * number).astype(np.intp)])


def mean_rank_change(ranks: Ranks, official: npt.NDArray[np.integer]) -> Matrix:
    """Return the mean over units of how many places each replication moves them against the official ranks."""
    change: Matrix = np.abs(ranks.astype(np.int64) - official).mean(axis=1)
    return change
