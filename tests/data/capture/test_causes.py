"""Every named cause of a page or site that could not be read, made by a real fault: HTTP, TLS and DNS on loopback."""

from __future__ import annotations

import base64
import gzip
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from data.analysis import Analyst
from data.capture.importing import read_archives
from data.capture.national_tls import is_national
from data.capture.network import DnsAnswer, Network, ZoneResolver
from data.catalogue import Catalogue
from data.conclusion import conclude_round
from data.model import BLOCKED, Cause
from data.registry import Registry, Site
from data.sample import AS_OF, write_registry
from data.sample.certificates import Authority
from tests.data.capture.test_transport import server
from tests.data.capture.test_visit import PLAN, Round
from tests.data.capture.web import Answer, Web, page, redirect, rules, web
from tests.sites.golden import cases

HTML = {"Content-Type": "text/html; charset=utf-8"}
SM2_CERTIFICATE = base64.b64decode(
    "MIIBjjCCATWgAwIBAgIUGvB/5ReneK+eWtW0DDtZI4lsEvYwCgYIKoEcz1UBg3UwHTEbMBkGA1UEAwwSd3d3LnAxLmdvdi5leGFt"
    "cGxlMB4XDTI2MTEyNjAwNDIxMVoXDTI2MTIyNjAwNDIxMVowHTEbMBkGA1UEAwwSd3d3LnAxLmdvdi5leGFtcGxlMFkwEwYHKoZI"
    "zj0CAQYIKoEcz1UBgi0DQgAElgey9fYhh89CecA0iJFODOUqoV9nEu/NMYO+qYRWwxsJlBdQaxDVk2Dxvl9aOLE+X6gHLeQcRun8"
    "mkpx/IDEMaNTMFEwHQYDVR0OBBYEFMQ6zMj/KybT4Gky4jFqLGLG0PfPMB8GA1UdIwQYMBaAFMQ6zMj/KybT4Gky4jFqLGLG0PfP"
    "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoEcz1UBg3UDRwAwRAIgI/gEFoVy3SGeG1UR0Jkej/rXahDJFKHrgp9BySS3o+ACIFbsoSUb"
    "zl20QfIXDZqtIDElBluOcDmMJ1mS6iC3AL40"
)
"""Self-signed with SM2 and SM3 for the invented host www.p1.gov.example: 演示数据（虚构）."""


def html(body: str, status: int = 200) -> Answer:
    return status, HTML, f"<html><body>{body}<!-- 演示数据（虚构） --></body></html>".encode()


def record(kind: int, body: bytes, version: bytes = b"\x03\x03") -> bytes:
    return bytes([kind]) + version + len(body).to_bytes(2) + body


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3) + body


