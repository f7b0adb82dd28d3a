"""The plan of the fictional sample: which units and sites exist, what each site offers, and where the web's faults are.

Everything else — registry files, truth table, pages, server — follows from it. All of it is invented: 演示数据（虚构）.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from data.sample.names import DEPARTMENTS, organs, place_names

SEED = 20260630
SUFFIX = "gov.example"
STATE_HOST = f"www.{SUFFIX}"
NATIONAL_PLATFORM = f"gjzwfw.{SUFFIX}"
AS_OF = {1: date(2026, 6, 30), 2: date(2026, 9, 30)}
"""The registry's day for each edition of the sample; ages on pages are counted from the day it is served."""

UNREADABLE = frozenset(
    {"dns", "refused", "slow", "challenge", "parked", "hijacked", "placeholder", "server_error", "robots", "redirect"}
)
"""Faults that keep the home page from being read as the site's own."""


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A fictional unit."""

    code: str
    level: str
    name: str
    parent: str
    path: str
    unit_type: str


@dataclass(frozen=True, slots=True)
class Features:
    """What a site offers. Numbers of days count back from the day it is served; ``reply_days`` are working days.

    dead_links: 1, a page of its own that is gone; 2, one on another host that nobody answers for as well.
    """

    state_link: bool = True
    parent_link: bool = True
    children_linked: float = 1.0
    departments_linked: bool = True
    state_column: bool = True
    state_days: int = 2
    login: str = "own"
    subscribe: bool = False
    joint_search: bool = False
    service: bool = True
    service_hosts: int = 0
    platform_link: bool = True
    guides: tuple[int, ...] = (8,)
    audience: int = 4
    apply: bool = True
    forms: bool = True
    progress: bool = True
    rating: bool = True
    ratings_published: bool = True
    search: bool = True
    home_days: int = 1
    viewport: bool = True
    media_query: bool = True
    fluid: bool = True
    ipv6: bool = True
    bot: bool = False
    sitemap_file: bool = False
    printed_code: bool = True
    meta_code: bool = True
    wrong_code: bool = False
    footer: tuple[str, ...] = ("mark", "icp", "police", "sponsor", "contact", "error_report", "sitemap")
    site_tags: bool = True
    column_tags: int = 4
    article_tags: int = 3
    columns: int = 4
    stale_columns: int = 0
    empty_columns: int = 0
    hsts: bool = False
    disclosure: int = 5
    interpretation: bool = True
    policy_linked: bool = True
    policy_service: bool = False
    policy_validity: bool = True
    policy_library: int = 2
    data_release: bool = True
    data_explained: bool = False
    hotline: str = "link"
    dead_links: int = 0
    interaction: bool = True
    reply_days: int = 4
    letters: int = 12
    answered: int = 12
    barrier_free: bool = True
    elder: bool = True
    images: int = 8
    images_named: int = 6
    lang: bool = True
    page_tools: int = 3
    minority: bool = False
    english: bool = False
    english_days: int = 5
    english_groups: int = 4
    english_services: int = 3
    other_language: bool = False


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A fictional site. fault: "" or the name of what is wrong with it; charset: of its pages, declared or not."""

    site_id: str
    unit: UnitPlan
    kind: str
    name: str
    host: str
    prefix: str
    scheme: str
    site_code: str
    state: str = "running"
    outside_service: bool | None = None
    foreign_duty: bool | None = None
    autonomous: bool = False
    vertical: bool = False
    fault: str = ""
    charset: str = "utf-8"
    declares_charset: bool = True
    family: int = 0
    features: Features = field(default_factory=Features)

    @property
    def url(self) -> str:
        """The registered address."""
        return f"{self.scheme}://{self.host}{self.prefix}/"


