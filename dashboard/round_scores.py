"""What a scorecard says of a whole round: levels, regions, indicators, ranks and moves; every table is made once a snapshot.

Means and orders are those of ``metrics``; here they are put beside names and counts of what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from dashboard.queries import Snapshot
from data.model import Status
from metrics.compare import seen_alike, site_moves
from metrics.groups import group_changes, group_means, indicator_means
from metrics.levels import dimension_medians, level_index, level_moves
from metrics.ranking import ranking, ranking_moves
from metrics.scale import INDEX
from metrics.uncertainty.judgement import KINDS

_NAMES = ["site_id", "name", "path", "url", "level"]


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


@lru_cache(maxsize=16)
def level_means(snapshot: Snapshot) -> pd.DataFrame:
    """Return ``group_means`` of the levels, by (level, dimension)."""
    return _keyed(group_means(snapshot.scores, _levels(snapshot)))


@lru_cache(maxsize=16)
def level_changes(before: Snapshot, now: Snapshot) -> pd.DataFrame:
    """Return ``group_changes`` of the levels, by (level, dimension)."""
    return _keyed(group_changes(before.scores, now.scores, _levels(now)))


def _levels(snapshot: Snapshot) -> Mapping[str, str]:
    return dict(zip(snapshot.scores.sites["site_id"], snapshot.scores.sites["level"], strict=True))


@lru_cache(maxsize=16)
def region_means(snapshot: Snapshot) -> pd.DataFrame:
    """Return ``group_means`` of the provinces with all below them, by (province code, dimension)."""
    return _keyed(group_means(snapshot.scores, _regions(snapshot)))


def _keyed(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(["group", "dimension"]).sort_index()


@lru_cache(maxsize=16)
def _regions(snapshot: Snapshot) -> Mapping[str, str]:
    """Site id → code of its province; central organs are in none."""
    sites = snapshot.scores.sites
    codes = {code: snapshot.registry.province_of(code) for code in sites["unit_code"].unique()}
    return {
        site_id: codes[code] for site_id, code in zip(sites["site_id"], sites["unit_code"], strict=True) if codes[code]
    }


@lru_cache(maxsize=16)
def rank_bands(snapshot: Snapshot) -> pd.DataFrame:
    """Return the rank bands of the ranked portals, the site id as index: low, mid, high, top (share within the first ten) of each kind,
    method_low … measurement_top. Whole ranks: bands are rounded outwards. Empty in scorecards without bands.
    """
    columns = {"rank_low": "low", "rank_mid": "mid", "rank_high": "high", "top_ten": "top"}
    judged = snapshot.ranks
    if judged is None:
        return pd.DataFrame(columns=[f"{kind}_{name}" for kind in KINDS for name in columns.values()], dtype="float64")
    rows = judged.bands.assign(
        rank_low=np.floor(judged.bands["rank_low"]), rank_high=np.ceil(judged.bands["rank_high"])
    )
    tables = [
        rows[rows["band"] == kind].set_index("site_id")[list(columns)].rename(columns=columns).add_prefix(f"{kind}_")
        for kind in KINDS
    ]
    return pd.concat(tables, axis=1)


@lru_cache(maxsize=64)
def standings(snapshot: Snapshot, earlier: Snapshot | None, level: str, dimension: str = "") -> pd.DataFrame:
    """Return ``ranking`` of a level with name, path, url and ``rank_bands``, and what ``ranking_moves`` says against the earlier round.

    earlier: None if there is none whose scores may be compared.
    rank_before and of_before are 0 and change NaN for portals that were not ranked in both.
    """
    table = ranking(snapshot.scores, level, dimension).merge(
        snapshot.sites[_NAMES], on="site_id", validate="one_to_one"
    )
    table = table.join(rank_bands(snapshot), on="site_id")
    if earlier is None:
        return table.assign(change=float("nan"), rank_before=0, of_before=0)
    moves = ranking_moves(earlier.scores, snapshot.scores, level, dimension).drop(columns="score_before")
    table = table.merge(moves, on="site_id", how="left", validate="one_to_one")
    table = table.assign(change=table["change"].round(snapshot.precision))
    return table.fillna({"rank_before": 0, "of_before": 0}).astype({"rank_before": int, "of_before": int})


def found(table: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the rows whose path, name, code or address holds every word of a text."""
    where = (table["path"] + " " + table["name"] + " " + table["unit_code"] + " " + table["url"]).str.lower()
    for word in text.lower().split():
        table = table[where.loc[table.index].str.contains(word, regex=False)]
    return table


