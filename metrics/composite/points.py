"""From the values of an index's indicators to points. Pure.

An indicator whose values are all equal says nothing about anybody: under a method that looks at the other units it does not apply, and
its weight passes to its siblings, so that it moves no rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from data.errors import QihuaError
from data.frameworks.index import LEFT_OUT, Choices, Index, IndexIndicator, target_problems
from data.index_tables import IndexTables
from data.model import Status
from metrics import normalise
from metrics.points import Points
from metrics.tree import Matrix

_WORST = "zero"


def points_of(index: Index, choices: Choices, tables: IndexTables) -> Points:
    """Return the points of every unit for every indicator, by one set of the index's choices.

    Missing values stay missing unless the choices say that they count as the worst points or as the mean of the others.
    Raises ``index.target_is_zero`` and ``index.target_behind`` for every target that is not better than the zero point.
    """
    values, levels = tables.values, [unit.level for unit in tables.units]
    _refuse_targets(index.file, choices.indicators, values)
    columns = [
        _scaled(one, column, levels, index.full) for one, column in zip(choices.indicators, values.T, strict=True)
    ]
    points = np.column_stack([column for column, _, _ in columns])
    least, most = (np.array([column[end] for column in columns]) for end in (1, 2))
    seen = ~np.isnan(points)
    silent = (~np.isnan(values)).any(axis=0) & ~seen.any(axis=0)
    applies = (tables.status != Status.NOT_APPLICABLE.value) & ~silent
    if choices.missing_as != LEFT_OUT:
        filled = applies & ~seen & seen.any(axis=0)
        points = np.where(filled, _stand_in(choices.missing_as, points, least), points)
        seen = seen | filled
    known = np.where(seen, points, 0.0)
    return Points(
        tuple(unit.code for unit in tables.units), tuple(one.id for one in choices.indicators), np.asfortranarray(known),
        np.asfortranarray(seen, dtype=np.float64), np.asfortranarray(applies, dtype=np.float64), least, most,
    )  # fmt: skip


def _stand_in(treatment: str, points: Matrix, least: Matrix) -> Matrix:
    """What a missing value of each indicator counts as; on a scale without a lower end the worst points that anybody has."""
    with_values = np.where(np.isnan(points).all(axis=0), 0.0, points)
    if treatment == _WORST:
        return np.where(np.isfinite(least), least, np.nanmin(with_values, axis=0))
    means: Matrix = np.nanmean(with_values, axis=0)
    return means


def _refuse_targets(file: str, indicators: Sequence[IndexIndicator], values: Matrix) -> None:
    """A target must be better than what it is measured from, the worst value where no zero point is given."""
    problems = []
    for position, (one, column) in enumerate(zip(indicators, values.T, strict=True), 1):
        settings, known = one.normalise.settings, column[~np.isnan(column)]
        if one.normalise.method == "distance" and (settings["zero"] is not None or len(known)):
            worst = one.direction * (one.direction * known).min() if settings["zero"] is None else settings["zero"]
            where = f"{file}: indicator {position} ({one.id}).normalise.target"
            problems += target_problems(where, one.direction, settings["target"], float(worst))
    if problems:
        raise QihuaError(*problems)


def _scaled(one: IndexIndicator, values: Matrix, levels: Sequence[str], full: float) -> tuple[Matrix, float, float]:
    """Points, and the least and most that they can be."""
    settings = one.normalise.settings
    directed = one.direction * values
    match one.normalise.method:
        case "none":
            return values, settings["low"], settings["high"]
        case "goalposts":
            return _between_goalposts(settings, values, levels, full)
        case "levels":
            worths = settings["points"]
            return normalise.levels(values, worths), min(worths.values()), max(worths.values())
        case "binary":
            return normalise.binary(values, full), 0.0, full
        case "count":
            return normalise.count(values, settings["each"], settings["cap"]), 0.0, settings["cap"]
        case "minmax":
            return normalise.minmax(directed, settings["low"], settings["high"]), settings["low"], settings["high"]
        case "zscore":
            return normalise.zscore(directed, settings["mean"], settings["sd"]), -np.inf, np.inf
        case "rank":
            return normalise.rank(directed), 1.0, float((~np.isnan(values)).sum())
        case "percentile":
            return normalise.percentile(directed, settings["high"]), 0.0, settings["high"]
        case "distance":
            return _towards_target(one.direction, settings, directed, full)
    raise AssertionError(one.normalise.method)


def _towards_target(
    direction: int, settings: Mapping[str, Any], directed: Matrix, full: float
) -> tuple[Matrix, float, float]:
    target, zero = (None if end is None else direction * end for end in (settings["target"], settings["zero"]))
    assert target is not None
    come = normalise.distance(directed, target, zero, full, cap=settings["cap"])
    return come, 0.0 if zero is None else -np.inf, full if settings["cap"] else np.inf


def _between_goalposts(
    settings: Mapping[str, Any], values: Matrix, levels: Sequence[str], full: float
) -> tuple[Matrix, float, float]:
    transform = np.log if settings["transform"] == "ln" else np.asarray
    ends = [
        np.array([settings[end].get(level, settings[end].get("")) for level in levels], np.float64)
        for end in ("zero", "full")
    ]
    zero, most = (transform(end) for end in ends)
    scaled = normalise.goalposts(transform(values), zero, most, full, cap=settings["cap"])
    return (scaled, 0.0, full) if settings["cap"] else (scaled, -np.inf, np.inf)
