"""What a scorecard says of one site: its score, what it is made of, and what would raise it."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from dashboard.queries import Snapshot
from dashboard.round_scores import medians, rank_bands, same_framework
from metrics.compare import dimension_moves, site_moves
from metrics.fixes import TARGETS, fixes
from metrics.makeup import contributions, shortfalls


def site_score(snapshot: Snapshot, site_id: str) -> pd.Series:
    """Return a site's row of the scorecard with its ``rank_bands``, and tied: whether others share its rank."""
    sites = snapshot.scores.sites
    row = sites[sites["site_id"] == site_id].iloc[0]
    alike = (sites["level"] == row["level"]) & (sites["rank"] == row["rank"]) & (sites["standing"] == "ranked")
    bands = rank_bands(snapshot).reindex([site_id]).iloc[0]
    return pd.concat([row, bands, pd.Series({"tied": int(alike.sum()) > 1})])


def alike_to(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return the portals that a site can't be told apart from, by rank: site_id, path, rank, and method and measurement: in what share of
    either kind of replications the one with the better official rank stands above. None in levels too large for pairs.
    """
    if snapshot.ranks is None:
        return pd.DataFrame()
    pairs = snapshot.ranks.pairs
    before = pairs[pairs["other"] == site_id].rename(columns={"site_id": "other", "other": "site_id"})
    rows = pd.concat([before, pairs[pairs["site_id"] == site_id]]).drop(columns=["site_id", "level"])
    names = snapshot.sites[["site_id", "unit_code", "path"]].merge(
        snapshot.scores.sites[["site_id", "rank"]], on="site_id"
    )
    return rows.rename(columns={"other": "site_id"}).merge(names, on="site_id").sort_values(["rank", "unit_code"])


def site_dimensions(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return a site's dimensions as in the scorecard, with earned and the median of its level; the dimension as index."""
    rows = snapshot.scores.dimensions
    rows = rows[rows["site_id"] == site_id].set_index("dimension")
    level = snapshot.sites.set_index("site_id").loc[site_id, "level"]
    group = medians(snapshot)
    group = group[group["level"] == level].set_index("dimension")["median"]
    earned = site_contributions(snapshot, site_id).groupby("dimension")["of_dimension"].first()
    return rows.assign(earned=earned.reindex(rows.index), median=group.reindex(rows.index))


@lru_cache(maxsize=64)
def site_contributions(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return what each indicator brings to a site's score, as ``metrics.makeup.contributions`` documents it."""
    return contributions(snapshot.scores, site_id, snapshot.precision)


@lru_cache(maxsize=16)
def _improvements(snapshot: Snapshot, target: str) -> pd.DataFrame:
    return fixes(snapshot.framework, snapshot.scores, target).set_index("site_id")


def site_improvements(snapshot: Snapshot, site_id: str, target: str = TARGETS[0]) -> pd.DataFrame:
    """Return what would raise a site's score, as ``metrics.fixes.fixes`` documents it. target: one of its ``TARGETS``."""
    table = _improvements(snapshot, target)
    return table[table.index == site_id].reset_index(drop=True)


def site_shortfalls(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return the dimensions of a site that were seen too little, as ``metrics.makeup.shortfalls`` documents it."""
    return shortfalls(snapshot.scores, site_id, snapshot.card["floors"]["dimension_share"])


def site_changes(before: Snapshot, now: Snapshot, site_id: str) -> dict[str, float]:
    """Return what changed of a site between two rounds, "" for the score and by dimension; {} where the frameworks differ."""
    if not same_framework(before, now):
        return {}
    sites, dimensions = site_moves(before.scores, now.scores), dimension_moves(before.scores, now.scores)
    changes = dict(dimensions.loc[dimensions["site_id"] == site_id, ["dimension", "change"]].itertuples(index=False))
    changes[""] = sites.set_index("site_id")["change"].get(site_id, float("nan"))
    return {name: round(float(change), now.precision) for name, change in changes.items()}
