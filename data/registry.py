"""Units and sites that exist, each version with its validity; the scope rule; lookup by code, path and address.

A registry is a folder of CSV tables (units, sites, reference hosts, suffixes, accounts) and ``registry.toml``.
Unknown stays unknown: a flag is True, False or None.
"""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from data.errors import Problem, QihuaError, fail
from data.model import Level
from data.tables import Faults, Row, read_table

SHIPPED = Path(__file__).parent / "units"
NATION = "nation"
LEVELS = tuple(level.value for level in Level)
SITE_KINDS = ("portal", "department", "channel", "foreign")
SITE_STATES = ("running", "new", "revising", "offline", "closed", "merged")
BODY_KINDS = ("", "party_government", "institution")
_VISITED_STATES = frozenset({"running", "new", "revising"})
_UNIT_COLUMNS = (
    "code", "level", "name", "short_name", "name_en", "full_name", "parent_code", "unit_type", "in_scope", "scope_note",
    "valid_from", "valid_to", "source",
)  # fmt: skip
_SITE_COLUMNS = (
    "site_id", "unit_code", "kind", "name", "url", "site_code", "sponsor", "undertaker", "supervisor", "body_kind",
    "vertical", "outside_service", "autonomous", "foreign_duty", "state", "merged_into", "domain_exception",
    "valid_from", "valid_to", "source", "confidence", "checked_at", "note",
)  # fmt: skip
_REFERENCE_COLUMNS = (
    "host", "match", "kind", "province_code", "project", "name", "strength", "source", "confidence", "note",
)  # fmt: skip
_FILES = ("registry.toml", "units.csv", "sites.csv", "reference_hosts.csv", "suffixes.csv", "accounts.csv")


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit or central organ. full_name is the path from its province, joined by "/"."""

    code: str
    level: str
    name: str
    short_name: str
    name_en: str
    full_name: str
    parent_code: str
    unit_type: str
    in_scope: bool
    scope_note: str
    source: str


@dataclass(frozen=True, slots=True)
class Site:
    """One version of a site, the one that is valid. Flags are None where unknown; other unknown attributes are ""."""

    site_id: str
    unit_code: str
    kind: str
    name: str
    url: str
    site_code: str
    sponsor: str
    undertaker: str
    supervisor: str
    body_kind: str
    vertical: bool | None
    outside_service: bool | None
    autonomous: bool | None
    foreign_duty: bool | None
    state: str
    merged_into: str
    domain_exception: bool | None
    source: str
    confidence: str
    checked_at: str
    note: str

    @property
    def host(self) -> str:
        """The host of the registered address, lower case."""
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def path_prefix(self) -> str:
        """The path below which a channel lives; "" for a site that has its host to itself."""
        return urlsplit(self.url).path.rstrip("/")

    @property
    def is_portal(self) -> bool:
        """Whether this is its unit's portal."""
        return self.kind == "portal"

    @property
    def is_visited(self) -> bool:
        """Whether the site's state says that it should answer."""
        return self.state in _VISITED_STATES


@dataclass(frozen=True, slots=True)
class ReferenceHost:
    """A host that links are compared with. match: host (equal) | suffix (equal or below) | prefix_suffix ("a.|b")."""

    host: str
    match: str
    kind: str
    province_code: str
    project: str
    name: str
    strength: str
    source: str

    def covers(self, host: str) -> bool:
        """Tell whether a host is this one, by its rule."""
        host = host.lower()
        if self.match == "host":
            return plain_host(host) == plain_host(self.host)
        if self.match == "suffix":
            return host == self.host or host.endswith("." + self.host)
        prefix, _, suffix = self.host.partition("|")
        return host.startswith(prefix) and host.endswith(suffix)


def plain_host(host: str) -> str:
    """Return a host without letter case, final dot and www, in which two spellings of one site are equal."""
    return host.lower().rstrip(".").removeprefix("www.")


