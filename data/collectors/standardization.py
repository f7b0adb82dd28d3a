"""规范化: domain, site id code, footer, site tags, HTTPS, disclosure column."""

from __future__ import annotations

import re
from datetime import date

from data.addresses import split
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    attempt_evidence,
    civil_date,
    entry_saying,
    fact_evidence,
    flags,
    home_page,
    is_there,
    not_there,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.identity import code_fits, has_institution_host, printed_codes
from data.lexicon import lexicon
from data.model import Cause, Evidence, Purpose, Where
from data.page.model import FactState, PageIndex
from data.registry import Registry, plain_host

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "standardization_domain")
def domain(visit: Visit, context: Context) -> Reading:
    """Suffix and structure of the site's host, as registered or, with or without www, as served.

    Source: 国办函〔2018〕55号 (www.X.gov.cn for portals, O.X.gov.cn for departments);
    互联网政务应用安全管理规定 for institutions.
    """
    site, registry = context.site, context.registry
    host, seen = _served_host(visit, site.host)
    fits = registry.is_government_host(host) or has_institution_host(host, context)
    parts = {"suffix": float(fits), "structure": float(fits and _is_structured(host, context))}
    # An address is what it is: no second visit has to confirm it.
    return Reading.measured(sum(parts.values()) / len(parts), Evidence(seen, Where.HEADER, host, site.url), parts=parts)


def _served_host(visit: Visit, registered: str) -> tuple[str, str]:
    """The host the home page answered under if it is the registered one but for www, and the capture that says so."""
    home = visit.home
    if home is not None and home.capture.http_status is not None:
        served = split(home.capture.url).host
        if plain_host(served) == plain_host(registered):
            return served, home.capture.id
    return registered, visit.pages[0].capture.id if visit.pages else ""


def _is_structured(host: str, context: Context) -> bool:
    """www.X.gov.cn for a portal, O.X.gov.cn for a department, the portal's own host for a channel."""
    site, registry = context.site, context.registry
    labels = _before_suffix(host, registry).split(".")
    if site.kind == "portal":
        state = any(ref.covers(host) for ref in registry.references("state_portal"))
        return state or (labels[0] == "www" and len(labels) == 2)
    if site.kind == "department":
        return labels[0] != "www" and len(labels) >= 2
    portal = registry.portal(site.unit_code)
    return portal is not None and f".{plain_host(host)}".endswith(f".{plain_host(portal.host)}")


def _before_suffix(host: str, registry: Registry) -> str:
    """What stands before the longest suffix of the table that a host ends in."""
    suffix = max((suffix for suffix, _ in registry.suffixes if host.endswith(suffix)), key=len, default="")
    return host.removesuffix(suffix)


@collector(COLLECTORS, "standardization_site_id")
def site_id(visit: Visit, context: Context) -> Reading:
    """Code printed, code in the tag, all codes agree with each other and fit the unit.

    Source: 国办发〔2017〕47号.
    """
    home, page = home_page(visit, context)
    printed, tag = home.facts["site_id_code"], home.facts["site_id_code_meta"]
    codes = printed_codes(home)
    parts: dict[str, float] = {}
    shown = is_there(printed) and printed.where != "meta"
    if shown or page.shows_footer:
        parts["printed"] = float(shown)
    parts["meta"] = float(is_there(tag))
    if codes:
        known = context.site.site_code.lower()
        agree = len({code for code, _ in codes}) == 1 and code_fits(codes[0][0], context)
        parts["consistent"] = float(agree and known in {"", codes[0][0]})
    elif page.shows_footer:
        parts["consistent"] = 0.0
    if not codes and not page.shows_footer:
        return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
    evidence = [place for _, place in codes] or [page_evidence(home)]
    return flags(parts, *evidence)


_FOOTER_FACTS = {
    "mark": ("party_government_mark",),
    "icp": ("icp_number",),
    "police": ("police_number",),
    "sponsor": ("sponsor",),
    "contact": ("contact_info", "contact_link"),
    "error_report": ("error_report_mark",),
    "sitemap": ("sitemap_link",),
}


@collector(COLLECTORS, "standardization_footer")
def footer(visit: Visit, context: Context) -> Reading:
    """Seven elements of the footer, in the page or written by its scripts; the code is judged apart.

    Source: 国办发〔2017〕47号; the 2017 Q4 check names mark, code, ICP and police numbers.
    """
    home, _ = home_page(visit, context)
    parts: dict[str, float] = {}
    evidence: list[Evidence] = []
    for part, names in _FOOTER_FACTS.items():
        facts = [home.facts[name] for name in names]
        there = next((fact for fact in facts if is_there(fact)), None)
        if there is not None:
            parts[part] = 1.0
            evidence.append(fact_evidence(home, there))
        elif all(fact.state is not FactState.NOT_SEEN for fact in facts):
            parts[part] = 0.0
    if len(parts) < len(_FOOTER_FACTS):
        return Reading.unseen(Cause.PART_MISSING, *evidence)
    return flags(parts, *(evidence or [page_evidence(home)]))


