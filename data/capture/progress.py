"""How far a collection is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from data.findings import VisitFindings
from data.model import Cause

VISITS, TRIES, LINKS = "visits", "tries", "links"
"""The phases of a collection, in order: visits of the sites, light tries of their home pages, checks of other hosts."""


@dataclass(slots=True)
class Progress:
    """How far a round's collection is, from its first visit on, however often it was stopped and resumed.

    visits: of each site. failures: cause → number of pages. limited: pages that were not asked for because the site's requests
    were used up. phase: what is under way; of its steps (visits to sites, tries, hosts) total and done.
    """

    sites_total: int
    visits: int
    pages: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    limited: int = 0
    visits_of: Counter[str] = field(default_factory=Counter)
    phase: str = VISITS
    total: int = 0
    done: int = 0
    _begun: float = field(default_factory=time.monotonic)
    _done_before: int = 0

    @classmethod
    def of(cls, sites_total: int, visits: int, earlier: Iterable[VisitFindings]) -> Progress:
        """Return the progress of a collection whose earlier runs made these visits."""
        progress = cls(sites_total, visits)
        for findings in earlier:
            progress.add(findings)
        progress.begin(VISITS, sites_total * visits, progress.visits_of.total())
        return progress

    def begin(self, phase: str, total: int, done: int = 0) -> None:
        """A phase begins, of whose steps earlier runs made some."""
        self.phase, self.total, self.done = phase, total, done
        self._begun, self._done_before = time.monotonic(), done

    def add(self, findings: VisitFindings) -> None:
        """Count a finished visit."""
        failures = Counter(findings.failures)
        self.limited += failures.pop(Cause.BUDGET_USED, 0)
        self.failures.update(failures)
        self.pages += findings.pages
        self.visits_of[findings.site_id] += 1
        self.done += 1

    @property
    def sites_done(self) -> int:
        """Sites whose visits are all in."""
        return sum(count >= self.visits for count in self.visits_of.values())

    @property
    def is_done(self) -> bool:
        """Whether every step of the phase is done."""
        return self.done >= self.total

    @property
    def seconds_left(self) -> float | None:
        """Time left of the phase at its present pace; None before anything is done."""
        done = self.done - self._done_before
        if done <= 0:
            return None
        return (time.monotonic() - self._begun) / done * (self.total - self.done)
