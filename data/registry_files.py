"""The tables of a registry folder: what a row is, and everything that can be wrong with one.

All versions of all rows are checked, whatever the day asked for; only those valid on that day are handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, Generic, TypeVar

from data.addresses import split
from data.model import Level
from data.tables import Faults, Row, read_table

NATION = "nation"
LEVELS = tuple(level.value for level in Level)
SITE_KINDS = ("portal", "department", "channel", "foreign")
SITE_STATES = ("running", "new", "revising", "offline", "closed", "merged")
BODY_KINDS = ("", "party_government", "institution")
HOST_MATCHES = ("host", "suffix", "prefix_suffix")
HOST_KINDS = (
    "state_portal", "national_platform", "service_platform", "data_platform", "golden", "national", "compliance",
    "hotline",
)  # fmt: skip
HOST_STRENGTHS = ("service", "portal", "compliance", "search")
SUFFIX_KINDS = ("government", "institution")
FILES = ("registry.toml", "units.csv", "sites.csv", "reference_hosts.csv", "suffixes.csv", "accounts.csv")

_VISITED_STATES = frozenset({"running", "new", "revising"})
_PARENTS: dict[str, tuple[str, ...]] = {
    Level.MINISTRY: (NATION,),
    Level.PROVINCE: (NATION,),
    Level.PREFECTURE: (Level.PROVINCE,),
    Level.COUNTY: (Level.PREFECTURE, Level.PROVINCE),
}
"""Level → levels that may stand directly above it."""
_VALIDITY = ("valid_from", "valid_to")
_FLAGS = ("vertical", "outside_service", "autonomous", "foreign_duty", "domain_exception")


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
        """The host of the registered address as it stands in DNS."""
        return wire_host(split(self.url).host)

    @property
    def path_prefix(self) -> str:
        """The path below which a channel lives, without a file name; "" for a site that has its host to itself."""
        path = split(self.url).path
        folder, _, page = path.rpartition("/")
        return (folder if "." in page else path).rstrip("/")

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
        host = wire_host(host)
        if self.match == "host":
            return plain_host(host) == plain_host(self.host)
        if self.match == "suffix":
            return host == self.host or host.endswith("." + self.host)
        prefix, _, suffix = self.host.partition("|")
        return host.startswith(prefix) and host.endswith(suffix)


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a third-party platform (政务新媒体). Checked by people, never visited by machines."""

    platform: str
    name: str
    subject: str
    sponsor: str
    filing_state: str
    state: str
    closed_on: str
    unit_code: str
    source: str


@dataclass(frozen=True, slots=True)
class Tables:
    """What a registry's files say on one day."""

    units: dict[str, Unit]
    sites: dict[str, Site]
    reference_hosts: tuple[ReferenceHost, ...]
    suffixes: tuple[tuple[str, str], ...]
    accounts: tuple[Account, ...]


def wire_host(host: str) -> str:
    """Return a host as it stands in DNS: lower case, no final dot, Chinese names in their xn-- form."""
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def plain_host(host: str) -> str:
    """Return a host as in DNS and without www, in which two spellings of one site are equal."""
    return wire_host(host).removeprefix("www.")


def read_tables(folder: Path, day: date, faults: Faults) -> Tables:
    """Read a registry folder's tables, noting every fault; what is valid on ``day`` is returned.

    A site whose unit exists, but not on that day, is not valid on that day either.
    """
    all_units = _read_units(folder / "units.csv", faults)
    codes: Container[str] = {version.item.code for version in all_units} if all_units else _Unreadable()
    all_sites = _read_sites(folder / "sites.csv", codes, faults)
    units = {version.item.code: version.item for version in all_units if version.holds(day)}
    _check_parents([version for version in all_units if version.holds(day)], units, faults)
    sites = {v.item.site_id: v.item for v in all_sites if v.holds(day) and v.item.unit_code in units}
    return Tables(
        units,
        sites,
        tuple(_read_references(folder / "reference_hosts.csv", codes, faults)),
        tuple(_read_suffixes(folder / "suffixes.csv", faults)),
        tuple(_read_accounts(folder / "accounts.csv", codes, faults)),
    )


