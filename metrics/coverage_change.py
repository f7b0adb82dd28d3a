"""How sure a coverage is: intervals where only a part of a level was looked at, and what two rounds' difference means. Pure.

A level of which every unit was looked at is a census: its counts are exact but for the band of what could not be judged, and no
interval is put around them. Where only some portals were looked at the share is estimated from them; that holds if they were drawn by
lot, which the registry can't tell. Units without a registered portal are known without looking. Unseen units stay a band: lower bounds
take none of them, upper bounds all.
"""

from __future__ import annotations

import pandas as pd

from metrics.coverage import COUNTS, LEVELS, unseen
from metrics.proportions import Interval, difference_p, mcnemar, newcombe, wilson

BASES = ("census", "part", "none")
"""Every unit of a level was looked at; only some were; nobody looked at any."""
METHODS = ("mcnemar", "newcombe")
_ESTIMATED = COUNTS[1:]
"""What only a visit can tell; whether a portal is registered is known of all."""


def coverage_intervals(units: pd.DataFrame) -> pd.DataFrame:
    """Return one row a level and count but the registered: level, count, basis, looked (portals looked at), portals (registered), units (N),
    lower and upper: shares of N between which the coverage lies; of a census n / N and (n + unseen) / N, NaN with the basis none.

    units: as ``coverage_by_unit`` returns them.
    """
    rows = []
    for level in LEVELS:
        scope = _scope(units, level)
        portals, looked = scope[scope["registered"]], scope[scope["registered"] & ~scope["unvisited"]]
        basis = "census" if len(looked) == len(portals) else "part" if len(looked) else "none"
        for count in _ESTIMATED:
            n, maybe = int(looked[count].sum()), int(unseen(looked, count).sum())
            within = Interval(float("nan"), float("nan"))
            if basis != "none":
                within = Interval(
                    wilson(n, len(looked), len(portals)).lower if len(looked) else 0.0,
                    wilson(n + maybe, len(looked), len(portals)).upper if len(looked) else 0.0,
                )
            share = len(portals) / len(scope) if len(scope) else float("nan")
            rows.append(
                (level, count, basis, len(looked), len(portals), len(scope), within.lower * share, within.upper * share)
            )
    columns = ["level", "count", "basis", "looked", "portals", "units", "lower", "upper"]
    return pd.DataFrame(rows, columns=columns)


def coverage_change(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return one row a level and count: level, count, method, n_before and n_now (units judged), share_before, share_now, change, gained
    and lost, lower, upper, p; units: judged in both rounds, unjudged: looked at in both and not judged in one of them.

    method: ``mcnemar`` where most units that were judged were judged in both rounds: change, gained and lost are of those same units, and
    lower and upper are NaN. ``newcombe`` for two draws apart: shares of the units judged, with the interval of their difference. ""
    where one of the rounds judged none. p: how likely so much would be by chance. before, now: as ``coverage_by_unit`` returns them.
    """
    rows = []
    for level in LEVELS:
        was, is_now = (_scope(units, level).set_index("unit_code") for units in (before, now))
        rows += [
            {"level": level, "count": count, **_change(_judged(was, count), _judged(is_now, count))} for count in COUNTS
        ]
    return pd.DataFrame(rows)


def _scope(units: pd.DataFrame, level: str) -> pd.DataFrame:
    return units[(units["level"] == level) & units["in_scope"]]


def _judged(units: pd.DataFrame, count: str) -> pd.Series:
    """Whether each unit is in a count; None where it was not judged, no row where nobody looked."""
    if count != COUNTS[0]:
        units = units[~units["unvisited"]]
    return units[count].astype("object").mask(unseen(units, count), None)


def _change(was: pd.Series, now: pd.Series) -> dict[str, object]:
    first, second = was.dropna().astype(bool), now.dropna().astype(bool)
    common = first.index.intersection(second.index)
    both = was.index.intersection(now.index)
    about: dict[str, object] = {
        "method": "", "n_before": len(first), "n_now": len(second), "units": len(common), "unjudged": len(both) - len(common),
        "share_before": float("nan"), "share_now": float("nan"), "change": float("nan"), "gained": 0, "lost": 0,
        "lower": float("nan"), "upper": float("nan"), "p": float("nan"),
    }  # fmt: skip
    if first.empty or second.empty:
        return about
    if 2 * len(common) > max(len(first), len(second)):
        first, second = first.loc[common], second.loc[common]
        gained, lost = int((second & ~first).sum()), int((first & ~second).sum())
        found: dict[str, object] = {"method": "mcnemar", "gained": gained, "lost": lost, "p": mcnemar(gained, lost)}
    else:
        pair = (int(first.sum()), len(first)), (int(second.sum()), len(second))
        found = {"method": "newcombe", **newcombe(*pair)._asdict(), "p": difference_p(*pair)}
    shares = {"share_before": float(first.mean()), "share_now": float(second.mean())}
    return {**about, **found, **shares, "change": shares["share_now"] - shares["share_before"]}
