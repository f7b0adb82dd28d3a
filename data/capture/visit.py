"""One visit to one site: robots.txt, the home page, and what the plan follows from there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit, urlunsplit

from protego import Protego

from data.analysis import PageReport
from data.capture.archive import ArchivedCapture, ArchiveWriter
from data.capture.exchange import Exchange
from data.capture.plan import Plan, Target, same_host_key
from data.capture.transport import Transport
from data.findings import VisitFindings
from data.model import Capture, Cause, Purpose
from data.registry import Site


class Stopped(Exception):
    """Somebody asked the collection to stop; the visit under way does not count."""


class Reader(Protocol):
    """The analysis as a visit sees it: ``Analyst`` or ``AnalysisProcess``."""

    def read(self, archived: ArchivedCapture) -> PageReport:
        """Take one capture in."""
        ...

    def conclude(self, site_id: str, visit: int) -> VisitFindings:
        """Return the findings of a whole visit."""
        ...

    def forget(self, site_id: str, visit: int) -> None:
        """Drop an unfinished visit."""
        ...


class Budget:
    """The requests that are left, for a site and for the round; a limit of 0 means none."""

    def __init__(self, limit: int) -> None:
        self._left = limit or None
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Use one request up; False when none is left."""
        with self._lock:
            if self._left is None:
                return True
            self._left -= 1
            return self._left >= 0


