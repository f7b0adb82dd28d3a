"""Coverage (门户网站开通率, 拥有率): of the units in scope, how many have a portal that is registered, reachable, official, active.

The four counts are nested: registered ⊇ reachable ⊇ official ⊇ active. What was not seen is not missing: a unit whose portal kept
us out, was left aside or could not be judged stands in the band of that count and of all narrower ones, so that every count is a
band n … n + unseen. Units outside the evaluation are in no denominator.
Definitions: project's own, after the coverage terms of the 2005–2006 assessments (see ``data/figures``).
"""

from __future__ import annotations

import pandas as pd

COUNTS = ("registered", "reachable", "official", "active")
"""The nested counts, widest first."""

LEVELS = ("ministry", "province", "prefecture", "county")

_FACTS = {"reachable": "site_reachable", "official": "site_official", "active": "site_active"}
_BLOCKED = "blocked"
_LEFT_ASIDE = ("", "not_visited")
"""Outcomes of a portal: a shield or rule kept us out; nobody looked at it."""


def unseen(units: pd.DataFrame, count: str) -> pd.Series:
    """Tell of each unit whether nobody could judge that its portal is in a count: it may be.

    units: as ``coverage_by_unit`` returns them.
    """
    return units["unseen_from"].isin(COUNTS[: COUNTS.index(count) + 1])


def coverage_by_unit(units: pd.DataFrame, portals: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return one row a unit of the four levels.

    units: code, level, name, full_name, in_scope (bool), scope_note, gap — why the unit has no portal, where it has none.
    portals: unit_code, site_id, url, outcome, cause — the sites of kind portal that the round covers or knows;
        outcome is "" for a portal the round did not select, not_visited for one it did not come to.
    observations: site_id, indicator, status, value, cause of the indicators site_reachable, site_official, site_active.

    Returns unit_code, level, name, full_name, in_scope, scope_note, site_id, url, registered, reachable, official,
    active (bools), unseen_from (the widest count that could not be judged, "" if the first missing one was judged missing
    or none is missing), blocked and unvisited (bools: kept out; nobody looked), cause (why the first missing count is
    missing, "" if none is).
    """
    rows = units[units["level"].isin(LEVELS)].merge(portals, how="left", left_on="code", right_on="unit_code")
    rows = rows.assign(unit_code=rows["code"], registered=rows["site_id"].notna())
    for column in ("site_id", "url", "outcome", "cause"):
        rows[column] = rows[column].astype("object").fillna("")
    held = rows["registered"]
    first_unseen = pd.Series("", index=rows.index)
    reason = rows["gap"].where(~held, "")
    for count, indicator in _FACTS.items():
        fact = observations.loc[observations["indicator"] == indicator].set_index("site_id")
        value = rows["site_id"].map(fact["value"])
        cause = rows["site_id"].map(fact["cause"]).astype("object").fillna("")
        lost = held & ~value.ge(1.0)
        said = cause.where(cause != "", rows["cause"].where(rows["cause"] != "", "not_" + count))
        reason = reason.mask(lost, said.mask(value.notna(), "not_" + count))
        first_unseen = first_unseen.mask(lost & value.isna(), count)
        rows[count] = held = held & value.ge(1.0)
    at_door = first_unseen.eq("reachable")
    dead = rows["registered"] & ~rows["reachable"] & ~at_door
    rows["cause"] = reason.mask(dead & (rows["cause"] != ""), rows["cause"])
    rows["unseen_from"] = first_unseen
    rows["blocked"] = at_door & rows["outcome"].eq(_BLOCKED)
    rows["unvisited"] = at_door & rows["outcome"].isin(_LEFT_ASIDE)
    columns = [
        "unit_code", "level", "name", "full_name", "in_scope", "scope_note", "site_id", "url", *COUNTS, "unseen_from",
        "blocked", "unvisited", "cause",
    ]  # fmt: skip
    return rows[columns].reset_index(drop=True)


def coverage_by_level(units: pd.DataFrame) -> pd.DataFrame:
    """Return one row a level.

    units: as ``coverage_by_unit`` returns them.
    Returns level, units (N, in scope), the four counts, for each count ``unseen_COUNT`` (units that may be in it and could
    not be judged; the band is n … n + unseen), blocked and unvisited (of those unseen at the door: kept out; nobody looked),
    out_of_scope.
    """
    table = []
    for level in LEVELS:
        at_level = units[units["level"] == level]
        scope = at_level[at_level["in_scope"]]
        counts = {name: int(scope[name].sum()) for name in (*COUNTS, "blocked", "unvisited")}
        bands = {f"unseen_{count}": int(unseen(scope, count).sum()) for count in COUNTS}
        outside = len(at_level) - len(scope)
        table.append({"level": level, "units": len(scope), **counts, **bands, "out_of_scope": outside})
    return pd.DataFrame(table)