@dataclass(frozen=True, slots=True)
class World:
    """One edition of the sample: its units, its sites, and who is above and below whom."""

    seed: int
    edition: int
    units: tuple[UnitPlan, ...]
    sites: tuple[SitePlan, ...]

    def portal(self, code: str) -> SitePlan | None:
        """Return the running portal of a unit."""
        return next(
            (s for s in self.sites if s.unit.code == code and s.kind == "portal" and s.state == "running"), None
        )

    def children(self, code: str) -> list[SitePlan]:
        """Return the running portals of the units directly below one."""
        return [s for u in self.units if u.parent == code and (s := self.portal(u.code)) is not None]

    def departments(self, code: str) -> list[SitePlan]:
        """Return the running department sites of a unit."""
        return [s for s in self.sites if s.unit.code == code and s.kind == "department" and s.state == "running"]

    def platform(self, site: SitePlan) -> str:
        """Return the host of the service platform of a site's province; the national one for central organs."""
        if site.unit.level == "ministry":
            return NATIONAL_PLATFORM
        return f"zwfw.p{site.unit.code[:2]}.{SUFFIX}"

    def hall_of(self, site: SitePlan) -> SitePlan | None:
        """Return whose service hall is looked at with a site: its own; for a province's portal that leads to it the platform.

        None where the services were handed over to the platform, which is looked at with the province's portal.
        """
        leads = site.features.platform_link or (site.features.service and site.features.service_hosts > 0)
        if leads and site.unit.level == "province" and site.kind == "portal":
            return self.platform_site(site)
        handed_over = leads or site.features.login == "shared"
        return None if handed_over and not site.features.service and site.unit.level != "ministry" else site

    def platform_site(self, site: SitePlan) -> SitePlan:
        """Return the plan of a province's platform: whole, and of one look with the portal of the province."""
        return replace(site, host=self.platform(site), prefix="", fault="", features=Features())


COUNTY_FAULTS = (
    "dns", "refused", "challenge", "slow", "redirect", "parked", "hijacked", "script_footer", "gbk", "gbk_undeclared", "gb18030",
    "soft_404", "wrong_code", "stale", "many_columns", "calendar", "expired", "robots", "placeholder", "server_error",
)  # fmt: skip
"""The web's faults, each at one county portal, in this order over every second county."""


@lru_cache(maxsize=8)
def build_world(seed: int = SEED, edition: int = 1) -> World:
    """Lay the sample out. The same seed and edition give the same world; edition 2 follows from edition 1."""
    chance = random.Random(seed)
    units = _units(chance)
    sites = _sites(units, chance)
    if edition == 2:
        sites = _three_months_later(sites)
    return World(seed, edition, tuple(units), tuple(sites))


def _units(chance: random.Random) -> list[UnitPlan]:
    taken: set[str] = set()
    units = [
        UnitPlan(f"yx-{number:02d}", "ministry", name, "000000", name, "虚构部门")
        for number, (name, _) in enumerate(organs(), 1)
    ]
    for p, province in enumerate(place_names(4, "省", chance, taken), 1):
        code = f"9{p}0000"
        top = UnitPlan(code, "province", f"{province}省", "000000", f"{province}省", "虚构省")
        units.append(top)
        for c, city in enumerate(place_names(4, "市", chance, taken), 1):
            autonomous = (p, c) == (3, 2)
            name = f"{city}{'自治州' if autonomous else '市'}"
            city_code = f"9{p}{c:02d}00"
            units.append(
                UnitPlan(
                    city_code, "prefecture", name, code, f"{top.name}/{name}", "虚构自治州" if autonomous else "虚构市"
                )
            )
            for d, county in enumerate(place_names(3, "县", chance, taken), 1):
                county_name = f"{county}县"
                path = f"{top.name}/{name}/{county_name}"
                units.append(UnitPlan(f"9{p}{c:02d}{d:02d}", "county", county_name, city_code, path, "虚构县"))
    return units


_WITHOUT_SITE = frozenset({4, 26, 46})
"""Counties, by number, that have no site."""


