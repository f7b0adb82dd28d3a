"""How the portals of a level stand together: means, medians and spread of the index, and what moved between two rounds. Pure."""

from __future__ import annotations

import pandas as pd

from metrics.coverage import LEVELS
from metrics.scorecard import STANDINGS, Scorecard


def level_index(scorecard: Scorecard, precision: int) -> pd.DataFrame:
    """Return one row a level, the level as index.

    Columns: portals (in scope), one a standing (ranked, vetoed, unreachable, blocked, insufficient), and of the ranked mean, median,
    lowest, highest and the quartiles q1 and q3 of the score, rounded to precision; NaN where none is ranked.
    """
    portals = scorecard.sites[scorecard.sites["standing"].isin(STANDINGS)]
    counts = portals.groupby(["level", "standing"]).size().unstack(fill_value=0)
    table = counts.reindex(index=list(LEVELS), columns=list(STANDINGS), fill_value=0)
    scores = portals[portals["standing"] == "ranked"].groupby("level")["score"]
    numbers = {
        "mean": scores.mean(), "median": scores.median(), "lowest": scores.min(), "highest": scores.max(),
        "q1": scores.quantile(0.25), "q3": scores.quantile(0.75),
    }  # fmt: skip
    table.insert(0, "portals", table.sum(axis=1))
    return table.assign(**{name: column.round(precision) for name, column in numbers.items()})


def level_moves(moves: pd.DataFrame, precision: int) -> pd.DataFrame:
    """Return one row a level, the level as index: what became of the portals that both rounds ranked, and of no others.

    moves: as ``site_moves`` returns them. Columns: n (ranked in both), mean_before, mean_now, change (of the mean, before
    rounding), up, down, same (scores), risen, fallen (grades). Means are NaN where n is 0.
    """
    both = moves[(moves["standing_before"] == "ranked") & (moves["standing_now"] == "ranked")]
    change = both["change"].round(precision)
    flags = both.assign(
        up=change > 0,
        down=change < 0,
        same=change == 0,
        risen=both["grade_now"] < both["grade_before"],
        fallen=both["grade_now"] > both["grade_before"],
    )
    by_level = flags.groupby("level")
    means = by_level[["score_before", "score_now", "change"]].mean().reindex(LEVELS).round(precision)
    counts = by_level[["up", "down", "same", "risen", "fallen"]].sum().reindex(LEVELS, fill_value=0).astype(int)
    table = means.rename(columns={"score_before": "mean_before", "score_now": "mean_now"}).join(counts)
    table.insert(0, "n", by_level.size().reindex(LEVELS, fill_value=0))
    return table


def level_grades(scorecard: Scorecard, grades: int) -> pd.DataFrame:
    """Return how many ranked portals of each level (index) are in each grade (columns 1 … grades)."""
    ranked = scorecard.sites[scorecard.sites["standing"] == "ranked"]
    table = pd.crosstab(ranked["level"], ranked["grade"])
    return table.reindex(index=list(LEVELS), columns=range(1, grades + 1), fill_value=0)


def dimension_medians(scorecard: Scorecard, precision: int) -> pd.DataFrame:
    """Return the median score of every level and dimension among the ranked portals that have one: level, dimension, median, n."""
    ranked = scorecard.sites.loc[scorecard.sites["standing"] == "ranked", ["site_id", "level"]]
    rows = scorecard.dimensions[["site_id", "dimension", "score"]].merge(ranked, on="site_id").dropna(subset="score")
    table = rows.groupby(["level", "dimension"], as_index=False)["score"].agg(median="median", n="size")
    return table.assign(median=table["median"].round(precision))
