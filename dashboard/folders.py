"""Folders that are written whole or not at all, and that never take the place of somebody else's files."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from data.errors import fail


def write_folder(out: Path, files: Mapping[str, bytes], manifest: str, of: Callable[[Any], list[str]]) -> None:
    """Write files, by their names inside the folder, in place of an earlier result there.

    manifest: the file that tells an earlier result; of: what files its content names, [] if it is none of ours.
    Raises ``export.not_empty`` where something else is in the folder, ``export.unwritable``.
    """
    check_folder(out, manifest, of)
    out = out if out.name not in {"", ".."} else out.resolve()  # . and .. have no name to put another beside
    staging = out.with_name(f".{out.name}-{os.getpid()}")
    try:
        for name, body in files.items():
            (staging / name).parent.mkdir(parents=True, exist_ok=True)
            (staging / name).write_bytes(body)
        shutil.rmtree(out, ignore_errors=True)
        staging.replace(out)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise fail("export.unwritable", where=str(out), found=error.strerror or "") from error


def check_folder(out: Path, manifest: str, of: Callable[[Any], list[str]]) -> None:
    """Raise ``export.not_empty`` and ``export.unwritable`` where ``write_folder`` would, as far as can be told beforehand."""
    try:
        if out.exists() and not _may_be_replaced(out, manifest, of):
            raise fail("export.not_empty", where=str(out))
        above = next(folder for folder in out.absolute().parents if folder.exists())
        if not above.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(above, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise fail("export.unwritable", where=str(out), found=error.strerror or "") from error


def _may_be_replaced(folder: Path, manifest: str, of: Callable[[Any], list[str]]) -> bool:
    """An empty folder, or one that holds an earlier result and nothing that was put beside it: no other file, folder or link."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        named = of(json.loads((folder / manifest).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return False
    files = {Path(name) for name in (*named, manifest)}
    return bool(named) and _holds_only(folder, files, {above for name in files for above in name.parents})


def _holds_only(folder: Path, files: set[Path], folders: set[Path], inside: Path = Path()) -> bool:
    """Whether a folder has all of the files, in these folders, and nothing else. It is not looked into what is not expected."""
    found = {inside / entry.name: entry for entry in os.scandir(folder / inside)}
    here = {name for name in (files | folders) - {Path()} if name.parent == inside}
    return found.keys() == here and all(
        entry.is_dir(follow_symlinks=False) and _holds_only(folder, files, folders, name)
        if name in folders
        else entry.is_file(follow_symlinks=False)
        for name, entry in found.items()
    )
