"""Links that inline styles keep out of sight without saying that they are not displayed: moved off the screen, without size."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborNode

CONCEALS = re.compile(r":\s*(?:-\d{3}|[01](?![.\d]))")
"""What an inline style bears that may keep what it styles out of sight."""
_MOVED = re.compile(r"(?:left|top|margin)\s*:\s*-(?:9\d\d|\d{4})", re.IGNORECASE)
_WITHOUT_SIZE = re.compile(r"(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)", re.IGNORECASE)
_CLIPPED = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
_WITHOUT_LETTERS = re.compile(r"font-size\s*:\s*0(?![.\d])", re.IGNORECASE)


def concealed_links(styled: Iterable[LexborNode]) -> frozenset[str]:
    """Return the addresses, as written, of links in what is moved off the screen, clipped to no size, or of letters without size.

    styled: the elements whose style may conceal, and tickers. Letters without size count on a link or right around it: a list
    often has them only to close the gaps between its entries.
    """
    found: set[str] = set()
    for node in styled:
        style = node.attributes.get("style") or ""
        if _is_out_of_sight(node, style):
            found.update(_addresses(node.css("a[href]")))
        elif _WITHOUT_LETTERS.search(style):
            found.update(_addresses([node] if node.tag == "a" else [one for one in node.iter() if one.tag == "a"]))
    return frozenset(found)


def _is_out_of_sight(node: LexborNode, style: str) -> bool:
    if _MOVED.search(style) or (_CLIPPED.search(style) and _WITHOUT_SIZE.search(style)):
        return True
    return node.tag == "marquee" and any(node.attributes.get(side) in {"0", "1"} for side in ("height", "width"))


def _addresses(links: Iterable[LexborNode]) -> list[str]:
    return [(link.attributes.get("href") or "").strip() for link in links]
