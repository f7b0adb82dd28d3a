"""The truth about links between the sample's sites and what they share, from the site plan alone."""

from __future__ import annotations

from collections import Counter

from data.sample.known import OUTSIDE, UNASKED, UNSEEN, Known, number, share
from data.sample.layout import linked_children
from data.sample.plan import UNREADABLE, SitePlan, World


def up_link(world: World, site: SitePlan) -> Known:
    """State portal and parent, as the plan links them."""
    parts = [site.features.state_link]
    parent = world.portal(site.unit.parent)
    if parent is not None:
        parts.append(site.features.parent_link)
    return share(*parts)


def is_read(site: SitePlan) -> bool:
    """Tell whether a site's home page can be read as its own."""
    return site.fault not in UNREADABLE


def down_coverage(world: World, site: SitePlan) -> Known:
    """Linked child portals among those that can be read."""
    read = [child for child in world.children(site.unit.code) if is_read(child)]
    if not read:
        return UNSEEN
    linked = {child.site_id for child in linked_children(world, site)}
    return number(sum(child.site_id in linked for child in read) / len(read))


def reciprocity(world: World, site: SitePlan) -> Known:
    """Pairs of the sample: a portal and the one above it; a department and its own portal, or one above it."""
    pairs: list[tuple[bool, bool]] = []
    parent = world.portal(site.unit.parent)
    if parent is not None and is_read(parent):
        below = {child.host for child in linked_children(world, parent)}
        pairs.append((site.features.parent_link, site.host in below))
    own = world.portal(site.unit.code)
    if site.kind == "department":
        if own is not None and is_read(own):
            pairs.append((site.features.departments_linked, own.features.departments_linked))
    else:
        mine = {child.host for child in linked_children(world, site)}
        children = [child for child in world.children(site.unit.code) if is_read(child)]
        pairs += [(child.features.parent_link, child.host in mine) for child in children]
    linked = sum(one or other for one, other in pairs)
    return number(sum(one and other for one, other in pairs) / linked) if linked else UNSEEN


def side_coverage(world: World, site: SitePlan) -> Known:
    """A portal with its departments, a department with its portal: the plan links all or none."""
    return number(float(site.features.departments_linked))


def nesting(world: World, site: SitePlan) -> Known:
    """Bodies of vertical administration stand under a ministry, and the list does not say under which."""
    if site.kind == "department":
        return UNASKED if site.vertical else number(float(not site.host.startswith("bureau")))
    departments = [d for d in world.departments(site.unit.code) if not d.vertical] if site.kind == "portal" else []
    if not departments:
        return OUTSIDE
    return number(sum(not d.host.startswith("bureau") for d in departments) / len(departments))


def _family(world: World, site: SitePlan) -> list[SitePlan]:
    """The sites of the same province, or of the central organs, whose home pages can be read."""

    def province(other: SitePlan) -> str:
        return "" if other.unit.level == "ministry" else other.unit.code[:2]

    return [s for s in world.sites if s.state == "running" and is_read(s) and province(s) == province(site)]


def login(world: World, site: SitePlan) -> Known:
    """The national platform is everybody's; a province's becomes a shared one when three sites lead to it."""
    users = {s.host for s in _family(world, site) if s.features.login == "shared"}
    is_shared = site.features.login == "shared" and (site.unit.level == "ministry" or len(users) >= 3)
    return share(site.features.login != "none", is_shared)


def shared_platform(world: World, site: SitePlan) -> Known:
    """Articles have the same form everywhere: tags and the shared sign-in tell the platforms of the sample apart."""
    family = _family(world, site)
    alike = Counter((s.features.site_tags, s.features.meta_code) for s in family if s.features.login == "shared")
    largest = max(alike.values(), default=0)
    return number(largest / len(family) if largest > 1 else 0)
