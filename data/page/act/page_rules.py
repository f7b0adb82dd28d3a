"""ACT rules about the page as a whole and its language: lang, title, viewport, refresh, language of parts."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from data.lexicon import lexicon
from data.page.act.exposure import Exposure
from data.page.act.names import children
from data.page.act.selection import Selection
from data.page.model import Outcome

Verdict = tuple[Outcome, list[LexborNode]]
"""What a rule says of a page, and the elements that fail."""

_OTHER_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<\?[^>]*>|<!--.*?-->|<!doctype[^>]*>)*+<(?:svg|math)\b", re.IGNORECASE | re.DOTALL
)
_PAIR = re.compile(r"([^\s,;=]+)\s*=\s*([^\s,;=]*)")
_LONGEST_CONTENT = 400
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
# Shared declarative refresh steps: digits, a fraction that is left out, then an end or a sign that parts time from address.
_REFRESH = re.compile(r"\s*(?:(\d+)[\d.]*|\.[\d.]*)(?:[;,\s]|$)")


def verdict(applies: bool, failing: list[LexborNode]) -> Verdict:
    """Return what a rule says of a page to which it applies or not, and of which these elements fail."""
    if failing:
        return Outcome.FAILED, failing
    return (Outcome.PASSED if applies else Outcome.INAPPLICABLE), []


def html_root(tree: LexborHTMLParser) -> list[LexborNode]:
    """The page's ``html`` element, one or none: a file that is an ``svg`` or ``math`` document has none."""
    root = tree.root
    return [] if root is None or _OTHER_ROOT.match(tree.raw_html) else [root]


def page_has_lang(roots: list[LexborNode]) -> Verdict:
    """b5c3f8: the page names its language."""
    return verdict(bool(roots), [root for root in roots if not _lang(root).strip()])


def page_lang_is_valid(roots: list[LexborNode]) -> Verdict:
    """bf051a: a language that the page names is a known one."""
    named = [root for root in roots if _lang(root).strip()]
    return verdict(bool(named), [root for root in named if not is_known_language(_lang(root))])


def page_has_title(selection: Selection, roots: list[LexborNode]) -> Verdict:
    """2779a5: the first title has words; a drawing's title is none."""
    title = next((node for node in selection.of("title") if not selection.is_drawn(node)), None)
    return verdict(bool(roots), [] if title is not None and title.text().strip() else roots)


def of_kind(metas: list[LexborNode], attribute: str, word: str) -> list[LexborNode]:
    """The ``meta`` elements with content whose attribute is a word, in any letter case."""
    return [
        node
        for node in metas
        if (said := node.attributes).get("content") is not None and _is(said.get(attribute), word)
    ]


def _is(value: str | None, word: str) -> bool:
    return value is not None and value.lower() == word


def viewport_allows_zoom(viewports: list[LexborNode]) -> Verdict:
    """b4f0c3: no viewport tag keeps people from enlarging the page twofold."""
    told = [(node, _pairs(node)) for node in viewports]
    targets = [(node, pairs) for node, pairs in told if "user-scalable" in pairs or "maximum-scale" in pairs]
    return verdict(bool(targets), [node for node, pairs in targets if _forbids_zoom(pairs)])


def _pairs(viewport: LexborNode) -> dict[str, str]:
    return dict(_PAIR.findall((viewport.attributes.get("content") or "").lower()[:_LONGEST_CONTENT]))


def _forbids_zoom(pairs: dict[str, str]) -> bool:
    """The pairs as css-device-adapt, 9.3 and 9.5 translate them: an unknown word stands for naught."""
    device = {"device-width", "device-height"}
    scalable, most = pairs.get("user-scalable", "yes"), pairs.get("maximum-scale", "device-width")
    least = lexicon("accessibility")["zoom"]["least"]
    fixed = scalable not in {"yes", *device} and abs(_number(scalable)) < 1
    return fixed or (most not in device and 0 <= _number(most) < least)


def _number(text: str) -> float:
    found = _NUMBER.match(text)
    return float(found.group()) if found else 0.0


def refresh_is_not_delayed(refreshes: list[LexborNode], late_is_allowed: bool) -> Verdict:
    """bc659a, where what comes after more than 20 hours is allowed, and bisz58, where it is not; the first valid one counts."""
    for node in refreshes:
        found = _REFRESH.match(node.attributes.get("content") or "")
        if found:
            seconds = float(found.group(1) or 0)
            late = late_is_allowed and seconds > lexicon("accessibility")["refresh"]["longest"]
            return verdict(True, [] if seconds == 0 or late else [node])
    return verdict(False, [])


def parts_have_valid_lang(named: list[LexborNode], exposure: Exposure) -> Verdict:
    """de46e4: elements of the body that name a language and have text in it."""
    targets = [
        node for node in named if node.tag != "html" and node.attributes["lang"] and _has_own_text(node, exposure)
    ]
    return verdict(bool(targets), [node for node in targets if not is_known_language(_lang(node))])


def _has_own_text(root: LexborNode, exposure: Exposure) -> bool:
    """Text or a name that takes its language from this element and from none below it."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if _has_spoken_attribute(node) and exposure.exposed(node):
            return True
        for child in children(node):
            if child.is_text_node:
                if (child.text_content or "").strip() and exposure.rendered(node):
                    return True
            elif child.is_element_node and "lang" not in child.attributes:
                waiting.append(child)
    return False


def _has_spoken_attribute(node: LexborNode) -> bool:
    attributes = node.attributes
    return any((attributes.get(name) or "").strip() for name in ("alt", "aria-label", "title", "placeholder"))


def _lang(node: LexborNode) -> str:
    return node.attributes.get("lang") or ""


def is_known_language(tag: str) -> bool:
    """Tell whether a language tag begins with a registered primary language subtag (RFC 5646)."""
    return tag.partition("-")[0].lower() in _languages()


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(" ".join(lexicon("languages")["primary"].values()).split())
