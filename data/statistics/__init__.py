"""Published constants and the lines that statistics are read against, each with its source.

statistics.toml   lines of the AHP and of the coherence statistics
random_index.csv  the random index by the order of a comparison matrix
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class AhpLines:
    """What a comparison matrix of the analytic hierarchy process is judged by.

    source: of the table. random_index: mean consistency index of random matrices, by order; a consistency ratio refers to it.
    most_inconsistent: the largest consistency ratio that is accepted. reciprocal_within: how far the product of a comparison and
    its opposite may lie from 1.
    """

    source: str
    random_index: Mapping[int, float]
    most_inconsistent: float
    reciprocal_within: float


@dataclass(frozen=True, slots=True)
class CoherenceLines:
    """What the coherence of an index is judged by.

    redundant: |r| from which on two indicators count one thing twice. alpha: Cronbach's alpha below which a dimension hardly
    tells of one thing. confidence: of intervals, 0–1. sites: fewer give no statistic. seen: share of the sites at which an
    indicator must be seen to enter alpha.
    """

    redundant: float
    alpha: float
    confidence: float
    sites: int
    seen: float


def ahp_lines() -> AhpLines:
    """Return the random indices and lines of the analytic hierarchy process."""
    with (_FOLDER / "random_index.csv").open(encoding="utf-8", newline="") as stream:
        table = {int(row["order"]): float(row["random_index"]) for row in csv.DictReader(stream)}
    return AhpLines(random_index=table, **_section("ahp"))


def coherence_lines() -> CoherenceLines:
    """Return the lines of the coherence statistics."""
    return CoherenceLines(**_section("coherence"))


def _section(name: str) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((_FOLDER / "statistics.toml").read_text("utf-8"))[name]
    return found
