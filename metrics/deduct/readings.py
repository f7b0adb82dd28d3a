"""What is known of each item of a scheme at each site: from people's marks first, else from what was measured. Pure.

A machine's reading of an item that the scheme leaves to people, or that it has a person look over, is a proposal and changes
nothing. So does a veto's sign, unless a person gave it or the scheme lets the machine decide and the measurement is whole.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from data.frameworks.deduct import Deduct, Item, Measure
from data.identity import STRANGERS
from data.model import Cause, Source
from metrics.check import reached
from metrics.strangers import of_the_unit
from metrics.vetoes import CONFIRMED, confirmed

ITEM_STATES = ("measured", "least", "proposed", "unseen", "unpriced", "not_applicable")
"""Counted; measured in part, so that it takes at least this; a machine's finding for a person to look over; not seen; named by the
scheme without its points; does not apply."""
VETO_STATES = (CONFIRMED, "suspected", "person", "untested", "clear", "not_applicable")
"""已确认, 疑似, 需人工, 未检测, 未发现, 不适用. Only the first makes a site fail."""
_WHOLLY = 1e-9  # how much a figure may lie below a whole number of faults by the error of its division


class Reading(NamedTuple):
    """What is known of one item at one site.

    amount: faults, figure or points as found, NaN for none. step: the step that was reached. gross: points it costs (or gives) before
    any cap, NaN where not known. everything: the step takes all the item is worth. source: mark, review, machine, …; "" for none.
    reason: why it was not seen, "" or a cause or ``no_mark`` | ``group`` | ``not_official`` | ``marked``. note: what the mark says.
    """

    state: str
    amount: float = math.nan
    step: str = ""
    gross: float = math.nan
    everything: bool = False
    source: str = ""
    reason: str = ""
    note: str = ""


def readings(
    scheme: Deduct, members: pd.DataFrame, sites: pd.DataFrame, observations: pd.DataFrame, marks: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a site in a group and item, in the scheme's order: site_id, item, and the fields of ``Reading``.

    members: as ``metrics.deduct.groups.members`` returns them. sites: site_id, identity. observations: one row a site and
    indicator: site_id, indicator, status, value, parts (JSON text of part → number), cause, source. marks: one row a site and item:
    site_id, item, kind (faults | step | points | yes | no | not_applicable), amount, step, note.
    """
    identity = dict(zip(sites["site_id"], sites["identity"], strict=True))
    wanted = {item.measure.indicator for item in scheme.items if item.measure}
    seen = of_the_unit(sites, observations[observations["indicator"].isin(wanted)])
    held = {(row.site_id, row.indicator): row for row in seen.itertuples(index=False)}
    marked = {(row.site_id, row.item): row for row in marks.itertuples(index=False)}
    rows = []
    for site_id, group in members.loc[members["group"] != "", ["site_id", "group"]].itertuples(index=False):
        for item in scheme.items:
            row = held.get((site_id, item.measure.indicator)) if item.measure else None
            reading = _read(item, group, marked.get((site_id, item.id)), row, identity[site_id])
            rows.append((site_id, item.id, *reading))
    return pd.DataFrame(rows, columns=["site_id", "item", *Reading._fields])


def _read(item: Item, group: str, mark: Any, row: Any, identity: str) -> Reading:
    if item.groups and group not in item.groups:
        return Reading("not_applicable", reason="group")
    if item.unpriced:
        return Reading("unpriced")
    if mark is not None:
        return _marked(item, mark)
    if row is None or row.status != "measured":
        return _unseen(item, row, identity)
    return _measured(item, item.measure, row)


def _marked(item: Item, mark: Any) -> Reading:
    """What a person put down: a count of faults, a step, points, or yes and no."""
    if mark.kind == "not_applicable":
        return Reading("not_applicable", source="mark", reason="marked", note=mark.note)
    if item.part == "veto":
        return Reading(CONFIRMED if mark.kind == "yes" else "clear", source="mark", note=mark.note)
    if mark.kind == "step":
        return _priced(item, "measured", math.nan, mark.step, "mark")._replace(note=mark.note)
    return _priced(item, "measured", mark.amount, "", "mark")._replace(note=mark.note)


