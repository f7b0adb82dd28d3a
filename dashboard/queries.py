"""Reads published snapshots for the views; each is read once and kept by its digest, since it never changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from data.capture.archive import ArchivedCapture, read_capture
from data.catalogue import Catalogue
from data.model import Capture, Cause, Purpose
from data.registry import Registry
from data.workspace import Workspace

FRAMEWORK = "qihua"


@dataclass(frozen=True)
class Snapshot:
    """One published revision of a round with its tables, registry and catalogue."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def round(self) -> dict[str, Any]:
        """The round's own entries of the manifest."""
        found: dict[str, Any] = self.manifest["round"]
        return found

    @cached_property
    def registry(self) -> Registry:
        """The list the round used."""
        return Registry.load(self.folder / "registry", date.fromisoformat(self.round["registry_as_of"]))

    @cached_property
    def catalogue(self) -> Catalogue:
        """What the round measured."""
        return Catalogue.load(self.folder / "catalogue")

    @cached_property
    def observations(self) -> pd.DataFrame:
        """One row an observation; missing cause is ""."""
        table = self._table("observations")
        return table.assign(cause=table["cause"].astype("object").where(table["cause"].notna(), ""))

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """One row a piece of evidence."""
        return self._table("evidence")

    @cached_property
    def captures(self) -> pd.DataFrame:
        """One row an archived attempt."""
        table = self._table("captures")
        return table.assign(cause=table["cause"].astype("object").where(table["cause"].notna(), ""))

    @cached_property
    def sites(self) -> pd.DataFrame:
        """One row a site of the round, with its unit's level and path."""
        table = self._table("sites")
        units = self.registry.units
        return table.assign(
            cause=table["cause"].astype("object").where(table["cause"].notna(), ""),
            level=[units[code].level for code in table["unit_code"]],
            path=[units[code].full_name for code in table["unit_code"]],
            name=[self.registry.sites[site].name or units[code].name for site, code in zip(table["site_id"], table["unit_code"], strict=True)],
        )  # fmt: skip

    @cached_property
    def unregistered(self) -> pd.DataFrame:
        """Pages of hosts that are not in the registry."""
        return self._table("unregistered")

    @cached_property
    def card(self) -> dict[str, Any]:
        """The scorecard's method card; {} if the snapshot has no scorecard."""
        folder = self._scorecard
        found: dict[str, Any] = json.loads((folder / "card.json").read_text("utf-8")) if folder else {}
        return found

    @cached_property
    def coverage_units(self) -> pd.DataFrame:
        """Coverage, one row a unit."""
        return self._scored("coverage_units")

    @cached_property
    def coverage_levels(self) -> pd.DataFrame:
        """Coverage, one row a level."""
        return self._scored("coverage_levels").set_index("level")

    def _table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / f"{name}.parquet")

    @cached_property
    def _scorecard(self) -> Path | None:
        found = sorted((self.folder / "scorecards").glob(f"{FRAMEWORK}@*"))
        return found[-1] if found else None

    def _scored(self, name: str) -> pd.DataFrame:
        assert self._scorecard is not None
        return pd.read_parquet(self._scorecard / f"{name}.parquet")


@lru_cache(maxsize=16)
def _snapshot(folder: Path, digest: str) -> Snapshot:
    return Snapshot(folder, json.loads((folder / "manifest.json").read_text("utf-8")))


def published(workspace: Workspace) -> list[Snapshot]:
    """Return the newest scored revision of every published round, the round collected last first."""
    snapshots = []
    for round_folder in (workspace.root / "rounds").glob("*"):
        revisions = [f for f in round_folder.glob("r[0-9]*") if (f / "scorecards").is_dir() and (f / "manifest.json").is_file()]
        if revisions:
            newest = max(revisions, key=lambda folder: int(folder.name[1:]))
            digest = hashlib.sha256((newest / "manifest.json").read_bytes()).hexdigest()
            snapshots.append(_snapshot(newest, digest))
    return sorted(snapshots, key=lambda snapshot: snapshot.round["collected_to"], reverse=True)


def earlier_than(snapshot: Snapshot, snapshots: list[Snapshot]) -> Snapshot | None:
    """Return the round of the same registry that was collected last before a round; None if there is none."""
    own = snapshot.round
    fits = [s for s in snapshots if s.round["registry"] == own["registry"] and s.round["collected_to"] < own["collected_to"]]
    return fits[0] if fits else None


def site_observations(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return the observations of one site, by indicator."""
    rows = snapshot.observations[snapshot.observations["site_id"] == site_id]
    return rows.set_index("indicator")


def indicator_evidence(snapshot: Snapshot, site_id: str, indicator: str) -> pd.DataFrame:
    """Return the evidence of one observation, in order."""
    table = snapshot.evidence
    rows = table[(table["site_id"] == site_id) & (table["indicator"] == indicator)]
    return rows.sort_values("position")


def capture_of(snapshot: Snapshot, capture_id: str) -> Capture | None:
    """Return a capture by its id; None if the snapshot does not know it."""
    rows = snapshot.captures[snapshot.captures["id"] == capture_id]
    if rows.empty:
        return None
    row = rows.iloc[0].to_dict()
    fields = {name: row[name] for name in Capture.__dataclass_fields__}
    for name in ("http_status", "elapsed_ms"):
        fields[name] = None if pd.isna(fields[name]) else int(fields[name])
    for name in ("visit", "size", "warc_offset"):
        fields[name] = int(fields[name])
    fields["purpose"] = Purpose(fields["purpose"])
    fields["cause"] = Cause(fields["cause"]) if fields["cause"] else None
    fields["truncated"] = bool(fields["truncated"])
    return Capture(**fields)


def archived(workspace: Workspace, snapshot: Snapshot, capture: Capture) -> ArchivedCapture:
    """Read a capture back from the archive. Raises ``archive.missing`` and ``archive.damaged``."""
    return read_capture(workspace.archive(snapshot.round["id"]), capture)
