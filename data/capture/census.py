"""What a census of columns asks for: the list page of every column, found from menus, from headings of blocks, and from 网站地图."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.addresses import split
from data.lexicon import lexicon
from data.model import Purpose
from data.page.model import Link, PageIndex, Region
from data.page.words import LABEL_LENGTH, links_outside_articles, says

_MENUS = frozenset({Region.HEADER, Region.NAVIGATION})


def directories(page: PageIndex) -> Iterator[str]:
    """Yield the addresses of pages that list the site's columns for people."""
    label = re.compile(lexicon("facts")["sitemap_link"]["label"])
    return (link.url for link in links_outside_articles(page) if label.search(link.label))


def column_links(page: PageIndex, purpose: Purpose) -> Iterator[str]:
    """Yield the addresses of columns that a page leads to, in the order of its links.

    Links of menus, and of a column also those of the menus beside its text, are columns; elsewhere a link is one if its address
    has the form of a column's; of a page that lists the columns (网站地图) everything but its foot. Dated entries and addresses of
    articles are none anywhere.
    """
    dated = {item.url for item in page.items}
    for link in links_outside_articles(page):
        if link.url not in dated and link.region is not Region.FOOTER and _is_named(link) and _is_placed(link, purpose):
            yield link.url


def _is_named(link: Link) -> bool:
    """Whether a link's words and address may be those of a column."""
    find, languages = lexicon("columns")["find"], lexicon("facts")["other_language_link"].values()
    return (
        0 < len(link.label) <= LABEL_LENGTH
        and not re.search(find["not_label"], link.label)
        and not says(link.label, lexicon("plan")["column"])
        and not any(link.label in names for names in languages)
        and not re.search(find["not_path"], split(link.url).path)
    )


def _is_placed(link: Link, purpose: Purpose) -> bool:
    """Whether a link stands where columns do, or its address tells."""
    beside = purpose is Purpose.COLUMN and link.region is Region.SIDE
    listed = purpose is Purpose.DIRECTORY or link.region in _MENUS or beside
    return listed or re.search(lexicon("columns")["find"]["path"], split(link.url).path) is not None
