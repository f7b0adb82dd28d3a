"""Workspaces that views are shown: an empty one, and one in which most sites have a score, whatever this version can measure."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dashboard.scorecards import publish_scorecard
from data.frameworks import SHIPPED, load_framework
from data.workspace import Workspace


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
