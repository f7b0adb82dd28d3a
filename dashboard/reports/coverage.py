"""Coverage in the national report: four nested counts by level, each with the band of what could not be judged."""

from __future__ import annotations

import pandas as pd

from dashboard.coverage_wording import change_text, compared_text, shares_text, verdict, verdict_basis
from dashboard.reports.basis import Basis
from dashboard.reports.model import Bar, BarGroup, Bars, Block, Cell, Column, Group, Paragraph, Section, Table
from dashboard.round_coverage import differences, intervals
from dashboard.wording import share
from metrics.coverage import COUNTS, LEVELS

_NAMED_AFTER = "official"
"""The count that the coverage is named after."""


def coverage_section(basis: Basis) -> Section:
    """Return the section: what is counted, the figure, the table."""
    say = basis.say
    outside = int(basis.snapshot.coverage_levels["out_of_scope"].sum())
    scope = say("app.scope_note", n=outside) if outside else say("app.scope_all")
    return Section(
        say("paper.coverage"),
        [Paragraph(say("coverage.lead")), Paragraph(scope), _figure(basis), _table(basis), *_difference(basis)],
    )


def _figure(basis: Basis) -> Bars:
    say, levels = basis.say, basis.snapshot.coverage_levels
    before = basis.earlier.coverage_levels if basis.earlier else None
    groups = []
    for level in LEVELS:
        row = levels.loc[level]
        was = None if before is None else before.loc[level]
        title = say("paper.level_of", level=say(f"level.{level}"), n=int(row["units"]))
        groups.append(BarGroup([_bar(basis, row, was, count) for count in COUNTS], title))
    note = say("paper.coverage_figure_note") + (say("paper.coverage_mark_note") if before is not None else "")
    return Bars(say("paper.coverage_figure"), groups, ("0", "50%", "100%"), note)


def _bar(basis: Basis, row: pd.Series, was: pd.Series | None, count: str) -> Bar:
    say, units = basis.say, int(row["units"])
    found, maybe, aside = int(row[count]), int(row[f"unseen_{count}"]), int(row["unvisited"])
    label = say(f"count.{count}")
    if not units:
        return Bar(label, say("paper.no_units"), None)
    if aside and count != "registered":
        return Bar(label, say("paper.left_aside", n=aside), None)
    text = say("paper.n_of", n=found, total=units, share=share(found, units))
    if maybe:
        text += say("paper.and_unseen", n=maybe)
    comparable = was is not None and was["units"] and (count == "registered" or not was["unvisited"])
    mark = float(was[count] / was["units"]) if was is not None and comparable else None
    return Bar(label, text, found / units, maybe / units, mark)


def _table(basis: Basis) -> Table:
    say, levels = basis.say, basis.snapshot.coverage_levels
    rows = []
    for level in LEVELS:
        row = levels.loc[level]
        cells = [count_cell(basis, row, count) for count in COUNTS]
        rows.append(
            [
                Cell(say(f"level.{level}")),
                Cell(str(int(row["units"]))),
                *cells,
                _band(basis, row),
                Cell(str(int(row["blocked"]))),
            ]
        )
    columns = [
        Column(say("paper.level"), 1.3), Column("N", 0.6, number=True), *(Column(say(f"count.{c}"), number=True) for c in COUNTS),
        Column(say("paper.official_band"), 1.7, number=True), Column(say("count.blocked"), 0.9, number=True),
    ]  # fmt: skip
    return Table(say("paper.coverage_table"), columns, [Group(rows)], say("paper.coverage_note"))


def count_cell(basis: Basis, row: pd.Series, count: str) -> Cell:
    """Return how many units of a level are in a count, with their share; a level nobody looked at has no count."""
    say, found, aside = basis.say, int(row[count]), int(row["unvisited"])
    if not aside or count == "registered":
        return Cell(str(found), share(found, int(row["units"])))
    if aside == row["registered"]:
        return Cell(say("paper.left_aside_all"), quiet=True)
    low, high = (f"{bound:.1%}" for bound in intervals(basis.snapshot)[(str(row.name), count)])
    within = say("coverage.interval", low=low, high=high)
    return Cell(str(found), say.pick("，", ", ").join((say("paper.left_aside", n=aside), within)))


def _difference(basis: Basis) -> list[Block]:
    """What became of the coverage since the round before, and whether it may be chance."""
    say = basis.say
    table = differences(basis.earlier, basis.snapshot) if basis.earlier else pd.DataFrame(columns=["method", "count"])
    table = table[(table["method"] != "") & (table["count"] == _NAMED_AFTER)]
    if table.empty or basis.earlier is None:
        return []
    rows = [
        [
            Cell(say(f"level.{row.level}")), Cell(compared_text(row)), Cell(shares_text(row)), Cell(change_text(row, say)),
            Cell(verdict(row, say), verdict_basis(row, say)),
        ]
        for row in table.itertuples()
    ]  # fmt: skip
    columns = [
        Column(say("paper.level"), 1.1), Column(say("coverage.compared"), 0.8, number=True),
        Column(say("coverage.was_and_is"), 1.5, number=True), Column(say("coverage.moved_by"), 1.1, number=True),
        Column(say("coverage.meaning"), 2.6),
    ]  # fmt: skip
    title = say("coverage.difference_of", count=say(f"count.{_NAMED_AFTER}"))
    return [Table(title, columns, [Group(rows)], say("coverage.difference_note", name=basis.earlier.round["name"]))]


def _band(basis: Basis, row: pd.Series) -> Cell:
    """The rate between nobody and everybody of those that could not be judged."""
    units, found, maybe = (int(row[name]) for name in ("units", "official", "unseen_official"))
    if row["unvisited"]:
        return Cell(basis.say("paper.no_rate"), quiet=True)
    if not maybe:
        return Cell(share(found, units))
    return Cell(f"{share(found, units)}–{share(found + maybe, units)}", basis.say("paper.unseen_n", n=maybe))
