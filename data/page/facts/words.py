"""The lexicon's signals of facts, compiled once, and what single labels say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from data.lexicon import lexicon

LABEL_LENGTH = 20
"""Longer texts are headlines, not labels."""
AROUND = " \t|｜丨·•・>»›<«‹【】[]()（）《》“”\"'…—-_:：,，。*+↓▼▲→"


def signals(fact: str) -> dict[str, Any]:
    """Return the lexicon's table of a fact."""
    table: dict[str, Any] = lexicon("facts")[fact]
    return table


@lru_cache(maxsize=256)
def pattern(fact: str, key: str) -> re.Pattern[str]:
    """Return a pattern of a fact, compiled; one that matches nothing where the lexicon has none."""
    return re.compile(signals(fact).get(key, r"(?!)"))


def holds_sign(text: str, fact: str) -> bool:
    """Tell whether a text holds one of the words without which no pattern of a fact can match: far quicker than the pattern."""
    return any(sign in text for sign in signals(fact)["signs"])


@lru_cache(maxsize=1)
def _labels() -> tuple[re.Pattern[str], tuple[tuple[str, int, re.Pattern[str], re.Pattern[str]], ...]]:
    """All label patterns as one, to pass over what says nothing, and each with its longest label and what it must not hold."""
    tables = {name: table for name, table in lexicon("facts").items() if "label" in table}
    any_of_them = re.compile(
        "|".join(f"(?:{table['label'].replace('(?i)', '')})" for table in tables.values()), re.IGNORECASE
    )
    return any_of_them, tuple(
        (name, table.get("longest", LABEL_LENGTH), pattern(name, "label"), pattern(name, "not_label"))
        for name, table in tables.items()
    )


@lru_cache(maxsize=1)
def languages() -> dict[str, str]:
    """Names of foreign languages but English with the two letters of their codes."""
    return {word: code for code, words in signals("other_language_link").items() for word in words}


@lru_cache(maxsize=16_384)
def said_by(label: str) -> tuple[str, ...]:
    """Return the names of the facts that a label says. Menus repeat on every page of a site, so answers are kept."""
    core = label.strip(AROUND)
    if core in languages():
        return ("other_language_link",)
    any_of_them, patterns = _labels()
    if not any_of_them.search(core):
        return ()
    return tuple(
        name
        for name, longest, wanted, unwanted in patterns
        if len(core) <= longest and wanted.search(core) and not unwanted.search(core)
    )
