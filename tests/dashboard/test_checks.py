"""The self-check and the five shifts as they are published: right on the sample, whole, and the same bytes again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import data.sample
from dashboard import queries
from dashboard.checks import check_findings, published_check, published_shifts
from dashboard.scorecards import publish_scorecard
from data.frameworks import load_framework, shipped
from data.sample.check_truth import veto_truth
from data.workspace import Workspace
from metrics.check import STATES
from metrics.coverage import LEVELS
from metrics.vetoes import CONFIRMED


@pytest.fixture(params=["demo-1", "demo-2"])
def snapshot(request: pytest.FixtureRequest, demo_workspace: Workspace) -> queries.Snapshot:
    return next(s for s in queries.published(demo_workspace) if s.round["id"] == request.param)


def test_closing_an_invented_round_publishes_every_shipped_framework_but_the_table_of_2015(
    snapshot: queries.Snapshot,
) -> None:
    folders = {path.name.partition("@")[0] for path in (snapshot.folder / "scorecards").iterdir()}
    assert folders == set(shipped()) - {"census2015"} == {"check2019", "city_demo", "qihua", "shifts"}
    assert all((path / "card.json").is_file() for path in (snapshot.folder / "scorecards").iterdir())


def test_every_decided_veto_of_the_sample_is_right(snapshot: queries.Snapshot) -> None:
    check = published_check(snapshot)
    assert check is not None
    states = check.vetoes.set_index(["site_id", "veto"])["state"]
    edition = int(snapshot.round["id"][-1])
    expected = {(cell.site_id, cell.veto): cell.state for cell in veto_truth(edition=edition)}
    assert set(expected) == set(states.index)
    wrong = {key: (states[key], state) for key, state in expected.items() if state not in {None, states[key]}}
    assert wrong == {}


@pytest.mark.parametrize("seed", [data.sample.SEED, 7])
@pytest.mark.parametrize("edition", [1, 2])
def test_the_truth_decides_nearly_all_and_holds_every_state(seed: int, edition: int) -> None:
    counts = Counter(cell.state for cell in veto_truth(seed, edition))
    assert counts[None] / counts.total() < 0.03
    assert set(STATES) - {CONFIRMED} <= set(counts), "nothing of the sample is measured whole, or reviewed"


def test_counts_by_level_are_those_of_the_sites(snapshot: queries.Snapshot) -> None:
    check = published_check(snapshot)
    assert check is not None
    scored = snapshot.scores.sites
    for row in check.levels.itertuples():
        ids = scored.loc[(scored["level"] == row.level) & scored["in_scope"], "site_id"]
        own = check.vetoes[(check.vetoes["veto"] == row.veto) & check.vetoes["site_id"].isin(ids)]
        assert row.sites == len(ids) == sum(getattr(row, state) for state in STATES)
        assert {state: getattr(row, state) for state in STATES if getattr(row, state)} == Counter(own["state"])
    assert set(check.levels["level"]) == set(LEVELS)


def test_every_sign_that_was_seen_leads_to_evidence(snapshot: queries.Snapshot) -> None:
    check = published_check(snapshot)
    assert check is not None
    known = set(zip(snapshot.evidence["site_id"], snapshot.evidence["indicator"], strict=True))
    seen = check.signs[check.signs["figure"].notna()]
    assert len(seen) > 100
    assert [row for row in seen.itertuples() if (row.site_id, row.indicator) not in known] == []


def test_findings_are_all_that_is_suspected_or_warned_of_and_suspicions_come_first(snapshot: queries.Snapshot) -> None:
    check = published_check(snapshot)
    assert check is not None
    found = check_findings(snapshot, check)
    assert len(found) == ((check.vetoes["state"] == "suspected") | check.vetoes["amber"]).sum() > 5
    calm = (found["state"] != "suspected").tolist()
    assert calm == sorted(calm)


def test_the_same_snapshot_gives_the_same_bytes(snapshot: queries.Snapshot) -> None:
    for name in ("check2019", "shifts"):
        target = publish_scorecard(snapshot.folder, load_framework(name))
        first = {path.name: path.read_bytes() for path in target.iterdir()}
        again = publish_scorecard(snapshot.folder, load_framework(name))
        assert {path.name: path.read_bytes() for path in again.iterdir()} == first


def test_shifts_have_a_row_a_level_and_no_rank(snapshot: queries.Snapshot) -> None:
    shifts = published_shifts(snapshot)
    assert shifts is not None
    assert set(shifts.levels["level"]) == set(LEVELS)
    assert shifts.levels.groupby("level").size().eq(5).all()
    assert not [name for table in (shifts.sites, shifts.levels) for name in table.columns if "rank" in name]
    assert (shifts.levels["n"] <= shifts.levels["sites"]).all()
    assert shifts.levels["completeness"].between(0, 1).all()


def test_a_snapshot_of_an_earlier_version_has_neither(snapshot: queries.Snapshot, tmp_path: Path) -> None:
    bare = queries.Snapshot(tmp_path, "0" * 64, snapshot.manifest)
    assert published_check(bare) is None
    assert published_shifts(bare) is None
