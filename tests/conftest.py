"""What holds for every test: no time limit on a single property's example, no settings of the person who runs them."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from dashboard.demo import run_demo
from dashboard.locales import words
from dashboard.progress import ProgressLine
from data.workspace import Workspace

settings.register_profile("qihua", deadline=None)
settings.load_profile("qihua")

for name in ("QIHUA_CONTACT", "QIHUA_DATABASE", "QIHUA_LANG", "QIHUA_VANTAGE", "QIHUA_WORKSPACE"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which both rounds of the sample were really visited over HTTP, closed and published."""
    workspace = Workspace.open(tmp_path_factory.mktemp("demo"))
    say = words("zh")
    assert run_demo(workspace, say, ProgressLine(say)) == []
    return workspace
