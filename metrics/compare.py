"""Two rounds of one registry side by side: what moved. Pure."""

from __future__ import annotations

import pandas as pd

from metrics.scorecard import Scorecard

_OWN = ["score", "rank", "of", "grade", "tier", "standing", "completeness"]


def site_moves(before: Scorecard, now: Scorecard) -> pd.DataFrame:
    """Return one row a site of both rounds: site_id, unit_code, level, kind, in_scope, then score, rank, of, grade, tier, standing
    and completeness each as NAME_before and NAME_now, and change (of the score; NaN where one of the rounds has none).
    """
    head = ["site_id", "unit_code", "level", "kind", "in_scope"]
    table = now.sites[[*head, *_OWN]].merge(
        before.sites[["site_id", *_OWN]], on="site_id", suffixes=("_now", "_before"), validate="one_to_one"
    )
    return table.assign(change=table["score_now"] - table["score_before"])


def dimension_moves(before: Scorecard, now: Scorecard) -> pd.DataFrame:
    """Return one row a site and dimension of both rounds: site_id, dimension, score_before, score_now, change.

    change is NaN where one of the rounds has no number.
    """
    columns = ["site_id", "dimension", "score"]
    table = now.dimensions[columns].merge(
        before.dimensions[columns], on=["site_id", "dimension"], suffixes=("_now", "_before"), validate="one_to_one"
    )
    return table.assign(change=table["score_now"] - table["score_before"])


def seen_alike(before: Scorecard, now: Scorecard) -> pd.Series:
    """Return whether both rounds saw the same of a site, by site id, for the sites of both.

    Where they did not, part of a change may come from what was seen and not from the site.
    """
    columns = ["site_id", "indicator", "seen"]
    rows = now.indicators[columns].merge(
        before.indicators[columns], on=["site_id", "indicator"], how="outer", suffixes=("_now", "_before")
    )
    alike = rows["seen_now"].fillna(0.0) == rows["seen_before"].fillna(0.0)
    both = set(now.sites["site_id"]) & set(before.sites["site_id"])
    found: pd.Series = alike.groupby(rows["site_id"]).all()
    return found[found.index.isin(both)]
