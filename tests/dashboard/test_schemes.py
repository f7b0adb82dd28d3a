"""Deduct schemes end to end: workbook in and out, marks, what is published of a round, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dashboard import jobs, queries
from dashboard.schemes import PublishedScheme, published_schemes
from dashboard.scorecards import publish_scorecard
from data.errors import QihuaError
from data.frameworks import SHIPPED, Deduct, load_framework
from data.workspace import Workspace
from tests.dashboard.test_cli import qihua


@pytest.fixture
def workspace(demo_workspace: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the sample's workspace, to be changed."""
    return Workspace.open(shutil.copytree(demo_workspace.root, tmp_path / "workspace"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A scheme of one's own, in which people say what everything costs."""
    text = (SHIPPED / "city_demo.toml").read_text("utf-8").replace('id = "city_demo"', 'id = "own2026"')
    path = tmp_path / "own2026.toml"
    path.write_text(text, "utf-8")
    return path


def scheme_of(workspace: Workspace, name: str) -> PublishedScheme:
    snapshot = next(s for s in queries.published(workspace) if s.round["id"] == "demo-2")
    return next(one for one in published_schemes(snapshot) if one.card["framework"] == name)


def marks_table(path: Path, rows: dict[str, dict[str, str]]) -> Path:
    items = list(dict.fromkeys(item for row in rows.values() for item in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["网站编号", *items])
    writer.writerows([site_id, *(row.get(item, "") for item in items)] for site_id, row in rows.items())
    path.write_text(text.getvalue(), "utf-8")
    return path


def test_a_workbook_goes_round_by_command(tmp_path: Path) -> None:
    book, table = tmp_path / "方案.xlsx", tmp_path / "方案.toml"
    assert qihua("framework", "export", "city_demo", "--out", book).returncode == 0
    shipped = qihua("framework", "import", book, language="zh")
    assert shipped.returncode == 2
    assert "方案编号" in shipped.stderr, "the example's id is taken"
    named = openpyxl.load_workbook(book)
    named["方案"]["B2"] = "own2026"
    named.save(book)
    done = qihua("framework", "import", book, language="zh")
    assert done.returncode == 0, done.stderr
    assert "单项否决 4 条、扣分 12 条、加分 3 条" in done.stdout
    one, other = load_framework(table), load_framework("city_demo")
    assert isinstance(one, Deduct)
    assert isinstance(other, Deduct)
    assert (one.items, one.groups, one.scope) == (other.items, other.groups, other.scope)
    again = qihua("framework", "import", book)
    assert again.returncode == 2
    assert "answer.out_exists" in again.stderr
    named["方案"]["B3"] = "2"
    named.save(book)
    assert qihua("framework", "import", book, "--replace").returncode == 0
    assert load_framework(table).version == "2"
    other_file = tmp_path / "笔记.toml"
    other_file.write_text("a = 1", "utf-8")
    assert qihua("framework", "import", book, "--replace", "--out", other_file).returncode == 2
    assert other_file.read_text("utf-8") == "a = 1", "only a scheme is replaced"


def test_items_without_a_cap_or_a_price_are_named_when_a_workbook_is_taken_in(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["序号", "一级指标", "二级指标", "分值", "单处扣分"],
        [1, "发布", "更新", 100, 1],
        [2, "发布", "栏目", "", 5],
        [3, "发布", "空", "", ""],
    ):
        sheet.append(row)
    book.save(tmp_path / "own.xlsx")
    done = qihua("framework", "import", tmp_path / "own.xlsx", language="zh")
    assert done.returncode == 0, done.stderr
    assert "不计分的指标：3（" in done.stdout
    assert "不设上限的指标：2（" in done.stdout


def test_what_a_workbook_says_wrong_is_told_cell_by_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "一级指标", "二级指标", "考察点", "扣分细则", "分值", "单处扣分"])
    sheet.append([1, "发布", "更新", "", "", "六十", 1])
    sheet.append([1, "发布", "栏目", "", "", 40, 50])
    book.save(tmp_path / "own.xlsx")
    done = qihua("framework", "import", tmp_path / "own.xlsx", language="zh")
    assert done.returncode == 2
    for text in ("Sheet!F2 分值", "六十", "Sheet!G3 单处扣分", "50", "Sheet!A3 序号"):
        assert text in done.stderr
    assert not (tmp_path / "own.toml").exists()


def test_marks_are_scored_kept_and_replaced(workspace: Workspace, own: Path, tmp_path: Path) -> None:
    """A site seen whole by people: 3 + 6 + 2 = 11 points lost, 89 kept, bonus 5 behind the gate."""
    clean = {
        "1.1": "超过7天",
        "1.2": "2",
        "1.3": "0",
        "2.1": "无",
        "2.2": "个别缺失",
        "2.3": "0",
        "3.1": "无",
        "3.2": "0",
        "4.1": "0",
        "4.2": "无",
        "4.3": "0",
        "4.4": "0",
    }
    vetoes = dict.fromkeys(("A1", "A2", "A3", "A4"), "否")
    table = marks_table(
        tmp_path / "评分表.csv", {"910101-1": clean | vetoes | {"B1": "完备可用"}, "910103-1": clean | {"A4": "是"}}
    )
    options = ("--round", "demo-2", "--framework", own, "--workspace", workspace.root)
    done = qihua("score", *options, "--marks", table, "--actor", "甲", language="zh")
    assert done.returncode == 0, done.stderr
    assert "评分表没有这些指标的列，按没有填写处理：B2、B3" in done.stdout
    assert re.search("第一类 县级政府门户网站：43 个网站，.*（其中单项否决 1）", done.stdout)
    found = scheme_of(workspace, "own2026")
    rows = found.sites.set_index("site_id")
    assert rows.loc["910101-1", ["score", "deduction", "bonus", "verdict", "completeness"]].tolist() == [
        94,
        89,
        5,
        "pass",
        1,
    ]
    assert rows.loc["910103-1", ["score", "verdict", "standing"]].tolist() == [59, "fail", "vetoed"]
    assert found.card["marks"]["file"] == "评分表.csv"
    assert found.card["marks"]["actor"].startswith("甲")
    assert set(found.marks["site_id"]) == {"910101-1", "910103-1"}
    # Scored again, and closed again, the marks that were kept hold.
    snapshot = jobs.close(workspace, "demo-2", reason="复核", actor="甲")
    assert qihua("score", *options).returncode == 0
    sites = pd.read_parquet(snapshot / "scorecards" / "own2026@1" / "deduct_sites.parquet").set_index("site_id")
    assert sites.loc["910101-1", "score"] == 94
    table.write_text("网站编号,1.2\n910101-1,一些\n910101-1,1\n", "utf-8")
    refused = qihua("score", *options, "--marks", table, language="zh")
    assert refused.returncode == 2
    assert all(text in refused.stderr for text in ("评分表.csv B2", "一些", "评分表.csv A3"))
    assert qihua("score", *options).returncode == 0, "a refused table changes nothing"
    assert scheme_of(workspace, "own2026").card["marks"]["number"] == 1


def test_the_empty_table_names_the_sites_that_are_compared(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "空表.csv"
    done = qihua("framework", "template", "city_demo", "--round", "demo-2", "--workspace", workspace.root, "--out", out)
    assert done.returncode == 0, done.stderr
    listed = {row["网站编号"] for row in csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))}
    found = scheme_of(workspace, "city_demo").sites
    assert listed == set(found.loc[found["group"] != "", "site_id"])
    assert len(listed) > 50


