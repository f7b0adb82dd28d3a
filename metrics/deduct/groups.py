"""Comparison groups (考评对象分类): which group of the scheme a site is in, and what a group reaches. Pure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.frameworks.deduct import FLAGS, Deduct, Rule


def members(scheme: Deduct, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the sites the scheme looks at with their group: site_id, group, standing ("" | no_group | two_groups), detail.

    sites: site_id, in_scope, level, kind, unit_type, body_kind (texts, "" where unknown), the flags (True, False, None) and within
    (codes of the unit and of those above it). Whom the scheme's scope does not mean, and units outside the evaluation, have no row.
    detail: of ``two_groups`` their ids; of ``no_group`` the attributes without which a group can't be told, "" where none fits.
    """
    rows = []
    for row in sites[sites["in_scope"]].sort_values("site_id").to_dict("records"):
        if _fits(scheme.scope, row) is not True:
            continue
        fits = {group.id: _fits(group.where, row) for group in scheme.groups}
        found = [group for group, fit in fits.items() if fit is True]
        if len(found) == 1:
            rows.append((row["site_id"], found[0], "", ""))
        elif found:
            rows.append((row["site_id"], "", "two_groups", ",".join(found)))
        else:
            maybe = [group for group in scheme.groups if fits[group.id] is None]
            unknown = {name for group in maybe for name in group.where if _holds(name, group.where[name], row) is None}
            rows.append((row["site_id"], "", "no_group", ",".join(sorted(unknown))))
    return pd.DataFrame(rows, columns=["site_id", "group", "standing", "detail"])


def _fits(rule: Rule, site: dict[str, Any]) -> bool | None:
    """Whether a rule means a site; None where that can't be told from what is known of it."""
    held = [_holds(name, wanted, site) for name, wanted in rule.items()]
    if False in held:
        return False
    return None if None in held else True


def _holds(name: str, wanted: tuple[str, ...], site: dict[str, Any]) -> bool | None:
    if name == "within":
        return bool(set(wanted) & set(site["within"]))
    value = site[name]
    if name in FLAGS:
        value = "" if value is None or pd.isna(value) else "yes" if value else "no"
    return value in wanted if value else None


def group_table(scheme: Deduct, sites: pd.DataFrame) -> pd.DataFrame:
    """Return one row a group, in the scheme's order: group, sites, scored, mean, median, and how many have each verdict
    (pass, fail, open) and each of the standings vetoed and insufficient.

    sites: as ``DeductResult`` documents them. scored, mean and median are of those with a mark that are not vetoed: a fixed mark is
    no measurement. NaN where there is none.
    """
    rows = []
    for group in scheme.groups:
        own = sites[sites["group"] == group.id]
        scores = own.loc[own["standing"] != "vetoed", "score"].dropna()
        verdicts, standings = own["verdict"].value_counts(), own["standing"].value_counts()
        rows.append(
            {
                "group": group.id,
                "sites": len(own),
                "scored": len(scores),
                "mean": round(float(scores.mean()), scheme.precision),
                "median": round(float(scores.median()), scheme.precision),
                **{verdict: int(verdicts.get(verdict, 0)) for verdict in ("pass", "fail", "open")},
                **{standing: int(standings.get(standing, 0)) for standing in ("vetoed", "insufficient")},
            }
        )
    return pd.DataFrame(rows)
