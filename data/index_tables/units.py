"""Reads the units of a framework of kind ``index``: names, levels, groups and administrative order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.errors import Problem
from data.frameworks.index import Index
from data.index_tables.sheet import sheet_of, stripped_rows

_COLUMNS = ("unit", "name", "level", "order")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its code, its name, its level ("" where none is given), the group that it is ranked in."""

    code: str
    name: str
    level: str
    group: str


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a file in administrative order: by ``order``, and without it as the file has them.

    places: code → the cell that names it.
    """

    units: tuple[Unit, ...]
    places: Mapping[str, str]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def read_units(framework: Index, name: str, data: bytes) -> Units:
    """Read a table of units; columns of any name may stand beside the known ones.

    Raises ``QihuaError`` for a file that is no table; all else is among the problems.
    """
    levels = _levels(framework)
    needed = ["unit", *(["level"] if levels is not None else [])]
    if framework.rank_within and framework.rank_within not in needed:
        needed.append(framework.rank_within)
    sheet = sheet_of(stripped_rows(name, data), needed, lambda title: True)
    if "unit" not in sheet.header:
        return Units((), {}, sheet.problems(), sheet.remarks())
    at = {title: sheet.header.index(title) for title in (*_COLUMNS, *needed) if title in sheet.header}
    placed: list[tuple[float, Unit]] = []
    places: dict[str, str] = {}
    for line, code in sheet.keys(at["unit"]):
        cells = {title: line.cells[position] for title, position in at.items()}
        for title in needed[1:]:
            if cells.get(title) == "":
                sheet.refuse("values.empty_cell", line.number, at[title])
        level = cells.get("level", "")
        if levels is not None and level and level not in levels:
            sheet.refuse("values.unknown_level", line.number, at["level"], level, ", ".join(sorted(levels)))
        place = sheet.number(line, at["order"]) if "order" in at else 0.0
        if code:
            places[code] = sheet.place(line.number, at["unit"])
            placed.append((place, Unit(code, cells.get("name") or code, level, cells.get(framework.rank_within, ""))))
    placed.sort(key=lambda entry: entry[0])
    return Units(tuple(unit for _, unit in placed), places, sheet.problems(), sheet.remarks())


def needs_levels(framework: Index) -> bool:
    """Return whether any goalposts go by level."""
    return _levels(framework) is not None


def _levels(framework: Index) -> set[str] | None:
    """The levels that all goalposts by level know; None where no goalposts go by level."""
    known = []
    for indicator in framework.choices.indicators:
        ends = [indicator.normalise.settings.get(end) for end in ("zero", "full")]
        known += [set(end) for end in ends if isinstance(end, dict) and "" not in end]
    return set.intersection(*known) if known else None
