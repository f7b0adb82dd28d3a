"""Reads observations for a framework of kind ``index``: a wide table (a row a unit) or a long one (a row a unit and indicator)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.errors import Problem
from data.frameworks.index import Index, IndexIndicator
from data.index_tables.sheet import Line, Sheet, sheet_of, stripped_rows
from data.model import Status

Matrix = npt.NDArray[np.float64]
Statuses = npt.NDArray[np.object_]
MISSING = tuple(status.value for status in Status if status is not Status.MEASURED)
"""Words that may stand in place of a value. A blank cell is ``not_collected``."""
_LONG = ("unit", "indicator", "value")


@dataclass(frozen=True, slots=True)
class Observations:
    """Units × indicators, in the order of the file and of the framework.

    units: code → the cell that names it first. values: NaN where the status is not ``measured``.
    """

    units: Mapping[str, str]
    values: Matrix
    status: Statuses
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def read_observations(framework: Index, name: str, data: bytes) -> Observations:
    """Read a table of observations. Raises ``QihuaError`` for a file that is no table; all else is among the problems."""
    indicators = {one.id: one for one in framework.choices.indicators}
    rows = stripped_rows(name, data)
    if set(_LONG) <= set(rows.header) and not set(_LONG[1:]) & indicators.keys():
        return _read_long(sheet_of(rows, _LONG, lambda title: title == "status"), indicators)
    return _read_wide(sheet_of(rows, ("unit", *indicators), lambda title: False), indicators)


def _blank(units: int, indicators: int) -> tuple[Matrix, Statuses]:
    status = np.full((units, indicators), Status.NOT_COLLECTED.value, dtype=object)
    return np.full((units, indicators), np.nan), status


def _read_wide(sheet: Sheet, indicators: Mapping[str, IndexIndicator]) -> Observations:
    positions = [sheet.header.index(name) if name in sheet.header else None for name in indicators]
    values, status = _blank(len(sheet.lines), len(indicators))
    units: dict[str, str] = {}
    for line, unit in sheet.keys(sheet.header.index("unit")) if "unit" in sheet.header else ():
        for column, (position, indicator) in enumerate(zip(positions, indicators.values(), strict=True)):
            if position is not None:
                values[len(units), column], status[len(units), column] = _cell(sheet, line, position, indicator)
        if unit:
            units[unit] = sheet.place(line.number, sheet.header.index("unit"))
    return Observations(units, values[: len(units)], status[: len(units)], sheet.problems(), sheet.remarks())


def _cell(sheet: Sheet, line: Line, position: int, indicator: IndexIndicator) -> tuple[float, str]:
    text = line.cells[position]
    if not text:
        return np.nan, Status.NOT_COLLECTED.value
    if text in MISSING:
        return np.nan, text
    value = sheet.number(line, position)
    if not np.isnan(value) and (fault := _fault_of(indicator, value)):
        sheet.refuse(fault[0], line.number, position, text, fault[1])
    return value, Status.MEASURED.value


def _fault_of(indicator: IndexIndicator, value: float) -> tuple[str, str] | None:
    """What a method of normalisation cannot take: a code and what is allowed."""
    method, settings = indicator.normalise.method, indicator.normalise.settings
    if method == "levels" and value not in settings["points"]:
        return "values.not_a_step", ", ".join(f"{step:g}" for step in settings["points"])
    if method == "binary" and value not in (0, 1):
        return "values.not_a_step", "0, 1"
    if method == "count" and (value < 0 or not value.is_integer()):
        return "values.not_a_step", "0, 1, 2 …"
    if method == "none" and not settings["low"] <= value <= settings["high"]:
        return "values.out_of_bounds", f"{settings['low']:g} … {settings['high']:g}"
    if method == "goalposts" and settings["transform"] and value <= 0:
        return "values.out_of_bounds", "> 0"
    return None


def _read_long(sheet: Sheet, indicators: Mapping[str, IndexIndicator]) -> Observations:
    unit_at, indicator_at, value_at = (sheet.header.index(title) for title in _LONG)
    status_at = sheet.header.index("status") if "status" in sheet.header else None
    units: dict[str, str] = {}
    rows: dict[str, int] = {}
    cells: dict[tuple[int, int], tuple[float, str]] = {}
    columns = {name: column for column, name in enumerate(indicators)}
    for line in sheet.lines:
        unit, name = sheet.code(line, unit_at), line.cells[indicator_at]
        if not unit:
            continue
        row = rows.setdefault(unit, len(rows))
        units.setdefault(unit, sheet.place(line.number, unit_at))
        if name not in indicators:
            sheet.refuse("values.unknown_indicator", line.number, indicator_at, name, ", ".join(indicators))
            continue
        if (row, columns[name]) in cells:
            sheet.refuse("values.cell_twice", line.number, value_at, f"{unit}, {name}")
            continue
        cells[row, columns[name]] = _long_cell(sheet, line, value_at, status_at, indicators[name])
    for name in indicators:
        if not any(column == columns[name] for _, column in cells):
            sheet.refuse("values.indicator_without_rows", sheet.header_row, indicator_at, name)
    values, status = _blank(len(units), len(indicators))
    for place, (value, state) in cells.items():
        values[place], status[place] = value, state
    return Observations(units, values, status, sheet.problems(), sheet.remarks())


def _long_cell(
    sheet: Sheet, line: Line, value_at: int, status_at: int | None, indicator: IndexIndicator
) -> tuple[float, str]:
    value, found = _cell(sheet, line, value_at, indicator)
    said = line.cells[status_at] if status_at is not None else ""
    if said and status_at is not None:
        if said not in tuple(Status):
            sheet.refuse("values.bad_status", line.number, status_at, said, ", ".join(Status))
        elif line.cells[value_at] and said != found:
            sheet.refuse("values.two_states", line.number, status_at, said, found)
        elif said == Status.MEASURED and not line.cells[value_at]:
            sheet.refuse("values.no_value", line.number, value_at)
        else:
            return value, said
    return value, found
