"""Semantic roles: what assistive technology takes an element for."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborNode

from data.lexicon import lexicon

_PRESENTATIONAL = frozenset({"none", "presentation"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTROLS = frozenset({"button", "input", "select", "textarea"})
_NUMBER = re.compile(r"\s*-?\d+")


@lru_cache(maxsize=16)
def roles(kind: str) -> frozenset[str]:
    """Return the roles of a kind, as ``data/lexicon/accessibility.toml`` lists them."""
    return frozenset(lexicon("accessibility")["roles"][kind].split())


@lru_cache(maxsize=1)
def _global_attributes() -> frozenset[str]:
    return frozenset(lexicon("accessibility")["attributes"]["global"].split())


def semantic_role(node: LexborNode) -> str:
    """Return an element's role: the first known one that it states, else the one that it has by itself; "" if none.

    What is focusable or carries a global attribute is never presentational.
    Source: WAI-ARIA 1.2, 5.4 and 6.5 (presentational roles conflict resolution); ACT rules glossary, "semantic role".
    """
    attributes = node.attributes
    stated = attributes.get("role")
    if stated:
        explicit = next((role for role in stated.lower().split() if role in roles("known")), "")
        if explicit and not (explicit in _PRESENTATIONAL and _keeps_its_role(node, attributes)):
            return explicit
    return _implicit_role(node.tag or "", attributes)


def is_presentational(node: LexborNode) -> bool:
    """Tell whether an element stands for nothing: role none or presentation, or an image with an empty ``alt``."""
    return semantic_role(node) in _PRESENTATIONAL


def implicit_role(node: LexborNode) -> str:
    """Return the role that an element has by its tag and attributes, of those that the rules turn on (HTML-AAM 1.0)."""
    return _implicit_role(node.tag or "", node.attributes)


def _implicit_role(tag: str, attributes: dict[str, str | None]) -> str:
    if tag in {"a", "area"}:
        return "link" if "href" in attributes else ""
    if tag in _HEADINGS:
        return "heading"
    if tag == "img":
        return "none" if "alt" in attributes and not attributes["alt"] else "img"
    if tag == "input":
        return str(lexicon("accessibility")["inputs"].get((attributes.get("type") or "").lower(), "textbox"))
    return {"button": "button", "select": "combobox", "textarea": "textbox"}.get(tag, "")


def _keeps_its_role(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    return _is_focusable(node, attributes) or not _global_attributes().isdisjoint(attributes)


def _is_focusable(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    if node.tag in _CONTROLS:
        return "disabled" not in attributes and (attributes.get("type") or "").lower() != "hidden"
    if node.tag in {"a", "area"} and "href" in attributes:
        return True
    editable = attributes.get("contenteditable", "false") in {None, "", "true"}
    return editable or _NUMBER.match(attributes.get("tabindex") or "") is not None
