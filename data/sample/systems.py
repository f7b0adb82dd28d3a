"""The sample's national systems and platforms: fictional hosts, and which of them a home page links to."""

from __future__ import annotations

from dataclasses import dataclass

from data.sample.plan import SUFFIX, SitePlan


@dataclass(frozen=True, slots=True)
class System:
    """A fictional system. project: what the registry calls it; strength: of its host; name: of it, and of links to it."""

    host: str
    kind: str
    project: str
    name: str
    strength: str = "service"


GOLDEN = (
    System(f"baoguan.{SUFFIX}", "golden", "金关", "虚构报关窗口"),
    System(f"shuishou.{SUFFIX}", "golden", "金税", "虚构电子税务局"),
    System(f"churujing.{SUFFIX}", "golden", "金盾", "虚构出入境预约"),
    System(f"shenji.{SUFFIX}", "golden", "金审", "虚构审计部", "portal"),
    System(f"gongshi.{SUFFIX}", "golden", "金信", "虚构企业公示系统"),
    System(f"shuili.{SUFFIX}", "golden", "金水", "虚构水利部", "portal"),
    System(f"nongye.{SUFFIX}", "golden", "金农", "虚构农情网"),
    System(f"shebao.{SUFFIX}", "golden", "金保", "虚构社保查询"),
)
NATIONAL = (
    System(f"ducha.{SUFFIX}", "national", "互联网+督查", "虚构督查平台"),
    System(f"xinyong.{SUFFIX}", "national", "信用中国", "虚构信用网"),
    System(f"caigou.{SUFFIX}", "national", "政府采购", "虚构采购网"),
)
HOTLINE = System("12345|", "hotline", "", "虚构便民热线")
FILING = System(f"beian.{SUFFIX}", "compliance", "", "虚构备案查询", "compliance")
"""Stands in many footers, and counts for no system."""


def linked_golden(site: SitePlan) -> list[System]:
    """The Golden Projects that a site's home page links to: it differs by site which ones, some link none."""
    return _some(site, GOLDEN, {"ministry": 2, "province": 1, "prefecture": 2, "county": 3}[site.unit.level])


def linked_national(site: SitePlan) -> list[System]:
    """The national platforms that a site's home page links to."""
    return _some(site, NATIONAL, 2)


def links_data_platform(site: SitePlan) -> bool:
    """Tell whether a site's home page links to its province's data platform."""
    return site.unit.level != "ministry" and _number(site) % 4 == 0


def box(site: SitePlan) -> str:
    """Return the box of a home page with these links, "" where it has none."""
    links = [
        f'<a href="https://{system.host}/">{system.name}</a>'
        for system in (*linked_golden(site), *linked_national(site))
    ]
    if links_data_platform(site):
        links.append(f'<a href="https://data.p{site.unit.code[:2]}.{SUFFIX}/">虚构数据平台</a>')
    return f'<div class="box"><h2>国家系统</h2><p>{" ".join(links)}</p></div>' if links else ""


def _some(site: SitePlan, systems: tuple[System, ...], step: int) -> list[System]:
    if _number(site) % 5 == 4:
        return []
    return [system for position, system in enumerate(systems, _number(site)) if position % step == 0]


def _number(site: SitePlan) -> int:
    return sum(map(ord, site.site_id))
