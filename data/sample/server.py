"""Serves the sample over HTTP and HTTPS on loopback from a process of its own, and hands over what the transport seam needs."""

from __future__ import annotations

import gzip
import multiprocessing
import socket
import socketserver
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache
from http.server import BaseHTTPRequestHandler
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.capture.network import DnsAnswer, Network, ZoneResolver
from data.errors import fail
from data.processes import ignore_ctrl_c, start_shielded
from data.sample.certificates import Authority
from data.sample.pages import Response, platform_page, respond
from data.sample.plan import NATIONAL_PLATFORM, SEED, STATE_HOST, SUFFIX, SitePlan, World, build_world
from data.sample.systems import FILING, GOLDEN, NATIONAL

VANTAGE = "境内：演示环境（虚构）"
SLOW_SECONDS = 5.0
"""How long the slow host keeps a visitor waiting: longer than the sample plan's total."""
_COMPRESSED_FAMILY = 2


@contextmanager
def serve(edition: int, today: date, seed: int = SEED) -> Iterator[Network]:
    """Serve an edition of the sample as on ``today`` (Asia/Shanghai) for the length of a block.

    Raises ``sample.did_not_start``.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, edition, today, seed), daemon=True, name="sample")
    start_shielded(process)
    theirs.close()
    try:
        if not ours.poll(60):
            raise fail("sample.did_not_start")
        http, https, refused, ca_pem = ours.recv()
        network = _network(build_world(seed, edition), http, https, refused, ca_pem)
        yield replace(network, is_up=lambda: not wait([process.sentinel], 0))
    finally:
        ours.close()
        process.terminate()
        process.join(5)
        if process.is_alive():
            process.kill()


def _network(world: World, http: int, https: int, refused: int, ca_pem: str) -> Network:
    """The zone, the route and the authority of the running sample."""
    zone: dict[str, DnsAnswer] = {}
    route: dict[tuple[str, int], tuple[str, int]] = {}
    loopback = "127.0.0.1"
    for site in world.sites:
        if site.fault == "dns":
            zone[site.host] = DnsAnswer(error="nxdomain")
            continue
        zone[site.host] = DnsAnswer((loopback,), ("::1",) if site.features.ipv6 else ())
        closed = site.fault == "refused"
        route[(site.host, 80)] = (loopback, refused if closed else http)
        route[(site.host, 443)] = (loopback, refused if closed or not _has_tls(site) else https)
    for host in _extra_hosts(world):
        zone[host] = DnsAnswer((loopback,))
        route[(host, 80)], route[(host, 443)] = (loopback, http), (loopback, https)
    return Network(ZoneResolver(zone), route, ca_pem, vantage=VANTAGE)


def _has_tls(site: SitePlan) -> bool:
    return site.scheme == "https"


def _extra_hosts(world: World) -> list[str]:
    """Hosts that are served and are no sites: state portal, platforms, systems, hotline, services, the redirect's target."""
    provinces = [unit.code[:2] for unit in world.units if unit.level == "province"]
    platforms = [f"{name}.p{province}.{SUFFIX}" for province in provinces for name in ("zwfw", "data", "12345")]
    systems = [system.host for system in (*GOLDEN, *NATIONAL, FILING)]
    further = [f"bm.{site.host.removeprefix('www.')}" for site in world.sites if site.features.service_hosts > 2]
    hosts = [STATE_HOST, NATIONAL_PLATFORM, "travel.example", f"12345.pyx.{SUFFIX}", *platforms, *systems, *further]
    return list(dict.fromkeys(hosts))


def _run(pipe: Connection, edition: int, today: date, seed: int) -> None:
    """The server process: listen, tell the ports, serve until it is ended."""
    ignore_ctrl_c()
    world = build_world(seed, edition)
    site_of = _SiteFinder(world)
    handler = type("Handler", (_Handler,), {"world": world, "today": today, "sites": site_of})
    authority = Authority.create()
    plain = _Server(("127.0.0.1", 0), handler)
    secure = _Server(("127.0.0.1", 0), handler)
    secure.tls = _tls_context(authority, world)
    # Bound and never listening: connections to it are refused, and nobody else can take the port meanwhile.
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    for server in (plain, secure):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send((plain.server_address[1], secure.server_address[1], closed.getsockname()[1], authority.pem))
    # Ends with the parent: the pipe breaks when it goes.
    try:
        pipe.recv()
    except EOFError:
        return


