"""The coordinator of a collection: which sites, in which order, and the only writer of the round's rows.

Sites that share a host are visited one after another by one worker, so no host ever meets two of them.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from queue import SimpleQueue

from data.analysis_process import AnalysisProcess, AnalystSettings
from data.capture.archive import ArchiveWriter, read_capture
from data.capture.asking import Budget, Stopped
from data.capture.network import Network
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan, same_host_key
from data.capture.transport import Transport
from data.capture.visit import SiteVisit
from data.errors import Problem
from data.findings import VisitFindings
from data.model import SILENT, Capture, Cause
from data.registry import Site
from data.store import RoundRecord, Store


@dataclass(slots=True)
class Progress:
    """How far a round's collection is, from its first visit on, however often it was stopped and resumed.

    failures: cause → number of pages. limited: pages that were not asked for because the site's requests were used up.
    """

    sites_total: int
    visits: int
    pages: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    limited: int = 0
    visits_of: Counter[str] = field(default_factory=Counter)
    begun: float = field(default_factory=time.monotonic)
    done_before: int = 0

    def add(self, findings: VisitFindings) -> None:
        """Count a finished visit."""
        failures = Counter(findings.failures)
        self.limited += failures.pop(Cause.BUDGET_USED, 0)
        self.failures.update(failures)
        self.pages += findings.pages
        self.visits_of[findings.site_id] += 1

    @property
    def site_visits_done(self) -> int:
        """Finished visits of all sites together."""
        return self.visits_of.total()

    @property
    def sites_done(self) -> int:
        """Sites whose visits are all in."""
        return sum(count >= self.visits for count in self.visits_of.values())

    @property
    def seconds_left(self) -> float | None:
        """Time left at the present pace; None before anything is done."""
        done = self.site_visits_done - self.done_before
        if done <= 0:
            return None
        left = self.sites_total * self.visits - self.site_visits_done
        return (time.monotonic() - self.begun) / done * left


@dataclass(frozen=True, slots=True)
class CollectionSettings:
    """Everything a collection needs beside the round itself."""

    archive: Path
    registry_folder: Path
    plan: Plan
    network: Network
    user_agent: str
    in_flight: int
    processes: int = 1


class Collection:
    """Runs the visits of a round; ``stop`` ends it at the next page, finished visits stay."""

    def __init__(
        self,
        record: RoundRecord,
        settings: CollectionSettings,
        store: Store,
        stop: threading.Event,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._round = record
        self._settings = settings
        self._plan = settings.plan
        self._store = store
        self._stop = stop
        self._on_progress = on_progress
        self._problems: list[Problem] = []
        self._pace = PaceKeeper()
        self._answered: dict[str, bool] = {}
        self._finished: SimpleQueue[tuple[VisitFindings, list[Capture]]] = SimpleQueue()

    def run(self, sites: Sequence[Site]) -> list[Problem]:
        """Make all visits that are not finished yet; return what went wrong on our own side, site by site.

        Raises ``Stopped`` when it was asked to stop before the end.
        """
        finished = self._store.finished_visits(self._round.id)
        progress = self._begun(len(sites))
        budget = Budget(self._plan.requests_a_round or None)
        writer = ArchiveWriter(self._settings.archive, self._round.id, "visits")
        readers = [self._analysis() for _ in range(max(1, self._settings.processes))]
        try:
            for number in range(1, self._plan.visits + 1):
                pending = [site for site in sites if (site.site_id, number) not in finished]
                self._visit_all(pending, number, writer, readers, budget, progress)
        finally:
            for reader in readers:
                reader.close()
            writer.close()
        return [*self._problems, *self._suspicion()]

    def _begun(self, sites: int) -> Progress:
        """The progress with what earlier runs of this collection did."""
        progress = Progress(sites, self._plan.visits)
        for visits in self._store.findings(self._round.id).values():
            for findings in visits:
                progress.add(findings)
        progress.done_before = progress.site_visits_done
        return progress

    def _suspicion(self) -> list[Problem]:
        """Hardly any site answered at all: our own network is the likelier reason."""
        sites, silent = len(self._answered), sum(not answered for answered in self._answered.values())
        if sites < self._plan.suspect_sites or silent < sites * self._plan.suspect_share:
            return []
        return [Problem("collect.network_suspected", self._round.id, str(silent), str(sites))]

    def _analysis(self) -> AnalysisProcess:
        settings = AnalystSettings(
            self._settings.registry_folder,
            date.fromisoformat(self._round.registry_as_of),
            self._plan.id,
            self._round.vantage,
        )
        return AnalysisProcess(settings, lambda capture: read_capture(self._settings.archive, capture))

    def _visit_all(
        self,
        sites: list[Site],
        number: int,
        writer: ArchiveWriter,
        readers: list[AnalysisProcess],
        budget: Budget,
        progress: Progress,
    ) -> None:
        earlier = self._store.findings(self._round.id) if number > 1 else {}
        finished = self._store.finished_visits(self._round.id)
        with ThreadPoolExecutor(self._settings.in_flight, thread_name_prefix="visit") as executor:
            futures: set[Future[None]] = set()
            for position, group in enumerate(_by_host(sites)):
                reader = readers[position % len(readers)]

                def work(group: list[Site] = group, reader: AnalysisProcess = reader) -> None:
                    for site in group:
                        self._wait_until_due(finished.get((site.site_id, number - 1)))
                        self._visit_one(site, number, earlier.get(site.site_id, []), writer, reader, budget)

                futures.add(executor.submit(work))
            self._follow(futures, progress)

    def _follow(self, futures: set[Future[None]], progress: Progress) -> None:
        """Save finished visits and report progress until all are done; pass Ctrl-C on as a stop."""
        pending = futures
        while pending:
            try:
                _, pending = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
                self._save_finished(progress)
                self._on_progress(progress)
            except KeyboardInterrupt:
                self._stop.set()
        self._save_finished(progress)
        if self._stop.is_set():
            raise Stopped
        for future in futures:
            future.result()

    def _save_finished(self, progress: Progress) -> None:
        """Write what the workers handed over, one transaction a visit: nobody else writes the round's rows."""
        while not self._finished.empty():
            findings, captures = self._finished.get()
            self._store.save_visit(self._round.id, findings, captures)
            answered = findings.home_cause not in SILENT
            self._answered[findings.site_id] = answered or self._answered.get(findings.site_id, False)
            progress.add(findings)

    def _wait_until_due(self, earlier: str | None) -> None:
        if earlier and self._plan.spacing_seconds:
            age = (datetime.now(UTC) - datetime.fromisoformat(earlier)).total_seconds()
            if age < self._plan.spacing_seconds and self._stop.wait(self._plan.spacing_seconds - age):
                raise Stopped

    def _visit_one(
        self,
        site: Site,
        number: int,
        earlier: list[VisitFindings],
        writer: ArchiveWriter,
        reader: AnalysisProcess,
        budget: Budget,
    ) -> None:
        transport = Transport(self._settings.network, self._plan.limits, self._settings.user_agent)
        visit = SiteVisit(
            site,
            number,
            earlier,
            self._plan,
            transport,
            writer,
            reader,
            budget,
            self._pace,
            self._settings.user_agent,
            self._stop,
        )
        try:
            findings = visit.run()
        except Stopped:
            return
        except Exception as error:
            # A fault of ours must not end the round for the other sites, and must not pass unseen.
            self._problems.append(
                Problem("collect.site_failed", site.site_id, f"{type(error).__name__}: {error}"[:500])
            )
            return
        finally:
            transport.close()
        self._finished.put((findings, visit.captures))


def _by_host(sites: Iterable[Site]) -> list[list[Site]]:
    groups: dict[str, list[Site]] = {}
    for site in sites:
        groups.setdefault(same_host_key(site.host), []).append(site)
    return list(groups.values())
