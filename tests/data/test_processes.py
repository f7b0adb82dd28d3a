"""Ctrl-C reaches the process that decides, and none of its helpers."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

from data.processes import start_shielded


def test_ctrl_c_does_not_end_a_helper_that_is_only_just_starting() -> None:
    process = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(0.2,))
    start_shielded(process)
    for _ in range(10):
        os.kill(process.pid, signal.SIGINT)
        time.sleep(0.05)
    process.join(30)
    assert process.exitcode == 0
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
