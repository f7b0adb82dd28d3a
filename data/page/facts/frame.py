"""What header and footer say in words: who runs the site and how to reach them."""

from __future__ import annotations

import re
from functools import lru_cache

from data.page.facts.look import FOOTER, Look, present, scripted, written
from data.page.facts.words import pattern, signals
from data.page.model import Fact

_LONGEST_NAME = 44


def sponsor(look: Look) -> Fact:
    """主办单位 with its name, before or after the word."""
    for place, text in look.frame:
        match = "办" in text and (
            _named_after(text) or _named_before(text) or pattern("sponsor", "text_bare").search(text)
        )
        if match:
            return present(match[1], place, match[0])
    return written(look, pattern("sponsor", "text"), FOOTER, lambda match: match[1])


def _named_after(text: str) -> re.Match[str] | None:
    return pattern("sponsor", "text").search(text)


def _named_before(text: str) -> re.Match[str] | None:
    """A name right before the word; the word is looked for first, names are everywhere."""
    for word in pattern("sponsor", "text_after").finditer(text):
        name = pattern("sponsor", "name_before").search(text, max(0, word.start() - _LONGEST_NAME), word.start())
        if name:
            return name
    return None


def contact_info(look: Look) -> Fact:
    """A phone, hotline, address or mail of the site, printed."""
    for place, text in look.frame:
        for sign, wanted in _contacts():
            match = wanted.search(text) if sign in text else None
            if match:
                return present(match[0], place, match[0])
    if not look.has_footer:
        for sign, wanted in _contacts():
            match = wanted.search(look.script) if sign in look.script else None
            if match:
                return scripted(match[0], match[0])
    return look.missing(FOOTER)


@lru_cache(maxsize=1)
def _contacts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sign, re.compile(text)) for sign, text in signals("contact_info")["texts"].items())
