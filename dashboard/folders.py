"""Folders that are written whole or not at all, and that never take the place of somebody else's files."""

from __future__ import annotations

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
    """Raise ``export.not_empty`` where ``write_folder`` would."""
    if out.exists() and not _may_be_replaced(out, manifest, of):
        raise fail("export.not_empty", where=str(out))


def _may_be_replaced(folder: Path, manifest: str, of: Callable[[Any], list[str]]) -> bool:
    """An empty folder, or one that holds an earlier result and nothing that was put beside it."""
    if not folder.is_dir():
        return False
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if not present:
        return True
    try:
        named = of(json.loads((folder / manifest).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(named) and present == {*named, manifest}
