"""Golden mini-sites: captures written by hand, taken the whole way from archived page to observation.

A case is a folder ``tests/sites/<indicator>/<case>/`` with ``case.toml`` and the pages it names; adding one is adding a
folder. All sites stand in ``_registry`` and are invented: 演示数据（虚构）. ``case.toml``:

    about = "what the case shows"
    site = "910101-1"            whose observation is expected (this is the default)
    visits = 2                   how often the captures without a visit of their own are made; default 1
    visits_needed = 2            visits that have to agree on absence; default ``visits``
    vantage = "mainland"         or "outside"; default: undeclared
    census = true                every column was asked for; default: a sample of them
    [sites.ID]                   attributes of registered sites that differ here
    [[capture]]                  one attempt: site, purpose (home), url, file, status (200), type, headers, visit (0: of none);
                                 at (UTC instant), dns, tls, previous (id of the capture whose redirect led here: visit and
                                 position, as 101); a ``cause`` without ``status`` is a failed attempt
    [expect]                     status, value, parts, cause, k, n; evidence = words that the evidence has to show
    [[column]]                   a row of the table of columns, in order: what of it is expected (name, above, state, …)
    [[listed]]                   an entry of the owner's column list: name, above, url, days, exempt, note
    [lists]                      the office's own lists: words = [[wrong, right]], reposts = [[title, published, url]]
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.analysis import Analyst
from data.capture.archive import ArchivedCapture
from data.capture.exchange import cause_of_status
from data.capture.plan import Plan
from data.catalogue import Catalogue, Indicator
from data.columns.model import ColumnRow, Promise
from data.conclusion import conclude_round, site_columns
from data.findings import VisitFindings, from_json, to_json
from data.lists.model import OwnLists, StateItem, WrongTerm
from data.model import NO_VISIT, Capture, Cause, Observation, Purpose
from data.registry import Registry

ROOT = Path(__file__).parent
DIGESTS = ROOT / "digests.toml"
_SITE = "910101-1"
_DAY = "2026-11-24T02:00:00Z"
_DNS = {"a": ["192.0.2.10"], "aaaa": [], "error": "", "aaaa_error": ""}
_TLS = {"protocol": "TLSv1.3", "verified": True, "error": "", "not_after": "2027-06-01T00:00:00Z"}


@dataclass(frozen=True)
class Case:
    indicator: str
    name: str
    folder: Path
    told: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.indicator}/{self.name}"

    @property
    def expected(self) -> dict[str, Any]:
        return self.told["expect"]

    @property
    def site_id(self) -> str:
        return self.told.get("site", _SITE)


def cases() -> list[Case]:
    return [
        Case(path.parent.parent.name, path.parent.name, path.parent, tomllib.loads(path.read_text("utf-8")))
        for path in sorted(ROOT.glob("*/*/case.toml"))
    ]


def entry_of(indicator: str) -> Indicator:
    return Catalogue.load().entries[indicator]


@dataclass(frozen=True)
class Seen:
    """What a case gives: its observation, and the rows of the site's table of columns."""

    observation: Observation
    columns: list[ColumnRow]


_seen: dict[str, Seen] = {}


def observe(case: Case) -> Seen:
    """Return what a case gives as it stands, worked out once: the analysis is a pure function."""
    if str(case) not in _seen:
        _seen[str(case)] = observe_anew(case)
    return _seen[str(case)]


