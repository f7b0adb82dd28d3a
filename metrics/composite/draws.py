"""How sure the ranks of a composite index are: its choices drawn at random, and Sobol indices that say which of them matters. Pure.

Units with a published exception stand outside, since a formula drawn again says nothing of them. What has a number, and who is
ranked, is held as in the official result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.errors import Problem, QihuaError
from data.frameworks.index import Index, Uncertainty
from data.index_tables import IndexTables
from metrics.composite.points import points_of
from metrics.composite.scores import Ranked, group_numbers
from metrics.points import Points
from metrics.ranks import Places, competition_ranks, published
from metrics.tree import Matrix, Rule, Tree
from metrics.uncertainty.choices import LEAST, LEFT_OUT, Choices, Draws, draw
from metrics.uncertainty.ranking import Ranks
from metrics.uncertainty.replications import replicate, scores_of
from metrics.uncertainty.sobol import design, designed, inputs_of, mean_rank_change, sobol_indices

OFFICIAL = "official"
_ZERO = "zero"
_RESAMPLES = 1000
_TIED = 10
"""Decimals at which unrounded scores tie: sums of products differ behind them by the order of adding up alone."""
_AGAIN = "other"

Report = Callable[[int, int], None]
"""Told how many replications are done, of how many."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Replications of an index. rows: the units that take part, by their places among all; the columns of scores and ranks.

    scores: unrounded; ranks: inside the groups, at the framework's precision; both replications × units.
    """

    tree: Tree
    choices: Choices
    draws: Draws
    rows: Places
    scores: Matrix
    ranks: Ranks


def drawn(
    index: Index, tables: IndexTables, official: Ranked, number: int, rng: np.random.Generator, report: Report
) -> Drawn:
    """Return so many replications. Raises as ``choices_of`` does."""
    rows, choices = choices_of(index, tables, official)
    tree, groups = official.result.tree, group_numbers(tables)[rows]
    draws = draw(tree, choices, number, rng)
    scores = np.empty((number, len(rows)))
    ranks = np.empty((number, len(rows)), dtype=np.uint32)
    precision, done = _TIED if index.precision is None else index.precision, 0
    for places, some in scores_of(tree, choices, draws, np.zeros_like(rows)):
        scores[places] = some
        for place, replication in zip(places, published(some, precision), strict=True):
            ranks[place] = competition_ranks(replication, groups)[0]
        done += len(places)
        report(done, number)
    return Drawn(tree, choices, draws, rows, scores, ranks)


def sobol_table(
    index: Index,
    tables: IndexTables,
    official: Ranked,
    made: Drawn,
    number: int,
    rng: np.random.Generator,
    report: Report,
) -> pd.DataFrame:
    """Return what share of the movement of ranks each choice makes: choice, first, total, with 90 % bootstrap bounds.

    number: points of either of the two matrices of the design; with k choices there are (k + 2) × number replications.
    """
    tree, choices, groups = made.tree, made.choices, group_numbers(tables)[made.rows]
    inputs, level_places = inputs_of(choices), np.zeros_like(made.rows)
    draws = designed(tree, choices, design(number, len(inputs), rng), rng)
    moved = []
    for begin in range(0, len(draws), number):
        ranks = replicate(tree, choices, _slice(draws, begin, begin + number), level_places, groups, index.precision)
        moved.append(mean_rank_change(ranks, competition_ranks(official.scores[made.rows], groups)[0]))
        report(begin + number, len(draws))
    found = sobol_indices(np.concatenate(moved), inputs, _RESAMPLES, rng)
    return found.rename(columns={"input": "choice"})


def _slice(draws: Draws, begin: int, end: int) -> Draws:
    at = slice(begin, end)
    return Draws(draws.normalisation[at], draws.aggregation[at], draws.missing[at], draws.weights[at])


def replications(made: Drawn) -> pd.DataFrame:
    """Return every parameter of every replication: its number, the choices' names, every weight."""
    table = made.draws.table(made.tree, made.choices)
    return table.assign(missing=table["missing"].replace(LEAST, _ZERO))


def choices_of(index: Index, tables: IndexTables, official: Ranked) -> tuple[Places, Choices]:
    """Return the units that take part, and what replications choose among; the official choice is always among it, and the first.

    Raises ``index.no_uncertainty`` (the framework declares nothing), ``index.no_draws`` (outranking can't be replicated),
    ``index.nobody_ranked`` and ``index.nothing_drawn``.
    """
    uncertainty, tree = index.uncertainty, official.result.tree
    if uncertainty is None:
        raise QihuaError(Problem("index.no_uncertainty", f"{index.id}: uncertainty"))
    outranked = [node for node, rule in tree.rules.items() if rule.mean == "copeland"]
    if outranked:
        raise QihuaError(
            *(Problem("index.no_draws", f"{index.id}: node {node}.aggregate", "copeland") for node in outranked)
        )
    excepted = {override.unit for override in index.overrides}
    free = np.array([unit.code not in excepted for unit in tables.units], dtype=bool)
    rows = np.flatnonzero(free & (official.ranks > 0))
    if not len(rows):
        raise QihuaError(Problem("index.nobody_ranked", index.id))
    choices = Choices(
        {name: _some(points, rows) for name, points in _normalisations(index, tables, official, uncertainty)},
        _aggregations(tree, uncertainty),
        (LEFT_OUT, LEAST) if _ZERO in uncertainty.missing else (LEFT_OUT,),
        uncertainty.weights,
    )
    if not inputs_of(choices):
        raise QihuaError(Problem("index.nothing_drawn", f"{index.id}: uncertainty"))
    return rows, choices


def _normalisations(
    index: Index, tables: IndexTables, official: Ranked, uncertainty: Uncertainty
) -> Iterator[tuple[str, Points]]:
    own = {one.normalise.method for one in index.choices.indicators}
    name = own.pop() if len(own) == 1 else OFFICIAL
    yield name, official.points
    units, levels = official.points.sites, [unit.level for unit in tables.units]
    for method, indicators in uncertainty.normalise.items():
        varied = replace(index.choices, indicators=indicators)
        points = points_of(varied, index.full, units, levels, tables.values, tables.status)
        yield f"{method}_{_AGAIN}" if method == name else method, points


def _aggregations(tree: Tree, uncertainty: Uncertainty) -> dict[str, dict[str, Rule]]:
    own = {rule.mean for rule in tree.rules.values()}
    official = own.pop() if len(own) == 1 else OFFICIAL
    others = [mean for mean in uncertainty.aggregate if mean != official]
    varied = {mean: {node: replace(rule, mean=mean) for node, rule in tree.rules.items()} for mean in others}
    return {official: {}, **varied}


def _some(points: Points, rows: Places) -> Points:
    """The points of some units. A scale without a lower end is given one for what counts as least: the worst that anybody has."""
    own, seen, applies = (np.asfortranarray(cells[rows]) for cells in (points.points, points.seen, points.applies))
    worst = np.where(seen > 0, own, np.inf).min(axis=0, initial=np.inf)
    least = np.where(np.isfinite(points.least), points.least, np.where(np.isfinite(worst), worst, 0.0))
    units = tuple(points.sites[row] for row in rows)
    return Points(units, points.indicators, own, seen, applies, least, points.most)
