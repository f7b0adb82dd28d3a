"""The report of one site (单站报告): what became of it, how its score is made up, what to mend first, every value with evidence.

It names no other site: its owner sees its tier and the middle of its level beside its own numbers, and its rank in an internal annex.
"""

from __future__ import annotations

import math

import pandas as pd

from dashboard.check_wording import vetoes_text
from dashboard.locales import Words
from dashboard.precision import indicator_precision
from dashboard.queries import Snapshot, site_evidence, site_observations
from dashboard.reports.basis import Basis
from dashboard.reports.check import check_sections
from dashboard.reports.columns import columns_section
from dashboard.reports.model import (
    BarGroup,
    Bars,
    Block,
    Cell,
    Column,
    Facts,
    Group,
    Paragraph,
    Report,
    Section,
    Table,
    numbered,
)  # fmt: skip
from dashboard.reports.moves import move_blocks, rank_annexes
from dashboard.reports.unseen import causes_table
from dashboard.round_scores import index_by_level, index_moves
from dashboard.site_scores import site_dimensions, site_improvements, site_shortfalls
from dashboard.wording import civil, evidence_text, missing_parts, number
from data.catalogue import Indicator

_FIRST = 10
_PIECES = 2
_LOOKED_AT = ("measured", "not_observed")


def site_report(snapshot: Snapshot, earlier: Snapshot | None, site_id: str, say: Words) -> Report:
    """Return the report of one site of the round; earlier: the round before it of the same registry."""
    basis = Basis(snapshot, earlier, say)
    row = snapshot.sites.set_index("site_id").loc[site_id]
    score = snapshot.scores.sites.set_index("site_id").loc[site_id]
    observations = site_observations(snapshot, site_id)
    sections = [
        _result(basis, site_id, row),
        # A census of columns is too little for a score.
        *([] if snapshot.is_census else [_score(basis, site_id, score), _first(basis, site_id, score, observations)]),
        *check_sections(basis, site_id),
        columns_section(basis, site_id),
        _values(basis, site_id, observations),
        _rules(basis, observations),
        *([] if snapshot.is_census else rank_annexes(basis, site_id)),
        basis.method_card(),
    ]
    report = Report(
        say("paper.title"), say("paper.subtitle_site", name=row["name"], round=snapshot.round["name"]), say.language,
        snapshot.round["date"], basis.marks(), basis.basics(), [], sections, say("paper.closing"),
    )  # fmt: skip
    return numbered(report, say)


# Who and what became of it


def _result(basis: Basis, site_id: str, row: pd.Series) -> Section:
    say, site = basis.say, basis.snapshot.registry.sites[site_id]
    unknown = say("site.unknown")
    outcome = say(f"outcome.{row['outcome']}")
    if row["outcome"] != "reached" and row["cause"]:
        outcome += say("paper.because", why=say.cause(row["cause"]))
    identity = say(f"identity.{row['identity']}") if row["identity"] else say("paper.not_judged")
    if row["identity_reason"]:
        identity += say("paper.because", why=say(f"identity_reason.{row['identity_reason']}"))
    newest = civil(row["newest_on"], say) if row["newest_on"] else say("paper.not_judged")
    facts = [
        (say("paper.unit"), row["path"].replace("/", "")),
        (say("site.address"), site.url),
        (say("site.kind"), f"{say('level.' + row['level'])} · {say('kind.' + site.kind)}"),
        (say("site.code"), site.site_code or unknown),
        (say("site.sponsor"), site.sponsor or unknown),
        (say("site.id"), site_id),
        (say("site.outcome"), outcome),
        (say("site.identity"), identity),
        (say("site.newest"), newest),
        (say("site.visits"), say("site.visits_text", k=row["reached_visits"], n=row["visits"])),
        (say("site.pages"), say("site.pages_text", n=row["pages"])),
    ]
    blocks: list[Block] = [Facts(facts)]
    if row["outcome"] != "reached" and row["cause"]:
        step = say("paper.do_next", next=say(f"cause.{row['cause']}.next"))
        blocks.append(Paragraph(say(f"cause.{row['cause']}.why") + say.pick("", " ") + step))
    return Section(say("paper.result"), blocks)


# The make-up of the score


