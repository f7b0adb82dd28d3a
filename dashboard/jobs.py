"""The one place that orders collection, analysis, publication and scoring; the command line and the views call it.

A collection started from the dashboard is a detached ``qihua collect``; its row in the store is the only channel between the two.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from dashboard.collecting import PLANS, CollectRequest, planned_round, run_collection
from dashboard.scorecards import publish_scorecard
from data import rounds, sample
from data.analysis import analysis_id, civil_date
from data.capture.asking import Stopped
from data.capture.network import Network
from data.capture.plan import Plan
from data.capture.progress import VISITS, Progress
from data.errors import Problem, QihuaError, fail
from data.frameworks import Deduct, Framework, load_framework, shipped
from data.model import Source
from data.registry import Registry
from data.store import JobRecord, RoundRecord, Store
from data.workspace import Workspace

HEARTBEAT_LOST_SECONDS = 30
_SAMPLE_PLANS = {"real": "sample", "columns": "sample_columns"}
"""The plans of the sample: those that people may choose, without waiting between requests and visits."""
_CHINA = ZoneInfo("Asia/Shanghai")


@contextmanager
def opened(workspace: Workspace) -> Iterator[Store]:
    """Open the workspace's store for the length of a block."""
    store = Store(workspace.database_url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def collector_lock(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace's one place for a collector. Raises ``collect.already_running``."""
    lock = FileLock(str(workspace.lock_file), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        with opened(workspace) as store:
            job = store.last_job()
        raise fail(
            "collect.already_running", where=str(workspace.root), found=str(job.pid) if job else "", allowed="1"
        ) from error
    try:
        yield
    finally:
        lock.release()


def collect(
    workspace: Workspace,
    request: CollectRequest,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> list[Problem]:
    """Carry a collection out, from planning the round to its last visit; return the problems met on the way.

    Raises ``Stopped`` when it was stopped before the end; ``--resume`` goes on from there.
    """
    with collector_lock(workspace), opened(workspace) as store:
        record = planned_round(workspace, store, request)
        job = store.start_job(record.id, os.getpid(), request.actor)
        try:
            problems = run_collection(workspace, store, record, request, job, on_progress, stop or threading.Event())
        except Stopped:
            store.end_job(job, "stopped")
            raise
        except QihuaError as error:
            store.end_job(job, "failed", error.problems[0].code)
            raise
        except BaseException as error:
            store.end_job(job, "failed", type(error).__name__)
            raise
        store.end_job(job, "finished")
        return problems


def with_registry(request: CollectRequest, registry: Registry, network: Network, contact: str) -> CollectRequest:
    """Complete a request with the list to visit, the way to it, and who can be asked about the visit."""
    return replace(request, registry=registry, network=network, contact=contact)


def collect_sample(
    workspace: Workspace,
    request: CollectRequest,
    edition: int,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    seed: int = sample.SEED,
) -> list[Problem]:
    """Carry out a collection of the fictional sample, whose server runs for just as long."""
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry.load(sample.write_registry(Path(folder), seed), sample.AS_OF[edition])
        with sample.serve(edition, datetime.now(_CHINA).date(), seed) as network:
            completed = with_registry(request, registry, network, "demo")
            completed = replace(completed, plan_id=_SAMPLE_PLANS[request.plan_id], lists=sample.OWN_LISTS)
            return collect(workspace, completed, on_progress, stop)


def close(workspace: Workspace, round_id: str, *, reason: str = "", actor: str = "") -> Path:
    """Close a round, publish its snapshot and the scorecards that every round gets; return the snapshot's folder."""
    with collector_lock(workspace), opened(workspace) as store:
        frameworks = _usual_frameworks(fictional=store.round(round_id).fictional)
        snapshot = rounds.close_round(workspace, store, round_id, reason=reason, actor=actor)
    for framework in frameworks:
        publish_scorecard(snapshot, framework)
    return snapshot


def _usual_frameworks(*, fictional: bool) -> list[Framework]:
    """The shipped frameworks that every round is scored by. Of the deduct schemes only an invented one, for invented rounds: an
    office scores by its own, when it has marks to score by.
    """
    shipped_ones = [load_framework(name) for name in shipped()]
    return [one for one in shipped_ones if not isinstance(one, Deduct) or (one.fictional and fictional)]


def score(workspace: Workspace, round_id: str, framework: str = "qihua", *, actor: str = "") -> Path:
    """Publish a scorecard of the newest snapshot; an open round of imported pages is closed first.

    Raises ``framework.unknown``, ``round.unknown``, ``round.not_closed``.
    """
    chosen = load_framework(framework)
    return publish_scorecard(_newest_snapshot(workspace, round_id, actor), chosen)


def score_all(workspace: Workspace, round_id: str, *, actor: str = "") -> None:
    """Publish the scorecards that every round gets of the newest snapshot; raises what ``score`` raises."""
    snapshot = _newest_snapshot(workspace, round_id, actor)
    with opened(workspace) as store:
        frameworks = _usual_frameworks(fictional=store.round(round_id).fictional)
    for framework in frameworks:
        publish_scorecard(snapshot, framework)


def _newest_snapshot(workspace: Workspace, round_id: str, actor: str) -> Path:
    with opened(workspace) as store:
        record = store.round(round_id)
        revisions = store.revisions(round_id)
        if not revisions and not record.imported:
            raise fail("round.not_closed", found=round_id)
        if not revisions:
            return rounds.close_round(workspace, store, round_id, actor=actor)
        return workspace.round_folder(round_id) / f"r{revisions[-1].number}"


def replay(workspace: Workspace, round_id: str) -> tuple[str, int | None, list[Problem]]:
    """Observe again from the archive, with no network.

    Returns the analysis id, how many observations differ from those the round's newest snapshot rests on (None if there are
    none to compare with), and the problems of the archive. Observations of an analysis that is new to a closed round are kept,
    beside the earlier ones, where the archive is whole; an open round's are made when it is closed.
    """
    with collector_lock(workspace), opened(workspace) as store:
        record = store.round(round_id)
        earlier = seen_by_machine(store, record)
        seen, problems = rounds.replay(workspace, store, record)
        observations = rounds.observe(workspace, store, record, seen)
        if record.state == "closed" and not problems and not store.has_observations(round_id, analysis_id()):
            store.replace_findings(round_id, seen.findings)
            store.add_observations(observations)
    again = {(o.site_id, o.indicator): (o.status.value, o.value, o.cause and o.cause.value) for o in observations}
    changed = sum(earlier[key] != again.get(key) for key in earlier) if earlier else None
    return analysis_id(), changed, problems


def seen_by_machine(store: Store, record: RoundRecord) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return what machines saw for the round's newest snapshot, or by the present analysis: (status, value, cause) by site and
    indicator; {} without any.
    """
    revisions = store.revisions(record.id)
    rows = store.observations(record.id, revisions[-1].analysis if revisions else analysis_id())
    seen = [row for row in rows if row["source"] == Source.MACHINE]
    return {(row["site_id"], row["indicator"]): (row["status"], row["value"], row["cause"]) for row in seen}


# What the views call


@dataclass(frozen=True, slots=True)
class JobView:
    """A collection as the 采集 page shows it. state: running | stopping | finished | stopped | failed.

    phase: what is under way, visits, tries or links, of whose steps so many are done.
    """

    id: int
    round_id: str
    pid: int
    state: str
    started_at: str
    heartbeat_at: str
    sites_total: int
    sites_done: int
    pages: int
    failures: Mapping[str, int]
    limited: int
    seconds_left: float | None
    message: str
    phase: str
    steps_total: int
    steps_done: int


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round as lists show it; date: when it was planned, a civil date; revision is None until it was closed."""

    id: str
    name: str
    state: str
    date: str
    registry: str
    fictional: bool
    imported: bool
    sites_total: int
    sites_done: int
    revision: int | None


def current(workspace: Workspace) -> JobView | None:
    """Return the newest collection of the workspace; None if there never was one."""
    with opened(workspace) as store:
        job = store.last_job()
    if job is None:
        return None
    state = job.state
    if state == "running" and _lost(job):
        state = "failed"
    elif state == "running" and job.stop_requested:
        state = "stopping"
    progress = job.progress
    lost = state != job.state == "running" and state == "failed"
    return JobView(
        job.id, job.round_id, job.pid, state, job.started_at, job.heartbeat_at, progress.get("sites_total", 0),
        progress.get("sites_done", 0), progress.get("pages", 0), progress.get("failures", {}),
        progress.get("limited", 0), progress.get("seconds_left"), job.message or ("heartbeat_lost" if lost else ""),
        progress.get("phase", VISITS), progress.get("steps_total", 0), progress.get("steps_done", 0),
    )  # fmt: skip


def _lost(job: JobRecord) -> bool:
    age = (datetime.now(UTC) - datetime.fromisoformat(job.heartbeat_at)).total_seconds()
    return age > HEARTBEAT_LOST_SECONDS


def rounds_of(workspace: Workspace) -> list[RoundRow]:
    """Return the rounds of the workspace, newest first."""
    with opened(workspace) as store:
        rows = []
        for record in reversed(store.rounds()):
            finished = store.finished_visits(record.id)
            needed = Plan.load(record.plan).visits
            per_site: dict[str, int] = {}
            for site_id, _ in finished:
                per_site[site_id] = per_site.get(site_id, 0) + 1
            revisions = store.revisions(record.id)
            rows.append(
                RoundRow(
                    record.id, record.name, record.state, civil_date(record.created_at).isoformat(), record.registry, record.fictional,
                    record.imported, len(store.selected_sites(record.id)),
                    sum(count >= needed for count in per_site.values()), revisions[-1].number if revisions else None,
                )
            )  # fmt: skip
        return rows


def start_collection(
    workspace: Workspace,
    round_id: str,
    name: str,
    registry: str,
    levels: Sequence[str] | None = None,
    division: str | None = None,
    site: str | None = None,
    pages: int | None = None,
    actor: str = "",
    resume: bool = False,
    plan: str = PLANS[0],
) -> JobView:
    """Start a detached ``qihua collect`` and return its job once it has begun.

    Raises ``collect.already_running``, or ``collect.did_not_start`` with what it printed.
    """
    running = current(workspace)
    if running is not None and running.state in {"running", "stopping"}:
        raise fail("collect.already_running", where=str(workspace.root), found=str(running.pid), allowed="1")
    command = [sys.executable, "-m", "dashboard.cli", "collect", "--workspace", str(workspace.root)]
    command += ["--round", round_id, "--registry", registry]
    command += ["--name", name] if name else []
    for level in levels or ():
        command += ["--level", level]
    for flag, value in (("--division", division), ("--site", site), ("--pages", pages), ("--actor", actor)):
        command += [flag, str(value)] if value else []
    command += ["--resume"] if resume else ["--plan", plan]
    log = workspace.root / "collect.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    before = running.id if running else 0
    for _ in range(300):
        job = current(workspace)
        if job is not None and job.id > before:
            return job
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise fail("collect.did_not_start", found=log.read_text("utf-8", "replace").strip()[-500:])


def request_stop(workspace: Workspace) -> None:
    """Ask the running collection to stop at the next page."""
    with opened(workspace) as store:
        job = store.last_job()
        if job is not None and job.state == "running":
            store.request_stop(job.id)


def actor_name(given: str = "") -> str:
    """Name who acts: the name given, else the account's; either way declared by themselves."""
    if given:
        return f"{given}（自报）"
    with contextlib.suppress(OSError, KeyError, ImportError):
        return f"{getpass.getuser()}（自报）"
    return "未署名"
