"""National vertical systems (Golden Projects) and platforms that a home page links to: watched, never scored.

The registry's reference hosts say which hosts belong to which system. Marks and filings of the footer
(备案, 党政机关标识, 找错) are hosts of kind ``compliance`` and count nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from data.addresses import split
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.integration import hotline_link
from data.collectors.reading import flags, home_page, link_evidence, page_evidence
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.model import Cause, Evidence
from data.page.facts import has_whole_frame
from data.page.model import Link, Region
from data.page.words import links_outside_articles
from data.registry import ReferenceHost, plain_host

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "systems_golden")
def golden(visit: Visit, context: Context) -> Reading:
    """A flag for each Golden Project: 1 with a link to one of its services, 0.5 with one to its body's front page.

    Links of the footer count for none: there stand marks of the police and lists of other bodies' sites.
    Source: the seed's eight projects; hosts and their strength from the registry.
    """
    home, page = home_page(visit, context)
    links = [link for link in links_outside_articles(page) if link.region is not Region.FOOTER]
    names = lexicon("systems")["golden"]
    found = _found(home, links, _by_part(context.registry.references("golden"), names), names, context)
    return _reading(home, found, page.shows_header)


@collector(COLLECTORS, "systems_platforms")
def platforms(visit: Visit, context: Context) -> Reading:
    """A flag for each platform: the state's, the province's for services and data, 12345, and the national services.

    A platform whose host the registry does not know, and the province's for central organs, are not asked for.
    """
    home, page = home_page(visit, context)
    words, registry = lexicon("systems"), context.registry
    province = registry.province_of(context.unit.code)
    hosts = {
        part: [ref for ref in registry.references(told["kind"]) if ref.province_code in {"", province}]
        for part, told in words["platforms"].items()
    } | _by_part(registry.references("national"), words["services"])
    names = {part: told["name"] for part, told in words["platforms"].items()} | words["services"]
    found = _found(home, list(links_outside_articles(page)), hosts, names, context)
    number = hotline_link(home)
    if "hotline" in found and number is not None:
        found["hotline"] = 1.0, _named(names["hotline"], number)
    return _reading(home, found, has_whole_frame(page))


def _by_part(references: Iterable[ReferenceHost], names: Mapping[str, str]) -> dict[str, list[ReferenceHost]]:
    """The reference hosts of each named project; what stands in brackets behind a project's name is a branch of it."""
    hosts = list(references)
    return {part: [ref for ref in hosts if ref.project.partition("（")[0] == name] for part, name in names.items()}


def _found(
    home: CapturedPage,
    links: Sequence[Link],
    hosts: Mapping[str, Sequence[ReferenceHost]],
    names: Mapping[str, str],
    context: Context,
) -> dict[str, tuple[float, Evidence | None]]:
    """What the best link to each system is worth, with its evidence, named by the system; a system's own site links to others."""
    own = plain_host(context.site.host)
    leaving = [(link, split(link.url).host) for link in links if plain_host(split(link.url).host) != own]
    found: dict[str, tuple[float, Evidence | None]] = {}
    for part, references in hosts.items():
        if not references or any(reference.covers(own) for reference in references):
            continue
        best: tuple[float, Evidence | None] = (0.0, None)
        for link, host in leaving:
            worth = max((_worth(reference) for reference in references if reference.covers(host)), default=0.0)
            if worth > best[0]:
                best = worth, _named(names[part], link_evidence(home, link))
        found[part] = best
    return found


def _named(name: str, seen: Evidence) -> Evidence:
    """Evidence that begins with the name of the system it is for."""
    return replace(seen, text=f"{name} {seen.text}")


def _worth(reference: ReferenceHost) -> float:
    """A link to a service counts whole, one to the front page of the body behind it in part."""
    is_front_page = reference.kind == "golden" and reference.strength == "portal"
    return float(lexicon("systems")["front_page"]) if is_front_page else 1.0


def _reading(home: CapturedPage, found: Mapping[str, tuple[float, Evidence | None]], whole: bool) -> Reading:
    """The share of the systems that are linked; not judged where a part of the page is not there and anything is missing."""
    if not found:
        return Reading.unseen(Cause.TOO_FEW, page_evidence(home))
    evidence = [piece for _, piece in found.values() if piece is not None] or [page_evidence(home)]
    parts = {part: worth for part, (worth, _) in found.items()}
    if min(parts.values()) < 1 and not whole:
        return Reading.unseen(Cause.PART_MISSING, *evidence)
    return flags(parts, *evidence)
