"""Which portals link to which national systems and platforms: counts by level, and the units behind each count."""

from __future__ import annotations

import json
from functools import lru_cache

import pandas as pd

from dashboard.queries import Snapshot
from data.identity import STRANGERS

INDICATORS = ("systems_golden", "systems_platforms")
_COLUMNS = ["site_id", "unit_code", "name", "path", "level", "part", "worth", "text", "url"]


@lru_cache(maxsize=16)
def links(snapshot: Snapshot, indicator: str) -> pd.DataFrame:
    """Return one row a portal and system that could be judged: site_id, unit_code, name, path, level, part, worth, text, url.

    Portals of units in scope whose home page was read as their own. worth: 1 linked, 0.5 only the front page of the body
    behind it, 0 not linked. text, url: the link's words, behind the system's name, and where it leads; "" without one.
    """
    entry = snapshot.indicators[indicator]
    ranked = snapshot.scores.sites
    portals = ranked.loc[ranked["standing"] != "other", "site_id"]
    sites = snapshot.sites[snapshot.sites["site_id"].isin(portals) & ~snapshot.sites["identity"].isin(STRANGERS)]
    seen = snapshot.observations
    seen = seen[(seen["indicator"] == indicator) & (seen["status"] == "measured")]
    shown = snapshot.evidence[snapshot.evidence["indicator"] == indicator]
    pieces = dict(tuple(shown.groupby("site_id")))
    rows = [
        (*row[:5], part.id, flags[part.id], *_piece(pieces.get(row.site_id), part.zh))
        for row in sites[_COLUMNS[:5]].merge(seen[["site_id", "parts"]], on="site_id").itertuples(index=False)
        for flags in [json.loads(row.parts)]
        for part in entry.parts
        if part.id in flags
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _piece(pieces: pd.DataFrame | None, name: str) -> tuple[str, str]:
    """The evidence of a system: it begins with the system's name."""
    if pieces is None:
        return "", ""
    found = pieces[pieces["text"].str.startswith(f"{name} ")]
    return (found.iloc[0]["text"].removeprefix(f"{name} "), found.iloc[0]["url"]) if len(found) else ("", "")


@lru_cache(maxsize=16)
def link_counts(snapshot: Snapshot, indicator: str) -> pd.DataFrame:
    """Return how many portals link to a system, by (part, level): linked, front_page, seen."""
    table = links(snapshot, indicator)
    flags = table.assign(linked=table["worth"] == 1, front_page=table["worth"] == 0.5, seen=True)
    return flags.groupby(["part", "level"])[["linked", "front_page", "seen"]].sum().astype(int)