def _sites(units: list[UnitPlan], chance: random.Random) -> list[SitePlan]:
    sites: list[SitePlan] = []
    service = dict(zip((u.code for u in units if u.level == "ministry"), (duty for _, duty in organs()), strict=True))
    counties = [unit.code for unit in units if unit.level == "county"]
    faults = dict(zip(counties[1::2], COUNTY_FAULTS, strict=False))
    for unit in units:
        if unit.level == "county" and counties.index(unit.code) in _WITHOUT_SITE:
            continue
        sites.append(_portal(unit, service.get(unit.code), faults.get(unit.code, ""), chance))
    for unit in [u for u in units if u.level in {"province", "prefecture"}][:9]:
        if len([s for s in sites if s.kind == "department"]) < 8:
            sites.append(_department(unit, len([s for s in sites if s.kind == "department"]), chance))
    for unit in [u for u in units if u.level == "prefecture"][4:8]:
        portal = next(s for s in sites if s.unit.code == unit.code and s.kind == "portal")
        sites.append(
            replace(
                portal, site_id=f"{unit.code}-3", kind="channel", name=f"{unit.name}营商环境频道", prefix="/yshj",
                fault="", features=replace(portal.features, children_linked=0.0),
            )
        )  # fmt: skip
    return [_within_budget(site) for site in sites]


def _portal(unit: UnitPlan, duty: bool | None, fault: str, chance: random.Random) -> SitePlan:
    number = unit.code.replace("yx-", "m")
    host = f"www.{number}.{SUFFIX}" if unit.level == "ministry" else f"www.p{unit.code}.{SUFFIX}"
    site_code = f"bm99{int(unit.code[3:]):06d}" if unit.level == "ministry" else f"{unit.code}0001"
    charset = {"gbk": "gbk", "gbk_undeclared": "gbk", "gb18030": "gb18030"}.get(fault, "utf-8")
    autonomous = unit.unit_type == "虚构自治州"
    foreign = {"ministry": chance.choice([True, False, None]), "province": True}.get(unit.level)
    if unit.level == "prefecture":
        foreign = (True, False, None)[int(unit.code[2:4]) % 3]
    site = SitePlan(
        f"{unit.code}-1", unit, "portal", f"{unit.name}{'' if unit.level == 'ministry' else '人民政府门户网站'}", host, "",
        "https" if fault == "expired" or chance.random() < 0.6 else "http", site_code,
        outside_service=duty, foreign_duty=foreign, autonomous=autonomous, fault=fault, charset=charset,
        declares_charset=fault != "gbk_undeclared", family=chance.randrange(3),
    )  # fmt: skip
    return replace(site, features=_features(site, chance))


def _department(unit: UnitPlan, number: int, chance: random.Random) -> SitePlan:
    name = f"{unit.name}{DEPARTMENTS[number]}"
    base = f"p{unit.code}.{SUFFIX}"
    nested = number % 4 != 3
    site = SitePlan(
        f"{unit.code}-2", unit, "department", name, f"d{number + 1}.{base}" if nested else f"bureau{number + 1}.{SUFFIX}", "",
        chance.choice(["http", "https"]), f"{unit.code}{number + 11:04d}",
        outside_service=(True, False, None)[number % 3], foreign_duty=False, vertical=number == 6, family=chance.randrange(3),
    )  # fmt: skip
    return replace(site, features=replace(_features(site, chance), english=False, other_language=False))


