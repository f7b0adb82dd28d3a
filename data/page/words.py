"""Compares labels with the word lists of the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from data.lexicon import lexicon
from data.page.model import Link, PageIndex, Region

LABEL_LENGTH = 14
"""Longer texts are headlines, not labels."""
_FRAME = " []【】()<>《》「」|·•>»›…:/"


def says(label: str, words: dict[str, Any]) -> bool:
    """Tell whether a label says one of the words: equal to one in ``equals`` but for brackets and arrows around it, or
    holding one in ``contains``.

    A label that holds a word in ``excludes`` says none of them; where the list is one of entries (``entry``), neither does
    one that names something else.
    """
    if not label or any(word in label for word in words.get("excludes", ())):
        return False
    equal = label in words.get("equals", ()) or label.strip(_FRAME) in words.get("equals", ())
    if not equal and not any(word in label for word in words.get("contains", ())):
        return False
    return not (words.get("entry") and names_something_else(label))


def names_something_else(label: str) -> bool:
    """Tell whether a longer word that holds a signal word is the name of a body, a document, an event or an industry."""
    return re.search(lexicon("plan")["no_entry"]["pattern"], label) is not None


def links_outside_articles(page: PageIndex) -> Iterator[Link]:
    """Yield the links with an address that stand outside running article text."""
    return (link for link in page.links if link.url and link.region is not Region.ARTICLE)


def links_saying(page: PageIndex, words: dict[str, Any]) -> list[Link]:
    """Return the links whose label-length text says one of the words; navigation first, then by the order of the list."""
    hits = [
        link
        for link in links_outside_articles(page)
        if len(link.label) <= LABEL_LENGTH and not link.hidden and says(link.label, words)
    ]
    order = [word for key in ("equals", "contains") for word in words.get(key, ())]

    def rank(link: Link) -> tuple[int, int]:
        place = 0 if link.region in {Region.NAVIGATION, Region.HEADER} else 1
        return place, next(i for i, word in enumerate(order) if word in link.label)

    return sorted(hits, key=rank)
