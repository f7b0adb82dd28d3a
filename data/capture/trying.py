"""Light tries: whether a site's home page opens, asked beside the visits."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from data.addresses import split
from data.capture.archive import ArchiveWriter
from data.capture.asking import Asker, Budget
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan
from data.capture.recording import Recorder
from data.capture.transport import Transport
from data.capture.visit import Reader, rules_known
from data.findings import VisitFindings
from data.model import NO_VISIT, Capture, Purpose
from data.registry import Site


@dataclass(slots=True)
class HomeTry:
    """One try to open a site's home page, through its redirects; of the page only the beginning is read.

    earlier: what the round's visits found; budgets: the requests that are left of the site's and the round's.
    """

    site: Site
    earlier: Sequence[VisitFindings]
    plan: Plan
    transport: Transport
    writer: ArchiveWriter
    reader: Reader
    budgets: Sequence[Budget]
    pace: PaceKeeper
    user_agent: str
    stop: threading.Event

    def run(self) -> list[Capture]:
        """Make the try and return its captures. Raises ``Stopped``."""
        recorder = Recorder(self.writer, self.site.site_id, NO_VISIT, self.reader.judge)
        asker = Asker(self.transport, self.plan, self.pace, self.budgets, self.user_agent, self.stop, recorder.record)
        rules = rules_known(self.earlier)
        if rules is not None:
            asker.knows(split(self.site.url).host, rules)
        asker.ask(Purpose.TRY, self.site.url, lambda _: True)
        return recorder.captures


def tries_made(checks: Sequence[Capture]) -> dict[str, list[str]]:
    """Return the instants of the light tries of each site, from the captures that belong to no visit."""
    made: dict[str, list[str]] = {}
    for capture in checks:
        if capture.purpose is Purpose.TRY and not capture.previous:
            made.setdefault(capture.site_id, []).append(capture.requested_at)
    return made
