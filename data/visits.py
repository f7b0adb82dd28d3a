"""Joins what several visits say about one indicator. Present if any visit shows it; absent only if enough visits agree."""

from __future__ import annotations

from collections.abc import Sequence

from data.collectors.base import Reading
from data.model import Cause, Status


def merge_visits(readings: Sequence[Reading], combine: str, visits_needed: int) -> tuple[Reading, int, int]:
    """Return (reading, k, n): k of the n visits that could judge show what the reading says.

    readings: one a visit, in order. combine: ``presence`` takes the visit that shows most, ``latest`` the newest number.
    A value that rests on something not being there counts only when ``visits_needed`` visits could judge; with fewer it is
    ``not_observed`` (unconfirmed). Raises ``ValueError`` without readings.
    """
    if not readings:
        raise ValueError("no readings")
    measured = [reading for reading in readings if reading.status is Status.MEASURED]
    if not measured:
        return readings[-1], 0, 0
    best = max(measured, key=_value) if combine == "presence" else measured[-1]
    if combine == "presence":
        # Of equally good visits the newest is the one to show.
        best = [reading for reading in measured if _value(reading) == _value(best)][-1]
    agreeing = sum(_value(reading) == _value(best) for reading in measured)
    if best.absent and len(measured) < visits_needed:
        return Reading.unseen(Cause.UNCONFIRMED, *best.evidence), agreeing, len(measured)
    return best, agreeing, len(measured)


def _value(reading: Reading) -> float:
    assert reading.value is not None
    return reading.value
