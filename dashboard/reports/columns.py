"""The section of a site's report on its columns (栏目): counts, and every column with which somebody has something to do."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.column_tables import TO_ACT, site_columns, state_counts, why
from dashboard.reports.basis import Basis
from dashboard.reports.model import Block, Cell, Column, Group, Paragraph, Section, Table
from dashboard.wording import civil


def columns_section(basis: Basis, site_id: str) -> Section:
    """Return the section; what is in order is counted and not listed."""
    say, table = basis.say, site_columns(basis.snapshot, site_id)
    blocks: list[Block] = [Paragraph(say("columns.census" if basis.snapshot.is_census else "columns.sample"))]
    if table.empty:
        return Section(say("columns.title"), [*blocks, Paragraph(say("columns.none"))])
    blocks.append(Paragraph(say("columns.counts", n=len(table), **state_counts(table))))
    acting = table[table["state"].isin(TO_ACT)]
    if len(acting):
        groups = [
            Group(
                [_row(basis, row) for row in acting[acting["state"] == state].itertuples()],
                say(f"column_state.{state}"),
            )
            for state in TO_ACT
            if (acting["state"] == state).any()
        ]
        columns = [
            Column(say("columns.col_name"), 1.6), Column(say("columns.col_address"), 2), Column(say("columns.col_newest"), 1),
            Column(say("columns.col_cycle"), 0.9), Column(say("columns.col_left"), 0.7, number=True),
        ]  # fmt: skip
        blocks.append(Table(say("columns.act_table"), columns, groups))
    return Section(say("columns.title"), blocks)


def _row(basis: Basis, row: Any) -> list[Cell]:
    say = basis.say
    cycle = say("columns.days", n=int(row.days)) if not pd.isna(row.days) else "—"
    whose = say(f"columns.from_{row.days_from}") if row.days_from else ""
    left = "—" if pd.isna(row.days_left) else str(int(row.days_left))
    reason = why(say, row)
    return [
        Cell(row.name, row.above),
        Cell(row.url, row.note),
        Cell(civil(row.newest, say), reason),
        Cell(cycle, whose),
        Cell(left),
    ]
