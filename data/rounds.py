"""Rounds (检查批次): planned, collected, replayed, closed; and the snapshots that closing publishes.

A snapshot never changes. A change after closing makes the next one, with a reason.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from data import VERSION
from data.analysis import Analyst, analysis_id, civil_date
from data.capture.archive import read_archive
from data.capture.plan import Plan
from data.catalogue import Catalogue
from data.columns.listing import standing_promises
from data.columns.model import ColumnRow
from data.conclusion import conclude_columns, conclude_round, conclude_survey, site_columns
from data.errors import Problem, QihuaError, fail
from data.findings import VisitFindings
from data.identity import joined_identity
from data.lists.model import NO_LISTS, OwnLists
from data.lists.reading import load_lists, save_lists
from data.model import BLOCKED, NO_VISIT, Capture, Cause, Observation, Status
from data.registry import Registry
from data.store import RevisionRecord, RoundRecord, Store, now
from data.survey.importing import standing
from data.workspace import Workspace


def plan_round(
    workspace: Workspace,
    store: Store,
    round_id: str,
    registry: Registry,
    site_ids: Iterable[str],
    *,
    name: str,
    plan: Plan,
    imported: bool = False,
    vantage: str = "",
    actor: str = "",
    settings: dict[str, Any] | None = None,
    lists: OwnLists = NO_LISTS,
) -> RoundRecord:
    """Plan a round: freeze the registry and the office's lists it uses, and the sites it covers. Raises ``round.exists``."""
    folder = workspace.registry_folder(round_id)
    if any(record.id == round_id for record in store.rounds()):
        raise fail("round.exists", found=round_id)
    if folder.exists():
        shutil.rmtree(folder)
    registry.copy_to(folder)
    digests = save_lists(lists, workspace.round_lists(round_id))
    as_of = registry.as_of.isoformat()
    record = RoundRecord(
        round_id, name or round_id, "planned", registry.id, as_of, registry.fictional, imported, plan.id, vantage,
        {**(settings or {}), "lists": digests}, actor, now(),
    )  # fmt: skip
    store.add_round(record, site_ids)
    return record


def round_registry(workspace: Workspace, record: RoundRecord) -> Registry:
    """Return the registry as the round froze it."""
    return Registry.load(workspace.registry_folder(record.id), date.fromisoformat(record.registry_as_of))


