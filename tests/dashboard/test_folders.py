"""Folders that are written whole: only an earlier result is replaced, and nothing that was put beside it is ever lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.folders import check_folder, write_folder
from data.errors import QihuaError

MANIFEST = "card.json"
FILES = {"a.csv": b"a\n", "parts/b.csv": b"b\n", MANIFEST: json.dumps(["a.csv", "parts/b.csv"]).encode()}


def write(out: Path) -> None:
    write_folder(out, FILES, MANIFEST, list)


def contents(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def refused(out: Path) -> str:
    with pytest.raises(QihuaError) as refusal:
        check_folder(out, MANIFEST, list)
    with pytest.raises(QihuaError):
        write(out)
    (problem,) = refusal.value.problems
    return problem.code


@pytest.mark.parametrize("name", ["new", "new/deeper", "empty"])
def test_a_new_an_empty_and_an_earlier_folder_are_written_whole(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for _ in range(2):
        write(tmp_path / name)
        assert contents(tmp_path / name) == {*FILES, "parts"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_the_current_folder_may_be_named_by_a_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write(Path())
    assert contents(tmp_path / "here") == {*FILES, "parts"}


BESIDE: dict[str, Callable[[Path], object]] = {
    "a file": lambda folder: (folder / "notes.txt").write_text("mine"),
    "a file in a folder of the result": lambda folder: (folder / "parts" / "notes.txt").write_text("mine"),
    "an empty folder": lambda folder: (folder / "mine").mkdir(),
    "a folder with a file": lambda folder: ((folder / "mine").mkdir(), (folder / "mine" / "x").write_text("")),
    "a link to a folder": lambda folder: (folder / "mine").symlink_to(folder.parent, target_is_directory=True),
    "a broken link": lambda folder: (folder / "mine").symlink_to(folder / "nowhere"),
    "a link in place of a file": lambda folder: (
        (folder / "a.csv").rename(folder.parent / "kept.csv"), (folder / "a.csv").symlink_to(folder.parent / "kept.csv"),
    ),
    "a link in place of a folder": lambda folder: (
        (folder / "parts").rename(folder.parent / "kept"), (folder / "parts").symlink_to(folder.parent / "kept"),
    ),
    "a file too few": lambda folder: (folder / "a.csv").unlink(),
    "another manifest": lambda folder: (folder / MANIFEST).write_text("[]"),
}  # fmt: skip


@pytest.mark.parametrize("beside", BESIDE)
def test_whatever_stands_beside_an_earlier_result_keeps_it_there(beside: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder)
    BESIDE[beside](folder)
    before = contents(folder)
    assert refused(folder) == "export.not_empty"
    assert contents(folder) == before


def test_a_folder_with_folders_and_links_alone_is_not_empty(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "sub").mkdir(parents=True)
    (folder / "link").symlink_to(tmp_path, target_is_directory=True)
    assert refused(folder) == "export.not_empty"
    assert contents(folder) >= {"sub", "link"}


def test_a_link_to_an_earlier_result_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "out")
    (tmp_path / "link").symlink_to(tmp_path / "out")
    assert refused(tmp_path / "link") == "export.not_empty"


def test_what_can_not_be_written_is_said_before_anything_is_worked_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refused(tmp_path / "file" / "x") == "export.unwritable"
    assert refused(tmp_path / "file") == "export.not_empty"
    assert refused(Path("/")) == "export.not_empty"  # and at once: the tree below is not walked
    if Path("/proc").is_dir():
        assert refused(Path("/proc")) == "export.not_empty"