class Registry:
    """The units and sites that are valid on one day. Made by ``load``."""

    def __init__(self, folder: Path, about: dict[str, object], as_of: date, faults: Faults) -> None:
        self._folder = folder
        self.id = str(about.get("id", ""))
        self.name = str(about.get("name", ""))
        self.fictional = bool(about.get("fictional", False))
        self.as_of = as_of
        self.units: dict[str, Unit] = {}
        self.sites: dict[str, Site] = {}
        self.reference_hosts: tuple[ReferenceHost, ...] = ()
        self.suffixes: tuple[tuple[str, str], ...] = ()
        self._read(faults)

    @classmethod
    def load(cls, folder: Path, as_of: date | None = None) -> Registry:
        """Read a registry folder as it is valid on ``as_of`` (default: the registry's own date).

        Raises ``QihuaError`` with every problem of all its files.
        """
        faults = Faults()
        try:
            about = tomllib.loads((folder / "registry.toml").read_text("utf-8"))
        except OSError as error:
            raise fail("registry.missing", where=str(folder), found=error.strerror or "") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise fail("registry.not_toml", where=str(folder / "registry.toml"), found=str(error)) from error
        day = as_of or date.fromisoformat(str(about["date"]))
        registry = cls(folder, about, day, faults)
        faults.raise_any()
        return registry

    @classmethod
    def named(cls, name: str) -> Registry:
        """Load a shipped registry by its name, or one from a folder. Raises ``registry.unknown``."""
        if (SHIPPED / name / "registry.toml").is_file():
            return cls.load(SHIPPED / name)
        if Path(name).is_dir():
            return cls.load(Path(name))
        shipped = ", ".join(sorted(path.parent.name for path in SHIPPED.glob("*/registry.toml")))
        raise fail("registry.unknown", found=name, allowed=shipped)

    # Reading

    def _read(self, faults: Faults) -> None:
        for row in self._valid(read_table(self._folder / "units.csv", _UNIT_COLUMNS, faults), faults):
            self._add_unit(row, faults)
        for code, unit in self.units.items():
            if unit.parent_code and unit.parent_code not in self.units:
                faults.add("registry.no_parent", f"units.csv {code}", unit.parent_code)
        hosts: dict[tuple[str, str], str] = {}
        portals: dict[str, str] = {}
        for row in self._valid(read_table(self._folder / "sites.csv", _SITE_COLUMNS, faults), faults):
            site = self._add_site(row, faults)
            if site is not None and site.is_visited:
                self._check_unique(row, site, hosts, portals, faults)
        self.reference_hosts = tuple(
            ReferenceHost(**{name: row[name] for name in ReferenceHost.__dataclass_fields__})
            for row in read_table(self._folder / "reference_hosts.csv", _REFERENCE_COLUMNS, faults)
        )
        self.suffixes = tuple(
            (row["suffix"].lower(), row["kind"])
            for row in read_table(self._folder / "suffixes.csv", ("suffix", "kind", "source"), faults)
        )

    def _valid(self, rows: Iterable[Row], faults: Faults) -> Iterable[Row]:
        for row in rows:
            begins, ends = row.day("valid_from", faults), row.day("valid_to", faults)
            if begins and ends and ends < begins:
                faults.add("registry.bad_validity", row.place, f"{begins} > {ends}")
            if (begins is None or begins <= self.as_of) and (ends is None or self.as_of <= ends):
                yield row

    def _add_unit(self, row: Row, faults: Faults) -> None:
        if row["code"] in self.units:
            faults.add("registry.duplicate_unit", row.place, row["code"])
            return
        row.one_of("level", (NATION, *LEVELS), faults)
        in_scope = row.flag("in_scope", faults)
        if in_scope is None:
            faults.add("registry.scope_unknown", f"{row.place} in_scope", "", "yes, no")
        names = [name for name in Unit.__dataclass_fields__ if name != "in_scope"]
        self.units[row["code"]] = Unit(**{name: row[name] for name in names}, in_scope=bool(in_scope))  # type: ignore[arg-type]

    def _add_site(self, row: Row, faults: Faults) -> Site | None:
        if row["site_id"] in self.sites:
            faults.add("registry.two_versions", row.place, row["site_id"])
            return None
        if row["unit_code"] not in self.units:
            faults.add("registry.no_unit", row.place, row["unit_code"])
            return None
        row.one_of("kind", SITE_KINDS, faults)
        row.one_of("state", SITE_STATES, faults)
        row.one_of("body_kind", BODY_KINDS, faults)
        if not (row["site_id"].startswith(row["unit_code"] + "-") and row["site_id"].rpartition("-")[2].isdigit()):
            faults.add("registry.bad_site_id", row.place, row["site_id"], f"{row['unit_code']}-N")
        if urlsplit(row["url"]).scheme not in {"http", "https"} or not urlsplit(row["url"]).hostname:
            faults.add("registry.bad_url", f"{row.place} url", row["url"], "http://… https://…")
        flags = ("vertical", "outside_service", "autonomous", "foreign_duty", "domain_exception")
        texts = [name for name in Site.__dataclass_fields__ if name not in flags]
        site = Site(**{name: row[name] for name in texts}, **{flag: row.flag(flag, faults) for flag in flags})  # type: ignore[arg-type]
        self.sites[site.site_id] = site
        return site

    @staticmethod
    def _check_unique(
        row: Row, site: Site, hosts: dict[tuple[str, str], str], portals: dict[str, str], faults: Faults
    ) -> None:
        place = (plain_host(site.host), site.path_prefix)
        if place in hosts:
            faults.add("registry.duplicate_address", row.place, f"{site.url} = {hosts[place]}")
        hosts.setdefault(place, site.site_id)
        if site.is_portal:
            if site.unit_code in portals:
                faults.add("registry.two_portals", row.place, f"{site.site_id}, {portals[site.unit_code]}")
            portals.setdefault(site.unit_code, site.site_id)

    # Units

    def unit(self, code: str) -> Unit:
        """Return a unit by its code. Raises ``registry.unknown_division``."""
        if code not in self.units:
            raise fail("registry.unknown_division", found=code)
        return self.units[code]

    def find(self, text: str) -> Unit:
        """Return the unit of a code, a full path, or a name that only one unit bears.

        Raises ``registry.ambiguous_name``, naming the candidates, and ``registry.unknown_division``.
        """
        text = text.strip()
        if text in self.units:
            return self.units[text]
        for named in ([u for u in self.units.values() if u.full_name == text], self._by_name.get(text, [])):
            if len(named) == 1:
                return named[0]
            if named:
                candidates = ", ".join(f"{unit.code} {unit.full_name}" for unit in named)
                raise fail("registry.ambiguous_name", found=text, allowed=candidates)
        raise fail("registry.unknown_division", found=text)

    @cached_property
    def _by_name(self) -> dict[str, list[Unit]]:
        names: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            names.setdefault(unit.name, []).append(unit)
        return names

    def children(self, code: str) -> list[Unit]:
        """Return the units directly below one."""
        return self._children.get(code, [])

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        below: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            below.setdefault(unit.parent_code, []).append(unit)
        return below

    def parent(self, code: str) -> Unit | None:
        """Return the unit directly above one; None above the nation."""
        return self.units.get(self.unit(code).parent_code)

    def ancestors(self, code: str) -> list[Unit]:
        """Return the units above one, nearest first, without the nation."""
        found: list[Unit] = []
        parent = self.parent(code)
        while parent is not None and parent.level != NATION:
            found.append(parent)
            parent = self.parent(parent.code)
        return found

    def province_of(self, code: str) -> str:
        """Return the code of the province a unit belongs to; "" for central organs."""
        return next((u.code for u in (self.unit(code), *self.ancestors(code)) if u.level == Level.PROVINCE), "")

    def scope(self, level: str) -> list[Unit]:
        """Return the units of a level that are evaluated: the denominator of its rates. Raises ``registry.unknown_level``."""
        return [unit for unit in self._at(level) if unit.in_scope]

    def out_of_scope(self, level: str) -> list[Unit]:
        """Return the units of a level that stand outside the evaluation (不在评估范围)."""
        return [unit for unit in self._at(level) if not unit.in_scope]

    def _at(self, level: str) -> list[Unit]:
        if level not in LEVELS:
            raise fail("registry.unknown_level", found=level, allowed=", ".join(LEVELS))
        return [unit for unit in self.units.values() if unit.level == level]

    # Sites

    def portal(self, code: str) -> Site | None:
        """Return a unit's portal that should answer; None if it has none."""
        return self._portals.get(code)

    @cached_property
    def _portals(self) -> dict[str, Site]:
        return {site.unit_code: site for site in self.sites.values() if site.is_portal and site.is_visited}

    def sites_of(self, code: str) -> list[Site]:
        """Return all sites of a unit, whatever their state."""
        return [site for site in self.sites.values() if site.unit_code == code]

    def site_at(self, url: str) -> Site | None:
        """Return the site an address belongs to: same host but for www, longest path prefix. None if not registered."""
        parts = urlsplit(url)
        path = parts.path or "/"
        fits = [
            site
            for site in self._by_host.get(plain_host(parts.hostname or ""), [])
            if path == site.path_prefix or path.startswith(site.path_prefix + "/")
        ]
        return max(fits, key=lambda site: len(site.path_prefix), default=None)

    @cached_property
    def _by_host(self) -> dict[str, list[Site]]:
        hosts: dict[str, list[Site]] = {}
        for site in self.sites.values():
            hosts.setdefault(plain_host(site.host), []).append(site)
        return hosts

    def select(
        self, levels: Sequence[str] | None = None, division: str | None = None, site: str | None = None
    ) -> list[Site]:
        """Return the sites that should answer, of units in scope: of these levels, in this division, or the one at an address.

        division: code, full path or unambiguous name; covers everything below it.
        Raises ``registry.unknown_level`` (all unknown ones), ``registry.unknown_division``, ``registry.unknown_site``.
        """
        wrong = [level for level in levels or () if level not in LEVELS]
        if wrong:
            raise QihuaError(*(Problem("registry.unknown_level", "", w, ", ".join(LEVELS)) for w in wrong))
        if site is not None:
            found = self.site_at(site)
            if found is None:
                raise fail("registry.unknown_site", found=site)
            return [found]
        top = self.find(division).code if division else None
        return [
            candidate
            for candidate in self.sites.values()
            if candidate.is_visited and self._is_selected(self.units[candidate.unit_code], levels, top)
        ]

    def _is_selected(self, unit: Unit, levels: Sequence[str] | None, top: str | None) -> bool:
        if not unit.in_scope or (levels and unit.level not in levels):
            return False
        return top is None or unit.code == top or any(above.code == top for above in self.ancestors(unit.code))

    # Hosts

    def references(self, kind: str | None = None, province_code: str | None = None) -> list[ReferenceHost]:
        """Return reference hosts of a kind, and of a province (those without a province count for all)."""
        return [
            host
            for host in self.reference_hosts
            if (kind is None or host.kind == kind)
            and (province_code is None or host.province_code in {"", province_code})
        ]

    def is_government_host(self, host: str) -> bool:
        """Tell whether a host stands under a government suffix (国办函〔2018〕55号: .gov.cn, .政务)."""
        host = "." + host.lower().rstrip(".")
        return any(host.endswith(suffix) for suffix, kind in self.suffixes if kind == "government")

    # Keeping

    def copy_to(self, folder: Path) -> None:
        """Copy the registry's files into a folder, so that a round keeps the list it used."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            if (self._folder / name).is_file():
                shutil.copyfile(self._folder / name, folder / name)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the registry's files."""
        digest = hashlib.sha256()
        for name in _FILES:
            if (self._folder / name).is_file():
                digest.update((self._folder / name).read_bytes())
        return digest.hexdigest()