def _score(basis: Basis, site_id: str, score: pd.Series) -> Section:
    say, snapshot = basis.say, basis.snapshot
    standings = index_by_level(snapshot).loc[score["level"]]
    middle, ranked = float(standings["median"]), int(standings["ranked"])
    scored, own = not math.isnan(score["score"]), site_dimensions(snapshot, site_id)
    none = say("paper.no_number") + ("" if scored else say("paper.because", why=basis.reason(score["reason"])))
    facts = [
        (say("paper.index"), basis.score(score["score"]) if scored else none),
        (say("paper.grade"), basis.grade(score["grade"]) if scored else say("paper.no_number")),
        (say("paper.tier"), _tier(basis, score) if scored else say("paper.no_number")),
        (say("paper.level_median"), say("paper.level_median_text", score=basis.score(middle), n=ranked) if ranked else say("paper.no_number")),
        (say("paper.completeness"), f"{score['completeness']:.0%}" if not math.isnan(score["completeness"]) else say("paper.no_number")),
        (say("paper.bounds"), _bounds(basis, score)),
        (say("paper.score_equal"), basis.score(score["score_equal"]) if scored else none),
        (say("paper.against_before"), _against_before(basis, site_id)),
    ]  # fmt: skip
    text = say("paper.score_text") if scored else say("paper.score_none_text")
    if score["vetoes"]:
        text = say("paper.score_vetoed_text", vetoes=vetoes_text(snapshot, score["vetoes"], say))
    return Section(
        say("paper.make_up"),
        [
            Facts(facts),
            Paragraph(text),
            _dimension_bars(basis, own),
            _dimension_table(basis, own),
            *move_blocks(basis, site_id),
        ],
    )


def _tier(basis: Basis, score: pd.Series) -> str:
    """The tier and what it means; who is not ranked is in none."""
    if score["standing"] != "ranked":
        return basis.say("paper.tier_none")
    return basis.tier(score["tier"]) + (basis.say("paper.tier_means") if score["tier"] else "")


def _bounds(basis: Basis, row: pd.Series) -> str:
    if math.isnan(row["lower"]):
        return basis.say("paper.no_number")
    return f"{basis.score(row['lower'])}–{basis.score(row['upper'])}"


def _against_before(basis: Basis, site_id: str) -> str:
    if basis.before is None:
        return basis.compared()
    moves = index_moves(basis.before, basis.snapshot).set_index("site_id")
    if site_id not in moves.index or math.isnan(moves.loc[site_id, "change"]):
        return basis.say("paper.before_without_number")
    move = moves.loc[site_id]
    text = basis.say(
        "paper.before_text",
        score=basis.score(move["score_before"]),
        change=basis.change(move["change"]),
        name=basis.before.round["name"],
    )
    return text if move["alike"] else text + basis.say("paper.because", why=basis.say("paper.seen_otherwise"))


def _dimension_bars(basis: Basis, own: pd.DataFrame) -> Bars:
    bars = [
        basis.score_bar(basis.dimension(name), own.loc[name, "score"], own.loc[name, "reason"], own.loc[name, "median"])
        if name in own.index
        else basis.score_bar(basis.dimension(name), math.nan, "not_applying", math.nan)
        for name in basis.dimensions()
    ]
    note = basis.say("paper.dimension_figure_note")
    return Bars(basis.say("paper.dimension_figure"), [BarGroup(bars)], ("0", "50", "100"), note)


def _dimension_table(basis: Basis, own: pd.DataFrame) -> Table:
    say = basis.say
    rows = []
    for name in basis.dimensions():
        if name not in own.index:
            absent = Cell(say("status.not_applicable"), quiet=True)
            rows.append([Cell(basis.dimension(name)), *[absent] * 5])
            continue
        row = own.loc[name]
        uncounted = Cell(say("paper.not_counted"), quiet=True)
        rows.append(
            [
                Cell(basis.dimension(name)), basis.score_cell(row["score"], row["reason"]), Cell(_bounds(basis, row)),
                Cell(f"{row['completeness']:.0%}"), Cell(f"{row['share']:.1f}%") if row["share"] else uncounted,
                Cell(basis.score(row["earned"])) if row["share"] else uncounted,
            ]
        )  # fmt: skip
    columns = [
        Column(say("paper.dimension"), 1.2), Column(say("paper.score"), number=True), Column(say("paper.bounds"), 1.4, number=True),
        Column(say("paper.completeness"), number=True), Column(say("paper.share_of_index"), number=True),
        Column(say("paper.earned"), number=True),
    ]  # fmt: skip
    return Table(say("paper.dimension_table"), columns, [Group(rows)], say("paper.dimension_table_note"))


# What to mend first


