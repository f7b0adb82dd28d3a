"""Light tries over real HTTP, and how a round makes them."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from dashboard import jobs
from data.analysis import Analyst
from data.capture.archive import ArchiveWriter, read_archive
from data.capture.asking import Budget, Stopped
from data.capture.network import DnsAnswer, Network
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan
from data.capture.progress import TRIES, Progress
from data.capture.transport import Transport
from data.capture.trying import HomeTry, tries_made
from data.collectors.availability import light_tries
from data.model import NO_VISIT, Capture, Cause, Purpose
from data.registry import Registry, Site
from data.sample import AS_OF, write_registry
from data.workspace import Workspace
from tests.data.capture.web import Answer, page, redirect, rules, web

PLAN = replace(Plan.load("sample"), connect_seconds=1.0, total_seconds=1.0)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry.load(write_registry(tmp_path_factory.mktemp("registry")), AS_OF[1])


@pytest.fixture(scope="module")
def site(registry: Registry) -> Site:
    return next(s for s in registry.sites.values() if s.is_portal and s.url.startswith("http:"))


def make_try(folder: Path, registry: Registry, site: Site, network: Network, left: int = 9) -> list[Capture]:
    writer = ArchiveWriter(folder, "r1", "visits")
    transport = Transport(network, PLAN.limits, "Qihua")
    try:
        return HomeTry(
            site, [], PLAN, transport, writer, Analyst(registry, PLAN), (Budget(left),), PaceKeeper(), "Qihua",
            threading.Event(),
        ).run()  # fmt: skip
    finally:
        transport.close()
        writer.close()


def slow() -> Answer:
    time.sleep(1.5)
    return page()


LONG = page("<p>演示数据（虚构）</p>" * 40_000)
SHIELD = (200, {"Content-Type": "text/html"}, "<title>安全验证</title><p>请完成验证后继续访问</p>".encode())


@pytest.mark.parametrize(
    ("answers", "opened"),
    [
        ({"/": page()}, 1),
        ({"/": LONG}, 1),
        ({"/": redirect("/index.html"), "/index.html": page()}, 1),
        ({"/": slow}, 0),
        ({"/": (503, {}, b"busy")}, 0),
        ({}, 0),
        ({"/": redirect("/")}, 0),
        ({"/": (412, {}, b"")}, None),
        ({"/": (521, {}, b"<script>document.cookie=1</script>")}, None),
        ({"/": SHIELD}, None),
        ({"/robots.txt": rules("User-agent: *\nDisallow: /"), "/": page()}, None),
    ],
    ids=["page", "long", "led on", "slow", "503", "404", "circle", "412", "521", "challenge", "forbidden"],
)
def test_a_try_is_good_or_bad_or_none(tmp_path: Path, registry: Registry, site: Site, answers, opened) -> None:
    with web({f"{site.host}{path}": answer for path, answer in {"/x": page(), **answers}.items()}) as running:
        captures = make_try(tmp_path, registry, site, running.network)
    made = light_tries(captures)
    assert [reading.value for reading in made[site.site_id]] == [opened]
    assert list(tries_made(captures)) == [site.site_id]
    assert {(capture.visit, capture.site_id) for capture in captures} == {(NO_VISIT, site.site_id)}
    assert max(capture.size for capture in captures) <= PLAN.max_check_bytes
    archived, problems = read_archive(next(tmp_path.glob("*.warc.gz")))
    assert problems == []
    again = [replace(one.capture, cause=Analyst(registry, PLAN).judge(one)) for one in archived]
    assert light_tries(again) == made


def test_where_nobody_listens_a_try_is_bad_and_where_we_can_t_ask_it_is_none(
    tmp_path: Path, registry: Registry, site: Site
) -> None:
    with web({f"{site.host}/": page()}) as running:
        pass
    refused = light_tries(make_try(tmp_path, registry, site, running.network))[site.site_id]
    lost = replace(running.network, is_up=lambda: False)
    ours = light_tries(make_try(tmp_path, registry, site, lost))[site.site_id]
    mute = replace(running.network, resolver=lambda host, timeout: DnsAnswer(error="servfail"))
    unnamed = light_tries(make_try(tmp_path, registry, site, mute))[site.site_id]
    assert [one.value for one in (*refused, *ours, *unnamed)] == [0.0, None, None]
    assert [one.cause for one in (*ours, *unnamed)] == [Cause.NETWORK_UNAVAILABLE, Cause.DNS_UNAVAILABLE]


def test_a_round_makes_its_tries_after_the_visits_and_goes_on_with_them_after_a_stop(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "ws")
    order = jobs.CollectRequest("r1", levels=["prefecture"], in_flight=2)
    stop = threading.Event()

    def watch(progress: Progress) -> None:
        if progress.phase == TRIES and progress.done >= 3:
            stop.set()

    with pytest.raises(Stopped):
        jobs.collect_sample(workspace, order, 1, watch, stop)
    with jobs.opened(workspace) as store:
        first = store.checks("r1")
    assert 0 < len(tries_made(first)) < 26
    jobs.collect_sample(workspace, replace(order, resume=True), 1)
    with jobs.opened(workspace) as store:
        checks = store.checks("r1")
        visits = store.finished_visits("r1")
    made = tries_made(checks)
    assert {site_id: len(times) for site_id, times in made.items()} == {site_id: 1 for site_id, _ in visits}
    assert checks[: len(first)] == first
    assert {capture.purpose for capture in checks if capture.site_id} <= {Purpose.TRY, Purpose.ROBOTS}
    jobs.close(workspace, "r1")
    assert jobs.replay(workspace, "r1")[1:] == (0, [])


def test_tries_keep_their_distance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load = Plan.load
    monkeypatch.setattr(Plan, "load", lambda name: replace(load(name), tries_spacing_seconds=2.0))
    workspace = Workspace.open(tmp_path / "ws")
    jobs.collect_sample(workspace, jobs.CollectRequest("r1", division="yx-01"), 1)
    with jobs.opened(workspace) as store:
        [made] = tries_made(store.checks("r1")).values()
        last = max(capture.requested_at for capture in store.captures("r1") if capture.visit == 2)
    assert (datetime.fromisoformat(made[0]) - datetime.fromisoformat(last)).total_seconds() >= 2
