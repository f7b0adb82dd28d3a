"""Why a site moved between two rounds: its own change, others' change, rule change, list change; the parts sum to the whole. Pure.

A score moves by what the site changed (own), by what was seen of it otherwise (seen) and by the rules; a rank moves by the site's own
score, by the scores of the others, by the rules, and by who is ranked at the level (list). Every part is a Shapley value: what the
factor changes, on average over all orders in which the factors may change one after the other, so that no order is preferred and
nothing is left over. Everything is counted on published scores. The rules' part needs both rounds under both frameworks.
Source: Shapley (1953); for decompositions Shorrocks, Decomposition procedures for distributional analysis, J. Econ. Inequality 11 (2013).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import factorial

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.frameworks.scale import Scale
from metrics.index import roll_up
from metrics.normalise import FULL
from metrics.points import Points
from metrics.ranks import published
from metrics.scale import tree_of
from metrics.scorecard import Scorecard
from metrics.tree import Matrix

SCORE_PARTS = ("own", "seen", "rule")
RANK_PARTS = ("own", "others", "list", "rule")
_OWN, _OTHERS, _LIST, _RULE = (1 << place for place in range(len(RANK_PARTS)))


@dataclass(frozen=True, slots=True)
class Round:
    """One of two rounds. card: as published. points: of its sites, under the framework of the earlier round and under that of the later."""

    card: Scorecard
    points: tuple[Points, Points]


def split_moves(frameworks: tuple[Scale, Scale], before: Round, now: Round) -> pd.DataFrame:
    """Return one row a site that has a score in both rounds: site_id, change and its parts own, seen, rule; rank_change (places
    gained) and its parts rank_own, rank_others, rank_list, rank_rule.

    frameworks: of the earlier and of the later round. seen is NaN where what both rounds saw is too little for a score by itself: own
    then holds it, too. Parts are NaN where one of the rules gives the site no score in the other round; those of the rank also where
    the site was not ranked in both rounds at one level.
    """
    rounds = (before, now)
    scores = [[_scores(frameworks, rounds, t, r) for r in (0, 1)] for t in (0, 1)]
    both = scores[0][0].index.intersection(scores[1][1].index)
    at = [[own.reindex(both).to_numpy() for own in of_round] for of_round in scores]
    shared = [
        _shared(framework, [(one.points[r], _levels(one)) for one in rounds], both)
        for r, framework in enumerate(frameworks)
    ]
    moved = [at[1][r] - at[0][r] for r in (0, 1)]
    owns = [np.where(whole, move, now - was) for move, (was, now, whole) in zip(moved, shared, strict=True)]
    rule = ((at[0][1] - at[0][0]) + (at[1][1] - at[1][0])) / 2
    site = np.where(np.isnan(rule), np.nan, np.mean(moved, axis=0))
    apart = ~np.isnan(owns).any(axis=0)
    own = np.where(apart & ~np.isnan(rule), np.mean(owns, axis=0), site)
    seen = np.where(apart, site - own, np.nan)
    change = at[1][1] - at[0][0]
    table = pd.DataFrame({"site_id": both, "change": change, "own": own, "seen": seen, "rule": rule})
    return table.merge(_rank_parts(scores, rounds), on="site_id", how="left", validate="one_to_one")


def points_as_scored(framework: Scale, card: Scorecard) -> Points:
    """Return the points that a published scorecard was made from, read back out of its table of indicators."""
    sites = tuple(card.sites["site_id"])
    indicators = tuple(worth.indicator for dimension in framework.dimensions for worth in dimension.indicators)
    row = pd.Index(sites).get_indexer(card.indicators["site_id"])
    column = pd.Index(indicators).get_indexer(card.indicators["indicator"])
    points, seen, applies = (np.zeros((len(sites), len(indicators)), order="F") for _ in range(3))
    points[row, column] = card.indicators["points"].fillna(0.0)
    seen[row, column] = card.indicators["seen"]
    applies[row, column] = 1.0
    m = len(indicators)
    return Points(sites, indicators, points, seen, applies, np.zeros(m), np.full(m, FULL))


# Scores


def _scores(frameworks: tuple[Scale, Scale], rounds: tuple[Round, Round], t: int, r: int) -> pd.Series:
    """The published scores of one round's sites under one framework, by site id, of those that the round itself gave a score."""
    own = rounds[t].card.sites.set_index("site_id")["score"].dropna()
    if t == r or frameworks[0].digest == frameworks[1].digest:
        return own
    points, levels = rounds[t].points[r], _levels(rounds[t])
    index = _index(frameworks[r], points, [levels[site] for site in points.sites])
    return pd.Series(index, index=list(points.sites)).reindex(own.index)


