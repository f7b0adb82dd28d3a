"""Every view in both languages, on the really collected sample, on an imported round and on an empty workspace."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format
from streamlit.testing.v1 import AppTest

from dashboard import jobs, queries
from dashboard.app import VIEWS
from dashboard.collecting import CollectRequest
from dashboard.locales import LANGUAGES, words
from data.capture.archive import ArchiveWriter
from data.capture.exchange import Exchange
from data.lexicon import lexicon
from data.model import Purpose
from data.registry import Registry
from data.workspace import Workspace

SAMPLE = words("zh")("app.sample_band")


def page(view: str) -> None:
    from dashboard.app import frame

    frame(view, {})


def opened(view: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv("QIHUA_WORKSPACE", str(workspace.root))
    # AppTest leaves its script behind as __main__, which processes started later would then try to run.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    app = AppTest.from_function(page, kwargs={"view": view}, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def everything_said(app: AppTest) -> str:
    """All texts that are sent to the browser, those of our own table and of the framed archive included."""
    texts = []
    stack: list[Any] = [app.main.root]  # a dialog stands beside the main part, not in it
    while stack:
        node = stack.pop()
        if getattr(node, "proto", None) is not None:
            texts.append(text_format.MessageToString(node.proto, as_utf8=True))
        stack.extend(getattr(node, "children", {}).values())
    said = "\n".join(texts).replace("\\'", "'")
    return re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_the_sample_without_an_error(
    view: str, language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(view, demo_workspace, monkeypatch, lang=language)
    assert not app.error
    assert app.title[0].value == words(language)(f"app.{view}_title")
    assert words(language)("app.sample_band") in everything_said(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_workspace_says_what_to_do(
    view: str, language: str, empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(view, empty, monkeypatch, lang=language)
    assert not app.error
    said = everything_said(app)
    own = {"collection": "collection.no_rounds", "survey": "survey.no_rounds_title"}
    assert words(language)(own.get(view, "app.empty_title")) in said
    assert SAMPLE not in said


def test_an_unknown_language_round_or_site_in_the_address_is_no_error(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("site", demo_workspace, monkeypatch, lang="xx", round="none", site="<b>x</b>")
    assert not app.error
    assert "<b>x</b>" in app.warning[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_shows_all_dimensions_and_every_outcome_of_the_sample(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(demo_workspace)[0]
    for outcome, sites in snapshot.sites.groupby("outcome"):
        app = opened("site", demo_workspace, monkeypatch, lang=language, site=sites.iloc[0]["site_id"])
        assert not app.error
        said = everything_said(app)
        assert words(language)(f"outcome.{outcome}") in said
        for dimension in snapshot.catalogue.dimensions.values():
            assert words(language).pick(dimension.name_zh, dimension.name_en) in said


def test_an_indicator_leads_to_its_archived_page(demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = queries.published(demo_workspace)[0]
    site_id = snapshot.sites.loc[snapshot.sites["outcome"] == "reached", "site_id"].iloc[0]
    app = opened("site", demo_workspace, monkeypatch, site=site_id, indicator="standardization_footer")
    assert not app.error
    said = everything_said(app)
    entry = snapshot.indicators["standardization_footer"]
    assert entry.rule_zh in said
    assert "default-src 'none'" in said
    assert "sandbox=" in said
    capture = snapshot.evidence[
        (snapshot.evidence["site_id"] == site_id) & (snapshot.evidence["indicator"] == entry.id)
    ].iloc[0]
    assert queries.capture_of(snapshot, capture["capture_id"]).body_sha256 in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_archived_page_tells_what_each_accessibility_rule_says_of_it(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words(language)
    observed = snapshot.observations
    faulty = observed[(observed["indicator"] == "humanization_static_a11y") & (observed["value"] < 1)]
    app = opened(
        "site",
        demo_workspace,
        monkeypatch,
        lang=language,
        site=faulty["site_id"].iloc[0],
        indicator="humanization_static_a11y",
    )
    assert not app.error
    said = everything_said(app)
    for rule in lexicon("accessibility")["rules"]:
        assert say.pick(rule["zh"], rule["en"]) in said
    assert say("site.rule_failed") in said
    assert "W3C ACT c487ae" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_that_was_not_reached_shows_the_cause_what_it_means_and_what_to_do(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites, say = queries.published(demo_workspace)[0].sites, words(language)
    lost = sites[(sites["outcome"] != "reached") & (sites["cause"] != "")].drop_duplicates("cause")
    assert len(lost) >= 5
    for row in lost.itertuples():
        said = everything_said(opened("site", demo_workspace, monkeypatch, site=row.site_id, lang=language))
        assert [p for p in ("name", "why", "next") if say(f"cause.{row.cause}.{p}") not in said] == [], row.cause


def test_a_hijacked_page_shows_neither_title_nor_text(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(demo_workspace)[0]
    capture = snapshot.captures[snapshot.captures["cause"] == "hijacked"].iloc[0]
    body = queries.archived(demo_workspace, snapshot, queries.capture_of(snapshot, capture["id"])).body.decode(
        "utf-8", "replace"
    )
    title = body.partition("<title>")[2].partition("</title>")[0].strip()
    assert title
    for indicator in (
        "",
        *snapshot.evidence.loc[snapshot.evidence["capture_id"] == capture["id"], "indicator"].unique(),
    ):
        said = everything_said(
            opened("site", demo_workspace, monkeypatch, site=capture["site_id"], indicator=indicator)
        )
        assert title not in said
        assert title not in everything_said(opened("overview", demo_workspace, monkeypatch))


def test_an_archive_that_is_gone_is_said_in_words(
    demo_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(tmp_path / "copy")
    shutil.copytree(demo_workspace.root / "rounds", workspace.root / "rounds")
    snapshot = queries.published(workspace)[0]
    site_id = snapshot.sites.loc[snapshot.sites["outcome"] == "reached", "site_id"].iloc[0]
    app = opened("site", workspace, monkeypatch, site=site_id, indicator="standardization_footer")
    assert ["archive.missing" in error.value for error in app.error] == [True]


def test_an_unforeseen_failure_shows_a_sentence_and_no_traceback(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VIEWS, "overview", lambda scene: 1 / 0)
    app = opened("overview", demo_workspace, monkeypatch)
    assert [error.value for error in app.error] == [words("zh")("app.unexpected")]


def test_a_real_collection_says_how_many_sites_and_refuses_an_ambiguous_division(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words("zh")
    app = opened("collection", empty, monkeypatch)
    app.radio(key="start_registry").set_value("china").run()
    assert say("collection.caution") in [warning.value for warning in app.warning]
    app.multiselect(key="start_levels").set_value(["province"]).run()
    assert say("collection.preview", n=queries.selection_size("china", ("province",), "")) in [
        c.value for c in app.caption
    ]
    app.text_input(key="start_division").set_value("鼓楼区").run()
    assert "registry.ambiguous\\_name" in app.error[0].value
    assert app.button(key="start").disabled


def test_a_collection_that_can_not_start_is_said_in_words(empty: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIHUA_LANG", "zh")
    app = opened("collection", empty, monkeypatch)
    app.radio(key="start_registry").set_value("china").run()
    assert "QIHUA\\_CONTACT" in app.error[0].value
    assert app.button(key="start").disabled
    app.radio(key="start_registry").set_value("sample").run()
    assert not app.error
    assert not app.button(key="start").disabled


def test_a_round_is_not_offered_an_id_that_is_taken(demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("collection", demo_workspace, monkeypatch)
    field = next(one for one in app.text_input if (one.key or "").startswith("start_id"))
    assert field.value not in {"demo-1", "demo-2"}
    field.set_value("demo-1").run()
    assert words("zh")("collection.id_taken", id="demo-1").replace("-", "\\-") in app.error[0].value
    assert app.button(key="start").disabled


def test_publishing_again_needs_a_reason_and_makes_the_next_revision(
    demo_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(tmp_path / "copy")
    shutil.copytree(demo_workspace.root, workspace.root, dirs_exist_ok=True)
    app = opened("collection", workspace, monkeypatch)
    app.button(key="close").click().run()
    assert "round.reason\\_needed" in app.error[0].value
    app.text_input(key="close_reason").set_value("更正登记信息")
    app.button(key="close").click().run()
    assert not app.error
    assert [message.value for message in app.success] == [words("zh")("collection.closed", id="demo\\-2", n=2)]
    assert queries.published(workspace)[0].revision == 2
    assert "更正登记信息" in everything_said(opened("overview", workspace, monkeypatch))


HOME = """<html lang="zh-CN"><head><meta charset="utf-8"><title>江苏省人民政府</title></head><body><div class="nav"><a href="/zwgk/">政务公开</a>
</div><p>{words}</p><div class="footer">主办单位：不得显示的文字 网站标识码：3200000069</div></body></html>"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with one round of the national registry, imported from somebody else's archive."""
    folder = tmp_path_factory.mktemp("imported")
    registry = Registry.shipped("china")
    url = registry.portal("320000").url
    writer = ArchiveWriter(folder, "other", "pages")
    body = HOME.format(words="无关文字" * 400).encode()
    headers = [("content-type", "text/html; charset=utf-8")]
    writer.write(
        Exchange(url, "2026-11-20T02:00:00Z", [], 200, "OK", headers=headers, raw_body=body, body=body),
        "",
        1,
        Purpose.HOME,
    )
    writer.close()
    workspace = Workspace.open(folder / "workspace")
    request = CollectRequest("imported", "导入的批次", registry, archives=[writer.path])
    jobs.collect(workspace, request)
    jobs.score(workspace, "imported")
    return workspace


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_imported_round_shows_facts_and_digests_and_no_page(
    language: str, imported: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words(language)
    app = opened("site", imported, monkeypatch, lang=language, site="320000-1", indicator="standardization_footer")
    assert not app.error
    said = everything_said(app)
    assert say("site.imported") in said
    capture = queries.published(imported)[0].captures.iloc[0]
    assert capture["body_sha256"] in said
    assert "无关文字" not in said
    assert SAMPLE not in said


def test_units_outside_the_evaluation_are_listed_apart_and_counted_nowhere(
    imported: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(imported)[0]
    app = opened("coverage", imported, monkeypatch)
    app.session_state["level"], app.session_state["side"] = "province", "scope"
    app.run()
    said = everything_said(app)
    for name in ("香港特别行政区", "澳门特别行政区", "台湾省"):
        assert name in said
    for side in ("in", "unvisited"):
        app.session_state["side"] = side
        app.run()
        assert "台湾省" not in everything_said(app)
    assert snapshot.coverage_levels.loc["province", "units"] == 31
    found = queries.findings(snapshot)
    assert not found["path"].str.contains("台湾|香港|澳门|西沙区|南沙区|金门").any()


def test_a_round_of_a_few_sites_prints_no_rate_for_the_nation(
    imported: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(imported)[0], words("zh")
    levels = snapshot.coverage_levels
    assert list(levels["unvisited"]) == list(levels["registered"] - levels["reachable"])
    said = everything_said(opened("overview", imported, monkeypatch))
    assert said.count(say("overview.not_looked_at")) >= 3
    assert "0.0%" not in said.partition("q-cards")[2].partition("</article></div>")[0]
    assert queries.findings(snapshot).query("group == 'unreachable'").empty


def test_a_long_list_is_cut_on_screen_and_says_so(imported: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = queries.published(imported)[0]
    app = opened("coverage", imported, monkeypatch)
    app.session_state["side"] = "unvisited"
    app.run()
    n = len(queries.listed(snapshot, "county", "official", "unvisited"))
    assert words("zh")("coverage.list_cut", n=n, most=200) in [caption.value for caption in app.caption]


def test_choosing_another_count_changes_the_list(demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = queries.published(demo_workspace)[0]
    app = opened("coverage", demo_workspace, monkeypatch)
    app.session_state["count"], app.session_state["side"] = "active", "in"
    app.run()
    expected = queries.listed(snapshot, "county", "active", "in")
    said = everything_said(app)
    assert all(name in said for name in expected["full_name"])
    assert not any(name in said for name in queries.listed(snapshot, "county", "active", "out")["full_name"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_shown_as_it_will_be_downloaded(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, snapshot = words(language), queries.published(demo_workspace)[0]
    site = snapshot.sites[snapshot.sites["kind"] == "portal"].iloc[0]
    app = opened("reports", demo_workspace, monkeypatch, lang=language)
    assert say("reports.page_n", n=8) in everything_said(app)
    address = {"report_on": "one_unit", "report_unit": site["unit_code"], "report_as": "html"}
    app = opened("reports", demo_workspace, monkeypatch, lang=language, **address)
    assert not app.error
    said = everything_said(app)
    assert "sandbox=" in said
    assert site["name"] in said
    assert say("reports.contains_site") in said


def test_a_unit_without_a_portal_has_no_report_and_is_told_so(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = queries.published(demo_workspace)[0].coverage_units
    gap = units[~units["registered"]].iloc[0]
    app = opened("reports", demo_workspace, monkeypatch, report_on="one_unit", report_unit=gap["unit_code"])
    assert [warning.value for warning in app.warning] == [words("zh")("reports.no_portal", name=gap["full_name"])]
    assert words("zh")("reports.pick_first") in [info.value for info in app.info]


def test_a_fact_of_the_platform_shows_the_provinces_value_and_no_points(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (snapshot, *_) = queries.published(demo_workspace)
    shared = snapshot.observations[snapshot.observations["cause"] == "platform_fact"]
    assert not shared.empty
    site_id = shared.iloc[0]["site_id"]
    fact = queries.platform_fact(snapshot, site_id, "service_rating")
    assert fact is not None
    assert (fact["site_id"], fact["value"]) == (f"{site_id[:2]}0000-1", 1.0)
    assert not (
        snapshot.scores.indicators[snapshot.scores.indicators["site_id"] == site_id]["indicator"] == "service_rating"
    ).any()
    said = everything_said(opened("site", demo_workspace, monkeypatch, site=site_id, indicator="service_rating"))
    assert words("zh")("site.platform_note", name=snapshot.site_labels[fact["site_id"]]) in said
