"""Who a site is: the one verdict that coverage and collectors rest on.

Host first, then what the site says of itself: printed code, code in the tag, name. Marks prove nothing: copies carry real marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from data.collectors.base import CapturedPage, Context, Visit
from data.model import Evidence, Level, Where
from data.page.model import FactState
from data.registry import plain_host

OFFICIAL, UNCONFIRMED, MISMATCH, NOT_GOVERNMENT = "official", "unconfirmed", "mismatch", "not_government"


@dataclass(frozen=True, slots=True)
class Identity:
    """verdict: official | unconfirmed | mismatch | not_government; reason: a stable code; evidence: what it rests on."""

    verdict: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


def identity_verdict(visit: Visit, context: Context) -> Identity:
    """Judge who answers at a site's address, from the home page as finally served."""
    home = visit.home
    if home is None:
        return Identity(UNCONFIRMED, "no_home_page")
    host = (urlsplit(home.capture.url).hostname or "").lower()
    answered = Evidence(home.capture.id, Where.HEADER, host, home.capture.url)
    if not _may_be_government(host, context):
        return Identity(NOT_GOVERNMENT, "host", (answered,))
    if home.page is None:
        return Identity(UNCONFIRMED, "home_unreadable", (answered,))
    at_host = context.registry.site_at(home.capture.url)
    if at_host is not None and at_host.site_id != context.site.site_id and at_host.unit_code != context.unit.code:
        return Identity(MISMATCH, "address_of_other_site", (answered,))
    return _by_what_it_says(home, host, context)


def _may_be_government(host: str, context: Context) -> bool:
    site = context.site
    if context.registry.is_government_host(host):
        return True
    if site.domain_exception and plain_host(host) == plain_host(site.host):
        return True
    institution = [suffix for suffix, kind in context.registry.suffixes if kind == "institution"]
    return site.body_kind == "institution" and any(host.endswith(suffix) for suffix in institution)


def printed_codes(home: CapturedPage) -> list[tuple[str, Evidence]]:
    """Return the site id codes a page shows, each with its place: printed or scripted first, then the tag."""
    codes: list[tuple[str, Evidence]] = []
    for name in ("site_id_code", "site_id_code_meta"):
        fact = home.facts.get(name)
        if fact is not None and fact.state in {FactState.PRESENT, FactState.SCRIPT} and fact.value:
            where = Where.SCRIPT if fact.state is FactState.SCRIPT else Where.HTML
            codes.append((str(fact.value).lower(), Evidence(home.capture.id, where, fact.text, home.capture.url)))
    return codes


def _by_what_it_says(home: CapturedPage, host: str, context: Context) -> Identity:
    codes = printed_codes(home)
    evidence = tuple(place for _, place in codes)
    known = context.site.site_code.lower()
    if known and any(code == known for code, _ in codes):
        return Identity(OFFICIAL, "code_registered", evidence)
    if any(code_points_elsewhere(code, context) for code, _ in codes):
        return Identity(MISMATCH, "code_elsewhere", evidence)
    named, name_evidence = _name(home, context)
    if any(code_fits(code, context) for code, _ in codes):
        return Identity(OFFICIAL, "code_fits", evidence)
    if named and plain_host(host) == plain_host(context.site.host):
        return Identity(OFFICIAL, "name_fits", (*evidence, *name_evidence))
    return Identity(UNCONFIRMED, "codes_do_not_fit" if codes else "says_nothing", evidence)


def code_fits(code: str, context: Context) -> bool:
    """Tell whether a site id code is one that the unit or a unit above it gives: division code + serial; bm for central organs."""
    if context.unit.level == Level.MINISTRY:
        return code.startswith("bm")
    divisions = {context.unit.code, *(unit.code for unit in context.registry.ancestors(context.unit.code))}
    return code[:6] in divisions


def code_points_elsewhere(code: str, context: Context) -> bool:
    """Tell whether a code can't be the unit's: another province, or a central code on a local site and the reverse.

    Other six digits inside the province are no proof: codes of former divisions stay in use for years.
    """
    if context.unit.level == Level.MINISTRY:
        return not code.startswith("bm")
    return code.startswith("bm") or code[:2] != context.unit.code[:2]


def _name(home: CapturedPage, context: Context) -> tuple[bool, tuple[Evidence, ...]]:
    page = home.page
    assert page is not None
    names = [name for name in (context.unit.name, context.unit.short_name, context.site.name) if len(name) >= 2]
    for said in (page.meta("sitename"), page.title):
        if said and any(name in said for name in names):
            return True, (Evidence(home.capture.id, Where.HTML, said, home.capture.url),)
    return False, ()
