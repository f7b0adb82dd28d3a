"""A whole collection of the sample when something is wrong with our own network, and when it is stopped half way."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard import jobs
from data.capture.network import DnsAnswer, Network
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


@pytest.mark.parametrize(("level", "reported"), [("ministry", 0), ("prefecture", 1)])
def test_a_handful_of_sites_says_nothing_of_the_network(tmp_path: Path, level: str, reported: int) -> None:
    workspace = Workspace.open(tmp_path / "ws")
    problems = jobs.collect(workspace, request(tmp_path, DnsAnswer(("224.0.0.1",)), levels=[level]))
    assert len(problems) == reported
