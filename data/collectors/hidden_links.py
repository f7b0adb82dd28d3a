"""Suspected hidden and unlawful links on the pages of a visit. Their words are never kept, and of a host only its ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from data.addresses import split
from data.collectors.base import CapturedPage, Collector, Context, Reading, Visit
from data.collectors.reading import page_evidence, visited_pages
from data.collectors.registering import collector
from data.lexicon import lexicon
from data.page.addresses import address
from data.page.masking import mask_host
from data.page.model import Link, PageIndex
from data.registry import plain_host

COLLECTORS: dict[str, Collector] = {}


@collector(COLLECTORS, "findings_hidden_links")
def hidden_links(visit: Visit, context: Context) -> Reading:
    """Different links out on the pages read that are hidden, or whose words are those of unlawful content.

    Which of the hosts linked to are parked or hijacked is the round's part. 0 speaks of these pages alone.
    Source: 国办秘函〔2019〕19号 (安全问题; recalled); the rules are our own.
    """
    pages = visited_pages(visit, context)
    outside = _Outside(context)
    found: dict[str, tuple[CapturedPage, str, Link]] = {}
    for captured, page in pages:
        for kind, link in (*_unlawful(page, outside), *_hidden(page, outside)):
            found.setdefault(address(link.url), (captured, kind, link))
    counts = Counter(kind for _, kind, _ in found.values())
    parts = {kind: float(counts[kind]) for kind in ("hidden", "unlawful")} | {"pages": float(len(pages))}
    shown = list(found.values())[: lexicon("findings")["shown"]]
    evidence = [page_evidence(captured, f"{kind} {mask_host(split(link.url).host)}") for captured, kind, link in shown]
    return Reading.measured(len(found), *(evidence or [page_evidence(pages[0][0])]), parts=parts)


def _hidden(page: PageIndex, outside: _Outside) -> Iterator[tuple[str, Link]]:
    """Hidden links out, unless they stand in a run of hidden links with those of a menu that a script opens."""
    mostly = lexicon("findings")["hidden"]["mostly"]
    for hidden, run in groupby(page.links, key=lambda link: link.hidden or link.href in page.concealed):
        links = [link for link in run if link.url] if hidden else []
        out = [link for link in links if link in outside]
        if out and len(out) >= mostly * len(links):
            yield from (("hidden", link) for link in out)


def _unlawful(page: PageIndex, outside: _Outside) -> Iterable[tuple[str, Link]]:
    """Links out whose words advertise what no office does; a headline against it does not."""
    words = lexicon("verdicts")["hijacked"]
    said, against = re.compile(words["title"]), re.compile(words["not_title"])
    named = (link for link in page.links if link.label and said.search(link.label) and not against.search(link.label))
    return (("unlawful", link) for link in named if link in outside)


class _Outside:
    """The links that leave government, the site's own family of hosts, and the hosts that everybody links to."""

    def __init__(self, context: Context) -> None:
        self._registry = context.registry
        self._near = [plain_host(context.site.host), *lexicon("findings")["hidden"]["harmless"]]
        self._harmless_path = re.compile(lexicon("findings")["hidden"]["harmless_path"])

    def __contains__(self, link: Link) -> bool:
        host = plain_host(split(link.url).host)
        if not split(link.url).is_web or self._registry.is_government_host(host):
            return False
        if any(f".{host}".endswith(f".{near}") for near in self._near) or self._harmless_path.search(link.url):
            return False
        known = self._registry.site_at(link.url) is not None
        return not known and not any(reference.covers(host) for reference in self._registry.reference_hosts)
