"""The transport: the one place where Qihua's own traffic leaves the machine.

resolver → address check → connect to the checked address with the URL's host and SNI → request → body.
The total limit covers all of it. Redirects are not followed here; the visit follows them, hop by hop.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from http.client import HTTPException
from typing import Any

import certifi
import dns.exception
import dns.name
import dns.resolver
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from data.addresses import split
from data.capture.certificate import certificate_facts
from data.capture.deadline import Deadline
from data.capture.exchange import Exchange, cause_of_status, decode_content
from data.capture.national_tls import answer_in_clear, is_national
from data.capture.network import DnsAnswer, Network
from data.model import Cause

CERTIFICATE_FAULTS = frozenset({Cause.TLS_EXPIRED, Cause.TLS_UNTRUSTED, Cause.TLS_WRONG_NAME})
"""Causes that a visitor may overrule: the page behind is as it was."""
_MAY_BE_NATIONAL = frozenset({Cause.TLS_FAILURE, Cause.TLS_UNTRUSTED})
"""How a handshake ends with a server that speaks only the national suites, or shows a certificate of theirs."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, seconds in total, bytes of body (after content decoding)."""

    connect: float
    total: float
    max_bytes: int


class SeamError(OSError):
    """A connection that the seam itself refused or could not begin, with its named cause."""

    def __init__(self, cause: Cause, text: str) -> None:
        super().__init__(text)
        self.cause = cause


class _Attempt:
    """What the connection classes need to know of the request that is under way in this thread."""

    def __init__(self, transport: Transport, deadline: Deadline) -> None:
        self.transport = transport
        self.deadline = deadline
        self.address = ""
        self.request_line = ""
        self.request_headers: list[tuple[str, str]] = []
        self.sent = False


_current = threading.local()


class _SeamConnection:
    """Connects through the transport's seam instead of the system's resolver."""

    def _new_conn(self) -> socket.socket:
        attempt: _Attempt = _current.attempt
        connection = attempt.transport.connect(self.host, self.port, attempt)  # type: ignore[attr-defined]
        attempt.deadline.watch(connection)
        return connection

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.qihua_address = _current.attempt.address
        if isinstance(self.sock, ssl.SSLSocket):  # type: ignore[attr-defined]
            # Whether the certificate was good is kept in the TLS facts; urllib3 need not warn of it.
            self.is_verified = True
            _current.attempt.transport.note_tls(self.host, self.sock)  # type: ignore[attr-defined]

    def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
        _current.attempt.request_line = f"{method} {url} HTTP/1.1"
        super().putrequest(method, url, *args, **kwargs)  # type: ignore[misc]

    def putheader(self, header: Any, *values: Any) -> None:
        for value in values:
            text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
            _current.attempt.request_headers.append((header, text))
        super().putheader(header, *values)  # type: ignore[misc]

    def endheaders(self, *args: Any, **kwargs: Any) -> None:
        super().endheaders(*args, **kwargs)  # type: ignore[misc]
        attempt: _Attempt = _current.attempt
        attempt.sent = True
        attempt.address = self.qihua_address
        self.sock.settimeout(attempt.deadline.left)  # type: ignore[attr-defined]
        attempt.deadline.watch(self.sock)  # type: ignore[attr-defined]


class _PlainConnection(_SeamConnection, HTTPConnection):
    pass


