"""Web addresses as pages, people and archives write them: taken apart and joined without ever raising.

The standard library refuses a malformed address with an error of its own; here it has no parts and leads nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

_IN_NO_HOST = re.compile(r"[\x00-\x20\x7f\\/#%<>?@^|]")
"""Characters that browsers take for the end of a host or refuse in one (WHATWG URL, forbidden domain code points)."""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address; all empty for a malformed one.

    host: lower case. port: None if none is written. path, query: as written.
    """

    scheme: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    query: str = ""

    @property
    def is_web(self) -> bool:
        """Whether a browser could ask for it: http or https, and a host."""
        return self.scheme in {"http", "https"} and bool(self.host)

    @property
    def origin(self) -> str:
        """Scheme, host and port, with a final slash: the address of the host's first page."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{'' if self.port is None else f':{self.port}'}/"


@lru_cache(maxsize=8192)
def split(address: str) -> Address:
    """Take an address apart."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Address()
    return Address() if _IN_NO_HOST.search(host) else Address(parts.scheme, host, port, parts.path, parts.query)


def join(base: str, address: str) -> str:
    """Return the absolute address of what is written on the page at ``base``; "" if either is malformed."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


_SECOND_LEVEL = frozenset({"gov", "com", "org", "net", "edu", "ac", "mil"})
"""Names that registries of country domains hand names out below (CNNIC: 类别域名)."""


def registrable(host: str) -> str:
    """Return the part of a host that its owner registered: all hosts below it are one owner's."""
    labels = host.lower().rstrip(".").split(".")
    return ".".join(labels[-3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else -2 :])


def other_name(host: str) -> str:
    """Return the name of a host with www. in front where it has none, and without where it has."""
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
