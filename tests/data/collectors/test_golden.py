"""Every golden mini-site, one observation each; and the rule that results change only with their method version."""

from __future__ import annotations

import tomllib

import pytest

from data.collectors import COLLECTORS
from data.graph import GRAPH_INDICATORS
from tests.sites.golden import DIGESTS, Case, cases, case_digest, entry_of, observe, said

KINDS = ("found", "absent", "unseen", "trap")


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_golden_site_gives_what_its_case_expects(case: Case) -> None:
    observation = observe(case)
    expected = {key: value for key, value in case.expected.items() if key != "evidence"}
    assert {key: value for key, value in said(observation).items() if key in {*expected, "status", "cause"}} == {
        "cause": None,
        **expected,
    }
    shown = [f"{piece.text} {piece.url}" for piece in observation.evidence]
    for words in case.expected.get("evidence", []):
        assert any(words in text for text in shown), f"{words} in none of {shown}"


@pytest.mark.parametrize("case", cases(), ids=str)
def test_every_measured_value_shows_where_it_was_seen(case: Case) -> None:
    observation = observe(case)
    if case.expected["status"] == "measured":
        assert observation.evidence
        assert all(piece.capture_id and len(piece.text) <= 80 for piece in observation.evidence)


@pytest.mark.parametrize("indicator", sorted({*COLLECTORS, *GRAPH_INDICATORS}))
def test_every_built_indicator_has_a_case_of_each_kind(indicator: str) -> None:
    assert entry_of(indicator).built
    names = [case.name for case in cases() if case.indicator == indicator]
    assert [kind for kind in KINDS if not any(name.startswith(kind) for name in names)] == []


@pytest.mark.parametrize("case", cases(), ids=str)
def test_parts_are_those_the_catalogue_declares(case: Case) -> None:
    declared = {part.id for part in entry_of(case.indicator).parts}
    assert not declared or set(observe(case).parts) <= declared


@pytest.mark.parametrize("case", cases(), ids=str)
def test_results_change_only_with_the_method_version(case: Case) -> None:
    known = tomllib.loads(DIGESTS.read_text("utf-8")).get(case.indicator, {})
    recorded = known.get("cases", {}).get(case.name)
    assert recorded is not None, "a new case: run python -m tests.sites"
    version = entry_of(case.indicator).method_version
    if recorded != case_digest(case):
        assert version > known["method_version"], f"raise method_version of {case.indicator}, then python -m tests.sites"
    assert version == known["method_version"], "run python -m tests.sites"
