"""The owners' column lists (栏目台账) in the store: which holds, and what an import changes."""

from __future__ import annotations

from collections.abc import Iterable

from data.columns.model import Promise
from data.store import PromiseRecord


def standing_promises(records: Iterable[PromiseRecord]) -> dict[str, list[Promise]]:
    """Return the lists that hold, by site: of each site's list the highest revision, as a whole."""
    newest: dict[str, list[PromiseRecord]] = {}
    for record in sorted(records, key=lambda one: (one.revision, one.position)):
        held = newest.get(record.site_id, [])
        newest[record.site_id] = [*(one for one in held if one.revision == record.revision), record]
    return {site_id: [record.promise for record in held] for site_id, held in newest.items()}
