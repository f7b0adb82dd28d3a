"""The tables that a framework of kind ``index`` is run on: observations, units, weight sets; read strictly, as one input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.errors import Problem, QihuaError
from data.frameworks.index import Index
from data.index_tables.observations import Matrix, Statuses, read_observations
from data.index_tables.units import Unit, needs_levels, read_units
from data.index_tables.weights import WeightSet, read_weights
from data.tables import content

__all__ = ["IndexTables", "Matrix", "Statuses", "Unit", "WeightSet", "read_tables", "read_weights"]


@dataclass(frozen=True, slots=True)
class IndexTables:
    """What an index is made from: the units in administrative order, and their observations, units × indicators.

    values: NaN where the status is not ``measured``. Indicators stand in the order of the framework. remarks: what is to be said of
    the files though they could be read: sheets that were not, rows that end early, digits of full width.
    """

    units: tuple[Unit, ...]
    values: Matrix
    status: Statuses
    remarks: tuple[Problem, ...] = ()


def read_tables(framework: Index, observations: Path, units: Path | None) -> IndexTables:
    """Read the tables of an index. Raises ``QihuaError`` with every problem of both files, and of the framework's overrides."""
    seen = read_observations(framework, observations.name, content(observations))
    known = read_units(framework, units.name, content(units)) if units else None
    problems = [*seen.problems, *(known.problems if known else ())]
    if known is None:
        problems += _without_units(framework)
    elif seen.units and known.places:
        problems += _differences(seen.units, known.places, observations.name, units)
    if seen.units:
        problems += _unknown_overrides(framework, seen.units)
    if problems:
        raise QihuaError(*problems)
    listed = known.units if known else tuple(Unit(code, code, "", "") for code in seen.units)
    row_of = {code: row for row, code in enumerate(seen.units)}
    order = [row_of[unit.code] for unit in listed]
    return IndexTables(
        listed, seen.values[order], seen.status[order], (*seen.remarks, *(known.remarks if known else ()))
    )


def _without_units(framework: Index) -> list[Problem]:
    """What only a table of units can say."""
    asked = {"rank_within": framework.rank_within, "normalise": "level" if needs_levels(framework) else ""}
    return [
        Problem("values.no_units", f"{framework.file}: {key}", column, "--units")
        for key, column in asked.items()
        if column
    ]


def _differences(
    seen: Mapping[str, str], known: Mapping[str, str], observations: str, units: Path | None
) -> list[Problem]:
    """Units that only one of the two files names. seen, known: unit → its cell."""
    listed = units.name if units else ""
    return [
        *(Problem("values.unit_without_row", known[unit], unit, observations) for unit in known if unit not in seen),
        *(Problem("values.unknown_unit", seen[unit], unit, listed) for unit in seen if unit not in known),
    ]


def _unknown_overrides(framework: Index, units: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(
            "values.unknown_unit",
            f"{framework.file}: override {position} ({override.unit}, {override.node}).unit",
            override.unit,
            ", ".join(units)[:200],
        )
        for position, override in enumerate(framework.overrides, 1)
        if override.unit and override.unit not in units
    ]