@lru_cache(maxsize=64)
def ranked_scores(snapshot: Snapshot, dimension: str) -> pd.DataFrame:
    """Return the ranked portals of all levels with their score: site_id, unit_code, name, path, level, score, reason.

    dimension: its score, NaN with a reason below its floor, no row where it does not apply; ``INDEX`` for the index.
    """
    sites = snapshot.scores.sites[snapshot.scores.sites["standing"] == "ranked"]
    table = sites[["site_id", "unit_code", "score", "completeness", "reason"]]
    if dimension != INDEX:
        rows = snapshot.scores.dimensions
        rows = rows[(rows["dimension"] == dimension) & (rows["weight"] > 0)]
        table = table[["site_id", "unit_code"]].merge(rows, on="site_id")
    return table.merge(snapshot.sites[_NAMES], on="site_id", validate="one_to_one")


def region_scores(snapshot: Snapshot, region: str, dimension: str) -> pd.DataFrame:
    """Return the rows of ``ranked_scores`` behind a mean of a province, the lowest first, those without a number last."""
    table = ranked_scores(snapshot, dimension)
    return table[table["site_id"].map(_regions(snapshot)) == region].sort_values(["score", "unit_code"])


def worths(snapshot: Snapshot, dimension: str) -> list[dict[str, Any]]:
    """Return what the framework makes of a dimension's indicators, in its order: the fields of ``data.frameworks.Worth``."""
    found_: list[dict[str, Any]] = next(d for d in snapshot.card["dimensions"] if d["id"] == dimension)["indicators"]
    return found_


@lru_cache(maxsize=16)
def indicator_counts(snapshot: Snapshot) -> pd.DataFrame:
    """Return how many portals in scope have each status, by indicator; the statuses as columns."""
    rows = snapshot.observations[snapshot.observations["site_id"].isin(_portals(snapshot))]
    counts = rows.groupby(["indicator", "status"]).size().unstack(fill_value=0)
    return counts.reindex(index=list(snapshot.catalogue.indicators), columns=[s.value for s in Status], fill_value=0)


@lru_cache(maxsize=16)
def indicator_level_means(snapshot: Snapshot) -> pd.DataFrame:
    """Return ``indicator_means`` of the portals in scope, by (level, indicator)."""
    means = indicator_means(snapshot.scores, _portals(snapshot))
    return means.set_index(["group", "indicator"]).sort_index()


@lru_cache(maxsize=64)
def indicator_points(snapshot: Snapshot, indicator: str) -> pd.DataFrame:
    """Return the points of an indicator at every portal in scope that has some, the fewest first.

    Columns: site_id, unit_code, name, path, level, points, seen, gain (NaN without an index).
    """
    rows = snapshot.scores.indicators
    rows = rows[(rows["indicator"] == indicator) & rows["points"].notna()]
    rows = rows[rows["site_id"].isin(_portals(snapshot))][["site_id", "points", "seen", "gain"]]
    table = rows.merge(snapshot.sites[[*_NAMES, "unit_code"]], on="site_id", validate="one_to_one")
    return table.sort_values(["points", "unit_code"], ignore_index=True)


@lru_cache(maxsize=16)
def _portals(snapshot: Snapshot) -> Mapping[str, str]:
    """Site id → level of the portals in scope."""
    sites = snapshot.scores.sites[snapshot.scores.sites["standing"] != "other"]
    return dict(zip(sites["site_id"], sites["level"], strict=True))
