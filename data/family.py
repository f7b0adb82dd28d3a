"""The round phase: what the sites of one family share — a search, a sign-in, a platform. Pure.

A family is the sites of one province, or those of the central organs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from data.collectors.base import Platform, Reading
from data.collectors.reading import flags
from data.findings import VisitFindings
from data.lexicon import lexicon
from data.model import Cause, Evidence, Level, Status, Where
from data.registry import Registry, plain_host

FAMILY_INDICATORS = ("clustering_shared_platform",)
"""What only the sites of a region together decide."""
SHARED_PARTS = {"clustering_joint_search": "shared_host", "clustering_unified_login": "shared"}
"""Indicators whose visits say one part, and the part that the family adds."""


class Families:
    """The sites of a round by family, with what their home pages told of their platforms."""

    def __init__(self, registry: Registry, findings: Mapping[str, Sequence[VisitFindings]]) -> None:
        self._registry = registry
        self._homes: dict[str, VisitFindings] = {}
        self._members: dict[str, list[str]] = defaultdict(list)
        for site_id, visits in findings.items():
            read = [visit for visit in visits if visit.platform is not None]
            if read:
                self._homes[site_id] = read[-1]
                self._members[self._family(site_id)].append(site_id)

    def _family(self, site_id: str) -> str:
        return self._registry.province_of(self._registry.sites[site_id].unit_code)

    def complete(self, indicator: str, visit: VisitFindings) -> Reading:
        """Return what a visit says of a shared indicator, with the part that the family decides."""
        reading, part = visit.readings[indicator], SHARED_PARTS[indicator]
        host = self._host_for(indicator, visit.platform)
        if not host or part in reading.parts or reading.status not in {Status.MEASURED, Status.NOT_OBSERVED}:
            return reading
        shared = self._is_shared(indicator, host, self._family(visit.site_id))
        if shared is None:
            return reading
        seen = Evidence(visit.home_capture_id, Where.LINK_GRAPH, host, visit.home_url)
        return flags({**reading.parts, part: float(shared)}, *reading.evidence, seen)

    @staticmethod
    def _host_for(indicator: str, platform: Platform | None) -> str:
        if platform is None:
            return ""
        return platform.search if indicator == "clustering_joint_search" else platform.login

    def _is_shared(self, indicator: str, host: str, family: str) -> bool | None:
        """Whether enough sites of the family use a host, or everybody may; None where too few sites were read."""
        bounds = lexicon("collectors")["platform"]
        if any(ref.covers(host) for ref in self._registry.references("national_platform")):
            return True
        members = self._members[family]
        users = {
            plain_host(self._registry.sites[site_id].host)
            for site_id in members
            if self._host_for(indicator, self._homes[site_id].platform) == host
        }
        if len(users) >= bounds["shared_by"]:
            return True
        return False if len(members) >= bounds["least_sites"] else None

    def platform(self, site_id: str) -> Reading:
        """Share of the province's sites on its largest platform: same form of article addresses, same tags, a shared host.

        One host shared is what tells a platform from a vendor's product that many bought.
        """
        if self._registry.unit(self._registry.sites[site_id].unit_code).level == Level.MINISTRY:
            return Reading.inapplicable(Cause.LEVEL)
        members = self._members[self._family(site_id)]
        if len(members) < lexicon("collectors")["platform"]["least_sites"]:
            return Reading.unseen(Cause.TOO_FEW)
        on = defaultdict(list)
        for member in members:
            for key in self._marks(member):
                on[key].append(member)
        mark = max(on, key=lambda key: (len(on[key]), key), default=("", (), ""))
        together = on[mark] if len(on[mark]) > 1 else []
        shown = [self._homes[member] for member in (together or members)[:3]]
        evidence = [Evidence(home.home_capture_id, Where.LINK_GRAPH, mark[2], home.home_url) for home in shown]
        parts = {"sites": float(len(members)), "largest": float(len(together))}
        return Reading.measured(len(together) / len(members), *evidence, parts=parts)

    def _marks(self, site_id: str) -> list[tuple[str, tuple[str, ...], str]]:
        """What sites of one platform have in common, once for each host that a site shares with others."""
        told, own = self._homes[site_id].platform, plain_host(self._registry.sites[site_id].host)
        if told is None:
            return []
        hosts = {plain_host(host) for host in (told.search, told.login, *told.files) if host} - {own}
        return [(told.articles, told.tags, host) for host in hosts]
