"""The nodes of a page that the rules ask about, found in two passes over its tree."""

from __future__ import annotations

from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

_TAGS = "a area button h1 h2 h3 h4 h5 h6 img input meta select style svg textarea title".split()
_MARKED = '[role],[lang],[hidden],[aria-hidden="true" i],[style*="display" i][style*="none" i],[style*="visib" i]'


class Selection:
    """Elements by their tag, and those with an attribute that changes what an element is; both in page order.

    A selector of its own for every question would read the whole tree each time: of a page of two megabytes that takes longer
    than to parse it.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tree = tree
        marked = {node.mem_id: node for node in tree.css(_MARKED)}
        self.marked = [(node, node.attributes) for node in marked.values()]
        self._found: dict[int, list[LexborNode]] = {number: [] for number in _numbers().values()}
        found = self._found
        for node in tree.css("*"):
            number = node.tag_id
            if number in found:
                found[number].append(node)

    def of(self, *tags: str) -> list[LexborNode]:
        """Return the elements with one of some tags, tag by tag."""
        return [node for tag in tags for node in self._found[_numbers()[tag]]]

    def having(self, attribute: str) -> list[LexborNode]:
        """Return the elements with ``role`` or ``lang``."""
        return [node for node, attributes in self.marked if attribute in attributes]

    def is_drawn(self, node: LexborNode) -> bool:
        """Tell whether an element is part of an SVG drawing; then it is no HTML element."""
        if not self._found[_numbers()["svg"]]:
            return False
        above: LexborNode | None = node
        while above is not None and above.tag != "svg":
            above = above.parent
        return above is not None


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    """The parser's own numbers of the tags: to compare those is twice as fast as to compare names."""
    tree = LexborHTMLParser("<html>")
    return {tag: tree.create_node(tag).tag_id for tag in _TAGS}