@dataclass(slots=True)
class SiteVisit:
    """Makes one visit. Fetches one page at a time, archives every attempt, follows what the analysis names.

    round_budget is shared by all sites of the round. ``captures`` holds what was made so far.
    """

    site: Site
    number: int
    plan: Plan
    transport: Transport
    writer: ArchiveWriter
    reader: Reader
    round_budget: Budget
    user_agent: str
    stop: threading.Event
    captures: list[Capture] = field(default_factory=list)
    _robots: Protego | None = None
    _last_request: float = 0.0
    _dns_written: set[str] = field(default_factory=set)
    _budget: Budget = field(default_factory=lambda: Budget(0))

    def run(self, follow: Iterable[Target] | None) -> VisitFindings:
        """Visit the site and return the findings.

        follow: the pages to look at again, for a later visit; None to follow the plan from the home page.
        Raises ``Stopped``.
        """
        try:
            self._visit(follow)
            return self.reader.conclude(self.site.site_id, self.number)
        except Stopped:
            self.reader.forget(self.site.site_id, self.number)
            raise

    def _visit(self, follow: Iterable[Target] | None) -> None:
        first = follow is None
        self._budget = Budget(self._share_of_requests(first))
        self._read_robots()
        home, led_to = self._ask(Target(Purpose.HOME, self.site.url))
        self._probe_other_scheme(home)
        if home.cause is not None or not self._is_own(home.url):
            return
        waiting = list(led_to if follow is None else follow)
        seen = {target.url for target in waiting} | {home.url}
        while waiting:
            target = waiting.pop(0)
            _, more = self._ask(target)
            for further in more if first else ():
                if further.url not in seen:
                    seen.add(further.url)
                    # Guides, letters and policy texts come before one more column.
                    waiting.insert(0, further)

    def _share_of_requests(self, first: bool) -> int:
        """The first visit leaves enough for the later ones to look again at what absence rests on."""
        if not self.plan.requests_a_site:
            return 0
        later = (self.plan.requests_a_site * 3 // 8) * (self.plan.visits - 1)
        return self.plan.requests_a_site - later if first else later // max(1, self.plan.visits - 1)

    def _is_own(self, url: str) -> bool:
        return same_host_key(urlsplit(url).hostname or "") == same_host_key(self.site.host)

    def _read_robots(self) -> None:
        url = urljoin(self.site.url, "/robots.txt")
        exchange = self._fetch(url, Purpose.ROBOTS)
        if exchange is None:
            return
        self._record(exchange, Purpose.ROBOTS)
        # RFC 9309 §2.3.1.3: no file (4xx) means no rules. An HTML page sent as robots.txt holds none either.
        if exchange.status == 200 and b"<html" not in exchange.body[:1024].lower():
            self._robots = Protego.parse(exchange.body.decode("utf-8", "replace"))

    def _probe_other_scheme(self, home: Capture) -> None:
        """Ask for the home page by the other scheme, to see whether http leads to https."""
        parts = urlsplit(self.site.url)
        if home.cause is Cause.DNS_FAILURE or parts.port is not None:
            return
        other = urlunsplit(parts._replace(scheme="http" if parts.scheme == "https" else "https"))
        exchange = self._fetch(other, Purpose.PROBE)
        if exchange is not None:
            self._record(exchange, Purpose.PROBE)

    def _ask(self, target: Target) -> tuple[Capture, tuple[Target, ...]]:
        """Get a page through its redirects; return the last capture and where it leads."""
        url, previous = target.url, ""
        seen: set[str] = set()
        while True:
            exchange = self._fetch(url, target.purpose)
            if exchange is None:
                return self._not_asked(url, target.purpose, previous)
            onward = urljoin(url, exchange.location) if exchange.location else ""
            if onward:
                seen.add(url)
                if onward in seen or len(seen) > self.plan.redirects:
                    exchange.cause = Cause.REDIRECT_LOOP
            capture, report = self._record(exchange, target.purpose, previous)
            if not onward or capture.cause is not None:
                return capture, report.targets
            if target.purpose is not Purpose.HOME and not self._stays(onward, target):
                return capture, ()
            url, previous = onward, capture.id

    def _stays(self, url: str, target: Target) -> bool:
        # Only the home page's redirect is followed to another host: it says who answers for the site.
        return self._is_own(url) or target.purpose is Purpose.FOREIGN

    def _not_asked(self, url: str, purpose: Purpose, previous: str) -> tuple[Capture, tuple[Target, ...]]:
        """Archive that a page was wanted and not asked for, with the reason."""
        cause = Cause.BUDGET_USED if self._allowed(url) else Cause.ROBOTS_DISALLOWED
        exchange = Exchange(url, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), cause=cause)
        capture, _ = self._record(exchange, purpose, previous)
        return capture, ()

    def _allowed(self, url: str) -> bool:
        return self._robots is None or self._robots.can_fetch(url, self.user_agent)

    def _fetch(self, url: str, purpose: Purpose) -> Exchange | None:
        """Make one request if stop flag, robots.txt and budgets let it; None if they do not."""
        if self.stop.is_set():
            raise Stopped
        if purpose is not Purpose.ROBOTS and not self._allowed(url):
            return None
        if not self._budget.take() or not self.round_budget.take():
            return None
        self._keep_pace()
        limit = self.plan.max_script_bytes if purpose is Purpose.SCRIPT else None
        return self.transport.fetch(url, limit)

    def _keep_pace(self) -> None:
        wait = self._last_request + self.plan.pace_seconds - time.monotonic()
        if wait > 0 and self.stop.wait(wait):
            raise Stopped
        self._last_request = time.monotonic()

    def _record(self, exchange: Exchange, purpose: Purpose, previous: str = "") -> tuple[Capture, PageReport]:
        """Archive an attempt, let the analysis read it, and keep its capture with the cause the page itself names."""
        host = exchange.dns.get("host", "")
        if host and host not in self._dns_written:
            self._dns_written.add(host)
            self.writer.write_dns(exchange)
        capture = self.writer.write(exchange, self.site.site_id, self.number, purpose, previous)
        archived = ArchivedCapture(
            capture,
            tuple(exchange.request_headers),
            tuple(exchange.headers),
            exchange.body,
            exchange.dns,
            exchange.tls,
            exchange.error,
        )
        report = self.reader.read(archived)
        capture = replace(capture, cause=report.cause)
        self.captures.append(capture)
        return capture, report
