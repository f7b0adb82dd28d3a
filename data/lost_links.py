"""The round phase: links on home pages to hosts that the round found parked or hijacked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.addresses import split
from data.collectors.base import Reading
from data.findings import VisitFindings
from data.model import Capture, Cause, Evidence, Purpose, Status, Where
from data.page.masking import mask_host
from data.registry import Registry, plain_host

LINKING = "findings_hidden_links"
"""The indicator whose visits count the links, and to which the round adds those that lead to lost hosts."""
_LOST = frozenset({Cause.PARKED, Cause.HIJACKED})


class LostLinks:
    """The hosts at which nothing but a parked or hijacked page was seen: of the round's sites, and of those that pages link to."""

    def __init__(
        self, registry: Registry, findings: Mapping[str, Sequence[VisitFindings]], checks: Sequence[Capture] = ()
    ) -> None:
        self._hosts = {
            plain_host(registry.sites[site_id].host)
            for site_id, visits in findings.items()
            if visits and all(visit.home_cause in _LOST for visit in visits)
        }
        linked = [check for check in checks if check.purpose is Purpose.LINK]
        opened = {plain_host(split(check.url).host) for check in linked if check.cause is None}
        self._hosts |= {plain_host(split(check.url).host) for check in linked if check.cause in _LOST} - opened

    def complete(self, visit: VisitFindings) -> Reading:
        """Return what a visit says of suspected links, with those of its home page that lead to lost hosts."""
        reading = visit.readings[LINKING]
        if reading.status is not Status.MEASURED or reading.value is None:
            return reading
        lost = sorted({plain_host(link.host) for link in visit.outgoing} & self._hosts)
        shown = [
            Evidence(visit.home_capture_id, Where.LINK_GRAPH, f"lost {mask_host(host)}", visit.home_url)
            for host in lost
        ]
        kept = tuple(piece for piece in reading.evidence if piece.text or not lost)
        parts = {**reading.parts, "lost": float(len(lost))}
        return replace(reading, value=reading.value + len(lost), parts=parts, evidence=(*shown, *kept))
