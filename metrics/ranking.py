"""One level in order: by the index, or by the score in one dimension. Pure.

The index's ranks and tiers are the scorecard's own. A dimension gives an order and no tiers, since those are the index's.
"""

from __future__ import annotations

import pandas as pd

from metrics.scorecard import Scorecard

_NUMBERS = ["score", "lower", "upper", "completeness"]


def ranking(scorecard: Scorecard, level: str, dimension: str = "") -> pd.DataFrame:
    """Return the portals in scope of a level, the ranked first and in order; equal ranks by the unit's code.

    dimension: rank by its score; "" for the index.
    Columns: site_id, unit_code, score, lower, upper, completeness, standing, reason, rank and of (0 without a rank), grade, tier
    and rank_equal (0 when a dimension is ranked). In a dimension, who stands above its floor is ranked; ``standing`` is
    ``not_applicable`` for those it does not apply to or weighs nothing at. ranked and all others are together the level.
    """
    sites = scorecard.sites
    portals = sites[(sites["level"] == level) & (sites["standing"] != "other")]
    if dimension:
        portals = _by_dimension(portals, scorecard.dimensions[scorecard.dimensions["dimension"] == dimension])
    table = portals.assign(last=portals["rank"] == 0).sort_values(["last", "rank", "unit_code"], ignore_index=True)
    return table[["site_id", "unit_code", *_NUMBERS, "standing", "reason", "rank", "of", "grade", "tier", "rank_equal"]]


def _by_dimension(portals: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The portals with the numbers of one dimension; what did not open or kept us out has none, as in the index."""
    held = rows[rows["weight"] > 0][["site_id", *_NUMBERS, "reason"]]
    table = portals.drop(columns=[*_NUMBERS, "reason"]).merge(
        held, on="site_id", how="left", indicator=True, validate="one_to_one"
    )
    closed = table["standing"].isin(["vetoed", "unreachable", "blocked"])
    applies = table["_merge"] == "both"
    table["score"] = table["score"].mask(closed)
    standing = pd.Series("insufficient", index=table.index).mask(table["score"].notna(), "ranked")
    table["standing"] = standing.mask(~applies, "not_applicable").mask(closed, table["standing"])
    table["reason"] = (
        table["reason"].where(applies, "").mask(closed, table["cause"]).mask(table["standing"] == "vetoed", "vetoed")
    )
    rank = table["score"].rank(method="min", ascending=False)
    number = int(rank.notna().sum())
    return table.assign(rank=rank.fillna(0).astype(int), of=rank.notna() * number, grade=0, tier=0, rank_equal=0)


def ranking_moves(before: Scorecard, now: Scorecard, level: str, dimension: str = "") -> pd.DataFrame:
    """Return one row a portal ranked in both rounds: site_id, score_before, rank_before, of_before, change of the score.

    level and dimension as for ``ranking``.
    """
    was, rows = (one[one["standing"] == "ranked"] for one in (ranking(c, level, dimension) for c in (before, now)))
    table = rows[["site_id", "score"]].merge(
        was[["site_id", "score", "rank", "of"]], on="site_id", suffixes=("", "_before"), validate="one_to_one"
    )
    table = table.assign(change=table["score"] - table["score_before"])
    return table.rename(columns={"rank": "rank_before", "of": "of_before"}).drop(columns="score")
