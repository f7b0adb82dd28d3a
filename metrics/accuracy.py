"""How often a check is right: what it found against what was known, thing by thing. Pure.

A cell is known and found to be one of three: something is there (a fact present, a value above 0), nothing is there (0),
or no verdict (not seen, not asked, not applicable). No verdict is neither right nor wrong: it is counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum


class Verdict(StrEnum):
    """What is known or found of a cell."""

    THERE = "there"
    NOT_THERE = "not_there"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One cell of one check: what was known, what was found, and whether status and value are the same."""

    thing: str
    known: Verdict
    found: Verdict
    same: bool


@dataclass(slots=True)
class Tally:
    """Counts of a check's cells.

    n: cells compared; there: known to be there; found: found to be there; right: both.
    denied: found not to be there. missed: of these, there; false_absent: of these, nobody could tell.
    withheld: there, and no verdict given.
    same: cells whose status and value are as known.
    """

    n: int = 0
    there: int = 0
    found: int = 0
    right: int = 0
    denied: int = 0
    missed: int = 0
    withheld: int = 0
    false_absent: int = 0
    same: int = 0

    def add(self, one: Judgement) -> None:
        """Count one cell."""
        known, found = one.known, one.found
        self.n += 1
        self.there += known is Verdict.THERE
        self.found += found is Verdict.THERE
        self.right += known is found is Verdict.THERE
        self.denied += found is Verdict.NOT_THERE
        self.missed += known is Verdict.THERE and found is Verdict.NOT_THERE
        self.withheld += known is Verdict.THERE and found is Verdict.NONE
        self.false_absent += known is Verdict.NONE and found is Verdict.NOT_THERE
        self.same += one.same

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Tally)))

    @property
    def precision(self) -> float | None:
        """Of what was found to be there, the share that is; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def denial(self) -> float | None:
        """Of what was found not to be there, the share that is not; None where nothing was."""
        return (self.denied - self.missed - self.false_absent) / self.denied if self.denied else None

    @property
    def recall(self) -> float | None:
        """Of what is there and was judged, the share that was found; None where nothing is there."""
        judged = self.right + self.missed
        return self.right / judged if judged else None

    @property
    def agreement(self) -> float | None:
        """The share of cells whose status and value are as known; None without cells."""
        return self.same / self.n if self.n else None


def tallies(judgements: Iterable[Judgement]) -> dict[str, Tally]:
    """Count cells by the thing they are of, in order of its first cell."""
    found: dict[str, Tally] = defaultdict(Tally)
    for one in judgements:
        found[one.thing].add(one)
    return dict(found)


def verdict(status: str, value: float | None) -> Verdict:
    """Return what an observation says: its status as in ``data.model.Status``, its value if it has one."""
    if status != "measured" or value is None:
        return Verdict.NONE
    return Verdict.THERE if value > 0 else Verdict.NOT_THERE
