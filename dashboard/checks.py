"""What the self-check and the five shifts of a snapshot say; both are read from their own scorecards, once a snapshot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.queries import Snapshot, scorecards, written
from metrics.check import FOUND, STATES
from metrics.coverage import LEVELS

CHECK, SHIFTS = "check2019", "shifts"
_CHECK_TABLES = ("vetoes", "signs", "groups", "levels")
_SHIFT_TABLES = ("measures", "measure_levels")


@dataclass(frozen=True, eq=False)
class PublishedCheck:
    """The self-check of a round, as ``metrics.check`` documents its tables; levels as ``state_counts`` does. card: its method card."""

    card: Mapping[str, Any]
    vetoes: pd.DataFrame
    signs: pd.DataFrame
    groups: pd.DataFrame
    levels: pd.DataFrame


@dataclass(frozen=True, eq=False)
class PublishedShifts:
    """The five shifts of a round, as ``metrics.means`` documents its tables. card: their method card."""

    card: Mapping[str, Any]
    sites: pd.DataFrame
    levels: pd.DataFrame


def published_check(snapshot: Snapshot) -> PublishedCheck | None:
    """Return the newest self-check of a snapshot; None while it has none, because an earlier version published it."""
    found = scorecards(snapshot.folder, CHECK, f"check_{_CHECK_TABLES[-1]}")
    return _check(found[-1], written(found[-1])) if found else None


def published_shifts(snapshot: Snapshot) -> PublishedShifts | None:
    """Return the newest five shifts of a snapshot; None while it has none, because an earlier version published it."""
    found = scorecards(snapshot.folder, SHIFTS, _SHIFT_TABLES[-1])
    return _shifts(found[-1], written(found[-1])) if found else None


@lru_cache(maxsize=16)
def _check(folder: Path, _written: int) -> PublishedCheck:
    vetoes, signs, groups, levels = (pd.read_parquet(folder / f"check_{name}.parquet") for name in _CHECK_TABLES)
    # An earlier version knew no state but the machine's own.
    levels = levels.reindex(columns=[*levels.columns.union([*STATES], sort=False)], fill_value=0)
    return PublishedCheck(_card(folder), vetoes, signs, groups, levels)


@lru_cache(maxsize=16)
def _shifts(folder: Path, _written: int) -> PublishedShifts:
    return PublishedShifts(_card(folder), *(pd.read_parquet(folder / f"{name}.parquet") for name in _SHIFT_TABLES))


def _card(folder: Path) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((folder / "card.json").read_text("utf-8"))
    return card


@lru_cache(maxsize=16)
def check_findings(snapshot: Snapshot, check: PublishedCheck) -> pd.DataFrame:
    """Return the vetoes of sites in scope that are confirmed, suspected or warned of, in this order, then higher levels, then by code.

    Columns: those of the check's vetoes, and name, path, level, url, unit_code.
    """
    found = check.vetoes[check.vetoes["state"].isin(FOUND) | check.vetoes["amber"]]
    about = snapshot.sites[["site_id", "unit_code", "name", "path", "level", "url"]]
    units = snapshot.registry.units
    about = about[[units[code].in_scope for code in about["unit_code"]]]
    table = found.merge(about, on="site_id")
    order = {veto["id"]: place for place, veto in enumerate(check.card["vetoes"])}
    calm = table["state"].map({state: place for place, state in enumerate(FOUND)}).fillna(len(FOUND))
    keys = table.assign(calm=calm, high=table["level"].map(LEVELS.index), at=table["veto"].map(order))
    keys = keys.sort_values(["calm", "high", "unit_code", "site_id", "at"], ignore_index=True)
    return keys.drop(columns=["calm", "high", "at"])
