"""What of a page is rendered, and what of it reaches assistive technology, as far as the page's own source says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode, SelectolaxError

from data.page.act.selection import Selection

# Three things that an element takes over from those around it.
_DISPLAYED, _SPOKEN, _VISIBLE = 1, 2, 4
_ALL = _DISPLAYED | _SPOKEN | _VISIBLE
_NOT_RENDERED = frozenset("head title style script template noscript datalist".split())
_DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_VISIBILITY = re.compile(r"visibility\s*:\s*(hidden|collapse|visible)", re.IGNORECASE)
# In style sheets small letters alone are looked for: a pattern that begins with a plain word is found ten times as fast.
_HIDING = (
    (re.compile(r"display\s*:\s*none"), _DISPLAYED),
    (re.compile(r"visibility\s*:\s*(?:hidden|collapse)"), _VISIBLE),
)
_SIMPLE_SELECTOR = re.compile(r"[\w.#\-\s>,*\u0080-\uffff]+")
_MOST_SELECTORS = 24


class Exposure:
    """Answers for the elements of one parsed page; what scripts and style sheets outside the page do is not known.

    around: ids of the elements that hold a hidden one, so that their text need not be what they say.

    Source: ACT rules glossary ("included in the accessibility tree", "programmatically hidden"); HTML standard 15.3.1
    (hidden elements); CSS 2.2, 9.2.4 and 11.2 (display, visibility).
    """

    def __init__(self, selection: Selection) -> None:
        self._lost: dict[int, int] = {}
        self._regained: set[int] = set()
        self._known: dict[int, int] = {}
        self.around: set[int] = set()
        for node, attributes in selection.marked:
            self._read_attributes(node, attributes)
        for node, lost in _hidden_by_style_sheets(selection):
            self._lose(node, lost)

    def rendered(self, node: LexborNode) -> bool:
        """Tell whether an element is drawn, be it out of sight."""
        return self._state(node) & (_DISPLAYED | _VISIBLE) == _DISPLAYED | _VISIBLE

    def exposed(self, node: LexborNode) -> bool:
        """Tell whether an element is included in the accessibility tree."""
        return self._state(node) == _ALL

    def _read_attributes(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        style = attributes.get("style") or ""
        visibility = _VISIBILITY.search(style)
        if _DISPLAY_NONE.search(style) or ("hidden" in attributes and "display" not in style):
            self._lose(node, _DISPLAYED)
        if (attributes.get("aria-hidden") or "").lower() == "true":
            self._lose(node, _SPOKEN)
        if visibility and visibility.group(1).lower() == "visible":
            self._regained.add(node.mem_id)
        elif visibility:
            self._lose(node, _VISIBLE)

    def _lose(self, node: LexborNode, lost: int) -> None:
        self._lost[node.mem_id] = self._lost.get(node.mem_id, 0) | lost
        above = node.parent
        while above is not None and (key := above.mem_id) not in self.around:
            self.around.add(key)
            above = above.parent

    def _state(self, node: LexborNode) -> int:
        """What an element keeps: its own losses and those of every element around it, found once for each."""
        known, chain = self._known, []
        above: LexborNode | None = node
        while above is not None and (key := above.mem_id) not in known:
            chain.append((key, above))
            above = above.parent
        state, around = (_ALL, "") if above is None else (known[above.mem_id], above.tag)
        for key, each in reversed(chain):
            tag = each.tag
            if key in self._regained:
                state |= _VISIBLE
            state &= ~self._lost.get(key, 0)
            if tag in _NOT_RENDERED or (tag == "dialog" and _is_closed(each)) or _is_folded(each, around):
                state &= ~_DISPLAYED
            known[key] = state
            around = tag
        return state


def _is_closed(node: LexborNode | None) -> bool:
    return node is not None and "open" not in node.attributes


def _is_folded(node: LexborNode, around: str | None) -> bool:
    """What ``details`` hold beside their summary is shown when they are open."""
    return around == "details" and node.tag != "summary" and _is_closed(node.parent)


def _hidden_by_style_sheets(selection: Selection) -> Iterator[tuple[LexborNode, int]]:
    """Elements that the page's own ``style`` elements hide by a plain selector (tags, classes, ids), with what they lose."""
    rules = (rule for sheet in selection.of("style") for rule in _hiding_rules(sheet.text()))
    for selector, lost in islice(rules, _MOST_SELECTORS):
        try:
            found = selection.tree.css(selector)
        except SelectolaxError:
            continue
        for node in found:
            yield node, lost


def _hiding_rules(sheet: str) -> Iterator[tuple[str, int]]:
    """Selectors of rules that stand outside any at-rule: what holds for print or a narrow window only hides nothing here."""
    for pattern, lost in _HIDING:
        depth = read = 0
        for found in pattern.finditer(sheet):
            opening = sheet.rfind("{", read, found.start())
            if opening < 0:
                continue
            depth += sheet.count("{", read, opening) - sheet.count("}", read, opening)
            read = opening
            between = sheet[sheet.rfind("}", 0, opening) + 1 : opening]
            selector = between.rpartition(";")[2].rpartition("*/")[2].strip()
            if depth == 0 and _SIMPLE_SELECTOR.fullmatch(selector):
                yield selector, lost
