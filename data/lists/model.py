"""The nouns of an office's own lists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrongTerm:
    """A term that must not stand on a page (错误表述), the right one, and a note on it; both "" if not given."""

    wrong: str
    right: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StateItem:
    """An item of the State Council to be reposted. published: minute in Beijing time, YYYY-MM-DD HH:MM; url: "" if not given."""

    title: str
    published: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class OwnLists:
    """What an office brought along for a round; an empty list is one that it did not bring."""

    words: tuple[WrongTerm, ...] = ()
    reposts: tuple[StateItem, ...] = ()


NO_LISTS = OwnLists()
