"""Joins what several visits say of one indicator: present if any visit shows it, absent only if enough visits agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from data.collectors.base import Reading
from data.lexicon import lexicon
from data.model import Cause, Status


def merge_visits(readings: Sequence[Reading], combine: str, visits_needed: int) -> tuple[Reading, int, int]:
    """Return (reading, k, n): k of the n visits that could judge show what the reading says.

    readings: one a visit, in order. combine: ``presence`` takes what any visit shows, part by part where the value is
    the share of its parts; ``latest`` takes the newest number; ``median`` the middle one of all; ``tries`` the share of good
    ones of all, once there are enough.
    What rests on something not being there counts only when ``visits_needed`` visits could judge it; with fewer the
    reading is ``not_observed`` (unconfirmed). A number from fewer pages than another visit's is not the newest one.
    Raises ``ValueError`` without readings.
    """
    if not readings:
        raise ValueError("no readings")
    measured = [reading for reading in readings if reading.status is Status.MEASURED]
    if not measured:
        return _reason(readings), 0, 0
    if combine == "median":
        middle = median(_value(reading) for reading in measured)
        evidence = tuple(piece for reading in measured for piece in reading.evidence)
        return Reading.measured(middle, *evidence), len(measured), len(measured)
    if combine == "tries":
        return _tries(measured)
    if combine == "latest":
        complete = _complete(measured)
        best, judged = complete[-1], len(complete)
    elif all(reading.is_share_of_parts for reading in measured):
        best, judged = _union(measured, visits_needed)
    else:
        best, judged = _highest(measured), len(measured)
    agreeing = _agreeing(measured, best)
    if best.absent and judged < visits_needed:
        return Reading.unseen(Cause.UNCONFIRMED, *best.evidence), agreeing, len(measured)
    return best, agreeing, len(measured)


def _reason(readings: Sequence[Reading]) -> Reading:
    """The newest reason why there is no value; "does not apply" and "could not see" say more than "nobody looked"."""
    for status in (Status.NOT_APPLICABLE, Status.NOT_OBSERVED):
        said = [reading for reading in readings if reading.status is status]
        if said:
            return said[-1]
    return readings[-1]


def _tries(measured: Sequence[Reading]) -> tuple[Reading, int, int]:
    """Return good tries / tries; the bad ones come first in the evidence."""
    parts = {name: sum(reading.parts[name] for reading in measured) for name in ("good", "tries")}
    evidence = [piece for reading in sorted(measured, key=_value) for piece in reading.evidence]
    k, n = int(parts["good"]), int(parts["tries"])
    if n < lexicon("collectors")["availability"]["least"]:
        return Reading.unseen(Cause.TOO_FEW, *evidence), k, n
    return Reading.measured(k / n, *evidence, parts=parts), k, n


def _complete(measured: Sequence[Reading]) -> list[Reading]:
    """The visits whose numbers rest on the most pages: a look at some of them does not replace a look at all."""
    pages = [len({piece.capture_id for piece in reading.evidence}) for reading in measured]
    return [reading for reading, count in zip(measured, pages, strict=True) if count == max(pages)]


def _highest(measured: Sequence[Reading]) -> Reading:
    """The visit that shows most; of equal ones the one that read most ``pages``, then the newest."""
    return max(reversed(measured), key=lambda reading: (_value(reading), reading.parts.get("pages", 0)))


def _union(measured: Sequence[Reading], visits_needed: int) -> tuple[Reading, int]:
    """Return every part as the visit that shows it best has it, and how many visits could judge what is missing."""
    best = {name: max(r.parts[name] for r in measured if name in r.parts) for r in measured for name in r.parts}
    open_parts = _left_open(measured, best, visits_needed)
    parts = {name: value for name, value in best.items() if name not in open_parts}
    names = list(parts)
    # One visit that shows all of it is evidence enough; else every visit's evidence is needed.
    sources = [reading for reading in measured if dict(reading.parts) == parts][-1:] or measured
    evidence = tuple(dict.fromkeys(piece for reading in sources for piece in reading.evidence))
    missing = [name for name in names if parts[name] < 1]
    judged = min((sum(name in reading.parts for reading in measured) for name in missing), default=len(measured))
    value = sum(parts.values()) / len(parts)
    return Reading.measured(value, *evidence, parts=parts, absent=bool(missing)), judged


def _left_open(measured: Sequence[Reading], best: Mapping[str, float], visits_needed: int) -> set[str]:
    """The parts missing to too few visits, which none that shows all the rest could judge.

    A visit that did not see the entry says nothing of what lies behind it.
    """
    there = {name: value for name, value in best.items() if value}
    fullest = [reading for reading in measured if there.items() <= reading.parts.items()]
    judging = {name: sum(name in reading.parts for reading in measured) for name in best}
    return {
        name
        for name in best.keys() - there.keys()
        if fullest and judging[name] < visits_needed and not any(name in reading.parts for reading in fullest)
    }


def _agreeing(measured: Sequence[Reading], best: Reading) -> int:
    """How many visits say the same; for parts from several visits, how many show the part that fewest show."""
    same = sum(_value(reading) == best.value for reading in measured)
    if same or not best.is_share_of_parts:
        return same
    return min(sum(reading.parts.get(name) == value for reading in measured) for name, value in best.parts.items())


def _value(reading: Reading) -> float:
    assert reading.value is not None
    return reading.value
