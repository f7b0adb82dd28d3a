"""融合化: whether policies and interpretations lead to each other and on to services, and the policy library."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from data.addresses import split
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import (
    flags,
    home_page,
    link_evidence,
    not_there,
    page_evidence,
    target_state,
)
from data.collectors.registering import collector
from data.collectors.service import platform_hosts
from data.lexicon import lexicon
from data.model import Cause, Evidence, Purpose
from data.page.addresses import address
from data.page.model import Link, PageIndex, Region
from data.page.words import LABEL_LENGTH, links_saying, says
from data.registry import plain_host

COLLECTORS: dict[str, Collector] = {}
_COLUMNS = (Purpose.HOME, Purpose.COLUMN, Purpose.POLICY, Purpose.INTERPRETATION, Purpose.DATA, Purpose.DISCLOSURE)
_MIDDLE = frozenset({Region.MAIN, Region.ARTICLE})
_OTHER = {Purpose.POLICY: "interpretation", Purpose.INTERPRETATION: "policy"}


@collector(COLLECTORS, "integration_policy_interp")
def policy_interp(visit: Visit, context: Context) -> Reading:
    """Share of the captured policies that lead to an interpretation, and interpretations that lead to their policy.

    Source: 国办秘函〔2019〕19号 (an interpretation must be tied to its file; recalled).
    """
    _, home = home_page(visit, context)
    leads = _Leads(home, context)
    return _share_that_leads(visit, home, lambda captured, link: leads.to(link, _OTHER[captured.capture.purpose]))


@collector(COLLECTORS, "integration_policy_service")
def policy_service(visit: Visit, context: Context) -> Reading:
    """Share of the captured policies and interpretations whose own part leads on to a service. Own proposal."""
    _, home = home_page(visit, context)
    leads = _Leads(home, context)
    return _share_that_leads(visit, home, lambda _, link: leads.to(link, "service"))


def _share_that_leads(visit: Visit, home: PageIndex, leads: Callable[[CapturedPage, Link], bool]) -> Reading:
    """Share of the captured documents with such a link in their own part; unseen without a document."""
    documents = documents_of(visit, Purpose.POLICY, Purpose.INTERPRETATION)
    if not documents:
        _, cause = target_state(visit, Purpose.POLICY, Purpose.INTERPRETATION)
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED)
    found: list[Evidence] = []
    without: list[Evidence] = []
    menu = _menus(visit)
    for captured, page in documents:
        own = _own_links(page, home, _on_every_page(documents, captured.capture.purpose) | menu)
        link = next((link for link in own if leads(captured, link)), None)
        if link is not None:
            found.append(link_evidence(captured, link))
        else:
            without.append(page_evidence(captured, page.title))
    parts = {"linked": float(len(found)), "sampled": float(len(documents))}
    return Reading.measured(len(found) / len(documents), *found, *without, parts=parts, absent=bool(without))


def documents_of(visit: Visit, *purposes: Purpose) -> list[tuple[CapturedPage, PageIndex]]:
    """Return the policies or interpretations that were read; the columns that list them are none."""
    captured = visit.of(*purposes)
    return [(one, one.page) for one in captured if one.page is not None and _is_document(one.page)]


def _is_document(page: PageIndex) -> bool:
    return bool(page.published_on or page.meta("ArticleTitle"))


def _on_every_page(documents: list[tuple[CapturedPage, PageIndex]], purpose: Purpose) -> frozenset[str]:
    """Addresses that all documents of a kind carry: a side list of the newest, not a link of this one's own."""
    pages = [page for captured, page in documents if captured.capture.purpose is purpose]
    if len(pages) < 3:
        return frozenset()
    return frozenset.intersection(*(frozenset(address(link.url) for link in page.links) for page in pages))


def _menus(visit: Visit) -> frozenset[str]:
    """Addresses that belong to the site's menus: of columns that were read, and of undated links that several columns carry."""
    columns = [one.page for one in visit.of(*_COLUMNS) if one.page is not None and not _is_document(one.page)]
    times = Counter(url for page in columns for url in _undated(page))
    return frozenset({address(page.url) for page in columns} | {link for link, n in times.items() if n > 1})


def _undated(page: PageIndex) -> set[str]:
    """Addresses of a page's links but for the dated entries of its lists, which name documents."""
    dated = {address(item.url) for item in page.items}
    return {address(link.url) for link in page.links if link.url} - dated


