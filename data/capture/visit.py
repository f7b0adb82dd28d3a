"""One visit to one site: robots.txt, the home page, and what the plan follows from there."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from data.addresses import other_name, split
from data.analysis import PageReport
from data.capture.archive import ArchivedCapture, ArchiveWriter
from data.capture.asking import Asker, Budget, Stopped
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan, Target, same_host_key, same_site
from data.capture.recording import Recorder
from data.capture.transport import Transport
from data.findings import VisitFindings
from data.model import Capture, Cause, Purpose
from data.page.addresses import address
from data.registry import Site

_RULES_HOLD = timedelta(hours=24)


class Reader(Protocol):
    """The analysis as a visit sees it: ``Analyst`` or ``AnalysisProcess``."""

    def read(self, archived: ArchivedCapture) -> PageReport:
        """Take one capture in."""
        ...

    def judge(self, archived: ArchivedCapture) -> Cause | None:
        """Return why an attempt that belongs to no visit opened no page."""
        ...

    def conclude(self, site_id: str, visit: int) -> VisitFindings:
        """Return the findings of a whole visit."""
        ...

    def forget(self, site_id: str, visit: int) -> None:
        """Drop an unfinished visit."""
        ...


@dataclass(slots=True)
class SiteVisit:
    """Makes one visit. Fetches one page at a time, archives every attempt, follows what the analysis names.

    earlier: what the round's earlier visits to the site found; without any this visit follows the plan from the home page,
    else it looks again at the pages that absence rests on.
    round_budget is shared by all sites of the round, pace by all visits of the process. ``captures`` holds what was made so far.
    """

    site: Site
    number: int
    earlier: Sequence[VisitFindings]
    plan: Plan
    transport: Transport
    writer: ArchiveWriter
    reader: Reader
    round_budget: Budget
    pace: PaceKeeper
    user_agent: str
    stop: threading.Event
    captures: list[Capture] = field(default_factory=list)
    _asker: Asker = field(init=False)
    _led_to: tuple[Target, ...] = ()
    _columns: int = 0

    def __post_init__(self) -> None:
        budgets = (Budget(self._requests()), self.round_budget)
        recorder = Recorder(self.writer, self.site.site_id, self.number, self._read, self.captures)
        self._asker = Asker(self.transport, self.plan, self.pace, budgets, self.user_agent, self.stop, recorder.record)

    def run(self) -> VisitFindings:
        """Visit the site and return the findings.

        Raises ``Stopped``.
        """
        try:
            self._visit()
            if self.stop.is_set():
                # What failed while everything is being ended may have failed by that.
                raise Stopped
            return self.reader.conclude(self.site.site_id, self.number)
        except Stopped:
            self.reader.forget(self.site.site_id, self.number)
            raise

    def _visit(self) -> None:
        rules = rules_known(self.earlier)
        if rules is not None:
            self._asker.knows(split(self.site.url).host, rules)
        home, led_to = self._ask(Target(Purpose.HOME, self.site.url))
        waiting = self._again() if self.earlier else [*self._endpoints(home), *led_to]
        if home.cause is not None or not self._is_own(home.url):
            waiting = [target for target in waiting if target.purpose is Purpose.PROBE]
        # What is only checked may yet be asked for as a page.
        seen = {address(t.url) for t in waiting if t.purpose is not Purpose.LINK} | {address(home.url)}
        waiting = [target for target in waiting if self._has_room(target)]
        while waiting:
            target = waiting.pop(0)
            if target.purpose is Purpose.LINK and address(target.url) in seen:
                continue
            _, more = self._ask(target)
            for further in () if self.earlier else more:
                if address(further.url) in seen:
                    continue
                seen.add(address(further.url))
                if self._has_room(further):
                    # Guides, letters and policy texts come before one more column.
                    waiting.insert(len(waiting) if further.purpose is Purpose.COLUMN else 0, further)

    def _has_room(self, target: Target) -> bool:
        """Tell whether the plan has room for a target; a column that it has none for is noted."""
        if target.purpose is not Purpose.COLUMN or self.earlier:
            return True
        self._columns += 1
        if self._columns > self.plan.columns:
            self._asker.pass_over(target.purpose, target.url)
        return self._columns <= self.plan.columns

    def _requests(self) -> int | None:
        """How many requests this visit may make: what the earlier ones left, less what is kept for visits and tries to come."""
        if not self.plan.requests_a_site:
            return None
        left = self.plan.requests_a_site - sum(visit.requests for visit in self.earlier) - self.plan.tries_reserve
        return left - self.plan.reserve * (self.plan.visits - self.number)

    def _again(self) -> list[Target]:
        return [Target(Purpose(purpose), url) for purpose, url in self.earlier[0].recheck]

    def _is_own(self, url: str) -> bool:
        return same_host_key(split(url).host) == same_host_key(self.site.host)

    def _endpoints(self, home: Capture) -> list[Target]:
        """The home page by the other scheme and, of a portal, by its name with or without www: what answers, and where it leads."""
        own = split(self.site.url)
        if own.port is not None:
            return []
        hosts = [] if home.cause in {Cause.DNS_FAILURE, Cause.DNS_UNAVAILABLE} else [own.host]
        if self.site.is_portal and self.plan.endpoints > 2:
            hosts.append(other_name(own.host))
        urls = [f"{scheme}://{host}{own.path or '/'}" for host in hosts for scheme in ("https", "http")]
        return [Target(Purpose.PROBE, url) for url in urls if url != self.site.url]

    def _ask(self, target: Target) -> tuple[Capture, tuple[Target, ...]]:
        """Get a page through its redirects; return the last capture and where it leads."""
        self._asker.ask(target.purpose, target.url, partial(self._is_followed, target))
        return self.captures[-1], self._led_to

    def _is_followed(self, target: Target, url: str) -> bool:
        # The home page's redirect to another host says who answers for the site; a probe's says all it is asked for.
        if target.purpose is Purpose.PROBE:
            return False
        elsewhere = target.purpose in {Purpose.HOME, Purpose.FOREIGN, Purpose.MINORITY}
        return elsewhere or self._is_own(url) or same_site(url, target.url)

    def _read(self, archived: ArchivedCapture) -> Cause | None:
        report = self.reader.read(archived)
        self._led_to = report.targets
        return report.cause


def rules_known(earlier: Sequence[VisitFindings]) -> str | None:
    """Return the robots.txt rules that an earlier visit got less than a day ago (RFC 9309 §2.4); None if there are none.

    Rules that keep us out altogether are asked for again: they may have changed.
    """
    oldest = (datetime.now(UTC) - _RULES_HOLD).strftime("%Y-%m-%dT%H:%M:%SZ")
    fresh = (v for v in earlier if v.observed_at > oldest and v.home_cause is not Cause.ROBOTS_DISALLOWED)
    return next((visit.robots for visit in fresh if visit.robots is not None), None)
