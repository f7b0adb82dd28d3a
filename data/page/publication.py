"""When an article was published, as printed with it. Where unsure, nothing is said.

Deadlines, "today is", adoption dates and dates of other items are not publication dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.page.dates import find_dates
from data.page.model import Heading

_LABELLED = re.compile(
    r"(?:发布时间|发布日期|发稿时间|发布于|发表时间|发布|信息时间|更新时间|日\s?期|时\s?间|Date|Published(?: on)?)\s*[:：]?\s*[\[【(（]?\s*"
    r"(?=(?:19|20)\d{2}\s{0,2}[-/.年])"
)
_FORBIDDEN = re.compile(
    r"(?:成文|发文|印发|生效|实施|施行|截止|报名|开标|起始|结束|公示|活动|会议|出生|办理|受理|办公|今天|当前|现在|到期|有效)\s*$"
)
_GENERATED = re.compile(r"生成日期\s*[:：]?\s*(?=(?:19|20)\d{2}\s{0,2}[-/.年])")
_STRONG = ("发布", "发稿", "发表", "Published")


def publication_date(
    metas: Sequence[tuple[str, str]],
    text: str,
    article_text: str,
    labels: Sequence[str],
    items: int,
    headings: Sequence[Heading],
) -> tuple[str, str]:
    """Return (ISO date, words it was printed with), ("", "") when the page is no article or the date is unsure.

    Order: a date labelled as publication; 生成日期 of the item's table; meta PubDate. Pages that list many items
    (home, list, search) have none unless they carry article tags of their own.
    """
    named = dict(reversed([(name, content) for name, content in metas if content]))
    is_article = bool(named.get("articletitle") or named.get("pubdate")) or bool(article_text)
    printed = _labelled_dates(text)
    if not is_article and (not printed or items > 3 or len({day for day, _, _ in printed}) > 1):
        return "", ""
    strong = [found for found in printed if found[2]]
    for candidates in (strong, printed):
        if candidates:
            return candidates[0][0], candidates[0][1]
    match = _GENERATED.search(text)
    if match:
        return find_dates(text[match.end() : match.end() + 16])[0][0], text[match.start() : match.end() + 12]
    meta = find_dates(named.get("pubdate", ""))
    if meta and not _is_generation_time(named):
        return meta[0][0], f"PubDate {named['pubdate']}"
    return "", ""


def _labelled_dates(text: str) -> list[tuple[str, str, bool]]:
    """Dates with a label before them: (ISO date, label and date as printed, label says 发布)."""
    found = []
    for match in _LABELLED.finditer(text):
        if _FORBIDDEN.search(text[max(0, match.start() - 6) : match.start()]):
            continue
        dates = find_dates(text[match.end() : match.end() + 16])
        if dates:
            words = text[match.start() : match.end() + 16].strip()
            found.append((dates[0][0], words, words.startswith(_STRONG)))
    return found


def _is_generation_time(named: dict[str, str]) -> bool:
    """Some systems write the time of page generation into PubDate; a second meta then tells."""
    generated = named.get("createdate") or named.get("generator-time") or named.get("maketime") or ""
    return bool(generated) and generated == named.get("pubdate")
