"""The page index: what one parse of one page leaves behind. Plain values, no tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

SCRIPT_TAG = "script"


class Region(StrEnum):
    """Part of the page an element stands in, judged from its ancestors and position."""

    HEADER = "header"
    NAVIGATION = "navigation"
    MAIN = "main"
    ARTICLE = "article"
    """Running text of the article itself: never a place for site-level signals."""
    SIDE = "side"
    FOOTER = "footer"


class Link(NamedTuple):
    """An ``a``, ``area``, ``option`` with an address, or an element whose onclick opens one.

    label: text, else title, else alt of an image inside; white space removed between CJK characters.
    tag: SCRIPT_TAG for a link that only a script writes.
    title (else aria-label), image_alt, image_src: the other sources of words, "" if none.
    url: absolute, "" when the address is not one (javascript:, #).
    """

    label: str
    url: str
    href: str
    tag: str
    region: Region
    title: str = ""
    image_alt: str = ""
    image_src: str = ""
    rel: str = ""
    onclick: str = ""
    hidden: bool = False


class Image(NamedTuple):
    """An ``img``. alt is None when the attribute is missing, "" when it is empty."""

    src: str
    alt: str | None
    title: str
    region: Region
    decorative: bool = False


class Control(NamedTuple):
    """A form control (input, textarea, select, button) with every word that names it."""

    tag: str
    type: str
    name: str
    id: str
    label: str
    placeholder: str = ""
    value: str = ""
    title: str = ""
    region: Region = Region.MAIN
    form: int | None = None
    hidden: bool = False


class Form(NamedTuple):
    """A ``form``; its controls point to it by position."""

    action: str
    method: str
    region: Region
    name: str = ""


class Script(NamedTuple):
    """A ``script``: its address or its text (at most 64 KiB)."""

    src: str
    text: str


class Heading(NamedTuple):
    """A heading h1–h6."""

    level: int
    text: str


class Label(NamedTuple):
    """A label-length text (at most 14 characters) outside links: of buttons, list items, spans with a role."""

    text: str
    region: Region


class DatedItem(NamedTuple):
    """An entry of a list with the date printed beside it (ISO civil date, Asia/Shanghai)."""

    title: str
    url: str
    date: str
    region: Region


class Outcome(StrEnum):
    """What an accessibility rule says of a page (W3C ACT Rules Format 1.1)."""

    PASSED = "passed"
    FAILED = "failed"
    INAPPLICABLE = "inapplicable"


class FailingElement(NamedTuple):
    """path: a CSS selector whose first match is this element; text: the beginning of its tag, at most 80 characters."""

    path: str
    text: str


class RuleOutcome(NamedTuple):
    """rule: id of the W3C ACT rule, as ``data/lexicon/accessibility.toml`` lists it; elements: the first that fail."""

    rule: str
    outcome: Outcome
    elements: tuple[FailingElement, ...] = ()


@dataclass(frozen=True, slots=True)
class PageIndex:
    """Everything collectors may know of one page.

    encoding: what the bytes are (utf-8, utf-8-sig, gb18030, utf-16-le …).
    declared_encoding: what header or meta claim, "" if nothing.
    metas: (lower-case name, property or http-equiv; content) in document order.
    entries: text of every list entry, table row or block with a link and up to three dates, at most 300 characters.
    text: visible text with collapsed white space; header_text, footer_text, article_text: of those regions.
    script_text: text of inline scripts and of first-party scripts that were read, joined.
    published_on, published_text: publication date of an article with the words around it, "" if unsure.
    style_text: of style elements; attributes: (name, value) of sitecode, data-setting, hreflang, 找错 ids, and css-media for each linked style sheet.
    feeds: addresses of alternate feeds; hidden_text: text that an inline style hides. concealed: addresses, as written, of links moved off the screen or without size.
    accessibility: what each claimed W3C ACT rule says, in the order of the lexicon.
    unread_scripts: a script of the site's own that may write to the page could not be read.
    """

    url: str
    encoding: str
    declared_encoding: str
    title: str
    lang: str
    metas: tuple[tuple[str, str], ...]
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    forms: tuple[Form, ...]
    controls: tuple[Control, ...]
    scripts: tuple[Script, ...]
    frames: tuple[str, ...]
    labels: tuple[Label, ...]
    items: tuple[DatedItem, ...]
    entries: tuple[str, ...]
    text: str
    header_text: str
    footer_text: str
    article_text: str
    script_text: str
    published_on: str
    published_text: str
    has_header: bool
    has_footer: bool
    breadcrumb: str = ""
    style_text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    feeds: tuple[str, ...] = ()
    hidden_text: str = ""
    unread_scripts: bool = False
    accessibility: tuple[RuleOutcome, ...] = ()
    concealed: frozenset[str] = frozenset()

    @property
    def shows_header(self) -> bool:
        """Whether what header and navigation do not say is not there: they stand in the page, and no script is left unread."""
        return self.has_header and not self.unread_scripts

    @property
    def shows_footer(self) -> bool:
        """Whether what the footer does not say is not there."""
        return self.has_footer and not self.unread_scripts

    def meta(self, name: str) -> str:
        """Return the content of the first non-empty meta of that name, any letter case; "" if none."""
        wanted = name.lower()
        return next((content for key, content in self.metas if key == wanted and content.strip()), "")


class FactState(StrEnum):
    """``script``: exists only inside a script; ``not_seen``: the part of the page where it would stand is not there."""

    PRESENT = "present"
    ABSENT = "absent"
    SCRIPT = "script"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a page, as ``inspect --json`` prints it.

    value: as printed, full-width folded, white space removed, dates ISO; numbers for counts; None if none.
    where: region or "meta", "script", "attribute"; text: at most 80 characters found.
    """

    state: FactState
    value: str | int | None = None
    where: str = ""
    text: str = ""


Facts = Mapping[str, Fact]
