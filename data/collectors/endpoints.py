"""Endpoints: what answers by http and https, by a portal's name with and without www, and where it leads."""

from __future__ import annotations

from data.addresses import join, split
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import FAILED, attempt_evidence, flags
from data.collectors.registering import collector
from data.model import Cause, Evidence, Purpose, Where
from data.registry import plain_host

COLLECTORS: dict[str, Collector] = {}
_UNJUDGED = frozenset({Cause.TIMEOUT, Cause.CUT_OFF, Cause.HTTP_5XX})
"""One slow or broken answer says too little of an endpoint."""


@collector(COLLECTORS, "site_endpoints")
def endpoints(visit: Visit, context: Context) -> Reading:
    """The share of the endpoints asked that answer with the site, or lead to it; what a shield refuses is not judged.

    A fact: no rule obliges a site to answer by all of them. 国办函〔2018〕55号 names www.X.gov.cn alone.
    """
    asked: dict[str, CapturedPage] = {}
    for captured in visit.pages:
        if captured.capture.purpose in {Purpose.HOME, Purpose.PROBE} and _is_of(captured, context):
            # The last attempt by an address: the one behind a certificate that a visitor may overrule.
            asked[_part(captured, context)] = captured
    parts = {
        part: float(state) for part, captured in asked.items() if (state := _answers(captured, context)) is not None
    }
    if not parts:
        home = visit.home
        cause = home.capture.cause if home is not None else Cause.NO_HOME_PAGE
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, *map(attempt_evidence, asked.values()))
    return flags(parts, *(piece for captured in asked.values() for piece in _shown(captured)))


def _is_of(captured: CapturedPage, context: Context) -> bool:
    """Whether an attempt asked for the home page by one of the site's names."""
    address, own = split(captured.capture.url), split(context.site.url)
    return plain_host(address.host) == plain_host(own.host) and address.path.rstrip("/") == own.path.rstrip("/")


def _part(captured: CapturedPage, context: Context) -> str:
    address = split(captured.capture.url)
    return f"{address.scheme}_{'own' if address.host == context.site.host else 'other'}"


def _answers(captured: CapturedPage, context: Context) -> bool | None:
    """True where the site answers or is led to, False where nothing does or somebody else, None where we can't tell."""
    cause = captured.capture.cause
    if captured.is_redirect:
        target = split(join(captured.capture.url, captured.headers["location"]))
        return plain_host(target.host) == plain_host(context.site.host)
    if cause is None:
        return True
    return False if cause in FAILED - _UNJUDGED else None


def _shown(captured: CapturedPage) -> list[Evidence]:
    """What came back, where it leads, and until when the certificate is good."""
    evidence = [attempt_evidence(captured)]
    if captured.is_redirect:
        evidence.append(Evidence(captured.capture.id, Where.HEADER, captured.headers["location"], captured.capture.url))
    facts = [str(captured.tls.get(name, "")) for name in ("protocol", "not_after", "error")]
    if said := " ".join(fact for fact in facts if fact):
        evidence.append(Evidence(captured.capture.id, Where.TLS, said, captured.capture.url))
    return evidence
