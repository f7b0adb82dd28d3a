"""Progress of long work on the command line: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from dashboard.locales import Words
from data.capture import progress as collecting
from data.capture.progress import VISITS

_LINE_SECONDS = 5.0


class ProgressLine:
    """Shows a collection's progress; call it with each new state. Used as a context manager."""

    def __init__(self, say: Words) -> None:
        self._say = say
        self._console = Console(stderr=True)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._last_line = 0.0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()

    def finish(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar, self._task = None, None

    def __call__(self, progress: collecting.Progress) -> None:
        """Show where a collection is."""
        self.show(progress.done, progress.total, self._text(progress))

    def show(self, done: int, total: int | None, text: str) -> None:
        """Show how much of something is done, in words."""
        if self._console.is_terminal:
            self._draw(done, total, text)
        elif time.monotonic() - self._last_line >= _LINE_SECONDS:
            self._last_line = time.monotonic()
            print(text, file=sys.stderr, flush=True)

    def _text(self, progress: collecting.Progress) -> str:
        left = progress.seconds_left
        shown_left = "—" if left is None else f"{int(left) // 60}:{int(left) % 60:02d}"
        if progress.phase != VISITS:
            return self._say(
                f"cli.progress_{progress.phase}", done=progress.done, total=progress.total, left=shown_left
            )
        failures = " ".join(f"{self._say.cause(code)} {count}" for code, count in progress.failures.most_common(4))
        return self._say(
            "cli.progress",
            done=progress.sites_done,
            total=progress.sites_total,
            pages=progress.pages,
            failures=failures or "0",
            left=shown_left,
        )

    def _draw(self, done: int, total: int | None, text: str) -> None:
        if self._bar is None:
            self._bar = Progress(BarColumn(), TextColumn("{task.description}"), console=self._console, transient=True)
            self._task = self._bar.add_task(text, total=total)
            self._bar.start()
        assert self._task is not None
        self._bar.update(self._task, total=total, completed=done, description=text)
