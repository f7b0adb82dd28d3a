"""Reports (报告) of a published snapshot: one model, set as PDF or as one self-contained HTML file.

A report is a pure function of a snapshot and the one before it: no clock, no network, no font of the machine.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.reports.model import Report
from dashboard.reports.national import national_report
from dashboard.reports.page import as_html
from dashboard.reports.paged import as_pdf, as_pictures
from dashboard.reports.site import site_report
from data.errors import fail

NATION = "nation"
FORMATS = ("pdf", "html")

__all__ = ["FORMATS", "NATION", "build", "pictures", "render", "resolve_scope", "write_report"]


def resolve_scope(snapshot: Snapshot, scope: str) -> str:
    """Return what a scope means in a round: ``nation``, or the id of a site: a unit's code stands for its portal.

    Raises ``report.unknown_scope``; ``report.no_portal`` for a unit without one; ``report.not_in_round``.
    """
    if scope == NATION or scope in snapshot.site_labels:
        return scope
    registry = snapshot.registry
    portal = registry.portal(scope)
    if portal is not None and portal.site_id in snapshot.site_labels:
        return portal.site_id
    if portal is not None or scope in registry.sites:
        raise fail("report.not_in_round", found=scope, where=snapshot.round["id"])
    if scope in registry.units:
        raise fail("report.no_portal", found=scope, where=registry.unit(scope).full_name)
    raise fail("report.unknown_scope", found=scope, allowed=NATION, where=snapshot.round["id"])


def build(snapshot: Snapshot, earlier: Snapshot | None, scope: str, say: Words) -> Report:
    """Return the report of a scope. Raises what ``resolve_scope`` raises."""
    scope = resolve_scope(snapshot, scope)
    if scope == NATION:
        return national_report(snapshot, earlier, say)
    return site_report(snapshot, earlier, scope, say)


@lru_cache(maxsize=16)
def render(snapshot: Snapshot, earlier: Snapshot | None, scope: str, form: str, say: Words) -> bytes:
    """Return a report as a file of one of ``FORMATS``. Raises ``report.unknown_format`` and what ``resolve_scope`` raises."""
    if form not in FORMATS:
        raise fail("report.unknown_format", found=form, allowed=", ".join(FORMATS))
    report = build(snapshot, earlier, scope, say)
    return as_pdf(report) if form == "pdf" else as_html(report)


@lru_cache(maxsize=8)
def pictures(snapshot: Snapshot, earlier: Snapshot | None, scope: str, say: Words) -> tuple[bytes, ...]:
    """Return the pages of a report's PDF as PNG pictures."""
    return tuple(as_pictures(build(snapshot, earlier, scope, say)))


def write_report(body: bytes, out: Path) -> None:
    """Write a report to a file, whole or not at all. Raises ``report.unwritable``."""
    staging = out.with_name(f".{out.name}-{os.getpid()}")
    try:
        staging.write_bytes(body)
        staging.replace(out)
    except OSError as error:
        staging.unlink(missing_ok=True)
        raise fail("report.unwritable", where=str(out), found=error.strerror or "") from error
