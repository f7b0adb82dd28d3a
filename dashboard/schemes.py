"""The deduct schemes that were published of a snapshot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.queries import Snapshot, scorecards
from dashboard.scheme_making import SCHEME_TABLES


@dataclass(frozen=True, eq=False)
class PublishedScheme:
    """A deduct scheme's result, its tables as ``dashboard.scheme_making`` documents them. card: its method card."""

    card: Mapping[str, Any]
    sites: pd.DataFrame
    items: pd.DataFrame
    groups: pd.DataFrame
    marks: pd.DataFrame


def published_schemes(snapshot: Snapshot) -> list[PublishedScheme]:
    """Return the newest version of every deduct scheme that was published of a snapshot, in the order of their ids."""
    newest = {path.name.partition("@")[0]: path for path in scorecards(snapshot.folder, "*", SCHEME_TABLES[-1])}
    return [published_scheme(path) for _, path in sorted(newest.items())]


def published_scheme(folder: Path) -> PublishedScheme:
    """Return the deduct scheme that was published in a scorecard's folder."""
    return _scheme(folder, (folder / "card.json").stat().st_mtime_ns)


def has_scheme(snapshot: Snapshot) -> bool:
    """Tell whether any deduct scheme was published of a snapshot."""
    return bool(scorecards(snapshot.folder, "*", SCHEME_TABLES[-1]))


@lru_cache(maxsize=16)
def _scheme(folder: Path, _written: int) -> PublishedScheme:
    card: dict[str, Any] = json.loads((folder / "card.json").read_text("utf-8"))
    return PublishedScheme(card, *(pd.read_parquet(folder / f"{name}.parquet") for name in SCHEME_TABLES))
