"""What the analysis of one visit found: readings, links out, identity. Kept until all visits of the round are in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from data.collectors.base import Platform, Reading
from data.columns.model import SeenColumn, Shown
from data.links import Outcome, SeenLink
from data.model import Cause, Evidence, Status, Where


@dataclass(frozen=True, slots=True)
class OutLink:
    """A link that leaves the host of the page it stands on. scripted: only a script of the page writes it."""

    capture_id: str
    host: str
    url: str
    label: str
    scripted: bool = False


@dataclass(frozen=True, slots=True)
class VisitFindings:
    """Everything one visit to one site leaves behind for later phases.

    site_id: "" for pages of a host that is not registered.
    home_capture_id, home_url: the final capture of the home page, "" if nobody asked for it.
    home_cause: why it could not be read; None when it was.
    identity, identity_reason: the verdict on who the site is.
    newest_on: ISO date of the newest dated item seen, "" if none.
    pages: captures with a readable page; failures: cause → number of captures.
    recheck: (purpose, url) of the pages that absence rests on, for a later visit.
    requests: how often the site was asked.
    robots: the rules of its robots.txt, "" if it has none, None if this visit did not get them.
    analysis: id of the analysis that found it.
    home_whole: the home page's header and footer were read, in the page or in its scripts.
    links: those whose state the visit saw or the round may check.
    platform: what the home page tells of the site's platform; None if it was not read as the site's own.
    columns: what each column's page showed. census: every column found was asked for.
    """

    site_id: str
    visit: int
    readings: Mapping[str, Reading]
    outgoing: tuple[OutLink, ...] = ()
    home_capture_id: str = ""
    home_url: str = ""
    home_cause: Cause | None = None
    identity: str = ""
    identity_reason: str = ""
    newest_on: str = ""
    observed_at: str = ""
    pages: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)
    recheck: tuple[tuple[str, str], ...] = ()
    requests: int = 0
    robots: str | None = None
    analysis: str = ""
    home_whole: bool = False
    platform: Platform | None = None
    links: tuple[SeenLink, ...] = ()
    columns: tuple[SeenColumn, ...] = ()
    census: bool = False


def to_json(findings: VisitFindings) -> str:
    """Return the findings as JSON text."""
    return json.dumps(asdict(findings), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> VisitFindings:
    """Return the findings that ``to_json`` wrote."""
    fields: dict[str, Any] = json.loads(text)
    return VisitFindings(
        **{
            **fields,
            "readings": {key: _reading(value) for key, value in fields["readings"].items()},
            "outgoing": tuple(OutLink(**link) for link in fields["outgoing"]),
            "links": tuple(_link(link) for link in fields.get("links", ())),
            "home_cause": Cause(fields["home_cause"]) if fields["home_cause"] else None,
            "platform": _platform(fields.get("platform")),
            "columns": tuple(_column(column) for column in fields.get("columns", ())),
            "recheck": tuple((purpose, url) for purpose, url in fields["recheck"]),
        }
    )


def _link(fields: dict[str, Any]) -> SeenLink:
    outcome = fields["outcome"]
    return SeenLink(**{**fields, "outcome": Outcome(**outcome) if outcome else None})


def _platform(fields: dict[str, Any] | None) -> Platform | None:
    if fields is None:
        return None
    return Platform(**{**fields, "tags": tuple(fields["tags"]), "files": tuple(fields["files"])})


def _column(fields: dict[str, Any]) -> SeenColumn:
    cause = Cause(fields["cause"]) if fields["cause"] else None
    return SeenColumn(**{**fields, "above": tuple(fields["above"]), "shown": Shown(fields["shown"]), "cause": cause})


def _reading(fields: dict[str, Any]) -> Reading:
    return Reading(
        Status(fields["status"]),
        fields["value"],
        fields["parts"],
        Cause(fields["cause"]) if fields["cause"] else None,
        tuple(Evidence(e["capture_id"], Where(e["where"]), e["text"], e["url"]) for e in fields["evidence"]),
        fields["absent"],
    )
