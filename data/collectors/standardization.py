"""规范化: domain, site id code, footer, site tags, HTTPS, disclosure column."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    FAILED,
    attempt_evidence,
    civil_date,
    fact_evidence,
    flags,
    home_page,
    is_there,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.identity import code_fits, printed_codes
from data.lexicon import lexicon
from data.model import Cause, Evidence, Purpose, Where
from data.page.model import FactState, PageIndex
from data.page.words import links_saying
from data.registry import plain_host

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "standardization_domain")
def domain(visit: Visit, context: Context) -> Reading:
    """Suffix and structure of the registered host.

    Source: 国办函〔2018〕55号 (www.X.gov.cn for portals, O.X.gov.cn for departments); 互联网政务应用安全管理规定 for institutions.
    """
    site, registry = context.site, context.registry
    host = site.host
    institution = [suffix for suffix, kind in registry.suffixes if kind == "institution"]
    fits = registry.is_government_host(host) or (
        site.body_kind == "institution" and any(host.endswith(suffix) for suffix in institution)
    )
    portal = registry.portal(site.unit_code)
    if site.kind == "portal":
        structure = host.startswith("www.")
    elif site.kind == "department":
        structure = not host.startswith("www.") and host.count(".") >= 3
    else:
        structure = portal is not None and plain_host(portal.host) == plain_host(host)
    first = visit.pages[0].capture.id if visit.pages else ""
    return flags({"suffix": float(fits), "structure": float(structure)}, Evidence(first, Where.HEADER, host, site.url))


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
    if shown or page.has_footer:
        parts["printed"] = float(shown)
    parts["meta"] = float(is_there(tag))
    if codes:
        known = context.site.site_code.lower()
        agree = len({code for code, _ in codes}) == 1 and all(code_fits(code, context) for code, _ in codes)
        parts["consistent"] = float(agree and (not known or codes[0][0] == known))
    elif page.has_footer:
        parts["consistent"] = 0.0
    if not codes and not page.has_footer:
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
    """Valid certificate with a week left, redirect from http to https, HSTS."""
    ends = [c for c in visit.of(Purpose.HOME, Purpose.PROBE) if c.capture.url.startswith("https:")]
    ends += [c for c in visit.pages if c.is_redirect and c.capture.purpose in {Purpose.HOME, Purpose.PROBE} and c.capture.url.startswith("https:")]
    asked_plain = [
        c for c in visit.pages if c.capture.purpose in {Purpose.HOME, Purpose.PROBE} and c.capture.url.startswith("http:")
    ]
    if not ends or not asked_plain:
        home = visit.home
        cause = Cause.NO_HOME_PAGE if home is None else home.capture.cause or Cause.PAGE_NOT_CAPTURED
        return Reading.unseen(cause)
    secure = next((c for c in ends if c.tls.get("protocol")), ends[0])
    cause = secure.capture.cause
    if not secure.tls.get("protocol") and cause not in {Cause.REFUSED, Cause.TLS_FAILURE, Cause.CUT_OFF}:
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, attempt_evidence(secure))
    parts = {
        "valid": float(_is_valid(secure)),
        "redirect": float(any(c.is_redirect and c.headers["location"].startswith("https:") for c in asked_plain)),
        "hsts": float("strict-transport-security" in secure.headers),
    }
    said = f"{secure.tls.get('protocol', '')} {secure.tls.get('not_after', '')} {secure.tls.get('error', '')}".strip()
    return flags(parts, Evidence(secure.capture.id, Where.TLS, said or (cause.value if cause else ""), secure.capture.url))


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
    if not links_saying(page, lexicon("plan")["disclosure"]) and not is_there(home.facts["disclosure_channel"]):
        if not page.has_header:
            return Reading.unseen(Cause.PART_MISSING, page_evidence(home))
        return flags(dict.fromkeys(wanted, 0.0), page_evidence(home))
    captured, cause = target_state(visit, Purpose.DISCLOSURE)
    if captured is None or captured.page is None:
        if captured is not None and cause in FAILED:
            return flags(dict.fromkeys(wanted, 0.0), attempt_evidence(captured))
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED)
    words = _words_of(captured.page)
    hits = {part: next((word for word in words if re.search(pattern, word)), "") for part, pattern in wanted.items()}
    evidence = [page_evidence(captured, word) for word in hits.values() if word] or [page_evidence(captured)]
    return flags({part: float(bool(word)) for part, word in hits.items()}, *evidence)


def _words_of(page: PageIndex) -> list[str]:
    return [link.label for link in page.links if link.url and len(link.label) <= 20] + [label.text for label in page.labels]
