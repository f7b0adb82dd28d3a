"""Why a site moved since the round before; what tells its rank stands in an annex for the office only."""

from __future__ import annotations

import math

import pandas as pd

from dashboard.locales import Words
from dashboard.reports.basis import Basis
from dashboard.reports.model import Block, Cell, Column, Facts, Group, Paragraph, Section, Table
from dashboard.round_moves import RANK_WORDS, move_parts, places, rank_parts, score_parts
from dashboard.round_scores import rank_bands
from dashboard.wording import band_text
from metrics.uncertainty.judgement import KINDS


def move_blocks(basis: Basis, site_id: str) -> list[Block]:
    """Return the split of a score's move; none where one of the rounds has no score of the site, or the move can't be split."""
    row = _move(basis, site_id)
    if row is None or basis.earlier is None:
        return []
    say, ends = basis.say, [_scored(one.scores.sites, site_id) for one in (basis.earlier, basis.snapshot)]
    parts = {
        say(f"move.{name}"): basis.change(part) for name, part in score_parts(row, basis.snapshot.precision).items()
    }
    lost = say("move.seen_inside") if math.isnan(row["seen"]) else ""
    return [_table(basis, "score", [basis.score(one["score"]) for one in ends], parts, lost)]


def rank_annexes(basis: Basis, site_id: str) -> list[Section]:
    """Return the internal annex of a ranked site: its rank, how sure it is, and why it moved; none for others."""
    say, own = basis.say, _scored(basis.snapshot.scores.sites, site_id)
    if own["standing"] != "ranked":
        return []
    facts = [(say("move.rank"), _place(say, own))]
    bands = rank_bands(basis.snapshot)
    if site_id in bands.index:
        band = bands.loc[site_id]
        facts += [(say("ranking.band_of", kind=say(f"band.{kind}")), band_text(band, kind)) for kind in KINDS]
        facts.append((say("ranking.top_ten"), f"{band['method_top']:.0%}"))
    blocks = [Paragraph(say("paper.own_rank_text")), Facts(facts), *_rank_move(basis, site_id, own)]
    return [Section(say("paper.own_rank"), blocks, annex=True, internal=True)]


def _rank_move(basis: Basis, site_id: str, own: pd.Series) -> list[Block]:
    row = _move(basis, site_id)
    if row is None or basis.earlier is None or math.isnan(row["rank_own"]):
        return []
    say, was = basis.say, _scored(basis.earlier.scores.sites, site_id)
    parts = {say(RANK_WORDS[name]): say("move.places", n=places(part)) for name, part in rank_parts(row).items()}
    return [_table(basis, "rank", [_place(say, one) for one in (was, own)], parts)]


def _move(basis: Basis, site_id: str) -> pd.Series | None:
    if basis.earlier is None or site_id not in move_parts(basis.earlier, basis.snapshot).index:
        return None
    row = move_parts(basis.earlier, basis.snapshot).loc[site_id]
    return None if math.isnan(row["own"]) else row


def _scored(sites: pd.DataFrame, site_id: str) -> pd.Series:
    return sites.set_index("site_id").loc[site_id]


def _place(say: Words, row: pd.Series) -> str:
    return say("move.rank_of", rank=int(row["rank"]), n=int(row["of"]))


def _table(basis: Basis, what: str, ends: list[str], parts: dict[str, str], remark: str = "") -> Table:
    """From where it was over the parts to where it is. what: score or rank."""
    say, note = basis.say, basis.say(f"paper.{what}_move_note")
    if basis.earlier is not None and basis.before is None:
        note += say("move.rules", before=basis.earlier.card["version"], now=basis.snapshot.card["version"])
    lines = [(say("move.before"), ends[0]), *parts.items(), (say("move.now"), ends[1])]
    columns = [Column(say("move.part"), 2), Column(say("move.amount"), 1, number=True)]
    rows = [[Cell(name), Cell(amount)] for name, amount in lines]
    return Table(say(f"paper.{what}_move"), columns, [Group(rows)], note + remark)
