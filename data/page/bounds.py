"""Bounds a page before the parser sees it."""

from __future__ import annotations

import re

from data.model import Cause

MAX_DEPTH = 2000
MAX_TAGS = 200_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li td tr th option dt dd".split()
)


class PageError(Exception):
    """There is no page to index; ``cause`` says why."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


def check_depth(text: str) -> None:
    """Bound nesting and number of tags before the parser sees them: lexbor took 49 s on 100,000 nested elements.

    Raises ``PageError`` (too_deep).
    """
    depth = count = 0
    begun = text.count("<")
    # No page is deeper than its number of start tags, and those are counted quickly.
    if begun <= MAX_DEPTH or begun - text.count("</") <= MAX_DEPTH:
        return
    for closing, tag in _TAG.findall(text):
        count += 1
        if tag.lower() in _VOID:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_DEPTH or count > MAX_TAGS:
            raise PageError(Cause.TOO_DEEP)
