"""The archive: WARC 1.1 files of every attempt, and the index rebuilt from them.

An attempt is written as up to three records — request, response, metadata — and the metadata record comes last:
its UUID is the capture's id and its JSON holds everything that HTTP does not (cause, DNS, TLS, timings, visit, purpose).
An attempt without its metadata record was torn and does not exist. A writer only ever makes new files.
DNS answers are ``dns:`` records of their own as well, as other archive tools expect them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import threading
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from data.addresses import split
from data.capture.exchange import Exchange, decode_content
from data.errors import Problem, QihuaError, fail
from data.model import Capture, Cause, Purpose

SOFTWARE = "Qihua"
_MAX_BODY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArchivedCapture:
    """A capture read back from its WARC file. body is content-decoded; without a response status is None."""

    capture: Capture
    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    dns: dict[str, Any]
    tls: dict[str, Any]
    error: str

    @property
    def status(self) -> int | None:
        """The HTTP status; None when there was no answer."""
        return self.capture.http_status

    def header(self, name: str) -> str:
        """Return the first value of a response header, any letter case; "" if none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


class ArchiveWriter:
    """Writes one new WARC file; safe to share between the threads of one worker."""

    def __init__(self, folder: Path, round_id: str, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = _unused(folder, name)
        self._round_id = round_id
        self._file = self.path.open("xb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        self._lock = threading.Lock()
        info = {"software": SOFTWARE, "format": "WARC File Format 1.1", "isPartOf": round_id}
        self._writer.write_record(self._writer.create_warcinfo_record(self.path.name, info))

    def write(self, exchange: Exchange, site_id: str, visit: int, purpose: Purpose, previous: str = "") -> Capture:
        """Archive one attempt and return its capture, with the place it can be read back from."""
        capture_id = uuid.uuid4().hex
        body_digest = hashlib.sha256(exchange.body).hexdigest() if exchange.status is not None else ""
        with self._lock:
            offset = self._file.tell()
            capture = Capture(
                capture_id, self._round_id, site_id, visit, purpose, exchange.url, exchange.started_at, previous,
                exchange.status, exchange.header("content-type"), exchange.cause, exchange.address,
                exchange.elapsed_ms, len(exchange.body), body_digest, exchange.truncated, self.path.name, offset,
            )  # fmt: skip
            self._write_records(exchange, capture)
            self._file.flush()
        return capture

    def write_dns(self, exchange: Exchange) -> None:
        """Archive the DNS answer that an exchange rests on as a ``dns:`` record."""
        answer = exchange.dns
        lines = [exchange.started_at.replace("-", "").replace(":", "").replace("T", "")[:14]]
        lines += [f"{answer['host']}. IN A {address}" for address in answer["a"]]
        lines += [f"{answer['host']}. IN AAAA {address}" for address in answer["aaaa"]]
        lines += [f"; error: {answer[key]} ({key})" for key in ("error", "aaaa_error") if answer[key]]
        text = ("\n".join(lines) + "\n").encode()
        record = self._writer.create_warc_record(
            f"dns:{answer['host']}",
            "resource",
            payload=io.BytesIO(text),
            length=len(text),
            warc_content_type="text/dns",
            warc_headers_dict={"WARC-Date": exchange.started_at},
        )
        with self._lock:
            self._writer.write_record(record)

    def _write_records(self, exchange: Exchange, capture: Capture) -> None:
        metadata_id = f"<urn:uuid:{uuid.UUID(capture.id)}>"
        common = {"WARC-Date": capture.requested_at, "WARC-Concurrent-To": metadata_id}
        if capture.address:
            common["WARC-IP-Address"] = capture.address
        if exchange.was_sent:
            head = StatusAndHeaders(exchange.request_line, exchange.request_headers, is_http_request=True)
            self._add(exchange.url, "request", b"", head, common)
        if exchange.status is not None:
            head = StatusAndHeaders(
                f"{exchange.status} {_ascii(exchange.reason)}".strip(),
                _stored_headers(exchange.headers),
                exchange.http_version,
            )
            truncated = {"WARC-Truncated": "length"} if exchange.truncated else {}
            self._add(exchange.url, "response", exchange.raw_body, head, {**common, **truncated})
        fields = _capture_fields(capture) | {"dns": exchange.dns, "tls": exchange.tls, "error": exchange.error}
        metadata = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()
        record = self._writer.create_warc_record(
            exchange.url,
            "metadata",
            payload=io.BytesIO(metadata),
            length=len(metadata),
            warc_content_type="application/json",
            warc_headers_dict={"WARC-Date": capture.requested_at, "WARC-Record-ID": metadata_id},
        )
        self._writer.write_record(record)

    def _add(self, url: str, kind: str, payload: bytes, head: StatusAndHeaders, headers: dict[str, str]) -> None:
        record = self._writer.create_warc_record(
            url, kind, payload=io.BytesIO(payload), length=len(payload), http_headers=head, warc_headers_dict=headers
        )
        self._writer.write_record(record)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def read_capture(archive: Path, capture: Capture) -> ArchivedCapture:
    """Read one capture back from the archive folder of its round.

    Raises ``archive.missing`` when the file is gone and ``archive.damaged`` when the record is not whole.
    """
    path = archive / capture.warc_file
    try:
        with path.open("rb") as stream:
            stream.seek(capture.warc_offset)
            found = next(_attempts(stream, path.name), None)
    except OSError as error:
        raise fail("archive.missing", where=str(path), found=capture.id) from error
    except _Torn as error:
        raise fail("archive.damaged", where=str(path), found=capture.id) from error
    if found is None or found.capture.id != capture.id:
        raise fail("archive.damaged", where=str(path), found=capture.id)
    return found


def read_archive(path: Path) -> tuple[list[ArchivedCapture], list[Problem]]:
    """Read all whole attempts of one of our own WARC files; a torn end is named as a problem."""
    whole: list[ArchivedCapture] = []
    with path.open("rb") as stream:
        try:
            whole.extend(_attempts(stream, path.name))
        except _Torn:
            return whole, [Problem("archive.cut_off", str(path), str(len(whole)))]
    return whole, []


def read_foreign(path: Path) -> tuple[list[Exchange], list[Problem]]:
    """Read the HTTP responses of any WARC file, in order.

    Returns them with the problems of the file: ``archive.cut_off`` names how many records were whole,
    ``archive.bad_record`` a response without a usable address, time or status. Raises ``archive.missing`` when there is
    no such file, ``archive.not_warc`` when it is none, and the problems when no response is usable.
    """
    exchanges: list[Exchange] = []
    problems: list[Problem] = []
    try:
        stream = path.open("rb")
    except OSError as error:
        raise fail("archive.missing", where=str(path), found=error.strerror or "") from error
    with stream:
        try:
            for record in _records(stream):
                if record.rec_type == "response" and record.http_headers is not None:
                    try:
                        exchanges.append(_foreign_exchange(record, f"{path}: {record.offset}"))
                    except QihuaError as error:
                        problems += error.problems
        except _Torn as error:
            if not exchanges and not problems:
                code = "archive.cut_off" if _begins_as_warc(path) else "archive.not_warc"
                raise fail(code, where=str(path), found="0" if code == "archive.cut_off" else str(error)) from error
            problems.append(Problem("archive.cut_off", str(path), str(len(exchanges))))
    if not exchanges:
        raise QihuaError(*problems) if problems else fail("archive.not_warc", where=str(path))
    return exchanges, problems


def _begins_as_warc(path: Path) -> bool:
    """Tell whether a file begins as a WARC file does, compressed or not, whatever became of its end."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head[:2] == b"\x1f\x8b":
        try:
            head = zlib.decompressobj(31).decompress(head)
        except zlib.error:
            return False
    return head.startswith(b"WARC/1.")


class _Torn(Exception):
    """The file ends inside a record, or is no WARC file."""


def _records(stream: BinaryIO) -> Iterator[Any]:
    """Yield records whose content is whole, with the content read into ``record.content``."""
    iterator = ArchiveIterator(stream)
    begun = stream.tell()
    last = None
    try:
        for record in iterator:
            record.content = record.raw_stream.read()
            if not record.rec_type or record.rec_headers.get_header("Content-Length") is None:
                raise _Torn("file ends inside a record's header")
            if len(record.content) < _declared_length(record):
                raise _Torn("record is shorter than it says")
            record.offset = last = iterator.get_record_offset()
            yield record
    # warcio answers half a record header with whatever error its parser stumbles into.
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, TypeError) as error:
        raise _Torn(str(error)[:80]) from error
    _check_end(stream, begun if last is None else last)


def _declared_length(record: Any) -> int:
    declared = int(record.rec_headers.get_header("Content-Length") or 0)
    head = record.http_headers.total_len if record.http_headers is not None else 0
    return declared - head


def _check_end(stream: BinaryIO, last: int) -> None:
    """Tell a file that ends after its last record from one that breaks off: warcio stops at both without a word."""
    stream.seek(last)
    rest = stream.read()
    if rest[:2] != b"\x1f\x8b":
        head, found, content = rest.partition(b"\r\n\r\n")
        length = re.search(rb"^Content-Length:\s*(\d+)", head, re.IGNORECASE | re.MULTILINE)
        if rest and not (found and rest.startswith(b"WARC/") and length):
            raise _Torn("no WARC record")
        if length and content[int(length.group(1)) :].strip(b"\r\n"):
            raise _Torn("file ends inside a record's header")
        return
    member = zlib.decompressobj(31)
    try:
        member.decompress(rest)
    except zlib.error as error:
        raise _Torn(str(error)) from error
    if not member.eof or member.unused_data.strip(b"\0\r\n"):
        raise _Torn("file ends inside a record")


def _attempts(stream: BinaryIO, file_name: str) -> Iterator[ArchivedCapture]:
    """Yield the attempts of one of our files from the stream's position on."""
    request: Any = None
    response: Any = None
    first: int | None = None
    for record in _records(stream):
        if record.rec_type == "request":
            request, response, first = record, None, record.offset
        elif record.rec_type == "response":
            response = record
            first = record.offset if first is None else first
        elif record.rec_type == "metadata":
            offset = record.offset if first is None else first
            yield _archived(_metadata(record), request, response, file_name, offset)
            request, response, first = None, None, None


def _metadata(record: Any) -> dict[str, Any]:
    try:
        fields: dict[str, Any] = json.loads(record.content)
    except ValueError as error:
        raise _Torn("metadata is not whole") from error
    return fields


def _archived(fields: dict[str, Any], request: Any, response: Any, file_name: str, offset: int) -> ArchivedCapture:
    headers = tuple(response.http_headers.headers) if response is not None else ()
    coding = next((value for key, value in headers if key.lower() == "content-encoding"), "")
    body = decode_content(response.content, coding, fields["size"] or _MAX_BODY)[0] if response is not None else b""
    capture = Capture(
        **{key: fields[key] for key in _CAPTURE_KEYS},
        purpose=Purpose(fields["purpose"]),
        cause=Cause(fields["cause"]) if fields["cause"] else None,
        warc_file=file_name,
        warc_offset=offset,
    )
    return ArchivedCapture(
        capture,
        tuple(request.http_headers.headers) if request is not None else (),
        headers,
        body[: capture.size],
        fields["dns"],
        fields["tls"],
        fields["error"],
    )


_CAPTURE_KEYS = (
    "id", "round_id", "site_id", "visit", "url", "requested_at", "previous", "http_status", "content_type",
    "address", "elapsed_ms", "size", "body_sha256", "truncated",
)  # fmt: skip


def _capture_fields(capture: Capture) -> dict[str, Any]:
    fields: dict[str, Any] = {key: getattr(capture, key) for key in _CAPTURE_KEYS}
    return fields | {"purpose": capture.purpose.value, "cause": capture.cause.value if capture.cause else None}


def _ascii(text: str) -> str:
    # A WARC file's HTTP head is ASCII; servers do send reasons in other signs.
    return text.encode("ascii", "replace").decode()


def _stored_headers(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # The body is stored with its transfer coding removed, so the header that announced it must not mislead a reader.
    return [("X-Archive-" + key if key.lower() == "transfer-encoding" else key, value) for key, value in headers]


def _foreign_exchange(record: Any, place: str) -> Exchange:
    """Raises ``archive.bad_record`` with all that is wrong with the record at ``place``."""
    headers = list(record.http_headers.headers)
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    dated = record.rec_headers.get_header("WARC-Date") or ""
    captured_at = _instant(dated)
    status = record.http_headers.get_statuscode() or ""
    fields = (
        ("WARC-Target-URI", url, "http://… https://…", split(url).is_web),
        ("WARC-Date", dated, "YYYY-MM-DDThh:mm:ssZ", bool(captured_at)),
        ("HTTP", status, "100–599", re.fullmatch("[1-5][0-9]{2}", status) is not None),
    )
    if not all(usable for *_, usable in fields):
        raise QihuaError(
            *(
                Problem("archive.bad_record", f"{place} {name}", found, allowed)
                for name, found, allowed, usable in fields
                if not usable
            )
        )
    exchange = Exchange(
        url,
        captured_at,
        status=int(status),
        headers=headers,
        raw_body=_unchunked(record.content, exchange_header(headers, "transfer-encoding")),
        address=record.rec_headers.get_header("WARC-IP-Address") or "",
    )
    exchange.body, exchange.cause = decode_content(exchange.raw_body, exchange.header("content-encoding"), _MAX_BODY)
    return exchange


def _instant(text: str) -> str:
    """The UTC second of a WARC date; "" for one that is none or too coarse to be one."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def exchange_header(headers: list[tuple[str, str]], name: str) -> str:
    """Return the first value of a header in a list of pairs, any letter case; "" if none."""
    return next((value for key, value in headers if key.lower() == name), "")


def _unchunked(body: bytes, transfer_encoding: str) -> bytes:
    """Remove a chunked transfer coding (RFC 9112 §7.1) that the other tool kept; other bodies come back as they are."""
    if "chunked" not in transfer_encoding.lower():
        return body
    out, rest = bytearray(), body
    while True:
        head, found, tail = rest.partition(b"\r\n")
        try:
            size = int(head.split(b";")[0], 16)
        except ValueError:
            return bytes(out) if out else body
        if not found or size == 0:
            return bytes(out)
        out += tail[:size]
        rest = tail[size + 2 :]


def _unused(folder: Path, name: str) -> Path:
    for serial in range(10_000):
        path = folder / f"{name}-{serial:04d}.warc.gz"
        if not path.exists() and not os.path.lexists(path):
            return path
    raise fail("archive.too_many_files", where=str(folder), allowed="10000")
