"""Link health: which links of the visited pages lead nowhere. Pure.

A site's own pages are judged by the visits themselves; what stands on other hosts is checked once a round, host by host.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from data.addresses import split
from data.capture.plan import Plan, same_host_key, same_site
from data.collectors.base import CapturedPage, Reading, Visit
from data.lexicon import lexicon
from data.model import Capture, Cause, Evidence, Purpose, Where
from data.page.masking import masked
from data.registry import Site

LINKS = "standardization_links"
_NO_PAGES = frozenset(
    {Purpose.ROBOTS, Purpose.PROBE, Purpose.SCRIPT, Purpose.READING_AID, Purpose.SEARCH, Purpose.SITEMAP}
)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one look at an address showed. works: None where something other than the page kept us out."""

    capture_id: str
    works: bool | None
    said: str

    @classmethod
    def of(cls, end: Capture, own: bool) -> Outcome:
        """Judge the attempt that ended the way to an address; own: it stands on the site's own host."""
        said = end.cause.value if end.cause and end.cause is not Cause.HTTP_4XX else f"HTTP {end.http_status}"
        return cls(end.id, _works(end, own), said)

    @classmethod
    def of_home(cls, capture_id: str, cause: Cause | None) -> Outcome:
        """Judge another site's home page by what its own visits found; one that leads elsewhere opens."""
        words = lexicon("links")
        opens = cause in {None, Cause.REDIRECT_AWAY, *words["opens"]}
        return cls(capture_id, True if opens else False if cause in words["dead"] else None, cause or "HTTP 200")


def _works(end: Capture, own: bool) -> bool | None:
    words = lexicon("links")
    if end.cause is None or end.cause in words["opens"]:
        return True
    if end.cause is Cause.HTTP_4XX:
        return False if end.http_status in words["gone"] else None
    dead = end.cause in words["dead"] or (own and end.cause in words["dead_at_home"])
    return False if dead else None


@dataclass(frozen=True, slots=True)
class SeenLink:
    """A link of a visited page, once for each address: on the home page if it stands there.

    page, label: where it stands and what it says, "" if a later visit only asked for the address again. outcome: what the visit itself saw of it; None for an address elsewhere.
    """

    url: str
    page: str
    label: str
    home: bool
    outcome: Outcome | None = None


def bare(url: str) -> str:
    """Return an address without its fragment, the form in which links to one page are one link."""
    address = split(url)
    return f"{address.origin}{address.path.lstrip('/')}" + (f"?{address.query}" if address.query else "")


def seen_links(visit: Visit, site_url: str, plan: Plan) -> tuple[SeenLink, ...]:
    """Return the links of a visit whose state is known from the visit, and those to other hosts that a round may check.

    Of more links to other hosts than the plan checks those at even distances.
    """
    outcomes = _outcomes(visit.pages)
    links = {link.url: link for link in _links(visit, site_url)}
    own = [
        replace(links.get(url, SeenLink(url, "", "", False)), outcome=outcome)
        for url, outcome in outcomes.items()
        if same_site(url, site_url) and url != bare(site_url)
    ]
    skipped = tuple(lexicon("links")["skip_hosts"])
    elsewhere = [
        link
        for link in links.values()
        if not same_site(link.url, site_url) and not split(link.url).host.endswith(skipped)
    ]
    return (*own, *evenly(elsewhere, plan.links_external))


