"""The scorecard (评分结果): the one result that views, reports and exports read. Pure.

Every site gets an index from its dimensions and they from their indicators: weighted arithmetic means with given weights among
what applies and was seen; below the framework's floors there is no number, and the reason stands in its place. Ranks are
among the portals of a level; what could not be ranked is listed apart: ranked + unreachable + blocked + insufficient = all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.frameworks.scale import Scale
from data.identity import STRANGERS
from metrics.aggregate import Means, weighted_mean
from metrics.points import FULL, Matrix, Points, points_of
from metrics.strangers import of_the_unit

STANDINGS = ("ranked", "unreachable", "blocked", "insufficient")
"""What became of a portal in scope; other sites have the standing ``other``: scored and not ranked."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Three tables.

    sites — one row a site: site_id, unit_code, level, kind, in_scope, outcome, cause, score, lower, upper, completeness,
        dimensions (how many have a number), standing, reason ("" | dimensions_below_floor | not_official | a cause), rank, of
        (ranked in the level), tier (1 the highest; 0 without a score), score_equal, rank_equal (all dimensions weighing alike).
        Numbers are NaN and ranks 0 where there is none.
    dimensions — one row a site and dimension that applies: site_id, dimension, score, lower, upper, completeness,
        weight (percent of the index at the level), share (percent of this site's index), reason ("" | below_floor).
    indicators — one row a site and indicator that applies: site_id, dimension, indicator, points, seen, weight (percent of the
        dimension), share (percent of this site's index), earned (points of the index it brings), gain (points of the index that
        full marks would add; NaN where nothing was seen), total (the index then), tier (its tier).
        earned of a site sums to its score before rounding.
    """

    sites: pd.DataFrame
    dimensions: pd.DataFrame
    indicators: pd.DataFrame


def score(framework: Scale, sites: pd.DataFrame, observations: pd.DataFrame) -> Scorecard:
    """Score the sites of a round.

    sites: site_id, unit_code, level, kind, in_scope, outcome, identity, cause; every site of the round once.
    observations: as ``points_of`` documents them; those of somebody else's site are not seen of the unit's.
    """
    sites = sites.sort_values("site_id", ignore_index=True)
    levels = dict(zip(sites["site_id"], sites["level"], strict=True))
    points = points_of(framework, levels, of_the_unit(sites, observations))
    weights = _indicator_weights(framework, points)
    blocks = _blocks(framework)
    parts = [
        weighted_mean(points.points[:, b], points.seen[:, b], points.applies[:, b], weights[:, b])
        for b in blocks.values()
    ]
    scored = np.column_stack([_above_floor(part, framework.dimension_floor) for part in parts])
    level_weights = _level_weights(framework, list(levels.values()))
    index = _index(parts, scored, level_weights)
    equal = _index(parts, scored, (level_weights > 0).astype(np.float64))
    has_index = scored.sum(axis=1, where=level_weights > 0) >= framework.dimensions_floor
    shares = _shares(scored, level_weights)
    table = _site_table(framework, sites, index, equal, has_index, (scored & (level_weights > 0)).sum(axis=1))
    dimensions = _dimension_table(framework, points.sites, parts, scored, level_weights, shares, has_index)
    total = np.where(table["score"].notna(), index.score, np.nan)
    indicators = _indicator_table(framework, points, weights, blocks, shares, total)
    return Scorecard(table, dimensions, indicators)


# Weights


def _blocks(framework: Scale) -> dict[str, slice]:
    """The columns of each dimension's indicators."""
    blocks, start = {}, 0
    for dimension in framework.dimensions:
        blocks[dimension.id] = slice(start, start + len(dimension.indicators))
        start += len(dimension.indicators)
    return blocks


def _indicator_weights(framework: Scale, points: Points) -> Matrix:
    row = [worth.weight for dimension in framework.dimensions for worth in dimension.indicators]
    return np.tile(np.array(row, dtype=np.float64), (len(points.sites), 1))


def _level_weights(framework: Scale, levels: list[str]) -> Matrix:
    by_level = {
        level: [dimension.weights[level] for dimension in framework.dimensions] for level in dict.fromkeys(levels)
    }
    return np.array([by_level[level] for level in levels], dtype=np.float64).reshape(-1, len(framework.dimensions))


def _above_floor(part: Means, floor: float) -> np.ndarray:
    return ~np.isnan(part.score) & (np.nan_to_num(part.completeness) >= floor)


def _index(parts: list[Means], scored: np.ndarray, level_weights: Matrix) -> Means:
    """The index from its dimensions. For the bounds a dimension below the floor counts as not seen: 0 … 100, so that the bounds
    hold the index whatever that dimension is; completeness goes by all dimensions that apply.
    """
    applies = np.column_stack([~np.isnan(part.completeness) for part in parts]).astype(np.float64)
    stacked = {name: _stack(parts, name) for name in ("score", "lower", "upper", "completeness")}
    return Means(
        weighted_mean(stacked["score"], scored.astype(np.float64), applies, level_weights).score,
        weighted_mean(np.where(scored, stacked["lower"], 0.0), applies, applies, level_weights).score,
        weighted_mean(np.where(scored, stacked["upper"], FULL), applies, applies, level_weights).score,
        weighted_mean(stacked["completeness"], applies, applies, level_weights).score,
    )


def _stack(parts: list[Means], name: str) -> Matrix:
    stacked: Matrix = np.nan_to_num(np.column_stack([getattr(part, name) for part in parts]))
    return stacked


def _shares(scored: np.ndarray, level_weights: Matrix) -> Matrix:
    """Percent of a site's index that each dimension makes up."""
    held = level_weights * scored
    total = held.sum(axis=1, keepdims=True)
    shares: Matrix = FULL * np.divide(held, total, out=np.zeros_like(held), where=total > 0)
    return shares


# Tables


def _site_table(
    framework: Scale, sites: pd.DataFrame, index: Means, equal: Means, has_index: np.ndarray, dimensions: np.ndarray
) -> pd.DataFrame:
    def printed(values: Matrix) -> Matrix:
        return np.where(has_index, np.round(values, framework.precision), np.nan)

    columns = ["site_id", "unit_code", "level", "kind", "in_scope", "outcome", "cause"]
    table = sites[columns].assign(
        score=printed(index.score),
        lower=np.round(index.lower, framework.precision),
        upper=np.round(index.upper, framework.precision),
        completeness=index.completeness,
        dimensions=dimensions,
        score_equal=printed(equal.score),
    )
    table["standing"] = _standing(table)
    # A number stands only where it may be compared: not beside what did not open or kept us out.
    kept_out = table["standing"].isin(["unreachable", "blocked"])
    table.loc[kept_out, ["score", "score_equal"]] = np.nan
    strange = sites["identity"].isin(STRANGERS) & ~kept_out
    known = table["cause"].mask(strange, "not_official")
    short = known.where(known != "", "dimensions_below_floor")
    table["reason"] = short.where(table["score"].isna(), "")
    table["rank"], table["of"] = _ranks(table, "score")
    table["rank_equal"], _ = _ranks(table, "score_equal")
    table["tier"] = [tier_of(framework, score) for score in table["score"]]
    return table


def _standing(table: pd.DataFrame) -> pd.Series:
    standing = pd.Series("insufficient", index=table.index).mask(table["score"].notna(), "ranked")
    for outcome in ("unreachable", "blocked"):
        standing = standing.mask(table["outcome"] == outcome, outcome)
    return standing.mask((table["kind"] != "portal") | ~table["in_scope"], "other")


def _ranks(table: pd.DataFrame, column: str) -> tuple[pd.Series, pd.Series]:
    """Rank within the level, equal scores sharing the better rank, and the number of ranked; 0 where there is none."""
    ranked = table[table["standing"] == "ranked"]
    by_level = ranked.groupby("level")[column]
    rank = by_level.rank(method="min", ascending=False).reindex(table.index, fill_value=0.0)
    number = by_level.transform("size").reindex(table.index, fill_value=0)
    return rank.astype(int), number.astype(int)


def tier_of(framework: Scale, score: float) -> int:
    """Return the tier a score falls into, 1 the highest; 0 for no score."""
    if np.isnan(score):
        return 0
    return next(place for place, tier in enumerate(framework.tiers, 1) if score >= tier.begins)


def _dimension_table(
    framework: Scale,
    site_ids: tuple[str, ...],
    parts: list[Means],
    scored: np.ndarray,
    level_weights: Matrix,
    shares: Matrix,
    has_index: np.ndarray,
) -> pd.DataFrame:
    tables = []
    for position, (dimension, part) in enumerate(zip(framework.dimensions, parts, strict=True)):
        above = scored[:, position]
        table = pd.DataFrame(
            {
                "site_id": site_ids,
                "dimension": dimension.id,
                "score": np.round(np.where(above, part.score, np.nan), framework.precision),
                "lower": np.round(part.lower, framework.precision),
                "upper": np.round(part.upper, framework.precision),
                "completeness": part.completeness,
                "weight": level_weights[:, position],
                "share": np.where(has_index, shares[:, position], 0.0),
                "reason": np.where(above, "", "below_floor"),
            }
        )
        tables.append(table[~np.isnan(part.completeness)])
    return pd.concat(tables, ignore_index=True)


def _indicator_table(
    framework: Scale,
    points: Points,
    weights: Matrix,
    blocks: Mapping[str, slice],
    shares: Matrix,
    total: Matrix,
) -> pd.DataFrame:
    """What each indicator brings to a site's index, and what full marks would bring. total: the index before rounding."""
    tables = []
    for position, (dimension, block) in enumerate(blocks.items()):
        weighed = weights[:, block] * points.seen[:, block]
        whole = weighed.sum(axis=1)
        for column in range(block.start, block.stop):
            own = np.divide(weighed[:, column - block.start], whole, out=np.zeros(len(points.sites)), where=whole > 0)
            share = np.where(np.isnan(total), 0.0, shares[:, position] * own)
            gain = share * (FULL - points.points[:, column]) / FULL
            gain = np.where((points.seen[:, column] > 0) & ~np.isnan(total), gain, np.nan)
            then = np.round(total + gain, framework.precision)
            table = pd.DataFrame(
                {
                    "site_id": points.sites,
                    "dimension": dimension,
                    "indicator": points.indicators[column],
                    "points": np.where(points.seen[:, column] > 0, points.points[:, column], np.nan),
                    "seen": points.seen[:, column],
                    "weight": weights[:, column],
                    "share": share,
                    "earned": share * points.points[:, column] / FULL,
                    "gain": gain,
                    "total": then,
                    "tier": [tier_of(framework, score) for score in then],
                }
            )
            tables.append(table[points.applies[:, column] > 0])
    return pd.concat(tables, ignore_index=True)
