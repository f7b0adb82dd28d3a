"""Bytes to text. BOM, then a UTF-8 trial, then what was declared, else GB18030; never a statistical guess.

gb2312 and gbk are read as gb18030, which holds both. A multi-byte UTF-8 text is never valid by accident, so a wrong
declaration cannot win against it. Order after the WHATWG encoding standard's BOM rule; the fallback is for Chinese sites.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]+encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le-bom", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16be-bom", "utf-16-be"),
)
_FEW_BROKEN = 20
"""One broken character in so many is damage; GB18030 read as UTF-8 is broken in nearly every one."""
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "euc-cn", "hz-gb-2312"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """text; encoding: what the bytes are; declared: what header or meta claim, "" if nothing; lossy: some bytes fit nothing."""

    text: str
    encoding: str
    declared: str
    lossy: bool = False


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode a page's bytes; never fails. Bytes that fit no reading become U+FFFD and ``lossy`` is set."""
    declared = declared_encoding(body, content_type)
    for bom, name, codec in _BOMS:
        if body.startswith(bom):
            text = body[len(bom) :].decode(codec, "replace")
            return Decoded(text, name, declared, "\ufffd" in text)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", declared)
    except UnicodeDecodeError as error:
        # A page cut off inside its last character is still UTF-8.
        if error.start >= len(body) - 3 and error.reason == "unexpected end of data":
            return Decoded(body[: error.start].decode("utf-8"), "utf-8", declared)
    # A page with a text that some system cut inside a character (a description, a title) is UTF-8 but for that one.
    mended = body.decode("utf-8", "replace")
    beyond_ascii = len(mended) - len(mended.encode("ascii", "ignore"))
    if mended.count("\ufffd") * _FEW_BROKEN < beyond_ascii:
        return Decoded(mended, "utf-8", declared, True)
    for codec in _candidates(declared):
        try:
            return Decoded(body.decode(codec), codec, declared)
        except (UnicodeDecodeError, LookupError):
            continue
    return _least_damage(body, declared)


def declared_encoding(body: bytes, content_type: str) -> str:
    """Return the encoding that the HTTP header, else an XML declaration or meta in the first 4 KiB, names; "" if none."""
    match = _HEADER.search(content_type)
    if match:
        return match.group(1).lower()
    found = _XML.search(body[:256]) or _META.search(body[:4096])
    return found.group(1).decode("ascii").lower() if found else ""


def _candidates(declared: str) -> tuple[str, ...]:
    if declared in {"big5", "big5-hkscs"}:
        return ("big5hkscs", "gb18030")
    if (
        declared in _CHINESE
        or not declared
        or declared.startswith(("utf", "iso-8859", "us-ascii", "windows-125", "latin"))
    ):
        return ("gb18030",)
    return ("gb18030", declared)


def _least_damage(body: bytes, declared: str) -> Decoded:
    """Neither reading is clean: take the one that loses fewer characters."""
    texts = [(codec, body.decode(codec, "replace")) for codec in ("utf-8", "gb18030")]
    codec, text = min(texts, key=lambda pair: pair[1].count("\ufffd"))
    return Decoded(text, codec, declared, True)
