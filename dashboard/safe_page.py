"""Archived pages made safe to look at.

The page is parsed and written anew: only known tags, no attribute but a table's spans, every text escaped. Nothing of the
original's markup is copied, so no script, handler, style or address can survive. What comes out is shown in a frame
without any rights (sandbox, opaque origin) under a policy that allows nothing to be loaded: three walls, each enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from data.lexicon import lexicon
from data.page.bounds import PageError, check_depth
from data.page.decode import decode
from data.page.masking import mask_numbers

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_LONGEST = 2_000_000
_DROPPED = frozenset(
    "script style template noscript iframe frame frameset noframes object embed applet link meta base head title svg math "
    "audio video source track canvas portal map".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_INLINE = frozenset("b big cite code del em font i ins kbd label mark q s small span strong sub sup time u".split())
_RENAMED = {
    "font": "span", "center": "div", "dir": "ul", "menu": "ul", "form": "div", "label": "span", "details": "div",
    "summary": "div", "mark": "span", "big": "span", "legend": "div", "fieldset": "div",
}  # fmt: skip
_SPANS = ("colspan", "rowspan")
_FIELDS = frozenset("input select textarea button".split())
_STYLE = """
:root{color-scheme:light}
body{margin:0;padding:14px 18px;font:15px/1.65 'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;color:#17222e;background:#fff;overflow-wrap:anywhere}
h1,h2,h3,h4,h5,h6{margin:.7em 0 .3em;line-height:1.35}h1{font-size:1.35em}h2{font-size:1.2em}h3,h4,h5,h6{font-size:1.05em}
ul,ol{margin:.3em 0;padding-left:1.5em}p{margin:.4em 0}table{border-collapse:collapse;margin:.5em 0}td,th{border:1px solid #d5dde6;padding:2px 8px;text-align:left;vertical-align:top}
.link{color:#1d4e89;text-decoration:underline;text-decoration-color:#b9c9dd;margin-right:.5em}
.image,.field{display:inline-block;border:1px dashed #9fb0c3;color:#55657a;font-size:.85em;padding:0 6px;margin:1px 3px 1px 0;border-radius:3px}
header,nav,footer{border-left:3px solid #dfe6ee;padding-left:10px;margin:8px 0}
.found{background:#ffd98a;color:#17222e;outline:2px solid #b8560f;scroll-initial-target:nearest;scroll-margin:120px}
"""


@dataclass(frozen=True, slots=True)
class SafePage:
    """document: a whole HTML document; found: the words looked for stand in its text and are marked."""

    document: str
    found: bool


def safe_page(body: bytes, content_type: str, highlight: str = "", image: str = "图", lang: str = "zh") -> SafePage:
    """Return a page's words, headings, lists and tables as a document of our own.

    highlight: words of the evidence; the first text that holds them is marked. Evidence of a dated entry is its ISO date and its
    title: where no text holds both, each is marked where it stands. image: the word that stands for a picture.
    Mobile, identity and card numbers are masked, also where elements split them; words of hijacked pages are blurred. A page nested deeper than the page index allows comes as its mere text.
    """
    text = decode(body, content_type).text[:_LONGEST]
    writer = _Writer([[_folded(highlight)]], image)
    try:
        check_depth(text)
    except PageError:
        content = escape(mask_numbers(" ".join(text.split())[:20_000]))
    else:
        tree = LexborHTMLParser(text)
        content = writer.write(tree)
        entry = _ENTRY.fullmatch(_folded(highlight))
        if entry and not writer.found:
            writer = _Writer([[entry["title"]], _printed(*entry.group("year", "month", "day"))], image)
            content = writer.write(tree)
    document = (
        f'<!DOCTYPE html><html lang="{escape(lang, quote=True)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><meta name="referrer" content="no-referrer">'
        f"<style>{_STYLE}</style></head><body>{content}</body></html>"
    )
    return SafePage(document, writer.found)


def page_text(body: bytes, content_type: str) -> str:
    """Return the page's text, a line a block, numbers of persons masked."""
    text = decode(body, content_type).text[:_LONGEST]
    try:
        check_depth(text)
    except PageError:
        return mask_numbers(" ".join(text.split())[:20_000])
    return _Writer([], "").lines(LexborHTMLParser(text))


def framed(document: str, height: int, title: str) -> str:
    """Return our own outer page that holds a safe page in a frame with an opaque origin and no rights."""
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        "<style>body{margin:0}iframe{display:block;box-sizing:border-box;width:100%;border:1px solid #c3cedb;border-radius:6px;background:#fff}</style>"
        f'<iframe sandbox="" referrerpolicy="no-referrer" title="{escape(title, quote=True)}" style="height:{int(height)}px" '
        f'srcdoc="{escape(document, quote=True)}"></iframe>'
    )


_ENTRY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d) (?P<title>.{2,})")


def _folded(highlight: str) -> str:
    return " ".join(highlight.rstrip("…").split())


def _printed(year: str, month: str, day: str) -> list[str]:
    """The ways in which lists print a day, the fullest first."""
    m, d = int(month), int(day)
    whole = [f"{year}{sign}{month}{sign}{day}" for sign in "-/."] + [f"{year}年{m}月{d}日", f"{year}-{m}-{d}"]
    return [*whole, *(f"{month}{sign}{day}" for sign in "-/."), f"{m}月{d}日"]


class _Writer:
    """Writes a tree anew, node by node; no recursion, so depth can't hurt."""

    def __init__(self, wanted: list[list[str]], image: str) -> None:
        """wanted: for each thing to be marked the texts it may be printed as."""
        self._waiting = [[text for text in texts if text] for texts in wanted]
        self._image = image
        self.found = False

    def write(self, tree: LexborHTMLParser) -> str:
        """Return the body's content as markup of ours."""
        out: list[str] = []
        texts = _masked_texts(tree)
        for tag, node in _walk(tree):
            if tag == "-text":
                out.append(self._text(next(texts)))
            elif tag.startswith("/"):
                out.append(self._end(tag[1:]))
            else:
                out.append(self._begin(tag, node))
        return "".join(out)

    def lines(self, tree: LexborHTMLParser) -> str:
        """Return the body's words, a line a block."""
        out: list[str] = []
        texts = _masked_texts(tree)
        for tag, _ in _walk(tree):
            if tag == "-text":
                out.append(" ".join(next(texts).split()))
            elif tag.lstrip("/") in _BLOCKS or tag == "br":
                out.append("\n")
        lines = (" ".join(line.split()) for line in " ".join(out).split("\n"))
        return mask_numbers("\n".join(line for line in lines if line))  # blanks between elements group digits, too

    def _begin(self, tag: str, node: LexborNode) -> str:
        if tag == "a":
            return '<span class="link">'
        if tag in {"br", "hr"}:
            return f"<{tag}>"
        if tag == "img":
            alt = _attribute(node, "alt") or _attribute(node, "title")
            return f'<span class="image">{escape(self._image + (" " + mask_numbers(alt) if alt else ""))}</span>'
        if tag in _FIELDS:
            shown = _attribute(node, "value") or _attribute(node, "placeholder")
            return f'<span class="field">{escape(mask_numbers(shown)) or "▭"} '
        name = _name(tag)
        spans = "".join(f' {key}="{value}"' for key, value in _cell_spans(tag, node))
        return f"<{name}{spans}>" if name else ""

    def _end(self, tag: str) -> str:
        if tag == "a" or tag in _FIELDS:
            return "</span>"
        name = _name(tag)
        return f"</{name}>" if name else ""

    def _text(self, text: str) -> str:
        folded = " ".join(text.split()) if self._waiting else ""
        for texts in self._waiting:
            said = next((one for one in texts if one in folded), "")
            if said:
                self._waiting.remove(texts)
                self.found = True
                before, _, after = folded.partition(said)
                return f'{escape(before)}<mark class="found">{escape(said)}</mark>{escape(after)} '
        return escape(text)


def _walk(tree: LexborHTMLParser) -> Iterator[tuple[str, LexborNode]]:
    """Yield (tag, node) when a node begins and (/tag, node) when it ends; texts as -text; dropped subtrees not at all."""
    body = tree.body
    if body is None:
        return
    stack: list[tuple[LexborNode, bool]] = [(body, False)]
    while stack:
        node, ended = stack.pop()
        tag = node.tag or ""
        if ended:
            yield "/" + tag, node
            continue
        if tag == "-text":
            yield tag, node
            continue
        if tag in _DROPPED or tag.startswith(("-", "!")):
            continue
        yield tag, node
        if tag in {"br", "hr", "img", "input"}:
            if tag == "input":
                yield "/input", node
            continue
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))


def _masked_texts(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the text nodes of a tree, numbers of persons masked as a reader sees them: inline elements do not part digits."""
    pieces = [
        (tag == "-text", (node.text_content or "") if tag == "-text" else "\n")
        for tag, node in _walk(tree)
        if tag == "-text" or tag.lstrip("/") in _BLOCKS or tag == "br"
    ]
    text, start = mask_numbers("".join(piece for _, piece in pieces)), 0
    for is_text, piece in pieces:
        if is_text:
            yield _blurred(text[start : start + len(piece)])
        start += len(piece)


def _blurred(text: str) -> str:
    """A text without the words that whoever hijacks a page puts there; one that speaks against them is left as it is."""
    words = lexicon("verdicts")["hijacked"]
    if re.search(words["not_title"], text):
        return text
    return re.sub(words["title"], lambda match: "■" * len(match.group()), text)


def _name(tag: str) -> str:
    """The tag that is written for one that was read; "" for one that is left out while its content stays."""
    if tag in _RENAMED:
        return _RENAMED[tag]
    return tag if tag in _BLOCKS or tag in _INLINE else ""


def _attribute(node: LexborNode, name: str) -> str:
    return " ".join((node.attributes.get(name) or "").split())[:80]


def _cell_spans(tag: str, node: LexborNode) -> Iterator[tuple[str, int]]:
    if tag in {"td", "th"}:
        for key in _SPANS:
            value = node.attributes.get(key) or ""
            if value.isascii() and value.isdigit() and 1 < int(value[:4]) <= 100:
                yield key, int(value[:4])
