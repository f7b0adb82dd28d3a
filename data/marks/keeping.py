"""Keeps the marks of a round beside its snapshots: every table taken in is a new numbered file, and the last one holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.errors import fail
from data.frameworks.deduct import Deduct
from data.marks.reading import Mark, MarksFile

_FOLDER = "marks"


@dataclass(frozen=True, slots=True)
class KeptMarks:
    """The marks that hold, and where they came from: file, sha256, actor, number; {} where there are none."""

    marks: tuple[Mark, ...]
    about: Mapping[str, Any]


def keep_marks(round_folder: Path, scheme: Deduct, read: MarksFile, actor: str) -> int:
    """Keep a table in place of the one before, which stays on record; return its number."""
    folder = round_folder / _FOLDER / scheme.id
    folder.mkdir(parents=True, exist_ok=True)
    number = max(_numbers(folder), default=0) + 1
    about = {"file": read.name, "sha256": read.sha256, "actor": actor, "number": number}
    body = {**about, "marks": [asdict(mark) for mark in read.marks]}
    text = json.dumps(body, ensure_ascii=False, indent=1)
    (folder / f"{number}.json").write_text(text + "\n", encoding="utf-8")
    return number


def kept_marks(round_folder: Path, scheme: Deduct) -> KeptMarks:
    """Return the marks of a round that hold for a scheme. Raises ``mark.other_scheme`` where the scheme has no such items any more."""
    folder = round_folder / _FOLDER / scheme.id
    numbers = _numbers(folder) if folder.is_dir() else []
    if not numbers:
        return KeptMarks((), {})
    body = json.loads((folder / f"{max(numbers)}.json").read_text("utf-8"))
    marks = tuple(Mark(**mark) for mark in body.pop("marks"))
    unfit = sorted({mark.item for mark in marks if not _fits(scheme, mark)})
    if unfit:
        raise fail(
            "mark.other_scheme", where=body["file"], found=", ".join(unfit), allowed=f"{scheme.id}@{scheme.version}"
        )
    return KeptMarks(marks, body)


def _numbers(folder: Path) -> list[int]:
    return [int(path.stem) for path in folder.glob("*.json")]


def _fits(scheme: Deduct, mark: Mark) -> bool:
    """Whether a mark can be one of the scheme's."""
    item = next((item for item in scheme.items if item.id == mark.item), None)
    if item is None or item.unpriced:
        return False
    if mark.kind == "not_applicable":
        return True
    if item.part == "veto":
        return mark.kind in {"yes", "no"}
    if item.steps:
        return mark.kind == "step" and mark.step in {"", *(step.name for step in item.steps)}
    return mark.kind == ("points" if item.each is None else "faults")
