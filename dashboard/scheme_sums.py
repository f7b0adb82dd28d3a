"""How a site's sheet adds up: the one line under each part of a scheme, from which anybody can work out the total again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.locales import Words
from dashboard.scheme_wording import points, reason_text

_EXACT = 1e-9


def sum_line(card: Mapping[str, Any], part: str, row: Any, items: Iterable[Any], say: Words) -> tuple[str, str] | None:
    """Return how a part adds up, and to what; None for the vetoes, and where a veto leaves nothing to be added.

    card: the scheme's method card; row: the site's row of the scheme's sites; items: the site's rows of its items.
    """
    if part == "veto" or row.standing == "vetoed":
        return None
    if part == "deduct":
        return _deductions(card, row, items, say), points(row.deduction, card["precision"])
    return _bonuses(card, row, say), points(row.bonus, card["precision"])


def _deductions(card: Mapping[str, Any], row: Any, items: Iterable[Any], say: Words) -> str:
    told = [say("scheme_sum.lost", n=_plain(row.lost)), _inapplicable(card, row, items, say), _unseen(card, row, say)]
    reason = reason_text(row.reason, say)
    return say.pick("；", "; ").join(filter(None, [*told, reason or _formula(card, row)]))


def _formula(card: Mapping[str, Any], row: Any) -> str:
    full = card["full"]
    whole = math.isnan(row.seen) or abs(row.seen - full) <= _EXACT
    scaled = "" if whole else f" × {_plain(full)} ÷ {_plain(row.seen)}"
    return f"{_plain(full)} − {_plain(row.lost)}{scaled} = {points(row.deduction, card['precision'])}"


def _inapplicable(card: Mapping[str, Any], row: Any, items: Iterable[Any], say: Words) -> str:
    """What became of the points that do not apply here: left out of the sum, or given to the items that do apply."""
    if math.isnan(row.seen):
        return ""
    if card["inapplicable"] == "rescale":
        missing = card["full"] - card["full"] / row.factor
        return say("scheme_sum.rescaled", n=_plain(missing)) if missing > _EXACT else ""
    own = {item["id"]: item["points"] for item in card["items"] if item["part"] == "deduct"}
    more = [one.points - own[one.item] for one in items if one.item in own and not math.isnan(one.points)]
    if not more or more[0] <= _EXACT:
        return ""
    return say("scheme_sum.spread", n=_plain(math.fsum(more)), items=len(more), each=_plain(more[0]))


def _unseen(card: Mapping[str, Any], row: Any, say: Words) -> str:
    if math.isnan(row.seen) or not row.completeness or row.completeness >= 1:
        return ""
    return say("scheme_sum.unseen", n=_plain(row.seen / row.completeness - row.seen), seen=_plain(row.seen))


def _bonuses(card: Mapping[str, Any], row: Any, say: Words) -> str:
    told = [say("scheme_sum.gained", n=_plain(row.gained))]
    if card["bonus_cap"] is not None:
        told.append(say("scheme_sum.cap", n=_plain(card["bonus_cap"])))
    if math.isnan(row.deduction):
        told.append(say("scheme_sum.no_bonus"))
    elif card["bonus_above"]:
        passed = "over" if row.deduction > card["bonus_above"] else "not_over"
        told.append(
            say(
                f"scheme_sum.{passed}",
                deduction=points(row.deduction, card["precision"]),
                gate=_plain(card["bonus_above"]),
            )
        )
    return say.pick("；", "; ").join(told)


def _plain(number: float) -> str:
    """Points as people write them, to four decimals at most."""
    return f"{round(number, 4) + 0.0:.10g}"
