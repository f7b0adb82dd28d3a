"""Small frameworks and rounds, written out by hand, for the tests of ``metrics``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pandas as pd

from data.frameworks.scale import Grade, Scale, WeightedDimension, Worth
from data.frameworks.uncertainty import Uncertainty
from metrics.coverage import LEVELS


def worth(indicator: str, weight: float, zero: float = 0.0, full: float = 1.0, **further) -> Worth:
    """An indicator with the same goalposts at every level."""
    points = further.get("points", {})
    posts = ({}, {}) if points else (dict.fromkeys(LEVELS, zero), dict.fromkeys(LEVELS, full))
    return Worth(indicator, weight, points, *posts, further.get("of", ""), further.get("display_only", ()))


def framework(
    dimensions: Mapping[str, tuple[float, Sequence[Worth]]],
    share: float = 0.6,
    count: int = 1,
    precision: int = 2,
    **further,
) -> Scale:
    """A framework of these dimensions: id → (weight at every level, its indicators)."""
    return Scale(
        "trial", "1", "scale", "试", "trial", "研究性权重", "research weights", ("by_level", "equal"), "by_level", precision,
        share, count, (Grade("一", "1", 80.0), Grade("二", "2", 60.0), Grade("三", "3", 0.0)),
        Uncertainty(200, 7, 0.25, 1.0, 64, "census", dict(further.get("sampled", {}))),
        tuple(WeightedDimension(name, dict.fromkeys(LEVELS, weight), tuple(worths)) for name, (weight, worths) in dimensions.items()),
        "0" * 64,
    )  # fmt: skip


def sites(*site_ids: str, **further) -> pd.DataFrame:
    """Sites of a round: county portals in scope that were reached, unless said otherwise."""
    fields = {
        "level": "county",
        "kind": "portal",
        "in_scope": True,
        "outcome": "reached",
        "identity": "official",
        "cause": "",
        **further,
    }
    return pd.DataFrame({"site_id": list(site_ids), "unit_code": list(site_ids), **fields})


def observations(rows: Mapping[tuple[str, str], object]) -> pd.DataFrame:
    """(site, indicator) → a number (measured), a mapping (parts), or the name of a status."""
    table = []
    for (site, indicator), said in rows.items():
        status = said if isinstance(said, str) else "measured"
        parts = said if isinstance(said, Mapping) else {}
        value = None if isinstance(said, str) else sum(parts.values()) if parts else float(said)  # type: ignore[arg-type]
        table.append((site, indicator, status, value, json.dumps(parts)))
    frame = pd.DataFrame(table, columns=["site_id", "indicator", "status", "value", "parts"])
    return frame.astype({"value": "float64"})
