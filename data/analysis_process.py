"""The analysis in a process of its own, so that 64 fetch threads do not share their interpreter with the parser.

A page that keeps the process busy past its deadline ends the process: the page is named ``too_deep``, a new process takes over,
and the captures of the visits that were open are read again from the archive.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from data.analysis import Analyst, PageReport
from data.capture.archive import ArchivedCapture
from data.capture.plan import Plan
from data.findings import VisitFindings
from data.lists.model import NO_LISTS
from data.lists.reading import load_lists
from data.model import Capture, Cause
from data.processes import ignore_ctrl_c, start_shielded
from data.registry import Registry


@dataclass(frozen=True, slots=True)
class AnalystSettings:
    """What a new analysis process needs to set itself up."""

    registry_folder: Path
    registry_as_of: date
    plan_id: str
    vantage: str
    lists_folder: Path | None = None


class AnalysisFailed(Exception):
    """The analysis raised an error of its own: a fault of ours, not of the page."""


class AnalysisProcess:
    """The same calls as ``Analyst``, safe for many threads; pages are read one at a time."""

    def __init__(
        self, settings: AnalystSettings, reread: Callable[[Capture], ArchivedCapture], page_seconds: float = 8.0
    ) -> None:
        self._settings = settings
        self._reread = reread
        self._page_seconds = page_seconds
        self._lock = threading.Lock()
        self._open: dict[tuple[str, int], list[Capture]] = {}
        self._process: BaseProcess
        self._pipe: Connection
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._settings), daemon=True, name="analysis")
        start_shielded(self._process)
        theirs.close()
        if not self._pipe.poll(60) or self._pipe.recv() != "ready":
            raise AnalysisFailed("the analysis process did not start")

    def read(self, archived: ArchivedCapture) -> PageReport:
        """See ``Analyst.read``; a page past the deadline comes back as ``too_deep``."""
        key = (archived.capture.site_id, archived.capture.visit)
        with self._lock:
            self._open.setdefault(key, []).append(archived.capture)
            try:
                return self._call("read", archived)  # type: ignore[no-any-return]
            except _Overdue:
                self._open[key].pop()
                self._replace()
                return PageReport(archived.capture.id, Cause.TOO_DEEP)

    def judge(self, archived: ArchivedCapture) -> Cause | None:
        """See ``Analyst.judge``; a page past the deadline is ``too_deep``."""
        with self._lock:
            try:
                return self._call("judge", archived)  # type: ignore[no-any-return]
            except _Overdue:
                self._replace()
                return Cause.TOO_DEEP

    def conclude(self, site_id: str, visit: int) -> VisitFindings:
        """See ``Analyst.conclude``."""
        with self._lock:
            findings: VisitFindings = self._call("conclude", site_id, visit, seconds=self._page_seconds * 10)
            self._open.pop((site_id, visit), None)
            return findings

    def forget(self, site_id: str, visit: int) -> None:
        """See ``Analyst.forget``."""
        with self._lock:
            self._open.pop((site_id, visit), None)
            self._call("forget", site_id, visit)

    def close(self) -> None:
        """End the process."""
        with self._lock, contextlib.suppress(OSError, EOFError):
            self._pipe.send(None)
            self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._pipe.close()

    def _call(self, name: str, *args: Any, seconds: float | None = None) -> Any:
        try:
            self._pipe.send((name, args))
            if not self._pipe.poll(seconds or self._page_seconds):
                raise _Overdue
            done, result = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise _Overdue from error
        if not done:
            raise AnalysisFailed(result)
        return result

    def _replace(self) -> None:
        """Start a new process and give it the captures of the open visits."""
        self._process.kill()
        self._process.join()
        self._pipe.close()
        self._start()
        for captures in self._open.values():
            for capture in list(captures):
                try:
                    self._call("read", self._reread(capture))
                except _Overdue:
                    captures.remove(capture)
                    self._replace()
                    return


class _Overdue(Exception):
    """No answer within the deadline, or the process died."""


def _serve(pipe: Connection, settings: AnalystSettings) -> None:
    """The process's life: answer calls until None comes."""
    import traceback

    ignore_ctrl_c()
    registry = Registry.load(settings.registry_folder, settings.registry_as_of)
    lists = load_lists(settings.lists_folder) if settings.lists_folder else NO_LISTS
    analyst = Analyst(registry, Plan.load(settings.plan_id), settings.vantage, lists)
    pipe.send("ready")
    while True:
        try:
            call = pipe.recv()
        except EOFError:
            return
        if call is None:
            return
        name, args = call
        try:
            pipe.send((True, getattr(analyst, name)(*args)))
        except Exception:
            pipe.send((False, traceback.format_exc()))
