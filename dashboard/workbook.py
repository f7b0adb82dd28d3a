"""Worded tables as a workbook that offices read and print."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLE = 31  # signs of a sheet's title that Excel takes


def as_workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return worded tables as XLSX, a sheet each: texts as texts, numbers as numbers, the header repeated on every printed page."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head, wrapped = book.add_format({"bold": True, "border": 1}), book.add_format({"text_wrap": True, "border": 1})
        for title, table in tables.items():
            _write(book.add_worksheet(title[:_TITLE]), table, head, wrapped)
    return buffer.getvalue()


def _write(sheet: Any, table: pd.DataFrame, head: Any, wrapped: Any) -> None:
    for position, name in enumerate(table.columns):
        sheet.write_string(0, position, name, head)
        for row, value in enumerate(table[name], 1):
            if pd.isna(value):
                sheet.write_blank(row, position, None, wrapped)
            elif isinstance(value, str):
                sheet.write_string(row, position, value, wrapped)
            else:
                sheet.write_number(row, position, float(value), wrapped)
        widest = max([len(name), *(len(str(value)) for value in table[name])])
        sheet.set_column(position, position, min(40, 4 + widest * 1.3))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
