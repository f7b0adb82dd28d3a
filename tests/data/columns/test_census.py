"""A census of columns over real HTTP: every column is found, and the table says what was planted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard import jobs
from data.analysis import Analyst
from data.capture.archive import ArchiveWriter
from data.capture.asking import Budget, Stopped
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan
from data.capture.transport import Transport
from data.capture.visit import SiteVisit
from data.model import Cause
from data.registry import Registry, Site
from data.sample import AS_OF, write_registry
from data.workspace import Workspace
from tests.data.capture.web import Answer, Web, web
from tests.data.columns.planted import Planted, answers, many, thirty


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry.load(write_registry(tmp_path_factory.mktemp("registry")), AS_OF[1])


@pytest.fixture(scope="module")
def site(registry: Registry) -> Site:
    return next(s for s in registry.sites.values() if s.is_portal and s.url.startswith("http:"))


def collect(
    workspace: Workspace,
    registry: Registry,
    site: Site,
    running: Web,
    stop: threading.Event | None = None,
    **more: object,
) -> None:
    request = jobs.CollectRequest(
        "c1", registry=registry, site=site.url, plan_id="sample_columns", network=running.network, contact="test"
    )
    assert jobs.collect(workspace, replace(request, **more), None, stop) == []


def table(workspace: Workspace, revision: int = 1) -> pd.DataFrame:
    return pd.read_parquet(workspace.round_folder("c1") / f"r{revision}" / "columns.parquet")


def indicator(workspace: Workspace, revision: int = 1) -> pd.Series:
    rows = pd.read_parquet(workspace.round_folder("c1") / f"r{revision}" / "observations.parquet")
    return rows[rows["indicator"] == "standardization_columns"].sort_values("revision").iloc[-1]


def told(rows: pd.DataFrame) -> dict[str, tuple[object, ...]]:
    return {
        row.url: (row.name, row.above, row.state, row.newest, None if pd.isna(row.days_left) else int(row.days_left), row.reason)
        for row in rows.drop(columns="name").assign(name=rows["name"]).itertuples(index=False)
    }  # fmt: skip


def truth(site: Site, columns: list[Planted]) -> dict[str, tuple[object, ...]]:
    return {site.url.rstrip("/") + c.path: (c.name, c.above, c.state, c.newest, c.days_left, c.reason) for c in columns}


@pytest.fixture(scope="module")
def visited(
    tmp_path_factory: pytest.TempPathFactory, registry: Registry, site: Site
) -> Iterator[tuple[Workspace, Web, list[Planted]]]:
    workspace, columns = Workspace.open(tmp_path_factory.mktemp("census")), thirty()
    with web(answers(site.host, columns)) as running:
        collect(workspace, registry, site, running)
        jobs.close(workspace, "c1")
        yield workspace, running, columns


def test_every_column_is_found_and_is_what_was_planted(visited, site: Site) -> None:
    workspace, _, columns = visited
    found = told(table(workspace))
    expected = truth(site, columns)
    assert {url: row for url, row in found.items() if expected.get(url) != row} == {}
    assert found.keys() == expected.keys()
    assert len(found) == 30


def test_each_list_page_is_asked_for_once_and_again_where_nothing_was_seen(visited, site: Site) -> None:
    _, running, columns = visited
    asked = {one.path: running.urls.count(f"{site.host}{one.path}") for one in columns}
    twice = {path for path, times in asked.items() if times == 2}
    assert set(asked.values()) == {1, 2}
    assert twice == {"/minsheng/", "/huiying/", "/fangtan/", "/xczx/", "/anquan/", "/jiuzhu/", "/jiaoyu/"}
    assert not [url for url in running.urls if url.endswith("/login") or "t2026" in url or "/u/" in url]


def test_the_counts_of_the_check_are_counts(visited) -> None:
    workspace, _, columns = visited
    parts = json.loads(indicator(workspace)["parts"])
    due = [one for one in columns if one.state != "exempt"]
    assert parts["census"] == 1
    assert parts["empty"] == sum(one.state == "empty" for one in due) == 3
    assert parts["over_news_notice"] == 4
    assert parts["over_other"] == 3
    assert parts["unseen"] == sum(one.state == "unseen" for one in due) == 4
    assert parts["judged"] == len(due) - parts["unseen"]


def test_replay_says_the_same_without_a_request(visited) -> None:
    workspace, running, _ = visited
    before = len(running.asked)
    _, changed, problems = jobs.replay(workspace, "c1")
    assert (changed, problems) == (0, [])
    assert len(running.asked) == before


def test_a_census_that_was_stopped_goes_on_and_ends_alike(tmp_path: Path, registry: Registry, site: Site) -> None:
    workspace, columns, stop = Workspace.open(tmp_path / "ws"), thirty(), threading.Event()
    served = answers(site.host, columns)
    middle = served[f"{site.host}/renshi/"]

    def stopping() -> Answer:
        stop.set()
        return middle  # type: ignore[return-value]

    with web(served | {f"{site.host}/renshi/": stopping}) as running:
        with pytest.raises(Stopped):
            collect(workspace, registry, site, running, stop)
        collect(workspace, registry, site, running, resume=True)
    jobs.close(workspace, "c1")
    # What changed between the two beginnings is what two pages answer by turns.
    turning = {site.url.rstrip("/") + path for path in ("/fangtan/", "/jiaoyu/")}
    found, expected = told(table(workspace)), truth(site, columns)
    assert {url for url, row in found.items() if expected[url] != row} <= turning
    assert found.keys() == expected.keys()


def test_a_site_of_240_columns_is_counted_whole(tmp_path: Path, registry: Registry, site: Site) -> None:
    workspace, columns = Workspace.open(tmp_path / "ws"), many(240)
    with web(answers(site.host, columns)) as running:
        collect(workspace, registry, site, running)
    jobs.close(workspace, "c1")
    assert told(table(workspace)) == truth(site, columns)
    parts = json.loads(indicator(workspace)["parts"])
    assert parts["empty"] == sum(one.state == "empty" for one in columns) == 20
    assert parts["judged"] == 240


def test_no_more_columns_are_asked_for_than_the_plan_says(tmp_path: Path, registry: Registry, site: Site) -> None:
    shipped = Plan.load("columns")
    assert shipped.columns == Plan.load("sample_columns").columns == 500
    assert shipped.requests_a_site > shipped.columns
    plan, columns = replace(Plan.load("sample_columns"), columns=20), many(30)
    with web(answers(site.host, columns)) as running:
        transport, writer = Transport(running.network, plan.limits, "Qihua"), ArchiveWriter(tmp_path, "c1", "visits")
        budget, pace, stop = Budget(None), PaceKeeper(), threading.Event()
        reader = Analyst(registry, plan)
        seen = SiteVisit(site, 1, [], plan, transport, writer, reader, budget, pace, "Qihua", stop).run().columns
        transport.close()
        writer.close()
    causes = {column.name: column.cause for column in seen}
    assert [causes[column.name] for column in columns[:20]] == [None] * 20
    assert [causes[column.name] for column in columns[20:]] == [Cause.BUDGET_USED] * 10, (
        "what was not asked for is named"
    )
    asked = [url for url in running.urls if "/lm/" in url]
    assert len(asked) == 20
