"""How a collector is registered under its indicator's id."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from data.collectors.base import Collector, Context, Reading, Visit
from data.collectors.reading import Unreadable


def collector(into: dict[str, Collector], indicator: str) -> Callable[[Collector], Collector]:
    """Register a collector; a page it can't read becomes its ``not_observed`` reading."""

    def register(function: Collector) -> Collector:
        @wraps(function)
        def collect(visit: Visit, context: Context) -> Reading:
            try:
                return function(visit, context)
            except Unreadable as unreadable:
                return unreadable.reading

        into[indicator] = collect
        return collect

    return register
