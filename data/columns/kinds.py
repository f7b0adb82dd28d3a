"""The kinds of columns and how long each may rest, from ``lexicon/columns.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from data.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Kind:
    """days: within which something has to be new; None for a kind that is exempt.

    group: the count of 国办秘函〔2019〕19号 that a column of it belongs to, ``news_notice`` or ``other``.
    """

    id: str
    words: str
    days: int | None = None
    group: str = ""


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Return the kinds by id, in the order in which names are compared with them."""
    return {table["id"]: Kind(**table) for table in lexicon("columns")["kind"]}


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind:
    """Return the first kind whose words a name holds."""
    return next(kind for kind in kinds().values() if kind.words is not None and re.search(kind.words, name))


def list_words() -> dict[str, Any]:
    """Return by what a list, its emptiness and a script that draws it are known."""
    table: dict[str, Any] = lexicon("columns")["list"]
    return table
