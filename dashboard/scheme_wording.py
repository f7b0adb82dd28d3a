"""How a scheme's totals, states and problems are worded."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.schemes import PublishedScheme
from dashboard.wording import number

VERDICT_KINDS = {"pass": "good", "fail": "attention", "open": "quiet"}
STATE_KINDS = {
    "measured": "", "least": "low", "proposed": "low", "unseen": "quiet", "unpriced": "quiet", "not_applicable": "quiet",
    "confirmed": "attention", "suspected": "low", "person": "quiet", "untested": "quiet", "clear": "good",
}  # fmt: skip
_UNDECIDED = ("suspected", "person", "untested")
_VETO_WORDS = ("confirmed", "suspected", "person", "untested", "clear")


def points(number: float, precision: int) -> str:
    """Return points as they are printed, — for none."""
    return "—" if math.isnan(number) else f"{number:.{precision}f}"


def bounds(row: Any, precision: int) -> str:
    """Return between which totals what was not seen could move a site."""
    return "—" if math.isnan(row.lower) else f"{points(row.lower, precision)}–{points(row.upper, precision)}"


def scheme_name(card: Mapping[str, Any], schemes: Collection[PublishedScheme], say: Words) -> str:
    """Return what a scheme is called, its id and version first where another one is called the same."""
    name = say.pick(card["name_zh"], card["name_en"])
    alike = [one for one in schemes if say.pick(one.card["name_zh"], one.card["name_en"]) == name]
    return name if len(alike) < 2 else f"{card['framework']} {card['version']} · {name}"


def rank_text(row: Any) -> str:
    """Return the rank of a site, or the best and the worst that what was not seen leaves it; — for none."""
    if not row.worst:
        return "—"
    return str(row.best) if row.best == row.worst else f"{row.best}–{row.worst}"


def vetoes_text(scheme: PublishedScheme, site_id: str, states: Collection[str], say: Words) -> str:
    """Return the numbers and names of a site's vetoes that are in one of some states."""
    names = {item["id"]: f"{item['id']} {item['second']}" for item in scheme.card["items"] if item["part"] == "veto"}
    rows = scheme.items[(scheme.items["site_id"] == site_id) & scheme.items["state"].isin(states)]
    return say.pick("、", ", ").join(names[item] for item in rows["item"] if item in names)


def open_text(scheme: PublishedScheme, row: Any, say: Words) -> str:
    """Return what a person has to look at before a verdict stands: the vetoes that alone leave it open, and what is to review."""
    told = [say("scheme.amber", n=row.amber)] if row.amber else []
    if row.verdict == "open" and row.lower >= scheme.card["pass_mark"]:
        told.append(say("scheme.open_vetoes", names=vetoes_text(scheme, row.site_id, _UNDECIDED, say)))
    return say.pick("；", "; ").join(told)


def reason_text(reason: str, say: Words) -> str:
    """Return why something was not seen or has no number, "" for none."""
    own = {"no_mark", "group", "marked", "incomplete", "below_floor", "unpriced", "uncapped_unseen", "nothing_applies"}
    return say(f"scheme_reason.{reason}") if reason in own else say.cause(reason)


def standing_text(row: Any, groups: Mapping[str, str], say: Words) -> str:
    """Return why a site is in no group or in two. groups: id → name."""
    if row.standing == "two_groups":
        names = say.pick("、", ", ").join(groups[name] for name in row.detail.split(","))
        return say("scheme.two_groups", names=names)
    if not row.detail:
        return say("scheme.no_group")
    missing = say.pick("、", ", ").join(say(f"scheme_attribute.{name}") for name in row.detail.split(","))
    return say("scheme.unknown", names=missing)


def state_word(state: str, say: Words) -> str:
    """Return the word of an item's state."""
    return say(f"check_state.{state}" if state in _VETO_WORDS else f"scheme_state.{state}")


def problem_text(snapshot: Snapshot, item: Mapping[str, Any], row: Any, say: Words) -> str:
    """Return what was found of an item (存在的问题), with the figure that was measured. row: a row of the scheme's items."""
    figure = _figure(snapshot, item, row, say)
    return _problem(item, row, say) + (say("paper.because", why=figure) if figure else "")


def _figure(snapshot: Snapshot, item: Mapping[str, Any], row: Any, say: Words) -> str:
    """The measured figure behind a step or a veto, as its indicator is printed; "" for none, and for faults, which are said."""
    measure = item["measure"]
    if measure is None or row.source in {"", "mark"} or item["each"] is not None or math.isnan(row.amount):
        return ""
    entry = snapshot.indicators[measure["indicator"]]
    units = {part.id: part.unit for part in entry.parts}
    return number(row.amount, units[measure["parts"][0]] if measure["parts"] else entry.unit, {}, say)


def _problem(item: Mapping[str, Any], row: Any, say: Words) -> str:
    if row.state in {"unseen", "unpriced", "not_applicable", "person", "untested"}:
        told = reason_text(row.reason, say)
        return say.pick("：", ": ").join(filter(None, (state_word(row.state, say), told)))
    if item["part"] == "veto":
        return state_word(row.state, say)
    found = _found(item, row, say)
    if row.state in {"least", "proposed"}:
        return say(f"scheme.{row.state}" if row.gross else f"scheme.{row.state}_none", found=found)
    return found


def _found(item: Mapping[str, Any], row: Any, say: Words) -> str:
    nothing = say("scheme.none_given" if item["part"] == "bonus" else "scheme.nothing")
    if item["steps"]:
        return row.step or nothing
    if not row.amount or math.isnan(row.amount):
        return nothing
    return say("scheme.faults" if item["each"] is not None else "scheme.points_given", n=f"{row.amount:g}")


def taken_text(item: Mapping[str, Any], row: Any) -> str:
    """Return the points an item took or gave, with what it is worth; — where they are not counted."""
    if math.isnan(row.lost):
        return "—"
    sign = "" if not row.lost else "+" if item["part"] == "bonus" else "−"
    return f"{sign}{round(row.lost, 2):g}" + ("" if math.isnan(row.points) else f" / {round(row.points, 2):g}")
