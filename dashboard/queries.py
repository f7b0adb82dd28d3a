"""Reads published snapshots for the views; each is read once and kept until it is scored again.

Counting and listing happen here; scores come from the scorecard and are never computed for a view.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from dashboard.scorecards import COHERENCE_TABLES, RANK_TABLES, SCORE_TABLES
from data.capture.archive import ArchivedCapture, read_capture
from data.catalogue import Catalogue, Indicator
from data.columns.model import ColumnRow
from data.frameworks import Scale, load_framework
from data.frameworks.scale import as_published
from data.model import Capture, Cause, Purpose
from data.registry import Registry
from data.workspace import Workspace
from metrics.coherence.summary import Coherence
from metrics.coverage import COUNTS, LEVELS, unseen
from metrics.scorecard import Scorecard
from metrics.uncertainty.judgement import Judgement

FRAMEWORK = "qihua"
_T = TypeVar("_T")
_LAST_TABLE = f"scores_{SCORE_TABLES[-1]}"
HIDDEN = frozenset({Cause.HIJACKED.value, Cause.PARKED.value})
"""Pages of these causes are never shown, nor their titles or texts: nobody at the office wrote them."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One published revision of a round with its tables, registry and catalogue.

    The frames are shared between all who look at them: read them, never write into them.
    """

    folder: Path
    digest: str
    manifest: Mapping[str, Any]

    @property
    def round(self) -> dict[str, Any]:
        """The round's own entries of the manifest."""
        found: dict[str, Any] = self.manifest["round"]
        return found

    @property
    def is_census(self) -> bool:
        """Whether every column found was visited, and little else."""
        return bool(self.round.get("census", False))

    @property
    def revision(self) -> int:
        """Which publication of the round this is, from 1."""
        return int(self.manifest["revision"])

    @cached_property
    def registry(self) -> Registry:
        """The list the round used."""
        return Registry.load(self.folder / "registry", date.fromisoformat(self.round["registry_as_of"]))

    @cached_property
    def catalogue(self) -> Catalogue:
        """What the round measured."""
        return Catalogue.load(self.folder / "catalogue")

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Everything that was observed, by id."""
        return self.catalogue.entries

    @cached_property
    def observations(self) -> pd.DataFrame:
        """One row a site and indicator, the highest revision; missing cause is ""."""
        table = self._table("observations").sort_values(["site_id", "indicator", "revision"])
        return _named_causes(table.drop_duplicates(["site_id", "indicator"], keep="last"))

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """One row a piece of evidence; texts of pages that are never shown are "" and ``hidden`` is set."""
        table = self._table("evidence")
        hidden = table["capture_id"].isin(self.captures.loc[self.captures["cause"].isin(HIDDEN), "id"])
        return table.assign(hidden=hidden, text=table["text"].where(~hidden, ""))

    @cached_property
    def captures(self) -> pd.DataFrame:
        """One row an archived attempt."""
        return _named_causes(self._table("captures"))

    @cached_property
    def sites(self) -> pd.DataFrame:
        """One row a site of the round, with its unit's level and path and whether it is kept up (True, False or None)."""
        table = _named_causes(self._table("sites"))
        units, sites = self.registry.units, self.registry.sites
        fact = self.observations.loc[self.observations["indicator"] == "site_active"].set_index("site_id")["value"]
        active = table["site_id"].map(fact)
        return table.assign(
            level=[units[code].level for code in table["unit_code"]],
            path=[units[code].full_name for code in table["unit_code"]],
            name=[
                sites[site_id].name or units[code].name
                for site_id, code in zip(table["site_id"], table["unit_code"], strict=True)
            ],
            active=active.astype("object").where(active.notna(), None),
        )

    @cached_property
    def site_labels(self) -> dict[str, str]:
        """How a site is found: full path, name where it is another, host, code. 28 county names are not unique."""
        order = {level: position for position, level in enumerate(LEVELS)}
        rows = self.sites.assign(rank=self.sites["level"].map(order)).sort_values(["rank", "unit_code", "site_id"])
        labels = {}
        for site_id, code, path, name, url in rows[["site_id", "unit_code", "path", "name", "url"]].itertuples(
            index=False
        ):
            own = "" if name == path.rpartition("/")[2] else f" · {name}"
            labels[site_id] = f"{path}{own} · {url.partition('://')[2].rstrip('/')} · {code}"
        return labels

    @cached_property
    def columns(self) -> pd.DataFrame:
        """One row a column of a site, as ``ColumnRow`` says; none in snapshots of before there was such a table."""
        try:
            return self._table("columns")
        except FileNotFoundError:
            return pd.DataFrame(columns=list(ColumnRow.__dataclass_fields__))

    @cached_property
    def unregistered(self) -> pd.DataFrame:
        """Pages of hosts that are not in the registry: host, url, capture_id."""
        return self._table("unregistered")

    @cached_property
    def card(self) -> dict[str, Any]:
        """The scorecard's method card."""
        found: dict[str, Any] = json.loads((self._scorecard / "card.json").read_text("utf-8"))
        return found

    @property
    def precision(self) -> int:
        """Decimals with which scores are stored and printed."""
        return int(self.card["precision"])

    @cached_property
    def coverage_units(self) -> pd.DataFrame:
        """Coverage, one row a unit."""
        table = pd.read_parquet(self._scorecard / "coverage_units.parquet")
        return table.assign(scope_note=table["scope_note"].astype("object").where(table["scope_note"].notna(), ""))

    @cached_property
    def coverage_levels(self) -> pd.DataFrame:
        """Coverage, one row a level, the level as index."""
        return pd.read_parquet(self._scorecard / "coverage_levels.parquet").set_index("level")

    @cached_property
    def scores(self) -> Scorecard:
        """The index: sites, dimensions, indicators, as ``metrics.scorecard`` documents them."""
        tables = [pd.read_parquet(self._scorecard / f"scores_{name}.parquet") for name in SCORE_TABLES]
        if "grade" not in tables[0]:  # an earlier version called grades tiers, and had no tiers
            tables = [table.rename(columns={"tier": "grade"}) for table in tables]
            tables[0] = tables[0].assign(tier=0)
        if "vetoes" not in tables[0]:  # an earlier version knew no vetoes before the score
            tables[0] = tables[0].assign(vetoes="")
        return Scorecard(*tables)

    @cached_property
    def framework(self) -> Scale:
        """The framework that the scores were made by, with the rules of its method card."""
        shipped = load_framework(FRAMEWORK)
        assert isinstance(shipped, Scale)
        return as_published(shipped, self.card)

    @property
    def grades(self) -> list[dict[str, Any]]:
        """The classes of scores (分数段), the highest first: name_zh, name_en, begins."""
        found: list[dict[str, Any]] = self.card["grades"] if "grades" in self.card else self.card["tiers"]
        return found

    @cached_property
    def ranks(self) -> Judgement | None:
        """How sure the ranks are; None in scorecards of before there were such tables."""
        return self._tables_of(Judgement, "ranks", RANK_TABLES)

    @cached_property
    def coherence(self) -> Coherence | None:
        """How the index hangs together, a level at a time; None in scorecards of before there were such tables."""
        return self._tables_of(Coherence, "coherence", COHERENCE_TABLES)

    def _tables_of(self, kind: type[_T], name: str, tables: Sequence[str]) -> _T | None:
        """Some tables of the scorecard in one object; None where it lacks them."""
        paths = [self._scorecard / f"{name}_{table}.parquet" for table in tables]
        return kind(*map(pd.read_parquet, paths)) if all(path.is_file() for path in paths) else None

    def _table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / f"{name}.parquet")

    @cached_property
    def _scorecard(self) -> Path:
        return scorecards(self.folder, FRAMEWORK, _LAST_TABLE)[-1]


