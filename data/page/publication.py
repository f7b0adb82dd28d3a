"""When an article was published, as printed with it. Where unsure, nothing is said.

Deadlines, "today is", adoption dates and dates of other items are not publication dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from data.lexicon import lexicon
from data.page.dates import ENGLISH, FULL, find_dates, first_date, tag_date
from data.page.model import Heading

_HEAD_OF_ARTICLE = 300
_LONGEST_LABEL = 16
_MOST_ITEMS_OF_AN_ARTICLE = 5
_OPEN = r"\s*[\]】)）]?\s*[:：∶︰]?\s*[\[【(（]?\s*$"


def publication_date(
    metas: Sequence[tuple[str, str]],
    text: str,
    article_text: str,
    labels: Sequence[str],
    items: int,
    headings: Sequence[Heading],
) -> tuple[str, str]:
    """Return (ISO date, words it was printed with), ("", "") when the page is no article or the date is unsure.

    Order: a date labelled as publication; one in the line under the headline; 生成日期 of the item's table; meta PubDate
    unless it is the time at which the page was made; a date with a weaker label anywhere. Of several that are printed the
    one that the tag agrees with is the page's own. Where no tag or element tells an article, a date without a label counts
    only if it is the one such date of a page with a headline and without dated items. Pages that list many items (home, list, search) have none.
    """
    named = {name: content for name, content in reversed(metas) if content}
    tagged = bool(named.get("articletitle"))
    article = tagged or bool(named.get("pubdate")) or bool(article_text)
    tag = "" if _is_page_time(metas, named.get("pubdate", "")) else tag_date(named.get("pubdate", ""))
    if not tagged and items > _MOST_ITEMS_OF_AN_ARTICLE:
        return "", ""
    printed = _printed(text, article_text)
    published, labelled, bare, loose = (printed[place] for place in _PLACES)
    if not article:
        is_headed = any(heading.level == 1 for heading in headings)
        bare = bare if is_headed and not items and len(bare) == 1 else []
        if len({day for day, _ in published or labelled or loose}) > 1:
            return "", ""
    agreed = [found for found in (*published, *bare) if tag and found[0] == tag]
    for candidates in (agreed, published, labelled, bare, _generated(text)):
        if candidates:
            return candidates[0]
    if tag and article:
        return tag, f"PubDate {named['pubdate']}"
    return loose[0] if loose else ("", "")


_Found = list[tuple[str, str]]
_PLACES = ("published", "labelled", "bare", "loose")


def _printed(text: str, article_text: str) -> dict[str, _Found]:
    """Dates with a label of publication; in the line under a headline, with a weaker label or none; with a weaker label elsewhere.

    In running text only the first is believed.
    """
    found: dict[str, _Found] = {place: [] for place in _PLACES}
    running = text.find(article_text[_HEAD_OF_ARTICLE:]) if len(article_text) > _HEAD_OF_ARTICLE else -1
    for day, start, end in _days(text):
        is_running = running >= 0 and running <= start < running + len(article_text) - _HEAD_OF_ARTICLE
        place = _place(text, start, end, is_running)
        if place:
            found[place].append((day, text[max(0, start - 8) : end].strip()))
    return found


def _place(text: str, start: int, end: int, is_running: bool) -> str:
    """What the words around a date make of it, "" if it is none of publication."""
    if _pattern("not_followed_by").match(text, end):
        return ""
    before = text[max(0, start - _LONGEST_LABEL) : start]
    label = _label("published").search(before)
    if label:
        return "" if _is_of_else(before, label) else "published"
    if is_running:
        return ""
    label = _label("weaker").search(before)
    if label and _is_of_else(before, label):
        return ""
    if _is_in_headline(text, start, end):
        return "labelled" if label else "bare"
    return "loose" if label else ""


def _generated(text: str) -> _Found:
    """生成日期 of the item's table, not that of the page."""
    for match in _pattern("generated").finditer(text):
        day = first_date(text[match.end() : match.end() + _LONGEST_LABEL])
        if day and not _of_else().search(text[max(0, match.start() - 4) : match.start()]):
            return [(day, text[match.start() : match.end() + 12])]
    return []


def _is_of_else(before: str, label: re.Match[str]) -> bool:
    in_front = before[: label.start()]
    # A label with blanks between its letters (日 期) has them in what belongs to it, too (发 文 日 期); a headline has none.
    spaced = _SPACED.search(label[0]) and _SPACED.search(in_front[-4:])
    return bool(_of_else().search("".join(in_front.split()) if spaced else in_front))


def _days(text: str) -> Iterator[tuple[str, int, int]]:
    for match in FULL.finditer(text):
        found = find_dates(match[0])
        if found:
            yield found[0][0], match.start(), match.end()
    if any(word in text for word in lexicon("publication")["english"]):
        for match in ENGLISH.finditer(text):
            if day := first_date(match[0], latin=True):
                yield day, match.start(), match.end()


def _is_in_headline(text: str, start: int, end: int) -> bool:
    time = _TIME.match(text, end)
    after = time.end() if time else end
    if _pattern("line_after").match(text, after):
        return True
    return bool(_pattern("line_before").search(text[max(0, start - 40) : start]))


_SPACED = re.compile(r"[\u4e00-\u9fff]\s[\u4e00-\u9fff]")
_TIME = re.compile(r"\s*\d{1,2}[:：∶]\d{2}(?:[:：∶]\d{2})?")


@lru_cache(maxsize=16)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(lexicon("publication")[name])


@lru_cache(maxsize=1)
def _of_else() -> re.Pattern[str]:
    return re.compile(f"(?:{lexicon('publication')['of_else']})$")


@lru_cache(maxsize=4)
def _label(name: str) -> re.Pattern[str]:
    """A label with nothing but a colon or a bracket between it and its date."""
    return re.compile(f"(?:{lexicon('publication')[name]}){_OPEN}")


def _is_page_time(metas: Sequence[tuple[str, str]], published: str) -> bool:
    """Some systems write the time at which the page was made into PubDate; another meta then tells."""
    made = _pattern("page_made")
    return bool(published) and any(
        name != "pubdate" and published in content and (made.search(name) or made.search(content))
        for name, content in metas
    )
