"""Asks for addresses as a good guest does: robots.txt of every host first, in its pace, within what was agreed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from data.addresses import join, split
from data.capture.exchange import Exchange
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan, same_host_key
from data.capture.robots import Robots, rules_of
from data.capture.transport import CERTIFICATE_FAULTS, Transport
from data.model import Cause, Purpose


class Stopped(Exception):
    """Somebody asked the collection to stop; the visit under way does not count."""


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


class Asker:
    """Asks for one address after another; every attempt, and every one that was not allowed, is handed to ``record``.

    record: takes an attempt, its purpose and the id of the attempt that led to it, "" if none; returns its id.
    """

    def __init__(
        self,
        transport: Transport,
        plan: Plan,
        pace: PaceKeeper,
        budgets: Sequence[Budget],
        user_agent: str,
        stop: threading.Event,
        record: Callable[[Exchange, Purpose, str], str],
    ) -> None:
        self._transport = transport
        self._plan = plan
        self._pace = pace
        self._budgets = budgets
        self._user_agent = user_agent
        self._stop = stop
        self._record = record
        self._robots: dict[str, Robots] = {}

    def knows(self, host: str, rules: str) -> None:
        """Take over the rules of a host's robots.txt that somebody else got."""
        self._robots[host] = Robots.of(rules, self._user_agent)

    def ask(self, purpose: Purpose, url: str, follows: Callable[[str], bool]) -> Exchange:
        """Get an address through its redirects and return the last attempt.

        follows: tells whether a redirect to an address is followed. Raises ``Stopped``.
        """
        seen: set[str] = set()
        previous = ""
        while True:
            if purpose is not Purpose.ROBOTS:
                self._learn_rules(url)
            exchange, previous = self._get(purpose, url, previous)
            seen.add(url)
            onward = join(url, exchange.location) if exchange.location else ""
            if exchange.location and not split(onward).is_web:
                exchange.cause = Cause.BAD_ADDRESS
            elif onward and (onward in seen or len(seen) > self._plan.redirects):
                exchange.cause = Cause.REDIRECT_LOOP
            if purpose is not Purpose.ROBOTS or exchange.cause is not Cause.BUDGET_USED:
                previous = self._record(exchange, purpose, previous)
            if not onward or exchange.cause is not None or not follows(onward):
                return exchange
            url = onward

    def pass_over(self, purpose: Purpose, url: str) -> None:
        """Note an address that is not asked for, since the plan's limit of such pages is reached."""
        self._record(_refused(url, Cause.BUDGET_USED), purpose, "")

    def _learn_rules(self, url: str) -> None:
        """Ask for the robots.txt of a host that none was asked of (RFC 9309 §2.3.1).

        A host that no request could be sent to has nobody who could forbid anything: the page meets the same closed door,
        and should the door have opened, the rules are asked for again before the next page.
        """
        address = split(url)
        if address.host in self._robots:
            return
        answer = self.ask(Purpose.ROBOTS, f"{address.origin}robots.txt", lambda _: True)
        if not answer.was_sent and split(answer.url).host == address.host:
            return
        self._robots[address.host] = Robots.of(rules_of(answer.status, answer.cause, answer.body), self._user_agent)

    def _get(self, purpose: Purpose, url: str, previous: str) -> tuple[Exchange, str]:
        """Make one request; where the certificate is bad a second one, for what visitors see behind the browser's warning.

        Returns the last attempt, and the id of the one before it.
        """
        exchange = self._request(purpose, url)
        if exchange.cause in CERTIFICATE_FAULTS:
            previous = self._record(exchange, purpose, previous)
            self._transport.accept(url, exchange.cause)
            exchange = self._request(purpose, url)
        return exchange, previous

    def _request(self, purpose: Purpose, url: str) -> Exchange:
        """Make one request if stop flag, robots.txt and budgets let it; else say why not."""
        if self._stop.is_set():
            raise Stopped
        robots = self._robots.get(split(url).host) if purpose is not Purpose.ROBOTS else None
        refusal = robots.forbids(url) if robots else None
        if refusal is None and not all(budget.take() for budget in self._budgets):
            refusal = Cause.BUDGET_USED
        if refusal is not None:
            return _refused(url, refusal)
        delay = min(robots.delay, self._plan.longest_delay_seconds) if robots else 0.0
        pace = self._plan.search_seconds if purpose is Purpose.SEARCH else self._plan.pace_seconds
        if not self._pace.wait(same_host_key(split(url).host), max(pace, delay), self._stop):
            raise Stopped
        return self._transport.fetch(url, self._most_bytes(purpose))

    def _most_bytes(self, purpose: Purpose) -> int:
        if purpose in {Purpose.ATTACHMENT, Purpose.SITEMAP}:
            return self._plan.max_file_bytes
        if purpose in {Purpose.TRY, Purpose.LINK}:
            return self._plan.max_check_bytes
        return self._plan.max_script_bytes if purpose is Purpose.SCRIPT else self._plan.max_bytes


def _refused(url: str, cause: Cause) -> Exchange:
    return Exchange(url, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), cause=cause)
