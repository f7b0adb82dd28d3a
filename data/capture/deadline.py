"""Total time limits: a socket is closed at its deadline, whatever it is doing.

Socket time-outs alone bound each read, not their sum; a server that sends a byte a second would hold a thread for hours.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import socket
import threading
import time


class Deadline:
    """One attempt's end. ``expired`` is true from then on; sockets given to ``watch`` are shut down at it."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._done = False
        self._lock = threading.Lock()
        _reaper.add(self)

    @property
    def left(self) -> float:
        """Seconds left, at least 0.001 so that it can serve as a socket time-out."""
        return max(0.001, self.end - time.monotonic())

    @property
    def expired(self) -> bool:
        """Whether the end has passed."""
        return time.monotonic() >= self.end

    def watch(self, connection: socket.socket) -> None:
        """Shut this socket down at the deadline, instead of any earlier one."""
        with self._lock:
            self._socket = connection
        if self.expired:
            self.strike()

    def done(self) -> None:
        """The attempt is over; leave the socket alone (it may live on in the pool)."""
        with self._lock:
            self._done, self._socket = True, None

    def strike(self) -> None:
        """End the attempt now."""
        with self._lock:
            if not self._done and self._socket is not None:
                # The plain method, so that a TLS socket keeps its TLS state while another thread reads from it.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Reaper:
    """One daemon thread that strikes all deadlines of the process in order."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Deadline]] = []
        self._serial = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, deadline: Deadline) -> None:
        with self._changed:
            heapq.heappush(self._heap, (deadline.end, next(self._serial), deadline))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="deadlines", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._heap:
                    self._changed.wait()
                end, _, deadline = self._heap[0]
                wait = end - time.monotonic()
                if wait > 0:
                    self._changed.wait(wait)
                    continue
                heapq.heappop(self._heap)
            deadline.strike()


_reaper = _Reaper()
