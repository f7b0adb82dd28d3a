"""A whole collection of the sample when something is wrong with our own network, and when it is stopped half way."""

from __future__ import annotations

import copy
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard import jobs
from data.capture.asking import Stopped
from data.capture.network import DnsAnswer, Network
from data.capture.progress import Progress
from data.model import Cause
from data.registry import Registry
from data.sample import AS_OF, write_registry
from data.workspace import Workspace


def request(folder: Path, answer: DnsAnswer, **more: object) -> jobs.CollectRequest:
    """A collection of the sample's sites whose names are all answered alike."""
    registry = Registry.load(write_registry(folder / "registry"), AS_OF[1])
    network = Network(lambda host, timeout: answer)
    return jobs.CollectRequest("r1", registry=registry, plan_id="sample", network=network, contact="test", **more)


def test_a_dead_name_service_of_ours_is_reported_and_judges_no_site(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "ws")
    problems = jobs.collect(workspace, request(tmp_path, DnsAnswer(error="servfail")))
    assert [(p.code, p.found, p.allowed) for p in problems] == [("collect.network_suspected", "83", "83")]
    snapshot = jobs.close(workspace, "r1")
    sites = pd.read_parquet(snapshot / "sites.parquet")
    assert set(sites["outcome"]) == {"unconfirmed"}
    assert set(sites["cause"]) == {Cause.DNS_UNAVAILABLE}


def test_progress_counts_sites_whose_visits_are_all_in_and_goes_on_after_a_stop(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "ws")
    order = jobs.CollectRequest("r1", levels=["prefecture"], in_flight=3, pages=6)
    stop, seen = threading.Event(), []

    def watch(progress: Progress) -> None:
        seen.append((progress.done, progress.sites_done, progress.pages))
        if progress.done >= 4:
            stop.set()

    with pytest.raises(Stopped):
        jobs.collect_sample(workspace, order, 1, watch, stop)
    assert 4 <= seen[-1][0] < 26
    assert {sites for _, sites, _ in seen} == {0}, "no site has both its visits"
    assert seen[-1][2] > 0
    jobs.collect_sample(workspace, replace(order, resume=True), 1, last := Latest())
    assert last.first.pages >= seen[-1][2]
    assert (last.progress.sites_done, last.progress.sites_total) == (26, 26)
    assert last.progress.limited > 0
    assert Cause.BUDGET_USED not in last.progress.failures
    with jobs.opened(workspace) as store:
        visits = [visit for found in store.findings("r1").values() for visit in found]
    assert last.progress.pages == sum(visit.pages for visit in visits)


class Latest:
    """Keeps the first and the latest state of a collection."""

    def __init__(self) -> None:
        self.first: Progress | None = None
        self.progress: Progress | None = None

    def __call__(self, progress: Progress) -> None:
        self.first, self.progress = self.first or copy.deepcopy(progress), progress


@pytest.mark.parametrize(("level", "reported"), [("ministry", 0), ("prefecture", 1)])
def test_a_handful_of_sites_says_nothing_of_the_network(tmp_path: Path, level: str, reported: int) -> None:
    workspace = Workspace.open(tmp_path / "ws")
    problems = jobs.collect(workspace, request(tmp_path, DnsAnswer(("224.0.0.1",)), levels=[level]))
    assert len(problems) == reported
