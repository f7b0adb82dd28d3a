"""What to mend first at every site of a scorecard: gains of single indicators at a target, and what they lead to. Pure.

Vetoes are no gains: a site that one stops has no score, and nothing here raises it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.frameworks.scale import Scale
from metrics.improve import full_marks, improvements, needed, places_among, ranks_then, upper_quartile
from metrics.index import Result, roll_up
from metrics.moves import points_as_scored
from metrics.points import Points
from metrics.ranks import Places, published
from metrics.scale import tree_of
from metrics.scorecard import Scorecard
from metrics.tree import Matrix, Tree

TARGETS = ("full", "quartile", "grade")
"""Full marks; what the best quarter of the level's ranked portals reaches; just so much that the site comes into the next grade."""


def fixes(framework: Scale, scorecard: Scorecard, target: str) -> pd.DataFrame:
    """Return ``fix_table`` of a published scorecard, whose points are read back out of it."""
    return fix_table(framework, scorecard.sites, points_as_scored(framework, scorecard), target)


def fix_table(framework: Scale, sites: pd.DataFrame, points: Points, target: str) -> pd.DataFrame:
    """Return what each indicator alone would bring at its target, sites in order, of each the largest gain first, for ``grade`` the
    least to be done first. Only what was seen and would gain.

    sites: as ``Scorecard`` documents them. points: what they were scored by, a row a site in their order.
    Columns: site_id, indicator, dimension, points, seen, target (points), gain (from the printed score to the printed total), total,
    grade, rises (the grade would be a higher one), rank and places (gained; both 0 for a site that is not ranked), tier (0 without)
    and tier_rises. Ranks and tiers are those among the others as they are. The tier is an estimate by the
    lowest score in each: tiers are made of replications, and made anew they may differ.
    """
    tree = tree_of(framework)
    places = tree.level_places(list(sites["level"]))
    result = roll_up(tree, points, places)
    score = sites["score"].to_numpy(dtype=np.float64)
    groups = np.where(sites["standing"] == "ranked", pd.factorize(sites["level"])[0], -1)
    begins = np.array([grade.begins for grade in framework.grades])
    targets = _targets(target, tree, points, places, result, groups, _next(score, begins))
    total = improvements(tree, points, places, result, targets).total
    total[np.isnan(score)] = np.nan
    rank = ranks_then(total, np.where(groups >= 0, score, np.nan), groups, framework.precision)
    total = published(total, framework.precision)
    gain = published(total - score[:, None], framework.precision)
    aim = np.broadcast_to(targets, total.shape)
    row, column = _in_order(gain, aim - points.points if target == "grade" else -gain)
    now = {name: sites[name].to_numpy()[row] for name in ("grade", "rank", "tier")}
    grade, rank, tier = places_among(total[row, column], begins), rank[row, column], sites["tier"].to_numpy()
    tier = _tiers(total, score, tier, groups)[row, column]
    dimension = {worth.indicator: one.id for one in framework.dimensions for worth in one.indicators}
    return pd.DataFrame(
        {
            "site_id": sites["site_id"].array.take(row),
            "indicator": pd.Index(points.indicators).take(column),
            "dimension": pd.Index([dimension[name] for name in points.indicators]).take(column),
            "points": points.points[row, column],
            "seen": points.seen[row, column],
            "target": aim[row, column],
            "gain": gain[row, column],
            "total": total[row, column],
            "grade": grade,
            "rises": grade < now["grade"],
            "rank": rank,
            "places": now["rank"] - rank,
            "tier": tier,
            "tier_rises": tier < now["tier"],
        }
    )


def _in_order(gain: Matrix, step: Matrix) -> tuple[Places, Places]:
    """The cells that would gain, sites in order, of each the smallest step first; equal ones as the indicators stand."""
    order = np.argsort(np.where(np.nan_to_num(gain) > 0, step, np.inf), axis=1, kind="stable")
    number = (np.nan_to_num(gain) > 0).sum(axis=1)
    row = np.repeat(np.arange(len(order)), number)
    return row, order[np.arange(order.shape[1]) < number[:, None]]


def _next(score: Matrix, begins: Matrix) -> Matrix:
    """Where the next grade begins; NaN for a site in the highest, or without a score."""
    above = places_among(score, begins) - 2
    return np.where(above >= 0, begins[np.maximum(above, 0)], np.nan)


def _targets(
    target: str, tree: Tree, points: Points, places: Places, result: Result, groups: Places, wanted: Matrix
) -> Matrix:
    if target == "full":
        return full_marks(points)
    if target == "quartile":
        return upper_quartile(points, groups)
    return needed(tree, points, places, result, wanted)


def _tiers(total: Matrix, score: Matrix, tier: Places, groups: Places) -> Places:
    """The tier each total would fall into, by the lowest score of every tier of the level; 0 where there are none."""
    found = np.zeros(total.shape, dtype=np.intp)
    for group in np.unique(groups[(groups >= 0) & (tier > 0)]):
        rows = np.flatnonzero((groups == group) & (tier > 0))
        begins = pd.Series(score[rows]).groupby(tier[rows]).min().to_numpy()
        found[rows] = np.minimum(places_among(total[rows], begins), tier[rows][:, None])
    return found
