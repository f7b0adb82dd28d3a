"""A page as the facts look at it: what several of them need is made once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import cached_property, lru_cache

from data.lexicon import lexicon
from data.page.facts.words import LABEL_LENGTH, said_by
from data.page.model import SCRIPT_TAG, Fact, FactState, Image, Link, PageIndex, Region
from data.page.text import footer_tail
from data.page.writing import minority_script

HEADER, FOOTER, ANY = "header", "footer", "any"
_ESCAPES = re.compile(r"(?:\\u|%u)([0-9a-fA-F]{4})")
_BETWEEN = "\0"
"""No attribute of a parsed page holds it."""
_LINKS = frozenset({"a", "area", "option", SCRIPT_TAG})
_OPENS = re.compile(r"[oO]pen|location|href|[lL]ink|[uU]rl|[gG]o|[jJ]ump|to[A-Z]")
"""What an onclick of any other element does where it leads on; else it turns a tab or prints the page."""
_MOST_LINKS_OF_AN_ARTICLE = 0.8


def _leads_on(link: Link) -> bool:
    return link.tag in _LINKS or bool(link.url) or bool(_OPENS.search(link.onclick))


class Look:
    """A page with its links outside the article, what their words say, and the text of its frame.

    on: civil date of the capture, None if unknown.
    """

    def __init__(self, page: PageIndex, on: date | None) -> None:
        self.page = page
        self.on = on
        article = Region.ARTICLE
        outside = [link for link in page.links if link.region is not article]
        # An element that holds nearly every link of a page is the page, whatever its class is called.
        self.is_article_told_apart = len(page.links) < 10 or len(outside) > len(page.links) * (
            1 - _MOST_LINKS_OF_AN_ARTICLE
        )
        self.links = outside if self.is_article_told_apart else list(page.links)
        self.said = self._said()

    def _said(self) -> dict[str, list[tuple[str, Link]]]:
        """The labels of links by the fact they say: text, title, or the name of a picture inside."""
        said: dict[str, list[tuple[str, Link]]] = {}
        for link in self.links:
            label, title, alt = link.label, link.title, link.image_alt
            # Most links say the same in their title or nothing.
            words = (label, title, alt) if alt or (title and title != label) else (label,)
            for word in words:
                facts = said_by(word) if len(word) <= LABEL_LENGTH else ()
                if facts and _leads_on(link):
                    for fact in facts:
                        said.setdefault(fact, []).append((word, link))
        return said

    @cached_property
    def elements(self) -> dict[str, list[tuple[str, Region]]]:
        """Words of elements that are no links by the fact they say: short texts, controls, pictures, outside the article."""
        page = self.page
        words = [(label.text, label.region) for label in page.labels]
        words += [(word, c.region) for c in page.controls for word in (c.label, c.value, c.title)]
        words += [(image.alt or image.title, image.region) for image in page.images]
        words += [
            (word, link.region) for link in self.links if link.tag not in _LINKS for word in (link.label, link.title)
        ]
        said: dict[str, list[tuple[str, Region]]] = {}
        for word, region in words:
            for fact in said_by(word) if len(word) <= LABEL_LENGTH and not self.is_in_article(region) else ():
                said.setdefault(fact, []).append((word, region))
        return said

    @cached_property
    def pictures(self) -> str:
        """The addresses of all pictures in small letters, one after the other."""
        return _BETWEEN.join([image.src for image in self.page.images]).lower()

    @cached_property
    def sources(self) -> str:
        """The addresses of all scripts, a line each."""
        return "\n".join([script.src for script in self.page.scripts])

    @cached_property
    def metas(self) -> dict[str, str]:
        """The first content of each meta that has any."""
        return {name.strip(): content for name, content in reversed(self.page.metas) if content}

    @cached_property
    def addresses(self) -> str:
        """What every link leads to or opens in small letters, one after the other."""
        links = self.page.links
        return _BETWEEN.join([f"{link.href} {link.onclick}" if link.onclick else link.href for link in links]).lower()

    def leading_to(self, words: Collection[str], in_article: bool = False) -> Iterator[Link]:
        """Links whose address holds one of some words, in the order of the words."""
        for number in _holding(words, self.addresses):
            link = self.page.links[number]
            if in_article or not self.is_in_article(link.region):
                yield link

    def showing(self, words: Collection[str]) -> Iterator[Image]:
        """Pictures outside the article whose address holds one of some words, in the order of the words."""
        for number in _holding(words, self.pictures):
            image = self.page.images[number]
            if not self.is_in_article(image.region):
                yield image

    def link_around(self, image: Image) -> Link | None:
        """The link that a picture stands in."""
        return next((link for link in self.page.links if link.image_src == image.src), None)

    def is_in_article(self, region: Region) -> bool:
        """Whether something stands in the article itself."""
        return region is Region.ARTICLE and self.is_article_told_apart

    @cached_property
    def outside(self) -> str:
        """The text without the article."""
        article = self.page.article_text
        return self.page.text.replace(article, " ") if article and self.is_article_told_apart else self.page.text

    @cached_property
    def tail(self) -> str:
        """The end of the page from the first word on that only footers hold; a footer's element may leave some of it out."""
        if self.page.has_footer:
            return _from_footer_on(footer_tail(self.outside[-_TAIL:], ""))
        # Where a footer seems to be in the article, it takes more than a word to tell.
        end = self.page.text[-_TAIL:]
        return footer_tail(end, "") if writes_footer(end) else ""

    @cached_property
    def has_footer(self) -> bool:
        """Whether a footer is in the page itself."""
        return self.page.has_footer or bool(self.tail)

    @property
    def frame(self) -> tuple[tuple[str, str], ...]:
        """The texts of footer and header with their places."""
        footer = _from_footer_on(self.page.footer_text)
        return (FOOTER, self.tail), (FOOTER, footer), (HEADER, self.page.header_text)

    @cached_property
    def script(self) -> str:
        """The text of the scripts; letters that a script writes as numbers are read."""
        text = self.page.script_text
        # One letter is found twenty times as fast as two.
        if ("\\" in text and "\\u" in text) or ("%" in text and "%u" in text):
            return _ESCAPES.sub(lambda match: chr(int(match[1], 16)), text)
        return text

    @cached_property
    def scripted_footer(self) -> bool:
        """A footer that a script writes is a footer: what it does not say is not there."""
        return not self.has_footer and writes_footer(self.script)

    @cached_property
    def script_of_minority(self) -> str:
        """The script of a minority language that the page is written in, "" for none: Chinese words can't stand there."""
        return minority_script(self.page.text)

    def missing(self, place: str) -> Fact:
        """Nothing was found: absent where the place is there, not seen where it is not, or is not written in Chinese."""
        header, footer = self.page.has_header, self.has_footer or self.scripted_footer
        there = {HEADER: header, FOOTER: footer, ANY: header or footer}[place]
        is_read = there and not self.page.unread_scripts and not self.script_of_minority
        return Fact(FactState.ABSENT if is_read else FactState.NOT_SEEN)


