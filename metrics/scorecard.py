"""The scorecard (评分结果): the one result that views, reports and exports read. Pure.

Every site gets an index from its dimensions and they from their indicators: weighted arithmetic means with given weights among
what applies and was seen; below the framework's floors there is no number, and the reason stands in its place. A confirmed veto
comes before any number. Ranks are among the portals of a level; what could not be ranked is listed apart: ranked + vetoed +
unreachable + blocked + insufficient = all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.frameworks.scale import Scale
from data.identity import STRANGERS
from metrics.aggregate import Means
from metrics.improve import Improvements, full_marks, improvements
from metrics.index import Result, roll_up
from metrics.normalise import FULL
from metrics.points import Points, points_of
from metrics.ranks import competition_ranks, published
from metrics.scale import all_alike, tree_of
from metrics.strangers import of_the_unit
from metrics.tree import Matrix, Tree

STANDINGS = ("ranked", "vetoed", "unreachable", "blocked", "insufficient")
"""What became of a portal in scope; other sites have the standing ``other``: scored and not ranked."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Three tables.

    sites — one row a site: site_id, unit_code, level, kind, in_scope, outcome, cause, score, lower, upper, completeness,
        dimensions (how many have a number), standing, reason ("" | vetoed | dimensions_below_floor | not_official | a cause), rank, of
        (ranked in the level), grade (the score's class, 1 the highest; 0 without a score), tier (档, 1 the highest, made from what can't be told apart
        by ``metrics.uncertainty.judgement``; 0 until then and for who is not ranked), score_equal, rank_equal (all dimensions weighing alike),
        vetoes (ids of the confirmed vetoes, joined by commas; "" for none). Numbers are NaN and ranks 0 where there is none.
    dimensions — one row a site and dimension that applies: site_id, dimension, score, lower, upper, completeness,
        weight (percent of the index at the level), share (percent of this site's index), reason ("" | below_floor).
    indicators — one row a site and indicator that applies: site_id, dimension, indicator, points, seen, weight (percent of the
        dimension), share (percent of this site's index), earned (points of the index it brings), gain (points of the index that
        full marks would add; NaN where nothing was seen), total (the index then), grade (its class).
        earned of a site sums to its score before rounding.
    """

    sites: pd.DataFrame
    dimensions: pd.DataFrame
    indicators: pd.DataFrame


def score(
    framework: Scale, sites: pd.DataFrame, observations: pd.DataFrame, vetoes: Mapping[str, str] = MappingProxyType({})
) -> Scorecard:
    """Score the sites of a round.

    sites: site_id, unit_code, level, kind, in_scope, outcome, identity, cause; every site of the round once.
    observations: as ``points_of`` documents them; those of somebody else's site are not seen of the unit's.
    vetoes: site id → its confirmed vetoes, as ``metrics.vetoes.stopped`` returns them.
    """
    sites = sites.assign(vetoes=[vetoes.get(site_id, "") for site_id in sites["site_id"]])
    sites = sites.sort_values("site_id", ignore_index=True)
    levels = dict(zip(sites["site_id"], sites["level"], strict=True))
    points = points_of(framework, levels, of_the_unit(sites, observations))
    tree = tree_of(framework)
    places = tree.level_places(list(levels.values()))
    result = roll_up(tree, points, places)
    equal = roll_up(all_alike(tree), points, places)
    below = tree.children[tree.root]
    scored = ~np.isnan(result.scores(below))
    level_weights = tree.weights[places][:, tree.places(below)]
    table = _site_table(framework, sites, result, equal, (scored & (level_weights > 0)).sum(axis=1))
    without = table["score"].isna().to_numpy()
    shares = np.where(without[:, None], 0.0, _shares(scored, level_weights))
    dimensions = _dimension_table(framework, points.sites, result, level_weights, shares)
    mended = improvements(tree, points, places, result, full_marks(points))
    indicators = _indicator_table(framework, points, tree, shares, without, mended)
    return Scorecard(table, dimensions, indicators)


def _shares(scored: np.ndarray, level_weights: Matrix) -> Matrix:
    """Percent of a site's index that each dimension makes up."""
    held = level_weights * scored
    total = held.sum(axis=1, keepdims=True)
    shares: Matrix = FULL * np.divide(held, total, out=np.zeros_like(held), where=total > 0)
    return shares


# Tables


def _site_table(
    framework: Scale, sites: pd.DataFrame, result: Result, equal: Result, dimensions: np.ndarray
) -> pd.DataFrame:
    columns = ["site_id", "unit_code", "level", "kind", "in_scope", "outcome", "cause", "vetoes"]
    index, alike = result.index, equal.index
    table = sites[columns].assign(
        score=_printed(index, framework.precision),
        lower=published(index.lower, framework.precision),
        upper=published(index.upper, framework.precision),
        completeness=index.completeness,
        dimensions=dimensions,
        score_equal=_printed(alike, framework.precision),
    )
    table["standing"] = _standing(table)
    # A number stands only where it may be compared: not beside what did not open or kept us out.
    vetoed = table["vetoes"] != ""
    kept_out = vetoed | table["standing"].isin(["unreachable", "blocked"])
    table.loc[kept_out, ["score", "score_equal"]] = np.nan
    strange = sites["identity"].isin(STRANGERS) & ~kept_out
    known = table["cause"].mask(strange, "not_official").mask(vetoed, "vetoed")
    short = known.where(known != "", "dimensions_below_floor")
    table["reason"] = short.where(table["score"].isna(), "")
    table["rank"], table["of"] = _ranks(table, "score")
    table["rank_equal"], _ = _ranks(table, "score_equal")
    table["grade"] = [grade_of(framework, score) for score in table["score"]]
    table["tier"] = 0
    return table


def _standing(table: pd.DataFrame) -> pd.Series:
    standing = pd.Series("insufficient", index=table.index).mask(table["score"].notna(), "ranked")
    for outcome in ("unreachable", "blocked"):
        standing = standing.mask(table["outcome"] == outcome, outcome)
    standing = standing.mask(table["vetoes"] != "", "vetoed")
    return standing.mask((table["kind"] != "portal") | ~table["in_scope"], "other")


def _printed(means: Means, precision: int) -> Matrix:
    return np.where(means.above_floor, published(means.score, precision), np.nan)


def _ranks(table: pd.DataFrame, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Rank within the level, equal scores sharing the better rank, and the number of ranked; 0 where there is none."""
    group = np.where(table["standing"] == "ranked", pd.factorize(table["level"])[0], -1)
    return competition_ranks(table[column].to_numpy(dtype=np.float64), group)


def grade_of(framework: Scale, score: float) -> int:
    """Return the class a score falls into, 1 the highest; 0 for no score."""
    if np.isnan(score):
        return 0
    return next(place for place, grade in enumerate(framework.grades, 1) if score >= grade.begins)


def _dimension_table(
    framework: Scale, site_ids: tuple[str, ...], result: Result, level_weights: Matrix, shares: Matrix
) -> pd.DataFrame:
    tables = []
    for position, dimension in enumerate(framework.dimensions):
        part = result.of(dimension.id)
        table = pd.DataFrame(
            {
                "site_id": site_ids,
                "dimension": dimension.id,
                "score": _printed(part, framework.precision),
                "lower": published(part.lower, framework.precision),
                "upper": published(part.upper, framework.precision),
                "completeness": part.completeness,
                "weight": level_weights[:, position],
                "share": shares[:, position],
                "reason": np.where(part.above_floor, "", "below_floor"),
            }
        )
        tables.append(table[~np.isnan(part.completeness)])
    return pd.concat(tables, ignore_index=True)


def _indicator_table(
    framework: Scale, points: Points, tree: Tree, shares: Matrix, without: npt.NDArray[np.bool_], mended: Improvements
) -> pd.DataFrame:
    """What each indicator brings to a site's index, and what full marks would bring. without: sites without an index."""
    gains, totals = (np.where(without[:, None], np.nan, table) for table in (mended.gain, mended.total))
    totals = published(totals, framework.precision)
    tables = []
    for position, dimension in enumerate(framework.dimensions):
        columns = tree.places(tree.children[dimension.id])
        weighed = np.array([worth.weight for worth in dimension.indicators]) * points.seen[:, columns]
        whole = weighed.sum(axis=1)
        for worth, column, own in zip(dimension.indicators, columns, weighed.T, strict=True):
            part = np.divide(own, whole, out=np.zeros(len(points.sites)), where=whole > 0)
            share = shares[:, position] * part
            table = pd.DataFrame(
                {
                    "site_id": points.sites,
                    "dimension": dimension.id,
                    "indicator": worth.indicator,
                    "points": np.where(points.seen[:, column] > 0, points.points[:, column], np.nan),
                    "seen": points.seen[:, column],
                    "weight": worth.weight,
                    "share": share,
                    "earned": share * points.points[:, column] / FULL,
                    "gain": gains[:, column],
                    "total": totals[:, column],
                    "grade": [grade_of(framework, score) for score in totals[:, column]],
                }
            )
            tables.append(table[points.applies[:, column] > 0])
    return pd.concat(tables, ignore_index=True)
