"""What the accessibility rules say of an archived page, with the elements that fail."""

from __future__ import annotations

import streamlit as st

from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene
from data.capture.archive import ArchivedCapture
from data.lexicon import lexicon
from data.page.build import PageError, build_index
from data.page.model import Outcome, RuleOutcome

_FAULTS = 3
# What needs looking at comes first.
_KINDS = {Outcome.FAILED: "attention", Outcome.PASSED: "good", Outcome.INAPPLICABLE: "quiet"}


def show_rules(scene: Scene, found: ArchivedCapture) -> None:
    """Show every claimed rule by its name, what it says of the page, and the first elements that fail it."""
    say = scene.say
    try:
        page = build_index(found.capture.url, found.body, found.capture.content_type, faults=_FAULTS)
    except PageError as error:
        st.info(say.cause(error.cause.value))
        return
    named = {rule["id"]: rule for rule in lexicon("accessibility")["rules"]}
    order = list(_KINDS)
    rows = [
        Row(
            [
                Cell(say.pick(rule["zh"], rule["en"]), small=f"W3C ACT {said.rule} · {rule['criteria']}"),
                Cell(say(f"site.rule_{said.outcome.value}"), kind=_KINDS[said.outcome]),
                _elements(said),
            ]
        )
        for said in sorted(page.accessibility, key=lambda said: order.index(said.outcome))
        for rule in [named[said.rule]]
    ]
    columns = [
        Column(say("site.rule_name"), 36),
        Column(say("site.rule_outcome"), 16),
        Column(say("site.rule_elements")),
    ]
    choose_row(f"rules_{found.capture.id}", say("site.tab_rules"), columns, [Group(rows)])
    st.caption(say("site.rule_note", n=_FAULTS))


def _elements(said: RuleOutcome) -> Cell:
    """The first element as it begins and where it stands; of further ones only where."""
    if not said.elements:
        return Cell("—")
    return Cell(said.elements[0].text, small="；".join(element.path for element in said.elements))
