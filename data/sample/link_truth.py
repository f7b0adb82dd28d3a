"""The truth about the state of the sample's links, from the site plan alone: which are looked at, and which of them are dead."""

from __future__ import annotations

from data.sample.known import Known, number
from data.sample.layout import linked_children
from data.sample.plan import SitePlan, World, columns_seen
from data.sample.systems import FILING, linked_golden, linked_national, links_data_platform

_HOME_WEIGHT = 10
_DEAD = frozenset({"dns", "refused", "parked", "hijacked"})
_UNKNOWN = frozenset({"slow", "challenge", "robots", "placeholder", "server_error"})
"""Faults of other sites: some are dead for everybody, some may keep only us out."""


def links(world: World, site: SitePlan) -> Known:
    """1 − dead links / links that can be judged; those of the home page count ten times."""
    home = _own_pages(world, site) + _other_hosts(world, site)
    further = _further_pages(world, site)
    total = _HOME_WEIGHT * len(home) + len(further)
    dead = _HOME_WEIGHT * home.count(False) + further.count(False)
    return number(1 - dead / total)


def _has_own_hall(world: World, site: SitePlan) -> bool:
    """Tell whether a visit asks for a service hall of the site itself."""
    return site.features.service and world.hall_of(site) == site


def _own_pages(world: World, site: SitePlan) -> list[bool]:
    """Pages of the site that the home page links to and a visit asks for: whether they open."""
    has = site.features
    others = [
        has.interaction, has.disclosure > 0, has.english, has.minority, has.policy_library > 0, has.data_release, True,
    ]  # fmt: skip
    opened = [True] * (sum(others) + columns_seen(site)) + [not has.dead_links]
    return [*opened, site.fault != "soft_404"] if _has_own_hall(world, site) else opened


def _further_pages(world: World, site: SitePlan) -> list[bool]:
    """What the pages behind the home page lead to: a policy; of an open service hall guides, their forms, the progress query."""
    has = site.features
    opened = [True] if has.policy_library else []
    if _has_own_hall(world, site) and site.fault != "soft_404":
        opened += [True] * len(has.guides) + [has.forms] * len(has.guides) + [True] * has.progress
    return opened


def _other_hosts(world: World, site: SitePlan) -> list[bool]:
    """Addresses of other hosts on the home page of which it can be judged whether they open."""
    has, code = site.features, site.unit.code[:2]
    platform = f"https://{world.platform(site)}/"
    known = [f"https://{system.host}/" for system in (*linked_golden(site), *linked_national(site))]
    known += [f"https://{FILING.host}/"] if "police" in has.footer else []
    known += [f"https://data.p{code}/"] if links_data_platform(site) else []
    known += [platform] if has.platform_link else []
    known += [f"{platform}login"] if has.login == "shared" else []
    known += [f"{platform}online/", "bianmin/"] if has.service and has.service_hosts else []
    known += ["12345"] if has.hotline == "link" else []
    known += ["state"] if has.state_link else []
    opened = [True] * len(set(known)) + [False] * (has.dead_links > 1)
    return opened + [linked.fault not in _DEAD for linked in _friends(world, site) if linked.fault not in _UNKNOWN]


def _friends(world: World, site: SitePlan) -> list[SitePlan]:
    """The sites on other hosts in the list of friendly links, each once."""
    has, parent, own = site.features, world.portal(site.unit.parent), world.portal(site.unit.code)
    linked = [parent] if has.parent_link and parent is not None else []
    linked += linked_children(world, site)
    if site.kind == "portal" and has.departments_linked:
        linked += world.departments(site.unit.code)
    if site.kind == "department" and has.departments_linked and own is not None:
        linked.append(own)
    return list({other.url: other for other in linked if other.host != site.host}.values())
