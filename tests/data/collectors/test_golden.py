"""Every golden mini-site, one observation each; and the rule that results change only with their method version."""

from __future__ import annotations

import pytest

from data.collectors import COLLECTORS
from data.family import FAMILY_INDICATORS
from data.graph import GRAPH_INDICATORS
from data.links import LINKS
from tests.sites.golden import ROOT, Case, case_digest, cases, entry_of, known_digests, observe, said

KINDS = ("found", "absent", "unseen", "trap")


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_golden_site_gives_what_its_case_expects(case: Case) -> None:
    seen = observe(case)
    observation = seen.observation
    given = said(observation)
    expected = {"value": None, "cause": None, **case.expected}
    words = expected.pop("evidence", [])
    assert {key: given[key] for key in expected} == expected
    shown = [f"{piece.text} {piece.url}" for piece in observation.evidence]
    assert [word for word in words if not any(word in text for text in shown)] == [], shown
    rows = case.told.get("column", [])
    assert [
        {key: getattr(row, key) for key in told} for row, told in zip(seen.columns, rows, strict=bool(rows))
    ] == rows
    declared = {part.id for part in entry_of(case.indicator).parts}
    assert not declared or set(observation.parts) <= declared
    if expected["status"] == "measured":
        assert observation.evidence
        assert all(piece.capture_id and len(piece.text) <= 80 for piece in observation.evidence)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_results_change_only_with_the_method_version(case: Case) -> None:
    known = known_digests().get(case.indicator, {})
    version = entry_of(case.indicator).method_version
    assert case.name in known.get("cases", {}), "a new case: run python -m tests.sites"
    if known["cases"][case.name] != case_digest(case):
        assert version > known["method_version"], (
            f"raise method_version of {case.indicator}, then python -m tests.sites"
        )
    assert version == known["method_version"], "run python -m tests.sites"


@pytest.mark.parametrize("indicator", sorted({*COLLECTORS, *GRAPH_INDICATORS, *FAMILY_INDICATORS, LINKS}))
def test_every_built_indicator_has_a_case_of_each_kind(indicator: str) -> None:
    assert entry_of(indicator).built
    names = [case.name for case in cases() if case.indicator == indicator]
    assert [kind for kind in KINDS if not any(name.startswith(kind) for name in names)] == []


def test_no_digest_is_kept_of_a_case_that_is_gone() -> None:
    recorded = {(indicator, name) for indicator, known in known_digests().items() for name in known["cases"]}
    assert recorded == {(case.indicator, case.name) for case in cases()}


def test_every_golden_page_says_that_it_is_invented() -> None:
    pages = [path for path in ROOT.glob("*/*/*") if path.suffix in {".html", ".js"}]
    assert len(pages) > 100
    assert [path for path in pages if "演示数据（虚构）" not in path.read_text("utf-8")] == []
