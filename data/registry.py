"""Units and sites that exist, each version with its validity; the scope rule; lookup by code, path and address.

A registry is a folder of CSV tables (units, sites, reference hosts, suffixes, accounts) and ``registry.toml``.
Unknown stays unknown: a flag is True, False or None.
"""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from data.addresses import split
from data.errors import Problem, QihuaError, fail
from data.model import Level
from data.registry_files import (
    FILES,
    LEVELS,
    NATION,
    Account,
    ReferenceHost,
    Site,
    Tables,
    Unit,
    plain_host,
    read_tables,
    wire_host,
)  # fmt: skip
from data.tables import Faults

__all__ = ["LEVELS", "NATION", "SHIPPED", "Account", "ReferenceHost", "Registry", "Site", "Unit", "plain_host"]

SHIPPED = Path(__file__).parent / "units"
_ABOUT = ("id", "name", "fictional", "date")


class Registry:
    """The units and sites that are valid on one day. Made by ``load``."""

    def __init__(self, folder: Path, about: dict[str, Any], as_of: date, tables: Tables) -> None:
        self._folder = folder
        self.id: str = about["id"]
        self.name: str = about["name"]
        self.fictional: bool = about["fictional"]
        self.as_of = as_of
        self.units = tables.units
        self.sites = tables.sites
        self.reference_hosts = tables.reference_hosts
        self.suffixes = tables.suffixes
        self.accounts: tuple[Account, ...] = tables.accounts

    @classmethod
    def load(cls, folder: Path, as_of: date | None = None) -> Registry:
        """Read a registry folder as it is valid on ``as_of`` (default: the registry's own date).

        Raises ``QihuaError`` with every problem of all its files.
        """
        about = _read_about(folder)
        day = as_of or date.fromisoformat(str(about["date"]))
        faults = Faults()
        tables = read_tables(folder, day, faults)
        faults.raise_any()
        return cls(folder, about, day, tables)

    @classmethod
    def shipped(cls, name: str) -> Registry:
        """Load a registry that comes with the project, as of its own date. Raises ``registry.unknown``."""
        if not (SHIPPED / name / "registry.toml").is_file():
            names = ", ".join(sorted(path.parent.name for path in SHIPPED.glob("*/registry.toml")))
            raise fail("registry.unknown", found=name, allowed=names)
        return cls.load(SHIPPED / name)

    @classmethod
    def named(cls, name: str) -> Registry:
        """Load a registry by its folder, or a shipped one by its name. Raises ``registry.unknown``."""
        if not (SHIPPED / name / "registry.toml").is_file() and Path(name).is_dir():
            return cls.load(Path(name))
        return cls.shipped(name)

    # Units

    def unit(self, code: str) -> Unit:
        """Return a unit by its code. Raises ``registry.unknown_division``."""
        if code not in self.units:
            raise fail("registry.unknown_division", found=code)
        return self.units[code]

    def find(self, text: str) -> Unit:
        """Return the unit of a code, a full path, a name or short name that only one unit bears.

        Raises ``registry.ambiguous_name``, naming the candidates, and ``registry.unknown_division``.
        """
        text = text.strip()
        if text in self.units:
            return self.units[text]
        for names in self._by_name:
            named = names.get(text, [])
            if len(named) == 1:
                return named[0]
            if named:
                candidates = ", ".join(f"{unit.code} {unit.full_name}" for unit in named)
                raise fail("registry.ambiguous_name", found=text, allowed=candidates)
        raise fail("registry.unknown_division", found=text)

    @cached_property
    def _by_name(self) -> tuple[dict[str, list[Unit]], ...]:
        paths: dict[str, list[Unit]] = {}
        names: dict[str, list[Unit]] = {}
        short_names: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            paths.setdefault(unit.full_name, []).append(unit)
            names.setdefault(unit.name, []).append(unit)
            short_names.setdefault(unit.short_name, []).append(unit)
        return paths, names, short_names

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
        """Return the units of a level that are evaluated: the denominator of its rates.

        Raises ``registry.unknown_level``.
        """
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
        return self._sites_of.get(code, [])

    @cached_property
    def _sites_of(self) -> dict[str, list[Site]]:
        found: dict[str, list[Site]] = {}
        for site in self.sites.values():
            found.setdefault(site.unit_code, []).append(site)
        return found

    def site_at(self, url: str) -> Site | None:
        """Return the site an address belongs to: same host but for www, longest path prefix. None if not registered.

        Where a closed site left its address to another, the one that should answer is meant. The scheme may be missing.
        """
        address = split(url if "://" in url else f"//{url}")
        path = address.path or "/"
        fits = [
            site
            for site in self._by_host.get(plain_host(address.host), [])
            if path == site.path_prefix or path.startswith(site.path_prefix + "/")
        ]
        return max(fits, key=lambda site: (len(site.path_prefix), site.is_visited), default=None)

    @cached_property
    def _by_host(self) -> dict[str, list[Site]]:
        hosts: dict[str, list[Site]] = {}
        for site in self.sites.values():
            hosts.setdefault(plain_host(site.host), []).append(site)
        return hosts

    def select(
        self, levels: Sequence[str] | None = None, division: str | None = None, site: str | None = None
    ) -> list[Site]:
        """Return the sites that should answer, of units in scope: of these levels, in this division, at this address.

        division: code, full path or unambiguous name; covers everything below it.
        Raises ``registry.unknown_level`` (all unknown ones), ``registry.unknown_division``, ``registry.unknown_site``.
        """
        wrong = [level for level in levels or () if level not in LEVELS]
        if wrong:
            raise QihuaError(*(Problem("registry.unknown_level", "", w, ", ".join(LEVELS)) for w in wrong))
        top = self.find(division).code if division else None
        candidates = list(self.sites.values())
        if site is not None:
            found = self.site_at(site)
            if found is None:
                raise fail("registry.unknown_site", found=site)
            candidates = [found]
        return [c for c in candidates if c.is_visited and self._is_selected(self.units[c.unit_code], levels, top)]

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

    def platforms_measured_at(self, site_id: str) -> list[ReferenceHost]:
        """Return the service platforms that are looked at with a site, once for all sites of its province.

        A province's portal stands for its platforms; [] for any other site, registered or not.
        """
        site = self.sites.get(site_id)
        if site is None or not site.is_portal or self.units[site.unit_code].level != Level.PROVINCE:
            return []
        return [host for host in self.references("service_platform") if host.province_code == site.unit_code]

    def is_government_host(self, host: str) -> bool:
        """Tell whether a host stands under a government suffix (国办函〔2018〕55号: .gov.cn, .政务)."""
        return self._is_under(host, "government")

    def is_institution_host(self, host: str) -> bool:
        """Tell whether a host stands under a suffix for public institutions (互联网政务应用安全管理规定: .cn, .公益)."""
        return self._is_under(host, "institution")

    def _is_under(self, host: str, kind: str) -> bool:
        named = "." + wire_host(host)
        return ".." not in named and any(named.endswith(suffix) for suffix, of in self.suffixes if of == kind)

    # Keeping

    def copy_to(self, folder: Path) -> None:
        """Copy the registry's files into a folder, so that a round keeps the list it used."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            if (self._folder / name).is_file():
                shutil.copyfile(self._folder / name, folder / name)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the registry's files."""
        digest = hashlib.sha256()
        for name in FILES:
            if (self._folder / name).is_file():
                digest.update((self._folder / name).read_bytes())
        return digest.hexdigest()


def _read_about(folder: Path) -> dict[str, Any]:
    path = folder / "registry.toml"
    try:
        about = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise fail("registry.missing", where=str(folder), found=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise fail("registry.not_toml", where=str(path), found=str(error)) from error
    faults = Faults()
    for key in _ABOUT:
        if key not in about:
            faults.add("registry.missing_key", f"{path.name}: {key}", "", ", ".join(_ABOUT))
    if not isinstance(about.get("fictional", False), bool):
        faults.add("table.bad_flag", f"{path.name}: fictional", str(about["fictional"]), "true, false")
    try:
        date.fromisoformat(str(about.get("date", date.max)))
    except ValueError:
        faults.add("table.bad_date", f"{path.name}: date", str(about["date"]), "YYYY-MM-DD")
    faults.raise_any()
    return about
