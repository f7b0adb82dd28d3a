"""The truth about the sample's columns, from the site plan alone: what the table of a census should say of each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data.holidays import working_days_between
from data.sample.layout import days_before, site_columns
from data.sample.plan import SEED, UNREADABLE, SitePlan, build_world

_PERIODS = {"yaowen": 14, "tongzhi": 180, "bumen": 14, "xiangzhen": 14}
"""Days a column may rest, by its kind: news 14, notices 180; all others a year."""


@dataclass(frozen=True, slots=True)
class ColumnCell:
    """What the table should say of one column. newest: ISO date, "" for none; days_left: None without a date or a cycle."""

    site_id: str
    path: str
    name: str
    above: str
    state: str
    newest: str = ""
    days_left: int | None = None


def column_truth(today: date, seed: int = SEED, edition: int = 1) -> list[ColumnCell]:
    """Return one cell for every column of every site whose home page can be read, as of the day it is served."""
    sites = build_world(seed, edition).sites
    readable = (site for site in sites if site.state == "running" and site.fault not in UNREADABLE)
    return [cell for site in readable for cell in _columns(site, today)]


def _columns(site: SitePlan, today: date) -> list[ColumnCell]:
    has = site.features
    cells = []
    # What is asked and done there, and what only leads on, has nothing that could be late.
    if has.disclosure:
        cells.append(_exempt(site, "/gongkai/", "政府信息公开"))
    if has.service:
        cells += [_exempt(site, "/zwfw/", "政务服务"), *_services(site)]
    if has.interaction:
        cells.append(_exempt(site, "/hudong/", "互动交流"))
    if has.policy_library:
        cells.append(_dated(site, "/zhengce/", "政策文件", 20, 180, today))
    if has.interpretation:
        cells.append(_dated(site, "/jiedu/", "政策解读", 18, 180, today))
    if has.data_release:
        cells.append(_dated(site, "/shuju/", "数据发布", 30, 365, today))
    # A topic that the home page leads to: words without a list, or a page that is gone.
    cells.append(ColumnCell(site.site_id, "/zt/", "图书周专题", "", "unseen"))
    for position, (slug, name) in enumerate(site_columns(site)):
        if position < has.empty_columns:
            cells.append(ColumnCell(site.site_id, f"/col/{slug}/", name, "", "empty"))
            continue
        age = 400 if position < has.empty_columns + has.stale_columns else has.home_days + position
        cells.append(_dated(site, f"/col/{slug}/", name, age, _PERIODS.get(slug, 365), today))
    return cells


def _services(site: SitePlan) -> list[ColumnCell]:
    """The groups of services below their page, if anything leads there: two for whom, which the home page may name otherwise; two lists without dates."""
    named_at_home = bool(site.features.service_hosts)
    if site.fault == "soft_404" and not named_at_home:
        return []
    names = ("个人网上办事", "法人网上办事") if named_at_home else ("个人办事", "法人办事")
    cells = [_exempt(site, f"/zwfw/{n}/", name, "政务服务") for n, name in enumerate(names[: site.features.audience])]
    lists = ("按部门", "按主题")[: max(0, site.features.audience - 2)]
    return cells + [
        ColumnCell(site.site_id, f"/zwfw/{n}/", name, "政务服务", "unseen") for n, name in enumerate(lists, 2)
    ]


def _exempt(site: SitePlan, path: str, name: str, above: str = "") -> ColumnCell:
    return ColumnCell(site.site_id, path, name, above, "exempt")


def _dated(site: SitePlan, path: str, name: str, age: int, period: int, today: date) -> ColumnCell:
    left = period - age
    if left < 0:
        state = "overdue"
    else:
        state = "due_soon" if working_days_between(today, today + timedelta(left)) <= 3 else "normal"
    return ColumnCell(site.site_id, path, name, "", state, days_before(today, age), left)