def evenly(found: Sequence[SeenLink], count: int) -> Sequence[SeenLink]:
    """Return at most so many of a sequence, at even distances."""
    return (
        [found[position * len(found) // count] for position in range(min(count, len(found)))]
        if count < len(found)
        else found
    )


def _links(visit: Visit, site_url: str) -> Iterator[SeenLink]:
    """Every web address that a visited page of the site links to, the home page first."""
    read = [c for c in visit.pages if c.page is not None and same_site(c.capture.url, site_url)]
    seen = {bare(site_url)}
    for captured in sorted(read, key=lambda c: c.capture.purpose is not Purpose.HOME):
        page = captured.page
        for link in page.links if page is not None and captured.capture.purpose not in _NO_PAGES else ():
            url = bare(link.url)
            if split(url).is_web and not link.hidden and not _advertises(link.label) and url not in seen:
                seen.add(url)
                home = captured.capture.purpose is Purpose.HOME
                yield SeenLink(url, captured.capture.id, masked(link.label or link.title)[:40], home)


def _advertises(label: str) -> bool:
    """Tell whether a link says what no office says: it is to be taken away, not to be visited."""
    words = lexicon("verdicts")["hijacked"]
    return bool(re.search(words["title"], label)) and not re.search(words["not_title"], label)


def _outcomes(pages: Sequence[CapturedPage]) -> dict[str, Outcome]:
    """What became of each address that the visit asked for, by the address as it was linked."""
    captures = [
        c.capture for c in pages if c.capture.purpose not in _NO_PAGES and c.capture.cause is not Cause.BUDGET_USED
    ]
    return {url: Outcome.of(end, own=True) for url, end in chains(captures)}


def chains(captures: Iterable[Capture]) -> Iterator[tuple[str, Capture]]:
    """Yield each address that was asked for with the attempt that its way ended at."""
    known = list(captures)
    led_on = {capture.previous for capture in known}
    first: dict[str, str] = {}
    for capture in known:
        first[capture.id] = first.get(capture.previous, bare(capture.url))
        if capture.id not in led_on:
            yield first[capture.id], capture


class LinkHealth:
    """What a round knows of the links of all its sites."""

    def __init__(
        self,
        sites: Mapping[str, Site],
        links: Mapping[str, Sequence[Sequence[SeenLink]]],
        homes: Mapping[str, Sequence[Outcome]],
        checks: Iterable[Capture],
    ) -> None:
        """links: site id → what each of its visits saw; homes: site id → what each of its visits saw of its home page."""
        self._links = links
        self._elsewhere = {bare(sites[site_id].url): list(outcomes) for site_id, outcomes in homes.items()}
        checked = list(chains(capture for capture in checks if capture.purpose is Purpose.LINK))
        self._checked = Counter(same_host_key(split(url).host) for url in {url for url, _ in checked})
        for url, end in checked:
            self._elsewhere.setdefault(url, []).append(Outcome.of(end, own=False))

    def to_check(self, plan: Plan) -> dict[str, list[str]]:
        """Return the addresses nothing is known of yet, by host: with those checked already at most so many as the plan says."""
        hosts: dict[str, dict[str, None]] = {}
        for visits in self._links.values():
            for link in (link for visit in visits for link in visit if link.outcome is None):
                if link.url not in self._elsewhere:
                    hosts.setdefault(same_host_key(split(link.url).host), {})[link.url] = None
        left = {host: list(urls)[: max(0, plan.links_a_host - self._checked[host])] for host, urls in hosts.items()}
        return {host: urls for host, urls in sorted(left.items()) if urls}

    def reading(self, site_id: str, visits_needed: int) -> Reading:
        """1 − dead links / links that could be judged, those of the home page counting as many times as the table says.

        A link is dead if nobody could open it and as many looks as needed say so; one that a shield keeps us from, or that only
        one look found dead, is not judged.
        """
        words = lexicon("links")
        judged: dict[bool, list[tuple[SeenLink, Outcome]]] = {True: [], False: []}
        unknown = 0
        for link, outcomes in self._looked_at(site_id):
            state = _state(outcomes, visits_needed)
            if state is None:
                unknown += 1
            else:
                judged[state].append((link, next(one for one in outcomes if one.works is state)))
        checked = len(judged[True]) + len(judged[False])
        evidence = [piece for link, outcome in judged[False][:_SHOWN] for piece in _pieces(link, outcome)]
        evidence += [
            Evidence(outcome.capture_id, Where.HEADER, outcome.said, link.url) for link, outcome in judged[True][:2]
        ]
        if checked < words["least"]:
            return Reading.unseen(Cause.TOO_FEW, *evidence)
        dead, total = (
            sum(words["home_weight"] if link.home else 1 for link, _ in pairs)
            for pairs in (judged[False], [*judged[True], *judged[False]])
        )
        parts = {"checked": float(checked), "dead": float(len(judged[False])), "unknown": float(unknown)}
        return Reading.measured(1 - dead / total, *evidence, parts=parts, absent=dead > 0)

    def _looked_at(self, site_id: str) -> Iterator[tuple[SeenLink, list[Outcome]]]:
        """Each link of a site that any look was taken at, with all of them; on the home page if any visit saw it there."""
        found: dict[str, tuple[SeenLink, list[Outcome]]] = {}
        for visit in self._links.get(site_id, ()):
            for link in visit:
                known, outcomes = found.setdefault(link.url, (link, []))
                if (link.home and not known.home) or not known.page:
                    found[link.url] = (link, outcomes)
                if link.outcome is not None:
                    outcomes.append(link.outcome)
        for url, (link, outcomes) in found.items():
            looks = outcomes or self._elsewhere.get(url, [])
            if looks and link.page:
                yield link, looks


def _state(outcomes: Sequence[Outcome], looks_needed: int) -> bool | None:
    """True where any look found it open, False where enough looks found it dead and none says otherwise."""
    if any(outcome.works for outcome in outcomes):
        return True
    dead = sum(outcome.works is False for outcome in outcomes)
    return False if dead == len(outcomes) and dead >= looks_needed else None


def _pieces(link: SeenLink, outcome: Outcome) -> Iterator[Evidence]:
    """The page a dead link stands on with its words, and the attempt; what leads to a lost host is not quoted."""
    lost = outcome.said in lexicon("links")["not_quoted"]
    yield Evidence(link.page, Where.HTML, "" if lost else link.label, link.url)
    yield Evidence(outcome.capture_id, Where.HEADER, outcome.said, link.url)