def conclude(workspace: Workspace, store: Store, record: RoundRecord) -> str:
    """Turn the round's findings and answers into observations of the present analysis; return its id.

    What machines saw is stored once an analysis; what people say is stored again, as the next revision, where it changed.
    Findings of an earlier analysis are made again from the archive first. Raises what is wrong with the archive if it is not whole.
    """
    analysis = analysis_id()
    if not store.has_observations(record.id, analysis):
        if any(found.analysis != analysis for visits in store.findings(record.id).values() for found in visits):
            seen, problems = replay(workspace, store, record)
            if problems:
                raise QihuaError(*problems)
            store.replace_findings(record.id, seen.findings)
        else:
            found = [one for visits in store.findings(record.id).values() for one in visits]
            seen = Seen(found, store.checks(record.id))
        store.add_observations(observe(workspace, store, record, seen))
    catalogue, needed = Catalogue.load(), Plan.load(record.plan).visits_needed
    findings_of = store.findings(record.id)
    promises = standing_promises(store.promises(record.registry))
    store.revise_observations(conclude_columns(record.id, analysis, findings_of, promises, catalogue, needed))
    store.revise_observations(
        conclude_survey(
            record.id,
            analysis,
            store.selected_sites(record.id),
            findings_of,
            standing(store.answers(record.id)),
            catalogue,
            needed,
        )
    )
    return analysis


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen in a round: the findings of its visits, and the captures that belong to no visit, in order."""

    findings: Sequence[VisitFindings]
    checks: Sequence[Capture]


def observe(workspace: Workspace, store: Store, record: RoundRecord, seen: Seen) -> list[Observation]:
    """Return the observations of the present analysis that follow from what was seen; nothing is stored."""
    by_site: dict[str, list[VisitFindings]] = {}
    for found in sorted(seen.findings, key=lambda found: (found.site_id, found.visit)):
        by_site.setdefault(found.site_id, []).append(found)
    return conclude_round(
        record.id,
        analysis_id(),
        store.selected_sites(record.id),
        by_site,
        round_registry(workspace, record),
        Catalogue.load(),
        Plan.load(record.plan).visits_needed,
        record.vantage,
        standing_promises(store.promises(record.registry)),
        seen.checks,
    )


def replay(workspace: Workspace, store: Store, record: RoundRecord) -> tuple[Seen, list[Problem]]:
    """Read the round's archive again, with no network, and return what is seen in every finished visit and check.

    Problems name the files whose end is torn and say how many captures are gone; what is whole is used. Nothing is stored.
    """
    lists = load_lists(workspace.round_lists(record.id))
    analyst = Analyst(round_registry(workspace, record), Plan.load(record.plan), record.vantage, lists)
    captures = store.captures(record.id)
    kept = {capture.id for capture in captures}
    waiting = Counter((c.site_id, c.visit) for c in captures if c.site_id and c.visit != NO_VISIT)
    findings: list[VisitFindings] = []
    checks: list[Capture] = []
    problems: list[Problem] = []
    for path in sorted(workspace.archive(record.id).glob("*.warc.gz")):
        archived, faults = read_archive(path)
        problems += faults
        for one in archived:
            # Attempts of a visit that was interrupted are archived and count for nothing.
            if one.capture.id not in kept:
                continue
            kept.remove(one.capture.id)
            if one.capture.visit == NO_VISIT:
                checks.append(replace(one.capture, cause=analyst.judge(one)))
                continue
            if not one.capture.site_id:
                continue
            analyst.read(one)
            key = (one.capture.site_id, one.capture.visit)
            waiting[key] -= 1
            if not waiting[key]:
                findings.append(analyst.conclude(*key))
    findings += [analyst.conclude(*key) for key, left in waiting.items() if left > 0]
    if kept:
        folder = str(workspace.archive(record.id))
        problems.append(Problem("archive.incomplete", folder, str(len(kept)), str(len(captures))))
    order = {capture.id: position for position, capture in enumerate(captures)}
    return Seen(findings, sorted(checks, key=lambda capture: order[capture.id])), problems


def close_round(workspace: Workspace, store: Store, round_id: str, *, reason: str = "", actor: str = "") -> Path:
    """Close a round and publish its snapshot; return the snapshot's folder.

    The first closing makes r1. Closing again makes the next one and needs a reason (``round.reason_needed``).
    Raises ``round.unknown``, and ``round.empty`` when nothing was visited. Sites without a finished visit are ``not_visited``.
    """
    record = store.round(round_id)
    earlier = store.revisions(round_id)
    if earlier and not reason.strip():
        raise fail("round.reason_needed", found=round_id)
    if not store.finished_visits(round_id):
        raise fail("round.empty", found=round_id)
    analysis = conclude(workspace, store, record)
    number = len(earlier) + 1
    revision = RevisionRecord(round_id, number, analysis, reason or "首次关闭", actor, now())
    folder = publish(workspace, store, record, revision)
    store.add_revision(revision)
    store.set_round_state(round_id, "closed")
    return folder


def publish(workspace: Workspace, store: Store, record: RoundRecord, revision: RevisionRecord) -> Path:
    """Write a snapshot beside its place, then move it there in one step."""
    target = workspace.round_folder(record.id) / f"r{revision.number}"
    staging = target.with_name(f".{target.name}-{os.getpid()}")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    captures = store.captures(record.id)
    rows = store.observations(record.id, revision.analysis)
    registry = round_registry(workspace, record)
    registry.copy_to(staging / "registry")
    Catalogue.load().copy_to(staging / "catalogue")
    _write(_observation_table(rows), staging / "observations.parquet")
    _write(_evidence_table(rows), staging / "evidence.parquet")
    _write(_capture_table(captures), staging / "captures.parquet")
    findings = store.findings(record.id)
    _write(_site_table(store.selected_sites(record.id), rows, findings, registry), staging / "sites.parquet")
    _write(_unregistered_table(captures), staging / "unregistered.parquet")
    _write(_column_table(store, record, findings), staging / "columns.parquet")
    _write_manifest(staging, record, revision, captures, Plan.load(record.plan))
    staging.replace(target)
    return target


def _write(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False, compression="zstd")


_OBSERVATION_COLUMNS = (
    "round_id", "analysis", "site_id", "indicator", "source", "revision", "status", "value", "parts", "cause", "k", "n",
    "method_version", "observed_at",
)  # fmt: skip


def _observation_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(_OBSERVATION_COLUMNS))
    return table.astype({"value": "float64", "cause": "str"})


def _evidence_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    key = ("site_id", "indicator", "source", "revision")
    flat = [
        {**{name: row[name] for name in key}, "position": position, **evidence}
        for row in rows
        for position, evidence in enumerate(json.loads(row["evidence"]))
    ]
    return pd.DataFrame(flat, columns=[*key, "position", "capture_id", "where", "text", "url"])


def _capture_table(captures: list[Capture]) -> pd.DataFrame:
    table = pd.DataFrame([asdict(capture) for capture in captures], columns=list(Capture.__dataclass_fields__))
    return table.astype({"http_status": "Int64", "elapsed_ms": "Int64", "purpose": "str", "cause": "str"})


def _site_table(
    site_ids: list[str], rows: list[dict[str, Any]], findings: dict[str, list[VisitFindings]], registry: Registry
) -> pd.DataFrame:
    reachable = {row["site_id"]: row for row in rows if row["indicator"] == "site_reachable"}
    table = []
    for site_id in site_ids:
        site = registry.sites[site_id]
        visits = findings.get(site_id, [])
        failures: Counter[str] = Counter()
        for visit in visits:
            failures.update(visit.failures)
        row = reachable[site_id]
        identity, reason = joined_identity([(visit.identity, visit.identity_reason) for visit in visits])
        table.append(
            {
                "site_id": site_id,
                "unit_code": site.unit_code,
                "kind": site.kind,
                "url": site.url,
                "outcome": outcome_of(row["status"], row["value"], row["cause"], bool(visits)),
                "cause": row["cause"] or next((v.home_cause.value for v in visits if v.home_cause), ""),
                "identity": identity,
                "identity_reason": reason,
                "newest_on": max((visit.newest_on for visit in visits), default=""),
                "visits": len(visits),
                "reached_visits": sum(visit.home_cause is None and bool(visit.home_capture_id) for visit in visits),
                "pages": sum(visit.pages for visit in visits),
                "failures": json.dumps(failures, sort_keys=True),
            }
        )
    return pd.DataFrame(table)


def outcome_of(status: str, value: float | None, cause: str | None, visited: bool) -> str:
    """Name what became of a site: reached, unreachable, blocked, unconfirmed or not_visited."""
    if not visited:
        return "not_visited"
    if status == Status.MEASURED:
        return "reached" if value else "unreachable"
    return "blocked" if cause and Cause(cause) in BLOCKED else "unconfirmed"


def _unregistered_table(captures: list[Capture]) -> pd.DataFrame:
    unregistered = [c for c in captures if not c.site_id and c.visit != NO_VISIT]
    rows = [{"host": c.url.split("/")[2], "url": c.url, "capture_id": c.id} for c in unregistered]
    return pd.DataFrame(rows, columns=["host", "url", "capture_id"])


def _column_table(store: Store, record: RoundRecord, findings: dict[str, list[VisitFindings]]) -> pd.DataFrame:
    """The columns of all sites, each site's in the order in which they were found."""
    promises, needed = standing_promises(store.promises(record.registry)), Plan.load(record.plan).visits_needed
    rows = [
        asdict(row)
        for site_id, visits in sorted(findings.items())
        for row in site_columns(site_id, visits, promises.get(site_id, []), needed)
    ]
    table = pd.DataFrame(rows, columns=list(ColumnRow.__dataclass_fields__))
    return table.astype({"days": "Int64", "days_left": "Int64", "state": "str"})


def _write_manifest(
    folder: Path, record: RoundRecord, revision: RevisionRecord, captures: list[Capture], plan: Plan
) -> None:
    times = sorted(capture.requested_at for capture in captures)
    manifest = {
        "round": {
            "id": record.id,
            "name": record.name,
            "date": civil_date(times[-1]).isoformat() if times else "",
            "registry": record.registry,
            "registry_as_of": record.registry_as_of,
            "fictional": record.fictional,
            "plan": record.plan,
            "plan_name_zh": plan.name_zh,
            "plan_name_en": plan.name_en,
            "census": plan.census,
            "state": "closed",
            "collected_from": times[0] if times else "",
            "collected_to": times[-1] if times else "",
            "vantage": record.vantage,
            "visits_needed": plan.visits_needed,
            "imported": record.imported,
            "lists": record.settings.get("lists", {}),
        },
        "revision": revision.number,
        "reason": revision.reason,
        "actor": revision.actor,
        "analysis": revision.analysis,
        "software": VERSION,
        "published_at": revision.published_at,
        "files": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
