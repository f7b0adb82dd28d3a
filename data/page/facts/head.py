"""Facts that are read off: tags, counts, dates, the breadcrumb."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from data.addresses import split
from data.lexicon import lexicon
from data.page.facts.entries import link_fact
from data.page.facts.look import ANY, HEADER, Look, present
from data.page.model import Fact, FactState

_HOME_FILES = frozenset({"", "index", "default", "home", "main"})


def meta_fact(*names: str) -> Callable[[Look], Fact]:
    """A fact that is the first non-empty content of some metas, names in any letter case."""

    def find(look: Look) -> Fact:
        for name in names:
            value = look.metas.get(name)
            if value:
                return present(value, "meta", f"{name}={value}")
        return Fact(FactState.ABSENT, None, "meta")

    return find


def viewport(look: Look) -> Fact:
    """The meta tag of that name, whatever it holds."""
    content = next((content for name, content in look.page.metas if name.strip() == "viewport"), None)
    return Fact(FactState.ABSENT, None, "meta") if content is None else present(content, "meta", f"viewport={content}")


def lang(look: Look) -> Fact:
    """The language the page claims for itself, as written."""
    claimed = look.page.lang.strip()
    return present(claimed, "html", claimed) if claimed else Fact(FactState.ABSENT, None, "html")


def images_total(look: Look) -> Fact:
    """Number of pictures in the page, those for browsers without scripts included."""
    return present(len(look.page.images), "page")


def images_with_alt(look: Look) -> Fact:
    """Number of them whose alt says anything."""
    return present(sum(bool(image.alt and image.alt.strip()) for image in look.page.images), "page")


def breadcrumb(look: Look) -> Fact:
    """The line that says where in the site a page stands."""
    line = look.page.breadcrumb
    return present(line, HEADER, line) if line else look.missing(HEADER)


def feed(look: Look) -> Fact:
    """An alternate feed or a link called RSS."""
    if look.page.feeds:
        return present(look.page.feeds[0], "head", look.page.feeds[0])
    return link_fact("feed", ANY)(look)


def published_on(look: Look) -> Fact:
    """When the article was published; none for home, search and login pages, none that lies after the capture."""
    day = look.page.published_on
    if not day or day > _limit(look) or _is_no_article(look):
        return Fact(FactState.ABSENT)
    return present(day, "article", look.page.published_text)


def latest_on(look: Look) -> Fact:
    """The newest date of any entry or of the article, none that lies after the capture."""
    days = [item.date for item in look.page.items] + [look.page.published_on]
    newest = max((day for day in days if day and day <= _limit(look)), default="")
    return present(newest, "page", newest) if newest else Fact(FactState.ABSENT)


def _limit(look: Look) -> str:
    return look.on.isoformat() if look.on else "9999"


def _is_no_article(look: Look) -> bool:
    url, address = look.page.url, split(look.page.url)
    stem = address.path.strip("/").partition(".")[0]
    if stem in _HOME_FILES and "?" not in url:
        return True
    asks = any(control.type == "password" for control in look.page.controls)
    return "articletitle" not in look.metas and bool(asks or _elsewhere().search(url))


@lru_cache(maxsize=1)
def _elsewhere() -> re.Pattern[str]:
    return re.compile(lexicon("publication")["no_article"])
