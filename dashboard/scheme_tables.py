"""A scheme's results as tables to hand on: the totals of its sites, and every item of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.scheme_wording import problem_text, reason_text, standing_text, state_word, vetoes_text
from dashboard.schemes import PublishedScheme
from dashboard.workbook import as_workbook


def named_sites(snapshot: Snapshot, rows: pd.DataFrame) -> pd.DataFrame:
    """Return sites with what they are called, by the worst rank they can come to, then the best, then the unit's code; at the end
    those without any.
    """
    about = snapshot.sites[["site_id", "unit_code", "name", "path", "level", "url"]]
    table = rows.merge(about, on="site_id", validate="one_to_one")
    return table.assign(last=table["worst"] == 0).sort_values(
        ["last", "worst", "best", "unit_code", "site_id"], ignore_index=True
    )


def totals_table(snapshot: Snapshot, scheme: PublishedScheme, rows: pd.DataFrame, say: Words) -> pd.DataFrame:
    """Return the totals of named sites, worded; a site in no group is there with the reason."""
    about, table = snapshot.round, rows
    names = {group["id"]: say.pick(group["name_zh"], group["name_en"]) for group in scheme.card["groups"]}
    return pd.DataFrame(
        {
            say("scheme.group"): [names.get(group, "") for group in table["group"]],
            say("scheme.best"): [rank or "" for rank in table["best"]],
            say("scheme.worst"): [rank or "" for rank in table["worst"]],
            say("coverage.code"): table["unit_code"],
            say("coverage.path"): table["path"],
            say("check.site"): table["name"],
            say("coverage.address"): table["url"],
            say("scheme.total"): table["score"],
            say("scheme.deduction"): table["deduction"],
            say("scheme.bonus"): table["bonus"],
            say("ranking.lower"): table["lower"],
            say("ranking.upper"): table["upper"],
            say("ranking.completeness"): table["completeness"].round(4),
            say("scheme.verdict"): [say(f"scheme.{verdict}") for verdict in table["verdict"]],
            say("scheme.to_review"): table["amber"],
            say("check.why"): [_why(scheme, row, names, say) for row in table.itertuples()],
            say("coverage.note"): say("scheme.first_reading"),
            say("app.round"): f"{about['name']} r{snapshot.revision}"
            + (say("app.fictional_mark") if about["fictional"] else ""),
        }
    )


def _why(scheme: PublishedScheme, row: Any, groups: Mapping[str, str], say: Words) -> str:
    """Why a site has no total, no rank or no group; "" for one that has."""
    if row.standing == "vetoed":
        return vetoes_text(scheme, row.site_id, {"confirmed"}, say)
    return reason_text(row.reason, say) if row.group else standing_text(row, groups, say)


def items_table(snapshot: Snapshot, scheme: PublishedScheme, rows: pd.DataFrame, say: Words) -> pd.DataFrame:
    """Return one row a named site in a group and item, worded: what was found, what it is worth here and what it took or gave."""
    items = {item["id"]: item for item in scheme.card["items"]}
    cells = {(mark.site_id, mark.item): mark.cell for mark in scheme.marks.itertuples()}
    found = rows[["site_id", "unit_code", "path", "name"]].merge(scheme.items, on="site_id", suffixes=("", "_item"))
    told = [
        (
            row.unit_code, row.path, row.name, row.item, items[row.item]["first"], items[row.item]["second"],
            problem_text(snapshot, items[row.item], row, say), state_word(row.state, say), row.points, row.lost, row.note,
            cells.get((row.site_id, row.item), ""),
        )
        for row in found.itertuples(index=False)
    ]  # fmt: skip
    keys = (
        "coverage.code", "coverage.path", "check.site", "scheme.number", "scheme.first", "scheme.second", "scheme.problem",
        "scheme.state", "scheme.worth", "scheme.taken", "coverage.note", "scheme.cell",
    )  # fmt: skip
    return pd.DataFrame(told, columns=[say(key) for key in keys])


def results_workbook(snapshot: Snapshot, scheme: PublishedScheme, say: Words) -> bytes:
    """Return all results of a scheme as XLSX: the totals of all groups in their order, those in none at the end, and all items."""
    order = {group["id"]: place for place, group in enumerate(scheme.card["groups"])}
    rows = named_sites(snapshot, scheme.sites)
    rows = rows.assign(place=rows["group"].map(order).fillna(len(order))).sort_values("place", kind="stable")
    return as_workbook(
        {
            say("scheme.totals"): totals_table(snapshot, scheme, rows, say),
            say("scheme.all_items"): items_table(snapshot, scheme, rows, say),
        }
    )
