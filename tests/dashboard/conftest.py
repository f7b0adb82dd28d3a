"""Workspaces that views are shown: an empty one, and one in which most sites have a score, whatever this version can measure."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from dashboard import jobs, surveys
from dashboard.scorecards import publish_scorecard
from data import rounds
from data.capture.plan import Plan
from data.frameworks import SHIPPED, load_framework
from data.registry import Registry
from data.workspace import Workspace
from tests.metrics.raters.tables import FOUR_OBSERVERS

EVALUATORS = ("甲", "乙", "丙", "丁")


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "empty")


@pytest.fixture(scope="session")
def scored_workspace(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample's two rounds, scored with floors that little data reaches."""
    folder = tmp_path_factory.mktemp("scored")
    text = (SHIPPED / "qihua.toml").read_text("utf-8")
    for name, low in (("dimension_share", "0.1"), ("dimensions", "3")):
        text, changed = re.subn(rf"(?m)^{name} = \S+", f"{name} = {low}", text)
        assert changed == 1
    lenient = folder / "lenient.toml"
    lenient.write_text(text, "utf-8")
    workspace = Workspace.open(folder / "workspace")
    shutil.copytree(demo_workspace.root, workspace.root, dirs_exist_ok=True)
    for snapshot in (workspace.root / "rounds").glob("*/r1"):
        shutil.rmtree(snapshot / "scorecards")
        publish_scorecard(snapshot, load_framework(lenient))
    return workspace


@pytest.fixture
def surveyed(empty: Workspace) -> Workspace:
    """A round of twelve sites, judged as the four observers of Krippendorff 2007 judged their twelve units."""
    registry = Registry.shipped("china")
    sites = sorted(registry.sites)[: len(FOUR_OBSERVERS)]
    with jobs.opened(empty) as store:
        rounds.plan_round(empty, store, "r1", registry, sites, name="本季度", plan=Plan.load("real"))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("网站编号", "评估员", "评估日期", "h1", "n2"))
    for site, values in zip(sites, FOUR_OBSERVERS, strict=True):
        for who, value in zip(EVALUATORS, values, strict=True):
            cell = "" if np.isnan(value) else f"{value:g}"
            writer.writerow((site, who, "2025-11-20", cell, cell))
    done = surveys.take_in(empty, "r1", "published.csv", text.getvalue().encode("utf-8"))
    assert (done.read.problems, done.change.new) == ((), 2 * 41)
    return empty
