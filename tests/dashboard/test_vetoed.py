"""A veto that a review confirmed, from the observation to every page: no score, no rank, listed apart with its reason."""

from __future__ import annotations

import io
import shutil

import pandas as pd
import pytest

from dashboard import queries
from dashboard.exports import package_files
from dashboard.locales import LANGUAGES, words
from dashboard.reports.site import site_report
from dashboard.scorecards import publish_scorecard
from data.frameworks import load_framework
from data.workspace import Workspace
from tests.dashboard.test_views import everything_said, opened


@pytest.fixture(scope="module")
def reviewed(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, str]:
    """The sample with a review that found the home page of a ranked portal 40 days old; and that portal."""
    root = tmp_path_factory.mktemp("reviewed") / "ws"
    shutil.copytree(demo_workspace.root, root)
    workspace = Workspace.open(root)
    snapshot = queries.published(workspace)[0]
    sites = snapshot.scores.sites
    site_id = str(sites.loc[(sites["standing"] == "ranked") & (sites["level"] == "county"), "site_id"].iloc[0])
    file = snapshot.folder / "observations.parquet"
    table = pd.read_parquet(file)
    own = table[(table["site_id"] == site_id) & (table["indicator"] == "practicality_update")].iloc[[0]]
    review = own.assign(source="review", value=40.0, status="measured", cause=None)
    pd.concat([table, review], ignore_index=True).to_parquet(file, index=False)
    for name in ("check2019", "qihua"):
        publish_scorecard(snapshot.folder, load_framework(name))
    return workspace, site_id


def test_it_has_no_score_and_all_others_keep_theirs(reviewed: tuple[Workspace, str], demo_workspace: Workspace) -> None:
    workspace, site_id = reviewed
    now, plain = (queries.published(one)[0].scores.sites.set_index("site_id") for one in (workspace, demo_workspace))
    row = now.loc[site_id]
    assert (row["standing"], row["reason"], row["vetoes"], row["rank"]) == ("vetoed", "vetoed", "home_stale", 0)
    assert pd.isna(row["score"])
    others = plain.index != site_id
    pd.testing.assert_series_equal(now.loc[others, "score"], plain.loc[others, "score"])
    assert set(now.loc[others, "standing"]) == set(plain.loc[others, "standing"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_so(language: str, reviewed: tuple[Workspace, str], monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, site_id = reviewed
    say, name = words(language), "首页不更新" if language == "zh" else "Home page not updated"
    site = everything_said(opened("site", workspace, monkeypatch, lang=language, site=site_id))
    assert say("site.vetoed", names=name) in site
    assert say("site.unqualified") in site
    assert say("site.listed_apart") not in site
    assert say("site.vetoes_first") in site
    assert say("check_state.confirmed") in site
    ranking = everything_said(opened("ranking", workspace, monkeypatch, lang=language, level="county"))
    assert say("ranking.vetoed_why") in ranking
    assert say("overview.apart_vetoed", n=1) in everything_said(
        opened("overview", workspace, monkeypatch, lang=language)
    )
    check = everything_said(opened("check", workspace, monkeypatch, lang=language))
    assert say("check.lead_confirmed", sites="<b>1</b>") in check
    now, before = queries.published(workspace)[:2]
    report = repr(site_report(now, before, site_id, say))
    assert say.cause("vetoed") in report
    assert say("paper.score_vetoed_text", vetoes=say("site.vetoed", names=name)) in report
    assert say("paper.first_vetoed") in report
    assert say("paper.first_no_score") not in report


def test_the_package_counts_and_names_it(reviewed: tuple[Workspace, str]) -> None:
    workspace, site_id = reviewed
    files = package_files(queries.published(workspace)[0], internal=True)
    sites, levels = (
        pd.read_parquet(io.BytesIO(files[f"parquet/{name}.parquet"])) for name in ("scores_sites", "check_levels")
    )
    assert sites.set_index("site_id")["vetoes"].loc[lambda named: named != ""].to_dict() == {site_id: "home_stale"}
    assert levels.loc[levels["confirmed"] > 0, ["level", "veto", "confirmed"]].to_numpy().tolist() == [
        ["county", "home_stale", 1]
    ]
