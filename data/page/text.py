"""Text of a page: folded labels, collapsed white space, and the parts that are found by their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from data.lexicon import lexicon

_CJK_GAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[\s\u3000]+(?=[\u2e80-\u9fff\uff00-\uffef])")
_NO_WIDTH = ("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\ufeff")


def fold(text: str) -> str:
    """Return label text as it is compared: full width folded (NFKC), white space collapsed, none between CJK characters."""
    if not text.isascii() and not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    if text.isalnum():  # no blank in it
        return text
    words = _words(text)
    if len(words) < 2:
        return words[0] if words else ""
    return _CJK_GAP.sub("", " ".join(words))


def collapse(pieces: Sequence[str]) -> str:
    """Join pieces of text, with one blank for any white space."""
    return " ".join(_words("".join(pieces)))


def _words(text: str) -> list[str]:
    # What has no width separates nothing that is seen, but is no part of a word either.
    for blank in _NO_WIDTH:
        if blank in text:
            text = text.replace(blank, " ")
    return text.split()


def footer_tail(text: str, article: str) -> str:
    """The page's last part from the first word on that only footers hold; "" if there is none in its last third,
    or if it only names who runs something.
    """
    tail = text[max(0, len(text) - max(1500, len(text) // 3)) :]
    words = lexicon("regions")["evidence"]
    match = re.search(words["footer"], tail)
    if (
        match is None
        or not re.search(words["footer_alone"], tail[match.start() :])
        or (article and tail[match.start() : match.start() + 20] in article)
    ):
        return ""
    return tail[max(0, match.start() - 200) :]


_BREADCRUMB = re.compile(
    r"(?:(?:当前|现在|您的|您现在的|你的|您当前的|所在)\s*(?:所在)?\s*(?:的)?位置(?:是)?\s*[:：]?\s*[^>＞»/›]{0,24}[>＞»›/]+[^。]{2,60})"
    r"|(?:(?<!返回)(?<!返回网站)(?<!回到)(?<!进入)(?:网站)?(?:首\s?页|主页)\s*(?:>|＞|»|›|>>|&gt;)\s*[^。]{2,60})"
)


def breadcrumb(text: str) -> str:
    """Return the line that says where in the site a page stands, "" if there is none."""
    match = _BREADCRUMB.search(text)
    return match.group(0)[:80] if match else ""
