"""The index on 总览 and 网站 in both languages: what is printed, in which order, and what stands where there is no number."""

from __future__ import annotations

import math
import shutil
from html import escape
from pathlib import Path

import pandas as pd
import pytest

from dashboard import queries, round_scores, site_scores
from dashboard.checks import published_check
from dashboard.locales import LANGUAGES, words
from dashboard.scorecards import publish_scorecard
from dashboard.views.score import grade_name
from data.frameworks import load_framework
from data.workspace import Workspace
from metrics.fixes import TARGETS
from tests.dashboard.test_views import everything_said, opened

WORKSPACES = ("demo_workspace", "scored_workspace")


@pytest.fixture(params=WORKSPACES)
def workspace(request: pytest.FixtureRequest) -> Workspace:
    found: Workspace = request.getfixturevalue(request.param)
    return found


def of_standing(snapshot: queries.Snapshot, standing: str) -> str:
    sites = snapshot.scores.sites
    return str(sites.loc[sites["standing"] == standing, "site_id"].iloc[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_tells_the_index_of_every_level_or_why_there_is_none(
    language: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, (now, before) = words(language), queries.published(workspace)
    app = opened("overview", workspace, monkeypatch, lang=language)
    assert not app.error
    said = everything_said(app)
    levels = round_scores.index_by_level(now)
    if not levels["ranked"].sum():
        floors = now.card["floors"]
        share = f"{floors['dimension_share']:.0%}"
        assert say("overview.index_none", floor=share, needed=floors["dimensions"]) in said
        return
    for level in levels[levels["ranked"] > 0].itertuples():
        assert f"{level.mean:.2f}" in said
        assert say("overview.index_n", n=level.ranked, total=level.portals) in said
    moves = round_scores.index_moves_by_level(before, now)
    for move in moves[moves["change"] > 0].itertuples():
        assert f"+{move.change:.2f}" in said


def test_the_overview_of_a_round_in_which_nothing_opened_names_that_as_the_reason(
    demo_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(tmp_path / "ws")
    shutil.copytree(demo_workspace.root / "rounds", workspace.root / "rounds")
    snapshot, say = queries.published(workspace)[0], words("zh")
    table = pd.read_parquet(snapshot.folder / "sites.parquet")
    table.assign(outcome="unreachable", cause="timeout").to_parquet(snapshot.folder / "sites.parquet", index=False)
    publish_scorecard(snapshot.folder, load_framework(queries.FRAMEWORK))
    levels = round_scores.index_by_level(queries.published(workspace)[0])
    assert (levels["unreachable"] == levels["portals"]).all()
    app = opened("overview", workspace, monkeypatch)
    assert not app.error
    said = everything_said(app)
    for level in levels.itertuples():
        assert say("overview.index_n", n=0, total=level.portals) in said
        assert say("overview.apart_unreachable", n=level.portals) in said
    floors = snapshot.card["floors"]
    share = f"{floors['dimension_share']:.0%}"
    assert say("overview.index_none", floor=share, needed=floors["dimensions"]) not in said


def test_the_largest_moves_lead_the_list(scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    now, before = queries.published(scored_workspace)
    moves = round_scores.index_moves(before, now)
    both = moves[(moves["standing_now"] == "ranked") & (moves["standing_before"] == "ranked")]
    said = everything_said(opened("overview", scored_workspace, monkeypatch))
    for ascending, sign in ((False, "+"), (True, "−")):
        first = both.sort_values("change", ascending=ascending).iloc[0]
        assert f"{sign}{abs(first['change']):.2f}" in said
        assert first["path"] in said
    assert said.index(words("zh")("overview.score_up")) < said.index(words("zh")("overview.score_down"))


def test_the_first_round_has_nothing_to_be_compared_with(
    scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("overview", scored_workspace, monkeypatch, round="demo-1")
    assert words("zh")("overview.no_earlier_text") in [info.value for info in app.info]
    assert words("zh")("overview.score_up") not in everything_said(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("standing", ["ranked", "unreachable", "blocked", "other"])
def test_a_site_of_every_standing_says_its_score_or_why_there_is_none(
    standing: str, language: str, scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, snapshot = words(language), queries.published(scored_workspace)[0]
    site_id = of_standing(snapshot, standing)
    row = site_scores.site_score(snapshot, site_id)
    app = opened("site", scored_workspace, monkeypatch, lang=language, site=site_id)
    assert not app.error
    said = everything_said(app)
    assert say("site.bounds") in said
    if math.isnan(row["score"]):
        assert say("site.no_score") in said
        assert say("site.how_scored") in [heading.value for heading in app.subheader]
    else:
        assert f"<strong>{row['score']:.2f}</strong>" in said
        assert say("site.sum_note", score=f"{row['score']:.2f}", n=2) in [caption.value for caption in app.caption]
        assert say("site.fix_first") in [heading.value for heading in app.subheader]
    if standing == "ranked":
        key = "site.rank_tied" if row["tied"] else "site.rank"
        assert say(key, level=say(f"level.{row['level']}"), rank=row["rank"], n=row["of"]) in said
    if standing == "unreachable":
        assert say("site.listed_last") in said
    if standing == "other":
        assert escape(say("site.not_ranked_kind")) in said or say("site.not_ranked_scope") in said


def test_gains_are_printed_largest_first_with_the_score_they_lead_to(
    scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(scored_workspace)[0]
    sites = snapshot.scores.sites
    lowest = sites.loc[sites["score"].idxmin(), "site_id"]
    gains = site_scores.site_improvements(snapshot, lowest)
    said = everything_said(opened("site", scored_workspace, monkeypatch, site=lowest))
    first = gains["gain"].head(6).drop_duplicates()
    places = [said.index(f"+{gain:.2f}") for gain in first]
    assert len(places) > 1
    assert places == sorted(places)
    for row in gains.itertuples():
        assert f"{row.total:.2f}" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("target", TARGETS)
def test_every_target_says_what_it_leads_to(
    language: str, target: str, scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, snapshot = words(language), queries.published(scored_workspace)[0]
    sites = snapshot.scores.sites
    ranked = sites.loc[sites["standing"] == "ranked", "site_id"]
    site_id = next(site for site in ranked if len(site_scores.site_improvements(snapshot, site, target)))
    said = everything_said(opened("site", scored_workspace, monkeypatch, lang=language, site=site_id, target=target))
    assert say(f"site.target_{target}_note") in said
    for row in site_scores.site_improvements(snapshot, site_id, target).itertuples():
        assert f"→ {row.target:.1f}" in said
        assert f"+{row.gain:.2f}" in said
        assert say("site.rank_then", rank=row.rank) in said
        assert not row.places or say("site.places_gained", n=row.places) in said
        assert not row.rises or say("site.rises", grade=grade_name(snapshot, row.grade, say)) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_vetoes_come_before_all_gains(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, snapshot = words(language), queries.published(demo_workspace)[0]
    check = published_check(snapshot)
    assert check is not None
    loud = check.vetoes[(check.vetoes["state"] == "suspected") | check.vetoes["amber"]]
    scored = snapshot.scores.sites.set_index("site_id")["score"].dropna()
    site_id = next(site for site in loud["site_id"] if site in scored.index)
    said = everything_said(opened("site", demo_workspace, monkeypatch, lang=language, site=site_id))
    # The last of a page is said first.
    assert said.index(say("site.vetoes_first")) > said.index(say("site.fix_note"))
    names = {veto["id"]: say.pick(veto["name_zh"], veto["name_en"]) for veto in check.card["vetoes"]}
    table = next(text for text in said.split("\n") if say("site.vetoes_first") in text)
    assert all(names[veto] in table for veto in loud.loc[loud["site_id"] == site_id, "veto"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_seen_is_listed_apart_and_never_as_a_loss(
    language: str, scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, snapshot = words(language), queries.published(scored_workspace)[0]
    seen = snapshot.observations
    unseen = seen[(seen["status"] == "not_observed") & seen["indicator"].isin(snapshot.catalogue.indicators)]
    sites = snapshot.scores.sites
    site_id = unseen.loc[unseen["site_id"].isin(sites.loc[sites["score"].notna(), "site_id"]), "site_id"].iloc[0]
    names = unseen.loc[unseen["site_id"] == site_id, "indicator"]
    app = opened("site", scored_workspace, monkeypatch, lang=language, site=site_id)
    assert say("site.unseen", n=len(names)) in [expander.label for expander in app.expander]
    assert not set(names) & set(site_scores.site_improvements(snapshot, site_id)["indicator"])


def test_below_the_floors_the_site_says_what_would_be_enough(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words("zh")
    sites = snapshot.scores.sites
    short = sites[(sites["reason"] == "dimensions_below_floor")]
    if short.empty:
        pytest.skip("every site that was seen has a score")
    row = short.iloc[0]
    said = everything_said(opened("site", demo_workspace, monkeypatch, site=row["site_id"]))
    floors = snapshot.card["floors"]
    needed = floors["dimensions"] - row["dimensions"]
    assert say("site.needed", n=needed, floor=f"{floors['dimension_share']:.0%}") in said
    for lack in site_scores.site_shortfalls(snapshot, row["site_id"]).itertuples():
        for name in lack.needed:
            assert snapshot.indicators[name].name_zh in said


def test_every_round_stands_beside_the_others(scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    now, before = queries.published(scored_workspace)
    site_id = of_standing(now, "ranked")
    said = everything_said(opened("site", scored_workspace, monkeypatch, site=site_id))
    table = said.partition("q-rounds")[2].partition("</table>")[0]
    assert table.index(before.round["name"]) < table.index(now.round["name"])
    for snapshot in (before, now):
        score = site_scores.site_score(snapshot, site_id)["score"]
        assert math.isnan(score) or f"{score:.2f}" in table


def test_an_indicator_says_what_it_brings(scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = queries.published(scored_workspace)[0]
    site_id = of_standing(snapshot, "ranked")
    gain = site_scores.site_improvements(snapshot, site_id).iloc[0]
    app = opened("site", scored_workspace, monkeypatch, site=site_id, indicator=gain["indicator"])
    assert not app.error
    said = everything_said(app)
    grade = snapshot.grades[gain["grade"] - 1]["name_zh"]
    assert words("zh")("site.score_then", total=f"{gain['total']:.2f}", grade=grade) in said
