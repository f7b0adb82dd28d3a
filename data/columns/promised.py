"""Which entry of the owner's list speaks of which column."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from data.columns.model import Promise, SeenColumn
from data.page.addresses import address


class Promises:
    """The entries of one site's list. An address finds its column whatever it is called; else name, with what stands above it."""

    def __init__(self, promises: Sequence[Promise]) -> None:
        self._all = list(promises)
        self._by_address = {address(promise.url): promise for promise in promises if promise.url}
        self._by_name = {(_plain(p.above), _plain(p.name)): p for p in promises if not p.url}
        self._used: set[Promise] = set()

    def of(self, column: SeenColumn) -> Promise | None:
        """Return the entry of a column; None where the list has none. A name without a place speaks of all columns so called."""
        name = _plain(column.name)
        found = (
            self._by_address.get(address(column.url))
            or self._by_name.get((_plain(" > ".join(column.above)), name))
            or self._by_name.get(("", name))
        )
        if found is not None:
            self._used.add(found)
        return found

    def unused(self) -> list[Promise]:
        """Return the entries that spoke of no column so far, in the order of the list."""
        return [promise for promise in self._all if promise not in self._used]


def _plain(text: str) -> str:
    """A name in half-width signs, without blanks, any sign for "above" alike."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(plain.replace("»", ">").replace("›", ">").replace("/", ">").split())
