"""The page 拥有率 says how sure its figures are: intervals for a part, none for a census, and what a difference means."""

from __future__ import annotations

import pytest

from dashboard import queries
from dashboard.locales import LANGUAGES, words
from dashboard.round_coverage import differences, intervals
from data.workspace import Workspace
from tests.dashboard.test_views import everything_said, opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_rounds_are_compared_in_words(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, before = queries.published(demo_workspace)
    say, table = words(language), differences(before, now)
    said = everything_said(opened("coverage", demo_workspace, monkeypatch, lang=language))
    assert set(table["method"]) == {"mcnemar"}, "the same registry, visited whole"
    assert ((table["gained"] + table["lost"]) > 0).any()
    for row in table[(table["gained"] + table["lost"]) > 0].itertuples():
        assert say("coverage.paired", gained=row.gained, lost=row.lost, p=f"= {row.p:.3f}") in said
    assert say("coverage.chance_mcnemar") in said
    assert say("coverage.no_change") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_round_is_compared_with_nothing(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("coverage", demo_workspace, monkeypatch, lang=language, round="demo-1")
    assert words(language)("coverage.difference") not in everything_said(app)


def test_only_a_part_has_intervals(demo_workspace: Workspace) -> None:
    census = queries.published(demo_workspace)[0]
    assert intervals(census) == {}
    part = queries.Snapshot(census.folder, "part", census.manifest)
    units = census.coverage_units.copy()
    aside = units.index[(units["level"] == "county") & units["registered"]][::2]
    units.loc[aside, ["reachable", "official", "active"]] = False
    units.loc[aside, ["unseen_from", "unvisited"]] = ["reachable", True]
    part.__dict__["coverage_units"] = units
    found = intervals(part)
    assert {level for level, _ in found} == {"county"}
    whole = census.coverage_units
    county = whole[(whole["level"] == "county") & whole["in_scope"]]
    for count in ("reachable", "official", "active"):
        lower, upper = found[("county", count)]
        assert 0 < lower < upper < 1
        assert lower < county[count].mean() < upper
