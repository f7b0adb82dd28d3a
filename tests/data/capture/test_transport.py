"""The transport seam against real servers that misbehave."""

from __future__ import annotations

import gzip
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from data.capture.network import DnsAnswer, Network, ZoneResolver
from data.capture.transport import Limits, Transport
from data.model import Cause

HOST = "www.p1.gov.example"
LIMITS = Limits(connect=1.0, total=1.0, max_bytes=10_000)


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept connections on loopback and let ``answer`` do with each what it likes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_handle, args=(connection, answer), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def _handle(connection: socket.socket, answer: Callable[[socket.socket], None]) -> None:
    with connection:
        try:
            connection.recv(65536)
            answer(connection)
        except OSError:
            return


def network(port: int, **zone: DnsAnswer) -> Network:
    answers = {HOST: DnsAnswer(("127.0.0.1",))} | zone
    return Network(ZoneResolver(answers), {(HOST, 80): ("127.0.0.1", port), (HOST, 443): ("127.0.0.1", port)})


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def fetch(answer: Callable[[socket.socket], None], url: str = f"http://{HOST}/", limits: Limits = LIMITS):
    with server(answer) as port:
        transport = Transport(network(port), limits, "test")
        try:
            return transport.fetch(url)
        finally:
            transport.close()


def test_a_page_arrives_with_headers_address_and_dns() -> None:
    exchange = fetch(lambda c: c.sendall(page(b"<p>hello</p>", "X-Kind: sample")))
    assert (exchange.status, exchange.body, exchange.cause) == (200, b"<p>hello</p>", None)
    assert exchange.header("x-kind") == "sample"
    assert exchange.address == "127.0.0.1"
    assert exchange.dns == {"host": HOST, "a": ["127.0.0.1"], "aaaa": [], "error": "", "aaaa_error": ""}
    assert ("User-Agent", "test") in exchange.request_headers


def test_the_total_limit_ends_a_server_that_sends_a_byte_at_a_time() -> None:
    def trickle(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.1)

    begun = time.monotonic()
    exchange = fetch(trickle)
    assert time.monotonic() - begun < 2.5
    assert exchange.cause is Cause.TIMEOUT
    assert 0 < len(exchange.raw_body) < 1000, "what came before the end is kept"


def test_the_total_limit_covers_headers_sent_a_byte_at_a_time() -> None:
    def trickle(connection: socket.socket) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 500:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    begun = time.monotonic()
    exchange = fetch(trickle)
    assert exchange.cause is Cause.TIMEOUT
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (lambda c: None, Cause.CUT_OFF),
        (lambda c: c.sendall(page(b"x" * 100)[:-50]), Cause.CUT_OFF),
        (lambda c: c.sendall(page(b"no", status="403 Forbidden")), Cause.HTTP_403),
        (lambda c: c.sendall(page(b"no", status="412 Precondition Failed")), Cause.HTTP_412),
        (lambda c: c.sendall(page(b"no", status="404 Not Found")), Cause.HTTP_4XX),
        (lambda c: c.sendall(page(b"no", status="521 Down")), Cause.CHALLENGE),
        (lambda c: c.sendall(page(b"x" * 20_000)), Cause.TOO_LARGE),
        (lambda c: c.sendall(page(gzip.compress(b"0" * 5_000_000), "Content-Encoding: gzip")), Cause.TOO_LARGE),
        (lambda c: c.sendall(page(b"no gzip at all", "Content-Encoding: gzip")), Cause.DECODE_FAILED),
        (lambda c: c.sendall(page(gzip.compress(b"a" * 500)[:-12], "Content-Encoding: gzip")), Cause.CUT_OFF),
        (lambda c: time.sleep(3), Cause.TIMEOUT),
    ],
    ids="silent cut 403 412 404 521 large bomb badgzip cutgzip slow".split(),
)
def test_every_fault_has_its_named_cause(answer: Callable[[socket.socket], None], cause: Cause) -> None:
    assert fetch(answer).cause is cause


def test_the_byte_cap_bounds_what_is_kept() -> None:
    exchange = fetch(lambda c: c.sendall(page(gzip.compress(b"0" * 5_000_000), "Content-Encoding: gzip")))
    assert exchange.truncated
    assert len(exchange.body) == LIMITS.max_bytes


