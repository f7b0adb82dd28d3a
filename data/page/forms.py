"""The search form of a page: where it sends words to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from data.addresses import join, split
from data.lexicon import lexicon
from data.page.model import Control, PageIndex

_TEXT = frozenset({"", "text", "search"})


@dataclass(frozen=True, slots=True)
class SearchForm:
    """action: absolute address; method: lower case; box: name of the text field; hidden: what is sent along."""

    action: str
    method: str
    box: str
    hidden: Mapping[str, str]
    encoding: str

    def result_page(self, words: str) -> str:
        """Return the address of the result page for some words, in the encoding of the page that holds the form."""
        query = urlencode({**self.hidden, self.box: words}, encoding=self.encoding, errors="ignore")
        return f"{self.action.split('?')[0]}?{query}"


def search_forms(page: PageIndex) -> list[SearchForm]:
    """Return the forms whose text field or button says that they search, in page order.

    One without an address of its own is sent by a script, nobody can see where to.
    """
    found = []
    for position, form in enumerate(page.forms):
        controls = [control for control in page.controls if control.form == position]
        boxes = [c for c in controls if c.tag == "input" and c.name and c.type in _TEXT]
        if boxes and _says_search(controls) and _has_address(form.action, page.url):
            hidden = {c.name: c.value for c in controls if c.type == "hidden" and c.name}
            action = join(page.url, form.action)
            encoding = "gb18030" if page.encoding == "gb18030" else "utf-8"
            found.append(SearchForm(action, form.method.lower() or "get", boxes[0].name, hidden, encoding))
    return found


def _has_address(action: str, page_url: str) -> bool:
    target, page = split(join(page_url, action.strip())), split(page_url)
    is_page_itself = (target.host, target.port, target.path.rstrip("/")) == (
        page.host,
        page.port,
        page.path.rstrip("/"),
    )
    return target.is_web and not is_page_itself


def _says_search(controls: list[Control]) -> bool:
    if any(control.type == "password" for control in controls):
        return False
    wanted = re.compile(lexicon("facts")["search_box"]["words"])
    return any(wanted.search(f"{c.placeholder} {c.name} {c.id} {c.value} {c.title} {c.label}") for c in controls)


def search_words(title: str) -> str:
    """Return the beginning of a title to search for it with; "" for one too short to tell it from others."""
    bounds = lexicon("plan")["search"]
    return title[: bounds["most"]] if len(title) >= bounds["least"] else ""
