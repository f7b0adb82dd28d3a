"""The self-check in a site's report: every veto with its state and figures, what it is not, and nothing where there is none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard import queries, reports
from dashboard.checks import check_findings, published_check
from dashboard.locales import LANGUAGES, words
from dashboard.reports.model import Table
from data.workspace import Workspace


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sites_report_prints_its_vetoes_as_published(language: str, demo_workspace: Workspace) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words(language)
    check = published_check(snapshot)
    assert check is not None
    site_id = check_findings(snapshot, check).query("veto == 'home_stale'")["site_id"].iloc[0]
    report = reports.build(snapshot, None, site_id, say)
    (section,) = [one for one in report.sections if one.title.endswith(say("app.check_title"))]
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    own = check.vetoes[check.vetoes["site_id"] == site_id].set_index("veto")["state"]
    printed = [(row[0].text, row[1].text) for group in table.groups for row in group.rows]
    assert printed == [
        (say.pick(veto["name_zh"], veto["name_en"]), say(f"check_state.{own[veto['id']]}"))
        for veto in check.card["vetoes"]
    ]
    stale = next(row for group in table.groups for row in group.rows if row[1].small)
    days = check.signs.set_index(["site_id", "sign"]).loc[(site_id, "home_age"), "figure"]
    assert f"{days:g} {say('unit.days')}" in stale[2].text
    assert say("check.first_reading") in table.note
    assert say("check.no_points") in table.note


def test_a_round_published_without_its_self_check_has_no_section(demo_workspace: Workspace, tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "copy")
    shutil.copytree(demo_workspace.root, workspace.root, dirs_exist_ok=True)
    for folder in workspace.root.glob("rounds/*/r1/scorecards/check2019@*"):
        shutil.rmtree(folder)
    snapshot, say = queries.published(workspace)[0], words("zh")
    report = reports.build(snapshot, None, snapshot.sites["site_id"].iloc[0], say)
    assert not [one for one in report.sections if one.title.endswith(say("app.check_title"))]
