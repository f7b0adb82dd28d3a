"""The one walk over a parsed page, in document order, that fills the index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from selectolax.lexbor import LexborNode

from data.addresses import join, split
from data.lexicon import lexicon
from data.page.entries import OpenEntry
from data.page.model import (
    Control,
    DatedItem,
    Form,
    Heading,
    Image,
    Label,
    Link,
    PageIndex,
    Region,
    Script,
)
from data.page.publication import publication_date
from data.page.regions import REGION_OF_TAG, region_of_names
from data.page.text import breadcrumb, collapse, dates_with_context, fold, footer_tail

MAX_SCRIPT = 65_536
MAX_ENTRY = 300
_BLOCKS = frozenset(
    "address article aside blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol "
    "option p pre section select table td th tr ul".split()
)
_SILENT = frozenset({"style", "template", "-comment", "-cdata"})
_ENTRY = frozenset({"li", "tr", "dd", "dl", "p", "div"})
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_KEPT_ATTRIBUTES = ("sitecode", "data-setting", "hreflang", "id")
_DIGIT = re.compile(r"\d")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_OPENS = re.compile(r"""(?:location(?:\.href)?\s*=|open\s*\(|href\s*=)\s*\(?['"]([^'"]+)['"]""")
_URL_VALUE = re.compile(r"^(?:https?:)?//|^/[^/]|^https?:", re.IGNORECASE)


@dataclass(slots=True)
class _OpenLink:
    tag: str
    href: str
    onclick: str
    title: str
    rel: str
    texts: list[str] = field(default_factory=list)
    alt: str = ""
    src: str = ""


@dataclass(slots=True)
class _Frame:
    """What an open element changes for what is below it."""

    tag: str
    region: Region
    hidden: bool
    link: _OpenLink | None
    entry: OpenEntry | None
    form: int | None
    label: str = ""


class Walk:
    """One pass over the tree, in document order."""

    def __init__(self, url: str, captured_on: date | None) -> None:
        self.url = url
        self.base = url
        self.on = captured_on
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
        self.labels_for: dict[str, str] = {}
        self.elements = 0
        self.texts: list[str] = []
        self.region_texts: dict[Region, list[str]] = {region: [] for region in Region}
        self.hidden_texts: list[str] = []
        self.breadcrumb = ""
        self._heading: tuple[int, list[str]] | None = None

    # The walk

    def run(self, root: LexborNode) -> None:
        self._root = root
        top = _Frame("#root", Region.MAIN, False, None, None, None)
        stack: list[tuple[LexborNode, _Frame]] = []
        node: LexborNode | None = root
        frame = top
        while node is not None:
            tag = node.tag or ""
            if tag == "-text":
                self._text(node.text_content or "", frame)
                inner = None
            elif tag in _SILENT:
                if tag == "style":
                    self.styles.append(node.text() or "")
                inner = None
            else:
                inner = self._enter(node, tag, frame)
            child = node.child if inner is not None else None
            if inner is not None and child is not None:
                stack.append((node, frame))
                frame, node = inner, child
                continue
            if inner is not None:
                self._leave(inner, frame)
            while node is not None and node.next is None:
                if not stack:
                    return
                parent, outer = stack.pop()
                self._leave(frame, outer)
                node, frame = parent, outer
            node = node.next if node is not None else None

    def _enter(self, node: LexborNode, tag: str, frame: _Frame) -> _Frame | None:
        """Take an element in; return the frame for its children, None when they are not to be read."""
        self.elements += 1
        attributes = node.attributes
        if tag in _BLOCKS:
            self.texts.append(" ")
            self.region_texts[frame.region].append(" ")
        region, hidden = frame.region, frame.hidden
        if attributes:
            region = self._region(tag, attributes, region)
            style = attributes.get("style")
            hidden = hidden or bool(style and _HIDDEN.search(style))
            self._note_attributes(attributes)
        else:
            region = REGION_OF_TAG.get(tag, region)
        if tag == "script":
            self._script(node, attributes)
            return None
        if tag == "title":
            self.title = self.title or fold(node.text() or "")
            return None
        link = self._open_link(tag, attributes) or frame.link
        entry = OpenEntry(len(self.texts)) if tag in _ENTRY else frame.entry
        inner = _Frame(tag, region, hidden, link, entry, frame.form, frame.label)
        self._element(node, tag, attributes, inner)
        return inner

    def _region(self, tag: str, attributes: dict[str, str | None], region: Region) -> Region:
        if region is Region.ARTICLE or region is Region.FOOTER:
            return region
        if tag in REGION_OF_TAG:
            return REGION_OF_TAG[tag]
        names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
        if tag in {"body", "html"} or len(names) < 3:
            return region
        return region_of_names(names) or region

    def _note_attributes(self, attributes: dict[str, str | None]) -> None:
        for name in _KEPT_ATTRIBUTES:
            value = attributes.get(name)
            if value and (name != "id" or "_jiucuo_" in value):
                self.attributes.append((name, value[:2000]))

    def _script(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        src = attributes.get("src") or ""
        text = "" if src else (node.text() or "")[:MAX_SCRIPT]
        self.scripts.append(Script(src, text))

    def _open_link(self, tag: str, attributes: dict[str, str | None]) -> _OpenLink | None:
        if tag not in {"a", "area", "option"} and "onclick" not in attributes:
            return None
        onclick = attributes.get("onclick") or ""
        opens = bool(onclick) and ("open" in onclick or "location" in onclick or "href" in onclick or "(" in onclick)
        value = attributes.get("value") or ""
        if tag in {"a", "area"} and (attributes.get("href") is not None or opens):
            href = attributes.get("href") or ""
        elif tag == "option" and _URL_VALUE.match(value):
            href = value
        elif opens and tag not in {"input", "button", "body", "form"}:
            href = ""
        else:
            return None
        found = _OPENS.search(onclick) if onclick else None
        if found and (not href or href.startswith(("#", "javascript"))):
            href = found.group(1)
        named = attributes.get("title") or attributes.get("aria-label")
        title = named or (attributes.get("alt") or "" if tag == "area" else "")
        return _OpenLink(tag, href, onclick, title, attributes.get("rel") or "")

    def _element(self, node: LexborNode, tag: str, attributes: dict[str, str | None], frame: _Frame) -> None:
        if tag == "img":
            self._image(attributes, frame)
        elif tag in {"input", "textarea", "select", "button"}:
            self._control(node, tag, attributes, frame)
        elif tag == "meta":
            name = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
            if name:
                self.metas.append((name.lower(), (attributes.get("content") or "").strip()))
        elif tag == "html":
            self.lang = attributes.get("lang") or ""
        elif tag == "base" and attributes.get("href"):
            self.base = join(self.url, attributes["href"] or "") or self.url
        elif tag == "form":
            frame.form = len(self.forms)
            self.forms.append(
                Form(
                    attributes.get("action") or "",
                    attributes.get("method") or "",
                    frame.region,
                    attributes.get("id") or "",
                )
            )
        elif tag in {"iframe", "frame"}:
            address = join(self.base, attributes.get("src") or "")
            if attributes.get("src") and address:
                self.frames.append(address)
        elif tag in _HEADINGS:
            self._heading = (_HEADINGS[tag], [])
        elif tag == "link":
            kind = (attributes.get("type") or "").lower()
            address = join(self.base, attributes.get("href") or "")
            if ("rss" in kind or "atom" in kind) and address:
                self.feeds.append(address)
            if "stylesheet" in (attributes.get("rel") or ""):
                self.attributes.append(("css-media", attributes.get("media") or ""))
        elif tag == "label":
            frame.label = fold(node.text() or "")
            if attributes.get("for"):
                self.labels_for[attributes["for"] or ""] = frame.label

    def _image(self, attributes: dict[str, str | None], frame: _Frame) -> None:
        alt, src = attributes.get("alt"), attributes.get("src") or ""
        if "alt" in attributes and alt is None:
            alt = ""
        link = frame.link
        if link is not None:
            link.alt = link.alt or fold(alt or attributes.get("title") or "")
            link.src = link.src or src
        if self._heading is not None:
            self._heading[1].append(alt or "")
        role = attributes.get("role") or ""
        decorative = role in {"presentation", "none"}
        self.images.append(Image(src, alt, attributes.get("title") or "", frame.region, link is not None, decorative))

    def _control(self, node: LexborNode, tag: str, attributes: dict[str, str | None], frame: _Frame) -> None:
        text = fold(node.text() or "")[:40] if tag == "button" else ""
        label = text or attributes.get("aria-label") or self._text_of(attributes.get("aria-labelledby") or "")
        self.controls.append(
            Control(
                tag,
                (attributes.get("type") or "").lower(),
                attributes.get("name") or "",
                attributes.get("id") or "",
                label or frame.label,
                attributes.get("placeholder") or "",
                attributes.get("value") or "",
                attributes.get("title") or "",
                frame.region,
                frame.form,
                frame.hidden or "hidden" in attributes or attributes.get("aria-hidden") == "true",
            )
        )

    def _text_of(self, ids: str) -> str:
        """The text of the elements that a control names as its label."""
        found = [self._root.css_first(f'[id="{name}"]') for name in ids.split() if '"' not in name]
        return fold(" ".join(node.text() or "" for node in found if node is not None))[:40]

    def _text(self, text: str, frame: _Frame) -> None:
        # Indented sources put a date between lines of blanks; how long a text is does not depend on them.
        said = text.strip()
        if not said:
            self.texts.append(" ")
            self.region_texts[frame.region].append(" ")
            return
        self.texts.append(text)
        if frame.hidden:
            self.hidden_texts.append(text)
        self.region_texts[frame.region].append(text)
        if self._heading is not None:
            self._heading[1].append(text)
        entry = frame.entry
        if entry is not None:
            entry.size += len(said)
        if frame.link is not None:
            frame.link.texts.append(text)
            if entry is not None and len(said) < 40 and _DIGIT.search(said):
                entry.note_date(said, self.on)
            return
        if len(said) <= 60:
            short = fold(said)
            if 0 < len(short) <= 14:
                self.labels.append(Label(short, frame.tag, frame.region))
            if entry is not None and _DIGIT.search(short):
                entry.note_date(short, self.on)

    def _leave(self, frame: _Frame, outer: _Frame) -> None:
        tag = frame.tag
        if tag in _BLOCKS:
            self.texts.append(" ")
            self.region_texts[frame.region].append(" ")
        if frame.link is not None and frame.link is not outer.link:
            self._close_link(frame)
        if tag in _HEADINGS and self._heading is not None:
            self.headings.append(Heading(self._heading[0], fold("".join(self._heading[1]))))
            self._heading = None
        if frame.entry is not None and frame.entry is not outer.entry:
            self._close_entry(frame, outer)
        if tag == "form":
            outer.form = None

    def _close_link(self, frame: _Frame) -> None:
        link = frame.link
        assert link is not None
        title = fold(link.title)
        label = fold("".join(link.texts)) or title or link.alt
        href = link.href.strip()
        url = "" if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")) else self._absolute(href)
        if frame.entry is not None:
            frame.entry.links.append(len(self.links))
        self.links.append(
            Link(
                label,
                url,
                href,
                link.tag,
                frame.region,
                title,
                link.alt,
                link.src,
                link.rel,
                link.onclick[:200],
                frame.hidden,
            )
        )

    def _absolute(self, href: str) -> str:
        # Most links are whole addresses or paths from the root; join takes ten times as long as joining those.
        if href.startswith(("http://", "https://")) and "/../" not in href and " " not in href:
            return href if split(href).host else ""
        if href.startswith("/") and not href.startswith("//") and ".." not in href:
            return self._origin + href
        return join(self.base, href)

    @property
    def _origin(self) -> str:
        scheme, _, rest = self.base.partition("://")
        return f"{scheme}://{rest.partition('/')[0]}"

    def _close_entry(self, frame: _Frame, outer: _Frame) -> None:
        """An entry with one date and a link that leads on is a dated item; what is none belongs to the entry around it."""
        entry = frame.entry
        assert entry is not None
        if entry.is_entry(self.links):
            entry.holds_entry = True
            self.entries.append(collapse(self.texts[entry.start :])[:MAX_ENTRY])
            link = entry.titled_link(self.links)
            if link is not None and len(set(entry.dates)) == 1:
                self.items.append(DatedItem(link.label, link.url, entry.dates[0], frame.region))
                return
        if outer.entry is not None:
            outer.entry.join(entry)

    # The index

    def index(self, encoding: str, declared: str, scripts: Sequence[str]) -> PageIndex:
        text = collapse(self.texts)
        regions = {region: collapse(pieces) for region, pieces in self.region_texts.items()}
        footer_text = regions[Region.FOOTER] or footer_tail(text, regions[Region.ARTICLE])
        script_text = "\n".join([*(script.text for script in self.scripts if script.text), *scripts])
        article_text = regions[Region.ARTICLE]
        date_texts = dates_with_context(text)
        head_links = sum(link.region in {Region.HEADER, Region.NAVIGATION} for link in self.links)
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
            controls=tuple(self._labelled_controls()),
            scripts=tuple(self.scripts),
            frames=tuple(self.frames),
            labels=tuple(self.labels),
            items=tuple(self.items),
            entries=tuple(self.entries),
            text=text,
            header_text=f"{regions[Region.HEADER]} {regions[Region.NAVIGATION]}".strip(),
            footer_text=footer_text,
            article_text=article_text,
            script_text=script_text,
            style_text="\n".join(self.styles),
            attributes=tuple(self.attributes),
            feeds=tuple(self.feeds),
            date_texts=tuple(date_texts),
            hidden_text=collapse(self.hidden_texts),
            published_on=published,
            published_text=published_text,
            has_header=head_links >= 3 or self._leading_links() >= 6,
            has_footer=bool(re.search(lexicon("regions")["evidence"]["footer"], footer_text)),
            elements=self.elements,
            breadcrumb=breadcrumb(text),
        )

    def _leading_links(self) -> int:
        return sum(link.region is not Region.ARTICLE and len(link.label) <= 8 for link in self.links[:40])

    def _labelled_controls(self) -> list[Control]:
        return [
            replace(control, label=self.labels_for[control.id])
            if not control.label and control.id in self.labels_for
            else control
            for control in self.controls
        ]
