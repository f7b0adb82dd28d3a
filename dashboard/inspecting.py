"""``qihua inspect``: single pages from a WARC file, a local file or the network."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

from dashboard.collecting import user_agent
from data.addresses import split
from data.analysis import NO_SCRIPT
from data.capture.archive import read_foreign
from data.capture.asking import Asker
from data.capture.network import Network
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan
from data.capture.transport import Transport
from data.errors import Problem, QihuaError, fail
from data.inspection import inspect_page
from data.model import Cause, Purpose
from data.page.decode import decode
from data.registry import Registry


def inspect_archive(path: Path) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Inspect every page of a WARC file; return them with the problems of pages that could not be read."""
    exchanges, problems = read_foreign(path)
    registry = Registry.named("china")
    pages = []
    for exchange in exchanges:
        try:
            content_type = exchange.header("content-type")
            pages.append(
                inspect_page(exchange.url, exchange.body, content_type, exchange.started_at, registry, exchange.status)
            )
        except QihuaError as error:
            problems += error.problems
    return pages, problems


def inspect_file(path: Path, url: str) -> dict[str, Any]:
    """Inspect a local file as the page of an address; its date is the file's.

    Raises ``inspect.bad_url``, ``table.missing_file`` and ``inspect.not_a_page``, also for one larger than a visit would read.
    """
    _check(url)
    try:
        if path.stat().st_size > Plan.load("real").limits.max_bytes:
            raise fail("inspect.not_a_page", where=str(path), found=Cause.TOO_LARGE, cause=Cause.TOO_LARGE)
        body = path.read_bytes()
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise fail("table.missing_file", where=str(path), found=error.strerror or "") from error
    return inspect_page(url, body, "", changed.strftime("%Y-%m-%dT%H:%M:%SZ"), Registry.named("china"))


def inspect_url(url: str, contact: str, network: Network | None = None) -> dict[str, Any]:
    """Ask for one page as a visit would, robots.txt first and through its redirects, and inspect it with its scripts.

    Raises ``inspect.bad_url``, ``collect.no_contact``, ``inspect.not_a_page`` and ``inspect.no_success``.
    """
    _check(url)
    if not contact:
        raise fail("collect.no_contact", where="QIHUA_CONTACT")
    plan, agent = Plan.load("real"), user_agent(contact)
    transport = Transport(network or Network(), plan.limits, agent)
    asker = Asker(transport, plan, PaceKeeper(), (), agent, Event(), lambda *_attempt: "")

    def script(address: str) -> str | None:
        answer = asker.ask(Purpose.SCRIPT, address, lambda _: True)
        if answer.cause in NO_SCRIPT:
            return ""
        return decode(answer.body, answer.header("content-type")).text if answer.cause is None else None

    try:
        exchange = asker.ask(Purpose.HOME, url, lambda _: True)
        if exchange.cause is not None:
            raise fail("inspect.not_a_page", where=exchange.url, found=exchange.cause, cause=exchange.cause)
        if exchange.status != 200:
            raise fail("inspect.no_success", where=exchange.url, found=str(exchange.status), allowed="200")
        content_type = exchange.header("content-type")
        registry = Registry.named("china")
        return inspect_page(exchange.url, exchange.body, content_type, exchange.started_at, registry, ask=script)
    finally:
        transport.close()


def _check(url: str) -> None:
    if not split(url).is_web:
        raise fail("inspect.bad_url", found=url, allowed="http://… https://…")
