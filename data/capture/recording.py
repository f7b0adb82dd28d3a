"""What becomes of an attempt: archived, read, and its capture kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from data.capture.archive import ArchivedCapture, ArchiveWriter
from data.capture.exchange import Exchange
from data.model import Capture, Cause, Purpose


@dataclass(slots=True)
class Recorder:
    """Archives the attempts of one visit or check as they come.

    read: lets the analysis read an attempt and returns the cause that the page itself names. captures: what was made so far.
    """

    writer: ArchiveWriter
    site_id: str
    visit: int
    read: Callable[[ArchivedCapture], Cause | None]
    captures: list[Capture] = field(default_factory=list)
    _dns_written: set[str] = field(default_factory=set)

    def record(self, exchange: Exchange, purpose: Purpose, previous: str) -> str:
        """Archive an attempt, let it be read, keep its capture; return the capture's id."""
        host = exchange.dns.get("host", "")
        if host and host not in self._dns_written:
            self._dns_written.add(host)
            self.writer.write_dns(exchange)
        capture = self.writer.write(exchange, self.site_id, self.visit, purpose, previous)
        archived = ArchivedCapture(
            capture,
            tuple(exchange.request_headers),
            tuple(exchange.headers),
            exchange.body,
            exchange.dns,
            exchange.tls,
            exchange.error,
        )
        self.captures.append(replace(capture, cause=self.read(archived)))
        return capture.id
