"""The declared columns of an export, and the writing of a table by them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from dashboard.plain_csv import FORMULA

_TABLE = Path(__file__).with_name("columns.csv")
_TYPES = {"integer": "Int64", "number": "float64", "flag": "boolean"}


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column. type: text, code, integer, number, flag, date, instant or json; codes: which words its codes have.

    internal: not part of an open-data package.
    """

    table: str
    name: str
    type: str
    unit: str
    codes: str
    internal: bool
    zh: str
    en: str


@cache
def declared() -> tuple[Column, ...]:
    """Return all declared columns in their order."""
    rows = csv.DictReader(io.StringIO(_TABLE.read_text("utf-8")))
    return tuple(
        Column(r["table"], r["column"], r["type"], r["unit"], r["codes"], r["internal"] == "yes", r["zh"], r["en"])
        for r in rows
    )


def typed(table: pd.DataFrame, columns: list[Column]) -> pd.DataFrame:
    """Return the declared columns of a table, in their order and types. Raises ``KeyError`` for one that is not there."""
    return pd.DataFrame(
        {column.name: _typed(table[column.name], column.type) for column in columns}, index=range(len(table))
    )


def _typed(values: pd.Series, kind: str) -> pd.Series:
    values = values.reset_index(drop=True)
    if kind in _TYPES:
        return values.astype("object").where(values.notna(), None).astype(_TYPES[kind])
    return values.astype("object").where(values.notna(), "").astype("str")


def as_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV that Excel and WPS open with its Chinese right and without taking a text for a formula."""
    shown = table.copy()
    for name in shown.columns:
        if shown[name].dtype == "boolean":
            shown[name] = shown[name].map({True: "yes", False: "no"}).astype("object")
        elif pd.api.types.is_string_dtype(shown[name]):
            shown[name] = shown[name].map(lambda text: "'" + text if text.startswith(FORMULA) else text)
    return ("\ufeff" + shown.to_csv(index=False, lineterminator="\n")).encode("utf-8")
