"""考评 on screen: groups, marks with bounds, who is in no group, a site's sheet down to its evidence, in both languages."""

from __future__ import annotations

import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from dashboard import jobs, queries
from dashboard.app import VIEWS
from dashboard.locales import LANGUAGES, words
from dashboard.scheme_sums import sum_line
from dashboard.scheme_tables import results_workbook
from dashboard.scheme_wording import points, rank_text, scheme_name
from dashboard.schemes import PublishedScheme, published_schemes
from data.frameworks import load_framework
from data.marks import Mark, MarksFile, keep_marks
from data.workspace import Workspace
from tests.dashboard.test_views import everything_said, opened

SITE, VETOED = "910101-1", "910103-1"


@pytest.fixture(scope="module")
def marked(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample with marks: one site seen by people, another vetoed by them."""
    root = tmp_path_factory.mktemp("marked") / "workspace"
    workspace = Workspace.open(shutil.copytree(demo_workspace.root, root))
    scheme = load_framework("city_demo")
    marks = (
        Mark(SITE, "1.1", "step", None, "超过7天", "", "C2"),
        Mark(SITE, "1.2", "faults", 2, "", "两个栏目超期", "D2"),
        Mark(SITE, "B3", "points", 2.5, "", "", "E2"),
        Mark(VETOED, "A4", "yes", None, "", "首页标题写错", "F3"),
    )
    keep_marks(workspace.round_folder("demo-2"), scheme, MarksFile("评分表.csv", "0" * 64, marks, (), ()), "甲")  # type: ignore[arg-type]
    jobs.score(workspace, "demo-2", "city_demo")
    return workspace


def scheme_of(workspace: Workspace) -> PublishedScheme:
    (found,) = published_schemes(queries.published(workspace)[0])
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_round_shows_groups_marks_bounds_and_who_can_not_be_grouped(
    language: str, marked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, scheme = words(language), scheme_of(marked)
    app = opened("scheme", marked, monkeypatch, lang=language)
    assert not app.error
    said = everything_said(app)
    for group in scheme.card["groups"]:
        assert say.pick(group["name_zh"], group["name_en"]) in said
    sites = scheme.sites[scheme.sites["group"] == "county"]
    for row in sites[sites["standing"] == "ranked"].itertuples():
        assert points(row.score, 2) in said
        assert rank_text(row) in said
        assert f"{points(row.lower, 2)}–{points(row.upper, 2)}" in said
    for text in (
        say("scheme.first_reading"), say("scheme.marks", file="评分表.csv", n=2), say("scheme.vetoed_sites", n=1), "A4",
        say("scheme.unknown", names=say("scheme_attribute.outside_service")), say("scheme_reason.below_floor"),
    ):  # fmt: skip
        assert text in said
    assert not re.search("最差|倒数|垫底", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_of_a_site_has_every_item_with_what_was_found_and_taken(
    language: str, marked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, scheme = words(language), scheme_of(marked)
    app = opened("scheme", marked, monkeypatch, lang=language, site=SITE)
    assert not app.error
    said = everything_said(app)
    for item in scheme.card["items"]:
        assert f"{item['id']} {item['second']}" in said
        assert item["rule"] in said
    for text in (
        "评分表.csv D2",
        "两个栏目超期",
        "−3 / 10",
        "−6 / 15",
        "+2.5 / 10",
        "超过7天",
        say("scheme.faults", n="2"),
        say("scheme_reason.no_mark"),
        say("scheme_sum.deduct"),
        say("scheme_sum.gained", n="2.5"),
    ):
        assert text in said
    row = scheme.sites.set_index("site_id").loc[SITE]
    assert points(row["score"], 2) in said


def test_an_item_opens_the_indicator_it_rests_on(marked: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("scheme", marked, monkeypatch, site=SITE, indicator="standardization_links")
    assert "链接可用率" in everything_said(app)
    assert words("zh")("scheme.other_points") in everything_said(app)
    assert re.search("4.1 .*：.*扣分 ", everything_said(app)), "first what the scheme itself takes"
    said = everything_said(opened("scheme", marked, monkeypatch, site=SITE))
    assert "standardization_links" in said, "the row leads there"


def test_all_results_are_a_workbook(marked: Workspace) -> None:
    say, scheme, snapshot = words("zh"), scheme_of(marked), queries.published(marked)[0]
    book = openpyxl.load_workbook(io.BytesIO(results_workbook(snapshot, scheme, say)))
    totals, items = ([[cell.value for cell in row] for row in book[title]] for title in ("汇总", "逐项"))
    assert len(totals) == 1 + len(scheme.sites)
    assert len(items) == 1 + len(scheme.items)
    vetoed = dict(zip(totals[0], next(row for row in totals if row[3] == "910103"), strict=True))
    assert (vetoed["总分"], vetoed["初判"], vetoed["原因"][:2]) == (59, "不合格", "A4")
    marked_row = dict(zip(items[0], next(row for row in items if row[11] == "D2"), strict=True))
    assert (marked_row["扣分"], marked_row["分值（此处）"], marked_row["序号"]) == (6, 15, "1.2")


def test_two_schemes_of_one_name_are_told_apart(marked: Workspace) -> None:
    say, scheme = words("zh"), scheme_of(marked)
    twin = replace(scheme, card={**scheme.card, "framework": "twin", "version": "2"})
    assert scheme_name(scheme.card, [scheme], say) == scheme.card["name_zh"]
    assert scheme_name(twin.card, [scheme, twin], say) == f"twin 2 · {scheme.card['name_zh']}"


CARD = {
    "full": 100.0, "precision": 2, "inapplicable": "rescale", "bonus_cap": 25.0, "bonus_above": 80.0,
    "items": [{"id": "1", "part": "deduct", "points": 78.0}, {"id": "2", "part": "deduct", "points": 22.0}],
}  # fmt: skip
TOTAL = {
    "standing": "ranked", "reason": "", "seen": 78.0, "lost": 22.1, "factor": 100 / 78, "completeness": 1.0, "deduction": 71.67,
    "gained": 15.0, "bonus": 0.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("card", "row", "deducted", "bonus"),
    [
        ({}, {}, "共扣 22.1 分；不适用 22 分不计，其余按比例放大；100 − 22.1 × 100 ÷ 78 = 71.67",
         "共加 15 分；加分上限 25 分；扣分部分 71.67 未超过 80，加分不计入"),
        ({}, {"completeness": 0.78, "factor": 1.0}, "共扣 22.1 分；没有看到 22 分，按看到的 78 分计；100 − 22.1 × 100 ÷ 78 = 71.67", None),
        ({"inapplicable": "spread"}, {"seen": 100.0, "deduction": 77.9, "factor": 1.0},
         "共扣 22.1 分；不适用的 22 分平均加到其余 1 项，每项加 22 分，上面的分值已加；100 − 22.1 = 77.9", None),
        ({}, {"seen": 100.0, "factor": 1.0, "lost": 0.0, "deduction": 100.0}, "共扣 0 分；100 − 0 = 100.00",
         "共加 15 分；加分上限 25 分；扣分部分 100.00 超过 80，加分计入"),
        ({}, {"reason": "below_floor", "completeness": 0.3, "seen": 30.0, "factor": 1.0, "deduction": float("nan")},
         "共扣 22.1 分；没有看到 70 分，按看到的 30 分计；完备度低于方案的下限", "共加 15 分；加分上限 25 分；扣分部分没有出分，加分不计入"),
    ],
)  # fmt: skip
def test_each_part_says_how_it_adds_up(card: dict, row: dict, deducted: str, bonus: str | None) -> None:
    say, site = words("zh"), SimpleNamespace(**(TOTAL | row))
    items = [SimpleNamespace(item="1", points=100.0), SimpleNamespace(item="2", points=float("nan"))]
    told = {part: sum_line(CARD | card, part, site, items, say) for part in ("veto", "deduct", "bonus")}
    assert told["veto"] is None
    assert told["deduct"] is not None
    assert told["deduct"][0].startswith(deducted)
    assert told["bonus"] is not None
    assert bonus in (None, told["bonus"][0])
    assert sum_line(CARD, "deduct", SimpleNamespace(**TOTAL | {"standing": "vetoed"}), items, say) is None


def test_a_vetoed_site_says_so_and_why(marked: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    said = everything_said(opened("scheme", marked, monkeypatch, site=VETOED))
    for text in ("单项否决", "已确认", "首页标题写错", "评分表.csv F3", "59.00"):
        assert text in said


def test_a_sites_own_page_leads_to_its_sheet(marked: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("site", marked, monkeypatch, site=SITE)
    assert not app.error
    assert words("zh")("scheme.open_sheet") in everything_said(app)


def test_a_site_the_scheme_does_not_mean_is_told_so(marked: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    said = everything_said(opened("scheme", marked, monkeypatch, site="910000-1"))
    assert words("zh")("scheme.not_meant") in said


def test_without_a_scheme_the_page_says_how_to_get_one_and_is_not_in_the_navigation(
    demo_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.app import _offered

    workspace = Workspace.open(shutil.copytree(demo_workspace.root, tmp_path / "workspace"))
    snapshots = queries.published(workspace)
    pages = dict.fromkeys(VIEWS)
    assert "scheme" in _offered(pages, "overview", snapshots)
    for path in workspace.root.rglob("scorecards/city_demo@1"):
        assert json.loads((path / "card.json").read_text("utf-8"))["kind"] == "deduct"
        shutil.rmtree(path)
    assert set(pages) - set(_offered(pages, "overview", snapshots)) == {"scheme"}
    assert set(_offered(pages, "scheme", snapshots)) == set(pages)
    said = everything_said(opened("scheme", workspace, monkeypatch))
    assert "qihua framework import" in said
