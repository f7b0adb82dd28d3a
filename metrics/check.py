"""The check (对照《检查指标》自查): what the observations say of each veto, in six states, with warnings. Pure.

A machine's state is a first reading and no verdict; ``confirmed`` needs a review, or a measurement of everything the rule counts.
What was not seen never becomes "not found": ``clear`` needs that every sign of a veto was seen whole and lies below its line; a
machine sees some things only in part, and those stay for a person.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from data.frameworks.check import Check, Line, Sign
from data.identity import STRANGERS
from data.model import Cause, Source
from metrics.points import Points, points_of
from metrics.strangers import of_the_unit
from metrics.vetoes import CONFIRMED, confirmed

STATES = (CONFIRMED, "suspected", "person", "untested", "clear", "not_applicable")
"""已确认, 疑似, 需人工, 未检测, 未发现, 不适用, in the order in which they are shown."""
FOUND = (CONFIRMED, "suspected")
"""The states in which something speaks for a veto."""
_PRECEDENCE = (CONFIRMED, "suspected", "untested", "person", "clear")
"""The first of these that one of its signs has is the state of a veto."""
_PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Three tables.

    vetoes — one row a site and veto: site_id, veto, state, amber, days_left (NaN where nothing runs out), reason.
    signs — one row a site, veto and sign: site_id, veto, sign, indicator, state ("" for a sign that only warns), figure, of
        (out of how many, both NaN where not seen), amber, days_left, reason, source (who looked; "" where nobody did).
    groups — one row a portal, group and indicator: site_id, group, indicator, light, reason.
    reason: "" | incomplete (not all was looked at: the framework words it) | rest_unseen | not_official | a cause.
    """

    vetoes: pd.DataFrame
    signs: pd.DataFrame
    groups: pd.DataFrame


class _Reading(NamedTuple):
    """What one sign says at one site; figure, of and days_left are NaN where there is none."""

    state: str
    figure: float = math.nan
    of: float = math.nan
    amber: bool = False
    days_left: float = math.nan
    reason: str = ""
    source: str = ""


def check(framework: Check, sites: pd.DataFrame, observations: pd.DataFrame) -> CheckResult:
    """Check the sites of a round.

    sites: site_id, level, kind, identity; every site of the round once. observations: one row a site and indicator: site_id,
    indicator, source, status, value, parts (JSON text of part → number), cause. What has no row was not collected.
    """
    sites = sites.sort_values("site_id", ignore_index=True)
    seen = of_the_unit(sites, observations)
    rows = _by_cell(seen[seen["indicator"].isin({sign.indicator for veto in framework.vetoes for sign in veto.signs})])
    vetoes, signs = [], []
    for site_id, identity in zip(sites["site_id"], sites["identity"], strict=True):
        for veto in framework.vetoes:
            readings = [_read(sign, rows.get((site_id, sign.indicator)), identity) for sign in veto.signs]
            vetoes.append({"site_id": site_id, "veto": veto.id, **_joined(readings)})
            signs += [
                {"site_id": site_id, "veto": veto.id, "sign": sign.id, "indicator": sign.indicator, **reading._asdict()}
                for sign, reading in zip(veto.signs, readings, strict=True)
            ]
    return CheckResult(pd.DataFrame(vetoes), pd.DataFrame(signs), _group_table(framework, sites, seen))


def _by_cell(observations: pd.DataFrame) -> dict[tuple[str, str], Any]:
    """The observations by site and indicator."""
    needed = observations[["site_id", "indicator", "source", "status", "value", "parts", "cause"]]
    return {(row.site_id, row.indicator): row for row in needed.itertuples(index=False)}


# Signs


def _read(sign: Sign, row: Any, identity: str) -> _Reading:
    if row is None or row.status != "measured":
        return _unseen(sign, row, identity)
    parts: Mapping[str, float] = json.loads(row.parts)
    of = parts.get(sign.of, math.nan)
    figure = _figure(sign, float(row.value), parts)
    if figure is None:
        return _Reading(_as_told(sign, "untested"), of=of, reason="part_missing", source=row.source)
    hit = sign.suspected is not None and reached(sign.suspected, figure)
    state, reason = _state(sign, figure, parts, hit, row.source)
    days_left = sign.suspected.number - figure if sign.days_left and sign.suspected is not None else math.nan
    # A line that is reached where not everything was looked at decides nothing, and warns.
    warns = (sign.amber is not None and reached(sign.amber, figure)) or (hit and state not in FOUND)
    shown = figure if sign.suspected is not None or sign.amber is not None else math.nan
    return _Reading(state, shown, of, warns, days_left, reason, row.source)


def _unseen(sign: Sign, row: Any, identity: str) -> _Reading:
    """A sign without a value. What a shared platform holds does not apply to the site, but its veto does: nobody tested it."""
    status, cause, source = (
        ("not_collected", "no_collector", "") if row is None else (row.status, str(row.cause), row.source)
    )
    if row is None and identity in STRANGERS:
        cause = "not_official"
    if status == "not_applicable" and cause != Cause.PLATFORM_FACT:
        return _Reading("not_applicable" if _speaks(sign) else "", reason=cause, source=source)
    found = cause in sign.causes
    sure = confirmed(reached=found, source=source, whole=False, decides=False)
    state = CONFIRMED if sure else "suspected" if found else _as_told(sign, "untested")
    return _Reading(state, reason=cause, source=source)


