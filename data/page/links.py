"""Links while they are walked through: what an element links to, and from where addresses are meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

from data.addresses import join, split
from data.page.model import Link, Region
from data.page.text import fold

Attributes = Mapping[str, str | None]

_NOT_OPENED = frozenset({"input", "button", "body", "form"})
_OPENS = re.compile(r"""(?:location(?:\.href)?\s*=|open\s*\(|href\s*=)\s*\(?['"]([^'"]+)['"]""")
_URL_VALUE = re.compile(r"^(?:https?:)?//|^/[^/]|^https?:", re.IGNORECASE)
_NO_ADDRESS = ("#", "javascript:", "mailto:", "tel:")
_WHOLE = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,4})?(?:[/?#]|$)")
_BELOW = re.compile(r"[\w%-][\w%./-]*(?:\?[\w%.=&;-]+)?", re.ASCII)
_QUERY = re.compile(r"[?#]")


class Base:
    """The address that a page's own addresses are meant from."""

    def __init__(self, url: str) -> None:
        self._url = url
        scheme, _, rest = url.partition("://")
        host, _, path = _QUERY.split(rest, maxsplit=1)[0].partition("/")
        self._origin = f"{scheme}://{host}"
        self._folder = f"{self._origin}/{path[: path.rfind('/') + 1]}"

    def join(self, address: str) -> str:
        """Return the absolute address; "" for a malformed one."""
        return join(self._url, address)

    def target(self, href: str) -> str:
        """Return the absolute address that a link leads to, "" where it leads to none."""
        if not href or href.startswith(_NO_ADDRESS):
            return ""
        # Most links are whole addresses, paths from the root or from here; join takes ten times as long as putting those together.
        if href.startswith(("http://", "https://")) and "/../" not in href and " " not in href:
            return href if _WHOLE.match(href) or split(href).host else ""
        if href[0] == "/" and href[1:2] != "/" and ".." not in href:
            return self._origin + href
        below = href.removeprefix("./")
        is_plain = _BELOW.fullmatch(below) and "//" not in below and "/." not in below
        return self._folder + below if is_plain else self.join(href)


class OpenLink:
    """A link under way, with the words and the picture in it so far."""

    __slots__ = ("alt", "href", "onclick", "rel", "src", "tag", "texts", "title")

    def __init__(self, tag: str, href: str, onclick: str, title: str, rel: str) -> None:
        self.tag, self.href, self.onclick, self.title, self.rel = tag, href, onclick, title, rel
        self.texts: list[str] = []
        self.alt = self.src = ""

    def ended(self, base: Base, region: Region, hidden: bool) -> Link:
        """Return the link with all that was said in it."""
        words = fold("".join(self.texts))
        title = words if self.title == words else fold(self.title)
        href = self.href.strip()
        return Link(
            words or title or self.alt,
            base.target(href),
            href,
            self.tag,
            region,
            title,
            self.alt,
            self.src,
            self.rel,
            self.onclick[:200],
            hidden,
        )


def link_begun(tag: str, attributes: Attributes) -> OpenLink | None:
    """Return the link that an element is, by its address or by what a click on it opens; None if it is none."""
    href, onclick = attributes.get("href"), attributes.get("onclick") or ""
    opens = bool(onclick) and any(word in onclick for word in ("open", "location", "href", "("))
    value = attributes.get("value") or ""
    if tag in {"a", "area"}:
        if "href" not in attributes and not opens:
            return None
    elif tag == "option" and _URL_VALUE.match(value):
        href = value
    elif not opens or tag in _NOT_OPENED:
        return None
    found = _OPENS.search(onclick) if onclick else None
    if found and (not href or href.startswith(("#", "javascript"))):
        href = found.group(1)
    title = attributes.get("title") or attributes.get("aria-label") or ""
    if tag == "area":
        title = title or attributes.get("alt") or ""
    return OpenLink(tag, href or "", onclick, title, attributes.get("rel") or "")
