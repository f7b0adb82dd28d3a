"""What the scores of many sites come to, by level or by province. Pure."""

from __future__ import annotations

import pandas as pd

from metrics.coverage import LEVELS
from metrics.scorecard import STANDINGS, Scorecard


def standings_by_level(sites: pd.DataFrame, precision: int) -> pd.DataFrame:
    """Return one row a level, the level as index: how many portals in scope stand where, and what the ranked ones reach.

    sites: as ``Scorecard`` documents them. precision: decimals of mean and median.
    Returns ranked, unreachable, blocked, insufficient, portals (their sum), mean, median (NaN where none is ranked).
    """
    portals = sites[sites["standing"].isin(STANDINGS)]
    table = pd.crosstab(portals["level"], portals["standing"]).reindex(index=LEVELS, columns=STANDINGS, fill_value=0)
    scores = _ranked(sites).groupby("level")["score"]
    return table.assign(
        portals=table.sum(axis=1),
        mean=scores.mean().round(precision).reindex(LEVELS),
        median=scores.median().round(precision).reindex(LEVELS),
    ).rename_axis(index="level", columns=None)


def tiers_by_level(sites: pd.DataFrame, tiers: int) -> pd.DataFrame:
    """Return how many ranked portals of each level (index) are in each tier (columns 1 … ``tiers``)."""
    ranked = _ranked(sites)
    table = pd.crosstab(ranked["level"], ranked["tier"])
    return table.reindex(index=LEVELS, columns=range(1, tiers + 1), fill_value=0)


def mean_scores(scorecard: Scorecard, groups: pd.Series, precision: int) -> pd.DataFrame:
    """Return the mean scores of the ranked portals of every group, the group as index.

    groups: site_id → its group; sites without one are left out. precision: decimals of the means.
    Returns portals (how many are ranked), index, then one column a dimension (NaN where no portal has a number).
    """
    ranked = _ranked(scorecard.sites)
    ranked = ranked.assign(group=ranked["site_id"].map(groups)).dropna(subset=["group"])
    dimensions = scorecard.dimensions.merge(ranked[["site_id", "group"]], on="site_id")
    names = list(scorecard.dimensions["dimension"].unique())
    by_dimension = dimensions.pivot_table(index="group", columns="dimension", values="score", aggfunc="mean")
    by_group = ranked.groupby("group")["score"]
    head = pd.DataFrame({"portals": by_group.size(), "index": by_group.mean()})
    return head.join(by_dimension.reindex(columns=names)).round(precision)


def _ranked(sites: pd.DataFrame) -> pd.DataFrame:
    return sites[sites["standing"] == "ranked"]
