"""The one walk over a parsed page, in document order, that fills the index."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from data.lexicon import lexicon
from data.page.concealed import CONCEALS
from data.page.entries import Entries
from data.page.links import Attributes, Base, OpenLink, link_begun
from data.page.model import Control, DatedItem, Form, Heading, Image, Label, Link, PageIndex, Region, Script
from data.page.publication import publication_date
from data.page.regions import REGION_OF_TAG, region_of_names
from data.page.text import breadcrumb, collapse, fold, footer_tail

MAX_SCRIPT = 65_536
MAX_ENTRY = 300
MAX_ATTRIBUTE = 2_000
_LONGEST_LABEL = 14
_BLOCKS = frozenset(
    "address article aside blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol "
    "option p pre section select table td th tr ul".split()
)
_ENTRY = frozenset({"li", "tr", "dd", "dl", "p", "div"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINKS = frozenset({"a", "area", "option"})
_PASSED_OVER = frozenset({"script", "style", "template", "title", "-comment", "-cdata"})
_TELLING = _HEADINGS | set(REGION_OF_TAG) | {"button", "form", "img", "input", "label", "select", "textarea"}
_NO_PART = frozenset({"body", "html"})
_WHOLE_PARTS = frozenset({Region.ARTICLE, Region.FOOTER})
_HEAD = frozenset({Region.HEADER, Region.NAVIGATION})
_DECORATIVE = frozenset({"presentation", "none"})
_LONGEST_NAME = 40
_KEPT_ATTRIBUTES = frozenset({"sitecode", "data-setting", "hreflang", "id"})
_DIGIT = re.compile(r"\d")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class _Place(NamedTuple):
    """What the open elements say of everything that stands in them."""

    region: Region = Region.MAIN
    hidden: bool = False
    link: OpenLink | None = None
    form: int | None = None
    label: str = ""


class Walk:
    """One pass over the tree of a page."""

    def __init__(self, url: str, captured_on: date | None) -> None:
        self.url = url
        self.title = ""
        self.lang = ""
        self.metas: list[tuple[str, str]] = []
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.forms: list[Form] = []
        self.controls: list[Control] = []
        self.scripts: list[Script] = []
        self.frames: list[str] = []
        self.labels: list[Label] = []
        self.items: list[DatedItem] = []
        self.entries: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.styles: list[str] = []
        self.feeds: list[str] = []
        self.texts: list[str] = []
        self.hidden_texts: list[str] = []
        self.concealing: list[LexborNode] = []
        self._parts: list[tuple[int, Region]] = [(0, Region.MAIN)]
        self._under_way = Entries(captured_on)
        self._heading: list[str] | None = None
        self._labels_for: dict[str, str] = {}
        self._base = Base(url)

    # The pass

    def read(self, root: LexborNode) -> None:
        """Read the whole page below its root."""
        self._root = root
        stack: list[tuple[LexborNode, str, _Place]] = []
        node: LexborNode | None = root
        place = _Place()
        while node is not None:
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                if text.isspace():
                    self.texts.append(" ")
                else:
                    self._text(text, place)
            elif tag in _PASSED_OVER:
                self._pass_over(node, tag)
            else:
                inner = self._enter(node, tag, place)
                child = node.child
                if child is not None:
                    stack.append((node, tag, place))
                    node, place = child, inner
                    continue
                if inner is not place or tag in _BLOCKS:
                    self._leave(tag, inner, place)
            following = node.next
            while following is None and stack:
                node, tag, outer = stack.pop()
                if place is not outer or tag in _BLOCKS:
                    self._leave(tag, place, outer)
                place = outer
                following = node.next
            node = following

    def _text(self, text: str, place: _Place) -> None:
        # Indented sources put a date between lines of blanks; how long a text is does not depend on them.
        said = text.strip()
        self.texts.append(text)
        if place.hidden:
            self.hidden_texts.append(text)
        if self._heading is not None:
            self._heading.append(text)
        length = len(said)
        self._under_way.size += length
        if place.link is not None:
            place.link.texts.append(text)
            if length < 40 and _DIGIT.search(said):
                self._under_way.note_date(said)
        elif length <= 60:
            short = fold(said)
            if 0 < len(short) <= _LONGEST_LABEL:
                self.labels.append(Label(short, place.region))
            if _DIGIT.search(short):
                self._under_way.note_date(short)

    def _enter(self, node: LexborNode, tag: str, around: _Place) -> _Place:
        """Take an element in; return the place of what stands in it."""
        place = around
        if tag in _BLOCKS:
            self.texts.append(" ")
        attributes = node.attributes
        if attributes or tag in _TELLING:
            hidden = "style" in attributes and self._is_hidden(node, attributes["style"] or "")
            link = link_begun(tag, attributes) if tag in _LINKS or "onclick" in attributes else None
            place = _moved(place, _part_begun(tag, attributes), hidden, link or place.link)
            if not _KEPT_ATTRIBUTES.isdisjoint(attributes):
                self._keep_attributes(attributes)
            reader = _READERS.get(tag)
            if reader is not None:
                place = reader(self, node, attributes, place) or place
        if place.region is not around.region:
            self._parts.append((len(self.texts), place.region))
        if tag in _ENTRY:
            self._under_way.begin(len(self.texts))
        return place

    def _keep_attributes(self, attributes: Attributes) -> None:
        for name, value in attributes.items():
            if value and name in _KEPT_ATTRIBUTES and (name != "id" or "_jiucuo_" in value):
                self.attributes.append((name, value[:MAX_ATTRIBUTE]))

    def _pass_over(self, node: LexborNode, tag: str) -> None:
        """Read an element whose content is no part of the page's text."""
        if tag == "script":
            attributes = node.attributes
            self._keep_attributes(attributes)
            src = attributes.get("src") or ""
            self.scripts.append(Script(src, "" if src else (node.text() or "")[:MAX_SCRIPT]))
        elif tag == "style":
            self.styles.append(node.text() or "")
        elif tag == "title":
            self.title = self.title or fold(node.text() or "")

    def _leave(self, tag: str, place: _Place, outer: _Place) -> None:
        is_block = tag in _BLOCKS
        if is_block:
            self.texts.append(" ")
        if place is not outer:
            if place.region is not outer.region:
                self._parts.append((len(self.texts), outer.region))
            if place.link is not None and place.link is not outer.link:
                self._under_way.note_link(len(self.links))
                self.links.append(place.link.ended(self._base, place.region, place.hidden))
        if is_block:
            self._end_block(tag, place.region)

    def _end_block(self, tag: str, region: Region) -> None:
        """Keep a heading; and an entry, which is a dated item if it has one date and a link that leads on."""
        if tag in _ENTRY:
            entry = self._under_way.end(self.links)
            if entry is not None:
                self.entries.append(collapse(self.texts[entry.text :])[:MAX_ENTRY])
                if entry.item is not None:
                    self.items.append(DatedItem(*entry.item, region))
        elif self._heading is not None and tag in _HEADINGS:
            self.headings.append(Heading(int(tag[1]), fold("".join(self._heading))))
            self._heading = None

    # What single elements say

    def _read_image(self, _node: LexborNode, attributes: Attributes, place: _Place) -> None:
        src, title = attributes.get("src") or "", attributes.get("title") or ""
        alt = (attributes["alt"] or "") if "alt" in attributes else None
        link = place.link
        if link is not None:
            link.alt = link.alt or fold(alt or title)
            link.src = link.src or src
        if self._heading is not None:
            self._heading.append(alt or "")
        self.images.append(Image(src, alt, title, place.region, attributes.get("role") in _DECORATIVE))

    def _read_control(self, node: LexborNode, attributes: Attributes, place: _Place) -> None:
        def said(name: str) -> str:
            return attributes.get(name) or ""

        tag = node.tag or ""
        text = fold(node.text() or "")[:_LONGEST_NAME] if tag == "button" else ""
        label = text or said("aria-label") or self._text_of(said("aria-labelledby")) or place.label
        hidden = place.hidden or "hidden" in attributes or said("aria-hidden") == "true"
        self.controls.append(
            Control(
                tag, said("type").lower(), said("name"), said("id"), label, said("placeholder"), said("value"), said("title"),
                place.region, place.form, hidden,
            )
        )  # fmt: skip

    def _text_of(self, ids: str) -> str:
        """The text of the elements that a control names as its label."""
        found = [self._root.css_first(f'[id="{name}"]') for name in ids.split() if '"' not in name]
        return fold(" ".join(node.text() or "" for node in found if node is not None))[:_LONGEST_NAME]

    def _read_label(self, node: LexborNode, attributes: Attributes, place: _Place) -> _Place:
        words = fold(node.text() or "")
        wanted = attributes.get("for")
        if wanted:
            self._labels_for[wanted] = words
        return place._replace(label=words)

    def _read_form(self, _node: LexborNode, attributes: Attributes, place: _Place) -> _Place:
        action, method, name, kind = (attributes.get(key) or "" for key in ("action", "method", "id", "name"))
        self.forms.append(Form(action, method, place.region, f"{name} {kind}".strip()))
        return place._replace(form=len(self.forms) - 1)

    def _read_heading(self, _node: LexborNode, _attributes: Attributes, _place: _Place) -> None:
        self._heading = []

    def _read_meta(self, _node: LexborNode, attributes: Attributes, _place: _Place) -> None:
        name = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv")
        if name:
            self.metas.append((name.lower(), (attributes.get("content") or "").strip()))

    def _read_html(self, _node: LexborNode, attributes: Attributes, _place: _Place) -> None:
        self.lang = attributes.get("lang") or ""

    def _read_base(self, _node: LexborNode, attributes: Attributes, _place: _Place) -> None:
        href = attributes.get("href")
        if href:
            self._base = Base(self._base.join(href) or self.url)

    def _is_hidden(self, node: LexborNode, style: str) -> bool:
        if CONCEALS.search(style):
            self.concealing.append(node)
        return _HIDDEN.search(style) is not None

    def _read_ticker(self, node: LexborNode, _attributes: Attributes, _place: _Place) -> None:
        self.concealing.append(node)

    def _read_frame(self, _node: LexborNode, attributes: Attributes, _place: _Place) -> None:
        src = attributes.get("src")
        address = self._base.join(src) if src else ""
        if address:
            self.frames.append(address)

    def _read_link(self, _node: LexborNode, attributes: Attributes, _place: _Place) -> None:
        kind = (attributes.get("type") or "").lower()
        address = self._base.join(attributes.get("href") or "") if "rss" in kind or "atom" in kind else ""
        if address:
            self.feeds.append(address)
        if "stylesheet" in (attributes.get("rel") or ""):
            self.attributes.append(("css-media", attributes.get("media") or ""))

    # The index

    def index(self, encoding: str, declared: str, scripts: Sequence[str]) -> PageIndex:
        """Return the index. scripts: texts of first-party scripts that were fetched."""
        text = collapse(self.texts)
        regions = self._region_texts()
        article_text = regions.get(Region.ARTICLE, "")
        footer_text = regions.get(Region.FOOTER, "") or footer_tail(text, article_text)
        head_links = sum(link.region in _HEAD for link in self.links)
        published, published_text = publication_date(
            self.metas, text, article_text, [label.text for label in self.labels], len(self.items), self.headings
        )
        return PageIndex(
            url=self.url,
            encoding=encoding,
            declared_encoding=declared,
            title=self.title,
            lang=self.lang,
            metas=tuple(self.metas),
            headings=tuple(self.headings),
            links=tuple(self.links),
            images=tuple(self.images),
            forms=tuple(self.forms),
            controls=tuple(self._named_controls()),
            scripts=tuple(self.scripts),
            frames=tuple(self.frames),
            labels=tuple(self.labels),
            items=tuple(self.items),
            entries=tuple(self.entries),
            text=text,
            header_text=f"{regions.get(Region.HEADER, '')} {regions.get(Region.NAVIGATION, '')}".strip(),
            footer_text=footer_text,
            article_text=article_text,
            script_text="\n".join([*(script.text for script in self.scripts if script.text), *scripts]),
            style_text="\n".join(self.styles),
            attributes=tuple(self.attributes),
            feeds=tuple(self.feeds),
            hidden_text=collapse(self.hidden_texts),
            published_on=published,
            published_text=published_text,
            has_header=head_links >= 3 or self._leading_links() >= 6,
            has_footer=bool(re.search(lexicon("regions")["evidence"]["footer"], footer_text)),
            breadcrumb=breadcrumb(text),
        )

    def _region_texts(self) -> dict[Region, str]:
        """The text of each part of the page, from the places where one part gives way to another."""
        pieces: dict[Region, list[str]] = {}
        ends = [position for position, _ in self._parts[1:]] + [len(self.texts)]
        for (begin, region), end in zip(self._parts, ends, strict=True):
            if end > begin:
                pieces.setdefault(region, []).extend(self.texts[begin:end])
        return {region: collapse(texts) for region, texts in pieces.items()}

    def _leading_links(self) -> int:
        """Links that may be a menu's; buttons to print or share a page lead nowhere."""
        return sum(
            link.region is not Region.ARTICLE and len(link.label) <= 8 and bool(link.url) for link in self.links[:40]
        )

    def _named_controls(self) -> list[Control]:
        """The controls, those without words of their own named by the label that is for them."""
        return [
            control if control.label else control._replace(label=self._labels_for.get(control.id, ""))
            for control in self.controls
        ]


