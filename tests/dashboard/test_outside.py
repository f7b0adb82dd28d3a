"""A round that looks from outside the mainland, from the command line to screen and paper."""

from __future__ import annotations

import pytest

from dashboard import queries
from dashboard.app import VIEWS
from dashboard.locales import words
from dashboard.reports.basis import Basis
from data.capture.archive import ArchiveWriter
from data.capture.exchange import Exchange
from data.model import Purpose
from data.workspace import Workspace
from tests.dashboard.test_cli import PAGE, qihua
from tests.dashboard.test_views import everything_said, opened

BAND = words("zh")("app.outside_band")
URL = "https://www.yichun.gov.cn/"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("outside")
    writer = ArchiveWriter(folder / "pages", "x", "pages")
    body = PAGE.format(name="宜春市人民政府", code="3609000002", filler="测试内容" * 200).encode()
    headers = [("Content-Type", "text/html")]
    writer.write(
        Exchange(URL, "2026-11-24T01:00:00Z", status=200, headers=headers, raw_body=body, body=body),
        "",
        1,
        Purpose.HOME,
    )
    writer.close()
    root = folder / "ws"
    pages = next((folder / "pages").rglob("*.warc.gz"))
    imported = ("collect", "--round", "far", "--from-warc", pages, "--workspace", root)
    refused = qihua(*imported, QIHUA_VANTAGE="法兰克福")
    assert refused.returncode == 2
    assert "[collect.bad_vantage]" in refused.stderr
    assert qihua(*imported, QIHUA_VANTAGE="境外：法兰克福").returncode in {0, 1}
    assert qihua("score", "--round", "far", "--workspace", root).returncode in {0, 1}
    return Workspace(root)


def test_what_is_missing_is_not_counted_and_what_is_there_is(workspace: Workspace) -> None:
    (snapshot,) = queries.published(workspace)
    seen = snapshot.observations.set_index("indicator")
    assert seen.loc["site_official", "value"] == 1
    for missing in ("humanization_elder", "standardization_footer", "clustering_state_column"):
        assert (seen.loc[missing, "status"], seen.loc[missing, "cause"]) == ("not_observed", "vantage_outside")
    assert seen.loc["practicality_speed", "cause"] == "vantage_outside"


@pytest.mark.parametrize("view", sorted(VIEWS.keys() - {"collection", "survey"}))
def test_every_view_of_such_a_round_says_so(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    assert BAND in everything_said(opened(view, workspace, monkeypatch))


def test_every_page_of_a_report_says_so(workspace: Workspace) -> None:
    (snapshot,) = queries.published(workspace)
    assert BAND in Basis(snapshot, None, words("zh")).marks()