SERVER_HELLO = message(2, b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2b" + b"\x00" + b"\x00\x05\xff\x01\x00\x01\x00")
CHAIN = len(SM2_CERTIFICATE).to_bytes(3) + SM2_CERTIFICATE
SHOWS_SM2_CERTIFICATE = record(22, SERVER_HELLO) + record(22, message(11, len(CHAIN).to_bytes(3) + CHAIN))
SPEAKS_TLCP = record(22, message(2, b"\x01\x01" + bytes(32) + b"\x00\xe0\x13\x00"), b"\x01\x01")
REFUSES_THE_HELLO = record(21, b"\x02\x28")
KNOWS_NO_SUCH_VERSION = record(21, b"\x02\x46", b"\x01\x01")


class Fault:
    """A site with one fault: what its paths answer, or what its port does, and how it is looked at."""

    def __init__(
        self,
        answers: dict[str, Answer | Callable[[], Answer]] | None = None,
        says: bytes | Callable[[socket.socket], None] | None = None,
        zone: DnsAnswer | None = None,
        scheme: str = "http",
        **plan: int,
    ) -> None:
        self.answers, self.says, self.zone, self.scheme, self.plan = answers or {}, says, zone, scheme, plan

    @contextmanager
    def running(self, host: str) -> Iterator[Web]:
        if self.zone is not None:
            yield Web(Network(ZoneResolver({host: self.zone})))
        elif self.says is not None:
            with server(self._say) as port:
                route = {(host, number): ("127.0.0.1", port) for number in (80, 443)}
                yield Web(Network(ZoneResolver({host: DnsAnswer(("127.0.0.1",))}), route))
        else:
            keys = {f"{host}{key}" if key.startswith("/") else key: found for key, found in self.answers.items()}
            with web(keys) as one:
                yield one

    def _say(self, connection: socket.socket) -> None:
        if callable(self.says):
            self.says(connection)
        elif self.says is not None:
            connection.sendall(self.says)


class Refused(Fault):
    @contextmanager
    def running(self, host: str) -> Iterator[Web]:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            route = {(host, number): closed.getsockname() for number in (80, 443)}
            yield Web(Network(ZoneResolver({host: DnsAnswer(("127.0.0.1",))}), route))


class Certified(Fault):
    """An https site whose certificate is not what it should be."""

    def __init__(self, fault: str) -> None:
        super().__init__({"/": page()}, scheme="https")
        self.fault = fault

    @contextmanager
    def running(self, host: str) -> Iterator[Web]:
        served = "other.gov.example" if self.fault == "name" else host
        with web({f"{served}/": page()}, days_left=-10 if self.fault == "expired" else 60) as one:
            network = one.network
            if self.fault == "name":
                route = {(host, number): network.route[served, number] for number in (80, 443)}
                network = replace(network, resolver=ZoneResolver({host: DnsAnswer(("127.0.0.1",))}), route=route)
            if self.fault == "authority":
                network = replace(network, ca_pem=Authority.create().pem)
            yield replace(one, network=network)


class OpenSsl(Fault):
    """A real TLS 1.2 server with settings of its own."""

    def __init__(self, setting: Callable[[ssl.SSLContext], None]) -> None:
        super().__init__(scheme="https")
        self.setting = setting

    @contextmanager
    def running(self, host: str) -> Iterator[Web]:
        with web({f"{host}/": page()}, setting=self.setting) as one:
            yield one


def wants_a_client_certificate(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=Authority.create().pem)
    context.verify_mode = ssl.CERT_REQUIRED


def knows_no_common_suite(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-CAMELLIA256-SHA384")


def slow() -> Answer:
    time.sleep(1.5)
    return page()


FAULTS: dict[str, tuple[Fault, Cause]] = {
    "the name does not exist": (Fault(zone=DnsAnswer(error="nxdomain")), Cause.DNS_FAILURE),
    "the name servers are silent": (Fault(zone=DnsAnswer(error="timeout")), Cause.DNS_UNAVAILABLE),
    "a private address": (Fault(zone=DnsAnswer(("10.0.0.8",))), Cause.PRIVATE_ADDRESS),
    "no route from here": (Fault(zone=DnsAnswer(("2001:4860:4860::8888",))), Cause.NETWORK_UNAVAILABLE),
    "a closed port": (Refused(), Cause.REFUSED),
    "a slow page": (Fault({"/robots.txt": rules(""), "/": slow}), Cause.TIMEOUT),
    "half a page": (Fault({"/": (200, {**HTML, "Content-Length": "5000", "Connection": "close"}, b"<html>")}), Cause.CUT_OFF),
    "a certificate that ran out": (Certified("expired"), Cause.TLS_EXPIRED),
    "a certificate of nobody known": (Certified("authority"), Cause.TLS_UNTRUSTED),
    "a certificate of another host": (Certified("name"), Cause.TLS_WRONG_NAME),
    "no TLS at the TLS port": (Fault(says=b"HTTP/1.1 400 Bad Request\r\n\r\n", scheme="https"), Cause.TLS_FAILURE),
    "visitors need a certificate": (OpenSsl(wants_a_client_certificate), Cause.TLS_FAILURE),
    "no suite in common": (OpenSsl(knows_no_common_suite), Cause.TLS_SM2_SUSPECTED),
    "a certificate by SM2": (Fault(says=SHOWS_SM2_CERTIFICATE, scheme="https"), Cause.TLS_SM2_SUSPECTED),
    "a hello in TLCP": (Fault(says=SPEAKS_TLCP, scheme="https"), Cause.TLS_SM2_SUSPECTED),
    "an alert": (Fault(says=REFUSES_THE_HELLO, scheme="https"), Cause.TLS_SM2_SUSPECTED),
    "an alert in TLCP": (Fault(says=KNOWS_NO_SUCH_VERSION, scheme="https"), Cause.TLS_SM2_SUSPECTED),
    "a challenge": (Fault({"/": html("<title>安全验证</title><p>请完成验证</p>")}), Cause.CHALLENGE),
    "a challenge with 403": (Fault({"/": html("<p>Web应用防火墙：您的访问已被拦截</p>", 403)}), Cause.CHALLENGE),
    "401": (Fault({"/": html("", 401)}), Cause.HTTP_401),
    "403": (Fault({"/": html("", 403)}), Cause.HTTP_403),
    "412": (Fault({"/": html("", 412)}), Cause.HTTP_412),
    "429": (Fault({"/": html("", 429)}), Cause.HTTP_429),
    "410": (Fault({"/": html("", 410)}), Cause.HTTP_4XX),
    "502": (Fault({"/": html("", 502)}), Cause.HTTP_5XX),
    "a circle": (Fault({"/": redirect("/a"), "/a": redirect("/")}), Cause.REDIRECT_LOOP),
    "another host": (
        Fault({"/": redirect("http://other.gov.example/"), "other.gov.example/": page()}),
        Cause.REDIRECT_AWAY,
    ),
    "no address": (Fault({"/": redirect("http://[::1/")}), Cause.BAD_ADDRESS),
    "rules against all": (Fault({"/robots.txt": rules("User-agent: *\nDisallow: /"), "/": page()}), Cause.ROBOTS_DISALLOWED),
    "rules that fail": (Fault({"/robots.txt": html("", 503), "/": page()}), Cause.ROBOTS_UNAVAILABLE),
    "nothing": (Fault({"/": (200, HTML, b" \n ")}), Cause.EMPTY),
    "more than is read": (Fault({"/": page()}, max_bytes=500), Cause.TOO_LARGE),
    "thousands of open elements": (Fault({"/": html("<div>" * 3000)}), Cause.TOO_DEEP),
    "a document": (Fault({"/": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 <x>")}), Cause.WRONG_TYPE),
    "a domain for sale": (Fault({"/": html("<p>该域名可转让</p>")}), Cause.PARKED),
    "somebody else's title": (Fault({"/": html("<title>某某棋牌平台</title><p>示意</p>")}), Cause.HIJACKED),
    "under construction": (Fault({"/": html("<p>网站升级改造中</p>")}), Cause.PLACEHOLDER),
    "an empty frame": (Fault({"/": html('<div id="app"></div><script src="/app.js"></script>')}), Cause.SCRIPT_SHELL),
    "a polite no": (Fault({"/": html("<p>抱歉，您访问的页面不存在</p>")}), Cause.SOFT_404),
    "no encoding": (Fault({"/": (200, HTML, b"<html>" + b"\xff\x80" * 400)}), Cause.DECODE_FAILED),
    "no gzip": (Fault({"/": (200, {**HTML, "Content-Encoding": "gzip"}, b"<html>")}), Cause.DECODE_FAILED),
    "one request too many": (Fault({"/": page('<a href="/x/">政务服务</a>')}, requests_a_site=1), Cause.BUDGET_USED),
}  # fmt: skip


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry.load(write_registry(tmp_path_factory.mktemp("registry")), AS_OF[1])


@pytest.fixture
def site(registry: Registry) -> Iterator[Site]:
    found = next(s for s in registry.sites.values() if s.is_portal and s.url.startswith("http:"))
    yield found
    registry.sites[found.site_id] = found


@pytest.mark.parametrize(("fault", "cause"), FAULTS.values(), ids=FAULTS)
def test_a_real_fault_has_its_named_cause(
    tmp_path: Path, registry: Registry, site: Site, fault: Fault, cause: Cause
) -> None:
    changed = registry.sites[site.site_id] = replace(site, url=f"{fault.scheme}://{site.host}/")
    with fault.running(site.host) as running:
        one = Round(tmp_path, registry, changed, running, replace(PLAN, **fault.plan))
        found = one.visit()
    named = {found.home_cause, *(capture.cause for capture in one.captures)}
    assert cause in named, named
    if cause in BLOCKED:
        reachable = found.readings["site_reachable"]
        assert (reachable.value, reachable.cause) == (None, cause), "kept out is unknown, never zero"


UNUSED = {Cause.NO_COLLECTOR}
"""No indicator of this catalogue is without a collector."""


def test_the_rule_that_owners_are_told_to_write_lets_us_in(tmp_path: Path, registry: Registry, site: Site) -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Qihua\nAllow: /\n"
    with Fault({"/robots.txt": rules(text), "/": page()}).running(site.host) as running:
        assert Round(tmp_path, registry, site, running).visit().home_cause is None


def causes_without_pages(registry: Registry, site_id: str) -> set[Cause | None]:
    """What a visit that brought nothing home, and a site that nobody visited, are told."""
    nothing = Analyst(registry, PLAN).conclude(site_id, 1)
    unvisited = conclude_round("r", "a", [site_id], {}, registry, Catalogue.load(), 2)
    return {reading.cause for reading in nothing.readings.values()} | {o.cause for o in unvisited}


def test_every_cause_is_made_by_a_fault_a_golden_site_or_by_what_people_left_out(
    tmp_path: Path, registry: Registry
) -> None:
    made = {cause for _, cause in FAULTS.values()}
    told = {Cause(case.expected["cause"]) for case in cases() if "cause" in case.expected}
    asked_of_people = {Cause.TOO_FEW_EVALUATORS}  # tests of the survey's conclusion
    others = causes_without_pages(registry, "910000-1") | {cause_of_a_record_that_was_cut(tmp_path)}
    assert set(Cause) - made - told - others - asked_of_people - UNUSED == set()


def cause_of_a_record_that_was_cut(folder: Path) -> Cause | None:
    """Somebody's archive holds a page with less of its body than it announced."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    http = head.encode() + gzip.compress(b"<p>page</p>" * 100)[:-12]
    record = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://www.p1.gov.example/\r\n"
    record += "WARC-Date: 2026-11-24T02:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
    record += f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    file = folder / "theirs.warc"
    file.write_bytes(record.encode() + http + b"\r\n\r\n")
    return read_archives([file])[0][0].cause


@pytest.mark.parametrize(
    ("received", "national"),
    [
        (b"", False),
        (REFUSES_THE_HELLO, True),
        (record(21, b"\x02\x2f"), False),
        (record(22, SERVER_HELLO) + REFUSES_THE_HELLO, False),
        (SPEAKS_TLCP, True),
        (b"HTTP/1.1 400 Bad Request\r\n", False),
    ],
    ids=["silence", "refusal", "illegal parameter", "later refusal", "tlcp", "plain http"],
)
def test_only_a_refusal_as_first_word_is_a_sign_of_national_suites(received: bytes, national: bool) -> None:
    assert is_national(received) == national
