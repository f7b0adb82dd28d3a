"""Which part of the page an element is, by its tag, class and id."""

from __future__ import annotations

import re
from functools import lru_cache

from data.lexicon import lexicon
from data.page.model import Region

REGION_OF_TAG = {
    "header": Region.HEADER, "nav": Region.NAVIGATION, "footer": Region.FOOTER, "article": Region.ARTICLE, "aside": Region.SIDE,
}  # fmt: skip
_TOKENS = re.compile(r"[^a-z]+")


@lru_cache(maxsize=1)
def _region_words() -> tuple[tuple[tuple[Region, frozenset[str]], ...], tuple[str, ...]]:
    words = lexicon("regions")
    order = (Region.FOOTER, Region.NAVIGATION, Region.HEADER, Region.ARTICLE, Region.SIDE)
    tokens = tuple((region, frozenset(words[region.value]["tokens"])) for region in order)
    return tokens, tuple(words["article"]["contains"])


@lru_cache(maxsize=4096)
def region_of_names(names: str) -> Region | None:
    """Judge an element's part of the page by its class and id."""
    tokens, contains = _region_words()
    lower = names.lower()
    if any(word in lower for word in contains):
        return Region.ARTICLE
    said = set(_TOKENS.split(lower))
    return next((region for region, words in tokens if said & words), None)