def observe_anew(case: Case) -> Seen:
    """Take a case's captures through analysis, collectors, link graph and the joining of visits."""
    registry = Registry.load(ROOT / "_registry")
    for site_id, attributes in case.told.get("sites", {}).items():
        registry.sites[site_id] = replace(registry.sites[site_id], **attributes)
    visits = case.told.get("visits", 1)
    needed = case.told.get("visits_needed", visits)
    vantage = case.told.get("vantage", "")
    plan = replace(Plan.load("import"), visits_needed=needed, links_external=20, census=case.told.get("census", False))
    analyst = Analyst(registry, plan, vantage, _lists(case))
    findings: dict[str, list[VisitFindings]] = defaultdict(list)
    checks = [
        replace(one.capture, cause=analyst.judge(one))
        for position, fields in enumerate(case.told.get("capture", []))
        if fields.get("visit") == NO_VISIT
        for one in [_archived(case, registry, fields, NO_VISIT, position)]
    ]
    for number in range(1, visits + 1):
        seen = [fields for fields in case.told.get("capture", []) if fields.get("visit", number) == number]
        for position, fields in enumerate(seen):
            analyst.read(_archived(case, registry, fields, number, position))
        for site_id in dict.fromkeys([case.site_id, *(fields.get("site", case.site_id) for fields in seen)]):
            # Between analysis and conclusion findings are kept as text.
            findings[site_id].append(from_json(to_json(analyst.conclude(site_id, number))))
    listed = [Promise(case.site_id, **entry) for entry in case.told.get("listed", [])]
    observations = conclude_round(
        "golden",
        "golden",
        findings,
        findings,
        registry,
        Catalogue.load(),
        needed,
        vantage,
        {case.site_id: listed},
        checks,
    )
    own = next(o for o in observations if o.site_id == case.site_id and o.indicator == case.indicator)
    return Seen(own, site_columns(case.site_id, findings[case.site_id], listed, needed))


def _lists(case: Case) -> OwnLists:
    told = case.told.get("lists", {})
    words = tuple(WrongTerm(*entry) for entry in told.get("words", []))
    return OwnLists(words, tuple(StateItem(*entry) for entry in told.get("reposts", [])))


def _archived(case: Case, registry: Registry, fields: dict[str, Any], visit: int, position: int) -> ArchivedCapture:
    site_id = fields.get("site", case.site_id)
    url = fields.get("url", registry.sites[site_id].url)
    status = fields.get("status", None if "cause" in fields else 200)
    cause = Cause(fields["cause"]) if "cause" in fields else cause_of_status(status)
    headers = {"content-type": fields.get("type", "text/html; charset=utf-8"), **fields.get("headers", {})}
    body = (case.folder / fields["file"]).read_bytes() if "file" in fields else b""
    secure = url.startswith("https:") and status is not None
    capture = Capture(
        f"{visit}{position:02d}", "golden", site_id, visit, Purpose(fields.get("purpose", "home")), url,
        fields.get("at", _DAY), fields.get("previous", ""), http_status=status, content_type=headers["content-type"], cause=cause,
        elapsed_ms=fields.get("elapsed_ms"), size=len(body),
    )  # fmt: skip
    return ArchivedCapture(
        capture,
        (),
        tuple(headers.items()) if status is not None else (),
        body,
        {"host": urlsplit(url).hostname, **_DNS, **fields.get("dns", {})},
        {**(_TLS if secure else {}), **fields.get("tls", {})},
        "",
    )


def said(observation: Observation) -> dict[str, Any]:
    """What an observation says, in the words of ``[expect]``."""
    return {
        "status": observation.status.value,
        "value": None if observation.value is None else round(observation.value, 4),
        "parts": {name: round(value, 4) for name, value in sorted(observation.parts.items())},
        "cause": observation.cause.value if observation.cause else None,
        "k": observation.k,
        "n": observation.n,
    }


def case_digest(case: Case) -> str:
    """Digest of all that a case gives, evidence included."""
    seen = observe(case).observation
    evidence = [[piece.capture_id, piece.where.value, piece.text, piece.url] for piece in seen.evidence]
    return hashlib.sha256(json.dumps([said(seen), evidence], ensure_ascii=False, sort_keys=True).encode()).hexdigest()[
        :12
    ]


def known_digests() -> dict[str, dict[str, Any]]:
    """What ``digests.toml`` records: indicator → {method_version, cases: {name: digest}}."""
    return tomllib.loads(DIGESTS.read_text("utf-8")) if DIGESTS.is_file() else {}
