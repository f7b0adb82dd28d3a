"""The office's own lists for the command line and the dashboard: what a file holds, taking it in, taking it away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.lists.model import OwnLists
from data.lists.reading import load_lists, read_list, save_lists
from data.workspace import Workspace


def held(workspace: Workspace) -> OwnLists:
    """Return the lists that the next round of a workspace will use."""
    return load_lists(workspace.lists_folder)


def take_in(workspace: Workspace, kind: str, name: str, data: bytes) -> tuple[Any, ...]:
    """Keep a list for the rounds to come, in place of the one that was there; return its entries.

    Rounds already planned keep theirs. Raises ``QihuaError`` with every problem of the file; then nothing changes.
    """
    entries = read_list(kind, name, data)
    save_lists(replace(held(workspace), **{kind: entries}), workspace.lists_folder)
    return entries


def remove(workspace: Workspace, kind: str) -> int:
    """Take a list away from the rounds to come; return how many entries it had."""
    lists = held(workspace)
    save_lists(replace(lists, **{kind: ()}), workspace.lists_folder)
    return len(getattr(lists, kind))