_Reader = Callable[[Walk, LexborNode, Attributes, _Place], _Place | None]
_READERS: dict[str, _Reader] = {
    "img": Walk._read_image,
    **dict.fromkeys(("input", "textarea", "select", "button"), Walk._read_control),
    "label": Walk._read_label,
    "form": Walk._read_form,
    **dict.fromkeys(_HEADINGS, Walk._read_heading),
    "meta": Walk._read_meta,
    "html": Walk._read_html,
    "base": Walk._read_base,
    **dict.fromkeys(("iframe", "frame"), Walk._read_frame),
    "link": Walk._read_link,
    "marquee": Walk._read_ticker,
}
"""What reads the elements that say something of their own, beside where they stand."""


def _moved(place: _Place, part: Region | None, hidden: bool, link: OpenLink | None) -> _Place:
    """The place inside an element that may begin another part of the page. Nothing else begins in an article or a footer."""
    region = place.region if part is None or place.region in _WHOLE_PARTS else part
    if region is place.region and link is place.link and (place.hidden or not hidden):
        return place
    return _Place(region, place.hidden or hidden, link, place.form, place.label)


def _part_begun(tag: str, attributes: Attributes) -> Region | None:
    """The part of the page that an element begins, by its tag, or by its id and class; None if it begins none."""
    if tag in REGION_OF_TAG:
        return REGION_OF_TAG[tag]
    name, kind = attributes.get("id") or "", attributes.get("class") or ""
    return region_of_names(f"{name} {kind}") if (name or kind) and tag not in _NO_PART else None
