"""Why sites moved between two rounds, also where their frameworks differ; made once for two snapshots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.queries import Snapshot
from dashboard.scorecards import observed
from data.frameworks import Scale
from metrics.makeup import apportion
from metrics.moves import Round, points_as_scored, split_moves
from metrics.points import Points, points_of
from metrics.strangers import of_the_unit

PLACES = 1
"""Decimals of the parts of a rank: a part is an average over orders."""


@lru_cache(maxsize=16)
def move_parts(before: Snapshot, now: Snapshot) -> pd.DataFrame:
    """Return ``metrics.moves.split_moves`` of two rounds, the site as index."""
    frameworks = (before.framework, now.framework)
    old, new = (Round(one.scores, _points(one, frameworks)) for one in (before, now))
    return split_moves(frameworks, old, new).set_index("site_id")


def _points(snapshot: Snapshot, frameworks: tuple[Scale, Scale]) -> tuple[Points, Points]:
    """The points of a round's sites under two frameworks; those under its own stand in its scorecard."""
    own = snapshot.card["framework_sha256"]
    first, second = (
        points_as_scored(one, snapshot.scores) if one.digest == own else _scored_by(one, snapshot) for one in frameworks
    )
    return first, second


def _scored_by(framework: Scale, snapshot: Snapshot) -> Points:
    sites, held = observed(snapshot.folder)
    levels = dict(zip(snapshot.scores.sites["site_id"], snapshot.scores.sites["level"], strict=True))
    return points_of(framework, levels, of_the_unit(sites, held))


def printed_parts(row: pd.Series, names: Sequence[str], total: float, precision: int) -> Mapping[str, float]:
    """Return the parts of a move that are known and not nothing, cut so that what is printed sums to the printed whole."""
    known = [name for name in names if not np.isnan(row[name])]
    cut = apportion(row[known].to_numpy(dtype=np.float64), total, precision)
    return {name: float(part) for name, part in zip(known, cut, strict=True) if part}
