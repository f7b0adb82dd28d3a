"""Rank bands on screen: beside every ranked portal, how they are made, which choice moves the ranks; older scorecards say why not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from dashboard import queries, reports, round_scores, site_scores
from dashboard.locales import LANGUAGES, words
from dashboard.wording import band_text
from data.workspace import Workspace
from tests.dashboard.test_views import everything_said, opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_bands_tiers_and_the_choice_that_moves_most(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words(language)
    app = opened("ranking", demo_workspace, monkeypatch, lang=language, level="county")
    assert not app.error
    said = everything_said(app)
    table = round_scores.standings(snapshot, None, "county").query("standing == 'ranked'")
    for row in table.itertuples():
        assert band_text(row, "method") in said
        assert say("ranking.measured_band", band=band_text(row, "measurement")) in said
    assert say("ranking.how_sure", n="1,000", spread="25%") in [caption.value for caption in app.caption]
    sobol = snapshot.ranks.sobol.query("level == 'county'").sort_values("total", ascending=False)
    most = say("ranking.most_choice", level=say("level.county"), choice=say(f"choice.{sobol['input'].iloc[0]}"))
    assert most in [text.value for text in app.markdown]
    other = everything_said(opened("ranking", demo_workspace, monkeypatch, lang=language, dimension="service"))
    assert say("ranking.which_choice") not in other


def test_within_a_tier_portals_stand_in_administrative_order(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(demo_workspace)[0]
    table = round_scores.standings(snapshot, None, "county").query("standing == 'ranked'")
    said = everything_said(opened("ranking", demo_workspace, monkeypatch, level="county"))
    tier = table[table["tier"] == 1].sort_values("unit_code")
    assert len(tier) > 1
    places = [said.index(path) for path in tier["path"]]
    assert places == sorted(places)


def test_a_site_says_its_band(demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words("zh")
    site_id = snapshot.scores.sites.query("rank == 2 and level == 'county'")["site_id"].iloc[0]
    row = site_scores.site_score(snapshot, site_id)
    said = everything_said(opened("site", demo_workspace, monkeypatch, site=site_id))
    chance = f"{row['method_top']:.0%}"
    assert say("site.band_note", band=band_text(row, "measurement"), chance=chance) in said


def test_a_site_names_those_it_cannot_be_told_apart_from(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words("zh")
    ranked = snapshot.scores.sites.query("standing == 'ranked'").set_index("site_id")
    site_id = ranked.query("rank == 2 and level == 'county'").index[0]
    rows = site_scores.alike_to(snapshot, site_id)
    first = ranked.query("rank == 1 and level == 'county'").index[0]
    pair = snapshot.ranks.pairs.set_index(["site_id", "other"]).loc[(first, site_id)]
    assert rows.set_index("site_id").loc[first, ["method", "measurement"]].tolist() == [
        pair["method"],
        pair["measurement"],
    ]
    assert rows["rank"].is_monotonic_increasing
    assert site_id not in set(rows["site_id"])
    said = everything_said(opened("site", demo_workspace, monkeypatch, site=site_id))
    assert say("site.alike", n=len(rows)) in said
    assert all(path in said for path in rows["path"])


def test_a_scorecard_of_before_says_how_to_get_bands(
    demo_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier version's scorecard has grades under the name of tiers, no tiers, and no tables of ranks."""
    workspace = Workspace.open(tmp_path / "old")
    shutil.copytree(demo_workspace.root, workspace.root, dirs_exist_ok=True)
    for folder in (workspace.root / "rounds").glob("*/r*/scorecards/qihua@*"):
        for path in folder.glob("ranks_*.parquet"):
            path.unlink()
        for name in ("sites", "indicators"):
            path = folder / f"scores_{name}.parquet"
            table = pd.read_parquet(path).drop(columns="tier", errors="ignore").rename(columns={"grade": "tier"})
            table.to_parquet(path, index=False)
        card = json.loads((folder / "card.json").read_text("utf-8"))
        card["tiers"] = card.pop("grades")
        del card["uncertainty"]
        (folder / "card.json").write_text(json.dumps(card), "utf-8")
    app = opened("ranking", workspace, monkeypatch)
    assert not app.error
    snapshot = queries.published(workspace)[0]
    assert words("zh")("ranking.no_bands", round=snapshot.round["id"]) in [info.value for info in app.info]
    ranked = snapshot.scores.sites.query("standing == 'ranked'")
    said = everything_said(opened("site", workspace, monkeypatch, site=ranked["site_id"].iloc[0]))
    assert snapshot.grades[ranked["grade"].iloc[0] - 1]["name_zh"] in said
    assert reports.build(snapshot, None, reports.NATION, words("zh")).sections
