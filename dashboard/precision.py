"""How often each check was right when it was last measured, for people who read its findings.

The figures are those of ``dashboard.accuracy``; what they were measured on, when and on how many cells is said with them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from dashboard.locales import Words
from dashboard.wording import civil
from data.catalogue import Indicator
from data.figures import table
from metrics.accuracy import Tally

BASES = ("golden", "sample", "realpages")
"""Golden pages and the sample are our own; real pages were labelled by people."""
FEW = 20
"""With fewer findings a share says little, and that is said."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of one check on one basis. undecided: cells whose truth nobody knows. measured_on: ISO date."""

    kind: str
    tally: Tally
    undecided: int
    measured_on: str
    command: str


@lru_cache(maxsize=4)
def figures(basis: str) -> dict[str, Figure]:
    """Return the figures of a basis by indicator or fact."""
    names = [field.name for field in fields(Tally)]
    return {
        row["thing"]: Figure(
            row["kind"],
            Tally(*(int(row[name]) for name in names)),
            int(row["undecided"]),
            row["measured_on"],
            row["command"],
        )
        for row in table(f"accuracy_{basis}")
    }


def percent(share: float | None) -> str:
    """Return a share in percent, cut after one decimal so that nothing but all reads as 100 %; — for none."""
    return "—" if share is None else f"{math.floor(1000 * share + 1e-9) / 10:g}%"


def precision_of(
    thing: str, say: Words, bases: Sequence[str] = BASES, *, own_pages_told: bool = False
) -> tuple[str, str]:
    """Return a check's precision with n, bases and date; and in words what it rests on. ("", "") for what was not measured.

    own_pages_told: what to think of figures from our own pages is said elsewhere, once for all checks.
    """
    found = {basis: figures(basis)[thing] for basis in bases if thing in figures(basis)}
    tally = _sum(found.values())
    if not tally.found:
        return "", ""
    where = say.pick("和", " and ").join(say(f"precision.on_{basis}") for basis in found)
    date = civil(max(figure.measured_on for figure in found.values()), say)
    text = say("precision.text", precision=percent(tally.precision), n=tally.found, where=where, date=date)
    wrong = tally.missed + tally.false_absent
    told = [
        say("precision.counted", found=tally.found, right=tally.right, denied=tally.denied, true=tally.denied - wrong)
    ]
    told += [] if own_pages_told or "realpages" in found else [say("precision.own_pages")]
    told += [say("precision.few")] if tally.found < FEW else []
    return text, say.pick("", " ").join(told)


def indicator_precision(entry: Indicator, say: Words, *, own_pages_told: bool = False) -> tuple[str, str]:
    """Return ``precision_of`` an indicator, and how its page facts did on real pages; survey and unmeasured ones say so."""
    if entry.how == "survey":
        return say("precision.by_people"), ""
    text, told = precision_of(entry.id, say, own_pages_told=own_pages_told)
    if not text:
        return say("precision.none"), say("precision.none_why")
    rests = _sum(figures("realpages")[row["fact"]] for row in table("accuracy_facts") if row["indicator"] == entry.id)
    if rests.found:
        told += say.pick("", " ") + say("precision.facts", precision=percent(rests.precision), n=rests.found)
    return text, told


def short_precision(entry: Indicator, value: float, say: Words) -> str:
    """Return how often what an indicator says is right, with n, to stand beside a value; "" where that is not known.

    value: what it says; of 0 it is the share of "not there" that holds.
    """
    tally = _sum(figures(basis)[entry.id] for basis in BASES if entry.id in figures(basis))
    n, right = (tally.found, tally.precision) if value > 0 else (tally.denied, tally.denial)
    return say("precision.short", precision=percent(right), n=n) if n and entry.how != "survey" else ""


def _sum(found: Iterable[Figure]) -> Tally:
    return sum((figure.tally for figure in found), Tally())
