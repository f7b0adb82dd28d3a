"""The rules of a node in a framework of kind ``index``: how its children become one score, and when there is none."""

from __future__ import annotations

from typing import Any

from data.frameworks.checking import Checker
from data.frameworks.index.model import LEFT_OUT, Aggregate, Missing

AGGREGATES = ("arithmetic", "geometric", "harmonic", "copeland")
STANDARD = Missing(0.6, "weight")
"""The rule where the file says nothing of missing values."""
_COUNTED_BY = ("weight", "number")


def aggregate_of(checker: Checker, key: str, value: Any, full: float) -> Aggregate:
    """Return the rule by which children become a node; arithmetic where none is named."""
    entry = table_of(checker, key, value)
    checker.keys(f"{key}.", entry, ("method", "floor"), ())
    method = checker.choice(f"{key}.method", entry.get("method", AGGREGATES[0]), AGGREGATES)
    floor = checker.number(f"{key}.floor", entry["floor"]) if "floor" in entry else None
    check_floor(checker, f"{key}.floor", method, floor, full)
    return Aggregate(method, floor)


def check_floor(checker: Checker, key: str, method: str, floor: float | None, full: float) -> None:
    """Note a floor that a mean needs and has not, or that is out of its range."""
    allowed = f"0 {'<' if method == 'harmonic' else '≤'} floor < {full:g}"
    if floor is None and method in {"geometric", "harmonic"}:
        checker.fault("index.no_floor", key, method, allowed)
    if floor is not None and (not 0 <= floor < full or (method == "harmonic" and floor == 0)):
        checker.fault("index.bad_range", key, f"{floor:g}", allowed)


def missing_of(checker: Checker, key: str, value: Any) -> Missing:
    """Return when a node has no number; what the table leaves out is as in ``STANDARD``."""
    entry = table_of(checker, key, value)
    checker.keys(f"{key}.", entry, ("floor", "counted_by", "as"), ())
    floor = checker.share(f"{key}.floor", entry.get("floor", STANDARD.floor))
    counted_by = checker.choice(f"{key}.counted_by", entry.get("counted_by", STANDARD.counted_by), _COUNTED_BY)
    return Missing(floor, counted_by)


def check_left_out(checker: Checker, key: str, value: Any) -> None:
    """Note a missing value that would be made up: the official result leaves it out."""
    treatment = value.get("as", LEFT_OUT) if isinstance(value, dict) else LEFT_OUT
    if treatment != LEFT_OUT:
        checker.fault("index.analysis_only", f"{key}.as", treatment, LEFT_OUT)


def table_of(checker: Checker, key: str, value: Any) -> dict[str, Any]:
    """Return a table; an empty one where something else stands."""
    if isinstance(value, dict):
        return value
    checker.fault("framework.bad_shape", key, value, "{ … = … }")
    return {}
