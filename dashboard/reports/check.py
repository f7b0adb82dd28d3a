"""The self-check in the report of one site: its vetoes with first reading, figures and days left, and what it is not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dashboard.check_wording import figure_text, joined, left_text, reasons, veto_name, warning_word
from dashboard.checks import PublishedCheck, published_check
from dashboard.reports.basis import Basis
from dashboard.reports.model import Cell, Column, Group, Paragraph, Section, Table
from metrics.check import FOUND


def check_sections(basis: Basis, site_id: str) -> list[Section]:
    """Return the section; none where an earlier version published the round without its self-check."""
    check = published_check(basis.snapshot)
    if check is None:
        return []
    say, note = basis.say, check.card["note"]
    words = say.pick("。", ". ").join((say("check.first_reading"), say("check.no_points"), say.pick(**note)))
    rows = [_row(basis, check, veto, site_id) for veto in check.card["vetoes"]]
    columns = [Column(say("check.veto"), 1.5), Column(say("check.state"), 0.8), Column(say("check.basis"), 2.6)]
    table = Table(say("check.vetoes"), columns, [Group(rows)], words + say.pick("。", "."))
    return [Section(say("app.check_title"), [Paragraph(check.card["source"], quiet=True), table])]


def _row(basis: Basis, check: PublishedCheck, veto: Mapping[str, Any], site_id: str) -> list[Cell]:
    say = basis.say
    own = check.vetoes.set_index(["site_id", "veto"]).loc[(site_id, veto["id"])]
    warned = (warning_word(own["amber"], own["days_left"], say), left_text(own["days_left"], say))
    state = Cell(
        say(f"check_state.{own['state']}"),
        say.pick("，", ", ").join(filter(None, warned)),
        quiet=own["state"] not in FOUND,
    )
    signs = check.signs[(check.signs["site_id"] == site_id) & (check.signs["veto"] == veto["id"])]
    by_id = {sign["id"]: sign for sign in veto["signs"]}
    figures = [
        say("check.told", name=veto_name(by_id[row.sign], say), figure=figure_text(basis.snapshot, by_id[row.sign], row, say))
        for row in signs.itertuples()
        if not math.isnan(row.figure)
    ]  # fmt: skip
    why = joined(
        (one for row in signs.itertuples() if row.state == own["state"] for one in reasons(by_id[row.sign], row, say)),
        say,
    )
    return [
        Cell(veto_name(veto, say), say.pick(veto["rule_zh"], veto["rule_en"])),
        state,
        Cell(joined(figures, say) or say("paper.not_judged"), why),
    ]
