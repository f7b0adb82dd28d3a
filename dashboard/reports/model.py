"""What a report is before it is set: sections of paragraphs, facts, tables and bars, every cell a finished text.

A missing value is worded by whoever builds the report; a renderer never decides what an empty cell means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dashboard.locales import Words

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; quiet ones are notes."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled facts, one a line: (label, value)."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """width: relative to the other columns. number: set to the right."""

    title: str
    width: float = 1.0
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """text; small: a second, smaller line; quiet: a status in place of a value; shade: 0–1, how deep the cell is filled."""

    text: str
    small: str = ""
    quiet: bool = False
    shade: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a table under a heading; title "" for none."""

    rows: Sequence[Sequence[Cell]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """heat: cells are filled by their shade, and those without one are grey."""

    title: str
    columns: Sequence[Column]
    groups: Sequence[Group]
    note: str = ""
    heat: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar on a scale from 0 to 1. length: None where there is no number; band: what may be added and could not be judged.

    mark: the value that is compared with, None for none.
    """

    label: str
    text: str
    length: float | None
    band: float = 0.0
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under a heading; title "" for none."""

    bars: Sequence[Bar]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A figure of horizontal bars. ticks: what the scale's ends and middle read."""

    title: str
    groups: Sequence[BarGroup]
    ticks: tuple[str, str, str]
    note: str = ""


Block = Paragraph | Facts | Table | Bars


@dataclass(frozen=True, slots=True)
class Section:
    """A titled section. internal: not to be published."""

    title: str
    blocks: Sequence[Block]
    annex: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    marks: what stands at the head of every page. cover: facts below the title. preface: sections before the contents, not
    numbered. contents: it has a title page and a table of contents. closing: the last line. day: ISO date of the data.
    """

    title: str
    subtitle: str
    language: str
    day: str
    marks: Sequence[str]
    cover: Sequence[tuple[str, str]]
    preface: Sequence[Section]
    sections: Sequence[Section]
    closing: str
    contents: bool = field(default=False)


def numbered(report: Report, say: Words) -> Report:
    """Return the report with its sections, tables and figures numbered in the order they stand."""
    counts = {Table: 0, Bars: 0}

    def block(one: Block) -> Block:
        if not isinstance(one, Table | Bars) or not one.title:
            return one
        counts[type(one)] += 1
        number = say("paper.table_n" if isinstance(one, Table) else "paper.figure_n", n=counts[type(one)])
        return replace(one, title=f"{number}{one.title}")

    body, annexes = 0, 0
    sections = []
    for section in report.sections:
        if section.annex:
            annexes += 1
            number = say("paper.annex_n", n=annexes)
        else:
            body += 1
            number = say.pick(f"{_NUMERALS[body - 1]}、", f"{body}. ")
        mark = say("paper.internal_mark") if section.internal else ""
        blocks = [block(one) for one in section.blocks]
        sections.append(replace(section, title=f"{number}{section.title}{mark}", blocks=blocks))
    return replace(report, sections=sections)
