"""One collection, from planning its round to its last visit, or to the last page of the archives it reads."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from data import VERSION, rounds
from data.analysis import Analyst
from data.capture.collection import Collection, CollectionSettings
from data.capture.importing import import_exchanges, read_archives
from data.capture.network import Network
from data.capture.plan import Plan
from data.capture.progress import Progress
from data.errors import Problem, fail
from data.lists.model import OwnLists
from data.lists.reading import load_lists
from data.registry import Registry
from data.store import RoundRecord, Store
from data.workspace import Workspace

PLANS = ("real", "columns")
"""What people may choose: regular monitoring, or the list page of every column."""


@dataclass(frozen=True, slots=True)
class CollectRequest:
    """What ``qihua collect`` was asked for. A limit of None is the plan's own, lists of None are the workspace's."""

    round_id: str
    name: str = ""
    registry: Registry | None = None
    levels: Sequence[str] | None = None
    division: str | None = None
    site: str | None = None
    archives: Sequence[Path] = ()
    plan_id: str = "real"
    pages: int | None = None
    in_flight: int | None = None
    processes: int = 1
    resume: bool = False
    network: Network = field(default_factory=Network)
    contact: str = ""
    actor: str = ""
    lists: OwnLists | None = None


def planned_round(workspace: Workspace, store: Store, request: CollectRequest) -> RoundRecord:
    """Return the round to collect: a new one, or the open one that is resumed."""
    known = {record.id: record for record in store.rounds()}
    if request.round_id in known:
        record = known[request.round_id]
        if not request.resume:
            raise fail("round.exists", found=request.round_id)
        if record.state == "closed":
            raise fail("round.closed", found=request.round_id)
        if record.imported and store.finished_visits(record.id):
            raise fail("round.imported_once", found=request.round_id)
        return record
    if request.resume:
        store.round(request.round_id)
    workspace.round_folder(request.round_id)  # a name that can't be one is said first
    read_archives(request.archives)  # and what can't be read, before a round is planned for it
    registry = request.registry
    assert registry is not None
    sites = [] if request.archives else registry.select(request.levels, request.division, request.site)
    if not request.archives and not sites:
        raise fail("collect.nothing_selected", where=request.division or request.site or "")
    plan = Plan.load("import" if request.archives else request.plan_id)
    return rounds.plan_round(
        workspace,
        store,
        request.round_id,
        registry,
        [site.site_id for site in sites],
        name=request.name,
        plan=plan,
        imported=bool(request.archives),
        vantage=request.network.vantage,
        actor=request.actor,
        settings={"pages": request.pages, "levels": list(request.levels or ()), "division": request.division or ""},
        lists=load_lists(workspace.lists_folder) if request.lists is None else request.lists,
    )


def run_collection(
    workspace: Workspace,
    store: Store,
    record: RoundRecord,
    request: CollectRequest,
    job: int,
    on_progress: Callable[[Progress], None] | None,
    stop: threading.Event,
) -> list[Problem]:
    """Make the visits of a round that are not finished yet, or take its archives in; return the problems met on the way.

    job: the row that progress is noted in, and a request to stop is read from. Raises ``Stopped``.
    """
    store.set_round_state(record.id, "open")
    if record.imported:
        return _import(workspace, store, record, request)
    plan = _plan_of(record, request)
    registry = rounds.round_registry(workspace, record)
    sites = [registry.sites[site_id] for site_id in store.selected_sites(record.id)]
    last_beat = 0.0

    def report(progress: Progress) -> None:
        nonlocal last_beat
        if time.monotonic() - last_beat > 1.0 or progress.is_done:
            last_beat = time.monotonic()
            if store.beat(job, _beat(progress)):
                stop.set()
        if on_progress is not None:
            on_progress(progress)

    settings = CollectionSettings(
        workspace.archive(record.id),
        workspace.registry_folder(record.id),
        plan,
        request.network,
        user_agent(request.contact),
        request.in_flight or plan.in_flight,
        request.processes,
        workspace.round_lists(record.id),
    )
    return Collection(record, settings, store, stop, report).run(sites)


def _plan_of(record: RoundRecord, request: CollectRequest) -> Plan:
    """The round's plan with the page limit it was planned with, so that resuming changes nothing."""
    plan = Plan.load(record.plan)
    pages = record.settings.get("pages") or request.pages
    return plan if not pages else plan.with_requests(int(pages))


def _import(workspace: Workspace, store: Store, record: RoundRecord, request: CollectRequest) -> list[Problem]:
    registry = rounds.round_registry(workspace, record)
    exchanges, problems = read_archives(request.archives)
    visits, unregistered = import_exchanges(
        exchanges,
        workspace.archive(record.id),
        record.id,
        registry,
        Analyst(registry, Plan.load("import"), record.vantage, load_lists(workspace.round_lists(record.id))),
    )
    store.add_selected(record.id, [findings.site_id for findings, _ in visits])
    store.add_captures(unregistered)
    for findings, captures in visits:
        store.save_visit(record.id, findings, captures)
    outside = [
        Problem("registry.host_not_registered", capture.url, capture.url.split("/")[2]) for capture in unregistered
    ]
    return [*problems, *outside]


def _beat(progress: Progress) -> dict[str, Any]:
    return {
        "sites_total": progress.sites_total,
        "sites_done": progress.sites_done,
        "phase": progress.phase,
        "steps_total": progress.total,
        "steps_done": progress.done,
        "pages": progress.pages,
        "failures": dict(progress.failures),
        "limited": progress.limited,
        "seconds_left": progress.seconds_left,
    }


def contact_address() -> str:
    """How owners of visited sites can reach whoever runs this; "" if nobody said."""
    return os.environ.get("QIHUA_CONTACT", "")


def user_agent(contact: str) -> str:
    """Say who asks and how to reach them."""
    # A header holds ASCII; a contact in Chinese would stop every request.
    reached = quote(contact, safe=" @+-.:/,;")
    return f"Mozilla/5.0 (compatible; Qihua/{VERSION}; government website evaluation; contact: {reached})"
