"""What one site's index is made of, and what a site without one lacks. Pure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.scorecard import Scorecard
from metrics.tree import Matrix

_ROUNDING = 1e-9  # what adding some ten products may lose


def apportion(parts: Matrix, total: float, precision: int) -> Matrix:
    """Return parts cut to a precision so that what is printed sums to the printed total.

    parts: their sum is the total before rounding; losses are negative. Every part is printed at the step below or above it: the largest
    remainders go up (largest remainder method, as seats are apportioned).
    """
    steps = np.asarray(parts, dtype=np.float64) * 10**precision
    whole = np.floor(steps + _ROUNDING)
    short = round(total * 10**precision) - int(whole.sum())
    up = np.argsort(whole - steps, kind="stable")[:short]
    whole[up] += 1
    printed: Matrix = whole / 10**precision
    return printed


def contributions(scorecard: Scorecard, site_id: str, precision: int) -> pd.DataFrame:
    """Return what each indicator of a site brings to its score, the indicator as index, as it is printed.

    Columns: dimension, points, seen, weight, share, gain as in the scorecard; earned: points of the index, which sum to the
    earned of the dimension, and those to the score; of_dimension: the dimension's own sum.
    A site without a score earns NaN.
    """
    rows = scorecard.indicators[scorecard.indicators["site_id"] == site_id].set_index("indicator")
    score = float(scorecard.sites.set_index("site_id").loc[site_id, "score"])
    columns = ["dimension", "points", "seen", "weight", "share", "gain"]
    if np.isnan(score):
        return rows[columns].assign(earned=np.nan, of_dimension=np.nan)
    whole = rows.groupby("dimension", sort=False)["earned"].sum()
    whole = pd.Series(apportion(whole.to_numpy(), score, precision), index=whole.index)
    earned = pd.concat(
        [
            pd.Series(apportion(of["earned"].to_numpy(), whole[dimension], precision), index=of.index)
            for dimension, of in rows.groupby("dimension", sort=False)
        ]
    )
    return rows[columns].assign(earned=earned, of_dimension=rows["dimension"].map(whole))


def shortfalls(scorecard: Scorecard, site_id: str, floor: float) -> pd.DataFrame:
    """Return the dimensions of a site that weigh in its index and were seen too little for a number, the most seen first.

    Columns: dimension, completeness, needed: the heaviest unseen indicators that together would reach the floor.
    floor: share of a dimension's applicable weight that must be seen.
    """
    own = scorecard.dimensions
    own = own[(own["site_id"] == site_id) & (own["reason"] != "") & (own["weight"] > 0)]
    rows = scorecard.indicators[scorecard.indicators["site_id"] == site_id]
    needed = []
    for dimension in own["dimension"]:
        of = rows[rows["dimension"] == dimension]
        unseen = (of["weight"] * (1 - of["seen"])).set_axis(of["indicator"])
        heaviest = unseen[unseen > 0].sort_values(ascending=False, kind="stable")
        lacking = floor * of["weight"].sum() - (of["weight"] * of["seen"]).sum()
        enough = int((heaviest.cumsum() < lacking - _ROUNDING).sum()) + 1
        needed.append(tuple(heaviest.index[:enough]))
    table = own[["dimension", "completeness"]].assign(needed=needed)
    return table.sort_values("completeness", ascending=False, kind="stable", ignore_index=True)