def _own_links(page: PageIndex, home: PageIndex, on_every_page: frozenset[str]) -> list[Link]:
    """The links in the middle of a page, without those of the site's navigation, wherever they stand, and to itself."""
    dated = {item.url for item in home.items}
    navigation = {
        address(link.url)
        for link in home.links
        if link.region not in _MIDDLE or (0 < len(link.label) <= LABEL_LENGTH and link.url not in dated)
    }
    site_wide = navigation | on_every_page | {address(page.url)}
    return [link for link in page.links if link.url and link.region in _MIDDLE and address(link.url) not in site_wide]


class _Leads:
    """Tells where a link leads: by its words, by its host, or because it lies below one of the site's columns."""

    def __init__(self, home: PageIndex, context: Context) -> None:
        self._platforms = platform_hosts(context)
        top = context.site.path_prefix.strip("/")
        kinds: dict[str, set[str]] = {}
        for kind in ("policy", "interpretation", "service"):
            for link in _columns(home, kind):
                kinds.setdefault(_folder(link.url), set()).add(kind)
        # A folder that holds the whole site, or columns of two kinds, tells nothing.
        self._columns = {
            folder: kind
            for folder, (kind, *others) in kinds.items()
            if not others and folder.partition("/")[2].strip("/") not in {"", top}
        }

    def to(self, link: Link, kind: str) -> bool:
        """Tell whether a link leads to a page of this kind."""
        if says(link.label, lexicon("integration")["leads_to"][kind]):
            return True
        host = split(link.url).host
        if kind == "service" and any(reference.covers(host) for reference in self._platforms):
            return True
        above = [folder for folder in self._columns if _folder(link.url).startswith(folder)]
        return bool(above) and self._columns[max(above, key=len)] == kind


def _columns(home: PageIndex, kind: str) -> list[Link]:
    """The home page's links to columns of a kind; a dated headline is none."""
    headlines = {item.title for item in home.items}
    return [link for link in links_saying(home, lexicon("plan")[kind]) if link.label not in headlines]


def _folder(url: str) -> str:
    """Return an address up to its last slash, host in plain form."""
    parts = split(url)
    return f"{plain_host(parts.host)}{parts.path.rpartition('/')[0]}/"


@collector(COLLECTORS, "integration_policy_lib")
def policy_lib(visit: Visit, context: Context) -> Reading:
    """A policy column on the home page; document numbers in its list; a form to filter it. Own proposal."""
    home, page = home_page(visit, context)
    columns = _columns(page, "policy")
    if not columns:
        return not_there(home, page, {"column": 0.0, "numbers": 0.0, "filter": 0.0})
    entry = link_evidence(home, columns[0])
    lists = [one for one in visit.of(Purpose.POLICY) if one.page is not None and not _is_document(one.page)]
    if not lists or lists[0].page is None:
        captured, cause = target_state(visit, Purpose.POLICY)
        unread = captured is not None and captured.page is None
        return Reading.unseen((cause if unread else None) or Cause.PAGE_NOT_CAPTURED, entry)
    column = lists[0].page
    numbers = re.findall(lexicon("integration")["library"]["number"], column.text)
    parts = {
        "column": 1.0,
        "numbers": float(len(numbers) >= lexicon("integration")["library"]["least"]),
        "filter": float(_has_filter(column, page)),
    }
    if not column.items and sum(parts.values()) < len(parts):
        # The list comes by script; what stands in it, or beside it, can't be seen.
        return Reading.unseen(Cause.PART_MISSING, entry, page_evidence(lists[0]))
    return flags(parts, entry, page_evidence(lists[0], numbers[0] if numbers else column.title))


def _has_filter(column: PageIndex, home: PageIndex) -> bool:
    """A control that asks for year, number, theme or the like; the search box of every page is none."""
    wanted = re.compile(lexicon("integration")["library"]["filter"])
    everywhere = {(control.name, control.id, control.placeholder) for control in home.controls}
    return any(
        control.region in _MIDDLE | {Region.SIDE}
        and control.type not in {"hidden", "submit", "button"}
        and (control.name, control.id, control.placeholder) not in everywhere
        and wanted.search(f"{control.name} {control.id} {control.label} {control.placeholder} {control.title}")
        for control in column.controls
    )
