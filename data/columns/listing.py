"""The owners' column lists (栏目台账): the empty table, which list holds, and what an import changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.columns.model import ColumnRow, Promise
from data.columns.reading import ListFile, table_words
from data.registry import Registry
from data.store import PromiseRecord


@dataclass(frozen=True, slots=True)
class ListImport:
    """records: the rows to store. sites: whose lists they replace as a whole. same: sites whose list says what holds already."""

    records: tuple[PromiseRecord, ...]
    sites: tuple[str, ...]
    same: tuple[str, ...]


def standing_promises(records: Iterable[PromiseRecord]) -> dict[str, list[Promise]]:
    """Return the lists that hold, by site: of each site's list the highest revision, as a whole."""
    return {site_id: [record.promise for record in held] for site_id, held in standing_records(records).items()}


def standing_records(records: Iterable[PromiseRecord]) -> dict[str, list[PromiseRecord]]:
    """Return the rows of the lists that hold, by site."""
    newest: dict[str, list[PromiseRecord]] = {}
    for record in sorted(records, key=lambda one: (one.revision, one.position)):
        held = newest.get(record.site_id, [])
        newest[record.site_id] = [*(one for one in held if one.revision == record.revision), record]
    return newest


def prepare_list(
    registry_id: str, stored: Iterable[PromiseRecord], read: ListFile, actor: str, imported_at: str
) -> ListImport:
    """Compare a list with what is stored: each site that it names gets it as its next revision, unless it says the same."""
    held = standing_records(stored)
    given: dict[str, list[Promise]] = {}
    for promise in read.promises:
        given.setdefault(promise.site_id, []).append(promise)
    same = tuple(site_id for site_id, rows in given.items() if [one.promise for one in held.get(site_id, [])] == rows)
    records = [
        PromiseRecord(
            registry_id, site_id, held[site_id][0].revision + 1 if site_id in held else 1, position, promise.name,
            promise.above, promise.url, promise.days, promise.exempt, promise.note, read.name, read.sha256, actor, imported_at,
        )
        for site_id, rows in given.items()
        if site_id not in same
        for position, promise in enumerate(rows, 1)
    ]  # fmt: skip
    return ListImport(tuple(records), tuple(site_id for site_id in given if site_id not in same), same)


def template(registry: Registry, rows: Sequence[ColumnRow], site_ids: Iterable[str], language: str = "zh") -> bytes:
    """Return the table to fill in as CSV that Excel and WPS open with its Chinese right: a row for every column that was found.

    site_ids: sites that get a blank row where none was. language: ``zh`` or ``en``, of the column names.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column[language] for column in table_words()["columns"].values()])
    found: dict[str, list[ColumnRow]] = {site_id: [] for site_id in site_ids}
    for row in rows:
        found[row.site_id].append(row)
    for site_id, own in found.items():
        site = registry.sites[site_id]
        keys = [site_id, site.site_code, site.name or registry.unit(site.unit_code).name]
        for row in own:
            promised = str(row.days) if row.days_from == "promise" else ""
            exempt = "是" if row.reason == "listed" else ""
            writer.writerow([*keys, row.above, row.name, row.url, promised, exempt, row.note])
        if not own:
            writer.writerow([*keys, "", "", "", "", "", ""])
    return ("\ufeff" + text.getvalue()).encode("utf-8")
