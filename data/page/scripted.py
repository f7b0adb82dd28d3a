"""Links that a page's scripts write: markup inside their strings, as in ``document.write('<a href="…">…</a>')``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from data.addresses import join, split
from data.page.model import SCRIPT_TAG, Link, PageIndex, Region
from data.page.text import fold

# A comment says what the script does not do; what follows a colon is an address.
_COMMENT = re.compile(r"/\*.*?\*/|<!--[^\n]*?-->|(?:^|(?<=[\s;{}]))//[^\n]*", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\"'/])|[nrt])")
_BEGINS = re.compile(r"<(?:a|option)\s", re.IGNORECASE)
_WRITTEN = re.compile(r"<(a|option)\s([^<>]{1,600})>(.{0,400}?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(href|value|title|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PUT_TOGETHER = re.compile(r"['\"+{}<>]")
"""What a script puts together when it runs is no text and no address."""


def with_script_links(page: PageIndex) -> PageIndex:
    """Return the page with the links its scripts write behind its own, each once; ``tag`` tells them apart."""
    own = tuple(link for link in page.links if link.tag != SCRIPT_TAG)
    return replace(page, links=own + tuple(dict.fromkeys(_links(page.script_text, page.url))))


def _links(script: str, base: str) -> Iterator[Link]:
    if _BEGINS.search(script) is None:
        return
    for match in _WRITTEN.finditer(_ESCAPED.sub(_unescaped, _COMMENT.sub(" ", script))):
        attributes = _attributes(match[2])
        href = attributes.get("href" if match[1].lower() == "a" else "value", "")
        words = _TAG.sub("", match[3]) or attributes.get("title", "") or _attributes(match[3]).get("alt", "")
        label = "" if _PUT_TOGETHER.search(words) else fold(words)
        url = "" if not href.strip() or _PUT_TOGETHER.search(href) else join(base, href.strip())
        if label or split(url).is_web:
            yield Link(label, url if split(url).is_web else "", href, SCRIPT_TAG, Region.MAIN)


def _attributes(text: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(text)}


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2] or " "
