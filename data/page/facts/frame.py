"""What header and footer say in words: who runs the site and how to reach them."""

from __future__ import annotations

import re
from functools import lru_cache

from data.page.facts.look import FOOTER, Look, present, scripted, written
from data.page.facts.words import pattern, signals
from data.page.model import Fact


def sponsor(look: Look) -> Fact:
    """主办单位 with its name, before or after the word."""
    for place, text in look.frame:
        for key in ("text", "text_after", "text_bare") if "办" in text else ():
            match = pattern("sponsor", key).search(text)
            if match:
                return present(match[1], place, match[0])
    return written(look, pattern("sponsor", "text"), FOOTER, lambda match: match[1])


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
