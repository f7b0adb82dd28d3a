"""Who stands where: the lists by tier in administrative order, and, inside the office only, the ranks."""

from __future__ import annotations

import pandas as pd

from dashboard.reports.basis import Basis
from dashboard.reports.model import Block, Cell, Column, Group, Paragraph, Section, Table
from dashboard.round_scores import rank_bands
from dashboard.wording import band_text
from data.model import Level
from metrics.coverage import LEVELS
from metrics.scorecard import STANDINGS

_IN_PROVINCES = (Level.PREFECTURE, Level.COUNTY)


def unit_name(basis: Basis, code: str) -> str:
    """Return a unit's name from its province down; many counties share a name."""
    return basis.snapshot.registry.unit(code).full_name.replace("/", "")


def tier_lists(basis: Basis) -> Section:
    """Return the annex that names who is in which tier; inside a tier nobody stands before another."""
    say, sites = basis.say, basis.snapshot.scores.sites
    ranked = sites[sites["standing"] == "ranked"].sort_values("unit_code")
    groups = []
    for level in LEVELS:
        at_level = ranked[ranked["level"] == level]
        rows = [row for place in sorted(set(at_level["tier"])) for row in _tier_rows(basis, level, place, at_level)]
        if rows:
            groups.append(Group(rows, say("paper.level_ranked", level=say(f"level.{level}"), n=len(at_level))))
    if not groups:
        return Section(say("paper.tier_lists"), [Paragraph(say("paper.sum_nobody"))], annex=True)
    columns = [
        Column(say("paper.tier"), 0.8),
        Column(say("paper.area"), 0.8),
        Column(say("paper.n"), 0.4, number=True),
        Column(say("paper.units"), 5),
    ]
    return Section(
        say("paper.tier_lists"), [Paragraph(say("paper.tier_lists_text")), Table("", columns, groups)], annex=True
    )


def _tier_rows(basis: Basis, level: str, place: int, at_level: pd.DataFrame) -> list[list[Cell]]:
    """A row a province, since 28 names of counties are not unique; one row for levels that lie in none."""
    registry, comma = basis.snapshot.registry, basis.say.pick("、", ", ")
    codes = at_level.loc[at_level["tier"] == place, "unit_code"]
    homes: dict[str, list[str]] = {}
    for code in codes:
        home = registry.unit(registry.province_of(code)).short_name if level in _IN_PROVINCES else ""
        path = registry.unit(code).full_name
        homes.setdefault(home, []).append(path.partition("/")[2].replace("/", "") if home else path)
    return [
        [
            Cell(basis.tier(place)),
            Cell(home or basis.say("paper.nationwide")),
            Cell(str(len(names))),
            Cell(comma.join(names)),
        ]
        for home, names in homes.items()
    ]


def rank_section(basis: Basis) -> Section:
    """Return the internal annex: ranks inside each level, then everybody without a rank, with the reason."""
    say = basis.say
    blocks: list[Block] = [Paragraph(say("paper.ranks_text")), _ranks(basis), _without_rank(basis)]
    return Section(say("paper.ranks"), blocks, annex=True, internal=True)


def _ranks(basis: Basis) -> Table:
    say, sites = basis.say, basis.snapshot.scores.sites
    ranked = sites[sites["standing"] == "ranked"].sort_values(["rank", "unit_code"])
    ranked = ranked.join(rank_bands(basis.snapshot), on="site_id")
    groups = []
    for level in LEVELS:
        rows = [
            [
                Cell(str(row.rank)), Cell(band_text(row, "method") or "—"), Cell(unit_name(basis, row.unit_code)), Cell(basis.score(row.score)), Cell(basis.tier(row.tier)),
                Cell(f"{row.completeness:.0%}"), Cell(f"{basis.score(row.lower)}–{basis.score(row.upper)}"), Cell(str(row.rank_equal)),
            ]
            for row in ranked[ranked["level"] == level].itertuples()
        ]  # fmt: skip
        if rows:
            groups.append(Group(rows, say("paper.level_ranked", level=say(f"level.{level}"), n=len(rows))))
    columns = [
        Column(say("paper.rank"), 0.6, number=True), Column(say("paper.band"), 1, number=True), Column(say("paper.unit"), 2.6), Column(say("paper.score"), 0.9, number=True),
        Column(say("paper.tier"), 0.9), Column(say("paper.completeness"), 1.1, number=True),
        Column(say("paper.bounds"), 1.5, number=True), Column(say("paper.rank_equal"), 1, number=True),
    ]  # fmt: skip
    return Table(say("paper.ranks_table"), columns, groups, say("paper.ranks_note"))


def _without_rank(basis: Basis) -> Table:
    """Portals that are not ranked and units without one: the rest of the level's N."""
    say, sites, units = basis.say, basis.snapshot.scores.sites, basis.snapshot.coverage_units
    groups = []
    for standing in STANDINGS[1:]:
        apart = sites[sites["standing"] == standing].sort_values("unit_code")
        rows = [_apart(basis, row.unit_code, row.level, basis.reason(row.reason)) for row in apart.itertuples()]
        if rows:
            title = say("paper.apart_n", name=say(f"paper.standing_{standing}"), n=len(rows))
            groups.append(Group(rows, title))
    gaps = units[units["in_scope"] & ~units["registered"]].sort_values("unit_code")
    for cause, of_cause in gaps.groupby("cause", sort=False):
        why = say(f"cause.{cause}.why")
        rows = [_apart(basis, row.unit_code, row.level, why) for row in of_cause.itertuples()]
        groups.append(Group(rows, say("paper.apart_n", name=say.cause(str(cause)), n=len(rows))))
    if not groups:
        groups = [Group([[Cell(say("paper.apart_none")), Cell("—"), Cell("—")]])]
    columns = [Column(say("paper.unit"), 2.4), Column(say("paper.level"), 1), Column(say("paper.reason"), 2.4)]
    return Table(say("paper.apart"), columns, groups, say("paper.apart_note"))


def _apart(basis: Basis, code: str, level: str, reason: str) -> list[Cell]:
    return [Cell(unit_name(basis, code)), Cell(basis.say(f"level.{level}")), Cell(reason)]
