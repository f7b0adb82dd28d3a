"""The pace at which a host is asked, whoever asks: one keeper for all visits of the process."""

from __future__ import annotations

import threading
import time


class PaceKeeper:
    """Gives every request to a host its turn. Safe to share between threads."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, seconds: float, stop: threading.Event) -> bool:
        """Wait until ``seconds`` after the host's last request; False if ``stop`` was set meanwhile."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._last.get(host, now - seconds) + seconds)
            self._last[host] = turn
        return not stop.wait(turn - now) if turn > now else not stop.is_set()