def _named_causes(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(cause=table["cause"].astype("object").where(table["cause"].notna(), ""))


def scorecards(folder: Path, framework: str, table: str) -> list[Path]:
    """Return the scorecards of a framework in a snapshot's folder that hold a table, the oldest version first."""
    found = (path.parent for path in (folder / "scorecards").glob(f"{framework}@*/{table}.parquet"))
    return sorted(found, key=lambda path: _by_number(path.name))


def _by_number(version: str) -> list[tuple[int, str]]:
    """A version's text and numbers by turns, so that 0.10 comes after 0.9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", version)]


def written(scorecard: Path) -> int:
    """Return when a scorecard was written: what was read of it is kept until it is published again."""
    return (scorecard / "card.json").stat().st_mtime_ns


@lru_cache(maxsize=16)
def _snapshot(folder: Path, digest: str, _scored: tuple[Path, int]) -> Snapshot:
    return Snapshot(folder, digest, json.loads((folder / "manifest.json").read_text("utf-8")))


def published(workspace: Workspace) -> list[Snapshot]:
    """Return the newest scored revision of every published round, the round collected last first; censuses of columns, which are
    too little for a score, after all others.
    """
    snapshots = []
    for round_folder in (workspace.root / "rounds").glob("*"):
        revisions = [
            f
            for f in round_folder.glob("r[0-9]*")
            if scorecards(f, FRAMEWORK, _LAST_TABLE) and (f / "manifest.json").is_file()
        ]
        if revisions:
            newest = max(revisions, key=lambda folder: int(folder.name[1:]))
            digest = hashlib.sha256((newest / "manifest.json").read_bytes()).hexdigest()
            scorecard = scorecards(newest, FRAMEWORK, _LAST_TABLE)[-1]
            snapshots.append(_snapshot(newest, digest, (scorecard, written(scorecard))))
    return sorted(snapshots, key=_order, reverse=True)


def _order(snapshot: Snapshot) -> tuple[bool, str, str]:
    return not snapshot.is_census, snapshot.round["collected_to"], snapshot.round["id"]


def earlier_than(snapshot: Snapshot, snapshots: list[Snapshot]) -> Snapshot | None:
    """Return the round of the same registry and kind that was collected last before a round; None if there is none."""
    return next((s for s in snapshots if _kind(s) == _kind(snapshot) and _order(s) < _order(snapshot)), None)


def _kind(snapshot: Snapshot) -> tuple[str, bool]:
    """What rounds have alike that are compared: the registry, and whether all columns were visited or all indicators looked at."""
    return snapshot.round["registry"], snapshot.is_census


# Overview


@lru_cache(maxsize=16)
def findings(snapshot: Snapshot) -> pd.DataFrame:
    """Return what somebody should look into, one row a finding; hijacked and parked pages come first, then higher levels.

    Columns: group (unreachable, unseen, identity, stale, unregistered), reason (a cause, for identity an identity reason),
    path, name, level, site_id ("" for a unit without a registered portal).
    """
    sites = snapshot.sites
    reached = sites["outcome"] == "reached"
    wrong = reached & (sites["identity"] != "official")
    parts = [
        _group(sites[sites["outcome"] == "unreachable"], "unreachable", "cause"),
        _group(sites[sites["outcome"].isin({"blocked", "unconfirmed", "not_visited"})], "unseen", "cause"),
        _group(sites[wrong], "identity", "identity_reason"),
        _group(sites[reached & ~wrong & (sites["active"] == 0.0)].assign(reason="not_active"), "stale", "reason"),
    ]
    units = snapshot.coverage_units
    gaps = units[units["in_scope"] & ~units["registered"] & ~units["cause"].isin(_GONE)]
    gaps = gaps.assign(group="unregistered", reason=gaps["cause"], path=gaps["full_name"], site_id="")
    columns = ["group", "reason", "path", "name", "level", "site_id"]
    found = pd.concat([part[columns] for part in (*parts, gaps)], ignore_index=True)
    order = found["group"].map({part: place for place, part in enumerate(dict.fromkeys(found["group"]))})
    keys = found.assign(calm=~found["reason"].isin(HIDDEN), order=order, place=found["level"].map(LEVELS.index))
    return keys.sort_values(["calm", "order", "place"], kind="stable", ignore_index=True)[columns]


def _group(sites: pd.DataFrame, group: str, reason: str) -> pd.DataFrame:
    return sites.assign(group=group, reason=sites[reason])


def moved(before: Snapshot, now: Snapshot) -> pd.DataFrame:
    """Return the units whose coverage is another than before: name, path, level, site_id, was, is_now, move, cause.

    was and is_now: the narrowest count a unit's portal is in, ``unseen`` if nobody could judge whether it opens,
    ``unreachable``, ``unregistered``, or ``portal_closed`` and ``portal_merged`` (site_id is then the former portal's).
    move: ``better``, ``worse``, ``closed``; ``unseen`` where one of the rounds could not judge what the other saw, which is no
    change of the site's. Units that a round did not look at are left out.
    """
    was, rows = (
        one[one["in_scope"] & ~one["unvisited"]].set_index("unit_code")
        for one in (before.coverage_units, now.coverage_units)
    )
    rows = rows.loc[rows.index.intersection(was.index)]
    was = was.loc[rows.index]
    move = pd.Series("", index=rows.index)
    for count in reversed(COUNTS):
        blurred = unseen(was, count) | unseen(rows, count)
        differs = was[count] != rows[count]
        move = move.mask(differs, rows[count].map({True: "better", False: "worse"}).mask(blurred, "unseen"))
    gone = rows["cause"].isin(_GONE)
    table = rows.assign(
        was=_place(was), is_now=_place(rows), path=rows["full_name"], move=move.mask(gone & (move != ""), "closed"),
        site_id=rows["site_id"].mask(gone, was["site_id"]),
    )  # fmt: skip
    columns = ["name", "path", "level", "site_id", "was", "is_now", "move", "cause"]
    return table.loc[move != "", columns].reset_index(drop=True)


_GONE = ("portal_closed", "portal_merged")
"""Why a unit has no portal any more: not a fault of anybody's."""


def _place(units: pd.DataFrame) -> pd.Series:
    place = pd.Series("unregistered", index=units.index).where(~units["registered"], "unreachable")
    place = place.mask(units["cause"].isin(_GONE), units["cause"]).mask(unseen(units, "reachable"), "unseen")
    for count in COUNTS[1:]:
        place = place.mask(units[count], count)
    return place


# Coverage

SIDES = ("out", "in", "unseen", "unvisited", "scope")
"""The lists behind a bar: units not in the count, in it, not judged, not looked at; units outside the evaluation."""


def listed(snapshot: Snapshot, level: str, count: str, side: str) -> pd.DataFrame:
    """Return the units of a level on one side of a count. All sides but ``scope`` together are the level's N."""
    units = snapshot.coverage_units
    at_level = units[units["level"] == level]
    if side == "scope":
        return at_level[~at_level["in_scope"]]
    scope = at_level[at_level["in_scope"]]
    maybe = unseen(scope, count)
    aside = maybe & scope["unvisited"]
    sides = {"in": scope[count], "out": ~scope[count] & ~maybe, "unseen": maybe & ~aside, "unvisited": aside}
    return scope[sides[side]]


def side_sizes(snapshot: Snapshot, level: str, count: str) -> dict[str, int]:
    """Return how many units stand on each side of a count."""
    return {side: len(listed(snapshot, level, count, side)) for side in SIDES}


# Site


def site_observations(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return the observations of one site, the indicator as index; parts as mappings."""
    rows = snapshot.observations[snapshot.observations["site_id"] == site_id]
    return rows.assign(parts=[json.loads(parts) for parts in rows["parts"]]).set_index("indicator")


def platform_fact(snapshot: Snapshot, site_id: str, indicator: str) -> pd.Series | None:
    """Return what was measured of the service platform with the portal of a site's province; None if nothing was."""
    registry, table = snapshot.registry, snapshot.observations
    portal = registry.portal(registry.province_of(registry.sites[site_id].unit_code))
    if portal is None:
        return None
    rows = table[(table["site_id"] == portal.site_id) & (table["indicator"] == indicator)]
    measured = rows[rows["status"] == "measured"]
    return None if measured.empty else measured.iloc[0]


def site_evidence(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return the evidence of one site that names a capture, in order."""
    table = snapshot.evidence
    return table[(table["site_id"] == site_id) & (table["capture_id"] != "")].sort_values(["indicator", "position"])


def site_captures(snapshot: Snapshot, site_id: str) -> pd.DataFrame:
    """Return the archived attempts of one site in the order they were made."""
    rows = snapshot.captures[snapshot.captures["site_id"] == site_id]
    return rows.sort_values(["visit", "requested_at", "warc_offset"])


def site_history(snapshots: list[Snapshot], current: Snapshot, site_id: str) -> list[tuple[Snapshot, pd.Series]]:
    """Return what became of a site in every published round of the registry and kind of a round, newest first."""
    found = []
    for snapshot in snapshots:
        rows = snapshot.sites[snapshot.sites["site_id"] == site_id]
        if _kind(snapshot) == _kind(current) and len(rows):
            found.append((snapshot, rows.iloc[0]))
    return found


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


# Collection


@lru_cache(maxsize=4)
def _registry(name: str) -> Registry:
    return Registry.named(name)


def selection_size(registry: str, levels: tuple[str, ...], division: str) -> int:
    """Return how many sites a collection would visit. Raises what ``Registry.select`` raises."""
    return len(_registry(registry).select(levels or None, division or None))
