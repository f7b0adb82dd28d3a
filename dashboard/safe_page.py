"""Archived pages made safe to look at: no script, no outside resource, no form, in a frame without any rights."""

from __future__ import annotations

import re
from html import escape

from bs4 import BeautifulSoup

from data.page.decode import decode

_DROPPED = (
    "script", "iframe", "frame", "frameset", "object", "embed", "applet", "link", "meta", "base", "noscript", "template", "audio",
    "video", "source", "track", "portal", "svg", "math",
)  # fmt: skip
_KEPT_ATTRIBUTES = frozenset(
    "class id style title alt lang dir align valign width height colspan rowspan border cellpadding cellspacing bgcolor color face size type value placeholder".split()
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_CSS_OUTSIDE = re.compile(r"url\s*\(|@import|expression\s*\(|-moz-binding|behavior\s*:", re.I)


def safe_page(body: bytes, content_type: str, highlight: str = "") -> str:
    """Return a whole HTML document with the page's words and layout, and nothing that runs or loads.

    highlight: words of the evidence; their first occurrence in the text is marked.
    """
    soup = BeautifulSoup(decode(body, content_type).text, "html.parser")
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    for style in soup.find_all("style"):
        if _CSS_OUTSIDE.search(style.get_text()):
            style.decompose()
    for tag in soup.find_all(True):
        for name in list(tag.attrs):
            if name not in _KEPT_ATTRIBUTES or (name == "style" and _CSS_OUTSIDE.search(str(tag.attrs[name]))):
                del tag.attrs[name]
    for image in soup.find_all("img"):
        image.replace_with(f"[{image.get('alt') or '图'}]")
    if highlight:
        _mark(soup, highlight)
    styles = "".join(str(style) for style in soup.find_all("style"))
    inner = soup.body.decode_contents() if soup.body else str(soup)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"{styles}<style>mark.qihua{{background:#ffd54f;outline:2px solid #b8860b}}</style></head><body>{inner}</body></html>"
    )


def _mark(soup: BeautifulSoup, words: str) -> None:
    wanted = words.strip()[:40]
    for text in soup.find_all(string=True):
        if wanted and wanted in text and text.parent is not None and text.parent.name != "style":
            before, _, after = str(text).partition(wanted)
            mark = soup.new_tag("mark", attrs={"class": "qihua"})
            mark.string = wanted
            text.replace_with(before, mark, after)
            return


def page_text(body: bytes, content_type: str) -> str:
    """Return the visible text of a page, a line a block."""
    soup = BeautifulSoup(decode(body, content_type).text, "html.parser")
    for tag in soup.find_all(("script", "style", "noscript", "template")):
        tag.decompose()
    lines = (line.strip() for line in soup.get_text("\n").splitlines())
    return "\n".join(line for line in lines if line)


def framed(document: str, height: int) -> str:
    """Return our own outer page that holds a safe page in a frame with an opaque origin and no rights."""
    return (
        f'<iframe sandbox="" referrerpolicy="no-referrer" srcdoc="{escape(document, quote=True)}" '
        f'style="width:100%;height:{height}px;border:1px solid #c9d3df;border-radius:6px;background:#fff"></iframe>'
    )
