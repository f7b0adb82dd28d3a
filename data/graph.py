"""The round phase: what the links between home pages say, when all of them were read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.collectors.base import Reading
from data.model import Cause, Evidence, Level, Where
from data.page.masking import masked
from data.registry import NATION, Registry, Site, plain_host

GRAPH_INDICATORS = (
    "clustering_up_link",
    "clustering_down_coverage",
    "clustering_side_coverage",
    "clustering_reciprocity",
    "clustering_domain_nesting",
)
"""What the links between home pages decide, and how the addresses of a unit's sites hang together."""


@dataclass(frozen=True, slots=True)
class HomeLinks:
    """A site's links to other hosts from its home page: (host, url, label).

    seen: the home page was read; else ``cause`` says why not.
    whole: its header and footer were read too, so that what it does not link to is not linked.
    scripted: addresses that only its scripts link to.
    """

    capture_id: str
    outgoing: tuple[tuple[str, str, str], ...]
    seen: bool
    cause: Cause | None
    whole: bool = True
    scripted: frozenset[str] = frozenset()


def graph_readings(
    registry: Registry, homes: Mapping[str, HomeLinks], aliases: Mapping[str, str] | None = None
) -> dict[str, dict[str, Reading]]:
    """Return the readings of all link-graph indicators: site id → indicator → reading.

    homes: site id → links, for every site of the round that was visited.
    aliases: further host → site id, for hosts that redirect to a site. Hosts are equal whatever their letter case
    and with or without www.
    """
    hosts = {plain_host(host): site_id for host, site_id in (aliases or {}).items()}
    graph = _Graph(registry, homes, {site_id: _by_host(home, registry, hosts) for site_id, home in homes.items()})
    return {
        site_id: {
            "clustering_up_link": graph.up_link(registry.sites[site_id]),
            "clustering_down_coverage": graph.down_coverage(registry.sites[site_id]),
            "clustering_side_coverage": graph.side_coverage(registry.sites[site_id]),
            "clustering_reciprocity": graph.reciprocity(registry.sites[site_id]),
            "clustering_domain_nesting": graph.domain_nesting(registry.sites[site_id]),
        }
        for site_id in homes
    }


