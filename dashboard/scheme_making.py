"""What a deduct scheme makes of a snapshot: the tables and the part of the method card that are published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from data.frameworks import Deduct
from data.frameworks.deduct import FLAGS
from data.marks import kept_marks
from data.registry import Registry
from metrics.deduct import deduct, members

SCHEME_TABLES = ("deduct_sites", "deduct_items", "deduct_groups", "deduct_marks")
"""The tables of a scheme, as ``metrics.deduct.DeductResult`` documents them, and the marks they rest on."""
_MARK_COLUMNS = ("site_id", "item", "kind", "amount", "step", "note", "cell")


def scheme_tables(
    scheme: Deduct, registry: Registry, sites: pd.DataFrame, held: pd.DataFrame, round_folder: Path
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Return the tables of a scheme's scorecard by their names, and its part of the method card.

    sites: the round's, with level and scope; held: one observation a site and indicator; round_folder: where its marks are kept.
    """
    kept = kept_marks(round_folder, scheme)
    marks = pd.DataFrame([asdict(mark) for mark in kept.marks], columns=_MARK_COLUMNS).astype({"amount": "float64"})
    result = deduct(scheme, with_attributes(registry, sites), held, marks)
    tables = dict(zip(SCHEME_TABLES, (result.sites, result.items, result.groups, marks), strict=True))
    about = {name: value for name, value in asdict(scheme).items() if name not in {"id", "version", "kind", "digest"}}
    return tables, {**about, "marks": kept.about, "contents": ["scheme"]}


def with_attributes(registry: Registry, sites: pd.DataFrame) -> pd.DataFrame:
    """Return sites (site_id, unit_code) with what the rules of comparison groups ask of them."""
    rows = []
    for site_id, code in zip(sites["site_id"], sites["unit_code"], strict=True):
        site, unit = registry.sites[site_id], registry.unit(code)
        above = [unit.code, *(one.code for one in registry.ancestors(code))]
        flags = {name: getattr(site, name) for name in FLAGS}
        rows.append({"unit_type": unit.unit_type, "body_kind": site.body_kind, **flags, "within": above})
    known = pd.DataFrame(rows, index=sites.index, columns=["unit_type", "body_kind", *FLAGS, "within"])
    return pd.concat([sites, known.astype(dict.fromkeys(FLAGS, object))], axis=1)


def compared_sites(scheme: Deduct, registry: Registry, site_ids: Iterable[str]) -> list[str]:
    """Return those of some sites that the scheme compares with others: the ones that are in one of its groups."""
    sites = [registry.sites[site_id] for site_id in site_ids]
    units = [registry.unit(site.unit_code) for site in sites]
    table = pd.DataFrame(
        {
            "site_id": [site.site_id for site in sites],
            "unit_code": [unit.code for unit in units],
            "in_scope": [unit.in_scope for unit in units],
            "level": [unit.level for unit in units],
            "kind": [site.kind for site in sites],
        }
    )
    grouped = members(scheme, with_attributes(registry, table))
    return list(grouped.loc[grouped["group"] != "", "site_id"])
