"""The truth about the sample's vetoes (单项否决), from its plan and the truth of its indicators alone: the state of each.

Written without looking at frameworks or metrics. The sample's plans make few tries, so they never decide on availability, and only
a census decides on columns; a state of None says that the truth does not decide it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from data.sample.column_truth import ColumnCell
from data.sample.plan import SEED, SitePlan, build_world
from data.sample.truth import TruthCell, truth

_CLAIMED = "wrong_code"
"""Such a site says by its code that it is another unit's: nothing on it is counted as the unit's own."""


@dataclass(frozen=True, slots=True)
class VetoTruth:
    """The expected state of one veto on one site; None where the plan does not decide."""

    site_id: str
    veto: str
    state: str | None


_Cells = Mapping[str, TruthCell]


def veto_truth(seed: int = SEED, edition: int = 1, census: Sequence[ColumnCell] | None = None) -> list[VetoTruth]:
    """Return the six vetoes of every running site. census: the truth about its columns where all of them were visited."""
    cells: dict[str, dict[str, TruthCell]] = {}
    for cell in truth(seed, edition):
        cells.setdefault(cell.site_id, {})[cell.indicator] = cell
    running = [site for site in build_world(seed, edition).sites if site.state == "running"]
    states = _STATES if census is None else {**_STATES, "columns": _columns_of(census)}
    return [
        VetoTruth(site.site_id, veto, state(site, cells[site.site_id]))
        for site in running
        for veto, state in states.items()
    ]


def _serious(site: SitePlan, cells: _Cells) -> str | None:
    findings = [cells[name] for name in ("findings_personal_data", "findings_hidden_links", "findings_wrong_words")]
    if site.fault == "hijacked" or (site.fault != _CLAIMED and any(cell.value for cell in findings)):
        return "suspected"
    return "person"


def _untested(site: SitePlan, cells: _Cells) -> str | None:
    return "untested"


def _home_stale(site: SitePlan, cells: _Cells) -> str | None:
    cell = cells["practicality_update"]
    if site.fault == _CLAIMED or cell.status in {"not_observed", "not_collected"}:
        return "untested"
    if cell.value is None:
        return None
    return "suspected" if cell.value > 14 else "clear"


def _columns_of(census: Sequence[ColumnCell]) -> Callable[[SitePlan, _Cells], str | None]:
    """Five empty columns are suspected; with fewer than five that are late, empty or not seen nothing is. Between, it depends on kinds."""
    states: dict[str, Counter[str]] = {}
    for cell in census:
        states.setdefault(cell.site_id, Counter())[cell.state] += 1

    def state(site: SitePlan, cells: _Cells) -> str | None:
        if site.fault == _CLAIMED or site.site_id not in states:
            return "untested"
        found = states[site.site_id]
        if found["empty"] >= 5:
            return "suspected"
        return "clear" if max(found["overdue"], found["empty"]) + found["unseen"] < 5 else None

    return state


def _interaction(site: SitePlan, cells: _Cells) -> str | None:
    channel = cells["humanization_channel"]
    if site.fault == _CLAIMED or channel.status != "measured":
        return "untested"
    if not channel.value:
        return "suspected"
    least, most = _longest_wait(site)
    if cells["humanization_replies"].status != "measured" or most <= 92:
        return "person"
    return "suspected" if least > 92 else None


def _longest_wait(site: SitePlan) -> tuple[int, int]:
    """Bounds of the calendar days the oldest unanswered letter has waited; between them weekends and holidays decide."""
    features = site.features
    if features.answered == features.letters:
        return 0, 0
    since_answer_was_due = 6 + 4 * (features.letters - 1)
    return since_answer_was_due + features.reply_days, since_answer_was_due + 2 * features.reply_days + 10


def _service(site: SitePlan, cells: _Cells) -> str | None:
    """No entry is suspected; that guides suffice is never known from a sample of one."""
    entry = cells["service_entry"]
    if entry.status == "not_applicable":
        return "not_applicable"
    if site.fault == _CLAIMED or entry.status != "measured":
        return "untested"
    return "untested" if entry.value else "suspected"


_STATES: dict[str, Callable[[SitePlan, _Cells], str | None]] = {
    "serious": _serious,
    "unreachable": _untested,
    "home_stale": _home_stale,
    "columns": _untested,
    "interaction": _interaction,
    "service": _service,
}
