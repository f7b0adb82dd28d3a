"""The coordinator of a collection: which sites, in which order, and the only writer of the round's rows.

Sites that share a host are visited one after another by one worker, so no host ever meets two of them.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from data.analysis_process import AnalysisProcess, AnalystSettings
from data.capture.archive import ArchiveWriter, read_capture
from data.capture.asking import Budget, Stopped
from data.capture.checking import HostCheck
from data.capture.network import Network
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan, same_host_key
from data.capture.progress import LINKS, TRIES, Progress
from data.capture.transport import Transport
from data.capture.trying import HomeTry, tries_made
from data.capture.visit import SiteVisit
from data.conclusion import link_health
from data.errors import Problem
from data.findings import VisitFindings
from data.model import SILENT, Capture
from data.registry import Site
from data.store import RoundRecord, Store

Result = TypeVar("Result")
Unit = TypeVar("Unit")


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
    lists_folder: Path | None = None


@dataclass(frozen=True, slots=True)
class _Tools:
    """What all work of one run shares: the archive file, the analysis processes, the round's requests."""

    writer: ArchiveWriter
    readers: Sequence[AnalysisProcess]
    budget: Budget


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
        self._finished: SimpleQueue[tuple[VisitFindings | None, list[Capture]]] = SimpleQueue()

    def run(self, sites: Sequence[Site]) -> list[Problem]:
        """Make all visits and checks that are not finished yet; return what went wrong on our own side, site by site.

        Raises ``Stopped`` when it was asked to stop before the end.
        """
        found = self._store.findings(self._round.id)
        progress = Progress.of(len(sites), self._plan.visits, [visit for visits in found.values() for visit in visits])
        readers = [self._analysis() for _ in range(max(1, self._settings.processes))]
        tools = _Tools(
            ArchiveWriter(self._settings.archive, self._round.id, "visits"),
            readers,
            Budget(self._plan.requests_a_round or None),
        )
        try:
            for number in range(1, self._plan.visits + 1):
                self._visit_all(sites, number, tools, progress)
            for number in range(1, self._plan.tries - self._plan.visits + 1):
                self._try_all(sites, number, tools, progress)
            self._check_links({site.site_id: site for site in sites}, tools, progress)
        finally:
            for reader in readers:
                reader.close()
            tools.writer.close()
        return [*self._problems, *self._suspicion()]

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
            self._settings.lists_folder,
        )
        return AnalysisProcess(settings, lambda capture: read_capture(self._settings.archive, capture))

    def _visit_all(self, sites: Sequence[Site], number: int, tools: _Tools, progress: Progress) -> None:
        """Make the visits of one number that are not finished yet."""
        earlier = self._store.findings(self._round.id)
        finished = self._store.finished_visits(self._round.id)

        def visit(site: Site, reader: AnalysisProcess) -> None:
            self._wait_until_due(finished.get((site.site_id, number - 1)), self._plan.spacing_seconds)
            self._visit_one(site, number, earlier.get(site.site_id, []), tools, reader)

        pending = [site for site in sites if (site.site_id, number) not in finished]
        self._work(_by_host(pending), visit, tools, progress)

    def _try_all(self, sites: Sequence[Site], number: int, tools: _Tools, progress: Progress) -> None:
        """Make the light tries of one number that are not made yet."""
        earlier = self._store.findings(self._round.id)
        checks = self._store.checks(self._round.id)
        made = tries_made(checks)
        spent = Counter(capture.site_id for capture in checks)

        def make_try(site: Site, reader: AnalysisProcess) -> None:
            visits = earlier.get(site.site_id, [])
            last = max([visit.observed_at for visit in visits] + made.get(site.site_id, []), default=None)
            self._wait_until_due(last, self._plan.tries_spacing_seconds)
            self._try_one(site, visits, spent[site.site_id], tools, reader)

        pending = [site for site in sites if len(made.get(site.site_id, [])) < number]
        progress.begin(TRIES, len(sites), len(sites) - len(pending))
        self._work(_by_host(pending), make_try, tools, progress)

    def _check_links(self, sites: Mapping[str, Site], tools: _Tools, progress: Progress) -> None:
        """Check the links that lead to other hosts and of which nothing is known yet, host by host."""
        found = self._store.findings(self._round.id)
        hosts = link_health(sites, found, self._store.checks(self._round.id)).to_check(self._plan)

        def check(host: tuple[str, list[str]], reader: AnalysisProcess) -> None:
            name, urls = host

            def ask(transport: Transport) -> list[Capture]:
                return HostCheck(
                    urls, self._plan, transport, tools.writer, reader, tools.budget, self._pace,
                    self._settings.user_agent, self._stop,
                ).run()  # fmt: skip

            captures = self._guarded(name, ask)
            if captures is not None:
                self._finished.put((None, captures))

        progress.begin(LINKS, len(hosts))
        self._work([[host] for host in hosts.items()], check, tools, progress)

    def _work(
        self,
        groups: Iterable[Sequence[Unit]],
        do: Callable[[Unit, AnalysisProcess], None],
        tools: _Tools,
        progress: Progress,
    ) -> None:
        """Do something for every unit of work, for those of one group one after another, and follow until all is done."""
        with ThreadPoolExecutor(self._settings.in_flight, thread_name_prefix="visit") as executor:
            futures: set[Future[None]] = set()
            for position, group in enumerate(groups):
                reader = tools.readers[position % len(tools.readers)]

                def work(group: Sequence[Unit] = group, reader: AnalysisProcess = reader) -> None:
                    for unit in group:
                        do(unit, reader)

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
            if findings is None:
                self._store.add_captures(captures)
                progress.done += 1
                continue
            self._store.save_visit(self._round.id, findings, captures)
            answered = findings.home_cause not in SILENT
            self._answered[findings.site_id] = answered or self._answered.get(findings.site_id, False)
            progress.add(findings)

    def _wait_until_due(self, earlier: str | None, spacing: float) -> None:
        if earlier and spacing:
            age = (datetime.now(UTC) - datetime.fromisoformat(earlier)).total_seconds()
            if age < spacing and self._stop.wait(spacing - age):
                raise Stopped

    def _visit_one(
        self, site: Site, number: int, earlier: list[VisitFindings], tools: _Tools, reader: AnalysisProcess
    ) -> None:
        captures: list[Capture] = []

        def visit(transport: Transport) -> VisitFindings:
            return SiteVisit(
                site, number, earlier, self._plan, transport, tools.writer, reader, tools.budget, self._pace,
                self._settings.user_agent, self._stop, captures,
            ).run()  # fmt: skip

        findings = self._guarded(site.site_id, visit)
        if findings is not None:
            self._finished.put((findings, captures))

    def _try_one(
        self, site: Site, visits: list[VisitFindings], spent: int, tools: _Tools, reader: AnalysisProcess
    ) -> None:
        left = self._plan.requests_a_site - sum(visit.requests for visit in visits) - spent
        budgets = (Budget(left if self._plan.requests_a_site else None), tools.budget)

        def make_try(transport: Transport) -> list[Capture]:
            return HomeTry(
                site, visits, self._plan, transport, tools.writer, reader, budgets, self._pace,
                self._settings.user_agent, self._stop,
            ).run()  # fmt: skip

        captures = self._guarded(site.site_id, make_try)
        if captures is not None:
            self._finished.put((None, captures))

    def _guarded(self, name: str, work: Callable[[Transport], Result]) -> Result | None:
        """Do work that needs the network; None where it was stopped, or failed by a fault of ours."""
        transport = Transport(self._settings.network, self._plan.limits, self._settings.user_agent)
        try:
            return work(transport)
        except Stopped:
            return None
        except Exception as error:
            # A fault of ours must not end the round for the other sites, and must not pass unseen.
            self._problems.append(Problem("collect.site_failed", name, f"{type(error).__name__}: {error}"[:500]))
            return None
        finally:
            transport.close()


def _by_host(sites: Iterable[Site]) -> list[list[Site]]:
    groups: dict[str, list[Site]] = {}
    for site in sites:
        groups.setdefault(same_host_key(site.host), []).append(site)
    return list(groups.values())
