"""When two addresses name one page."""

from __future__ import annotations

import re

from data.addresses import split
from data.registry import plain_host

_INDEX_PAGE = re.compile(r"(?<=/)(?:index|default)\.[a-z]{3,5}$")


def address(url: str) -> str:
    """Return the form in which two spellings of one page's address are equal: no scheme, www, last slash, index page."""
    parts = split(url)
    path = _INDEX_PAGE.sub("", parts.path).rstrip("/")
    return f"{plain_host(parts.host)}{path}?{parts.query}"
