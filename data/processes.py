"""Processes of our own that Ctrl-C must not reach: a terminal sends it to the whole group, and who started them decides."""

from __future__ import annotations

import signal
import sys
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess


def start_shielded(process: BaseProcess) -> None:
    """Start a process that Ctrl-C does not end, not even while it is still starting."""
    if sys.platform == "win32":
        process.start()
        return
    # A child inherits what is blocked. Starting the tracker would unblock it again, so that has to run before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ignore_ctrl_c() -> None:
    """Let this process ignore Ctrl-C: the first thing a shielded process does, for systems where nothing is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
