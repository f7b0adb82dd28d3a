"""Text of a page: folded labels, collapsed white space, and the parts that are found by their words."""

from __future__ import annotations

import re
import unicodedata

from data.lexicon import lexicon
from data.page.dates import find_dates

_CJK_GAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[\s\u3000]+(?=[\u2e80-\u9fff\uff00-\uffef])")
_SPACE = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")


def fold(text: str) -> str:
    """Return label text as it is compared: full width folded (NFKC), white space collapsed, none between CJK characters."""
    text = _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    return _CJK_GAP.sub("", text)


def collapse(pieces: list[str]) -> str:
    """Join pieces of text, with one blank for any white space."""
    return _SPACE.sub(" ", "".join(pieces)).strip()


def footer_tail(text: str, article: str) -> str:
    """The page's last part from the first word on that only footers hold; "" if there is none in its last third."""
    tail = text[max(0, len(text) - max(1500, len(text) // 3)) :]
    match = re.search(lexicon("regions")["evidence"]["footer"], tail)
    if match is None or (article and tail[match.start() : match.start() + 20] in article):
        return ""
    return tail[max(0, match.start() - 200) :]


def dates_with_context(text: str) -> list[tuple[str, str]]:
    """Return every full date in a text with up to 12 characters before it."""
    return [(day, text[max(0, position - 12) : position]) for day, position in find_dates(text)]


_BREADCRUMB = re.compile(
    r"(?:(?:当前|现在|您的|您现在的|你的|您当前的|所在)\s*(?:所在)?\s*(?:的)?位置(?:是)?\s*[:：]?\s*[^>»/›]{0,24}[>»›/]+[^。]{2,60})"
    r"|(?:(?:网站)?首\s?页\s*(?:>|»|›|>>|&gt;)\s*[^。]{2,60})"
)


def breadcrumb(text: str) -> str:
    """Return the line that says where in the site a page stands, "" if there is none."""
    match = _BREADCRUMB.search(text)
    return match.group(0)[:80] if match else ""
