"""The nouns of the column table: what one look showed, what an owner promises, and the row that follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.model import Cause


class Shown(StrEnum):
    """What the page of a column showed in one visit."""

    DATED = "dated"
    """A list with dates; ``newest`` is the latest of them."""
    PARTLY = "partly"
    """A few dated entries beside a list that a script may draw: they can show that it is up to date, not that it isn't."""
    UNDATED = "undated"
    """A list that prints no dates."""
    EMPTY = "empty"
    """The words that there is nothing."""
    UNSEEN = "unseen"
    """Nothing that could be judged; ``cause`` says why."""


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """One look at one column.

    url: the address that was asked for. above: the names of the columns above it, the highest first.
    kind: id of its kind in ``lexicon/columns.toml``. newest: ISO date. said: the date, or the words that there is nothing.
    seen_on: Asia/Shanghai civil date of the capture; ages are counted from it.
    """

    capture_id: str
    url: str
    name: str
    above: tuple[str, ...]
    kind: str
    shown: Shown
    seen_on: str
    newest: str = ""
    said: str = ""
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What the owner's list (栏目台账) says of one column.

    above: "" or the names above it, as in ``SeenColumn`` but joined by `` > ``. url: "" if none was given.
    days: the promised cycle; None where the list names none. exempt: the owner says that it need not be updated.
    """

    site_id: str
    name: str
    above: str = ""
    url: str = ""
    days: int | None = None
    exempt: bool = False
    note: str = ""


class ColumnState(StrEnum):
    """What the table says of a column."""

    NORMAL = "normal"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    EMPTY = "empty"
    UNSEEN = "unseen"
    EXEMPT = "exempt"
    NOT_FOUND = "not_found"
    """In the owner's list, and nowhere on the site."""


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One row of the table.

    days: the cycle in days, None without one; days_from: whose it is, ``rule`` or ``promise``.
    days_left: until it is overdue, negative when it is; None without a date or a cycle.
    reason: of ``unseen`` the cause; of ``exempt`` the kind, or ``listed`` where the owner says so.
    counts_as: the part of ``standardization_columns`` it is counted in: ``over_news_notice``, ``over_other``, ``empty``,
    ``unseen``, ``fine``, or "" where it is not counted. These counts follow the periods of 国办秘函〔2019〕19号, whatever was
    promised; an exemption that the owner lists takes a column out of them.
    k, n: of the n looks at it k say what the row says.
    """

    site_id: str
    name: str
    above: str
    url: str
    kind: str
    newest: str
    said: str
    days: int | None
    days_from: str
    days_left: int | None
    state: ColumnState
    reason: str
    counts_as: str
    capture_id: str
    seen_on: str
    k: int
    n: int
    note: str
