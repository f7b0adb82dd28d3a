"""Frameworks (指标体系): what measured values are worth. Shipped as TOML; an office may bring its own file.

Each kind has a loader in a module of its own; all refuse whatever does not add up, and name file, key and reason, all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from data.errors import fail
from data.frameworks.check import Check, check_from
from data.frameworks.checking import SHIPPED, Source, read, shipped
from data.frameworks.deduct import Deduct
from data.frameworks.deduct_checking import deduct_from
from data.frameworks.index.loading import KIND as INDEX
from data.frameworks.means import Means, means_from
from data.frameworks.scale import Scale, scale_from

__all__ = ["SHIPPED", "Check", "Deduct", "Framework", "Means", "Scale", "load_framework", "shipped"]

Framework = Scale | Check | Means | Deduct
_LOADERS: Mapping[str, Callable[[Source], Framework]] = {
    "scale": scale_from, "check": check_from, "means": means_from, "deduct": deduct_from,
}  # fmt: skip


def load_framework(name: str | Path) -> Framework:
    """Load a shipped framework by its id, or one from a file ending in ``.toml``.

    Raises ``framework.unknown`` naming the shipped ones, ``framework.bad_kind``, ``framework.files_only`` for the kind ``index``,
    which reads files and no rounds, and ``QihuaError`` with everything that does not add up.
    """
    source = read(name)
    kind = str(source.table.get("kind", ""))
    if kind == INDEX:
        raise fail("framework.files_only", where=f"{source.file}: kind", found=kind, allowed=", ".join(_LOADERS))
    if kind not in _LOADERS:
        raise fail("framework.bad_kind", where=f"{source.file}: kind", found=kind, allowed=", ".join(_LOADERS))
    return _LOADERS[kind](source)
