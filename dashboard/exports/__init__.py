"""The data package of a snapshot (数据包): tables as CSV and Parquet, a data dictionary, a notice, a manifest.

``columns.csv`` declares every column: what is exported, of what type, what it means. Same snapshot, same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.checks import published_check, published_shifts
from dashboard.exports.columns import Column, as_csv, declared, typed
from dashboard.exports.dictionary import codes_table, dictionary_markdown, dictionary_table, notice
from dashboard.folders import write_folder
from dashboard.queries import HIDDEN, Snapshot
from dashboard.scorecards import COHERENCE_TABLES
from metrics.coverage import COUNTS, unseen

PACKAGE = "qihua-export"
_MANIFEST = "manifest.json"
_RULES = Path(__file__).with_name("package.toml")

__all__ = ["PACKAGE", "as_zip", "declared", "export_package", "package_files"]


def export_package(snapshot: Snapshot, out: Path, *, internal: bool = False) -> list[str]:
    """Write the package into a folder, whole or not at all; return the names of its files.

    An earlier package in that folder is replaced. Raises ``export.not_empty`` where something else is in it,
    ``export.unwritable``.
    """
    files = package_files(snapshot, internal=internal)
    write_folder(out, files, _MANIFEST, _named_by)
    return list(files)


def _named_by(manifest: dict[str, Any]) -> list[str]:
    """The files of an earlier package; none where the manifest is another program's."""
    return list(manifest["files"]) if manifest["package"] == PACKAGE else []


def package_files(snapshot: Snapshot, *, internal: bool = False) -> dict[str, bytes]:
    """Return the files of a package by their names.

    internal: also ranks, texts of evidence, and what ``package.toml`` keeps out of open data.
    """
    rules = tomllib.loads(_RULES.read_text("utf-8"))
    sources = _sources(snapshot)
    columns = [c for c in declared() if c.table in sources and (internal or not c.internal)]
    tables = _tables(sources, columns)
    if not internal:
        tables = {name: _withheld(table, rules) for name, table in tables.items()}
    sizes = {name: len(table) for name, table in tables.items()}
    files = {f"csv/{name}.csv": as_csv(table) for name, table in tables.items()}
    files |= {f"parquet/{name}.parquet": _as_parquet(table) for name, table in tables.items()}
    files["dictionary.csv"] = as_csv(dictionary_table(columns))
    files["dictionary.md"] = dictionary_markdown(columns, sizes)
    files["codes.csv"] = as_csv(codes_table(tables, columns))
    files["NOTICE.txt"] = notice(snapshot, internal=internal)
    files[_MANIFEST] = _manifest(snapshot, files, sizes, internal)
    return files


def _sources(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    """All tables of a snapshot and its scorecards by name; an earlier version's snapshot may have fewer scorecards."""
    scores, check, shifts = snapshot.scores, published_check(snapshot), published_shifts(snapshot)
    sources = {
        "sites": snapshot.sites,
        "coverage_units": _judged(snapshot.coverage_units),
        "coverage_levels": snapshot.coverage_levels.reset_index(),
        "scores_sites": _without_zeros(scores.sites, ["rank", "of", "rank_equal", "grade", "tier"]),
        "scores_dimensions": scores.dimensions,
        "scores_indicators": _without_zeros(scores.indicators, ["grade"]),
        "observations": snapshot.observations,
        "indicators": pd.DataFrame([asdict(entry) for entry in snapshot.indicators.values()]),
        "evidence": snapshot.evidence,
        "columns": snapshot.columns,
    }
    if snapshot.ranks is not None:
        sources |= {f"ranks_{name}": getattr(snapshot.ranks, name) for name in ("bands", "pairs", "sobol")}
    if snapshot.coherence is not None:
        sources |= {f"coherence_{name}": getattr(snapshot.coherence, name) for name in COHERENCE_TABLES}
    if check is not None:
        sources |= {f"check_{name}": getattr(check, name) for name in ("vetoes", "signs", "groups", "levels")}
    if shifts is not None:
        sources |= {"measures": shifts.sites, "measure_levels": shifts.levels}
    return sources


def _tables(sources: dict[str, pd.DataFrame], columns: list[Column]) -> dict[str, pd.DataFrame]:
    """The tables with their declared columns, in the order they are declared."""
    names = dict.fromkeys(column.table for column in columns)
    return {name: typed(sources[name], [column for column in columns if column.table == name]) for name in names}


def _judged(units: pd.DataFrame) -> pd.DataFrame:
    """Coverage in which a count nobody could judge is neither yes nor no."""
    return units.assign(**{count: units[count].astype("object").mask(unseen(units, count), None) for count in COUNTS})


def _without_zeros(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """A table in which the places that nobody holds are empty."""
    return table.assign(**{name: table[name].astype("object").mask(table[name] == 0, None) for name in names})


def _withheld(table: pd.DataFrame, rules: dict[str, Any]) -> pd.DataFrame:
    """An open table: without the indicators that list weaknesses, and without causes nobody has looked into yet."""
    if "indicator" in table:
        table = table[~table["indicator"].isin(rules["withheld_indicators"])].reset_index(drop=True)
    named = [name for name in ("cause", "reason") if name in table]
    return table.assign(
        **{name: table[name].where(~table[name].isin(HIDDEN), rules["withheld_code"]) for name in named}
    )


def _as_parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def as_zip(files: dict[str, bytes], folder: str) -> bytes:
    """Return a package as one ZIP file below a folder, without a date of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}"), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _manifest(snapshot: Snapshot, files: dict[str, bytes], sizes: dict[str, int], internal: bool) -> bytes:
    about, card = snapshot.round, snapshot.card
    manifest = {
        "package": PACKAGE,
        "internal": internal,
        "round": about["id"],
        "round_name": about["name"],
        "revision": snapshot.revision,
        "as_of": about["date"],
        "registry": about["registry"],
        "registry_as_of": about["registry_as_of"],
        "fictional": about["fictional"],
        "framework": f"{card['framework']}@{card['version']}",
        "framework_sha256": card["framework_sha256"],
        "weights_note_zh": card["weights_note_zh"],
        "weights_note_en": card["weights_note_en"],
        "snapshot_sha256": snapshot.digest,
        "analysis": snapshot.manifest["analysis"],
        "software": card["software"],
        "rows": sizes,
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in sorted(files.items())},
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
