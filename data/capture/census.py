"""What a census of columns asks for: the list page of every column, found from menus, menus beside the text, and 网站地图."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.addresses import split
from data.lexicon import lexicon
from data.model import Purpose
from data.page.addresses import address
from data.page.model import Link, PageIndex, Region
from data.page.words import LABEL_LENGTH, links_outside_articles, says

_MENUS = frozenset({Region.HEADER, Region.NAVIGATION})
_BESIDE = _MENUS | {Region.SIDE}


def directories(page: PageIndex) -> Iterator[str]:
    """Yield the addresses of pages that list the site's columns for people."""
    label = re.compile(lexicon("facts")["sitemap_link"]["label"])
    return (link.url for link in links_outside_articles(page) if label.search(link.label))


def column_links(page: PageIndex, purpose: Purpose) -> Iterator[str]:
    """Yield the addresses of columns that a page leads to, in the order of its links.

    Of the home page its menus; of a column also the menus beside its text and what stands below its own address; of a page
    that lists the columns (网站地图) everything but its foot. Dated entries and addresses of articles are no columns.
    """
    dated = {item.url for item in page.items}
    for link in links_outside_articles(page):
        if link.url not in dated and _is_named(link) and _is_placed(link, page, purpose):
            yield link.url


def _is_named(link: Link) -> bool:
    """Whether a link's words and address are those of a column."""
    find, languages = lexicon("columns")["find"], lexicon("facts")["other_language_link"].values()
    return (
        0 < len(link.label) <= LABEL_LENGTH
        and not re.search(find["not_label"], link.label)
        and not says(link.label, lexicon("plan")["column"])
        and not any(link.label in names for names in languages)
        and not re.search(find["article"], split(link.url).path)
    )


def _is_placed(link: Link, page: PageIndex, purpose: Purpose) -> bool:
    if purpose is Purpose.DIRECTORY:
        return link.region is not Region.FOOTER
    if purpose is Purpose.COLUMN and link.region in _BESIDE:
        return True
    return link.region in _MENUS or (purpose is Purpose.COLUMN and _is_below(link.url, page.url))


def _is_below(url: str, own: str) -> bool:
    inner, outer = address(url), address(own)
    folder = outer.removesuffix("?") + "/"
    return inner.startswith(folder) and re.search(lexicon("columns")["find"]["below"], split(url).path) is not None