def test_every_site_of_the_scheme_is_accounted_for(demo_workspace: Workspace) -> None:
    found = scheme_of(demo_workspace, "city_demo")
    assert found.groups["sites"].sum() + (found.sites["group"] == "").sum() == len(found.sites)
    assert (found.sites["standing"] == "two_groups").sum() == 0
    lost = found.sites[found.sites["standing"] == "no_group"]
    assert set(lost["detail"]) == {"outside_service"}, "departments of which nobody knows whether they serve the public"
    assert set(found.sites["verdict"]) == {"open"}, "no person has said anything yet"
    scored = found.sites.dropna(subset="score")
    assert len(scored) > 30
    assert ((scored["lower"] <= scored["score"]) & (scored["score"] <= scored["upper"])).all()


def test_deductions_lead_to_observations_of_the_snapshot(demo_workspace: Workspace) -> None:
    snapshot = next(s for s in queries.published(demo_workspace) if s.round["id"] == "demo-2")
    found = scheme_of(demo_workspace, "city_demo")
    measures = {item["id"]: item["measure"]["indicator"] for item in found.card["items"] if item["measure"]}
    taken = found.items[(found.items["lost"] > 0) & (found.items["source"] == "machine")]
    observed = snapshot.observations.set_index(["site_id", "indicator"])["status"]
    assert len(taken) > 30
    assert all(observed[(row.site_id, measures[row.item])] == "measured" for row in taken.itertuples())


def test_an_invented_scheme_never_meets_real_units(workspace: Workspace) -> None:
    snapshot = next(s for s in queries.published(workspace) if s.round["id"] == "demo-2").folder
    manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
    manifest["round"]["fictional"] = False
    (snapshot / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(QihuaError) as refusal:
        publish_scorecard(snapshot, load_framework("city_demo"))
    assert refusal.value.problems[0].code == "framework.fictional"


def test_only_deduct_schemes_have_a_workbook(tmp_path: Path) -> None:
    done = qihua("framework", "export", "qihua", "--out", tmp_path / "x.xlsx")
    assert done.returncode == 2
    assert "framework.no_scheme" in done.stderr