def _features(site: SitePlan, chance: random.Random) -> Features:
    """Draw what a site offers: better at higher levels, never the same twice."""
    level = site.unit.level
    good = {"ministry": 0.88, "province": 0.92, "prefecture": 0.8, "county": 0.68}[level]

    def has(bonus: float = 0.0) -> bool:
        return chance.random() < good + bonus

    footer = tuple(part for part in Features().footer if has(0.08))
    images = chance.randint(6, 14)
    letters = chance.randint(6, 24)
    english = level == "province" or (
        level in {"ministry", "prefecture"} and site.foreign_duty is not False and has(-0.3)
    )
    stale = site.fault == "stale"
    duty = site.outside_service is not False
    return Features(
        state_link=has(0.05), parent_link=has(), children_linked=1.0 if has(-0.2) else 0.5, departments_linked=has(),
        state_column=has(), state_days=2 if has() else 20, login=chance.choice(["none", "own", "shared", "shared"]),
        subscribe=has(-0.3), joint_search=has(-0.3), service=duty and has(0.1), platform_link=has(0.05),
        guides=(chance.choice((8, 8, 7, 6, 4)),), audience=chance.choice((4, 4, 3, 2)),
        apply=has(), forms=has(), progress=has(-0.1), rating=has(-0.1), ratings_published=has(-0.3), search=has(0.1),
        home_days=45 if stale else chance.choice((0, 1, 1, 2, 3, 5, 9)), viewport=has(), media_query=has(-0.1), fluid=has(),
        ipv6=has(), bot=has(-0.3), sitemap_file=has(-0.4), printed_code=has(0.1) or site.fault == "wrong_code", meta_code=has(0.05),
        wrong_code=site.fault == "wrong_code", footer=footer, site_tags=has(0.05),
        column_tags=chance.choice((4, 4, 2, 0)), article_tags=chance.choice((3, 3, 3, 2)),
        columns=300 if site.fault == "many_columns" else 5 if stale else min(chance.randint(3, 4), 3 if site.autonomous else 4),
        stale_columns=3 if stale else 0, empty_columns=2 if stale else int(not has(0.15)), hsts=has(-0.4),
        disclosure=chance.choice((5, 5, 4, 3)), interpretation=has(0.05), policy_linked=has(-0.1), policy_service=has(-0.4),
        policy_library=chance.choice((3, 2, 1)), data_release=has(-0.1), data_explained=has(-0.4),
        hotline=chance.choice(("link", "link", "number", "none")), interaction=has(0.1), reply_days=chance.choice((2, 4, 7, 15)),
        letters=letters, answered=letters if has() else max(0, letters - 3), barrier_free=has(-0.05), elder=has(-0.05),
        images=images, images_named=images if has(-0.4) else chance.randint(0, images), lang=has(-0.1),
        page_tools=chance.choice((3, 3, 2)), minority=site.autonomous, english=english,
        english_days=chance.choice((3, 12, 40)), english_groups=chance.choice((5, 4, 3)), english_services=chance.choice((6, 4, 2)),
        other_language=english and level == "province" and has(-0.3), service_hosts=chance.choice((0, 2, 2, 3)),
        policy_validity=sum(map(ord, site.site_id)) % 4 > 0,
        dead_links=(0, 0, 1, 2)[sum(map(ord, site.site_id)) % 4],
    )  # fmt: skip


def _three_months_later(sites: list[SitePlan]) -> list[SitePlan]:
    """One site closes, one merges into its parent's, one is renamed, some improve, one gets worse."""
    counties = [s for s in sites if s.kind == "portal" and s.unit.level == "county" and not s.fault]
    closing, merging, renamed, worse = counties[2], counties[5], counties[8], counties[11]
    better = {s.site_id for s in counties[12:18]} | {
        s.site_id for s in sites if s.unit.level == "prefecture" and s.kind == "portal"
    }
    later = []
    for site in sites:
        if site.site_id == closing.site_id:
            site = replace(site, state="closed")
        elif site.site_id == merging.site_id:
            site = replace(site, state="merged")
        elif site.site_id == renamed.site_id:
            site = replace(site, host=site.host.replace("www.p", "www.n"), name=site.name.replace("门户网站", "网站"))
        elif site.site_id == worse.site_id:
            changed = replace(
                site.features, home_days=38, elder=False, interaction=False, footer=("icp",), state_column=False
            )
            site = _within_budget(replace(site, features=changed))
        elif site.site_id in better:
            changed = replace(
                site.features, elder=True, viewport=True, disclosure=5, footer=Features().footer, home_days=1
            )
            site = replace(site, features=changed)
        elif site.fault == "server_error":
            site = replace(site, fault="")
        later.append(site)
    return later


# What two visits to a site cost. What is not there is looked at twice, so a site with a gap on every page would cost too much.

