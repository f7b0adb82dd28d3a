"""Where a failing element stands and how it begins, for whoever has to mend it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from data.page.masking import masked
from data.page.model import FailingElement

_PLAIN_ID = re.compile(r"[A-Za-z][\w-]*")
_LONGEST_VALUE = 60
_LONGEST_TAG = 81  # one more than is kept, so that masking sees where it was cut


class Places:
    """Finds the CSS paths of elements of one page; elements that stand together share the way to them."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._known: dict[int, str] = {}

    def failing(self, node: LexborNode) -> FailingElement:
        """Return the CSS path to an element and the beginning of its tag, with personal data masked."""
        return FailingElement(self.path(node), masked(_opening_tag(node)[:_LONGEST_TAG]))

    def path(self, node: LexborNode) -> str:
        """Return a selector whose first match is this element, from the nearest id above it or else from the root."""
        steps: list[tuple[int, str]] = []
        path, above = "", node
        while not path:
            known = self._known.get(above.mem_id) or self._anchor(above)
            if known:
                path = known
            else:
                steps.append((above.mem_id, _step(above)))
                assert above.parent is not None
                above = above.parent
        for key, step in reversed(steps):
            path = self._known[key] = f"{path} > {step}"
        return path

    def _anchor(self, node: LexborNode) -> str:
        """What an element is found by without the way to it: the page's root, or an id that no element before it has."""
        if node.parent is None or not node.parent.is_element_node:
            return node.tag or ""
        name = node.id
        if not name or not _PLAIN_ID.fullmatch(name):
            return ""
        first = self._tree.css_first(f"#{name}")
        return f"#{name}" if first is not None and first.mem_id == node.mem_id else ""


def _step(node: LexborNode) -> str:
    if node.tag in {"html", "head", "body"}:
        return node.tag
    position, before = 1, node.prev
    while before is not None:
        position += before.is_element_node
        before = before.prev
    return f"{node.tag}:nth-child({position})"


def _opening_tag(node: LexborNode) -> str:
    told = (name if value is None else f'{name}="{value[:_LONGEST_VALUE]}"' for name, value in node.attributes.items())
    return " ".join([f"<{node.tag}", *told]) + ">"