def _index(framework: Scale, points: Points, levels: Sequence[str]) -> Matrix:
    tree = tree_of(framework)
    means = roll_up(tree, points, tree.level_places(levels)).index
    return np.where(means.above_floor, published(means.score, framework.precision), np.nan)


def _levels(of: Round) -> Mapping[str, str]:
    return dict(zip(of.card.sites["site_id"], of.card.sites["level"], strict=True))


def _shared(
    framework: Scale, rounds: Sequence[tuple[Points, Mapping[str, str]]], both: pd.Index
) -> tuple[Matrix, Matrix, npt.NDArray[np.bool_]]:
    """The scores of both rounds by what both saw to the same share and nothing else, and whether that was all there was."""
    (was, now), sites = (_rows(points, both) for points, _ in rounds), list(both)
    common = (was.seen == now.seen) & (was.seen > 0)
    whole = ((was.seen == now.seen) & (was.applies == now.applies)).all(axis=1)
    before, after = (
        _index(
            framework,
            replace(one, points=one.points * common, seen=one.seen * common, applies=common.astype(np.float64)),
            [levels[site] for site in sites],
        )
        for one, (_, levels) in zip((was, now), rounds, strict=True)
    )
    return before, after, whole


def _rows(points: Points, sites: pd.Index) -> Points:
    at = pd.Index(points.sites).get_indexer(sites)
    points_at, seen, applies = (np.asfortranarray(table[at]) for table in (points.points, points.seen, points.applies))
    return replace(points, sites=tuple(sites), points=points_at, seen=seen, applies=applies)


# Ranks


def _rank_parts(scores: list[list[pd.Series]], rounds: tuple[Round, Round]) -> pd.DataFrame:
    ranked = [one.card.sites[one.card.sites["standing"] == "ranked"].set_index("site_id")["level"] for one in rounds]
    tables = [_at_level(scores, *(own.index[own == level] for own in ranked)) for level in ranked[1].unique()]
    columns = ["site_id", "rank_change", *(f"rank_{part}" for part in RANK_PARTS)]
    return pd.concat(
        [pd.DataFrame(columns=columns, dtype=float).astype({"site_id": object}), *tables], ignore_index=True
    )


def _at_level(scores: list[list[pd.Series]], was: pd.Index, is_now: pd.Index) -> pd.DataFrame:
    """The parts of the ranks of who is ranked in both rounds at a level. was, is_now: who is ranked there."""
    both = was.intersection(is_now)
    # Who came or left has only the scores of the round it was in.
    only = [
        [scores[t][r].reindex(ids.difference(both)).to_numpy() for r in (0, 1)] for t, ids in enumerate((was, is_now))
    ]
    held = [[scores[t][r].reindex(both).to_numpy() for r in (0, 1)] for t in (0, 1)]

    def rank(mask: int) -> Matrix:
        r, x, y, who = (int(bool(mask & factor)) for factor in (_RULE, _OWN, _OTHERS, _LIST))
        own, others = held[x][r], held[y][r]
        ahead = _above(own, others) - (others > own) + _above(own, only[who][r])
        return np.where(np.isnan(own), np.nan, 1.0 + ahead)

    ranks = [rank(mask) for mask in range(1 << len(RANK_PARTS))]
    parts = {f"rank_{name}": 0.0 - part for name, part in zip(RANK_PARTS, shapley(ranks), strict=True)}
    return pd.DataFrame({"site_id": both, "rank_change": ranks[0] - ranks[-1], **parts})


def _above(own: Matrix, others: Matrix) -> Matrix:
    """How many of the others stand above each."""
    known = np.sort(others[~np.isnan(others)])
    return (len(known) - np.searchsorted(known, own, side="right")).astype(np.float64)


def shapley(values: Sequence[Matrix]) -> list[Matrix]:
    """Return what each of k factors brings of ``values[-1] - values[0]``, on average over all orders in which they may change.

    values: 2 ** k arrays; the bits of their position tell which factors have changed.
    """
    k = len(values).bit_length() - 1
    parts = []
    for factor in range(k):
        part = np.zeros_like(values[0])
        for mask in range(len(values)):
            if not mask >> factor & 1:
                before = mask.bit_count()
                weight = factorial(before) * factorial(k - before - 1) / factorial(k)
                part = part + weight * (values[mask | 1 << factor] - values[mask])
        parts.append(part)
    return parts
