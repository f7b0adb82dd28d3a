"""自查 and 五个转变 on screen: every count, suspicion and figure as published, in both languages, and what must be said beside them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dashboard import queries
from dashboard.checks import check_findings, published_check, published_shifts
from dashboard.locales import LANGUAGES, words
from data.workspace import Workspace
from metrics.check import STATES
from tests.dashboard.test_views import everything_said, opened


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["all", "county"])
def test_the_round_shows_every_veto_and_every_site_with_a_suspicion(
    language: str, level: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words(language)
    check = published_check(snapshot)
    assert check is not None
    app = opened("check", demo_workspace, monkeypatch, lang=language, level=level)
    assert not app.error
    said = everything_said(app)
    for veto in check.card["vetoes"]:
        assert say.pick(veto["name_zh"], veto["name_en"]) in said
    for state in STATES:
        assert say(f"check_state.{state}") in said
    found = check_findings(snapshot, check)
    shown = found if level == "all" else found[found["level"] == level]
    assert all(path in said for path in shown["path"])
    assert all(name in said for name in shown["name"]), "a unit's portal and its departments' sites are told apart"
    assert len(shown) > 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_is_not_stands_beside_it(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words(language)
    said = everything_said(opened("check", demo_workspace, monkeypatch, lang=language))
    for key in ("check.first_reading", "check.no_points"):
        assert say(key) in said
    assert say.pick("未检索到替代文件，以国务院办公厅最新文件为准", "No document replacing it was found") in said
    assert not re.search("不合格|一票否决|预检", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_shows_states_figures_lines_and_lights(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words(language)
    check = published_check(snapshot)
    assert check is not None
    stale = check.vetoes[(check.vetoes["veto"] == "home_stale") & (check.vetoes["state"] == "suspected")].iloc[0]
    app = opened("check", demo_workspace, monkeypatch, lang=language, site=stale["site_id"])
    assert not app.error
    said = everything_said(app)
    days = check.signs.set_index(["site_id", "sign"]).loc[(stale["site_id"], "home_age"), "figure"]
    for text in (
        f"{days:g} {say('unit.days')}", f"> 14 {say('unit.days')}", say("check.days_over", n=f"{days - 14:g}"), say("check.overdue"),
        say("light.red"), say("check.groups"),
        say.pick("抽样，不作否决判断", "a sample, not for the veto"),
    ):  # fmt: skip
        assert text in said


def test_a_department_has_vetoes_and_no_groups(demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words("zh")
    site_id = snapshot.sites.loc[snapshot.sites["kind"] == "department", "site_id"].iloc[0]
    said = everything_said(opened("check", demo_workspace, monkeypatch, site=site_id))
    assert say("check.portals_only") in said
    site = snapshot.sites.set_index("site_id").loc[site_id]
    assert f"{site['name']}（{site['path']}）" in said
    assert say("check.vetoes_note") in said


def test_a_sign_opens_its_value_and_the_archived_page(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(demo_workspace)[0]
    check = published_check(snapshot)
    assert check is not None
    site_id = check_findings(snapshot, check).query("veto == 'home_stale'")["site_id"].iloc[0]
    app = opened("check", demo_workspace, monkeypatch, site=site_id, indicator="practicality_update")
    assert not app.error
    assert words("zh")("site.evidence_all") in everything_said(app)


def test_the_sites_own_page_says_what_its_self_check_found(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words("zh")
    check = published_check(snapshot)
    assert check is not None
    site_id = check_findings(snapshot, check)["site_id"].iloc[0]
    own = check.vetoes[check.vetoes["site_id"] == site_id]
    counts = say("check.counts", suspected=(own["state"] == "suspected").sum(), amber=own["amber"].sum())
    assert counts in everything_said(opened("site", demo_workspace, monkeypatch, site=site_id))


@pytest.mark.parametrize("language", LANGUAGES)
def test_shifts_are_shown_by_level_with_their_completeness(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words(language)
    shifts = published_shifts(snapshot)
    assert shifts is not None
    said = everything_said(opened("dimensions", demo_workspace, monkeypatch, lang=language))
    for one in shifts.card["measures"]:
        name = say.pick(one["name_zh"], one["name_en"])
        assert (say("shifts.low_confidence", name=name) if one["low_confidence"] else name) in said
    for row in shifts.levels.itertuples():
        assert f"{row.n} / {row.sites}" in said
        assert f"{row.completeness:.0%}" in said


def test_a_round_of_an_earlier_version_is_scored_again_by_a_click(
    demo_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(tmp_path / "copy")
    shutil.copytree(demo_workspace.root, workspace.root, dirs_exist_ok=True)
    for folder in workspace.root.glob("rounds/*/r1/scorecards/[cs]h*@*"):
        shutil.rmtree(folder)
    app = opened("check", workspace, monkeypatch)
    assert words("zh")("check.not_published") in app.info[0].value
    assert words("zh")("shifts.title") not in everything_said(opened("dimensions", workspace, monkeypatch))
    again = opened("check", workspace, monkeypatch)
    again.button(key="check_again").click().run()
    assert not again.exception
    assert all((folder / "scorecards").glob("check2019@*") for folder in workspace.root.glob("rounds/demo-2/r1"))
    assert published_check(queries.published(workspace)[0]) is not None
