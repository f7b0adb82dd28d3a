"""The national report (全国报告): coverage, index and dimensions by level, what improved, what could not be seen."""

from __future__ import annotations

import pandas as pd

from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.reports.basis import Basis
from dashboard.reports.coverage import count_cell, coverage_section
from dashboard.reports.model import Block, Cell, Column, Facts, Group, Paragraph, Report, Section, Table, numbered
from dashboard.reports.names import rank_section, tier_lists, unit_name
from dashboard.reports.unseen import unseen_section
from dashboard.round_scores import index_by_level, index_moves, index_moves_by_level, level_means, region_means
from dashboard.wording import share
from metrics.coverage import LEVELS
from metrics.groups import group_means
from metrics.levels import level_grades
from metrics.scale import INDEX
from metrics.scorecard import STANDINGS

_ENOUGH = 4
"""So many dimensions with a mean are needed to call two of them higher and two lower."""
_MOST_IMPROVED = 10


def national_report(snapshot: Snapshot, earlier: Snapshot | None, say: Words) -> Report:
    """Return the report of a whole round; earlier: the round before it of the same registry."""
    basis = Basis(snapshot, earlier, say)
    # A census of columns is too little for a score: it is reported without one.
    of_the_index = [_index, _dimensions, _improved], [tier_lists, rank_section]
    scored, lists = ([], []) if snapshot.is_census else of_the_index
    sections = [
        _summary(basis),
        coverage_section(basis),
        *(section(basis) for section in scored),
        unseen_section(basis),
        *(section(basis) for section in lists),
        basis.method_card(),
    ]
    reading = [Paragraph(say(f"paper.reading_{n}")) for n in range(1, 5)]
    preface = Section(say("paper.preface"), [Facts(basis.scope()), *reading])
    report = Report(
        say("paper.title"), say("paper.subtitle_nation", name=snapshot.round["name"]), say.language, snapshot.round["date"],
        basis.marks(), basis.basics(), [preface], sections, say("paper.closing"), contents=True,
    )  # fmt: skip
    return numbered(report, say)


# Summary


def _summary(basis: Basis) -> Section:
    say, snapshot = basis.say, basis.snapshot
    sites, levels = snapshot.sites, snapshot.coverage_levels
    outcomes = sites["outcome"].value_counts()
    reached, dead = int(outcomes.get("reached", 0)), int(outcomes.get("unreachable", 0))
    texts = [say("paper.sum_sites", n=len(sites), reached=reached, dead=dead, unseen=len(sites) - reached - dead)]
    units, official, maybe = (int(levels[name].sum()) for name in ("units", "official", "unseen_official"))
    if levels["unvisited"].sum():
        texts.append(say("paper.sum_partial"))
    else:
        texts.append(say("paper.sum_coverage", units=units, official=official, share=share(official, units)))
        texts.append(say("paper.sum_band", n=maybe, high=share(official + maybe, units)) if maybe else "")
    if snapshot.is_census:
        return Section(say("paper.summary"), [Paragraph("".join(texts)), Paragraph(say("columns.unscored"))])
    return Section(say("paper.summary"), [Paragraph("".join(texts)), *_index_in_words(basis), _key_figures(basis)])


def _index_in_words(basis: Basis) -> list[Block]:
    say, scores = basis.say, basis.snapshot.scores
    ranked = scores.sites.loc[scores.sites["standing"] == "ranked", "site_id"]
    if ranked.empty:
        return [Paragraph(say("paper.sum_nobody"))]
    everybody = group_means(scores, dict.fromkeys(ranked, "all")).set_index(["group", "dimension"])
    means = _means_of(basis, everybody).loc["all"]
    known = means[basis.dimensions()].dropna().sort_values(ascending=False, kind="stable")
    named = [basis.dimension(str(name)) for name in known.index]
    texts = [say("paper.sum_index", n=len(ranked), mean=basis.score(means[INDEX]))]
    if len(named) >= _ENOUGH:
        comma = say.pick("、", ", ")
        texts.append(say("paper.sum_dimensions", ahead=comma.join(named[:2]), room=comma.join(named[-2:])))
    if basis.before is not None:
        moves = index_moves_by_level(basis.before, basis.snapshot)[["n", "up", "down", "same"]].sum()
        texts.append(say("paper.sum_moves", **{name: int(n) for name, n in moves.items()}))
    return [Paragraph("".join(texts))]


