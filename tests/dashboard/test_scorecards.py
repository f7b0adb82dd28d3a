"""What is published beside a snapshot: every portal has one standing, ranks are those of the scores, sources are preferred in order."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from dashboard import queries
from dashboard.scorecards import publish_scorecard
from data.frameworks import load_framework
from data.workspace import Workspace
from metrics.coverage import LEVELS


def test_ranked_and_listed_apart_are_together_all_portals(demo_workspace: Workspace) -> None:
    for snapshot in queries.published(demo_workspace):
        sites = snapshot.scores.sites
        assert set(sites["site_id"]) == set(snapshot.sites["site_id"])
        portals = sites[(sites["kind"] == "portal") & sites["in_scope"]]
        for level in LEVELS:
            at_level = portals[portals["level"] == level]
            counts = at_level["standing"].value_counts()
            assert counts.sum() == len(at_level)
            assert counts.get("ranked", 0) == (at_level["rank"] > 0).sum()
        assert (sites["standing"] == "other").sum() == len(sites) - len(portals)


def test_the_same_snapshot_gives_the_same_bytes(demo_workspace: Workspace) -> None:
    folder = queries.published(demo_workspace)[0].folder
    framework = load_framework("qihua")
    target = publish_scorecard(folder, framework)
    first = {path.name: path.read_bytes() for path in target.iterdir()}
    again = {path.name: path.read_bytes() for path in publish_scorecard(folder, framework).iterdir()}
    assert first == again


@pytest.fixture
def snapshot_folder(demo_workspace: Workspace, tmp_path: Path) -> Path:
    """A copy of a published snapshot, to be changed."""
    import shutil

    source = queries.published(demo_workspace)[0].folder
    return Path(shutil.copytree(source, tmp_path / "r1", ignore=shutil.ignore_patterns("scorecards")))


def test_a_review_holds_before_what_the_machine_saw(snapshot_folder: Path) -> None:
    path = snapshot_folder / "observations.parquet"
    rows = pd.read_parquet(path)
    indicator = "humanization_channel"
    own = rows[(rows["indicator"] == indicator) & (rows["status"] == "measured") & (rows["value"] == 1.0)].head(1)
    site_id = own["site_id"].iloc[0]
    reviews = pd.concat([own.assign(source="review", revision=n, value=value) for n, value in ((1, 1.0), (2, 0.0))])
    pd.concat([rows, reviews]).to_parquet(path, index=False)
    target = publish_scorecard(snapshot_folder, load_framework("qihua"))
    table = pd.read_parquet(target / "scores_indicators.parquet").set_index(["site_id", "indicator"])
    assert table.loc[(site_id, indicator), "points"] == 0.0


def test_the_method_card_says_what_the_scores_rest_on(demo_workspace: Workspace) -> None:
    card = queries.published(demo_workspace)[0].card
    framework = load_framework("qihua")
    assert (card["framework"], card["version"]) == (framework.id, framework.version)
    assert card["framework_sha256"] == framework.digest
    assert card["weights_note_zh"] == "研究性权重"
    assert {"observations.parquet", "sites.parquet"} <= set(card["inputs"])
    assert card["packages"].keys() == {"Python", "NumPy", "pandas"}
    assert json.dumps(card)


def test_what_a_round_can_see_of_a_portal_reaches_the_mark_for_full_evidence(demo_workspace: Workspace) -> None:
    """Were a level never seen to 70 %, its low completeness would be the program's and not the sites'."""
    for snapshot in queries.published(demo_workspace):
        sites = snapshot.scores.sites
        ranked = sites[sites["standing"] == "ranked"]
        most = ranked.groupby("level")["completeness"].max()
        assert (most >= 0.7).all(), most


def test_the_newest_version_of_a_scorecard_is_the_highest_number(tmp_path: Path) -> None:
    for version in ("0.2", "0.10", "0.9"):
        folder = tmp_path / "scorecards" / f"qihua@{version}"
        folder.mkdir(parents=True)
        (folder / "t.parquet").touch()
    found = queries.scorecards(tmp_path, "qihua", "t")
    assert [folder.name for folder in found] == ["qihua@0.2", "qihua@0.9", "qihua@0.10"]


def test_coherence_stands_beside_the_scores_and_speaks_of_the_published_ones(demo_workspace: Workspace) -> None:
    for snapshot in queries.published(demo_workspace):
        scores, together = snapshot.scores, snapshot.coherence
        assert together is not None
        sites = scores.sites[(scores.sites["standing"] == "ranked") & (scores.sites["level"] == "county")]
        said = together.correlations[together.correlations["reason"] == ""].set_index(["level", "name", "node"])
        dimension = scores.dimensions[scores.dimensions["dimension"] == "standardization"].set_index("site_id")["score"]
        pair = pd.DataFrame({"one": sites.set_index("site_id")["score"], "other": dimension}).dropna()
        row = said.loc[("county", "standardization", "index")]
        assert row["n"] == len(pair)
        assert row["pearson"] == pytest.approx(pair["one"].corr(pair["other"]), abs=1e-6)
        shares = together.indicators.groupby("level")["share"].sum()
        ranked = scores.sites.loc[scores.sites["standing"] == "ranked", "level"].unique()
        assert shares[ranked].to_numpy() == pytest.approx(100, abs=1e-3)
        assert snapshot.card["coherence"]["sites"] == 10


def test_a_scorecard_of_before_there_was_coherence_has_none(snapshot_folder: Path) -> None:
    target = publish_scorecard(snapshot_folder, load_framework("qihua"))
    for path in target.glob("coherence_*.parquet"):
        path.unlink()
    manifest = json.loads((snapshot_folder / "manifest.json").read_text("utf-8"))
    snapshot = queries.Snapshot(snapshot_folder, "", manifest)
    assert snapshot.coherence is None
    assert len(snapshot.scores.sites)


def test_how_sure_ranks_are_stands_beside_them(demo_workspace: Workspace) -> None:
    for snapshot in queries.published(demo_workspace):
        found, ranked = snapshot.ranks, snapshot.scores.sites.query("standing == 'ranked'").set_index("site_id")
        assert found is not None
        rule = snapshot.card["uncertainty"]
        assert (rule["draws"], rule["weights"]) == (len(found.replications), 0.25)
        for band, rows in found.bands.groupby("band"):
            own = rows.set_index("site_id")
            assert set(own.index) == set(ranked.index), band
            assert ((own["rank_low"] >= 1) & (own["rank_high"] <= ranked["of"].reindex(own.index))).all()
        measured = found.bands.query("band == 'measurement'")
        assert (measured["rank_high"] > measured["rank_low"]).any()  # the sample's evaluators differ
        assert set(found.sobol["input"]) == {"aggregation", "missing", "weights"}
        assert (ranked["tier"] > 0).all()