REQUESTS = 25
"""Requests a site over both visits and a light try, as the sample's plan of collection allows."""
_FIRST_REQUESTS = 21
"""Of these, what the plan lets the first visit and the light try have."""
_COLUMNS = 5
_GAPS: tuple[tuple[Callable[[Features], int], dict[str, Any]], ...] = (
    (lambda f: f.data_release and not f.data_explained, {"data_explained": True}),
    (lambda f: f.policy_library < 3, {"policy_library": 3}),
    (lambda f: 0 < f.disclosure < 5, {"disclosure": 5}),
    (
        lambda f: f.service and not (f.audience == 4 and f.progress and f.rating and f.ratings_published),
        {"audience": 4, "progress": True, "rating": True, "ratings_published": True},
    ),
    (
        lambda f: f.service and not (min(f.guides) == 8 and f.apply and f.rating),
        {"guides": (8,), "apply": True, "rating": True},
    ),
    (lambda f: f.service and not f.forms, {"forms": True}),
    (lambda f: f.search and not f.joint_search, {"joint_search": True}),
    (lambda f: f.interaction and f.hotline != "link", {"hotline": "link"}),
    (
        lambda f: not (f.policy_linked and f.interpretation and f.policy_service and f.service and f.policy_validity),
        {"policy_linked": True, "interpretation": True, "policy_service": True, "policy_validity": True},
    ),
)
"""How many pages a gap makes the second visit look at again, and the features that close it."""


_SPARED: tuple[dict[str, Any], ...] = (
    {"dead_links": 0}, {"data_release": False}, {"barrier_free": False}, {"search": False, "joint_search": False},
)  # fmt: skip
"""What a site does without, one after another, that costs too much with all gaps closed."""


def _within_budget(site: SitePlan) -> SitePlan:
    """Close as many gaps of a site as two visits within the limit take; it differs by site which ones."""
    first = sum(map(ord, site.site_id)) % len(_GAPS)
    for _, closed in _GAPS[first:] + _GAPS[:first]:
        if _first_visit(site) + _second_visit(site) > REQUESTS:
            site = replace(site, features=replace(site.features, **closed))
    for spared in _SPARED:
        if _first_visit(site) > _FIRST_REQUESTS or _first_visit(site) + _second_visit(site) > REQUESTS:
            site = replace(site, features=replace(site.features, **spared))
    return site


def _first_visit(site: SitePlan) -> int:
    """robots.txt, the home page by both schemes and by a light try, an article, what the navigation leads to, one more link; a form of each guide."""
    has = site.features
    pages = [has.interaction, has.disclosure > 0, has.english, has.minority, has.data_release, has.search]
    files = [has.barrier_free, "sitemap" not in has.footer]
    # A province's portal looks at the platform, which has a robots.txt of its own.
    service = (
        2 + 2 * len(has.guides) if site.unit.level == "province" else 1 + 2 * len(has.guides) if has.service else 0
    )
    policies = 2 if has.policy_library else 0
    # Behind a bad certificate each visit and try begins with one attempt more.
    refused = 2 * _is_refused(site)
    return 6 + refused + _scripts(site) + sum(pages) + sum(files) + service + policies + columns_seen(site)


def _second_visit(site: SitePlan) -> int:
    """The home page by both schemes, what is never complete (foreign version, what machines read), every page with a gap."""
    # That nothing is new is looked for in the columns, too.
    stale = columns_seen(site) if site.features.home_days > 14 else 0
    gaps = sum(pages(site.features) for pages, _ in _GAPS)
    never_complete = site.features.english + ("sitemap" not in site.features.footer)
    gone = site.features.dead_links > 0
    return 2 + _is_refused(site) + _scripts(site) + never_complete + stale + gaps + gone


def columns_seen(site: SitePlan) -> int:
    """Return how many columns a visit asks for."""
    return min(_COLUMNS, site.features.columns)


def _is_refused(site: SitePlan) -> bool:
    return site.fault == "expired"


def _scripts(site: SitePlan) -> int:
    return int(site.fault == "script_footer")