def _means_of(basis: Basis, means: pd.DataFrame) -> pd.DataFrame:
    """Means by (group, dimension) as one row a group: how many are ranked, the index, the dimensions; NaN where nobody has a number."""
    table = means["mean"].unstack().round(basis.snapshot.precision).reindex(columns=[INDEX, *basis.dimensions()])
    return table.assign(ranked=means["ranked"].groupby(level="group").first())


def _key_figures(basis: Basis) -> Table:
    say, levels = basis.say, basis.snapshot.coverage_levels
    standings = index_by_level(basis.snapshot)
    rows = []
    for level in LEVELS:
        row, found = levels.loc[level], standings.loc[level]
        official = count_cell(basis, row, "official")
        rows.append(
            [
                Cell(say(f"level.{level}")), Cell(str(int(row["units"]))), Cell(official.text, quiet=official.quiet),
                Cell(official.small or official.text, quiet=official.quiet),
                Cell(str(int(found["ranked"]))), basis.score_cell(found["mean"]), basis.score_cell(found["median"]),
            ]
        )  # fmt: skip
    columns = [
        Column(say("paper.level"), 1.3), Column("N", 0.7, number=True), Column(say("count.official"), number=True),
        Column(say("paper.rate"), 1.2, number=True), Column(say("paper.ranked_n"), number=True),
        Column(say("paper.mean"), number=True), Column(say("paper.median"), number=True),
    ]  # fmt: skip
    return Table(say("paper.key_figures"), columns, [Group(rows)], say("paper.key_figures_note"))


# Index


def _index(basis: Basis) -> Section:
    say = basis.say
    blocks: list[Block] = [
        Paragraph(say("paper.index_text")),
        Paragraph(basis.compared()),
        _means(basis),
        _standings(basis),
        _grades(basis),
    ]
    return Section(say("paper.index"), blocks)


def _means(basis: Basis) -> Table:
    """Means and medians of both rounds, and the change of those that both ranked, whom nobody joined or left."""
    say = basis.say
    now, was, moves = index_by_level(basis.snapshot), None, None
    names = ["ranked_n", "mean", "median"]
    if basis.before is not None:
        was, moves = index_by_level(basis.before), index_moves_by_level(basis.before, basis.snapshot)
        names += ["before_mean", "before_median", "both_n", "both_change"]
    rows = []
    for level in LEVELS:
        row = now.loc[level]
        cells = [Cell(str(int(row["ranked"]))), basis.score_cell(row["mean"]), basis.score_cell(row["median"])]
        if was is not None and moves is not None:
            both = moves.loc[level]
            change = Cell(basis.change(both["change"])) if both["n"] else basis.score_cell(both["change"])
            cells += [basis.score_cell(was.loc[level, "mean"]), basis.score_cell(was.loc[level, "median"])]
            cells += [Cell(str(int(both["n"]))), change]
        rows.append([Cell(say(f"level.{level}")), *cells])
    columns = [Column(say("paper.level"), 1.3), *(Column(say(f"paper.{name}"), number=True) for name in names)]
    return Table(say("paper.means"), columns, [Group(rows)], say("paper.means_note"))


def _standings(basis: Basis) -> Table:
    """ranked + unreachable + blocked + insufficient = all, level by level."""
    say = basis.say
    table = index_by_level(basis.snapshot)[[*STANDINGS, "portals"]]
    rows = [[Cell(say(f"level.{level}")), *(Cell(str(int(n))) for n in table.loc[level])] for level in LEVELS]
    rows.append([Cell(say("level.all")), *(Cell(str(int(n))) for n in table.sum())])
    columns = [
        Column(say("paper.level"), 1.3),
        *(Column(say(f"paper.standing_{name}"), number=True) for name in (*STANDINGS, "all")),
    ]
    return Table(say("paper.standings"), columns, [Group(rows)], say("paper.standings_note"))


