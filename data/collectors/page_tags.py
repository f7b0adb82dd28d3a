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
_COLUMN_TAGS = ("columnname", "columndescription", "columnkeywords", "columntype")
_ARTICLE_TAGS = ("articletitle", "pubdate", "contentsource")


@collector(COLLECTORS, "standardization_column_tags")
def column_tags(visit: Visit, context: Context) -> Reading:
    """Mean share of the four column tags over the visited columns; a ColumnType outside the list counts half.

    Source: 国办发〔2017〕47号, annex.
    """
    home_page(visit, context)
    return _mean(
        [(one, one.page, _of_column(one.page)) for one in column_pages(visit) if one.page is not None], _COLUMN_TAGS
    )


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
    return _mean([(one, page, _of_article(page)) for one, page in article_pages(visit)], _ARTICLE_TAGS)


def _of_article(page: PageIndex) -> dict[str, float]:
    printed = page.meta("pubdate").strip()
    exact = re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", printed)
    return {
        "title": float(bool(page.meta("articletitle"))),
        "date": 0.0 if not first_date(printed) else 1.0 if exact else 0.8,
        "source": float(bool(page.meta("contentsource"))),
    }


def _mean(found: Sequence[tuple[CapturedPage, PageIndex, Mapping[str, float]]], tags: Sequence[str]) -> Reading:
    """The mean of every tag, and of all of them; every page is named with what its tags say, the poorest first.

    A page's source holds its tags or not: what one look shows needs no second one.
    """
    parts = {part: sum(shares[part] for _, _, shares in found) / len(found) for part in found[0][2]}
    poorest = sorted(found, key=lambda each: sum(each[2].values()))
    evidence = [
        page_evidence(one, " ".join(f"{tag}={page.meta(tag).strip() or '—'}" for tag in tags))
        for one, page, _ in poorest
    ]
    return Reading.measured(sum(parts.values()) / len(parts), *evidence, parts=parts)
