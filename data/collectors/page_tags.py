"""规范化: the tags that column pages and content pages carry for search and exchange."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import article_pages, column_pages, home_page, page_evidence
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.page.dates import first_date
from data.page.model import PageIndex

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "standardization_column_tags")
def column_tags(visit: Visit, context: Context) -> Reading:
    """Mean share of the four column tags over the visited columns; a ColumnType outside the list counts half.

    Source: 国办发〔2017〕47号, annex.
    """
    home_page(visit, context)
    return _mean([(one, _of_column(one.page)) for one in column_pages(visit) if one.page is not None])


def _of_column(page: PageIndex) -> dict[str, float]:
    kind = page.meta("columntype").strip()
    listed = lexicon("columns")["tags"]["types"]
    return {
        "name": float(bool(page.meta("columnname"))),
        "description": float(bool(page.meta("columndescription"))),
        "keywords": float(bool(page.meta("columnkeywords"))),
        "type": 0.0 if not kind else 1.0 if kind in listed else 0.5,
    }


@collector(COLLECTORS, "standardization_article_tags")
def article_tags(visit: Visit, context: Context) -> Reading:
    """Mean share of the three content tags over the visited articles; a PubDate in another form than asked counts 0.8.

    Source: 国办发〔2017〕47号, annex (YYYY-MM-DD HH:MM).
    """
    home_page(visit, context)
    return _mean([(one, _of_article(page)) for one, page in article_pages(visit)])


def _of_article(page: PageIndex) -> dict[str, float]:
    printed = page.meta("pubdate").strip()
    exact = re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", printed)
    return {
        "title": float(bool(page.meta("articletitle"))),
        "date": 0.0 if not first_date(printed) else 1.0 if exact else 0.8,
        "source": float(bool(page.meta("contentsource"))),
    }


def _mean(found: Sequence[tuple[CapturedPage, Mapping[str, float]]]) -> Reading:
    """The mean of every tag, and of all of them; every page is named, the poorest first.

    A page's source holds its tags or not: what one look shows needs no second one.
    """
    parts = {tag: sum(tags[tag] for _, tags in found) / len(found) for tag in found[0][1]}
    poorest = sorted(found, key=lambda pair: sum(pair[1].values()))
    evidence = [
        page_evidence(one, " ".join(f"{tag}={value:g}" for tag, value in tags.items())) for one, tags in poorest
    ]
    return Reading.measured(sum(parts.values()) / len(parts), *evidence, parts=parts)
