"""Availability: how many of a round's tries opened the home page. Each visit is one try; light tries come beside them."""

from __future__ import annotations

from collections.abc import Iterable

from data.collectors.base import Collector, Context, Reading, Visit
from data.collectors.coverage import has_opened
from data.collectors.reading import capture_evidence
from data.collectors.registering import collector
from data.model import Capture, Cause, Purpose

COLLECTORS: dict[str, Collector] = {}
AVAILABLE = "practicality_available"


@collector(COLLECTORS, AVAILABLE)
def available(visit: Visit, context: Context) -> Reading:
    """1 for a visit that opened the home page, 0 for one that did not; what a shield answers, or our own network, is no try.

    Source: 国办秘函〔2019〕19号 (站点无法访问: 20 spaced tries a day for a week; not open within 15 s is a failed one).
    """
    home = visit.home
    return Reading.unseen(Cause.NO_HOME_PAGE) if home is None else _one_try(home.capture)


def light_tries(checks: Iterable[Capture]) -> dict[str, list[Reading]]:
    """Return the light tries of each site, in order, from the captures that belong to no visit."""
    tries = [capture for capture in checks if capture.purpose is Purpose.TRY]
    led_on = {capture.previous for capture in tries}
    made: dict[str, list[Reading]] = {}
    for capture in tries:
        if capture.id not in led_on:
            made.setdefault(capture.site_id, []).append(_one_try(capture))
    return made


def _one_try(home: Capture) -> Reading:
    good = has_opened(home)
    if good is None:
        return Reading.unseen(home.cause or Cause.PAGE_NOT_CAPTURED, capture_evidence(home))
    return Reading.measured(good, capture_evidence(home), parts={"good": float(good), "tries": 1.0})
