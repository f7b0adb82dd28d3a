"""Means over groups of sites: what a level or a region reaches in the index and in each dimension. Pure.

A mean is over those that have a number; how many they are, and why the others have none, stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from metrics.scale import EQUAL, INDEX
from metrics.scorecard import Scorecard


def group_means(scorecard: Scorecard, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a group and dimension, ``INDEX`` and ``EQUAL`` among them: group, dimension, mean, n, below, ranked.

    groups: site id → group. Only ranked portals of the groups count; a dimension counts where it weighs.
    mean: 0–100, NaN where n is 0. n: portals with a number; below: those below the dimension's floor; ranked: all of the
    group, so that ranked - n - below are those to which the dimension does not apply. Groups without a ranked portal are not there.
    """
    table = _scores(scorecard, groups)
    scores = table.groupby(["group", "dimension"], sort=False)["score"].agg(["mean", "count", "size"]).reset_index()
    ranked = table.loc[table["dimension"] == INDEX, "group"].value_counts()
    return scores.assign(below=scores["size"] - scores["count"], ranked=scores["group"].map(ranked).astype(int)).rename(
        columns={"count": "n"}
    )[["group", "dimension", "mean", "n", "below", "ranked"]]


def group_changes(before: Scorecard, now: Scorecard, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a group and dimension of ``group_means``: group, dimension, change and n.

    change: mean change of the portals that both rounds ranked and gave a number, n of them; others would change a mean by
    coming and going. groups: as they are now.
    """
    both = _scores(now, groups).merge(_scores(before, groups), on=["site_id", "group", "dimension"])
    both = both.assign(change=both["score_x"] - both["score_y"])
    table = both.groupby(["group", "dimension"], sort=False)["change"].agg(["mean", "count"]).reset_index()
    return table.rename(columns={"mean": "change", "count": "n"})


def _scores(scorecard: Scorecard, groups: Mapping[str, str]) -> pd.DataFrame:
    """The scores of the ranked portals of the groups: site_id, group, dimension, score."""
    sites = scorecard.sites[scorecard.sites["standing"] == "ranked"]
    sites = sites.assign(group=sites["site_id"].map(groups)).dropna(subset="group")
    held = sites[["site_id", "group"]]
    index = [
        held.assign(dimension=name, score=sites[column]) for name, column in ((INDEX, "score"), (EQUAL, "score_equal"))
    ]
    weighing = scorecard.dimensions[scorecard.dimensions["weight"] > 0]
    by_dimension = held.merge(weighing[["site_id", "dimension", "score"]], on="site_id")
    return pd.concat([*index, by_dimension], ignore_index=True)


def indicator_means(scorecard: Scorecard, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a group and indicator: group, indicator, mean of the points (0–100, NaN where n is 0) and n.

    groups: site id → group. Every site of the groups counts at which the indicator is scored and was seen.
    """
    table = scorecard.indicators[["site_id", "indicator", "points"]]
    table = table.assign(group=table["site_id"].map(groups)).dropna(subset="group")
    means = table.groupby(["group", "indicator"], sort=False)["points"].agg(["mean", "count"])
    return means.reset_index().rename(columns={"count": "n"})