class _TlsConnection(_SeamConnection, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Redirects are the visit's: here they are neither read to their end nor looked at."""


class _SeamAdapter(HTTPAdapter):
    """Hands every connection to the seam, with one shared TLS context instead of a bundle read per host."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(pool_connections=4, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {"ssl_context": self._context} if host["scheme"] == "https" else {}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave verification to the shared context."""


@lru_cache(maxsize=8)
def _tls_context(ca_pem: str, verified: bool) -> ssl.SSLContext:
    # Building a context from the CA bundle costs 24 ms, so it is made once a process.
    if ca_pem:
        context = ssl.create_default_context(cadata=ca_pem)
    else:
        context = ssl.create_default_context(cafile=certifi.where())
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class Transport:
    """The traffic of one visit to one site: one session, one DNS answer a host, one certificate a host."""

    def __init__(self, network: Network, limits: Limits, user_agent: str) -> None:
        self._network = network
        self._limits = limits
        self._dns: dict[str, DnsAnswer] = {}
        self._tls: dict[str, dict[str, Any]] = {}
        self._national: dict[str, bool] = {}
        self._session = _Session()
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.headers.update(
            {
                "User-Agent": user_agent,
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
                "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
                "Accept-Encoding": "gzip, deflate",
            }
        )
        for prefix in ("http://", "https://"):
            self._session.mount(prefix, _SeamAdapter(_tls_context(network.ca_pem, True)))

    def close(self) -> None:
        """Close the kept connections."""
        self._session.close()

    def accept(self, url: str, fault: Cause) -> None:
        """Read on behind the bad certificate of an address's host; its fault is kept with every later exchange."""
        host = split(url).host
        self._session.mount(f"https://{host}", _SeamAdapter(_tls_context(self._network.ca_pem, False)))
        self._tls[host] = {"verified": False, "error": fault.value}

    def fetch(self, url: str, max_bytes: int | None = None) -> Exchange:
        """Make one attempt to get ``url``; every failure is a named cause in the returned exchange, never raised."""
        exchange = Exchange(url, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        host = split(url).host
        begun = time.monotonic()
        deadline = Deadline(self._limits.total)
        attempt = _Attempt(self, deadline)
        _current.attempt = attempt
        try:
            self._exchange(exchange, url, deadline, max_bytes or self._limits.max_bytes)
            if deadline.expired:
                # A socket shut down inside the headers looks like their end.
                exchange.cause = exchange.cause or Cause.TIMEOUT
        except (requests.RequestException, OSError, ValueError) as error:
            exchange.cause = Cause.TIMEOUT if deadline.expired else _cause_of(error)
            if not self._network.is_up():
                exchange.cause = Cause.NETWORK_UNAVAILABLE
            if exchange.cause in _MAY_BE_NATIONAL and self._speaks_national(url, attempt):
                exchange.cause = Cause.TLS_SM2_SUSPECTED
            exchange.error = _root(error).__class__.__name__
        finally:
            deadline.done()
            _current.attempt = None
        if attempt.sent:
            exchange.request_line, exchange.request_headers = attempt.request_line, attempt.request_headers
        exchange.elapsed_ms = round((time.monotonic() - begun) * 1000)
        exchange.address = attempt.address
        answer = self._dns.get(host)
        if answer is not None:
            exchange.dns = {
                "host": host, "a": list(answer.a), "aaaa": list(answer.aaaa),
                "error": answer.error, "aaaa_error": answer.aaaa_error,
            }  # fmt: skip
        if url.startswith("https:"):
            exchange.tls = dict(self._tls.get(host, {}))
            if not exchange.tls and exchange.cause is not None and exchange.cause.value.startswith("tls_"):
                exchange.tls = {"verified": False, "error": exchange.cause.value}
        return exchange

    def _exchange(self, exchange: Exchange, url: str, deadline: Deadline, max_bytes: int) -> None:
        prepared = self._session.prepare_request(requests.Request("GET", url))
        with contextlib.closing(
            self._session.send(
                prepared, stream=True, allow_redirects=False, timeout=(self._limits.connect, deadline.left)
            )
        ) as response:
            raw = response.raw
            exchange.status, exchange.reason = response.status_code, response.reason or ""
            exchange.http_version = "HTTP/1.0" if raw.version == 10 else "HTTP/1.1"
            exchange.headers = list(raw.headers.items())
            exchange.cause = cause_of_status(exchange.status)
            with self._body_faults(exchange, deadline):
                exchange.raw_body = self._read(raw, deadline, max_bytes)
                exchange.truncated = len(exchange.raw_body) > max_bytes
            exchange.body, fault = decode_content(exchange.raw_body, exchange.header("content-encoding"), max_bytes)
            exchange.truncated = exchange.truncated or fault is Cause.TOO_LARGE
            exchange.cause = exchange.cause or (Cause.TOO_LARGE if exchange.truncated else fault)

    @staticmethod
    @contextlib.contextmanager
    def _body_faults(exchange: Exchange, deadline: Deadline) -> Iterator[None]:
        """A body that breaks off keeps what was read before."""
        try:
            yield
        except _BodyBroken as broken:
            exchange.raw_body = broken.read
            exchange.cause = Cause.TIMEOUT if deadline.expired else Cause.CUT_OFF
            exchange.error = _root(broken).__class__.__name__

    @staticmethod
    def _read(raw: Any, deadline: Deadline, max_bytes: int) -> bytes:
        """Read until the end, the byte cap (one byte more tells that there was more) or the deadline."""
        chunks: list[bytes] = []
        size = 0
        try:
            for chunk in raw.stream(65536, decode_content=False):
                chunks.append(chunk)
                size += len(chunk)
                if size > max_bytes:
                    break
                if deadline.expired:
                    raise TimeoutError
        except Exception as error:
            raise _BodyBroken(b"".join(chunks)) from error
        return b"".join(chunks)

    def connect(self, host: str, port: int, attempt: _Attempt) -> socket.socket:
        """Open a connection to a checked address of ``host``; the first that answers wins."""
        answer = self.resolve(host, attempt.deadline.left)
        if not answer.a and not answer.aaaa:
            cause = Cause.DNS_FAILURE if answer.is_final else Cause.DNS_UNAVAILABLE
            raise SeamError(cause, answer.error or "no address")
        failures: list[Exception] = []
        for resolved in (*answer.a, *answer.aaaa):
            address, to_port = self._network.target(host, port, resolved)
            if not self._network.allows(address, to_port):
                failures.append(SeamError(Cause.PRIVATE_ADDRESS, address))
                continue
            attempt.address = address
            try:
                connection = socket.create_connection(
                    (address, to_port), min(self._limits.connect, attempt.deadline.left)
                )
            except OSError as error:
                failures.append(error)
                if attempt.deadline.expired:
                    break
                continue
            connection.settimeout(attempt.deadline.left)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection
        # What the far side did says more than that one of its addresses can't be reached from here.
        raise min(failures, key=lambda error: _cause_of(error) is Cause.NETWORK_UNAVAILABLE)

    def _speaks_national(self, url: str, attempt: _Attempt) -> bool:
        """Tell whether the server that failed a handshake shows signs of the national suites; looked at once a host."""
        address = split(url)
        if address.host not in self._national:
            answer = b""
            with contextlib.suppress(OSError), self.connect(address.host, address.port or 443, attempt) as connection:
                attempt.deadline.watch(connection)
                answer = answer_in_clear(connection, address.host)
            self._national[address.host] = is_national(answer)
        return self._national[address.host]

    def resolve(self, host: str, timeout: float) -> DnsAnswer:
        """Return the addresses of ``host``, asked once a visit."""
        host = host.lower()
        if host not in self._dns:
            resolver = self._network.resolver or resolve_by_dns
            self._dns[host] = resolver(host, timeout)
        return self._dns[host]

    def note_tls(self, host: str, connection: ssl.SSLSocket) -> None:
        """Keep the facts of the certificate and protocol that ``host`` showed."""
        known = self._tls.get(host, {"verified": True, "error": ""})
        der = connection.getpeercert(binary_form=True)
        self._tls[host] = {**known, "protocol": connection.version() or "", **(certificate_facts(der) if der else {})}


class _BodyBroken(Exception):
    def __init__(self, read: bytes) -> None:
        super().__init__()
        self.read = read


def resolve_by_dns(host: str, timeout: float) -> DnsAnswer:
    """Ask the system's name servers for A and AAAA records."""
    with contextlib.suppress(ValueError):
        return _literal(host)
    try:
        resolver = dns.resolver.Resolver()
    except dns.exception.DNSException:
        return DnsAnswer(error="servfail")
    resolver.lifetime = timeout
    a, error = _ask(resolver, host, "A")
    if error == "nxdomain":
        return DnsAnswer(error=error)
    aaaa, aaaa_error = _ask(resolver, host, "AAAA")
    return DnsAnswer(a, aaaa, error if not (a or aaaa) else "", aaaa_error if aaaa_error != "no_answer" else "")


def _literal(host: str) -> DnsAnswer:
    address = ipaddress.ip_address(host.strip("[]"))
    return DnsAnswer((str(address),), ()) if address.version == 4 else DnsAnswer((), (str(address),))


def _ask(resolver: dns.resolver.Resolver, host: str, kind: str) -> tuple[tuple[str, ...], str]:
    try:
        return tuple(record.to_text() for record in resolver.resolve(host, kind, search=False)), ""
    except (dns.resolver.NXDOMAIN, dns.name.EmptyLabel, dns.name.LabelTooLong, dns.name.NameTooLong):
        # A text that is no name, such as one with an empty label, does not exist either.
        return (), "nxdomain"
    except dns.resolver.NoAnswer:
        return (), "no_answer"
    except dns.exception.Timeout:
        return (), "timeout"
    except dns.exception.DNSException:
        return (), "servfail"


def _root(error: BaseException) -> BaseException:
    """Return the error at the bottom: the one that says what really happened."""
    seen: set[int] = set()
    while id(error) not in seen:
        seen.add(id(error))
        inner = error.__cause__ or getattr(error, "reason", None) or error.__context__
        if not isinstance(inner, BaseException):
            inner = next((arg for arg in error.args if isinstance(arg, BaseException)), None)
        if inner is None or isinstance(error, (SeamError, ssl.SSLError)):
            return error
        error = inner
    return error


def _cause_of(error: BaseException) -> Cause:
    """Name the cause of a failed attempt."""
    root = _root(error)
    if isinstance(root, SeamError):
        return root.cause
    if isinstance(root, ssl.SSLCertVerificationError):
        # OpenSSL's X509_V_ERR numbers: 10 certificate has expired, 62 host name mismatch, 64 address mismatch.
        return {10: Cause.TLS_EXPIRED, 62: Cause.TLS_WRONG_NAME, 64: Cause.TLS_WRONG_NAME}.get(
            root.verify_code, Cause.TLS_UNTRUSTED
        )
    if isinstance(root, TimeoutError):
        return Cause.TIMEOUT
    if isinstance(root, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Cause.CUT_OFF
    if isinstance(root, ssl.SSLError):
        return Cause.TLS_FAILURE
    if isinstance(root, ConnectionRefusedError):
        return Cause.REFUSED
    if isinstance(root, ValueError):
        return Cause.BAD_ADDRESS
    if isinstance(root, ConnectionError | HTTPException | HTTPError | requests.RequestException):
        return Cause.CUT_OFF
    # No descriptor, no buffer, no route, no IPv6 on this machine: none of it is the site's doing.
    return Cause.NETWORK_UNAVAILABLE
