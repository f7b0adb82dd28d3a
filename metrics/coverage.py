"""Coverage (门户网站开通率, 拥有率): of the units in scope, how many have a portal that is registered, reachable, official, active.

The four counts are nested: registered ⊇ reachable ⊇ official ⊇ active. A unit whose portal kept us out counts in none but the first
and stands apart as ``blocked``, so that every count is a band n … n + blocked. Units outside the evaluation are in no denominator.
Definitions: project's own, after the coverage terms of the 2005–2006 assessments (see ``data/figures``).
"""

from __future__ import annotations

import pandas as pd

COUNTS = ("registered", "reachable", "official", "active")
"""The nested counts, widest first."""

LEVELS = ("ministry", "province", "prefecture", "county")

_FACTS = {"reachable": "site_reachable", "official": "site_official", "active": "site_active"}
_BLOCKED_OUTCOME = "blocked"


def coverage_by_unit(units: pd.DataFrame, portals: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return one row a unit of the four levels.

    units: code, level, name, full_name, in_scope (bool), scope_note.
    portals: unit_code, site_id, url, outcome, cause — the sites of kind portal that the round covers or knows;
        outcome is "" for a portal the round did not select.
    observations: site_id, indicator, status, value, cause of the indicators site_reachable, site_official, site_active.

    Returns unit_code, level, name, full_name, in_scope, scope_note, site_id, url, registered, reachable, official,
    active, blocked (bools), cause (why the first missing count is missing, "" if none is missing).
    """
    rows = units[units["level"].isin(LEVELS)].merge(portals, how="left", left_on="code", right_on="unit_code")
    rows = rows.assign(unit_code=rows["code"], registered=rows["site_id"].notna())
    for column in ("site_id", "url", "outcome", "cause"):
        rows[column] = rows[column].astype("object").fillna("")
    held = rows["registered"]
    missing = pd.Series("not_registered", index=rows.index).where(~held, "")
    for count, indicator in _FACTS.items():
        fact = observations.loc[observations["indicator"] == indicator].set_index("site_id")
        value = rows["site_id"].map(fact["value"]).fillna(0.0)
        cause = rows["site_id"].map(fact["cause"]).astype("object").fillna("")
        said = held & (value >= 1.0)
        reason = cause.where(cause != "", "not_" + count)
        missing = missing.where(~(held & ~said), reason)
        rows[count] = held = said
    rows["blocked"] = rows["registered"] & ~rows["reachable"] & (rows["outcome"] == _BLOCKED_OUTCOME)
    rows["cause"] = missing.where(missing != "not_reachable", rows["cause"].where(rows["cause"] != "", "not_reachable"))
    columns = [
        "unit_code", "level", "name", "full_name", "in_scope", "scope_note", "site_id", "url", *COUNTS, "blocked", "cause",
    ]  # fmt: skip
    return rows[columns].reset_index(drop=True)


def coverage_by_level(units: pd.DataFrame) -> pd.DataFrame:
    """Return one row a level: units (N, in scope), the four counts, blocked, out_of_scope.

    units: as ``coverage_by_unit`` returns them.
    """
    table = []
    for level in LEVELS:
        at_level = units[units["level"] == level]
        scope = at_level[at_level["in_scope"]]
        counts = {count: int(scope[count].sum()) for count in (*COUNTS, "blocked")}
        table.append({"level": level, "units": len(scope), **counts, "out_of_scope": len(at_level) - len(scope)})
    return pd.DataFrame(table)