class _Unreadable:
    """Stands for the codes of a table that could not be read: nothing can be said against any code."""

    def __contains__(self, code: object) -> bool:
        return True


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Version(Generic[T]):
    """What a row says of whom, and from when to when (both days included)."""

    item: T
    owner: str
    place: str
    begins: date
    ends: date

    @classmethod
    def of(cls, item: T, owner: str, row: Row, faults: Faults) -> _Version[T]:
        begins, ends = row.day("valid_from", faults) or date.min, row.day("valid_to", faults) or date.max
        if ends < begins:
            faults.add("registry.bad_validity", f"{row.place} valid_to", f"{begins} > {ends}")
        return cls(item, owner, row.place, begins, ends)

    def holds(self, day: date) -> bool:
        return self.begins <= day <= self.ends

    def meets(self, other: _Version[T]) -> bool:
        return self.begins <= other.ends and other.begins <= self.ends


def _read_units(path: Path, faults: Faults) -> list[_Version[Unit]]:
    names = [name for name in Unit.__dataclass_fields__ if name != "in_scope"]
    versions = []
    for row in read_table(path, (*names, "in_scope", *_VALIDITY), faults):
        for column in ("code", "name", "full_name"):
            row.filled(column, faults)
        row.one_of("level", (NATION, *LEVELS), faults)
        in_scope = row.flag("in_scope", faults)
        if row["in_scope"] == "":
            faults.add("registry.scope_unknown", f"{row.place} in_scope", "", "yes, no")
        values: dict[str, Any] = {name: row[name] for name in names}
        versions.append(_Version.of(Unit(**values, in_scope=bool(in_scope)), row["code"], row, faults))
    _check_one_at_a_time(versions, "registry.duplicate_unit", "code", faults)
    return versions


def _check_parents(versions: Sequence[_Version[Unit]], units: dict[str, Unit], faults: Faults) -> None:
    for version in versions:
        unit, place = version.item, f"{version.place} parent_code"
        if unit.level not in _PARENTS:
            continue
        parent = units.get(unit.parent_code)
        if parent is None:
            faults.add("registry.no_parent", place, unit.parent_code)
        elif parent.level not in _PARENTS[unit.level]:
            faults.add("registry.bad_parent", place, f"{parent.code} ({parent.level})", ", ".join(_PARENTS[unit.level]))


def _read_sites(path: Path, codes: Container[str], faults: Faults) -> list[_Version[Site]]:
    texts = [name for name in Site.__dataclass_fields__ if name not in _FLAGS]
    versions = []
    successors = []
    for row in read_table(path, (*texts, *_FLAGS, *_VALIDITY), faults):
        _check_site(row, codes, faults)
        values: dict[str, Any] = {name: row[name] for name in texts}
        values |= {flag: row.flag(flag, faults) for flag in _FLAGS}
        site = Site(**values)
        versions.append(_Version.of(site, site.site_id, row, faults))
        if site.merged_into:
            successors.append((row, site.merged_into))
    known = {version.item.site_id for version in versions}
    for row, successor in successors:
        if successor not in known:
            faults.add("registry.no_successor", f"{row.place} merged_into", successor)
    _check_one_at_a_time(versions, "registry.two_versions", "site_id", faults)
    answering = [version for version in versions if version.item.is_visited]
    addresses = [version for version in answering if version.item.host]
    _check_apart(addresses, lambda s: (plain_host(s.host), s.path_prefix), "registry.duplicate_address", "url", faults)
    portals = [version for version in answering if version.item.is_portal]
    _check_apart(portals, lambda site: site.unit_code, "registry.two_portals", "kind", faults)
    return versions


