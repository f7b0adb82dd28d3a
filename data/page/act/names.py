"""Accessible names: whether an element has any word that assistive technology can say of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from data.page.act.exposure import Exposure
from data.page.act.roles import implicit_role, is_presentational, roles, semantic_role

_SAYS_NOTHING = frozenset("script style template noscript iframe".split())
_LABELLED = frozenset("button input meter output progress select textarea".split())
_LABELLED_INSIDE = "button,input:not([type=hidden i]),meter,output,progress,select,textarea"
_TYPES_WITH_DEFAULT = frozenset({"submit", "reset"})
_TYPES_NAMED_BY_VALUE = frozenset({"button", "submit", "reset"})


class Names:
    """Tells named elements of one page from nameless ones.

    Only whether a name is empty is asked for, so the first source with a word ends the search.
    Source: Accessible Name and Description Computation 1.2, 4.3; HTML-AAM 1.0, 4.1.
    """

    def __init__(self, tree: LexborHTMLParser, exposure: Exposure) -> None:
        self._tree = tree
        self._exposure = exposure
        self._said_by: dict[int, bool] = {}

    def is_named(self, node: LexborNode) -> bool:
        """Tell whether an element's accessible name is other than empty, and other than a browser's "Submit Query"."""
        attributes = node.attributes
        return (
            self._is_named_by_reference(attributes)
            or _says(attributes.get("aria-label"))
            or _is_named_by_itself(node, attributes)
            or (node.tag in _LABELLED and self._is_labelled(node, attributes))
            or (semantic_role(node) in roles("named_from_content") and self._has_words(node))
        )

    def _has_words(self, root: LexborNode, but: LexborNode | None = None, *, as_label: bool = False) -> bool:
        """Tell whether anything inside an element says something: text, or elements named by their own attributes.

        as_label: it names another element; then all of it counts if it is hidden itself, and it refers to nothing else.
        but: an element inside that is left out.
        """
        left_out = but.mem_id if but is not None else None
        hidden_too = as_label and not self._exposure.exposed(root)
        waiting = list(children(root))
        while waiting:
            node = waiting.pop()
            if node.is_text_node:
                if _says(node.text_content):
                    return True
            elif node.is_element_node and node.mem_id != left_out and node.tag not in _SAYS_NOTHING:
                if hidden_too or self._exposure.exposed(node):
                    if self._is_named_inside(node, refers=not as_label):
                        return True
                    waiting += children(node)
                else:
                    # What is visible again may stand below what is not.
                    waiting += (child for child in children(node) if child.is_element_node)
        return False

    def _is_named_inside(self, node: LexborNode, refers: bool) -> bool:
        """An element inside another one adds its own attributes to the other's name, a form field what it holds."""
        attributes = node.attributes
        if not attributes:
            return False
        if (refers and self._is_named_by_reference(attributes)) or _says(attributes.get("aria-label")):
            return True
        if is_presentational(node):
            return False
        return _is_named_by_itself(node, attributes) or (_is_filled_in(node) and _says(attributes.get("value")))

    def _is_named_by_reference(self, attributes: dict[str, str | None]) -> bool:
        ids = attributes.get("aria-labelledby")
        if not ids:
            return False
        return any(self._says_for_others(self._by_id[name]) for name in ids.split() if name in self._by_id)

    @cached_property
    def _by_id(self) -> dict[str, LexborNode]:
        """The first element of each id."""
        return {node.id or "": node for node in reversed(self._tree.css("[id]"))}

    def _says_for_others(self, node: LexborNode) -> bool:
        known = self._said_by.get(node.mem_id)
        if known is None:
            known = self._said_by[node.mem_id] = self._names_another(node)
        return known

    def _names_another(self, node: LexborNode, but: LexborNode | None = None) -> bool:
        """What is referred to as a label says its own name and its words, hidden or not."""
        attributes = node.attributes
        return (
            _says(attributes.get("aria-label"))
            or _is_named_by_itself(node, attributes)
            or self._has_words(node, but, as_label=True)
        )

    def _is_labelled(self, control: LexborNode, attributes: dict[str, str | None]) -> bool:
        return any(self._names_another(label, control) for label in self._labels_of(control, attributes))

    @cached_property
    def _labels(self) -> dict[str, list[LexborNode]]:
        found: dict[str, list[LexborNode]] = {}
        for label in self._tree.css("label[for]"):
            found.setdefault(label.attributes["for"] or "", []).append(label)
        return found

    def _labels_of(self, control: LexborNode, attributes: dict[str, str | None]) -> Iterator[LexborNode]:
        """Labels that point at a control, and the label around it when it is the first control there."""
        yield from self._labels.get(attributes.get("id") or "", ())
        above = control.parent
        while above is not None and above.tag != "label":
            above = above.parent
        if above is not None and "for" not in above.attributes:
            first = above.css_first(_LABELLED_INSIDE)
            if first is not None and first.mem_id == control.mem_id:
                yield above


def children(node: LexborNode) -> Iterator[LexborNode]:
    """The child nodes of an element, text among them."""
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _is_filled_in(node: LexborNode) -> bool:
    """A field whose value people read: neither a box to tick nor hidden."""
    return node.tag == "input" and implicit_role(node) in {"textbox", "searchbox", "slider", "spinbutton"}


def _says(text: str | None) -> bool:
    return bool(text and text.strip())


def _is_named_by_itself(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    """Named by attributes of the element's own: alt, value, title, placeholder; a submit button by its browser."""
    tag, kind = node.tag, (attributes.get("type") or "").lower()
    if tag == "input" and kind in _TYPES_NAMED_BY_VALUE:
        if _says(attributes.get("value")) or (kind in _TYPES_WITH_DEFAULT and "value" not in attributes):
            return True
    elif tag in {"img", "area"} or (tag == "input" and kind == "image"):
        if _says(attributes.get("alt")):
            return True
    elif tag in {"input", "textarea"} and _says(attributes.get("placeholder")):
        return True
    return _says(attributes.get("title"))
