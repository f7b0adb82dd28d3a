"""What could not be seen, and why: sites that did not open, and values that could not be had."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.reports.basis import Basis
from dashboard.reports.model import Cell, Column, Group, Paragraph, Section, Table
from dashboard.wording import share
from data.model import Status

_OUTCOMES = ("unreachable", "blocked", "unconfirmed", "not_visited")


def unseen_section(basis: Basis) -> Section:
    """Return the section: sites by outcome and cause, then values by status and cause. Nobody is named."""
    say = basis.say
    return Section(say("paper.unseen"), [Paragraph(say("paper.unseen_text")), _sites(basis), _statuses(basis)])


def _sites(basis: Basis) -> Table | Paragraph:
    say, sites = basis.say, basis.snapshot.sites
    groups = []
    for outcome in _OUTCOMES:
        of_outcome = sites[sites["outcome"] == outcome]
        counts = of_outcome["cause"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        rows = [
            [Cell(say.cause(c) or say("paper.no_cause")), Cell(str(int(n))), _explained(basis, c)]
            for c, n in counts.items()
        ]
        if rows:
            groups.append(Group(rows, say("paper.apart_n", name=say(f"outcome.{outcome}"), n=len(of_outcome))))
    if not groups:
        return Paragraph(say("paper.unseen_none"))
    columns = [Column(say("paper.cause"), 1.4), Column(say("paper.n"), 0.5, number=True), Column(say("paper.why"), 3)]
    return Table(say("paper.unseen_sites"), columns, groups, say("paper.n_sites", n=len(sites)))


def _explained(basis: Basis, cause: str) -> Cell:
    """What a cause means and what to do about it; — where none is recorded."""
    say = basis.say
    if not cause:
        return Cell("—")
    return Cell(say(f"cause.{cause}.why"), say("paper.do_next", next=say(f"cause.{cause}.next")))


def causes_table(basis: Basis, causes: Iterable[str]) -> Table:
    """Return a table of causes, once each: name, what it means, what to do."""
    say = basis.say
    rows = [[Cell(say.cause(cause)), _explained(basis, cause)] for cause in sorted(set(causes))]
    columns = [Column(say("paper.cause"), 1), Column(say("paper.why"), 4)]
    return Table(say("paper.causes_table"), columns, [Group(rows)], say("paper.causes_note"))


def _statuses(basis: Basis) -> Table:
    """All values the catalogue asks for, by status; those that were not had, by cause."""
    say, observations = basis.say, basis.snapshot.observations
    total = len(observations)
    groups = []
    for status in Status:
        of_status = observations[observations["status"] == status.value]
        counts = of_status["cause"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        rows = [
            [Cell(say.cause(cause)), Cell(str(int(n))), Cell(share(int(n), total)), _explained(basis, cause)]
            for cause, n in counts.items()
            if cause
        ]
        if not rows:
            n = len(of_status)
            rows = [[Cell(say("paper.all_causes")), Cell(str(n)), Cell(share(n, total)), Cell(say("paper.has_value"))]]
        groups.append(Group(rows, say("paper.apart_n", name=say(f"status.{status}"), n=len(of_status))))
    columns = [
        Column(say("paper.cause"), 1.4), Column(say("paper.n"), 0.6, number=True), Column(say("paper.share"), 0.6, number=True),
        Column(say("paper.why"), 2.6),
    ]  # fmt: skip
    return Table(say("paper.unseen_values"), columns, groups, say("paper.n_values", n=total))