def _by_host(home: HomeLinks, registry: Registry, aliases: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The (url, label) of a home page's links by plain host, a redirecting host under the host it leads to."""
    links: dict[str, tuple[str, str]] = {}
    for host, url, label in home.outgoing:
        target = registry.sites.get(aliases.get(plain_host(host), ""))
        links.setdefault(plain_host(target.host if target is not None else host), (url, label))
    return links


@dataclass(frozen=True, slots=True)
class _Graph:
    registry: Registry
    homes: Mapping[str, HomeLinks]
    linked: Mapping[str, Mapping[str, tuple[str, str]]]

    def up_link(self, site: Site) -> Reading:
        """Share of {state portal, parent's portal} among the hosts the home page links to."""
        home = self.homes[site.site_id]
        if not home.seen:
            return Reading.unseen(home.cause or Cause.NO_HOME_PAGE)
        found: dict[str, Evidence | None] = {}
        state = [plain_host(ref.host) for ref in self.registry.references("state_portal")]
        if plain_host(site.host) not in state:
            found["state_portal"] = next((hit for host in state if (hit := self._link(site, host))), None)
        parent = self.registry.parent(site.unit_code)
        portal = self.registry.portal(parent.code) if parent is not None and parent.level != NATION else None
        if portal is not None and plain_host(portal.host) != plain_host(site.host):
            found["parent"] = self._link_to(site, portal)
        if not found:
            return Reading.inapplicable(Cause.NOTHING_BELOW)
        parts = {part: float(hit is not None) for part, hit in found.items()}
        value = sum(parts.values()) / len(parts)
        evidence = [hit for hit in found.values() if hit is not None] or [Evidence(home.capture_id, Where.LINK_GRAPH)]
        if value < 1 and not home.whole:
            return Reading.unseen(Cause.PART_MISSING, *evidence)
        return Reading.measured(value, *evidence, parts=parts, absent=value < 1)

    def _link_to(self, site: Site, other: Site) -> Evidence | None:
        return self._link(site, plain_host(other.host))

    def _link(self, site: Site, host: str) -> Evidence | None:
        """The link from a site's home page to a host."""
        if host not in self.linked[site.site_id]:
            return None
        url, label = self.linked[site.site_id][host]
        home = self.homes[site.site_id]
        where = Where.SCRIPT if url in home.scripted else Where.LINK_GRAPH
        return Evidence(home.capture_id, where, masked(label) or host, url)

    def down_coverage(self, site: Site) -> Reading:
        """Linked child portals / child portals that should answer and were read in this round."""
        level = self.registry.unit(site.unit_code).level
        if level == Level.COUNTY:
            return Reading.inapplicable(Cause.LEVEL)
        if not site.is_portal:
            return Reading.inapplicable(Cause.NOT_A_PORTAL)
        portals = [
            portal
            for child in self.registry.children(site.unit_code)
            if (portal := self.registry.portal(child.code)) and plain_host(portal.host) != plain_host(site.host)
        ]
        if not portals:
            return Reading.inapplicable(Cause.NOTHING_BELOW)
        return self._coverage(site, portals)

    def _coverage(self, site: Site, wanted: list[Site]) -> Reading:
        """Linked sites / sites whose home pages were read in this round; one that is dead need not be linked."""
        home = self.homes[site.site_id]
        if not home.seen:
            return Reading.unseen(home.cause or Cause.NO_HOME_PAGE)
        reached = [other for other in wanted if other.site_id in self.homes and self.homes[other.site_id].seen]
        if not reached:
            return Reading.unseen(Cause.TOO_FEW)
        hits = [hit for other in reached if (hit := self._link_to(site, other))]
        parts = {"linked": float(len(hits)), "registered": float(len(reached))}
        evidence = hits[:3] or [Evidence(home.capture_id, Where.LINK_GRAPH)]
        if len(hits) < len(reached) and not home.whole:
            return Reading.unseen(Cause.PART_MISSING, *evidence)
        return Reading.measured(len(hits) / len(reached), *evidence, parts=parts, absent=len(hits) < len(reached))

    def side_coverage(self, site: Site) -> Reading:
        """A portal's linked department sites / its registered ones; a department: whether it links its unit's portal.

        County departments are to have no sites of their own (国办发〔2017〕47号).
        """
        if self.registry.unit(site.unit_code).level not in {Level.PROVINCE, Level.PREFECTURE}:
            return Reading.inapplicable(Cause.LEVEL)
        if site.kind == "department":
            portal = self.registry.portal(site.unit_code)
            return self._coverage(site, [portal]) if portal is not None else Reading.inapplicable(Cause.NO_SIBLINGS)
        if not site.is_portal:
            return Reading.inapplicable(Cause.NOT_A_PORTAL)
        departments = self._departments(site)
        return self._coverage(site, departments) if departments else Reading.inapplicable(Cause.NO_SIBLINGS)

    def _departments(self, portal: Site) -> list[Site]:
        """The unit's department sites that should answer, on hosts other than the portal's own."""
        return [
            site
            for site in self.registry.sites_of(portal.unit_code)
            if site.kind == "department" and site.is_visited and plain_host(site.host) != plain_host(portal.host)
        ]

    def domain_nesting(self, site: Site) -> Reading:
        """Share of a portal's department sites whose hosts end in the portal's; a department's own host: 1 or 0.

        A body of vertical administration stands under its ministry, not under the place it works in. Addresses are
        registered: no page has to be read.
        Source: 国办函〔2018〕55号.
        """
        if site.kind == "department":
            return self._department_nesting(site)
        if not site.is_portal:
            return Reading.inapplicable(Cause.NOT_A_PORTAL)
        departments = [department for department in self._departments(site) if not department.vertical]
        return self._nested(site, departments, site) if departments else Reading.inapplicable(Cause.NO_SIBLINGS)

    def _department_nesting(self, site: Site) -> Reading:
        """Unknown where the list does not say which ministry, or whether any, a body outside the portal's domain has."""
        above = self._ministry_of(site) if site.vertical else self.registry.portal(site.unit_code)
        if above is None:
            return Reading.uncollected(Cause.FLAG_UNKNOWN) if site.vertical else Reading.inapplicable(Cause.NO_SIBLINGS)
        reading = self._nested(site, [site], above)
        return reading if reading.value or site.vertical is not None else Reading.uncollected(Cause.FLAG_UNKNOWN)

    def _ministry_of(self, site: Site) -> Site | None:
        """The portal of the ministry that a body of vertical administration belongs to; None if the list does not say."""
        ministry = next(
            (u for u in self.registry.scope(Level.MINISTRY) if site.supervisor in {u.name, u.full_name}), None
        )
        return self.registry.portal(ministry.code) if ministry is not None else None

    def _nested(self, site: Site, below: list[Site], above: Site) -> Reading:
        capture = self.homes[site.site_id].capture_id
        nested = [other for other in below if plain_host(other.host).endswith(f".{plain_host(above.host)}")]
        outside = [other for other in below if other not in nested]
        evidence = [Evidence(capture, Where.LINK_GRAPH, other.host, other.url) for other in (*outside, *nested)[:3]]
        parts = {"nested": float(len(nested)), "registered": float(len(below))}
        return Reading.measured(len(nested) / len(below), *evidence, parts=parts)

    def reciprocity(self, site: Site) -> Reading:
        """Mutual pairs / linked pairs with parent, children and siblings, both home pages read."""
        home = self.homes[site.site_id]
        if not home.seen:
            return Reading.unseen(home.cause or Cause.NO_HOME_PAGE)
        mutual = linked = 0
        evidence: list[Evidence] = []
        for other in self._family(site):
            there, back = self._link_to(site, other), self._link_to(other, site)
            silent = [one for one, link in ((site, there), (other, back)) if link is None]
            if any(not self.homes[one.site_id].whole for one in silent):
                continue  # a link may stand in the part that was not read
            linked += bool(there or back)
            mutual += bool(there and back)
            if there and back and len(evidence) < 3:
                evidence.append(there)
        if not linked:
            return Reading.unseen(Cause.TOO_FEW)
        parts = {"mutual": float(mutual), "linked": float(linked)}
        shown = evidence or [Evidence(home.capture_id, Where.LINK_GRAPH)]
        return Reading.measured(mutual / linked, *shown, parts=parts, absent=mutual < linked)

    def _family(self, site: Site) -> list[Site]:
        """Portals of parent, children and siblings whose home pages were read; hosts other than the site's own."""
        parent = self.registry.parent(site.unit_code)
        codes = [child.code for child in self.registry.children(site.unit_code)]
        if parent is not None:
            codes += [parent.code, *(child.code for child in self.registry.children(parent.code))]
        portals = [self.registry.portal(code) for code in dict.fromkeys(codes)]
        return [
            p
            for p in portals
            if p is not None
            and plain_host(p.host) != plain_host(site.host)
            and p.site_id in self.homes
            and self.homes[p.site_id].seen
        ]
