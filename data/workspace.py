"""The workspace: the folder that holds everything Qihua writes at run time.

workspace/
├── qihua.sqlite             the store (unless a database URL is configured)
├── collector.lock           held while a collector runs
├── lists/*.csv              the office's own lists, for rounds to come
├── archive/ROUND/*.warc.gz  every attempt of a round
└── rounds/ROUND/
    ├── registry/            the list the round uses, copied in when it is planned
    ├── lists/               the office's own lists, copied in likewise
    └── rN/                  published snapshots, never changed
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from data.errors import fail

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Workspace:
    """Names the places in a workspace folder and makes sure it can be written to."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def open(cls, root: Path | str | None = None) -> Workspace:
        """Return the workspace at ``root``, else at ``QIHUA_WORKSPACE``, else ``workspace/``; made if missing.

        Raises ``workspace.unwritable`` when nothing can be written there.
        """
        path = _place(root)
        try:
            path.mkdir(parents=True, exist_ok=True)
            probe = path / f".write-test-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise fail("workspace.unwritable", where=str(path), found=error.strerror or "") from error
        return cls(path)

    @classmethod
    def existing(cls, root: Path | str | None = None) -> Workspace:
        """Return the workspace that is there already. Raises ``workspace.missing``: a slip of the pen makes no new one."""
        path = _place(root)
        if not path.is_dir():
            raise fail("workspace.missing", where=str(path))
        return cls.open(path)

    @property
    def database_url(self) -> str:
        """The store's address: ``QIHUA_DATABASE``, else the SQLite file of this workspace."""
        return os.environ.get("QIHUA_DATABASE") or f"sqlite:///{self.root / 'qihua.sqlite'}"

    @property
    def lock_file(self) -> Path:
        """Held by the one collector of this workspace."""
        return self.root / "collector.lock"

    def archive(self, round_id: str) -> Path:
        """The folder of a round's WARC files."""
        return self.root / "archive" / _checked(round_id)

    def round_folder(self, round_id: str) -> Path:
        """The folder of a round's registry copy and snapshots."""
        return self.root / "rounds" / _checked(round_id)

    def registry_folder(self, round_id: str) -> Path:
        """The list that a round uses."""
        return self.round_folder(round_id) / "registry"

    @property
    def lists_folder(self) -> Path:
        """The office's own lists, which the next round will use."""
        return self.root / "lists"

    def round_lists(self, round_id: str) -> Path:
        """The office's own lists that a round uses."""
        return self.round_folder(round_id) / "lists"


def _place(root: Path | str | None) -> Path:
    return Path(root or os.environ.get("QIHUA_WORKSPACE") or "workspace").expanduser().absolute()


def _checked(round_id: str) -> str:
    """Refuse names that would leave the folder or differ between file systems."""
    if not _SLUG.fullmatch(round_id):
        raise fail("round.bad_name", found=round_id, allowed="a-z 0-9 . _ -")
    return round_id