def test_a_gzip_body_is_kept_as_received_and_decoded_beside() -> None:
    packed = gzip.compress(b"<p>text</p>")
    exchange = fetch(lambda c: c.sendall(page(packed, "Content-Encoding: gzip")))
    assert (exchange.raw_body, exchange.body) == (packed, b"<p>text</p>")


def test_refused_and_unknown_names_and_private_addresses_are_told_apart() -> None:
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    zone = {"gone.gov.example": DnsAnswer(error="nxdomain"), "inside.gov.example": DnsAnswer(("10.0.0.8",))}
    with closed:
        transport = Transport(network(closed.getsockname()[1], **zone), LIMITS, "test")
        causes = [transport.fetch(f"http://{host}/").cause for host in (HOST, "gone.gov.example", "inside.gov.example")]
    assert causes == [Cause.REFUSED, Cause.DNS_FAILURE, Cause.PRIVATE_ADDRESS]


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (DnsAnswer(error="nxdomain"), Cause.DNS_FAILURE),
        (DnsAnswer(error="no_answer"), Cause.DNS_FAILURE),
        (DnsAnswer(error="timeout"), Cause.DNS_UNAVAILABLE),
        (DnsAnswer(error="servfail"), Cause.DNS_UNAVAILABLE),
        (DnsAnswer(error="no_answer", aaaa_error="timeout"), Cause.DNS_UNAVAILABLE),
    ],
)
def test_only_an_answer_of_the_name_servers_says_that_a_name_is_gone(answer: DnsAnswer, cause: Cause) -> None:
    transport = Transport(Network(ZoneResolver({HOST: answer})), LIMITS, "test")
    assert transport.fetch(f"http://{HOST}/").cause is cause


@pytest.mark.parametrize("address", ["224.0.0.1", "fe80::1"], ids=["no route", "IPv6 only, and none here"])
def test_what_this_machine_cannot_reach_is_not_the_sites_refusal(address: str) -> None:
    network = Network(ZoneResolver({HOST: DnsAnswer((address,))}), {(HOST, 80): (address, 80)})
    assert Transport(network, LIMITS, "test").fetch(f"http://{HOST}/").cause is Cause.NETWORK_UNAVAILABLE


def test_a_machine_out_of_file_descriptors_blames_itself() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with server(lambda c: c.sendall(page(b"<p>hello</p>"))) as port, ExitStack() as taken:
        transport = Transport(network(port), LIMITS, "test")
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
        try:
            with suppress(OSError):
                while True:
                    taken.enter_context(Path("/dev/null").open("rb"))
            exchange = transport.fetch(f"http://{HOST}/")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            taken.close()
    assert (exchange.cause, exchange.status) == (Cause.NETWORK_UNAVAILABLE, None)


@pytest.mark.parametrize("url", ["http://[::1/", "http://a℀b.gov.example/", "http://www..gov.example/"])
def test_an_address_that_is_none_is_named_as_such(url: str) -> None:
    assert Transport(Network(), LIMITS, "test").fetch(url).cause in {Cause.BAD_ADDRESS, Cause.DNS_FAILURE}


def test_an_answer_that_is_no_http_is_the_far_sides_fault() -> None:
    assert fetch(lambda c: c.sendall(b"220 mail ready\r\n\r\n")).cause is Cause.CUT_OFF


def test_loopback_is_open_only_where_the_route_leads() -> None:
    with server(lambda c: c.sendall(page(b"secret"))) as port:
        resolver = ZoneResolver({"evil.gov.example": DnsAnswer(("127.0.0.1",))})
        transport = Transport(Network(resolver), LIMITS, "test")
        exchange = transport.fetch(f"http://evil.gov.example:{port}/")
    assert (exchange.cause, exchange.body) == (Cause.PRIVATE_ADDRESS, b"")


def test_a_redirect_is_returned_and_not_followed() -> None:
    exchange = fetch(lambda c: c.sendall(page(b"", "Location: /next", status="302 Found")))
    assert (exchange.status, exchange.location) == (302, "/next")


def test_plain_text_on_the_tls_port_is_a_failed_handshake() -> None:
    exchange = fetch(lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), f"https://{HOST}/")
    assert exchange.cause in {Cause.TLS_FAILURE, Cause.CUT_OFF}
    assert exchange.status is None