def _grades(basis: Basis) -> Table:
    say, grades = basis.say, basis.snapshot.grades
    table = level_grades(basis.snapshot.scores, len(grades))
    rows = [[Cell(say(f"level.{level}")), *(Cell(str(int(n))) for n in table.loc[level])] for level in LEVELS]
    rows.append([Cell(say("level.all")), *(Cell(str(int(n))) for n in table.sum())])
    columns = [
        Column(say("paper.level"), 1.3),
        *(Column(basis.grade(place), number=True) for place in range(1, len(grades) + 1)),
    ]
    return Table(say("paper.grades_by_level"), columns, [Group(rows)], say("paper.grades_note"))


# Dimensions


def _dimensions(basis: Basis) -> Section:
    say, scores = basis.say, basis.snapshot.scores
    if not (scores.sites["standing"] == "ranked").any():
        return Section(say("paper.dimensions"), [Paragraph(say("paper.sum_nobody"))])
    names = {level: say(f"level.{level}") for level in LEVELS}
    by_level = _means_of(basis, level_means(basis.snapshot)).reindex(LEVELS)
    provinces = basis.snapshot.registry.scope("province")
    by_province = _means_of(basis, region_means(basis.snapshot)).reindex([unit.code for unit in provinces])
    blocks: list[Block] = [
        Paragraph(say("paper.dimensions_text")),
        _heat(basis, by_level, names, say("paper.level"), say("paper.heat_levels"), say("paper.heat_note")),
        _heat(
            basis, by_province, {unit.code: unit.short_name for unit in provinces}, say("paper.province"),
            say("paper.heat_provinces"), say("paper.heat_provinces_note"),
        ),
    ]  # fmt: skip
    return Section(say("paper.dimensions"), blocks)


def _heat(basis: Basis, means: pd.DataFrame, names: dict[str, str], head: str, title: str, note: str) -> Table:
    say = basis.say
    rows = []
    for key, name in names.items():
        row = means.loc[key]
        portals = 0 if pd.isna(row["ranked"]) else int(row["ranked"])
        scores = [basis.score_cell(row[column], shaded=True) for column in (INDEX, *basis.dimensions())]
        rows.append([Cell(name), Cell(str(portals)), *scores])
    columns = [
        Column(head, 1.5), Column("n", 0.5, number=True), Column(say("paper.index_short"), number=True),
        *(Column(basis.dimension(name), number=True) for name in basis.dimensions()),
    ]  # fmt: skip
    return Table(title, columns, [Group(rows)], note, heat=True)


# What improved


def _improved(basis: Basis) -> Section:
    say = basis.say
    blocks: list[Block] = [Paragraph(basis.compared())]
    if basis.before is not None:
        moves = index_moves(basis.before, basis.snapshot)
        both = (moves["standing_now"] == "ranked") & (moves["standing_before"] == "ranked")
        gained = moves[both & (moves["change"] > 0)].sort_values(["change", "unit_code"], ascending=[False, True])
        gained = gained.head(_MOST_IMPROVED)
        blocks.append(_improved_table(basis, gained) if len(gained) else Paragraph(say("paper.improved_none")))
    return Section(say("paper.improved"), blocks)


def _improved_table(basis: Basis, gained: pd.DataFrame) -> Table:
    say = basis.say
    rows = []
    for row in gained.itertuples():
        grades = basis.grade(row.grade_now)
        if row.grade_now != row.grade_before:
            grades = f"{basis.grade(row.grade_before)} → {grades}"
        rows.append(
            [
                Cell(unit_name(basis, row.unit_code)), Cell(say(f"level.{row.level}")), Cell(basis.score(row.score_before)),
                Cell(basis.score(row.score_now)), Cell(basis.change(row.change)), Cell(grades),
                Cell(
                    f"{row.completeness_before:.0%} → {row.completeness_now:.0%}",
                    "" if row.alike else say("paper.seen_otherwise"),
                ),
            ]
        )  # fmt: skip
    columns = [
        Column(say("paper.unit"), 2.2), Column(say("paper.level"), 1.1), Column(say("paper.before"), 0.9, number=True),
        Column(say("paper.now"), 0.9, number=True), Column(say("paper.change"), 0.9, number=True),
        Column(say("paper.grade"), 1.6), Column(say("paper.completeness"), 1.4),
    ]  # fmt: skip
    return Table(say("paper.improved_table"), columns, [Group(rows)], say("paper.improved_note", n=_MOST_IMPROVED))
