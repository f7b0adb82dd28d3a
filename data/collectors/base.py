"""What a collector reads and yields.

A collector is a pure function ``(Visit, Context) -> Reading`` of one visit to one site, registered under its
indicator's id. It never opens a socket, a file or a clock, and never yields points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.lists.model import NO_LISTS, OwnLists
from data.model import Capture, Cause, Evidence, Purpose, Status
from data.page.model import Facts, PageIndex
from data.registry import Registry, Site, Unit


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A capture with what can be read from it.

    page: None when there was no readable HTML; ``capture.cause`` says why.
    facts: the facts of ``page``; empty without a page.
    headers: response headers, lower-case names.
    dns: {"a": [...], "aaaa": [...], "error": "", "aaaa_error": ""}.
    tls: {"protocol", "verified", "error", "not_before", "not_after", "issuer", "subject", "names", "days_left"} or {}.
    """

    capture: Capture
    page: PageIndex | None
    facts: Facts = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    dns: Mapping[str, Any] = field(default_factory=dict)
    tls: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_redirect(self) -> bool:
        """Whether this capture only led to another one."""
        return self.capture.http_status in {301, 302, 303, 307, 308} and "location" in self.headers


@dataclass(frozen=True, slots=True)
class Visit:
    """All captures of one visit to one site, in the order they were made."""

    number: int
    pages: tuple[CapturedPage, ...]

    def of(self, *purposes: Purpose) -> tuple[CapturedPage, ...]:
        """Return the captures made for any of these purposes that ended a chain of attempts, well or badly."""
        led_on = {p.capture.previous for p in self.pages}
        ends = (p for p in self.pages if p.capture.id not in led_on and (p.capture.cause or not p.is_redirect))
        return tuple(p for p in ends if p.capture.purpose in purposes)

    def asked(self) -> dict[str, Capture]:
        """Return capture id → the capture that its chain of attempts began with."""
        first: dict[str, Capture] = {}
        for captured in self.pages:
            capture = captured.capture
            first[capture.id] = first.get(capture.previous, capture)
        return first

    @property
    def home(self) -> CapturedPage | None:
        """The final capture of the home page, readable or not; None if nobody asked for it."""
        homes = self.of(Purpose.HOME)
        return homes[-1] if homes else None


@dataclass(frozen=True, slots=True)
class Platform:
    """What of a home page tells which platform a site runs on.

    search, login: hosts that its search form sends to and its sign-in leads to, "" if none.
    articles: the form of most addresses of its articles, digits as #; tags: the prescribed tags it bears.
    files: the hosts of its scripts other than its own.
    """

    search: str = ""
    login: str = ""
    articles: str = ""
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the site before looking.

    census: every column found is visited, not a sample of them. lists: what the office brought along for the round.
    """

    registry: Registry
    site: Site
    unit: Unit
    visits_needed: int = 2
    vantage: str = ""
    census: bool = False
    lists: OwnLists = NO_LISTS


@dataclass(frozen=True, slots=True)
class Reading:
    """What one visit says about one indicator.

    absent: part of the value says that something is not there, so a second complete visit has to confirm it.
    """

    status: Status
    value: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    cause: Cause | None = None
    evidence: tuple[Evidence, ...] = ()
    absent: bool = False

    @property
    def is_share_of_parts(self) -> bool:
        """Whether the value is nothing but the share of its parts (flags): visits can be joined part by part."""
        parts = self.parts.values()
        return bool(parts) and max(parts) <= 1 and self.value == sum(parts) / len(parts)

    @classmethod
    def measured(
        cls, value: float, *evidence: Evidence, parts: Mapping[str, float] | None = None, absent: bool = False
    ) -> Reading:
        """A value was found; ``absent`` when it rests on something not being there."""
        return cls(Status.MEASURED, float(value), parts or {}, None, evidence, absent)

    @classmethod
    def unseen(cls, cause: Cause, *evidence: Evidence) -> Reading:
        """Looked, could not see."""
        return cls(Status.NOT_OBSERVED, None, {}, cause, evidence)

    @classmethod
    def inapplicable(cls, cause: Cause, *evidence: Evidence) -> Reading:
        """The question does not arise."""
        return cls(Status.NOT_APPLICABLE, None, {}, cause, evidence)

    @classmethod
    def uncollected(cls, cause: Cause) -> Reading:
        """Nobody looked."""
        return cls(Status.NOT_COLLECTED, None, {}, cause)


Collector = Callable[[Visit, Context], Reading]
