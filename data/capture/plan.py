"""What a visit asks for: limits from ``plans.toml``, and which links of a page are worth following."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from data.addresses import join, registrable, split
from data.capture.census import column_links, directories
from data.capture.transport import Limits
from data.errors import fail
from data.lexicon import lexicon
from data.model import Purpose
from data.page.forms import search_forms, search_words
from data.page.model import PageIndex, Region
from data.page.words import LABEL_LENGTH, links_outside_articles, links_saying, says
from data.registry import ReferenceHost

_TABLES = Path(__file__).parent / "plans.toml"


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of one plan, as documented in ``plans.toml``."""

    id: str
    name_zh: str
    name_en: str
    census: bool
    pace_seconds: float
    longest_delay_seconds: float
    connect_seconds: float
    total_seconds: float
    max_bytes: int
    max_script_bytes: int
    max_file_bytes: int
    max_check_bytes: int
    requests_a_site: int
    requests_a_round: int
    reserve: int
    visits: int
    visits_needed: int
    spacing_seconds: float
    tries: int
    tries_spacing_seconds: float
    tries_reserve: int
    endpoints: int
    links_internal: int
    links_external: int
    links_a_host: int
    links_retry_seconds: float
    redirects: int
    in_flight: int
    suspect_sites: int
    suspect_share: float
    columns: int
    articles: int
    guides: int
    attachments: int
    policies: int
    interpretations: int
    searches: int
    search_seconds: float
    scripts: int

    @classmethod
    def load(cls, plan_id: str) -> Plan:
        """Return a shipped plan. Raises ``plan.unknown``."""
        tables = tomllib.loads(_TABLES.read_text("utf-8"))
        if plan_id not in tables:
            raise fail("plan.unknown", found=plan_id, allowed=", ".join(tables))
        return cls(id=plan_id, **tables[plan_id])

    def with_requests(self, a_site: int) -> Plan:
        """Return the same plan with another limit of requests a site; half of it at most is kept for later visits and tries."""
        reserve, tries = min(self.reserve, a_site // 3), min(self.tries_reserve, a_site // 6)
        return replace(self, requests_a_site=a_site, reserve=reserve, tries_reserve=tries)

    @property
    def limits(self) -> Limits:
        """The limits of one request."""
        return Limits(self.connect_seconds, self.total_seconds, self.max_bytes)


@dataclass(frozen=True, slots=True)
class Target:
    """A page to ask for, and why."""

    purpose: Purpose
    url: str


def targets(page: PageIndex, purpose: Purpose, plan: Plan, platforms: Sequence[ReferenceHost] = ()) -> list[Target]:
    """Return what to ask for after ``page``, which was fetched for ``purpose``, most important first.

    platforms: the service platforms that the site's visit looks at for its whole province, before any hall of its own.
    """
    return list(_first_of_each(_followers(page, purpose, plan, platforms), page.url))


def _followers(page: PageIndex, purpose: Purpose, plan: Plan, platforms: Sequence[ReferenceHost]) -> Iterator[Target]:
    if plan.census:
        yield from _census(page, purpose, plan)
    elif purpose is Purpose.HOME:
        yield from _from_home(page, plan, platforms)
    elif purpose is Purpose.SERVICE:
        yield from _limited(plan.guides, Purpose.GUIDE, _guides(page))
    elif purpose is Purpose.GUIDE:
        yield from _limited(plan.attachments, Purpose.ATTACHMENT, _attachments(page))
    elif purpose is Purpose.INTERACTION:
        yield from _limited(1, Purpose.INTERACTION, _matching(page, "message"))
    elif purpose is Purpose.FOREIGN:
        yield from _limited(1, Purpose.FOREIGN, _matching(page, "foreign_contact"))
    elif purpose is Purpose.POLICY and not page.published_on:
        yield from _limited(plan.policies, Purpose.POLICY, _newest(page))
    elif purpose is Purpose.INTERPRETATION and not page.published_on:
        yield from _limited(plan.interpretations, Purpose.INTERPRETATION, _newest(page))


def _census(page: PageIndex, purpose: Purpose, plan: Plan) -> Iterator[Target]:
    """The scripts that write the home page, the page that lists the columns, and the columns themselves; nothing else."""
    if purpose is Purpose.HOME:
        yield from _limited(plan.scripts, Purpose.SCRIPT, own_scripts(page))
        yield from _limited(1, Purpose.DIRECTORY, (url for url in directories(page) if same_site(url, page.url)))
    if purpose in {Purpose.HOME, Purpose.DIRECTORY, Purpose.COLUMN}:
        # All of them: which are too many for the plan, the visit notes.
        yield from (Target(Purpose.COLUMN, url) for url in column_links(page, purpose) if same_site(url, page.url))


def _from_home(page: PageIndex, plan: Plan, platforms: Sequence[ReferenceHost]) -> Iterator[Target]:
    found = list(_named_pages(page, plan, platforms))
    yield from found
    # What another purpose asks for by name is no plain column, even where a plan leaves it out.
    named = (
        url for words in ("service", "policy", "interpretation", "data") for url in islice(_matching(page, words), 1)
    )
    taken = {_plain(page.url), *(_plain(target.url) for target in found), *map(_plain, named)}
    columns = list(_limited(plan.columns, Purpose.COLUMN, (url for url in _columns(page) if _plain(url) not in taken)))
    yield from columns
    taken |= {_plain(target.url) for target in columns}
    yield from _limited(plan.links_internal, Purpose.LINK, (url for url in _rest(page) if _plain(url) not in taken))


def _named_pages(page: PageIndex, plan: Plan, platforms: Sequence[ReferenceHost]) -> Iterator[Target]:
    """The pages that indicators ask for by name, before one more column."""
    # Before the scripts that write the page: a reading aid's words say nothing of the site.
    yield from _limited(1, Purpose.READING_AID, _reading_aids(page))
    yield from _limited(plan.scripts, Purpose.SCRIPT, own_scripts(page))
    yield from _limited(1, Purpose.SERVICE, chain(_on_platforms(page, platforms), _matching(page, "service")))
    yield from _limited(1, Purpose.INTERACTION, _matching(page, "interaction"))
    yield from _limited(1, Purpose.DISCLOSURE, _matching(page, "disclosure"))
    yield from _limited(1, Purpose.FOREIGN, _foreign(page))
    yield from _limited(1, Purpose.MINORITY, _minority(page))
    yield from _limited(min(1, plan.policies), Purpose.POLICY, _matching(page, "policy"))
    yield from _limited(min(1, plan.interpretations), Purpose.INTERPRETATION, _matching(page, "interpretation"))
    yield from _limited(1, Purpose.DATA, _matching(page, "data"))
    yield from _limited(plan.searches, Purpose.SEARCH, _search(page))
    yield from _limited(min(1, plan.articles), Purpose.SITEMAP, _site_map_file(page))
    yield from _limited(plan.articles, Purpose.ARTICLE, _newest(page))


def _limited(count: int, purpose: Purpose, urls: Iterable[str]) -> Iterator[Target]:
    seen: set[str] = set()
    for url in urls:
        if len(seen) >= count:
            return
        if url not in seen:
            seen.add(url)
            yield Target(purpose, url)


def _first_of_each(found: Iterable[Target], own_url: str) -> Iterator[Target]:
    """Drop addresses that an earlier purpose took, and the page itself."""
    seen = {_plain(own_url)}
    for target in found:
        address = _plain(target.url)
        if address not in seen:
            seen.add(address)
            yield target


def _plain(url: str) -> str:
    address = split(url)
    return f"{same_host_key(address.host)}{address.path.rstrip('/')}?{address.query}"


def same_host_key(host: str) -> str:
    """Return the host in the form in which two spellings of one site are equal: lower case, without www."""
    host = host.lower().rstrip(".")
    return host.removeprefix("www.")


def same_site(url: str, page_url: str) -> bool:
    """Tell whether a link stays on the host of the page it stands on."""
    address = split(url)
    return address.is_web and same_host_key(address.host) == same_host_key(split(page_url).host)


def _lexicon() -> dict[str, dict[str, Any]]:
    return lexicon("plan")


def _matching(page: PageIndex, words: str) -> Iterator[str]:
    """Links of the page's own host that say one of the words; navigation before the rest."""
    return (link.url for link in links_saying(page, _lexicon()[words]) if same_site(link.url, page.url))


def _on_platforms(page: PageIndex, platforms: Sequence[ReferenceHost]) -> Iterator[str]:
    """Links to services that lead to one of the platforms."""
    links = links_saying(page, _lexicon()["service"])
    return (link.url for link in links if any(platform.covers(split(link.url).host) for platform in platforms))


def _foreign(page: PageIndex) -> Iterator[str]:
    """The foreign version may live on a host of its own."""
    wanted = _lexicon()["foreign"]
    return (
        link.url for link in links_outside_articles(page) if link.label in wanted["equals"] and split(link.url).is_web
    )


def _minority(page: PageIndex) -> Iterator[str]:
    """The version in a minority language may live on a host of its own, too."""
    wanted = re.compile(lexicon("facts")["minority_language_link"]["label"])
    return (link.url for link in links_outside_articles(page) if wanted.search(link.label) and split(link.url).is_web)


def _guides(page: PageIndex) -> Iterator[str]:
    words = _lexicon()["guide"]
    for link in page.links:
        if (
            not link.url
            or link.region not in {Region.MAIN, Region.ARTICLE, Region.SIDE}
            or not same_site(link.url, page.url)
        ):
            continue
        path = split(link.url).path.lower()
        named = any(word in path for word in words["paths"])
        if (named and not any(word in link.label for word in words["excludes"])) or says(link.label, words):
            yield link.url


def _attachments(page: PageIndex) -> Iterator[str]:
    """The forms of a guide."""
    endings = tuple(_lexicon()["attachment"]["endings"])
    for link in page.links:
        if same_site(link.url, page.url) and split(link.url).path.lower().endswith(endings):
            yield link.url


def _site_map_file(page: PageIndex) -> Iterator[str]:
    """The site map made for machines, where none for people is linked."""
    label = re.compile(lexicon("facts")["sitemap_link"]["label"])
    if not any(label.search(link.label) for link in page.links):
        yield join(page.url, "sitemap.xml")


def _newest(page: PageIndex) -> Iterator[str]:
    dated = [item for item in page.items if item.url and same_site(item.url, page.url)]
    return (item.url for item in sorted(dated, key=lambda item: item.date, reverse=True))


def _columns(page: PageIndex) -> Iterator[str]:
    tools = _lexicon()["column"]
    languages = {name for names in lexicon("facts")["other_language_link"].values() for name in names}
    for link in links_outside_articles(page):
        is_menu = link.region in {Region.NAVIGATION, Region.HEADER} and 0 < len(link.label) <= LABEL_LENGTH
        is_column = is_menu and link.label not in languages and not says(link.label, tools)
        if is_column and same_site(link.url, page.url):
            yield link.url


def _rest(page: PageIndex) -> Iterator[str]:
    """Links to pages of the site itself: first those outside menus and lists, to which nothing else leads."""
    listed = {item.url for item in page.items}
    own = [link for link in links_outside_articles(page) if not link.hidden and same_site(link.url, page.url)]
    apart = [link for link in own if link.region in {Region.MAIN, Region.SIDE} and link.url not in listed]
    return (link.url for link in dict.fromkeys([*apart, *own]))


def _search(page: PageIndex) -> Iterator[str]:
    """The result pages for the first words of titles of the site itself, through its own search form."""
    forms = [form for form in search_forms(page) if form.method == "get" and same_site(form.action, page.url)]
    for item in page.items:
        words = search_words(item.title)
        if forms and words:
            yield forms[0].result_page(words)


def own_scripts(page: PageIndex) -> Iterator[str]:
    """Addresses of the scripts that may write part of a page: its owner's, on any host, but for libraries and reading aids."""
    libraries, aids = _lexicon()["script"]["excludes"], set(_reading_aids(page))
    owner = registrable(split(page.url).host)
    for url in _scripts(page):
        is_own = split(url).is_web and registrable(split(url).host) == owner
        if is_own and url not in aids and not any(word in split(url).path.lower() for word in libraries):
            yield url


def _reading_aids(page: PageIndex) -> Iterator[str]:
    named = re.compile(lexicon("facts")["barrier_free_tool"]["script"])
    return (url for url in _scripts(page) if named.search(url) and same_site(url, page.url))


def _scripts(page: PageIndex) -> Iterator[str]:
    return (join(page.url, script.src) for script in page.scripts if script.src)
