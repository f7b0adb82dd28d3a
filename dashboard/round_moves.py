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
from metrics.moves import RANK_PARTS, SCORE_PARTS, Round, points_as_scored, split_moves
from metrics.points import Points, points_of
from metrics.strangers import of_the_unit

PLACES = 1
"""Decimals of the parts of a rank: a part is an average over orders."""
RANK_WORDS = {name: "move.own_score" if name == "own" else f"move.{name}" for name in RANK_PARTS}
"""A rank does not tell a change of the site from what was seen of it: both move its score."""


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


def score_parts(row: pd.Series, precision: int) -> Mapping[str, float]:
    """Return the parts of a score's move as they are printed. row: of ``move_parts``."""
    return printed_parts(row, SCORE_PARTS, round(float(row["change"]), precision), precision)


def rank_parts(row: pd.Series) -> Mapping[str, float]:
    """Return the parts of a rank's move as they are printed, by the names of ``RANK_PARTS``. row: of ``move_parts``."""
    own = row[[f"rank_{name}" for name in RANK_PARTS]].set_axis(list(RANK_PARTS))
    return printed_parts(own, RANK_PARTS, float(row["rank_change"]), PLACES)


def places(part: float) -> str:
    """Return places gained in figures, with a decimal only where there is one."""
    return f"{part:+.{PLACES}f}".removesuffix(".0").replace("-", "−") if part else "0"


def printed_parts(row: pd.Series, names: Sequence[str], total: float, precision: int) -> Mapping[str, float]:
    """Return the parts of a move that are known and not nothing, cut so that what is printed sums to the printed whole."""
    known = [name for name in names if not np.isnan(row[name])]
    cut = apportion(row[known].to_numpy(dtype=np.float64), total, precision)
    return {name: float(part) for name, part in zip(known, cut, strict=True) if part}