def _first(basis: Basis, site_id: str, score: pd.Series, observations: pd.DataFrame) -> Section:
    say = basis.say
    if math.isnan(score["score"]):
        return Section(say("paper.first"), _to_be_seen(basis, site_id, score))
    first = site_improvements(basis.snapshot, site_id).head(_FIRST)
    if first.empty:
        return Section(say("paper.first"), [Paragraph(say("paper.first_none"))])
    rows = []
    for row in first.itertuples():
        entry = basis.snapshot.indicators[row.indicator]
        missing = missing_parts(entry, observations.loc[row.indicator]["parts"], say)
        rows.append(
            [
                Cell(say.pick(entry.name_zh, entry.name_en), basis.dimension(row.dimension)), Cell(f"{row.points:.0f}"),
                Cell(basis.change(row.gain)), Cell(basis.score(row.total)),
                Cell(basis.grade(row.grade), say("site.rises", grade=basis.tier(row.tier)) if row.tier_rises else ""),
                Cell(missing or say.pick(entry.measures_zh, entry.measures_en), say.pick(entry.rule_zh, entry.rule_en)),
            ]
        )  # fmt: skip
    columns = [
        Column(say("paper.indicator"), 1.5), Column(say("paper.points"), 0.85, number=True), Column(say("paper.gain"), 0.7, number=True),
        Column(say("paper.then"), 0.7, number=True), Column(say("paper.grade_then"), 1.1), Column(say("paper.what_is_missing"), 2.8),
    ]  # fmt: skip
    table = Table(say("paper.first_table"), columns, [Group(rows)], say("paper.first_note"))
    return Section(say("paper.first"), [Paragraph(say("paper.first_text")), table])


def _to_be_seen(basis: Basis, site_id: str, score: pd.Series) -> list[Block]:
    """What a site without a score has to let be seen first."""
    say = basis.say
    lacking = site_shortfalls(basis.snapshot, site_id)
    if score["reason"] != "dimensions_below_floor" or lacking.empty:
        return [Paragraph(say("paper.first_vetoed" if score["vetoes"] else "paper.first_no_score"))]
    rows = []
    for row in lacking.itertuples():
        entries = [basis.snapshot.indicators[name] for name in row.needed]
        names = say.pick("、", ", ").join(say.pick(entry.name_zh, entry.name_en) for entry in entries)
        rows.append([Cell(basis.dimension(row.dimension)), Cell(f"{row.completeness:.0%}"), Cell(names)])
    columns = [
        Column(say("paper.dimension"), 1), Column(say("paper.completeness"), 0.8, number=True), Column(say("paper.needed"), 4),
    ]  # fmt: skip
    return [
        Paragraph(say("paper.first_not_seen")),
        Table(say("paper.needed_table"), columns, [Group(rows)], say("paper.needed_note")),
    ]


# Every value


def _groups(basis: Basis) -> list[tuple[str, list[Indicator]]]:
    """(name, entries) of the facts that coverage rests on, of the seven dimensions, and of what is watched unscored."""
    catalogue = basis.snapshot.catalogue
    found = [
        (basis.dimension(name), [entry for entry in catalogue.indicators.values() if entry.dimension == name])
        for name in basis.dimensions()
    ]
    return [
        (basis.say("site.coverage_facts"), list(catalogue.coverage.values())),
        *found,
        (basis.say("site.unscored"), list(catalogue.unscored.values())),
    ]


def _values(basis: Basis, site_id: str, observations: pd.DataFrame) -> Section:
    say, scores = basis.say, basis.snapshot.scores.indicators
    points = scores[scores["site_id"] == site_id].set_index("indicator")["points"]
    pieces = site_evidence(basis.snapshot, site_id)
    groups = []
    for title, entries in _groups(basis):
        known = [entry for entry in entries if entry.id in observations.index]
        rows = [
            _value_row(basis, entry, observations.loc[entry.id], points, pieces[pieces["indicator"] == entry.id])
            for entry in known
            if observations.loc[entry.id, "status"] in _LOOKED_AT
        ]
        for status in ("not_applicable", "not_collected"):
            left = [entry for entry in known if observations.loc[entry.id, "status"] == status]
            rows += [_left_row(basis, status, left, observations)] if left else []
        measured = sum(observations.loc[entry.id, "status"] == "measured" for entry in known)
        if rows:
            groups.append(Group(rows, f"{title} · {say('site.dimension_note', k=measured, n=len(known))}"))
    columns = [
        Column(say("paper.indicator"), 1.5), Column(say("site.value"), 1.4), Column(say("paper.points"), 0.8, number=True),
        Column(say("site.evidence"), 2.8), Column(say("site.kn"), 0.5, number=True),
    ]  # fmt: skip
    table = Table(say("paper.values_table"), columns, groups, say("paper.values_note", n=_PIECES))
    blocks: list[Block] = [Paragraph(say("paper.values_text")), table]
    unseen = observations.loc[observations["status"] == "not_observed", "cause"]
    return Section(say("paper.values"), [*blocks, causes_table(basis, unseen)] if len(unseen) else blocks)


