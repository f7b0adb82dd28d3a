"""The transport seam's parts: names to addresses, addresses that may be connected to, whom to trust.

The real web uses ``Network()``. The sample hands over a zone, a route and its run-time CA for the same seam;
loopback is allowed only for the exact (address, port) pairs in ``route``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """The answer to a question for A and AAAA records.

    a, aaaa: addresses as text; both empty with ``error`` set when the name could not be resolved.
    error: "" | "nxdomain" | "no_answer" | "timeout" | "servfail".
    aaaa_error: set when the AAAA question failed, so that "no AAAA" is not concluded.
    """

    a: tuple[str, ...] = ()
    aaaa: tuple[str, ...] = ()
    error: str = ""
    aaaa_error: str = ""

    @property
    def is_final(self) -> bool:
        """Whether the name servers answered: with addresses, or that there are none; not that they could not be asked."""
        return bool(self.a or self.aaaa) or not {"timeout", "servfail"} & {self.error, self.aaaa_error}


class Resolver(Protocol):
    """Turns a host name into addresses within ``timeout`` seconds; never raises."""

    def __call__(self, host: str, timeout: float) -> DnsAnswer: ...


@dataclass(frozen=True, slots=True)
class ZoneResolver:
    """Answers from a table, as the sample's name server would; other names do not exist."""

    zone: Mapping[str, DnsAnswer]

    def __call__(self, host: str, timeout: float) -> DnsAnswer:
        return self.zone.get(host.lower().rstrip("."), DnsAnswer(error="nxdomain"))


@dataclass(frozen=True, slots=True)
class Network:
    """One view of the network.

    resolver: None for the real DNS.
    route: (host, 80 | 443) → (loopback address, port); only the sample has one.
    ca_pem: certificates to trust instead of the bundled ones; "" for the bundled ones.
    vantage: where we look from, as declared by the operator (``data.vantage``); "" if undeclared.
    is_up: whether there is anything to look at; what fails while it is not says nothing of a site.
    """

    resolver: Resolver | None = None
    route: Mapping[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    ca_pem: str = ""
    vantage: str = ""
    is_up: Callable[[], bool] = field(default=lambda: True)

    def target(self, host: str, port: int, address: str) -> tuple[str, int]:
        """Return the (address, port) to connect to for a resolved address of ``host``."""
        return self.route.get((host.lower(), port), (address, port))

    def allows(self, address: str, port: int) -> bool:
        """Tell whether a connection to ``address`` may be made: public, or handed over by the sample."""
        if (address, port) in self.route.values():
            return True
        return ipaddress.ip_address(address).is_global
