"""Findings as people meet them: own lists by command and upload, frozen into rounds; suspicions masked, and not in open data."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from dashboard import jobs, own_lists
from dashboard.exports import package_files
from dashboard.queries import published
from data.lists.model import OwnLists, WrongTerm
from data.lists.reading import load_lists
from data.sample import OWN_LISTS
from data.sample.plan import build_world
from data.sample.planted import planted, recipients
from data.workspace import Workspace
from tests.dashboard.test_cli import qihua
from tests.dashboard.test_views import everything_said, opened

WATCHED = ("findings_personal_data", "findings_hidden_links", "findings_wrong_words")


def test_words_are_checked_kept_and_taken_away(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes("错误表述,正确表述\n登陆网站,登录网站\n".encode("gb18030"))
    bad.write_text("错误表述,正确表述\n甲,乙\n,丙\n", "utf-8")
    workspace = tmp_path / "w"
    assert qihua("words", "check", "--file", good, "--workspace", workspace).returncode == 0
    assert not workspace.exists()
    refused = qihua("words", "import", "--file", bad, "--workspace", workspace, language="zh")
    assert refused.returncode == 2
    assert "bad.csv A2" in refused.stderr
    assert "bad.csv A3" in refused.stderr
    assert "至少 2 个字" in refused.stderr
    assert qihua("words", "import", "--file", good, "--workspace", workspace).returncode == 0
    assert own_lists.held(Workspace.existing(workspace)).words == (WrongTerm("登陆网站", "登录网站"),)
    assert qihua("words", "remove", "--workspace", workspace).returncode == 0
    assert own_lists.held(Workspace.existing(workspace)) == OwnLists()
    assert qihua("reposts", "import", "--workspace", workspace).returncode == 2


def test_a_round_keeps_the_list_it_was_planned_with(demo_workspace: Workspace, tmp_path: Path) -> None:
    shutil.copytree(demo_workspace.root, tmp_path / "copy")
    copy = Workspace.open(tmp_path / "copy")
    own_lists.take_in(copy, "words", "F.csv", "错误表述\n本地要闻\n".encode())
    assert load_lists(copy.round_lists("demo-1")) == OWN_LISTS
    _, changed, problems = jobs.replay(copy, "demo-1")
    assert (changed, problems) == (0, [])


def test_a_snapshot_names_the_list_by_its_digest_and_does_not_hold_it(demo_workspace: Workspace) -> None:
    snapshot = demo_workspace.round_folder("demo-1") / "r1"
    manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
    assert list(manifest["round"]["lists"]) == ["words"]
    assert len(manifest["round"]["lists"]["words"]) == 64
    published_texts = [path for path in snapshot.rglob("*") if path.suffix in {".csv", ".toml", ".json"}]
    assert published_texts
    assert not [path for path in published_texts if OWN_LISTS.words[0].wrong in path.read_text("utf-8")]


@pytest.mark.parametrize("internal", [False, True])
def test_open_data_leaves_out_what_nobody_has_confirmed(demo_workspace: Workspace, internal: bool) -> None:
    files = package_files(published(demo_workspace)[0], internal=internal)
    table = files["csv/observations.csv"].decode("utf-8-sig")
    assert {name for name in WATCHED if f",{name}," in table} == (set(WATCHED) if internal else set())
    assert ",findings_policy_validity," in table


def test_a_list_is_uploaded_in_the_dashboard_and_a_faulty_one_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(tmp_path / "empty")
    app = opened("collection", workspace, monkeypatch)
    app.file_uploader(key="list_file_words").set_value(("bad.csv", "错误表述\n甲\n".encode(), "text/csv")).run()
    assert "太短" in " ".join(one.value for one in app.error)
    app.file_uploader(key="list_file_words").set_value(("good.csv", "错误表述\n登陆网站\n".encode(), "text/csv")).run()
    app.button(key="list_take_words").click().run()
    assert own_lists.held(workspace).words == (WrongTerm("登陆网站"),)
    app.button(key="list_remove_words").click().run()
    assert own_lists.held(workspace).words == ()
    assert not app.exception


def test_a_finding_waits_for_a_person_and_shows_no_number(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = build_world()
    site = next(s for s in world.sites if planted(world, s).identity and not s.fault)
    number = re.search(r"\d{17}[\dX]", recipients(world, site))
    assert number is not None
    app = opened(
        "site", demo_workspace, monkeypatch, round="demo-1", site=site.site_id, indicator="findings_personal_data"
    )
    said = everything_said(app)
    assert "疑似，待人工复核" in said
    assert f"{number.group()[:2]}*************{number.group()[15:]}" in said
    assert number.group() not in said
