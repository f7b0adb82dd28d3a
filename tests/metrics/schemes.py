"""Small deduct schemes and rounds, written out by hand, for the tests of ``metrics.deduct``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.frameworks.deduct import Deduct
from data.frameworks.deduct_checking import scheme_of

MARK_COLUMNS = ["site_id", "item", "kind", "amount", "step", "note"]


def item(name: str, points: float | None = None, each: float | None = None, **further: Any) -> dict[str, Any]:
    """An item that people fill in."""
    entry = {
        "id": name,
        "part": "deduct",
        "first": "一",
        "second": name,
        "how": "people",
        "source_status": "own",
        **further,
    }
    return entry | {key: value for key, value in (("points", points), ("each", each)) if value is not None}


def scheme(*items: dict[str, Any], **further: Any) -> Deduct:
    """A scheme of these items with one group of everybody, unless said otherwise."""
    head = {
        "id": "trial", "version": "1", "kind": "deduct", "name_zh": "试", "name_en": "trial", "source": "", "note_zh": "",
        "note_en": "", "fictional": True, "full": 100, "pass_mark": 60, "precision": 2, "floor": 0.5, "inapplicable": "rescale",
        "group": [{"id": "all", "name_zh": "全部", "name_en": "all", "where": {}}], **further,
    }  # fmt: skip
    return scheme_of("trial", {**head, "item": list(items)}, "0" * 64, {})


def sites(*site_ids: str, **further: Any) -> pd.DataFrame:
    """Sites of a round: county portals of whom no flag is known, unless said otherwise."""
    flags = dict.fromkeys(("vertical", "outside_service", "autonomous", "foreign_duty"))
    about = {
        "in_scope": True,
        "level": "county",
        "kind": "portal",
        "unit_type": "县",
        "body_kind": "",
        "identity": "official",
    }
    rows = [{"site_id": name, "within": ["110101"], **about, **flags, **further} for name in site_ids]
    return pd.DataFrame(rows).astype(dict.fromkeys(flags, object))


def marks(*rows: tuple[str, str, Any]) -> pd.DataFrame:
    """(site, item, mark): a number of faults or points, the name of a step, "yes", "no" or "not_applicable"."""
    table = []
    for site_id, name, mark in rows:
        if isinstance(mark, str):
            kind = mark if mark in {"yes", "no", "not_applicable"} else "step"
            table.append((site_id, name, kind, float("nan"), mark if kind == "step" else "", ""))
        else:
            table.append((site_id, name, "faults", float(mark), "", ""))
    return pd.DataFrame(table, columns=MARK_COLUMNS)


def observations(rows: Mapping[tuple[str, str], object], source: str = "machine") -> pd.DataFrame:
    """(site, indicator) → a number (measured), a mapping with value and parts, or the cause of its not having been seen."""
    table = []
    for (site_id, indicator), said in rows.items():
        seen = not isinstance(said, str)
        parts = dict(said) if isinstance(said, Mapping) else {}
        value = parts.pop("value", 0.0) if parts else said if seen else None
        status, cause = ("measured", "") if seen else ("not_observed", said)
        if said == "no_service_duty":
            status = "not_applicable"
        table.append((site_id, indicator, status, value, json.dumps(parts), cause, source))
    frame = pd.DataFrame(table, columns=["site_id", "indicator", "status", "value", "parts", "cause", "source"])
    return frame.astype({"value": "float64"})


NOTHING = observations({})
