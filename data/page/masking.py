"""Personal data in texts taken from pages: masked before it is kept as evidence."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"(?<!\d)((?:\+?86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{2})\d{13}(\d{2}[\dXx])(?![\dXx])")
_CUT_SHORT = re.compile(r"(?<!\d)(1[3-9]\d)\d{4,}$|(?<!\d)(\d{2})\d{9,15}$")
_LONGEST_KEPT = 80


def mask_numbers(text: str) -> str:
    """Return text of any length with mobile and identity numbers masked: 138****1234, 35*************123."""
    return _IDENTITY.sub(r"\1*************\2", _MOBILE.sub(r"\1****\2", text))


def masked(text: str) -> str:
    """Return a text to keep, at most 80 characters, with its numbers masked, also one that its end cuts short."""
    text = mask_numbers(text)
    if len(text) < _LONGEST_KEPT:
        return text
    return _CUT_SHORT.sub(lambda match: f"{match.group(1) or match.group(2)}****", text[:_LONGEST_KEPT])
