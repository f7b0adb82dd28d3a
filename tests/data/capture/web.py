"""A small web of many hosts on loopback, for real HTTP and HTTPS, that notes who was asked for what and when."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from data.capture.network import DnsAnswer, Network, ZoneResolver
from data.sample.certificates import Authority

Answer = tuple[int, dict[str, str], bytes]
Answers = Mapping[str, Answer | Callable[[], Answer]]


def page(text: str = "", **headers: str) -> Answer:
    body = f"<html><body><p>演示数据（虚构）</p>{text}{'<p>　</p>' * 200}</body></html>".encode()
    return 200, {"Content-Type": "text/html; charset=utf-8", **headers}, body


def redirect(location: str) -> Answer:
    return 302, {"Location": location}, b""


def rules(text: str) -> Answer:
    return 200, {"Content-Type": "text/plain"}, text.encode()


@dataclass
class Web:
    """A running web. asked: (seconds, host + path) of every request; network: the way to it."""

    network: Network
    asked: list[tuple[float, str]] = field(default_factory=list)

    @property
    def urls(self) -> list[str]:
        return [url for _, url in self.asked]

    @property
    def seconds_apart(self) -> float:
        """Between two requests, on average: what reached the server when is not known any better."""
        return (self.asked[-1][0] - self.asked[0][0]) / (len(self.asked) - 1)


@contextmanager
def web(
    answers: Answers, days_left: int = 60, setting: Callable[[ssl.SSLContext], None] | None = None
) -> Iterator[Web]:
    """Serve ``host/path`` → answer; other paths are not found.

    days_left: of the certificate of all hosts. setting: what is different with the server's TLS.
    """
    hosts = sorted({key.partition("/")[0] for key in answers})
    asked: list[tuple[float, str]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            key = f"{self.headers['Host']}{self.path}"
            asked.append((time.monotonic(), key))
            found = answers.get(key, (404, {}, b"not found"))
            status, headers, body = found() if callable(found) else found
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    authority = Authority.create()
    issued = authority.issue(hosts, days_left)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder, ExitStack() as running:
        certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        certificate.write_text(issued.certificate)
        key.write_text(issued.key)
        context.load_cert_chain(certificate, key)
        if setting is not None:
            setting(context)
        plain, secure = (_Server(("127.0.0.1", 0), Handler) for _ in range(2))
        secure.socket = context.wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
        for one in (plain, secure):
            threading.Thread(target=one.serve_forever, args=(0.05,), daemon=True).start()
            running.callback(one.server_close)
            running.callback(one.shutdown)
        route = {(host, 80): ("127.0.0.1", plain.server_port) for host in hosts}
        route |= {(host, 443): ("127.0.0.1", secure.server_port) for host in hosts}
        zone = {host: DnsAnswer(("127.0.0.1",)) for host in hosts}
        yield Web(Network(ZoneResolver(zone), route, authority.pem), asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Visitors hang up as they like."""
