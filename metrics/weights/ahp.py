"""Analytic hierarchy process: weights from pairwise comparisons, refused where these contradict each other too much.

Source: T. L. Saaty, The Analytic Hierarchy Process, McGraw-Hill 1980 (principal eigenvector, consistency ratio).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from data.errors import Problem, QihuaError
from data.statistics import AhpLines
from metrics.tree import Matrix


@dataclass(frozen=True, slots=True)
class Ahp:
    """weights: positive, summing to 1, in the order of the comparisons.

    lambda_max: the principal eigenvalue, as large as the number of things compared where nothing contradicts.
    consistency_index: (lambda_max - n) / (n - 1). random_index: the same of random matrices, from the table named by ``table``.
    consistency_ratio: of the two, 0 for one or two things.
    """

    weights: Matrix
    lambda_max: float
    consistency_index: float
    random_index: float
    consistency_ratio: float
    table: str


def ahp(comparisons: Matrix, lines: AhpLines, where: str = "") -> Ahp:
    """Return the weights of a comparison matrix.

    comparisons: n × n; row i, column j says how many times as important i is as j. where: what the problems name as their place.
    Raises all that is wrong at once, by row and column counted from 1: ``weights.not_square``, ``weights.no_random_index`` (more
    things than the table knows), ``weights.not_positive``, ``weights.not_one`` (a thing compared with itself),
    ``weights.not_reciprocal``; else ``weights.inconsistent`` with the comparison that fits the others least.
    """
    comparisons = np.asarray(comparisons, dtype=np.float64)
    problems = list(_problems(comparisons, lines, where))
    if problems:
        raise QihuaError(*problems)
    order = len(comparisons)
    values, vectors = np.linalg.eig(comparisons)
    principal = int(values.real.argmax())
    lambda_max = float(values[principal].real)
    weights = np.abs(vectors[:, principal].real)
    weights /= weights.sum()
    index = max(0.0, lambda_max - order) / (order - 1) if order > 1 else 0.0
    random_index = lines.random_index[order]
    ratio = index / random_index if random_index > 0 else 0.0
    if ratio > lines.most_inconsistent:
        row, column = _fits_least(comparisons, weights)
        raise QihuaError(
            _problem("weights.inconsistent", where, row, column, f"{ratio:.3f}", f"≤ {lines.most_inconsistent:g}")
        )
    return Ahp(weights, lambda_max, index, random_index, ratio, lines.source)


def _problems(comparisons: Matrix, lines: AhpLines, where: str) -> Iterator[Problem]:
    if comparisons.ndim != 2 or comparisons.shape[0] != comparisons.shape[1] or not comparisons.size:
        yield Problem("weights.not_square", where, " × ".join(str(length) for length in comparisons.shape))
        return
    most = max(lines.random_index)
    if len(comparisons) > most:
        yield Problem("weights.no_random_index", where, str(len(comparisons)), f"1 … {most}")
    positive = np.isfinite(comparisons) & (comparisons > 0)
    for row, column in np.argwhere(~positive):
        yield _problem("weights.not_positive", where, row, column, f"{comparisons[row, column]:g}", "> 0")
    for row, column in np.argwhere(np.triu(positive & positive.T)):
        there, back = comparisons[row, column], comparisons[column, row]
        if row == column and there != 1:
            yield _problem("weights.not_one", where, row, row, f"{there:g}", "1")
        elif abs(there * back - 1) > lines.reciprocal_within:
            yield _problem("weights.not_reciprocal", where, column, row, f"{back:g}", f"{1 / there:.4g}")


def _fits_least(comparisons: Matrix, weights: Matrix) -> tuple[int, int]:
    """The comparison that differs most, as a ratio, from what the weights say."""
    odds = np.abs(np.log(comparisons * weights[np.newaxis, :] / weights[:, np.newaxis]))
    row, column = np.unravel_index(int(np.triu(odds, 1).argmax()), odds.shape)
    return int(row), int(column)


def _problem(code: str, where: str, row: int, column: int, found: str, allowed: str) -> Problem:
    return Problem(code, where, found, allowed, {"row": str(row + 1), "column": str(column + 1)})
