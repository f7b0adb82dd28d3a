"""What the views list of the index: levels, moves, and what one site's score is made of; scores come from the scorecard."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from dashboard.queries import Snapshot
from metrics.compare import dimension_moves, seen_alike, site_moves
from metrics.levels import dimension_medians, level_index, level_moves
from metrics.makeup import contributions, improvements, shortfalls

# Levels and moves


@lru_cache(maxsize=16)
def index_by_level(snapshot: Snapshot) -> pd.DataFrame:
    """Return how the portals of each level stand, as ``metrics.levels.level_index`` documents it."""
    return level_index(snapshot.scores, snapshot.precision)


@lru_cache(maxsize=16)
def medians(snapshot: Snapshot) -> pd.DataFrame:
    """Return the median of every level and dimension, as ``metrics.levels.dimension_medians`` documents it."""
    return dimension_medians(snapshot.scores, snapshot.precision)


def same_framework(before: Snapshot | None, now: Snapshot) -> bool:
    """Whether there is a round before and it was scored by the same framework: only then may scores be compared."""
    return before is not None and before.card["framework_sha256"] == now.card["framework_sha256"]


@lru_cache(maxsize=16)
def index_moves(before: Snapshot, now: Snapshot) -> pd.DataFrame:
    """Return ``metrics.compare.site_moves`` with path, and alike: whether both rounds saw the same of the site."""
    moves = site_moves(before.scores, now.scores)
    paths = now.sites.set_index("site_id")["path"]
    alike = seen_alike(before.scores, now.scores)
    change = moves["change"].round(now.precision)
    return moves.assign(change=change, path=moves["site_id"].map(paths), alike=moves["site_id"].map(alike))


@lru_cache(maxsize=16)
def index_moves_by_level(before: Snapshot, now: Snapshot) -> pd.DataFrame:
    """Return what became of the portals that both rounds ranked, as ``metrics.levels.level_moves`` documents it."""
    return level_moves(site_moves(before.scores, now.scores), now.precision)


# One site


def site_score(snapshot: Snapshot, site_id: str) -> pd.Series:
    """Return a site's row of the scorecard, with tied: whether others share its rank."""
    sites = snapshot.scores.sites
    row = sites[sites["site_id"] == site_id].iloc[0]
    alike = (sites["level"] == row["level"]) & (sites["rank"] == row["rank"]) & (sites["standing"] == "ranked")
    return pd.concat([row, pd.Series({"tied": int(alike.sum()) > 1})])


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


def site_improvements(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return what would raise a site's score, as ``metrics.makeup.improvements`` documents it."""
    return improvements(snapshot.scores, site_id, snapshot.precision)


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