@collector(COLLECTORS, "standardization_site_tags")
def site_tags(visit: Visit, context: Context) -> Reading:
    """SiteName, SiteDomain, SiteIDCode on the home page; a SiteDomain with scheme, slash or several hosts counts half.

    Source: 国办发〔2017〕47号, annex.
    """
    home, page = home_page(visit, context)
    domain_tag = page.meta("sitedomain")
    parts = {
        "sitename": float(bool(page.meta("sitename"))),
        "sitedomain": 0.0 if not domain_tag else 0.5 if re.search(r"[/:\s,;]", domain_tag.strip()) else 1.0,
        "siteidcode": float(bool(page.meta("siteidcode"))),
    }
    said = [f"{name}={page.meta(name)}" for name in parts if page.meta(name)]
    return flags(parts, *([page_evidence(home, text) for text in said] or [page_evidence(home)]))


@collector(COLLECTORS, "standardization_tls")
def tls(visit: Visit, context: Context) -> Reading:
    """Valid certificate with a week left, redirect from http to https, HSTS; judged on the site's own host.

    No https at all is 0; a hello that fails as servers with national ciphers (SM2) fail is not judged.
    """
    asked = [c for c in visit.pages if _is_own_endpoint(c, context)]
    by_tls = [c for c in asked if c.capture.url.startswith("https:")]
    plain = [c for c in asked if c.capture.url.startswith("http:")]
    home = visit.home
    if home is None or not by_tls or not plain:
        return Reading.unseen(Cause.NO_HOME_PAGE if home is None else home.capture.cause or Cause.PAGE_NOT_CAPTURED)
    secure = next((c for c in by_tls if c.tls.get("protocol")), by_tls[0])
    cause = secure.capture.cause
    if not secure.tls.get("protocol") and cause not in {Cause.REFUSED, Cause.TLS_FAILURE, Cause.CUT_OFF}:
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, attempt_evidence(secure))
    parts = {"valid": float(_is_valid(secure)), "hsts": float(_has_hsts(secure))}
    if any(c.capture.http_status is not None or c.capture.cause is Cause.REFUSED for c in plain):
        parts["redirect"] = float(any(c.is_redirect and _leads_to_https(c) for c in plain))
    facts = [str(secure.tls.get(name, "")) for name in ("protocol", "not_after", "error")]
    said = " ".join(fact for fact in facts if fact) or (cause.value if cause else "")
    return flags(parts, Evidence(secure.capture.id, Where.TLS, said, secure.capture.url), *map(attempt_evidence, plain))


def _is_own_endpoint(captured: CapturedPage, context: Context) -> bool:
    """Whether an attempt asked for the home page by the registered name; led there it may answer with or without www."""
    host = split(captured.capture.url).host
    if captured.capture.purpose is Purpose.PROBE:
        return host == context.site.host
    return captured.capture.purpose is Purpose.HOME and plain_host(host) == plain_host(context.site.host)


def _leads_to_https(captured: CapturedPage) -> bool:
    return captured.headers["location"].lower().startswith("https:")


def _has_hsts(captured: CapturedPage) -> bool:
    """RFC 6797 §6.1.1: max-age=0 takes the policy back."""
    age = re.search(r"max-age\s*=\s*\"?(\d+)", captured.headers.get("strict-transport-security", ""), re.IGNORECASE)
    return age is not None and int(age.group(1)) > 0


def _is_valid(secure: CapturedPage) -> bool:
    if not secure.tls.get("verified") or not secure.tls.get("not_after"):
        return False
    left = date.fromisoformat(str(secure.tls["not_after"])[:10]) - civil_date(secure)
    return left.days >= int(lexicon("collectors")["certificate"]["least_days"])


@collector(COLLECTORS, "standardization_disclosure")
def disclosure(visit: Visit, context: Context) -> Reading:
    """The five elements of the disclosure column, as links on its page.

    Source: 政府信息公开条例 (2019); 国办公开办函〔2019〕61号 (five elements recalled).
    """
    home, page = home_page(visit, context)
    wanted = lexicon("collectors")["disclosure_parts"]
    entry = entry_saying(home, page, "disclosure_channel", lexicon("plan")["disclosure"])
    if entry is None:
        return not_there(home, page, dict.fromkeys(wanted, 0.0))
    captured, cause = target_state(visit, Purpose.DISCLOSURE)
    if captured is None or captured.page is None:
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, entry)
    words = _words_of(captured.page)
    hits = {part: next((word for word in words if re.search(pattern, word)), "") for part, pattern in wanted.items()}
    evidence = [page_evidence(captured, word) for word in hits.values() if word] or [page_evidence(captured)]
    return flags({part: float(bool(word)) for part, word in hits.items()}, *evidence)


def _words_of(page: PageIndex) -> list[str]:
    """Words of links and of tabs that a script opens, and of labels; longer texts are headlines."""
    return [link.label for link in page.links if len(link.label) <= 20] + [label.text for label in page.labels]