def _unseen(item: Item, row: Any, identity: str) -> Reading:
    """What a shared platform holds does not apply to the site's own page, but the item does: nobody looked."""
    cause = "no_mark" if item.measure is None else "no_collector" if row is None else str(row.cause)
    if row is None and item.measure is not None and identity in STRANGERS:
        cause = "not_official"
    if row is not None and row.status == "not_applicable" and cause != Cause.PLATFORM_FACT:
        return Reading("not_applicable", source=row.source, reason=cause)
    if item.part == "veto":
        return Reading("untested" if item.how == "machine" else "person", reason=cause)
    return Reading("unseen", reason=cause)


def _measured(item: Item, measure: Measure | None, row: Any) -> Reading:
    assert measure is not None
    parts: Mapping[str, float] = json.loads(row.parts)
    figure = _figure(measure, float(row.value), parts)
    if figure is None:
        return Reading("untested" if item.part == "veto" else "unseen", source=row.source, reason=Cause.PART_MISSING)
    by_person = row.source == Source.REVIEW
    whole = by_person or _is_whole(measure, parts)
    decides = by_person or item.how == "machine"
    if item.part == "veto":
        assert item.line is not None
        hit = reached(item.line, figure)
        sure = confirmed(reached=hit, source=row.source, whole=whole, decides=decides)
        state = CONFIRMED if sure else _veto_state(hit, whole=whole, decides=decides)
        return Reading(state, figure, source=row.source, reason="" if whole else "incomplete")
    if not whole and not _only_grows(item, measure):
        return Reading("unseen", figure, source=row.source, reason="incomplete")
    state = ("measured" if whole else "least") if decides else "proposed"
    if item.each is not None:
        found = _priced(item, state, math.floor(figure / measure.per + _WHOLLY), "", row.source)
    else:
        step = next((one.name for one in item.steps if one.line is not None and reached(one.line, figure)), "")
        found = _priced(item, state, figure, step, row.source)
    return found._replace(reason="incomplete" if state == "least" else "")


def _figure(measure: Measure, value: float, parts: Mapping[str, float]) -> float | None:
    if any(part not in parts for part in measure.parts):
        return None
    figure = math.fsum(parts[part] for part in measure.parts) if measure.parts else value
    return round(1.0 - figure, 9) if measure.complement else figure


def _is_whole(measure: Measure, parts: Mapping[str, float]) -> bool:
    """Whether a measurement counts everything there is."""
    whole = measure.whole
    if whole is None:
        return False
    enough = not whole.part or parts.get(whole.part, -math.inf) >= whole.at_least
    return enough and not parts.get(whole.unseen, 0.0)


def _only_grows(item: Item, measure: Measure) -> bool:
    """Whether looking further could only add to a figure: faults that were counted are faults, a share or an age may fall."""
    return item.each is not None and bool(measure.parts) and not measure.complement


def _veto_state(hit: bool, *, whole: bool, decides: bool) -> str:
    """The state of a veto that is not confirmed."""
    if hit:
        return "suspected"
    if not whole:
        return "untested"
    return "clear" if decides else "person"


def _priced(item: Item, state: str, amount: float, step: str, source: str) -> Reading:
    """A reading with what it costs before any cap. A step that takes all the points goes on to take all."""
    if item.each is not None:
        return Reading(state, amount, "", amount * item.each, source=source)
    if item.steps:
        points = next((one.points for one in item.steps if one.name == step), 0.0)
        return Reading(state, amount, step, points, item.points is not None and points == item.points, source)
    return Reading(state, amount, "", amount, item.points is not None and amount == item.points, source)
