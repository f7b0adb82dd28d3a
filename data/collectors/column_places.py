"""What a column is called and what stands above it: from the links that lead to it, else from its own page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from data.addresses import split
from data.collectors.base import CapturedPage
from data.columns.kinds import list_words
from data.lexicon import lexicon
from data.page.addresses import address
from data.page.masking import masked
from data.page.model import Region

_BETWEEN = re.compile(r"\s*[>»›/]+\s*")
_TITLE_END = re.compile(r"[-_—|]")


class Places:
    """Names and places of the columns of one visit.

    home: the home page's capture; columns: the columns' pages; maps: pages that list the site's columns (网站地图);
    asked: capture id → the address that was first asked for, of all these.
    """

    def __init__(
        self,
        home: CapturedPage,
        columns: Sequence[CapturedPage],
        maps: Sequence[CapturedPage],
        asked: Mapping[str, str],
    ) -> None:
        self._asked = asked
        self._pages = {address(asked[page.capture.id]): page for page in columns}
        self._found: dict[str, tuple[str, str]] = {}
        for captured, place in [
            (home, ""),
            *((page, own) for own, page in self._pages.items()),
            *((m, "") for m in maps),
        ]:
            self._note_links(captured, place)
        wanted = set(asked.values())
        self._leading = {place for url, (_, place) in self._found.items() if url in wanted}

    def _note_links(self, captured: CapturedPage, own: str) -> None:
        """Keep the words of every link that no earlier page had, and the address of the column above it."""
        no_name = re.compile(lexicon("columns")["find"]["not_label"])
        links = [
            link
            for link in (captured.page.links if captured.page is not None else ())
            if link.label and link.url and not no_name.search(link.label)
        ]
        # A menu beside the text that names the page itself lists columns that stand beside it.
        beside = any(link.region is Region.SIDE and address(link.url) == own for link in links)
        place = self._link(captured)[1] if own and beside else own
        for link in links:
            self._found.setdefault(link.url, (link.label, place))

    def addresses(self) -> frozenset[str]:
        """Return the addresses of all columns, as ``address`` writes them."""
        return frozenset(self._pages)

    def name(self, captured: CapturedPage) -> str:
        """Return the words of the first link to a column, else the name that its page gives itself, else its address."""
        label, _ = self._link(captured)
        page = captured.page
        own = (page.meta("columnname") or _TITLE_END.split(page.title)[0]) if page is not None else ""
        return masked(label or own.strip()) or split(self._asked[captured.capture.id]).path

    def above(self, captured: CapturedPage) -> tuple[str, ...]:
        """Return the names above a column: of its page's line of place, of the column that led to it, or of its address."""
        return self._from_line(captured) or self._from_columns(captured, ())

    def leads_on(self, captured: CapturedPage) -> bool:
        """Tell whether other columns were found on a column's page first, or stand below its address."""
        own = address(self._asked[captured.capture.id])
        return own in self._leading or any(_is_below(other, own) for other in self._pages)

    def _link(self, captured: CapturedPage) -> tuple[str, str]:
        """Label of the first link to a column, and the address of the column it stands on, "" for the home page."""
        for url in (self._asked[captured.capture.id], captured.capture.url):
            if url in self._found:
                return self._found[url]
        return "", ""

    def _from_line(self, captured: CapturedPage) -> tuple[str, ...]:
        """What stands between the root and the column's own name in "当前位置：首页 > 政务公开 > 通知公告"."""
        if captured.page is None or not captured.page.breadcrumb:
            return ()
        own, pieces = self.name(captured), [piece.strip() for piece in _BETWEEN.split(captured.page.breadcrumb)]
        ends = [position for position, piece in enumerate(pieces) if position and piece.startswith(own)]
        between = pieces[1 : ends[0]] if ends else []
        return tuple(masked(piece) for piece in between if piece and not piece.endswith("首页"))

    def _from_columns(self, captured: CapturedPage, below: tuple[str, ...]) -> tuple[str, ...]:
        own = address(self._asked[captured.capture.id])
        _, place = self._link(captured)
        if not place:
            place = max((other for other in self._pages if _is_below(own, other)), key=len, default="")
        if not place or place in below or len(below) >= list_words()["deepest"]:
            return ()
        parent = self._pages[place]
        return (*self._from_columns(parent, (*below, own)), self.name(parent))


def _is_below(inner: str, outer: str) -> bool:
    """Whether one address lies in the folder of another, as ``address`` writes them."""
    return inner != outer and outer.endswith("?") and inner.startswith(f"{outer[:-1]}/")
