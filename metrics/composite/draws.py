"""How sure the ranks of a composite index are: its choices drawn at random, and Sobol indices that say which of them matters. Pure.

What has a number, and who is ranked, is held as in the official result; so is the score of a unit with a published exception, since a
formula drawn again says nothing of it.
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
from metrics.ranks import Places, rank_decimals
from metrics.tree import Matrix, Rule, Tree
from metrics.uncertainty.choices import LEAST, LEFT_OUT, Choices, Draws, draw
from metrics.uncertainty.ranking import Ranks
from metrics.uncertainty.replications import ranked, replicate, scores_of
from metrics.uncertainty.sobol import design, designed, inputs_of, mean_rank_change, sobol_indices

OFFICIAL = "official"
_ZERO = "zero"
_RESAMPLES = 1000
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
    done = 0
    for places, some in scores_of(
        tree, choices, draws, np.zeros_like(rows), stated_scores(index, tables, official)[rows]
    ):
        scores[places] = some
        ranks[places] = ranked(some, groups, rank_decimals(index.precision, index.full))
        done += len(places)
        report(done, number)
    return Drawn(tree, choices, draws, rows, scores, ranks)


def sobol_tables(
    index: Index,
    tables: IndexTables,
    official: Ranked,
    made: Drawn,
    number: int,
    rngs: tuple[np.random.Generator, np.random.Generator],
    report: Report,
) -> dict[str, pd.DataFrame]:
    """Return ``sobol``: what share of the movement of ranks each choice makes: choice, first, total, with 90 % bootstrap bounds; and
    ``sobol_runs``: what it is made from, the replications of its design with every parameter and what it moved.

    number: points of either of the two matrices of the design; with k choices there are (k + 2) × number replications. rngs: one
    draws the design, the other the bootstrap.
    """
    tree, choices, groups = made.tree, made.choices, group_numbers(tables)[made.rows]
    inputs, level_places, decimals = (
        inputs_of(choices),
        np.zeros_like(made.rows),
        rank_decimals(index.precision, index.full),
    )
    stated = stated_scores(index, tables, official)[made.rows]
    draws = designed(tree, choices, design(number, len(inputs), rngs[0]), rngs[0])
    moved = []
    for begin in range(0, len(draws), number):
        some = _slice(draws, begin, begin + number)
        ranks = replicate(tree, choices, some, level_places, groups, decimals, stated)
        moved.append(mean_rank_change(ranks, official.ranks[made.rows]))
        report(begin + number, len(draws))
    y = np.concatenate(moved)
    runs = _named(draws, tree, choices)
    runs.insert(1, "matrix", np.repeat(["A", "B", *inputs], number))
    return {
        "sobol": sobol_indices(y, inputs, _RESAMPLES, rngs[1]).rename(columns={"input": "choice"}),
        "sobol_runs": runs.assign(places_moved=y),
    }


def _slice(draws: Draws, begin: int, end: int) -> Draws:
    at = slice(begin, end)
    return Draws(draws.normalisation[at], draws.aggregation[at], draws.missing[at], draws.weights[at])


def replications(made: Drawn) -> pd.DataFrame:
    """Return every parameter of every replication: its number, the choices' names, every weight."""
    return _named(made.draws, made.tree, made.choices)


def _named(draws: Draws, tree: Tree, choices: Choices) -> pd.DataFrame:
    table = draws.table(tree, choices)
    return table.assign(missing=table["missing"].replace(LEAST, _ZERO))


def choices_of(index: Index, tables: IndexTables, official: Ranked) -> tuple[Places, Choices]:
    """Return the units that take part, and what replications choose among; the official choice is always among it, and the first.

    Raises ``index.no_uncertainty`` (the framework declares nothing), ``index.no_draws`` (outranking can't be replicated),
    ``index.nobody_ranked`` and ``index.nothing_drawn``.
    """
    uncertainty, tree = index.uncertainty, official.result.tree
    if uncertainty is None:
        raise QihuaError(Problem("index.no_uncertainty", f"{index.file}: uncertainty"))
    outranked = [node for node, rule in tree.rules.items() if rule.mean == "copeland"]
    if outranked:
        raise QihuaError(
            *(Problem("index.no_draws", f"{index.file}: node {node}.aggregate", "copeland") for node in outranked)
        )
    rows = np.flatnonzero(official.ranks > 0)
    if not len(rows):
        raise QihuaError(Problem("index.nobody_ranked", index.file))
    choices = Choices(
        {name: _some(points, rows) for name, points in _normalisations(index, tables, official, uncertainty)},
        _aggregations(tree, uncertainty),
        (LEFT_OUT, LEAST) if _ZERO in uncertainty.missing else (LEFT_OUT,),
        uncertainty.weights,
    )
    if not inputs_of(choices):
        raise QihuaError(Problem("index.nothing_drawn", f"{index.file}: uncertainty"))
    return rows, choices


def stated_scores(index: Index, tables: IndexTables, official: Ranked) -> Matrix:
    """Return the index of every unit with an exception, at whatever node, which stands in all replications; NaN for the others."""
    excepted = {override.unit for override in index.overrides}
    stands = np.array([unit.code in excepted for unit in tables.units], dtype=bool)
    return np.where(stands, official.result.scores([official.result.tree.root])[:, 0], np.nan)


def _normalisations(
    index: Index, tables: IndexTables, official: Ranked, uncertainty: Uncertainty
) -> Iterator[tuple[str, Points]]:
    own = {one.normalise.method for one in index.choices.indicators}
    name = own.pop() if len(own) == 1 else OFFICIAL
    yield name, official.points
    for method, indicators in uncertainty.normalise.items():
        varied = replace(index.choices, indicators=indicators)
        points = points_of(index, varied, tables)
        yield f"{method}_{_AGAIN}" if method == name else method, points


def _aggregations(tree: Tree, uncertainty: Uncertainty) -> dict[str, dict[str, Rule]]:
    own = {rule.mean for rule in tree.rules.values()}
    official = own.pop() if len(own) == 1 else OFFICIAL
    others = [mean for mean in uncertainty.aggregate if mean != official]
    varied = {mean: {node: replace(rule, mean=mean) for node, rule in tree.rules.items()} for mean in others}
    return {official: {}, **varied}


def _some(points: Points, rows: Places) -> Points:
    """The points of some units. A scale without a lower end is given one for what counts as least: the worst that any unit has."""
    own, seen, applies = (np.asfortranarray(cells[rows]) for cells in (points.points, points.seen, points.applies))
    worst = np.where(points.seen > 0, points.points, np.inf).min(axis=0, initial=np.inf)
    least = np.where(np.isfinite(points.least), points.least, np.where(np.isfinite(worst), worst, 0.0))
    units = tuple(points.sites[row] for row in rows)
    return Points(units, points.indicators, own, seen, applies, least, points.most)
