"""Rounds of the really visited sample: replay without the network, snapshots that never change."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from dashboard import jobs
from data.capture.archive import read_capture
from data.errors import QihuaError
from data.frameworks import load_framework
from data.model import Cause, Purpose
from data.store import Store
from data.workspace import Workspace


@pytest.fixture
def copy(demo_workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace of one's own to change."""
    shutil.copytree(demo_workspace.root, tmp_path / "copy")
    return Workspace.open(tmp_path / "copy")


def test_replay_gives_the_same_observations_with_no_socket_open(
    copy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    analysis, changed, problems = jobs.replay(copy, "demo-1")
    assert (changed, problems) == (0, [])
    manifest = json.loads((copy.round_folder("demo-1") / "r1" / "manifest.json").read_text("utf-8"))
    assert analysis == manifest["analysis"]


def test_replay_of_a_torn_archive_uses_what_is_whole_and_names_the_rest(copy: Workspace) -> None:
    path = next(copy.archive("demo-2").glob("*.warc.gz"))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    before = stored(copy, "demo-2")
    _, changed, problems = jobs.replay(copy, "demo-2")
    assert [problem.code for problem in problems] == ["archive.cut_off", "archive.incomplete"]
    assert changed
    assert stored(copy, "demo-2") == before


def test_replay_without_the_archive_says_so_and_changes_nothing(copy: Workspace) -> None:
    shutil.rmtree(copy.archive("demo-1"))
    before = stored(copy, "demo-1")
    _, _, problems = jobs.replay(copy, "demo-1")
    assert [problem.code for problem in problems] == ["archive.incomplete"]
    assert stored(copy, "demo-1") == before


def test_replay_of_an_open_round_leaves_its_observations_to_the_closing(copy: Workspace) -> None:
    forget_observations(copy, "demo-1")
    _, changed, problems = jobs.replay(copy, "demo-1")
    assert (changed, problems) == (None, [])
    assert stored(copy, "demo-1")[1] == 0


def test_findings_of_an_earlier_analysis_are_made_again_before_closing(copy: Workspace) -> None:
    forget_observations(copy, "demo-1")
    with sqlite3.connect(copy.root / "qihua.sqlite") as connection:
        connection.execute(
            "UPDATE visit SET findings = json_set(findings, '$.analysis', 'earlier', '$.readings', json('{}')) WHERE round_id = 'demo-1'"
        )
    snapshot = jobs.close(copy, "demo-1")
    columns = ["site_id", "indicator", "status", "value", "cause"]
    again, first = (
        pd.read_parquet(folder / "observations.parquet")[columns] for folder in (snapshot, copy.root / "first")
    )
    pd.testing.assert_frame_equal(again, first)


def stored(workspace: Workspace, round_id: str) -> tuple[list[tuple], int]:
    """The findings of a round as they stand in the database, and how many observations."""
    with sqlite3.connect(workspace.root / "qihua.sqlite") as connection:
        findings = connection.execute("SELECT * FROM visit WHERE round_id = ? ORDER BY 1, 2, 3", [round_id]).fetchall()
        (count,) = connection.execute("SELECT count(*) FROM observation WHERE round_id = ?", [round_id]).fetchone()
    return findings, count


def forget_observations(workspace: Workspace, round_id: str) -> None:
    """Take a round back to where it was before it was closed."""
    with sqlite3.connect(workspace.root / "qihua.sqlite") as connection:
        connection.execute("DELETE FROM observation WHERE round_id = ?", [round_id])
        connection.execute("DELETE FROM revision WHERE round_id = ?", [round_id])
        connection.execute("UPDATE round SET state = 'open' WHERE id = ?", [round_id])
    shutil.copytree(workspace.round_folder(round_id) / "r1", workspace.root / "first")
    shutil.rmtree(workspace.round_folder(round_id) / "r1")


def test_the_manifest_names_every_file_by_its_digest(demo_workspace: Workspace) -> None:
    snapshot = demo_workspace.round_folder("demo-1") / "r1"
    manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
    assert {
        "observations.parquet",
        "evidence.parquet",
        "captures.parquet",
        "sites.parquet",
        "registry/units.csv",
    } <= set(manifest["files"])
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((snapshot / name).read_bytes()).hexdigest() == digest
    assert manifest["round"]["fictional"] is True


def test_every_measured_value_leads_to_an_archived_capture(demo_workspace: Workspace) -> None:
    snapshot = demo_workspace.round_folder("demo-2") / "r1"
    observations = pd.read_parquet(snapshot / "observations.parquet")
    evidence = pd.read_parquet(snapshot / "evidence.parquet")
    captures = pd.read_parquet(snapshot / "captures.parquet")
    measured = observations[observations["status"] == "measured"]
    shown = set(zip(evidence["site_id"], evidence["indicator"], strict=True))
    bare = [(s, i) for s, i in zip(measured["site_id"], measured["indicator"], strict=True) if (s, i) not in shown]
    assert bare == []
    answered = evidence["where"] == "file_cell"
    assert set(evidence.loc[~answered, "capture_id"]) <= set(captures["id"])
    assert set(evidence.loc[answered, "indicator"]) == set(
        observations.loc[observations["source"] == "survey"].dropna(subset="value")["indicator"]
    )
    assert evidence["text"].str.len().max() <= 80


def test_every_capture_of_the_index_can_be_read_back(demo_workspace: Workspace) -> None:
    store = Store(demo_workspace.database_url)
    captures = store.captures("demo-1")
    store.close()
    for capture in captures[::40]:
        archived = read_capture(demo_workspace.archive("demo-1"), capture)
        assert archived.capture.url == capture.url
        if capture.body_sha256:
            assert hashlib.sha256(archived.body).hexdigest() == capture.body_sha256


def test_closing_again_needs_a_reason_and_leaves_the_first_snapshot_alone(copy: Workspace) -> None:
    first = copy.round_folder("demo-1") / "r1"
    before = {path.name: path.read_bytes() for path in first.glob("*.parquet")}
    with pytest.raises(QihuaError) as error:
        jobs.close(copy, "demo-1")
    assert error.value.problems[0].code == "round.reason_needed"
    second = jobs.close(copy, "demo-1", reason="更正单位名称")
    assert second.name == "r2"
    assert json.loads((second / "manifest.json").read_text("utf-8"))["reason"] == "更正单位名称"
    assert {path.name: path.read_bytes() for path in first.glob("*.parquet")} == before


def test_the_plan_keeps_to_its_requests(demo_workspace: Workspace) -> None:
    captures = pd.read_parquet(demo_workspace.round_folder("demo-1") / "r1" / "captures.parquet")
    asked = captures[~captures["cause"].isin(["budget_used", "robots_disallowed"])]
    assert asked[asked["site_id"] != ""].groupby("site_id").size().max() <= 25
    assert len(asked) <= 2500


def test_robots_txt_is_obeyed(demo_workspace: Workspace) -> None:
    captures = pd.read_parquet(demo_workspace.round_folder("demo-1") / "r1" / "captures.parquet")
    kept_out = captures[captures["cause"] == "robots_disallowed"]["site_id"].unique()
    assert len(kept_out) == 1
    asked = captures[(captures["site_id"] == kept_out[0]) & captures["http_status"].notna()]
    assert set(asked["purpose"]) == {"robots"}


def test_redirects_are_kept_as_a_chain(demo_workspace: Workspace) -> None:
    captures = pd.read_parquet(demo_workspace.round_folder("demo-1") / "r1" / "captures.parquet").set_index("id")
    before = captures.loc[captures.loc[captures["previous"] != "", "previous"]]
    redirects, refused = before[before["cause"].isna()], before[before["cause"].notna()]
    assert len(redirects)
    assert set(redirects["http_status"]) <= {301, 302}
    assert set(refused["cause"]) == {"tls_expired"}, "what stands behind a bad certificate is the second attempt"


def test_the_coverage_of_the_sample_is_what_its_plan_says(demo_workspace: Workspace) -> None:
    folder = demo_workspace.round_folder("demo-1") / "r1" / "scorecards" / f"qihua@{load_framework('qihua').version}"
    table = pd.read_parquet(folder / "coverage_levels.parquet").set_index("level")
    assert list(table["units"]) == [6, 4, 16, 48]
    county = table.loc["county"]
    # 3 counties have no site; dns, refused, slow, parked, hijacked, placeholder and server_error do not open; challenge and robots keep us out.
    assert (county["registered"], county["reachable"], county["blocked"]) == (45, 36, 2)
    # One redirects to another host, one shows another province's code.
    assert county["official"] == 34


def test_a_later_visit_asks_only_for_home_and_what_absence_or_a_dead_link_rests_on(demo_workspace: Workspace) -> None:
    store = Store(demo_workspace.database_url)
    captures, findings = store.captures("demo-1"), store.findings("demo-1")
    store.close()
    url_of = {capture.id: capture.url for capture in captures}
    again = [c for c in captures if c.visit == 2 and c.purpose not in {Purpose.HOME, Purpose.ROBOTS, Purpose.SCRIPT}]
    assert again
    for capture in again:
        first, _ = findings[capture.site_id]
        resting = {url_of[e.capture_id] for r in first.readings.values() if r.absent for e in r.evidence}
        dead = {link.url for link in first.links if link.outcome and link.outcome.works is False}
        assert capture.url in resting | dead
    assert not [c for c in captures if c.cause is Cause.BUDGET_USED and c.visit == 2]


def test_robots_txt_less_than_a_day_old_is_not_asked_for_again(demo_workspace: Workspace) -> None:
    store = Store(demo_workspace.database_url)
    findings = store.findings("demo-1")
    again = [c for c in store.captures("demo-1") if c.visit == 2 and c.purpose is Purpose.ROBOTS]
    asked_again = {c.site_id for c in again if "travel.example" not in c.url}
    store.close()
    first = {site_id: visits[0] for site_id, visits in findings.items()}
    kept_out = {site_id for site_id, visit in first.items() if visit.home_cause is Cause.ROBOTS_DISALLOWED}
    unanswered = {site_id for site_id, visit in first.items() if visit.robots is None}
    assert asked_again == kept_out | unanswered
    assert kept_out