def _check_site(row: Row, codes: Container[str], faults: Faults) -> None:
    if row["unit_code"] not in codes:
        faults.add("registry.no_unit", f"{row.place} unit_code", row["unit_code"])
    row.one_of("kind", SITE_KINDS, faults)
    row.one_of("state", SITE_STATES, faults)
    row.one_of("body_kind", BODY_KINDS, faults)
    row.day("checked_at", faults)
    if not (row["site_id"].startswith(row["unit_code"] + "-") and row["site_id"].rpartition("-")[2].isdigit()):
        faults.add("registry.bad_site_id", f"{row.place} site_id", row["site_id"], f"{row['unit_code']}-N")
    if not split(row["url"]).is_web:
        faults.add("registry.bad_url", f"{row.place} url", row["url"], "http://… https://…")


def _check_one_at_a_time(versions: Sequence[_Version[T]], code: str, column: str, faults: Faults) -> None:
    """Note every two rows of one owner that hold on a common day."""
    for group in _grouped(versions, lambda version: version.owner):
        for earlier, later in combinations(group, 2):
            if earlier.meets(later):
                faults.add(code, f"{later.place} {column}", f"{later.owner} ({earlier.place})")


def _check_apart(
    versions: Sequence[_Version[T]], key: Callable[[T], Hashable], code: str, column: str, faults: Faults
) -> None:
    """Note every two rows of different owners that have one key on a common day."""
    for group in _grouped(versions, lambda version: key(version.item)):
        for earlier, later in combinations(group, 2):
            if earlier.owner != later.owner and earlier.meets(later):
                faults.add(code, f"{later.place} {column}", f"{later.owner} = {earlier.owner} ({earlier.place})")


def _grouped(versions: Sequence[_Version[T]], key: Callable[[_Version[T]], Hashable]) -> Iterable[list[_Version[T]]]:
    groups: dict[Hashable, list[_Version[T]]] = {}
    for version in versions:
        groups.setdefault(key(version), []).append(version)
    return (group for group in groups.values() if len(group) > 1)


def _read_references(path: Path, codes: Container[str], faults: Faults) -> list[ReferenceHost]:
    names = list(ReferenceHost.__dataclass_fields__)
    hosts = []
    for row in read_table(path, (*names, "confidence", "note"), faults):
        row.filled("host", faults)
        row.one_of("match", HOST_MATCHES, faults)
        row.one_of("kind", HOST_KINDS, faults)
        row.one_of("strength", HOST_STRENGTHS, faults)
        if row["province_code"] and row["province_code"] not in codes:
            faults.add("registry.no_unit", f"{row.place} province_code", row["province_code"])
        if row["match"] == "prefix_suffix" and "|" not in row["host"]:
            faults.add("table.bad_choice", f"{row.place} host", row["host"], "prefix|suffix")
        hosts.append(ReferenceHost(**{name: row[name] for name in names}))
    return hosts


def _read_suffixes(path: Path, faults: Faults) -> list[tuple[str, str]]:
    suffixes = []
    for row in read_table(path, ("suffix", "kind", "source"), faults):
        if not row["suffix"].startswith("."):
            faults.add("table.bad_choice", f"{row.place} suffix", row["suffix"], ".gov.cn")
        suffixes.append((row["suffix"].lower(), row.one_of("kind", SUFFIX_KINDS, faults)))
    return suffixes


def _read_accounts(path: Path, codes: Container[str], faults: Faults) -> list[Account]:
    names = list(Account.__dataclass_fields__)
    accounts = []
    for row in read_table(path, names, faults):
        row.filled("platform", faults)
        row.filled("name", faults)
        row.day("closed_on", faults)
        if row["unit_code"] not in codes:
            faults.add("registry.no_unit", f"{row.place} unit_code", row["unit_code"])
        accounts.append(Account(**{name: row[name] for name in names}))
    return accounts
