"""Pages of another tool's WARC file take the same way as visited ones: archive, index, collectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from data.addresses import split
from data.analysis import Analyst
from data.capture.archive import ArchivedCapture, ArchiveWriter, read_foreign
from data.capture.exchange import Exchange, cause_of_status
from data.errors import Problem, QihuaError
from data.findings import VisitFindings
from data.model import Capture, Cause, Purpose
from data.registry import Registry, Site


def read_archives(paths: Sequence[Path]) -> tuple[list[Exchange], list[Problem]]:
    """Return the responses of WARC files in order, and the problems of the files.

    Raises every ``archive.missing`` and ``archive.not_warc`` at once.
    """
    exchanges: list[Exchange] = []
    problems: list[Problem] = []
    refused: list[Problem] = []
    for path in paths:
        try:
            found, faults = read_foreign(path)
        except QihuaError as error:
            refused += error.problems
            continue
        exchanges += found
        problems += faults
    if refused:
        raise QihuaError(*refused)
    for exchange in exchanges:
        exchange.cause = exchange.cause or (cause_of_status(exchange.status) if exchange.status else None)
        if exchange.cause is Cause.CUT_OFF:
            # Whoever recorded it may have cut it; that says nothing about the site.
            exchange.cause = Cause.RECORD_CUT
    return exchanges, problems


def import_exchanges(
    exchanges: Iterable[Exchange], archive: Path, round_id: str, registry: Registry, analyst: Analyst
) -> tuple[list[tuple[VisitFindings, list[Capture]]], list[Capture]]:
    """Copy responses into the round's archive and analyse them as one visit a site.

    Returns the findings with their captures, site by site; and the captures of hosts that are not in the registry.
    """
    of_site: dict[str, list[Exchange]] = {}
    for exchange in exchanges:
        site = registry.site_at(exchange.url)
        of_site.setdefault(site.site_id if site else "", []).append(exchange)
    writer = ArchiveWriter(archive, round_id, "import")
    try:
        unregistered = [_keep(e, "", Purpose.ARTICLE, writer, analyst)[0] for e in of_site.pop("", [])]
        visits = [_visit(registry.sites[site_id], found, writer, analyst) for site_id, found in of_site.items()]
    finally:
        writer.close()
    return visits, unregistered


def _visit(
    site: Site, exchanges: list[Exchange], writer: ArchiveWriter, analyst: Analyst
) -> tuple[VisitFindings, list[Capture]]:
    """Read a site's pages, the home page first: what it and the next pages link to tells what the others are for."""
    purposes: dict[str, Purpose] = {}
    captures: list[Capture] = []
    waiting = sorted(exchanges, key=lambda exchange: not _is_home(site, exchange.url))
    while waiting:
        known = next((e for e in waiting if _is_home(site, e.url) or _address(e.url) in purposes), waiting[0])
        waiting.remove(known)
        purpose = Purpose.HOME if _is_home(site, known.url) else purposes.get(_address(known.url), Purpose.ARTICLE)
        capture, led_to = _keep(known, site.site_id, purpose, writer, analyst)
        captures.append(capture)
        for url, why in led_to:
            purposes.setdefault(_address(url), why)
    return analyst.conclude(site.site_id, 1), captures


def _keep(
    exchange: Exchange, site_id: str, purpose: Purpose, writer: ArchiveWriter, analyst: Analyst
) -> tuple[Capture, list[tuple[str, Purpose]]]:
    capture = writer.write(exchange, site_id, 1, purpose)
    archived = ArchivedCapture(capture, (), tuple(exchange.headers), exchange.body, {}, {}, "")
    report = analyst.read(archived)
    return replace(capture, cause=report.cause), [(target.url, target.purpose) for target in report.targets]


def _is_home(site: Site, url: str) -> bool:
    path = split(url).path
    return path.rstrip("/") in {site.path_prefix.rstrip("/"), f"{site.path_prefix.rstrip('/')}/index.html"}


def _address(url: str) -> str:
    return url.split("://", 1)[-1].rstrip("/")
