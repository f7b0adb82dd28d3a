"""Personal data in texts taken from pages: masked before it is kept as evidence."""

from __future__ import annotations

import re
from collections.abc import Callable

from data.page.numbers import is_card_number

_MOBILE = re.compile(r"(?<!\d)(?:[+＋]?(?:86|８６)[- ]?)?[1１][3-9３-９]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXxＸ](?![\dXxＸ])")
_CARD = re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){2}[ -]?\d{3,4}(?:[ -]?\d{1,3})?(?!\d)")
_CUT_SHORT = re.compile(r"(?<!\d)(1[3-9]\d)\d{4,}$|(?<!\d)(\d{2})\d{9,15}$")
_LONGEST_KEPT = 80


def mask_numbers(text: str) -> str:
    """Return a text of any length with mobile, identity and bank-card numbers masked, at the same length.

    138****1234, 35*************123, 6222***********1234; what separates the digits of a number stays.
    """
    text = _MOBILE.sub(_with_stars(lambda digits: (len(digits) - 8, 4)), text)
    text = _IDENTITY.sub(_with_stars(lambda digits: (2, 3)), text)
    return _CARD.sub(_with_stars(lambda digits: (4, 4) if is_card_number(digits) else (len(digits), 0)), text)


def _with_stars(kept: Callable[[str], tuple[int, int]]) -> Callable[[re.Match[str]], str]:
    """Return what a number is replaced by. kept: how many of its first and last digits are shown."""

    def replace(match: re.Match[str]) -> str:
        signs = list(match.group())
        places = [place for place, sign in enumerate(signs) if sign.isalnum()]
        first, last = kept("".join(signs[place] for place in places))
        for place in places[first : len(places) - last]:
            signs[place] = "*"
        return "".join(signs)

    return replace


def mask_host(host: str) -> str:
    """Return a host that can be recognised and not visited: ca***.com, 203.***."""
    head, _, last = host.rpartition(".")
    return f"{host.partition('.')[0]}.***" if last.isdigit() or ":" in host else f"{head[:2]}***.{last}"


def masked(text: str) -> str:
    """Return a text to keep, at most 80 characters, with its numbers masked, also one that its end cuts short."""
    text = mask_numbers(text)
    if len(text) < _LONGEST_KEPT:
        return text
    return _CUT_SHORT.sub(lambda match: f"{match.group(1) or match.group(2)}****", text[:_LONGEST_KEPT])
