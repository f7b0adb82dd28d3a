"""Why a site moved since the round before, as a table of the report of one site."""

from __future__ import annotations

import math

from dashboard.reports.basis import Basis
from dashboard.reports.model import Block, Cell, Column, Group, Table
from dashboard.round_moves import RANK_WORDS, move_parts, places, rank_parts, score_parts


def move_blocks(basis: Basis, site_id: str) -> list[Block]:
    """Return the table; none where one of the rounds has no score of the site, or the move can't be split."""
    say, earlier, now = basis.say, basis.earlier, basis.snapshot
    if earlier is None or site_id not in move_parts(earlier, now).index:
        return []
    row = move_parts(earlier, now).loc[site_id]
    if math.isnan(row["own"]):
        return []
    scores, was, is_now = score_parts(row, now.precision), *(
        one.scores.sites.set_index("site_id").loc[site_id] for one in (earlier, now)
    )  # fmt: skip
    parts = [[Cell(say(f"move.{name}")), Cell(basis.change(part))] for name, part in scores.items()]
    groups = [
        Group([[Cell(say("move.before")), Cell(basis.score(was["score"]))], *parts,
               [Cell(say("move.now")), Cell(basis.score(is_now["score"]))]], say("move.score")),
    ]  # fmt: skip
    if not math.isnan(row["rank_own"]):
        ends = [say("move.rank_of", rank=int(one["rank"]), n=int(one["of"])) for one in (was, is_now)]
        gained = [
            [Cell(say(RANK_WORDS[name])), Cell(say("move.places", n=places(part)))]
            for name, part in rank_parts(row).items()
        ]
        first, last = (
            [Cell(say(f"move.{when}")), Cell(end)] for when, end in zip(("before", "now"), ends, strict=True)
        )
        groups.append(Group([first, *gained, last], say("move.rank")))
    columns = [Column(say("move.part"), 2), Column(say("move.amount"), 1, number=True)]
    return [Table(say("move.title"), columns, groups, say("move.note"))]
