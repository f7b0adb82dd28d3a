"""站群化: what one visit says of the site cluster.

Links across sites and what sites share belong to the round phase (``data/graph.py``, ``data/family.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

from data.addresses import join, split
from data.collectors.base import CapturedPage, Collector, Context, Platform, Reading, Visit
from data.collectors.reading import (
    Unreadable,
    civil_date,
    flags,
    home_page,
    link_evidence,
    not_there,
    page_evidence,
)
from data.collectors.registering import collector
from data.collectors.searching import ResultPage, has_search, result_pages
from data.lexicon import lexicon
from data.model import Cause
from data.page.dates import find_dates
from data.page.forms import search_forms
from data.page.model import DatedItem, Link, PageIndex
from data.page.words import LABEL_LENGTH, links_outside_articles, links_saying, says
from data.registry import plain_host

COLLECTORS: dict[str, Collector] = {}
_WINDOW = 600


@collector(COLLECTORS, "clustering_joint_search")
def joint_search(visit: Visit, context: Context) -> Reading:
    """Whether one result list holds pages of two sites of the family; who shares the search host is the round's part.

    Source: 国办函〔2018〕71号 (recalled).
    """
    home, page = home_page(visit, context)
    if not has_search(home, page):
        return not_there(home, page, {"shared_host": 0.0, "joint_results": 0.0})
    asked = result_pages(visit)
    seen = [found for found in asked if found.cause is None]
    if not seen:
        cause = asked[0].cause if asked else None
        return Reading.unseen(cause or Cause.PAGE_NOT_CAPTURED, page_evidence(home))
    best = max(seen, key=lambda found: len(_family_hosts(found, page, context)))
    hosts = _family_hosts(best, page, context)
    evidence = [page_evidence(found.captured) for found in seen]
    if len(hosts) > 1:
        evidence = [page_evidence(best.captured, "、".join(sorted(hosts)))]
    return flags({"joint_results": float(len(hosts) > 1)}, *evidence)


def _family_hosts(found: ResultPage, home: PageIndex, context: Context) -> set[str]:
    """The hosts of the family's sites in a result list; what the home page links, too, is navigation."""
    family, own = context.registry.province_of(context.unit.code), plain_host(context.site.host)
    navigation = {link.url for link in home.links}
    hosts = set()
    for link in found.results:
        site = context.registry.site_at(link.url)
        if site is not None and context.registry.province_of(site.unit_code) == family:
            host = plain_host(site.host)
            if host == own or link.url not in navigation:
                hosts.add(host)
    return hosts


@collector(COLLECTORS, "clustering_unified_login")
def unified_login(visit: Visit, context: Context) -> Reading:
    """Whether there is a sign-in; who else uses its host is the round's part. Source: 国办函〔2018〕71号 (recalled)."""
    home, page = home_page(visit, context)
    if not has_login(home, page):
        return not_there(home, page, {"login": 0.0, "shared": 0.0})
    link = login_link(page)
    return flags({"login": 1.0}, link_evidence(home, link) if link else page_evidence(home, "登录"))


def has_login(home: CapturedPage, page: PageIndex) -> bool:
    """Tell whether the home page has a sign-in: a link, a button or a password field."""
    words = lexicon("collectors")["sign_in"]
    buttons = [label.text for label in page.labels] + [link.label for link in page.links if not link.url]
    password = any(control.type == "password" for control in page.controls)
    return password or login_link(page) is not None or any(says(text, words) for text in buttons)


def login_link(page: PageIndex) -> Link | None:
    """Return the sign-in link of a page; of several the one that leads to another host: that one may be shared."""
    headlines = {item.title for item in page.items}
    links = [link for link in links_saying(page, lexicon("collectors")["sign_in"]) if link.label not in headlines]
    return next((link for link in links if not _same_host(link.url, page.url)), links[0] if links else None)


def platform(visit: Visit, context: Context) -> Platform | None:
    """Return what the home page tells of the site's platform; None where it was not read as the site's own."""
    try:
        _, page = home_page(visit, context)
    except Unreadable:
        return None
    login = login_link(page)
    searching = search_forms(page)
    forms = Counter(_form_of(item.url, context) for item in page.items if _same_host(item.url, page.url))
    sources = [join(page.url, script.src) for script in page.scripts if script.src]
    bears = [name for name in lexicon("collectors")["platform"]["tags"] if page.meta(name)]
    return Platform(
        _host(searching[0].action) if searching else "",
        _host(login.url) if login else "",
        forms.most_common(1)[0][0] if forms else "",
        tuple(bears),
        tuple(sorted({_host(source) for source in sources if source and not _same_host(source, page.url)})),
    )


