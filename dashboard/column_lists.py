"""Owners' column lists (栏目台账) for the command line and the site page: the table to fill in, what a filled-in one holds, its import."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.jobs import opened
from data import rounds
from data.capture.plan import Plan
from data.columns.listing import ListImport, prepare_list, standing_promises, standing_records, template
from data.columns.model import ColumnRow
from data.columns.reading import ListFile, read_list
from data.conclusion import site_columns
from data.store import RoundRecord, Store, now
from data.survey import RoundSites
from data.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CheckedList:
    """A list compared with what is stored. needs_closing: the round is closed, so its table moves with the next closing."""

    read: ListFile
    change: ListImport
    needs_closing: bool


@dataclass(frozen=True, slots=True)
class StandingList:
    """The list of a site that holds: its file, how many columns, who imported it and when."""

    file: str
    revision: int
    columns: int
    actor: str
    imported_at: str


def list_template(workspace: Workspace, round_id: str, language: str, site_id: str = "") -> bytes:
    """Return the table to fill in, with the columns that the round found; of one site, or of all that it covers.

    Raises ``round.unknown``.
    """
    with opened(workspace) as store:
        record = store.round(round_id)
        site_ids = [site_id] if site_id else store.selected_sites(round_id)
        rows = _found(store, record, site_ids)
        return template(rounds.round_registry(workspace, record), rows, site_ids, language)


def _found(store: Store, record: RoundRecord, site_ids: list[str]) -> list[ColumnRow]:
    findings, needed = store.findings(record.id), Plan.load(record.plan).visits_needed
    promises = standing_promises(store.promises(record.registry))
    return [
        row
        for site_id in site_ids
        for row in site_columns(site_id, findings.get(site_id, []), promises.get(site_id, []), needed)
    ]


def check_list(
    workspace: Workspace, round_id: str, name: str, data: bytes, site_id: str = "", actor: str = ""
) -> CheckedList:
    """Read a list for a round's sites and say what its import would change; ``read.problems`` names what is refused.

    Raises ``round.unknown``, and ``QihuaError`` for a file that is no column list.
    """
    with opened(workspace) as store:
        return _checked(workspace, store, store.round(round_id), name, data, site_id, actor)


def import_list(
    workspace: Workspace, round_id: str, name: str, data: bytes, site_id: str = "", actor: str = ""
) -> CheckedList:
    """Store a list and say what changed; with a single cell that is refused nothing is stored. Raises like ``check_list``."""
    with opened(workspace) as store:
        checked = _checked(workspace, store, store.round(round_id), name, data, site_id, actor)
        if not checked.read.problems:
            store.add_promises(checked.change.records)
        return checked


def _checked(
    workspace: Workspace, store: Store, record: RoundRecord, name: str, data: bytes, site_id: str, actor: str
) -> CheckedList:
    registry = rounds.round_registry(workspace, record)
    read = read_list(name, data, RoundSites(registry, store.selected_sites(record.id)), registry, site_id)
    change = prepare_list(record.registry, store.promises(record.registry), read, actor, now())
    return CheckedList(read, change, record.state == "closed")


def standing_list(workspace: Workspace, registry: str, site_id: str) -> StandingList | None:
    """Return the list of a site that holds; None if nobody imported one."""
    with opened(workspace) as store:
        rows = standing_records(store.promises(registry)).get(site_id, [])
    if not rows:
        return None
    return StandingList(rows[0].file, rows[0].revision, len(rows), rows[0].actor, rows[0].imported_at)