def _value_row(
    basis: Basis, entry: Indicator, observation: pd.Series, points: pd.Series, pieces: pd.DataFrame
) -> list[Cell]:
    say, parts, cause = basis.say, observation["parts"], observation["cause"]
    if observation["status"] == "measured":
        value = Cell(number(observation["value"], entry.unit, parts, say), missing_parts(entry, parts, say))
    else:
        value = Cell(say(f"status.{observation['status']}"), say.cause(cause), quiet=True)
    if entry.id not in points.index:
        earned = Cell(say("paper.not_scored"), quiet=True)
    elif not math.isnan(points[entry.id]):
        earned = Cell(f"{points[entry.id]:.0f}")
    else:
        earned = Cell(
            say("paper.not_counted" if observation["status"] == "measured" else "paper.not_observed_short"), quiet=True
        )
    visits = Cell(f"{observation['k']}/{observation['n']}") if observation["n"] else Cell("—", quiet=True)
    return [Cell(say.pick(entry.name_zh, entry.name_en)), value, earned, _evidence(basis, pieces), visits]


def _evidence(basis: Basis, pieces: pd.DataFrame) -> Cell:
    """The first pieces of evidence, and where the first was found; contents that are never shown are named as such."""
    say = basis.say
    first = list(pieces.head(_PIECES).itertuples())
    shown = [evidence_text(say, piece.text, piece.url, hidden=piece.hidden) for piece in first]
    told = say.pick("；", "; ").join(dict.fromkeys(text for text in shown if text))
    if not first:
        return Cell(say("paper.no_evidence"), quiet=True)
    where = say(f"where.{first[0].where}")
    return Cell(told or where, " · ".join(text for text in (where if told else "", first[0].url) if text))


def _left_row(basis: Basis, status: str, left: list[Indicator], observations: pd.DataFrame) -> list[Cell]:
    """What does not apply or nobody looked at, by cause, in one row."""
    say, comma = basis.say, basis.say.pick("、", ", ")
    by_cause: dict[str, list[str]] = {}
    for entry in left:
        by_cause.setdefault(observations.loc[entry.id, "cause"], []).append(say.pick(entry.name_zh, entry.name_en))
    texts = [say("paper.left", cause=say.cause(cause), names=comma.join(names)) for cause, names in by_cause.items()]
    return [
        Cell(say("paper.left_n", n=len(left))),
        Cell(say(f"status.{status}"), quiet=True),
        Cell(say("paper.not_counted"), quiet=True),
        Cell(" ".join(texts)),
        Cell("—", quiet=True),
    ]


# Rules and their sources


def _precision(entry: Indicator, say: Words) -> str:
    """How often the check was right, what that was measured on, and how far it holds."""
    text, told = indicator_precision(entry, say, own_pages_told=True)
    return say.pick("：", ": ").join((say("precision.name"), say.pick("。", ". ").join(t for t in (text, told) if t)))


def _rules(basis: Basis, observations: pd.DataFrame) -> Section:
    say = basis.say
    groups = []
    for title, entries in _groups(basis):
        rows = [
            [
                Cell(say.pick(entry.name_zh, entry.name_en), say("site.method_text", n=observations.loc[entry.id, "method_version"])),
                Cell(say.pick(entry.rule_zh, entry.rule_en), _precision(entry, say)), Cell(entry.source, say(f"source_status.{entry.source_status}")),
            ]
            for entry in entries
            if entry.id in observations.index and observations.loc[entry.id, "status"] in _LOOKED_AT
        ]  # fmt: skip
        if rows:
            groups.append(Group(rows, title))
    columns = [Column(say("paper.indicator"), 1.2), Column(say("site.rule"), 2.4), Column(say("site.source"), 2)]
    table = Table(say("paper.rules_table"), columns, groups, say("paper.rules_note"))
    return Section(say("paper.rules"), [Paragraph(say("paper.rules_text")), table], annex=True)
