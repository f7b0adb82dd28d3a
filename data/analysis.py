"""The analysis of visits: archived captures in, findings out. No network, no clock; the same for live runs and replays."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from data.addresses import split
from data.capture.archive import ArchivedCapture
from data.capture.plan import Plan, Target, same_host_key, same_site, targets
from data.capture.robots import rules_of
from data.catalogue import Catalogue
from data.collectors import collect_visit
from data.collectors.base import CapturedPage, Context, Reading, Visit
from data.collectors.clustering import platform
from data.collectors.columns import columns_to_recheck, seen_columns
from data.columns.model import SeenColumn
from data.findings import OutLink, VisitFindings
from data.identity import identity_verdict
from data.links import SeenLink, seen_links
from data.lists.model import NO_LISTS, OwnLists
from data.model import Capture, Cause, Purpose
from data.page.build import PageError, build_index
from data.page.decode import decode
from data.page.facts import has_whole_frame, page_facts
from data.page.masking import masked
from data.page.model import SCRIPT_TAG, PageIndex, Region
from data.page.scripted import with_script_links
from data.page.verdicts import page_cause
from data.registry import Registry, Site

_CHINA = ZoneInfo("Asia/Shanghai")
_PACKAGE = Path(__file__).parent
NO_ANALYSIS = (
    # Lists and figures: a round has its registry copied in, frameworks value what was observed, the sample is visited like any site.
    "units", "figures", "frameworks", "sample",
    # What fetches: all it brings home is in the archive, and the analysis begins there.
    "capture/asking.py", "capture/certificate.py", "capture/checking.py", "capture/collection.py", "capture/deadline.py", "capture/importing.py",
    "capture/national_tls.py", "capture/network.py", "capture/pace.py", "capture/progress.py",
    "capture/recording.py", "capture/transport.py", "capture/trying.py", "capture/visit.py",
    # What keeps results, starts processes, or reads single pages for a person.
    "store.py", "schema.py", "workspace.py", "processes.py", "inspection.py",
)  # fmt: skip
"""Parts of the package that can change no observation of archived pages, with the reason; everything else counts."""
_FILES = frozenset({Purpose.ATTACHMENT, Purpose.SITEMAP})
_READ = frozenset(Purpose) - _FILES - {Purpose.ROBOTS, Purpose.SCRIPT, Purpose.READING_AID, Purpose.PROBE}
_OPENED = frozenset({Purpose.TRY, Purpose.LINK})
"""Pages that are asked for to see whether they open: what goes on after the beginning opened."""
_EVERY_VISIT = frozenset({Purpose.HOME, Purpose.ROBOTS})
NO_SCRIPT = frozenset({Cause.TOO_LARGE, Cause.HTTP_4XX, Cause.SOFT_404})
"""What says that an address holds no script that could write part of a page: none is there, or one too large for that."""
_NOT_ASKED = frozenset({Cause.BUDGET_USED, Cause.ROBOTS_DISALLOWED, Cause.ROBOTS_UNAVAILABLE})


@lru_cache(maxsize=1)
def analysis_id() -> str:
    """Return the id of this analysis: a digest of its code, lexicon and catalogue, 12 hex digits."""
    return digest_of(_PACKAGE)


def digest_of(package: Path) -> str:
    """Return the analysis id of a copy of this package: over everything in it but what can change no observation."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package)
        if path.suffix in {".py", ".toml", ".csv"} and not any(map(name.is_relative_to, NO_ANALYSIS)):
            digest.update(name.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def civil_date(instant: str) -> date:
    """Return the Asia/Shanghai civil date of a UTC instant with Z."""
    return datetime.fromisoformat(instant).astimezone(_CHINA).date()


@dataclass(frozen=True, slots=True)
class PageReport:
    """What the fetch thread has to know of a page: why it is none, and where to go next."""

    capture_id: str
    cause: Cause | None
    targets: tuple[Target, ...] = ()


class Analyst:
    """Reads captures as they come, keeps each page's index, and concludes a visit when it is complete.

    Not safe to share between threads. ``unit_less`` hosts (not in the registry) are read too and concluded with no readings.
    """

    def __init__(self, registry: Registry, plan: Plan, vantage: str = "", lists: OwnLists = NO_LISTS) -> None:
        self._registry = registry
        self._plan = plan
        self._vantage = vantage
        self._lists = lists
        self._catalogue = Catalogue.load()
        self._open: dict[tuple[str, int], list[CapturedPage]] = {}
        self._robots: dict[tuple[str, int], dict[str, str | None]] = {}

    def read(self, archived: ArchivedCapture) -> PageReport:
        """Take one capture in; return its cause, refined by what the page says, and the targets it leads to."""
        capture = archived.capture
        page, cause = self._page(archived)
        capture = replace(capture, cause=cause)
        led_to = self._add_script(capture, archived) if capture.purpose is Purpose.SCRIPT and cause is None else []
        captured = CapturedPage(
            capture,
            page if cause is None and capture.purpose not in _OPENED else None,
            {},
            {key.lower(): value for key, value in archived.headers},
            archived.dns,
            archived.tls,
        )
        self._open.setdefault((capture.site_id, capture.visit), []).append(captured)
        if captured.page is None:
            return PageReport(capture.id, cause, tuple(led_to))
        return PageReport(capture.id, None, tuple(self._targets(capture.site_id, captured.page, capture.purpose)))

    def judge(self, archived: ArchivedCapture) -> Cause | None:
        """Return why an attempt that belongs to no visit opened no page, refined by what the page says; nothing of it is kept."""
        return archived.capture.cause if archived.capture.purpose is Purpose.ROBOTS else self._page(archived)[1]

    def _page(self, archived: ArchivedCapture) -> tuple[PageIndex | None, Cause | None]:
        capture = archived.capture
        if capture.purpose is Purpose.ROBOTS:
            self._add_rules(archived)
        if archived.status in {301, 302, 303, 307, 308} and archived.header("location"):
            return None, capture.cause
        if capture.purpose in _FILES and capture.cause in {None, Cause.TOO_LARGE}:
            return None, _file_cause(capture.purpose, archived.body)
        if capture.purpose is Purpose.SCRIPT and capture.cause is None:
            return None, _script_cause(archived.body)
        if capture.purpose in _OPENED and capture.cause is Cause.TOO_LARGE:
            return None, None
        if capture.purpose not in _READ or archived.status is None:
            return None, capture.cause
        try:
            captured_on = civil_date(capture.requested_at)
            page = build_index(capture.url, archived.body, archived.header("content-type"), captured_on)
        except PageError as error:
            return None, capture.cause or error.cause
        verdict = page_cause(page)
        if capture.purpose is Purpose.HOME:
            page = with_script_links(page)
        if capture.cause is None or verdict is Cause.CHALLENGE:
            return page, verdict
        return page, capture.cause

    def _targets(self, site_id: str, page: PageIndex, purpose: Purpose = Purpose.HOME) -> list[Target]:
        return targets(page, purpose, self._plan, self._registry.platforms_measured_at(site_id))

    def _add_rules(self, archived: ArchivedCapture) -> None:
        """Keep what the robots.txt of the site's own host says, wherever it is redirected to."""
        capture = archived.capture
        answers = self._robots.setdefault((capture.site_id, capture.visit), {})
        own = split(capture.url).host == split(self._registry.sites[capture.site_id].url).host
        if own or capture.previous in answers:
            answers[capture.id] = rules_of(archived.status, capture.cause, archived.body)

    def _add_script(self, capture: Capture, archived: ArchivedCapture) -> list[Target]:
        """Join a fetched first-party script to the home page of its visit; what only it says counts as ``script``.

        Returns what the links that it writes lead to, where the page itself leads to nothing of the kind.
        """
        pages = self._open.get((capture.site_id, capture.visit), [])
        led_to: list[Target] = []
        for position, captured in enumerate(pages):
            if captured.capture.purpose is not Purpose.HOME or captured.page is None:
                continue
            before = {target.purpose for target in self._targets(capture.site_id, captured.page)}
            script = decode(archived.body, archived.header("content-type")).text
            page = with_script_links(replace(captured.page, script_text=f"{captured.page.script_text}\n{script}"))
            pages[position] = replace(captured, page=page)
            led_to += [t for t in self._targets(capture.site_id, page) if t.purpose not in before]
        return led_to

    def forget(self, site_id: str, visit: int) -> None:
        """Drop what was read of a visit that will not be finished."""
        self._open.pop((site_id, visit), None)
        self._robots.pop((site_id, visit), None)

    def conclude(self, site_id: str, number: int) -> VisitFindings:
        """Let the collectors read the whole visit and return its findings; the pages are forgotten."""
        opened = self._open.pop((site_id, number), [])
        unread = self._has_unread_scripts(opened, number)
        pages = tuple(_with_facts(captured, unread) for captured in opened)
        visit = Visit(number, pages)
        site = self._registry.sites[site_id]
        context = Context(
            self._registry, site, self._registry.unit(site.unit_code), self._plan.visits_needed, self._vantage,
            self._plan.census, self._lists,
        )  # fmt: skip
        identity = identity_verdict(visit, context)
        readings = collect_visit(visit, context, self._catalogue)
        columns = seen_columns(visit, context)
        home = visit.home
        links = seen_links(visit, site.url, self._plan) if _home_cause(home, site) is None else ()
        return VisitFindings(
            site_id,
            number,
            readings,
            _outgoing(home),
            home.capture.id if home else "",
            home.capture.url if home else "",
            _home_cause(home, site),
            identity.verdict,
            identity.reason,
            _newest(pages),
            max((captured.capture.requested_at for captured in pages), default=""),
            sum(captured.page is not None for captured in pages),
            dict(
                Counter(
                    c.capture.cause.value for c in pages if c.capture.cause and c.capture.purpose in _READ - _OPENED
                )
            ),
            analysis=analysis_id(),
            home_whole=home is not None and home.page is not None and has_whole_frame(home.page),
            recheck=_recheck(visit, readings, columns, links, self._plan),
            requests=sum(captured.capture.cause not in _NOT_ASKED for captured in pages),
            robots=next(reversed(self._robots.pop((site_id, number), {}).values()), None),
            platform=platform(visit, context),
            links=links,
            columns=columns,
            census=self._plan.census,
        )

    def _has_unread_scripts(self, pages: Sequence[CapturedPage], number: int) -> bool:
        """Tell whether a script that may write to the home page was not read: of those that the first visit asks for, and
        that a later one asks for again.
        """
        first = Visit(number, tuple(pages)).asked()
        asked = {first[c.capture.id].url: c.capture.cause for c in pages if c.capture.purpose is Purpose.SCRIPT}
        homes = [c.page for c in pages if c.capture.purpose is Purpose.HOME and c.page is not None]
        wanted = [
            t.url for page in homes for t in targets(page, Purpose.HOME, self._plan) if t.purpose is Purpose.SCRIPT
        ]
        unasked = number == 1 and any(url not in asked for url in wanted)
        return unasked or any(cause not in {None, *NO_SCRIPT} for cause in asked.values())


def _with_facts(captured: CapturedPage, unread_scripts: bool) -> CapturedPage:
    page = captured.page
    if page is None:
        return captured
    if captured.capture.purpose is Purpose.HOME:
        page = replace(page, unread_scripts=unread_scripts)
    return replace(captured, page=page, facts=page_facts(page, civil_date(captured.capture.requested_at)))


def _file_cause(purpose: Purpose, beginning: bytes) -> Cause | None:
    """Why what was sent as a file is none; how large the rest of it is does not matter."""
    start = beginning[:1024].lower()
    if not start.strip():
        return Cause.EMPTY
    if purpose is Purpose.SITEMAP:
        return None if b"<urlset" in start or b"<sitemapindex" in start else Cause.SOFT_404
    return Cause.SOFT_404 if b"<html" in start or b"<!doctype html" in start else None


def _script_cause(body: bytes) -> Cause | None:
    """Why what was sent as a script is none: a page about its absence."""
    return Cause.SOFT_404 if body.lstrip()[:16].lower().startswith((b"<!doctype", b"<html")) else None


def _home_cause(home: CapturedPage | None, site: Site) -> Cause | None:
    """Why the site's own home page was not read; a page on another host is not its own."""
    if home is None:
        return Cause.NO_HOME_PAGE
    if home.capture.cause is None and not same_site(home.capture.url, site.url):
        return Cause.REDIRECT_AWAY
    return home.capture.cause


def _outgoing(home: CapturedPage | None) -> tuple[OutLink, ...]:
    """The home page's links to other hosts, once each."""
    if home is None or home.page is None:
        return ()
    seen: dict[tuple[str, str], OutLink] = {}
    for link in home.page.links:
        host = split(link.url).host
        if host and link.region is not Region.ARTICLE and not same_site(link.url, home.capture.url):
            out = OutLink(home.capture.id, host, link.url, masked(link.label)[:40], link.tag == SCRIPT_TAG)
            seen.setdefault((same_host_key(host), link.label), out)
    return tuple(seen.values())


def _newest(pages: tuple[CapturedPage, ...]) -> str:
    dates = [
        item.date
        for captured in pages
        if captured.page is not None and captured.capture.purpose in {Purpose.HOME, Purpose.COLUMN}
        for item in captured.page.items
        if item.date <= civil_date(captured.capture.requested_at).isoformat()
    ]
    return max(dates, default="")


def _recheck(
    visit: Visit,
    readings: Mapping[str, Reading],
    columns: Sequence[SeenColumn],
    links: Sequence[SeenLink],
    plan: Plan,
) -> tuple[tuple[str, str], ...]:
    """Purpose and address of the pages that the evidence of something absent names, and of dead links, as first asked for.

    The home page is asked for in every visit; so are its scripts where header or footer is not in the page, and those that
    could not be read. A census looks again at the columns on which nothing was seen, and at nothing else.
    """
    if plan.census:
        named = columns_to_recheck(columns)
    else:
        named = {piece.capture_id for reading in readings.values() if reading.absent for piece in reading.evidence}
        named |= {link.outcome.capture_id for link in links if link.outcome and link.outcome.works is False}
    homes = [c.page for c in visit.pages if c.page and c.capture.purpose is Purpose.HOME]
    framed = all(page.has_header and page.has_footer for page in homes)
    asked = visit.asked()
    again: dict[tuple[str, str], None] = {}
    for captured in visit.pages:
        first = asked[captured.capture.id]
        is_script = first.purpose is Purpose.SCRIPT
        hides = is_script and (not framed or captured.capture.cause not in {None, *NO_SCRIPT})
        if hides or (captured.capture.id in named and first.purpose not in _EVERY_VISIT):
            again[first.purpose.value, first.url] = None
    return tuple(again)
