"""The table of columns as people meet it: on the site page, in files, in the report; and the owner's list from upload to effect."""

from __future__ import annotations

import io
import json
import shutil
from collections import Counter
from html import unescape
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dashboard import column_lists, jobs, queries
from dashboard.column_tables import site_columns, state_counts, worded
from dashboard.exports import package_files
from dashboard.locales import LANGUAGES, words
from dashboard.reports import render
from dashboard.workbook import as_workbook
from data.registry import Registry, Site
from data.sample import AS_OF, write_registry
from data.workspace import Workspace
from tests.dashboard.test_cli import qihua
from tests.dashboard.test_views import everything_said, opened
from tests.data.capture.web import web
from tests.data.columns.planted import answers, days_ago, thirty

ROUND = "c1"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    registry = Registry.load(write_registry(tmp_path_factory.mktemp("registry")), AS_OF[1])
    return next(s for s in registry.sites.values() if s.is_portal and s.url.startswith("http:"))


@pytest.fixture(scope="module")
def census(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Workspace:
    workspace = Workspace.open(tmp_path_factory.mktemp("census"))
    registry = Registry.load(write_registry(tmp_path_factory.mktemp("registry")), AS_OF[1])
    with web(answers(site.host, thirty())) as running:
        request = jobs.CollectRequest(
            ROUND, registry=registry, site=site.url, plan_id="sample_columns", network=running.network, contact="test"
        )
        assert jobs.collect(workspace, request) == []
    jobs.close(workspace, ROUND)
    return workspace


@pytest.fixture
def copy(census: Workspace, tmp_path: Path) -> Workspace:
    """A workspace of one's own to change."""
    shutil.copytree(census.root, tmp_path / "copy")
    return Workspace.open(tmp_path / "copy")


def snapshot_of(workspace: Workspace) -> queries.Snapshot:
    return queries.published(workspace)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_page_lists_what_is_to_be_done_by_days_left(
    language: str, census: Workspace, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words(language)
    app = opened("site", census, monkeypatch, lang=language, site=site.site_id)
    said = everything_said(app)
    assert not app.error
    assert say("columns.census") in said
    assert say("columns.unscored") in said
    assert not {say(key) for key in ("site.score", "site.no_score", "site.how_scored")} & set(said.split("\n"))
    for state in ("overdue", "empty", "due_soon"):
        assert say(f"column_state.{state}") in said
    assert "民生实事" in said
    assert "人事信息" not in said, "what is in order is shown on request"
    app.segmented_control(key="columns").set_value("all").run()
    said = everything_said(app)
    assert "人事信息" in said
    assert say.cause("list_by_script") in said
    assert say("columns.exempt_profile") in said


def test_the_sample_is_called_a_sample_and_no_ground_for_a_veto(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(demo_workspace)[0]
    site_id = snapshot.columns["site_id"].iloc[0]
    said = everything_said(opened("site", demo_workspace, monkeypatch, lang="zh", site=site_id))
    assert "抽样，不作否决判断" in said
    assert words("zh")("columns.census") not in said


@pytest.mark.parametrize("view", ["overview", "dimensions", "ranking"])
def test_a_census_is_not_scored_on_any_page(view: str, census: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(view, census, monkeypatch)
    said = everything_said(app)
    assert not app.error
    assert words("zh")("columns.unscored") in said
    assert words("zh")("dimensions.no_scores") not in said


def test_columns_are_ordered_by_days_left(census: Workspace, site: Site) -> None:
    table = site_columns(snapshot_of(census), site.site_id)
    counts = state_counts(table)
    planted = Counter(column.state for column in thirty())
    assert {state: n for state, n in counts.items() if n} == planted
    due = table[table["state"].isin({"normal", "due_soon", "overdue"}) & table["days_left"].notna()]
    assert list(due["days_left"]) == sorted(due["days_left"])
    assert list(table["state"])[-5:] == ["exempt"] * 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_the_table_as_texts_and_numbers(language: str, census: Workspace, site: Site) -> None:
    say, table = words(language), site_columns(snapshot_of(census), site.site_id)
    sheet = openpyxl.load_workbook(io.BytesIO(as_workbook({say("columns.title"): worded(table, say)}))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 31
    assert rows[0][:2] == (say("columns.col_name"), say("columns.col_path"))
    by_name = {row[0]: row for row in rows[1:]}
    assert by_name["招标采购"][1] == "政务之窗 > 重大项目 > 招标采购"
    assert by_name["部门动态"][4:8] == (days_ago(13), 14, say("columns.from_rule"), 1)
    assert by_name["民生实事"][7:9] == (None, None)
    assert by_name["乡镇快讯"][7:9] == (-1, None)
    assert by_name["本地要闻"][8] in range(6, 14)


def test_the_report_counts_and_lists_what_is_to_be_done(census: Workspace, site: Site) -> None:
    page = render(snapshot_of(census), None, site.site_id, "html", words("zh")).decode("utf-8")
    assert "栏目更新情况" in page
    assert all(column.name in page for column in thirty() if column.state in {"overdue", "empty", "due_soon"})


def test_the_package_for_the_house_holds_the_table_and_open_data_does_not(census: Workspace) -> None:
    snapshot = snapshot_of(census)
    assert "csv/columns.csv" not in package_files(snapshot)
    inside = pd.read_csv(io.BytesIO(package_files(snapshot, internal=True)["csv/columns.csv"]))
    assert len(inside) == 30


LIST = "上级栏目,栏目名称,更新周期（天）,豁免,说明\n,人事信息,每周,,\n,财政信息,,是,已并入统计信息\n,公共资源,每月,,\n"


def test_a_list_is_uploaded_checked_imported_and_rules_the_next_table(
    copy: Workspace, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("site", copy, monkeypatch, lang="zh", site=site.site_id)
    app.file_uploader(key="columns_file").set_value(
        ("bad.csv", LIST.replace("每周", "常常").encode("gb18030"), "text/csv")
    ).run()
    said = everything_said(app)
    assert "常常" in said
    assert words("zh")("remedy.promise.bad_cycle") in said
    assert not [button for button in app.button if button.key == "columns_import"]
    app.file_uploader(key="columns_file").set_value(("栏目台账.csv", LIST.encode("gb18030"), "text/csv")).run()
    app.button(key="columns_import").click().run()
    assert not app.exception
    held = column_lists.standing_list(copy, "sample", site.site_id)
    assert held is not None
    assert (held.file, held.columns) == ("栏目台账.csv", 3)
    assert "自报" in held.actor

    before = observed(snapshot_of(copy))
    jobs.close(copy, ROUND, reason="导入栏目台账")
    snapshot = snapshot_of(copy)
    rows = site_columns(snapshot, site.site_id).set_index("name")
    assert rows.loc["人事信息", ["days", "days_from", "state"]].tolist() == [7, "promise", "overdue"]
    assert rows.loc["财政信息", ["state", "reason", "note"]].tolist() == ["exempt", "listed", "已并入统计信息"]
    assert rows.loc["公共资源", ["state", "days"]].tolist() == ["not_found", 31]
    after = observed(snapshot)
    assert after["over_other"] == before["over_other"] - 1, "what the owner exempts is counted no more"
    assert after["over_news_notice"] == before["over_news_notice"]
    assert after["judged"] == before["judged"] - 1
    assert jobs.replay(copy, ROUND)[1:] == (0, [])


def observed(snapshot: queries.Snapshot) -> dict[str, float]:
    rows = snapshot.observations
    return json.loads(rows[rows["indicator"] == "standardization_columns"]["parts"].iloc[-1])


def test_the_command_line_hands_the_table_out_and_takes_it_in(copy: Workspace, site: Site, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    told = ("--workspace", str(copy.root), "--round", ROUND)
    done = qihua("columns", "template", *told, "--site", site.site_id, "--out", str(out))
    assert done.returncode == 0, done.stderr
    text = out.read_text("utf-8-sig")
    assert text.count("\n") == 31
    out.write_text(text.replace("/renshi/,,", "/renshi/,常常,"), "utf-8")
    refused = qihua("columns", "import", *told, "--file", str(out))
    assert refused.returncode == 2
    assert "[promise.bad_cycle]" in refused.stderr
    out.write_text(text.replace("/renshi/,,", "/renshi/,每周,"), "utf-8")
    assert qihua("columns", "check", *told, "--file", str(out)).returncode == 0
    assert column_lists.standing_list(copy, "sample", site.site_id) is None
    assert qihua("columns", "import", *told, "--file", str(out), "--actor", "某人").returncode == 0
    held = column_lists.standing_list(copy, "sample", site.site_id)
    assert held is not None
    assert held.actor.startswith("某人")


def test_a_census_is_never_the_round_that_opens_and_is_compared_with_no_other_kind(
    demo_workspace: Workspace, census: Workspace, tmp_path: Path
) -> None:
    together = Workspace.open(tmp_path / "together")
    for workspace in (demo_workspace, census):
        shutil.copytree(workspace.root / "rounds", together.root / "rounds", dirs_exist_ok=True)
    snapshots = queries.published(together)
    assert [one.round["id"] for one in snapshots] == ["demo-2", "demo-1", ROUND]
    assert [queries.earlier_than(one, snapshots) for one in snapshots] == [snapshots[1], None, None]
    site_id = snapshots[2].sites["site_id"].iloc[0]
    for current, rounds in ((snapshots[0], ["demo-2", "demo-1"]), (snapshots[2], [ROUND])):
        assert [one.round["id"] for one, _ in queries.site_history(snapshots, current, site_id)] == rounds


@pytest.mark.parametrize("scope", ["nation", "site"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_census_is_not_scored_on_paper(
    language: str, scope: str, census: Workspace, site: Site, demo_workspace: Workspace
) -> None:
    say, snapshot = words(language), snapshot_of(census)
    page = unescape(render(snapshot, None, site.site_id if scope == "site" else scope, "html", say).decode())
    scored = queries.published(demo_workspace)[0]
    told = unescape(
        render(scored, None, scored.sites["site_id"].iloc[0] if scope == "site" else scope, "html", say).decode()
    )
    texts = {say(f"paper.{name}") for name in ("score_text", "score_none_text", "index_text", "tier_lists_text")}
    assert any(text in told for text in texts)
    assert not any(text in page for text in texts)
    assert say("columns.unscored" if scope == "nation" else "columns.census") in page
