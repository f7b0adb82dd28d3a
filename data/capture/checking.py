"""Checks of links to other hosts: the last phase of a collection, in which the host is the unit of work."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from data.capture.archive import ArchiveWriter
from data.capture.asking import Asker, Budget, Stopped
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan
from data.capture.recording import Recorder
from data.capture.transport import Transport
from data.capture.visit import Reader
from data.links import Outcome, chains
from data.model import NO_VISIT, Capture, Cause, Purpose

_NOT_ASKED = frozenset({Cause.BUDGET_USED, Cause.ROBOTS_DISALLOWED, Cause.ROBOTS_UNAVAILABLE})


@dataclass(slots=True)
class HostCheck:
    """Asks one host for addresses that pages link to, through their redirects; a while later again for those that did not open."""

    urls: Sequence[str]
    plan: Plan
    transport: Transport
    writer: ArchiveWriter
    reader: Reader
    budget: Budget
    pace: PaceKeeper
    user_agent: str
    stop: threading.Event

    def run(self) -> list[Capture]:
        """Make the checks and return their captures. Raises ``Stopped``."""
        recorder = Recorder(self.writer, "", NO_VISIT, self.reader.judge)
        asker = Asker(self.transport, self.plan, self.pace, (self.budget,), self.user_agent, self.stop, recorder.record)
        for url in self.urls:
            asker.ask(Purpose.LINK, url, lambda _: True)
        failed = [url for url, end in _checked(recorder.captures) if _is_asked_again(end)]
        if failed and self.stop.wait(self.plan.links_retry_seconds):
            raise Stopped
        for url in failed:
            asker.ask(Purpose.LINK, url, lambda _: True)
        return recorder.captures


def _checked(captures: Sequence[Capture]) -> list[tuple[str, Capture]]:
    return list(chains(capture for capture in captures if capture.purpose is Purpose.LINK))


def _is_asked_again(end: Capture) -> bool:
    return end.cause not in _NOT_ASKED and not Outcome.of(end, own=False).works
