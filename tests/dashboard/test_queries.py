"""What the views count and list, on the really collected sample."""

from __future__ import annotations

import dataclasses
import itertools
import shutil
from pathlib import Path

import pandas as pd

from dashboard import queries
from dashboard.checks import CHECK, published_check
from dashboard.scorecards import publish_scorecard
from data.frameworks import load_framework
from data.workspace import Workspace
from metrics.coverage import COUNTS, LEVELS


def test_rounds_come_newest_first_and_are_read_once(demo_workspace: Workspace) -> None:
    first, second = queries.published(demo_workspace), queries.published(demo_workspace)
    assert [snapshot.round["id"] for snapshot in first] == ["demo-2", "demo-1"]
    assert all(a is b for a, b in zip(first, second, strict=True))
    assert queries.earlier_than(first[0], first) is first[1]
    assert queries.earlier_than(first[1], first) is None


def test_a_snapshot_without_its_scorecard_is_not_shown_yet(demo_workspace: Workspace, tmp_path) -> None:
    import shutil

    shutil.copytree(demo_workspace.root / "rounds", tmp_path / "rounds")
    shutil.rmtree(tmp_path / "rounds" / "demo-2" / "r1" / "scorecards")
    assert [snapshot.round["id"] for snapshot in queries.published(Workspace.open(tmp_path))] == ["demo-1"]


def test_a_round_that_is_scored_again_is_read_again(demo_workspace: Workspace, tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "ws")
    shutil.copytree(demo_workspace.root / "rounds", workspace.root / "rounds")
    before = queries.published(workspace)[0]
    score, states = before.scores.sites["score"].dropna(), published_check(before).vetoes["state"]
    table = pd.read_parquet(before.folder / "observations.parquet")
    table.assign(value=0.0).to_parquet(before.folder / "observations.parquet", index=False)
    for name in (queries.FRAMEWORK, CHECK):
        publish_scorecard(before.folder, load_framework(name))
    now = queries.published(workspace)[0]
    assert now is queries.published(workspace)[0]
    assert (now.folder, now.digest) == (before.folder, before.digest)
    assert (now.scores.sites["score"].dropna() < score).any()
    assert (published_check(now).vetoes["state"] != states).any()


def test_the_lists_behind_a_count_are_together_its_denominator(demo_workspace: Workspace) -> None:
    for snapshot in queries.published(demo_workspace):
        for level, count in itertools.product(LEVELS, COUNTS):
            row = snapshot.coverage_levels.loc[level]
            sizes = queries.side_sizes(snapshot, level, count)
            assert sizes["in"] == row[count]
            assert sum(sizes.values()) - sizes["scope"] == row["units"]
            assert sizes["scope"] == row["out_of_scope"]
            codes = [c for side in queries.SIDES for c in queries.listed(snapshot, level, count, side)["unit_code"]]
            assert len(codes) == len(set(codes))


def test_every_site_that_is_not_as_it_should_be_is_among_the_findings(demo_workspace: Workspace) -> None:
    snapshot = queries.published(demo_workspace)[0]
    found = queries.findings(snapshot)
    sites = snapshot.sites
    wrong = sites[(sites["outcome"] != "reached") | (sites["identity"] != "official") | (sites["active"] == 0.0)]
    assert set(found["site_id"]) - {""} == set(wrong["site_id"])
    assert not found[found["site_id"] != ""].duplicated("site_id").any()
    units = snapshot.coverage_units
    assert (found["group"] == "unregistered").sum() == (units["cause"] == "not_registered").sum()
    assert (found["reason"] != "").all()


def test_changes_name_the_units_whose_counts_differ(demo_workspace: Workspace) -> None:
    now, before = queries.published(demo_workspace)
    rows = queries.moved(before, now)
    a, b = (s.coverage_units.set_index("full_name")[list(COUNTS)] for s in (before, now))
    assert set(rows["path"]) == set(a.index[(a != b.loc[a.index]).any(axis=1)])
    assert queries.moved(now, now).empty
    back = queries.moved(now, before).set_index("path")["move"]
    turned = {"better": "worse", "worse": "better", "unseen": "unseen"}
    forth = rows[rows["move"] != "closed"].set_index("path")["move"]
    assert back.loc[forth.index].map(turned).equals(forth)
    gone = rows[rows["move"] == "closed"]
    assert sorted(gone["is_now"]) == ["portal_closed", "portal_merged"]
    assert (gone["site_id"] != "").all()


def test_not_being_able_to_look_is_no_change_of_the_site(demo_workspace: Workspace) -> None:
    now = queries.published(demo_workspace)[0]
    kept = now.coverage_units
    blocked = kept.loc[kept["active"] & kept["in_scope"], "unit_code"].iloc[0]
    at = kept["unit_code"] == blocked
    changed = {"reachable": False, "official": False, "active": False}
    later = dataclasses.replace(now)
    later.__dict__["coverage_units"] = kept.assign(
        **{name: kept[name].mask(at, value) for name, value in changed.items()},
        unseen_from=kept["unseen_from"].mask(at, "reachable"),
    )
    moves = queries.moved(now, later).set_index("name")["move"]
    assert list(moves) == ["unseen"]


def test_texts_of_pages_that_are_never_shown_are_not_handed_out(demo_workspace: Workspace) -> None:
    snapshot = queries.published(demo_workspace)[0]
    hidden = snapshot.captures.loc[snapshot.captures["cause"].isin(queries.HIDDEN), "id"]
    assert len(hidden)
    pieces = snapshot.evidence[snapshot.evidence["capture_id"].isin(hidden)]
    assert (pieces["text"] == "").all()
    assert pieces["hidden"].all()
    assert not snapshot.evidence.loc[~snapshot.evidence["capture_id"].isin(hidden), "hidden"].any()


def test_a_capture_comes_back_with_its_archived_body(demo_workspace: Workspace) -> None:
    import hashlib

    snapshot = queries.published(demo_workspace)[0]
    row = snapshot.captures[(snapshot.captures["size"] > 0) & (snapshot.captures["purpose"] == "home")].iloc[0]
    capture = queries.capture_of(snapshot, row["id"])
    assert capture is not None
    body = queries.archived(demo_workspace, snapshot, capture).body
    assert hashlib.sha256(body).hexdigest() == capture.body_sha256
    assert queries.capture_of(snapshot, "none") is None


def test_a_site_is_found_by_its_full_path_host_and_code(demo_workspace: Workspace) -> None:
    snapshot = queries.published(demo_workspace)[0]
    assert set(snapshot.site_labels) == set(snapshot.sites["site_id"])
    for row in snapshot.sites.itertuples():
        label = snapshot.site_labels[row.site_id]
        assert row.path in label
        assert row.unit_code in label
        assert row.url.split("/")[2] in label


def test_the_frames_of_a_snapshot_have_no_missing_causes(demo_workspace: Workspace) -> None:
    snapshot = queries.published(demo_workspace)[0]
    for table in (snapshot.observations, snapshot.captures, snapshot.sites):
        assert not pd.isna(table["cause"]).any()
    assert not snapshot.observations.duplicated(["site_id", "indicator"]).any()
