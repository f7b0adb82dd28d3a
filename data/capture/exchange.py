"""One attempt to get one URL, as it happened on the wire."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

from data.model import Cause


@dataclass(slots=True)
class Exchange:
    """A request with whatever came back. Nothing here is judged beyond the named cause.

    request_line, request_headers: as they went out; empty when nothing could be sent.
    started_at: UTC instant with Z. elapsed_ms covers DNS, connect, TLS, headers and body.
    raw_body: as received, transfer coding removed; body: after content decoding, at most the byte cap.
    headers: (name, value) in order, as received.
    dns, tls: plain values as documented at ``CapturedPage``.
    """

    url: str
    started_at: str
    request_headers: list[tuple[str, str]] = field(default_factory=list)
    status: int | None = None
    reason: str = ""
    http_version: str = "HTTP/1.1"
    headers: list[tuple[str, str]] = field(default_factory=list)
    raw_body: bytes = b""
    body: bytes = b""
    truncated: bool = False
    cause: Cause | None = None
    error: str = ""
    address: str = ""
    elapsed_ms: int | None = None
    dns: dict[str, Any] = field(default_factory=dict)
    tls: dict[str, Any] = field(default_factory=dict)
    request_line: str = ""

    def header(self, name: str) -> str:
        """Return the first value of a header, any letter case; "" if none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    @property
    def was_sent(self) -> bool:
        """Whether the request left for the server: not when its name, connection or certificate failed before."""
        return bool(self.request_line)

    @property
    def location(self) -> str:
        """Where a redirect leads to, as printed; "" if this is none."""
        if self.status not in {301, 302, 303, 307, 308}:
            return ""
        printed = self.header("location")
        try:
            # Header bytes come as Latin-1; a Chinese path in them is UTF-8.
            return printed.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return printed


def cause_of_status(status: int) -> Cause | None:
    """Return the cause that an HTTP status alone names; None for success and redirects.

    521 is a shield's: it comes with a script that a browser has to run first.
    """
    named = {401: Cause.HTTP_401, 403: Cause.HTTP_403, 412: Cause.HTTP_412, 429: Cause.HTTP_429, 521: Cause.CHALLENGE}
    if status in named:
        return named[status]
    if status >= 500:
        return Cause.HTTP_5XX
    return Cause.HTTP_4XX if status >= 400 else None


def decode_content(raw: bytes, coding: str, limit: int) -> tuple[bytes, Cause | None]:
    """Undo gzip or deflate, yielding at most ``limit`` bytes.

    Returns the body and TOO_LARGE when there was more, CUT_OFF when the stream ended early,
    DECODE_FAILED when it is no such stream. An empty coding returns ``raw`` itself.
    """
    coding = coding.strip().lower()
    if not raw or coding in {"", "identity"}:
        return raw[:limit], Cause.TOO_LARGE if len(raw) > limit else None
    if coding not in {"gzip", "x-gzip", "deflate"}:
        return b"", Cause.DECODE_FAILED
    windows = (31,) if "gzip" in coding else (15, -15)
    for window in windows:
        stream = zlib.decompressobj(window)
        try:
            body = stream.decompress(raw, limit)
        except zlib.error:
            continue
        if stream.unconsumed_tail:
            return body, Cause.TOO_LARGE
        return body, None if stream.eof else Cause.CUT_OFF
    return b"", Cause.DECODE_FAILED
