"""How the states, figures and lines of the self-check are worded, alike on screen and in reports."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.wording import number
from metrics.check import FOUND

_SIGNS = {"over": "> ", "at_least": "≥ ", "at_most": "≤ "}


def veto_name(veto: Mapping[str, Any], say: Words) -> str:
    """Return what a veto, a sign or a group of the method card is called."""
    return say.pick(veto["name_zh"], veto["name_en"])


def figure_text(snapshot: Snapshot, sign: Mapping[str, Any], row: Any, say: Words) -> str:
    """Return a sign's figure with its unit and out of how many; — where none was seen. row: a row of the check's signs."""
    if math.isnan(row.figure):
        return "—"
    if not sign["unit"]:
        return say("fact_state.present" if row.figure else "fact_state.absent")
    text = number(row.figure, sign["unit"], {}, say)
    if math.isnan(row.of):
        return text
    units = {part.id: part.unit for part in snapshot.indicators[sign["indicator"]].parts}
    return say("check.figure_of", figure=text, of=number(row.of, units.get(sign["of"], ""), {}, say))


def line_text(sign: Mapping[str, Any], line: Mapping[str, Any] | None, say: Words) -> str:
    """Return a line of a sign, — for none."""
    if line is None:
        return "—"
    if not sign["unit"]:
        return say("fact_state.absent")
    return _SIGNS[line["comparison"]] + number(line["number"], sign["unit"], {}, say)


def reasons(sign: Mapping[str, Any], row: Any, say: Words) -> list[str]:
    """Return why a sign has the state it has; [] where its figure says it all. row: a row of the check's signs."""
    told = [_reason(sign, row.reason, say)] if row.reason else []
    if row.state == "person" and sign["person"]:
        told.append(say.pick(**sign["person"]))
    return told


def joined(texts: Iterable[str], say: Words) -> str:
    """Return texts as one, each once."""
    return say.pick("；", "; ").join(dict.fromkeys(texts))


def _reason(sign: Mapping[str, Any], reason: str, say: Words) -> str:
    if reason == "incomplete":
        return say.pick(**sign["decides"]["words"])
    return say("check.rest_unseen") if reason == "rest_unseen" else say.cause(reason)


def warning_word(amber: bool, days_left: float, say: Words) -> str:
    """Return the word of a warning: 超期, 临期 where it is dated, else 预警; "" for none."""
    if not amber:
        return ""
    if math.isnan(days_left):
        return say("check.amber")
    return say("check.overdue" if days_left < 0 else "check.due")


def left_text(days_left: float, say: Words) -> str:
    """Return how many days are left, or by how many it is overdue; "" where nothing runs out."""
    if math.isnan(days_left):
        return ""
    key = "check.days_over" if days_left < 0 else "check.days_left"
    return say(key, n=f"{abs(days_left):g}")


def told(snapshot: Snapshot, veto: Mapping[str, Any], signs: Sequence[Any], say: Words) -> str:
    """Return what makes a veto of a site suspected or warned of. signs: the rows of the check's signs that do."""
    by_id = {sign["id"]: sign for sign in veto["signs"]}
    return joined((_told(snapshot, by_id[row.sign], row, say) for row in signs), say)


def _told(snapshot: Snapshot, sign: Mapping[str, Any], row: Any, say: Words) -> str:
    if math.isnan(row.figure):
        return veto_name(sign, say)
    figure = figure_text(snapshot, sign, row, say)
    reason = joined(reasons(sign, row, say), say)
    text = say("check.told", name=veto_name(sign, say), figure=figure)
    return text + (say("paper.because", why=reason) if reason else "")


def state_counts_text(vetoes: pd.DataFrame, say: Words) -> str:
    """Return how many of some vetoes are confirmed, suspected and warned of, as words."""
    sure, suspected = (int((vetoes["state"] == state).sum()) for state in FOUND)
    told = say("check.counts", suspected=suspected, amber=int(vetoes["amber"].sum()))
    return say("check.counts_confirmed", n=sure) + told if sure else told


def vetoes_text(snapshot: Snapshot, vetoes: str, say: Words) -> str:
    """Return the confirmed vetoes of a site in words. vetoes: as the scorecard's sites have them."""
    names = snapshot.card["vetoes"]["names"]
    return say("site.vetoed", names=joined((say.pick(**names[veto]) for veto in vetoes.split(",")), say))