def _form_of(url: str, context: Context) -> str:
    """The form of an article's address below the site's prefix: digits as #, folder names but the first as *."""
    path = split(url).path.removeprefix(context.site.path_prefix)
    folders = [folder for folder in path.split("/") if folder]
    return "/".join(
        re.sub(r"\d+", "#", f) if n in {0, len(folders) - 1} or f.isdigit() else "*" for n, f in enumerate(folders)
    )


def _host(url: str) -> str:
    return split(url).host


def _same_host(url: str, page_url: str) -> bool:
    return plain_host(_host(url)) == plain_host(_host(page_url))


@collector(COLLECTORS, "clustering_state_column")
def state_column(visit: Visit, context: Context) -> Reading:
    """A State Council column on the home page, and whether its newest item is at most 7 days old.

    Source: 国办 2017年第一季度抽查通报 (90 % had the column, 80 % reposted within 24 h).
    """
    home, page = home_page(visit, context)
    name = _column_name(page)
    if not name:
        framed = _framed(page, context)
        if framed:
            return Reading.measured(1, page_evidence(home, framed), parts={"column": 1.0})
        return not_there(home, page, {"column": 0.0, "fresh": 0.0})
    newest = _newest_after(home, page, name)
    if not newest:
        return Reading.measured(1, page_evidence(home, name), parts={"column": 1.0})
    oldest_fresh = civil_date(home) - timedelta(days=lexicon("collectors")["state_column"]["fresh_days"])
    fresh = newest >= oldest_fresh.isoformat()
    return flags({"column": 1.0, "fresh": float(fresh)}, page_evidence(home, f"{name} {newest}"))


def state_column_items(home: CapturedPage, page: PageIndex) -> list[DatedItem]:
    """Return the dated items printed in the stretch of text below the State Council column's name; [] without one."""
    name, today = _column_name(page), civil_date(home).isoformat()
    if not name:
        return []
    windows = _below(name, page)
    return [i for i in page.items if i.date <= today and any(_stands_in(i, window) for window in windows)]


def _column_name(page: PageIndex) -> str:
    wanted = re.compile(lexicon("collectors")["state_column"]["pattern"])
    headlines = {item.title for item in page.items}
    words = [link.label for link in links_outside_articles(page)]
    words += [heading.text for heading in page.headings] + [label.text for label in page.labels]
    labels = (word for word in words if len(word) <= LABEL_LENGTH and word not in headlines)
    return next((label for label in labels if wanted.search(label)), "")


def _framed(page: PageIndex, context: Context) -> str:
    """The address of a frame that shows the state portal's own pages; its dates are not in this page."""
    portals = context.registry.references("state_portal")
    hosts = [(split(address).host, address) for address in page.frames]
    return next((address for host, address in hosts if any(portal.covers(host) for portal in portals)), "")


def _newest_after(home: CapturedPage, page: PageIndex, name: str) -> str:
    """The newest date in the stretch of text below the column's name, not after the capture; "" if it holds none."""
    today = civil_date(home).isoformat()
    best = ""
    for window in _below(name, page):
        dates = [day for day, _ in find_dates(window)]
        dates += [item.date for item in page.items if _stands_in(item, window)]
        best = max([best, *(day for day in dates if day <= today)])
    return best


def _below(name: str, page: PageIndex) -> list[str]:
    """The stretches of text that begin where a column's name is printed."""
    # Labels lose the blanks between their characters, the text keeps them.
    printed = re.finditer(r"\s*".join(map(re.escape, name)), page.text)
    return [page.text[match.end() : match.end() + _WINDOW] for match in printed]


def _stands_in(item: DatedItem, window: str) -> bool:
    """Tell whether an item is printed in a stretch of text: its title and, since titles repeat, its day too."""
    _, month, day = item.date.split("-")
    days = (
        f"{month}-{day}",
        f"{month}/{day}",
        f"{month}.{day}",
        f"{int(month)}-{int(day)}",
        f"{int(month)}月{int(day)}日",
    )
    return len(item.title) >= 8 and item.title[:16] in window and any(printed in window for printed in days)