def _tls_context(authority: Authority, world: World) -> ssl.SSLContext:
    """One certificate for all good hosts, one that expired, chosen by the name the visitor asks for."""
    secure = [site.host for site in world.sites if _has_tls(site)]
    expired = {site.host for site in world.sites if site.fault == "expired"}
    good = _server_context(authority, [*dict.fromkeys(secure), *_extra_hosts(world)], 60)
    bad = _server_context(authority, sorted(expired) or ["none.invalid"], -10)

    def choose(connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        if name in expired:
            connection.context = bad

    good.sni_callback = choose
    return good


def _server_context(authority: Authority, hosts: list[str], days_left: int) -> ssl.SSLContext:
    issued = authority.issue(hosts, days_left)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        certificate.write_text(issued.certificate)
        key.write_text(issued.key)
        context.load_cert_chain(certificate, key)
    return context


class _SiteFinder:
    """Which site answers for a host and path: the longest prefix."""

    def __init__(self, world: World) -> None:
        self._by_host: dict[str, list[SitePlan]] = {}
        for site in world.sites:
            if site.state == "running":
                self._by_host.setdefault(site.host, []).append(site)
        self.extra = set(_extra_hosts(world))
        provinces = [world.portal(unit.code) for unit in world.units if unit.level == "province"]
        self.platforms = {world.platform(site): world.platform_site(site) for site in provinces if site is not None}

    def __call__(self, host: str, path: str) -> SitePlan | None:
        fits = [s for s in self._by_host.get(host, []) if path == s.prefix or path.startswith(s.prefix + "/")]
        return max(fits, key=lambda site: len(site.prefix), default=None)


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        # The handshake belongs into the connection's own thread, not into the one that accepts.
        if self.tls is not None:
            request.settimeout(10)
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Visitors hang up as they like; that is no error of the server."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sample", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    world: World
    today: date
    sites: _SiteFinder

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").split(":")[0].lower()
        parts = urlsplit(self.path)
        site = self.sites(host, parts.path or "/")
        if site is None:
            platform = self.sites.platforms.get(host)
            known = _stranger(host, self.sites.extra)
            self._send(platform_page(self.world, platform, parts.path, self.today) if platform else known, False)
            return
        # A server in front answers for robots.txt, however slow or broken the application behind it is.
        if site.fault == "slow" and parts.path != "/robots.txt":
            time.sleep(SLOW_SECONDS)
        secure = isinstance(self.connection, ssl.SSLSocket)
        if site.scheme == "https" and not secure and site.family != 1 and site.fault != "expired":
            self._send(Response(301, "text/html", b"", (("Location", f"https://{host}{self.path}"),)), False)
            return
        response = _respond(self.world, site, parts.path[len(site.prefix) :] or "/", parts.query, self.today)
        self._send(response, site.family == _COMPRESSED_FAMILY)

    def _send(self, response: Response, compressed: bool) -> None:
        body = response.body
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        for name, value in response.headers:
            self.send_header(name, value)
        if compressed and len(body) > 500 and "gzip" in (self.headers.get("Accept-Encoding") or ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


@lru_cache(maxsize=4096)
def _respond(world: World, site: SitePlan, path: str, query: str, today: date) -> Response:
    return respond(world, site, path, query, today)


def _stranger(host: str, known: set[str]) -> Response:
    if host not in known:
        return Response(421, "text/plain; charset=utf-8", "没有这个网站 演示数据（虚构）".encode())
    body = f"<html><head><title>{host}</title></head><body><p>演示数据（虚构）：{host}</p>{'<p>参考主机，不是被评网站。</p>' * 60}</body></html>"
    return Response(200, "text/html; charset=utf-8", body.encode())
