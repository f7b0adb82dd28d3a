"""The measurement band: what was sampled is drawn again, and the official index is taken of every draw. Pure.

What is drawn again: how many of n things looked at showed what a share counts (binomial), whether any of n visits shows what k of
them showed (visits with replacement), and the evaluators (with replacement). Values that rest on no such sample stay as they
are, and so do shares of none or all: the band says what the sampling does, not all that may be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from metrics.index import roll_up
from metrics.normalise import goalposts
from metrics.points import Points
from metrics.ranks import Places, competition_ranks, published
from metrics.tree import Matrix, Tree
from metrics.uncertainty.ranking import Ranks

_ROWS = 16384  # of draws × units that are scored at once


@dataclass(frozen=True, slots=True)
class Shares:
    """Cells that are a share of n things looked at. One entry a cell.

    rows, columns: its unit and indicator. share: 0–1. number: n. zero, full: the goalposts that make points of it.
    """

    rows: Places
    columns: Places
    share: Matrix
    number: Places
    zero: Matrix
    full: Matrix

    def drawn(self, draws: int, rng: np.random.Generator) -> Matrix:
        """Return draws × cells: points."""
        return goalposts(
            rng.binomial(self.number, self.share, (draws, len(self.rows))) / self.number, self.zero, self.full
        )


@dataclass(frozen=True, slots=True)
class Visits:
    """Cells that k of n visits showed, as ``Shares``. shown: their points; without: points if no visit had shown it."""

    rows: Places
    columns: Places
    seen: Places
    number: Places
    shown: Matrix
    without: Matrix

    def drawn(self, draws: int, rng: np.random.Generator) -> Matrix:
        """Return draws × cells: points."""
        showing = rng.binomial(self.number, self.seen / self.number, (draws, len(self.rows)))
        return np.where(showing > 0, self.shown, self.without)


@dataclass(frozen=True, slots=True)
class Raters:
    """Cells whose value is a mean over evaluators, as ``Shares``.

    value: the official one. answers: cells × most evaluators of any, each one's own mean, NaN behind the last.
    """

    rows: Places
    columns: Places
    value: Matrix
    answers: Matrix
    zero: Matrix
    full: Matrix

    def drawn(self, draws: int, rng: np.random.Generator) -> Matrix:
        """Return draws × cells: points of the value moved by as much as the mean of evaluators drawn with replacement moves."""
        number = (~np.isnan(self.answers)).sum(axis=1)
        moved = self.answers - np.nanmean(self.answers, axis=1, keepdims=True)
        total = np.zeros((draws, len(self.rows)))
        cell = np.arange(len(self.rows))
        for evaluator in range(self.answers.shape[1]):
            who = rng.integers(number, size=total.shape)
            total += np.where(evaluator < number, moved[cell, who], 0.0)
        return goalposts(self.value + total / number, self.zero, self.full)


Spread = Shares | Visits | Raters


def remeasure(
    tree: Tree, points: Points, spreads: Sequence[Spread], level_places: Places, groups: Places, precision: int | None, draws: int,
    rng: np.random.Generator,
) -> Ranks:  # fmt: skip
    """Return the rank of every unit in every draw: draws × units, as ``metrics.uncertainty.replications.replicate`` does.

    points: of the units that are ranked. spreads: the cells that are drawn again; no cell stands in two of them.
    """
    units = len(groups)
    ranks = np.zeros((draws, units), dtype=np.uint16 if units < 2**16 else np.uint32)
    at_once = min(max(_ROWS // units, 1), draws)
    number = int(groups.max()) + 1
    seen, applies, official = (_stacked(table, at_once) for table in (points.seen, points.applies, points.points))
    for begin in range(0, draws, at_once):
        size = min(at_once, draws - begin)
        drawn = official[:, :size].copy()
        for spread in spreads:
            drawn[spread.columns, :, spread.rows] = spread.drawn(size, rng).T
        cells = replace(points, points=_rows(drawn), seen=_rows(seen[:, :size]), applies=_rows(applies[:, :size]))
        index = roll_up(tree, cells, np.tile(level_places, size)).index
        apart = (groups + number * np.arange(size)[:, None]).ravel()
        score = np.where(index.above_floor, published(index.score, precision), np.nan)
        ranks[begin : begin + size] = competition_ranks(score, apart)[0].reshape(size, units)
    return ranks


def _stacked(table: Matrix, draws: int) -> Matrix:
    """Units × indicators, the same for every draw: indicators × draws × units, so that every column lies in one piece."""
    return np.repeat(np.ascontiguousarray(table.T)[:, None], draws, axis=1)


def _rows(stacked: Matrix) -> Matrix:
    """Draws one below the other: (draws · units) × indicators."""
    return stacked.reshape(len(stacked), -1).T
