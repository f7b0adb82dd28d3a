"""What several collectors ask of a site's search: is there one, what did it find, what can't be seen of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from data.addresses import split
from data.collectors.base import CapturedPage, Visit
from data.collectors.reading import FAILED, entry_saying, is_there
from data.lexicon import lexicon
from data.model import Cause, Purpose
from data.page.forms import search_forms, search_words
from data.page.model import Link, PageIndex, Region

_RESULT_REGIONS = frozenset({Region.MAIN, Region.ARTICLE})


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A result page that was asked for.

    cause: why its list can't be seen, script_shell where a script draws it; None where it can.
    results: the links of its list.
    """

    captured: CapturedPage
    cause: Cause | None
    results: tuple[Link, ...] = ()

    @property
    def answers(self) -> bool:
        """Whether something can be said of what it found: its list was seen, or the page does not work for anybody."""
        return self.cause is None or self.cause in FAILED


def has_search(home: CapturedPage, page: PageIndex) -> bool:
    """Tell whether the home page lets people search the site: a box, a form or a link to a search page."""
    entries = {"equals": lexicon("collectors")["search"]["entries"]}
    return (
        bool(search_forms(page))
        or is_there(home.facts["search_box"])
        or entry_saying(home, page, "", entries) is not None
    )


def result_pages(visit: Visit) -> list[ResultPage]:
    """Return the result pages that the plan asked for."""
    return [_read(captured) for captured in visit.of(Purpose.SEARCH)]


def _read(captured: CapturedPage) -> ResultPage:
    page = captured.page
    if page is None:
        return ResultPage(captured, captured.capture.cause or Cause.PAGE_NOT_CAPTURED)
    words = lexicon("collectors")["search"]
    results = tuple(
        link
        for link in page.links
        if link.url and link.region in _RESULT_REGIONS and len(link.label) >= words["result_length"]
    )
    if not results and not re.search(words["nothing_found"], page.text):
        return ResultPage(captured, Cause.SCRIPT_SHELL)
    return ResultPage(captured, None, results)


def words_asked(found: ResultPage, home: PageIndex) -> str:
    """Return the words of a home-page title that a result page was asked for; "" if it was asked for something else."""
    encoding = "gb18030" if home.encoding == "gb18030" else "utf-8"
    asked = {value for _, value in parse_qsl(split(found.captured.capture.url).query, encoding=encoding)}
    return next((words for item in home.items if (words := search_words(item.title)) in asked and words), "")
