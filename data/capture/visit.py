"""One visit to one site: robots.txt, the home page, and what the plan follows from there."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from protego import Protego

from data.addresses import join, split
from data.analysis import PageReport, robots_rules
from data.capture.archive import ArchivedCapture, ArchiveWriter
from data.capture.exchange import Exchange
from data.capture.plan import Plan, Target, same_host_key
from data.capture.transport import Transport
from data.findings import VisitFindings
from data.model import Capture, Cause, Purpose
from data.registry import Site

_RULES_HOLD = timedelta(hours=24)


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
    """The requests that are left, for a site and for the round; None: as many as one likes."""

    def __init__(self, limit: int | None) -> None:
        self._left = limit
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

    earlier: what the round's earlier visits to the site found; without any this visit follows the plan from the home page,
    else it looks again at the pages that absence rests on.
    round_budget is shared by all sites of the round. ``captures`` holds what was made so far.
    """

    site: Site
    number: int
    earlier: Sequence[VisitFindings]
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
    _budget: Budget = field(default_factory=lambda: Budget(None))

    def run(self) -> VisitFindings:
        """Visit the site and return the findings.

        Raises ``Stopped``.
        """
        try:
            self._visit()
            return self.reader.conclude(self.site.site_id, self.number)
        except Stopped:
            self.reader.forget(self.site.site_id, self.number)
            raise

    def _visit(self) -> None:
        self._budget = Budget(self._requests())
        self._read_robots()
        home, led_to = self._ask(Target(Purpose.HOME, self.site.url))
        waiting = self._again() if self.earlier else [*self._other_scheme(home), *led_to]
        if home.cause is not None or not self._is_own(home.url):
            waiting = [target for target in waiting if target.purpose is Purpose.PROBE]
        seen = {target.url for target in waiting} | {home.url}
        while waiting:
            target = waiting.pop(0)
            _, more = self._ask(target)
            for further in () if self.earlier else more:
                if further.url not in seen:
                    seen.add(further.url)
                    # Guides, letters and policy texts come before one more column.
                    waiting.insert(0, further)

    def _requests(self) -> int | None:
        """How many requests this visit may make: what the earlier ones left, less a reserve for each one to come."""
        if not self.plan.requests_a_site:
            return None
        left = self.plan.requests_a_site - sum(visit.requests for visit in self.earlier)
        return left - self.plan.reserve * (self.plan.visits - self.number)

    def _again(self) -> list[Target]:
        return [Target(Purpose(purpose), url) for purpose, url in self.earlier[0].recheck]

    def _is_own(self, url: str) -> bool:
        return same_host_key(split(url).host) == same_host_key(self.site.host)

    def _read_robots(self) -> None:
        rules = self._rules_known()
        if rules is None:
            exchange = self._fetch(join(self.site.url, "/robots.txt"), Purpose.ROBOTS)
            if exchange is None:
                return
            self._record(exchange, Purpose.ROBOTS)
            rules = robots_rules(exchange.status, exchange.body)
        if rules:
            self._robots = Protego.parse(rules)

    def _rules_known(self) -> str | None:
        """The robots.txt rules that an earlier visit got less than a day ago (RFC 9309 §2.4); None if there are none.

        Rules that keep us out altogether are asked for again: they may have changed.
        """
        oldest = (datetime.now(UTC) - _RULES_HOLD).strftime("%Y-%m-%dT%H:%M:%SZ")
        fresh = (v for v in self.earlier if v.observed_at > oldest and v.home_cause is not Cause.ROBOTS_DISALLOWED)
        return next((visit.robots for visit in fresh if visit.robots is not None), None)

    def _other_scheme(self, home: Capture) -> list[Target]:
        """The home page by the other scheme, to see whether http leads to https."""
        address = split(self.site.url)
        if home.cause in {Cause.DNS_FAILURE, Cause.DNS_UNAVAILABLE} or address.port is not None:
            return []
        other = "http" if address.scheme == "https" else "https"
        return [Target(Purpose.PROBE, other + self.site.url.removeprefix(address.scheme))]

    def _ask(self, target: Target) -> tuple[Capture, tuple[Target, ...]]:
        """Get a page through its redirects; return the last capture and where it leads."""
        url, previous = target.url, ""
        seen: set[str] = set()
        while True:
            exchange = self._fetch(url, target.purpose)
            if exchange is None:
                return self._not_asked(url, target.purpose, previous)
            onward = join(url, exchange.location) if exchange.location else ""
            seen.add(url)
            if exchange.location and not split(onward).is_web:
                exchange.cause = Cause.BAD_ADDRESS
            elif onward and (onward in seen or len(seen) > self.plan.redirects):
                exchange.cause = Cause.REDIRECT_LOOP
            capture, report = self._record(exchange, target.purpose, previous)
            if not onward or capture.cause is not None:
                return capture, report.targets
            if not self._is_followed(onward, target.purpose):
                return capture, ()
            url, previous = onward, capture.id

    def _is_followed(self, url: str, purpose: Purpose) -> bool:
        # The home page's redirect to another host says who answers for the site; a probe's says all it is asked for.
        if purpose is Purpose.PROBE:
            return False
        return self._is_own(url) or purpose in {Purpose.HOME, Purpose.FOREIGN, Purpose.MINORITY}

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
        self._keep_pace(self.plan.search_seconds if purpose is Purpose.SEARCH else self.plan.pace_seconds)
        return self.transport.fetch(url, self._most_bytes(purpose))

    def _most_bytes(self, purpose: Purpose) -> int:
        if purpose in {Purpose.ATTACHMENT, Purpose.SITEMAP}:
            return self.plan.max_file_bytes
        return self.plan.max_script_bytes if purpose is Purpose.SCRIPT else self.plan.max_bytes

    def _keep_pace(self, seconds: float) -> None:
        wait = self._last_request + seconds - time.monotonic()
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
