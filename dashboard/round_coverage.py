"""How sure the coverage of a round is, and what its difference from the round before means; made once a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from dashboard.queries import Snapshot
from metrics.coverage_change import coverage_change, coverage_intervals


@lru_cache(maxsize=16)
def intervals(snapshot: Snapshot) -> Mapping[tuple[str, str], tuple[float, float]]:
    """Return the bounds of the coverage by (level, count), as shares, where only a part of the level was looked at."""
    table = coverage_intervals(snapshot.coverage_units)
    rows = table[table["basis"] == "part"]
    bounds = zip(rows["lower"], rows["upper"], strict=True)
    return dict(zip(zip(rows["level"], rows["count"], strict=True), bounds, strict=True))


@lru_cache(maxsize=16)
def differences(before: Snapshot, now: Snapshot) -> pd.DataFrame:
    """Return what changed of the coverage, as ``metrics.coverage_change.coverage_change`` documents it."""
    return coverage_change(before.coverage_units, now.coverage_units)
