"""Snapshots to report on: the really collected sample, scored with floors that its rounds reach."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dashboard.queries import Snapshot, published
from dashboard.scorecards import publish_scorecard
from data.frameworks import SHIPPED, Framework
from data.workspace import Workspace


@pytest.fixture(scope="session")
def scored(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The published rounds of the sample, in which many sites have a score whatever this version collects."""
    folder = tmp_path_factory.mktemp("scored")
    text = (SHIPPED / "qihua.toml").read_text("utf-8")
    text = re.sub(r"^dimension_share = \S+", "dimension_share = 0.12", text, flags=re.MULTILINE)
    text = re.sub(r"^dimensions = \d+", "dimensions = 3", text, flags=re.MULTILINE)
    (folder / "looser.toml").write_text(text, "utf-8")
    looser = Framework.load(folder / "looser.toml")
    workspace = Workspace.open(folder / "workspace")
    shutil.copytree(demo_workspace.root / "rounds", workspace.root / "rounds")
    for round_folder in (workspace.root / "rounds").iterdir():
        publish_scorecard(round_folder / "r1", looser)
    return workspace


@pytest.fixture(scope="session")
def rounds(scored: Workspace) -> tuple[Snapshot, Snapshot]:
    """The second round and the first."""
    now, before = published(scored)
    return now, before


def copied(snapshot: Snapshot, folder: Path) -> Path:
    """A copy of a snapshot's folder, to be changed."""
    return Path(shutil.copytree(snapshot.folder, folder / "rounds" / snapshot.round["id"] / snapshot.folder.name))