_TAIL = 600


def _holding(words: Collection[str], joined: str) -> Iterator[int]:
    """Which of the joined texts hold a word; all are searched as one."""
    for word in words:
        position = joined.find(word)
        while position >= 0:
            yield joined.count(_BETWEEN, 0, position)
            end = joined.find(_BETWEEN, position)
            position = joined.find(word, end) if end >= 0 else -1


@lru_cache(maxsize=1)
def _footer_words() -> re.Pattern[str]:
    return re.compile(lexicon("regions")["evidence"]["footer"])


@lru_cache(maxsize=1)
def _before_footer() -> re.Pattern[str]:
    return re.compile(lexicon("regions")["evidence"]["before_footer"])


def _from_footer_on(text: str) -> str:
    """A footer's text without the end of an article before it, whose contacts are not the site's."""
    first = _footer_words().search(text)
    end = 0
    for match in _before_footer().finditer(text, 0, first.start() if first else 0):
        end = first.start() if first and match[0] == "联系人" else match.end()
    return text[end:]


def writes_footer(text: str) -> bool:
    """Tell whether a script, or the end of a page, holds at least two of the words that only footers hold."""
    return len(set(_footer_words().findall(text))) >= 2


def has_whole_frame(page: PageIndex) -> bool:
    """Tell whether header and footer were read, the footer in the page or in a script that writes it, and every script."""
    return page.shows_header and (page.has_footer or Look(page, None).scripted_footer)


def present(value: str | int | None, where: str, text: str = "") -> Fact:
    """A fact that is there; its value is folded and without white space."""
    if isinstance(value, str):
        value = compact(value)
    return Fact(FactState.PRESENT, value, where, text[:80])


def linked(link: Link, value: str, text: str) -> Fact:
    """What a link shows, in the page or in a script that writes it."""
    return scripted(value, text) if link.tag == SCRIPT_TAG else present(value, link.region.value, text)


def several(values: Collection[str], where: str, text: str = "", state: FactState = FactState.PRESENT) -> Fact:
    """A fact with one value or more, joined by "; "."""
    return Fact(state, "; ".join(values), where, text[:80])


def scripted(value: str | None = None, text: str = "", where: str = "script") -> Fact:
    """A fact that exists only inside a script."""
    return Fact(FactState.SCRIPT, compact(value) if value else value, where, text[:80])


def compact(text: str) -> str:
    """Return a text with full width folded and no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def written(
    look: Look, wanted: re.Pattern[str], place: str, value: Callable[[re.Match[str]], str] = lambda m: m[0]
) -> Fact:
    """What a script says that writes a part of the page; missing if it does not say it."""
    match = wanted.search(look.script)
    return scripted(value(match), match[0]) if match else look.missing(place)
