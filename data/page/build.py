"""Builds the page index: one scan that bounds the page, one parse (selectolax, lexbor), one walk over the tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from data.model import Cause
from data.page.act import accessibility
from data.page.bounds import PageError, check_depth
from data.page.concealed import concealed_links
from data.page.decode import decode
from data.page.model import PageIndex
from data.page.walk import Walk

__all__ = ["PageError", "build_index"]

_OTHER_FILES = (
    b"%PDF-", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"\x1f\x8b\x08",
)  # fmt: skip
"""How documents, pictures and archives begin (WHATWG MIME Sniffing standard; compound files of older office programs)."""


def build_index(
    url: str,
    body: bytes,
    content_type: str = "",
    captured_on: date | None = None,
    scripts: Sequence[str] = (),
    faults: int = 1,
) -> PageIndex:
    """Decode, bound, parse and index one page.

    captured_on: civil date of the capture; with it dates printed without a year are read too.
    scripts: texts of first-party scripts that were fetched; what only they say counts as ``script``.
    faults: how many elements that fail an accessibility rule are named.

    Raises ``PageError``: empty, wrong_type, too_deep, decode_failed.
    """
    if not body.strip():
        raise PageError(Cause.EMPTY)
    kind = content_type.split(";")[0].strip().lower()
    if kind and not any(word in kind for word in ("html", "xml", "text/plain", "octet-stream")):
        raise PageError(Cause.WRONG_TYPE)
    if body.startswith(_OTHER_FILES) or (b"<" not in body and b"\x00" not in body[:200]):
        raise PageError(Cause.WRONG_TYPE)
    decoded = decode(body, content_type)
    if decoded.lossy and decoded.text.count("\ufffd") > len(decoded.text) // 20:
        raise PageError(Cause.DECODE_FAILED)
    check_depth(decoded.text)
    walk = Walk(url, captured_on)
    tree = LexborHTMLParser(decoded.text)
    if tree.root is None:
        raise PageError(Cause.EMPTY)
    walk.read(tree.root)
    return replace(
        walk.index(decoded.encoding, decoded.declared, scripts),
        accessibility=accessibility(tree, faults),
        concealed=concealed_links(walk.concealing),
    )
