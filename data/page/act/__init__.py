"""W3C ACT rules that the source of one page can decide: what each says of the page, and the elements that fail.

Claimed are the rules of ``data/lexicon/accessibility.toml``; what they mean stands at
https://www.w3.org/WAI/standards-guidelines/act/rules/. What scripts, style sheets outside the page and shadow trees add is
not known here; an element that the page's own source hides is not judged.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from data.lexicon import lexicon
from data.page.act import page_rules
from data.page.act.element_rules import NamedElements
from data.page.act.elements import Places
from data.page.act.exposure import Exposure
from data.page.act.selection import Selection
from data.page.model import RuleOutcome

__all__ = ["accessibility"]


def accessibility(tree: LexborHTMLParser, faults: int = 1) -> tuple[RuleOutcome, ...]:
    """Return what every claimed rule says of a parsed page, in the order of the lexicon.

    faults: how many failing elements of a rule are named; each takes its time, and a page repeats its faults.
    """
    selection = Selection(tree)
    exposure = Exposure(selection)
    elements = NamedElements(selection, exposure, faults)
    roots = page_rules.html_root(tree)
    places = Places(tree)
    metas = selection.of("meta")
    refreshes = page_rules.of_kind(metas, "http-equiv", "refresh")
    verdicts = {
        "23a2a8": elements.images(),
        "b5c3f8": page_rules.page_has_lang(roots),
        "bf051a": page_rules.page_lang_is_valid(roots),
        "2779a5": page_rules.page_has_title(selection, roots),
        "c487ae": elements.links(),
        "97a4e1": elements.buttons(),
        "59796f": elements.image_buttons(),
        "e086e5": elements.fields(),
        "ffd0e9": elements.headings(),
        "b4f0c3": page_rules.viewport_allows_zoom(page_rules.of_kind(metas, "name", "viewport")),
        "bc659a": page_rules.refresh_is_not_delayed(refreshes, late_is_allowed=True),
        "bisz58": page_rules.refresh_is_not_delayed(refreshes, late_is_allowed=False),
        "de46e4": page_rules.parts_have_valid_lang(selection.having("lang"), exposure),
    }
    return tuple(
        RuleOutcome(rule["id"], outcome, tuple(places.failing(node) for node in failing[:faults]))
        for rule in lexicon("accessibility")["rules"]
        for outcome, failing in [verdicts[rule["id"]]]
    )
