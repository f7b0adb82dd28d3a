"""How a framework of kind ``index`` writes down a normalisation: the methods, their settings, what is refused in them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from data.errors import Problem
from data.frameworks.checking import Checker
from data.frameworks.index.model import IndexIndicator, Normalise

METHODS: Mapping[str, tuple[str, ...]] = {
    "none": ("low", "high"),
    "goalposts": ("zero", "full", "transform", "cap"),
    "levels": ("points",),
    "binary": (),
    "count": ("each", "cap"),
    "minmax": ("low", "high"),
    "zscore": ("mean", "sd"),
    "rank": (),
    "percentile": ("high",),
    "distance": ("target", "zero", "cap"),
}
"""The settings that each method knows."""
DATA_DEPENDENT = ("minmax", "zscore", "rank", "percentile", "distance")
"""Their points depend on what units are there: the direction counts, and a scenario may put another method in their place."""
UNREADABLE = Normalise("", {})
"""In place of a normalisation that was refused, so that nothing more is said of it."""
_NEEDED = {"goalposts": ("zero", "full"), "levels": ("points",), "count": ("each",), "distance": ("target",)}
_TRANSFORMS = ("ln",)


def normalise_of(
    checker: Checker, key: str, value: Any, full: float, allowed: Sequence[str] = tuple(METHODS)
) -> Normalise:
    """Return a normalisation with all its settings, ``UNREADABLE`` where none can be told.

    full: the framework's full score, default of most upper ends.
    """
    if not isinstance(value, dict):
        checker.fault("framework.bad_shape", key, value, '{ method = "…" }')
        return UNREADABLE
    if "method" not in value:
        checker.fault("framework.missing_key", f"{key}.method")
        return UNREADABLE
    method = value["method"]
    if method not in allowed:
        checker.fault("framework.bad_shape", f"{key}.method", method, ", ".join(allowed))
        return UNREADABLE
    given = {name: setting for name, setting in value.items() if name != "method"}
    checker.keys(f"{key}.", given, METHODS[method], _NEEDED.get(method, ()))
    return Normalise(method, _settings(checker, key, method, given, full))


def _settings(checker: Checker, key: str, method: str, given: dict[str, Any], full: float) -> dict[str, Any]:
    def number(name: str, default: float) -> float:
        return checker.number(f"{key}.{name}", given[name]) if name in given else default

    if method in {"none", "minmax"}:
        low, high = number("low", 0.0), number("high", full)
        if not low < high:
            checker.fault("index.bad_range", key, f"low {low:g}, high {high:g}", "low < high")
        return {"low": low, "high": high}
    if method == "goalposts":
        return _goalposts(checker, key, given)
    if method == "levels":
        return {"points": _levels(checker, f"{key}.points", given.get("points", {}), full)}
    if method == "count":
        each, cap = number("each", 0.0), number("cap", full)
        if "each" in given and not 0 < each <= cap <= full:
            checker.fault("index.bad_range", key, f"each {each:g}, cap {cap:g}", f"0 < each ≤ cap ≤ {full:g}")
        return {"each": each, "cap": cap}
    if method == "percentile":
        high = number("high", full)
        if not high > 0:
            checker.fault("index.bad_range", f"{key}.high", f"{high:g}", "> 0")
        return {"high": high}
    if method == "zscore":
        mean, sd = number("mean", 0.0), number("sd", 1.0)
        if not sd > 0:
            checker.fault("index.bad_range", f"{key}.sd", f"{sd:g}", "> 0")
        return {"mean": mean, "sd": sd}
    if method == "distance":
        target, zero = number("target", 0.0), number("zero", math.nan)
        return {"target": target, "zero": None if math.isnan(zero) else zero, "cap": _cap(checker, key, given, False)}
    return {}


def target_problems(where: str, direction: int, target: float, zero: float) -> list[Problem]:
    """Return what is wrong with a target that is to be better than the zero point it is measured from."""
    if direction * (target - zero) > 0:
        return []
    code = "index.target_is_zero" if target == zero else "index.target_behind"
    return [Problem(code, where, f"{target:g}", f"{zero:g}", {"direction": f"{-direction}"})]


def _cap(checker: Checker, key: str, given: dict[str, Any], default: bool) -> bool:
    return checker.flag(f"{key}.cap", given["cap"]) if "cap" in given else default


def _goalposts(checker: Checker, key: str, given: dict[str, Any]) -> dict[str, Any]:
    transform = given.get("transform", "")
    if transform:
        checker.choice(f"{key}.transform", transform, _TRANSFORMS)
    ends: dict[str, Any] = {
        name: _by_level(checker, f"{key}.{name}", given[name]) for name in ("zero", "full") if name in given
    }
    for name, end in ends.items():
        low = [value for value in end.values() if transform and value <= 0]
        if low:
            checker.fault("index.no_logarithm", f"{key}.{name}", f"{low[0]:g}", "> 0")
    if ends.keys() >= {"zero", "full"}:
        _compare_ends(checker, key, ends["zero"], ends["full"])
    nothing = {"": 0.0}
    return {"zero": nothing, "full": nothing, "transform": transform, "cap": _cap(checker, key, given, True), **ends}


def _by_level(checker: Checker, key: str, value: Any) -> dict[str, float]:
    """A number of each level; one number alone, under "", is that of all levels."""
    if not isinstance(value, dict):
        return {"": checker.number(key, value, math.nan)}
    if not value:
        checker.fault("framework.bad_shape", key, value, "1, { … = 1, … = 2 }")
    return {level: checker.number(f"{key}.{level}", number, math.nan) for level, number in value.items()}


def _compare_ends(checker: Checker, key: str, zero: dict[str, float], full: dict[str, float]) -> None:
    named = sorted((zero.keys() | full.keys()) - {""})
    for level in named or [""]:
        place = f"{key}.full.{level}" if level else f"{key}.full"
        low, high = (end.get(level, end.get("")) for end in (zero, full))
        if low is None or high is None:
            checker.fault("framework.missing_key", f"{key}.{'zero' if low is None else 'full'}.{level}")
        elif low == high:
            checker.fault("framework.zero_is_full", place, f"{high:g}")


def _levels(checker: Checker, key: str, value: Any, full: float) -> dict[float, float]:
    if not isinstance(value, dict) or not value:
        checker.fault("framework.bad_shape", key, value, '{ "0" = 0, "1" = 100 }')
        return {}
    points: dict[float, float] = {}
    for text, worth in value.items():
        try:
            step = checker.number(f"{key}.{text}", float(text))
        except ValueError:
            checker.fault("framework.not_a_number", f"{key}.{text}", text)
            continue
        if step in points:
            checker.fault("framework.duplicate", key, text)
        points[step] = checker.number(f"{key}.{text}", worth)
        if not 0 <= points[step] <= full:
            checker.fault("index.bad_range", f"{key}.{text}", worth, f"0 … {full:g}")
    return points


def replaced(
    indicators: tuple[IndexIndicator, ...], by: Normalise, default: Normalise | None
) -> tuple[IndexIndicator, ...]:
    """Return indicators with another normalisation, one that depends on the data, in place of the default and of all that do."""
    return tuple(
        replace(one, normalise=by, direction=_direction(one))
        if one.normalise is default or one.normalise.method in DATA_DEPENDENT
        else one
        for one in indicators
    )


def _direction(one: IndexIndicator) -> int:
    """−1 where a higher value is worse; goalposts say so by the order of their ends."""
    if one.normalise.method != "goalposts":
        return one.direction
    zero, full = (next(iter(one.normalise.settings[end].values())) for end in ("zero", "full"))
    return 1 if zero < full else -1