def _state(sign: Sign, figure: float, parts: Mapping[str, float], hit: bool, source: str) -> tuple[str, str]:
    """The state of a sign whose figure is known, and why it is no clearer. A review settles what it looked at."""
    decides, reviewed = sign.decides, source == Source.REVIEW
    counted = decides is not None and decides.part != "" and parts.get(decides.part, 0.0) >= decides.at_least
    if confirmed(reached=hit, source=source, whole=counted, decides=sign.person is None):
        return CONFIRMED, ""
    whole = reviewed or decides is None or counted
    if hit:
        sound = whole or (decides is not None and decides.lower_bound)
        return ("suspected", "") if sound else ("untested", "incomplete")
    if not whole:
        return _as_told(sign, "untested"), "incomplete" if _speaks(sign) else ""
    rest = parts.get(decides.unseen, 0.0) if decides is not None else 0.0
    if rest and sign.suspected is not None and reached(sign.suspected, figure + rest):
        return _as_told(sign, "untested"), "rest_unseen"
    return ("clear" if reviewed and _speaks(sign) else _as_told(sign, "clear")), ""


def _speaks(sign: Sign) -> bool:
    """Whether a sign has a say in its veto's state; others only warn."""
    return sign.suspected is not None or bool(sign.causes)


def _as_told(sign: Sign, state: str) -> str:
    """The state of a sign that is no suspicion: nothing for one that only warns, a person's where machines see but a part."""
    if not _speaks(sign):
        return ""
    return "person" if sign.person is not None else state


def _figure(sign: Sign, value: float, parts: Mapping[str, float]) -> float | None:
    """The figure of a sign; None where one of its parts was not seen."""
    if any(part not in parts for part in sign.parts):
        return None
    figure = sum(parts[part] for part in sign.parts) if sign.parts else value
    if sign.share:
        if not parts.get(sign.of):
            return None
        figure /= parts[sign.of]
    return round(1.0 - figure, 9) if sign.complement else figure


def reached(line: Line, figure: float) -> bool:
    """Tell whether a figure reaches a line."""
    return {
        "over": figure > line.number,
        "at_least": figure >= line.number,
        "at_most": figure <= line.number,
    }[line.comparison]


def _joined(readings: Sequence[_Reading]) -> dict[str, Any]:
    """The state of a veto from its signs: suspected by any, clear only by all that apply."""
    states = {reading.state for reading in readings}
    state = next((one for one in _PRECEDENCE if one in states), "not_applicable")
    return {
        "state": state,
        "amber": any(reading.amber for reading in readings),
        "days_left": min((r.days_left for r in readings if not math.isnan(r.days_left)), default=math.nan),
        "reason": next(reading.reason for reading in readings if reading.state == state),
    }


# Groups


def _group_table(framework: Check, sites: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """The lights of the portals, to which alone deductions and bonuses apply."""
    portals = sites[sites["kind"] == _PORTAL]
    points = points_of(framework.scale, dict(zip(portals["site_id"], portals["level"], strict=True)), seen)
    column = {indicator: place for place, indicator in enumerate(points.indicators)}
    rows = _by_cell(seen[(seen["status"] != "measured") & seen["site_id"].isin(portals["site_id"])])
    identity = dict(zip(portals["site_id"], portals["identity"], strict=True))
    table = [
        (site_id, group.id, indicator, *_lit(framework, points, place, column[indicator], rows.get((site_id, indicator)), identity[site_id]))
        for group in framework.groups
        for indicator in group.indicators
        for place, site_id in enumerate(points.sites)
    ]  # fmt: skip
    return pd.DataFrame(table, columns=["site_id", "group", "indicator", "light", "reason"])


def _lit(framework: Check, points: Points, site: int, column: int, row: Any, identity: str) -> tuple[str, str]:
    """The light of an indicator at a portal, and why it has none. row: its observation where it was not measured."""
    if not points.applies[site, column]:
        # What applies and is only shown at a level is a fact of its platform.
        said = row is not None and row.status == "not_applicable"
        return "not_applicable", str(row.cause) if said else Cause.PLATFORM_FACT.value
    if points.seen[site, column]:
        return _light(framework, float(points.points[site, column])), ""
    missing = "not_official" if identity in STRANGERS else "no_collector"
    return "unseen", str(row.cause) if row is not None else missing


def _light(framework: Check, points: float) -> str:
    if points >= framework.green:
        return "green"
    return "amber" if points >= framework.amber else "red"


# By level


def state_counts(vetoes: pd.DataFrame, levels: Mapping[str, str]) -> pd.DataFrame:
    """Return how many sites of each level have each state of each veto: level, veto, the states as columns, amber, sites.

    levels: site id → level of the sites that are counted.
    """
    rows = vetoes[vetoes["site_id"].isin(levels)]
    rows = rows.assign(level=rows["site_id"].map(levels))
    keys = ["level", "veto"]
    counts = (
        rows.groupby([*keys, "state"], sort=False).size().unstack(fill_value=0).reindex(columns=STATES, fill_value=0)
    )
    warned = rows.groupby(keys, sort=False)["amber"].sum()
    return counts.assign(amber=warned, sites=counts.sum(axis=1)).rename_axis(columns=None).reset_index()
