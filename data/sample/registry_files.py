"""Writes the sample's registry in the form of every registry, with the validity of both editions."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from data.sample.plan import AS_OF, NATIONAL_PLATFORM, SEED, STATE_HOST, SUFFIX, SitePlan, World, build_world
from data.sample.systems import FILING, GOLDEN, HOTLINE, NATIONAL

_SOURCE = "演示数据（虚构）"


def write_registry(folder: Path, seed: int = SEED) -> Path:
    """Write units.csv, sites.csv, reference_hosts.csv, suffixes.csv, accounts.csv and registry.toml; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    first, second = build_world(seed, 1), build_world(seed, 2)
    _write(folder / "units.csv", _UNIT_COLUMNS, _units(first))
    _write(folder / "sites.csv", _SITE_COLUMNS, _sites(first, second))
    _write(folder / "reference_hosts.csv", _REFERENCE_COLUMNS, _references(first))
    _write(folder / "suffixes.csv", ("suffix", "kind", "source", "date"), [(f".{SUFFIX}", "government", _SOURCE, "")])
    accounts = ("platform", "name", "subject", "sponsor", "filing_state", "state", "closed_on", "unit_code", "source")
    portals = [site for site in first.sites if site.kind == "portal"][:12]
    rows = [
        ("微信公众号", f"{s.unit.name}发布", s.unit.name, s.unit.name, "已备案", "正常", "", s.unit.code, _SOURCE)
        for s in portals
    ]
    _write(folder / "accounts.csv", accounts, rows)
    (folder / "registry.toml").write_text(
        f'id = "sample"\nname = "演示清单（虚构省份与部门）"\nfictional = true\ndate = {AS_OF[2].isoformat()}\n',
        encoding="utf-8",
    )
    return folder


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


def _write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _units(world: World) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("000000", "nation", "虚构全国", "虚构全国", "", "虚构全国", "", "", "yes", "", "", "", _SOURCE)
    ]
    for unit in world.units:
        short = unit.name.removesuffix("自治州") if unit.name.endswith("自治州") else unit.name[:-1]
        if unit.level == "ministry":
            short = unit.name
        rows.append(
            (
                unit.code,
                unit.level,
                unit.name,
                short,
                "",
                unit.path,
                unit.parent,
                unit.unit_type,
                "yes",
                "",
                "",
                "",
                _SOURCE,
            )
        )
    return rows


def _sites(first: World, second: World) -> list[tuple[str, ...]]:
    """Sites that change between the editions have one row for each, with validity that does not overlap."""
    later = {site.site_id: site for site in second.sites}
    change = AS_OF[1] + timedelta(days=1)
    rows = []
    for site in first.sites:
        after = later[site.site_id]
        if _attributes(site, first) == _attributes(after, second):
            rows.append(_row(site, first, "", ""))
        else:
            rows.append(_row(site, first, "", AS_OF[1].isoformat()))
            rows.append(_row(after, second, change.isoformat(), ""))
    return rows


def _attributes(site: SitePlan, world: World) -> tuple[str, ...]:
    return _row(site, world, "", "")


def _row(site: SitePlan, world: World, valid_from: str, valid_to: str) -> tuple[str, ...]:
    merged = f"{site.unit.parent}-1" if site.state == "merged" else ""
    sponsor = site.unit.name if site.unit.level == "ministry" else f"{site.unit.name}人民政府"
    return (
        site.site_id, site.unit.code, site.kind, site.name, site.url, site.site_code, sponsor, f"{site.unit.name}数据中心",
        "", "party_government", _flag(site.vertical), _flag(site.outside_service), _flag(site.autonomous),
        _flag(site.foreign_duty), site.state, merged, "", valid_from, valid_to, _SOURCE, "high", "", "",
    )  # fmt: skip


def _flag(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def _references(world: World) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (STATE_HOST, "host", "state_portal", "", "", "虚构中央门户", "portal", _SOURCE, "high", ""),
        (
            NATIONAL_PLATFORM,
            "host",
            "national_platform",
            "",
            "",
            "虚构国家政务服务平台",
            "service",
            _SOURCE,
            "high",
            "",
        ),
    ]
    rows += [
        (system.host, "prefix_suffix" if system is HOTLINE else "host", system.kind, "", system.project, system.name,
         system.strength, _SOURCE, "high", "")
        for system in (*GOLDEN, *NATIONAL, HOTLINE, FILING)
    ]  # fmt: skip
    for unit in world.units:
        if unit.level == "province":
            prefix = unit.code[:2]
            rows.append(
                (f"zwfw.p{prefix}.{SUFFIX}", "host", "service_platform", unit.code, "", f"{unit.name}政务服务网", "service",
                 _SOURCE, "high", "")
            )  # fmt: skip
            rows.append(
                (f"data.p{prefix}.{SUFFIX}", "host", "data_platform", unit.code, "", f"{unit.name}数据开放平台", "portal",
                 _SOURCE, "high", "")
            )  # fmt: skip
    return rows
