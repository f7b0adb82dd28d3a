"""Checks of links over real HTTP, and the last phase of a round."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import jobs
from data.analysis import Analyst
from data.capture.archive import ArchiveWriter, read_archive
from data.capture.asking import Budget, Stopped
from data.capture.checking import HostCheck
from data.capture.network import DnsAnswer
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan
from data.capture.progress import LINKS, Progress
from data.capture.transport import Transport
from data.links import LinkHealth, Outcome, SeenLink, chains
from data.model import NO_VISIT, Capture, Purpose
from data.registry import Registry
from data.sample import AS_OF, write_registry
from data.workspace import Workspace
from tests.data.capture.web import Answer, Web, page, redirect, rules, web

PLAN = replace(Plan.load("sample"), connect_seconds=1.0, total_seconds=1.0)
HOST, OTHER = "a.example", "b.example"
SOFT = (
    200,
    {"Content-Type": "text/html"},
    "<title>提示</title><p>抱歉，您访问的页面不存在。演示数据（虚构）</p>".encode(),
)
PARKED = (200, {"Content-Type": "text/html"}, "<title>停放</title><p>该域名可转让。演示数据（虚构）</p>".encode())


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry.load(write_registry(tmp_path_factory.mktemp("registry")), AS_OF[1])


def check(folder: Path, registry: Registry, running: Web, *urls: str, plan: Plan = PLAN) -> list[Capture]:
    writer = ArchiveWriter(folder, "r1", "visits")
    transport = Transport(running.network, plan.limits, "Qihua")
    try:
        return HostCheck(
            urls,
            plan,
            transport,
            writer,
            Analyst(registry, plan),
            Budget(None),
            PaceKeeper(),
            "Qihua",
            threading.Event(),
        ).run()
    finally:
        transport.close()
        writer.close()


def found(captures: list[Capture]) -> dict[str, list[bool | None]]:
    looks: dict[str, list[bool | None]] = {}
    for url, end in chains(capture for capture in captures if capture.purpose is Purpose.LINK):
        looks.setdefault(url, []).append(Outcome.of(end, own=False).works)
    return looks


def slow() -> Answer:
    time.sleep(1.5)
    return page()


FAULTS = {
    "open": (page(), [True]),
    "file": ((200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 " + b"x" * 99_000), [True]),
    "gone": ((404, {}, b"no"), [False, False]),
    "soft": (SOFT, [False, False]),
    "sold": (redirect(f"http://{OTHER}/"), [False, False]),
    "shut": ((403, {}, b"no"), [None, None]),
    "busy": ((503, {}, b"no"), [None, None]),
    "late": (slow, [None, None]),
}


def test_each_fault_is_what_it_is_and_what_failed_is_asked_for_twice(tmp_path: Path, registry: Registry) -> None:
    answers = {f"{HOST}/{path}": answer for path, (answer, _) in FAULTS.items()} | {f"{OTHER}/": PARKED}
    with web(answers) as running:
        captures = check(tmp_path, registry, running, *(f"http://{HOST}/{path}" for path in FAULTS))
    assert found(captures) == {f"http://{HOST}/{path}": looks for path, (_, looks) in FAULTS.items()}
    assert {(capture.visit, capture.site_id) for capture in captures} == {(NO_VISIT, "")}
    assert max(capture.size for capture in captures) <= PLAN.max_check_bytes
    assert running.urls.count(f"{HOST}/robots.txt") == 1
    archived, problems = read_archive(next(tmp_path.glob("*.warc.gz")))
    assert problems == []
    assert found([replace(one.capture, cause=Analyst(registry, PLAN).judge(one)) for one in archived]) == found(
        captures
    )


def test_a_host_that_is_not_there_is_dead_and_one_that_recovers_is_not(tmp_path: Path, registry: Registry) -> None:
    with web({f"{HOST}/": page()}) as running:
        pass
    assert found(check(tmp_path, registry, running, f"http://{HOST}/")) == {f"http://{HOST}/": [False, False]}
    running.network.resolver.zone[HOST] = DnsAnswer(error="nxdomain")  # type: ignore[index,union-attr]
    assert found(check(tmp_path, registry, running, f"http://{HOST}/")) == {f"http://{HOST}/": [False, False]}
    answers = iter([(404, {}, b"no"), page()])
    plan = replace(PLAN, links_retry_seconds=0.3)
    with web({f"{HOST}/x": lambda: next(answers)}) as running:
        captures = check(tmp_path, registry, running, f"http://{HOST}/x", plan=plan)
    assert found(captures) == {f"http://{HOST}/x": [False, True]}
    assert running.asked[-1][0] - running.asked[-2][0] >= 0.3


def test_what_a_host_forbids_is_not_asked_for_and_not_judged(tmp_path: Path, registry: Registry) -> None:
    with web({f"{HOST}/robots.txt": rules("User-agent: *\nDisallow: /x"), f"{HOST}/x": page()}) as running:
        captures = check(tmp_path, registry, running, f"http://{HOST}/x")
    assert running.urls == [f"{HOST}/robots.txt"]
    assert found(captures) == {f"http://{HOST}/x": [None]}


def test_an_address_is_checked_once_for_all_sites_and_no_host_is_asked_for_too_many(registry: Registry) -> None:
    one, other = list(registry.sites.values())[:2]
    seen = [SeenLink(f"http://{HOST}/{n}", "1", "", True) for n in range(9)]
    seen += [SeenLink(f"http://www.{HOST}/x", "1", "", True), SeenLink(one.url, "1", "", True)]
    links = {one.site_id: [seen], other.site_id: [seen, seen]}
    homes = {one.site_id: [Outcome.of_home("2", None)]}
    plan = replace(PLAN, links_a_host=4)
    wanted = LinkHealth(registry.sites, links, homes, []).to_check(plan)
    assert wanted == {HOST: [f"http://{HOST}/{n}" for n in range(4)]}


def test_a_later_run_asks_a_host_for_no_more_than_its_limit_leaves(registry: Registry) -> None:
    site_id = next(iter(registry.sites))
    links = {site_id: [[SeenLink(f"http://{HOST}/{n}", "1", "", True) for n in range(9)]]}
    plan = replace(PLAN, links_a_host=4)
    at = "2026-11-20T02:00:00Z"
    made = [
        Capture(str(n), "r1", "", NO_VISIT, Purpose.LINK, f"http://{HOST}/{n}", at, http_status=200) for n in range(4)
    ]
    for known, left in ((made[:3], [f"http://{HOST}/3"]), (made, [])):
        wanted = LinkHealth(registry.sites, links, {}, known).to_check(plan)
        assert [url for urls in wanted.values() for url in urls] == left


def test_the_last_phase_goes_on_after_a_stop_and_a_replay_says_the_same(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "ws")
    order = jobs.CollectRequest("r1", levels=["province"], in_flight=2)
    stop, totals = threading.Event(), []

    def watch(progress: Progress) -> None:
        if progress.phase == LINKS:
            totals.append(progress.total)
            if progress.done >= 2:
                stop.set()

    with pytest.raises(Stopped):
        jobs.collect_sample(workspace, order, 1, watch, stop)
    with jobs.opened(workspace) as store:
        first = [capture for capture in store.checks("r1") if capture.purpose is Purpose.LINK]
    assert first
    stop.clear()
    jobs.collect_sample(workspace, replace(order, resume=True), 1, watch, threading.Event())
    assert totals[-1] < totals[0]
    with jobs.opened(workspace) as store:
        checks = [capture for capture in store.checks("r1") if capture.purpose is Purpose.LINK]
    assert checks[: len(first)] == first
    looks = Counter(url for url, _ in chains(checks))
    assert max(looks.values()) == 2
    jobs.close(workspace, "r1")
    assert jobs.replay(workspace, "r1")[1:] == (0, [])
