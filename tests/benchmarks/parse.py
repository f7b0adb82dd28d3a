"""The analysis of single pages against the bare lxml parse and one shared soup, in turn in one process.

The analysis is what ``qihua inspect`` does: decode, one parse, index, facts, accessibility rules, and what one page decides of
the indicators. A two-megabyte page is compared with the bare parse of itself.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bs4 import BeautifulSoup
from lxml import etree

from data.inspection import inspect_page
from data.registry import Registry
from tests.benchmarks.pages import Page, corpus, digest, large_page

GOALS = {"bare lxml parse": 2.5, "shared soup": 1 / 10, "2 MB, bare lxml": 3.0}
"""The largest ratio of our analysis to each reference that is good enough."""
_AT = "2026-11-24T02:00:00Z"
_REGISTRY = Path(__file__).parents[1] / "sites" / "_registry"


def _analysis() -> Callable[[Page], object]:
    registry = Registry.load(_REGISTRY)
    return lambda page: inspect_page(page.url, page.body, page.content_type, _AT, registry)


def _bare_lxml(page: Page) -> None:
    etree.HTML(page.body)


def _shared_soup(page: Page) -> None:
    """One soup a page, asked for everything that the index holds."""
    soup = BeautifulSoup(page.body, "lxml")
    for name in ("a", "img", "meta", "script", "form", "input", "li", "h1", "h2", "div"):
        soup.find_all(name)
    soup.get_text()


def measure(rounds: int) -> list[dict[str, float | str | bool]]:
    """Return a row a subject: CPU ms a page (median, least), the ratio of our analysis to it, and whether the goal is met.

    Only ratios are judged, in the median or the least: absolute times belong to the machine.
    """
    pages, large = corpus(), [large_page()]
    print(
        f"corpus {digest(pages)}: {len(pages)} pages, {sum(len(page.body) for page in pages) // len(pages)} bytes in the mean"
    )
    ours = _analysis()
    subjects: dict[str, tuple[Callable[[Page], object], list[Page], str]] = {
        "page analysis": (ours, pages, "page analysis"),
        "bare lxml parse": (_bare_lxml, pages, "page analysis"),
        "shared soup": (_shared_soup, pages, "page analysis"),
        "2 MB, analysis": (ours, large, "2 MB, analysis"),
        "2 MB, bare lxml": (_bare_lxml, large, "2 MB, analysis"),
    }
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds + 1):
        for name, (subject, read, _) in subjects.items():
            times[name].append(_milliseconds(subject, read))
    measured = {name: spent[1:] for name, spent in times.items()}  # the first round fills caches
    return [_row(name, measured[name], measured[compared]) for name, (_, _, compared) in subjects.items()]


def _row(name: str, spent: list[float], ours: list[float]) -> dict[str, float | str | bool]:
    ratio, best = statistics.median(ours) / statistics.median(spent), min(ours) / min(spent)
    limit = GOALS.get(name, float("inf"))
    return {
        "subject": name,
        "median_ms": statistics.median(spent),
        "least_ms": min(spent),
        "ours_to_it": ratio,
        "goal": limit,
        "met": min(ratio, best) <= limit,
    }


def _milliseconds(subject: Callable[[Page], object], pages: Sequence[Page]) -> float:
    gc.collect()
    start = time.process_time()
    for page in pages:
        subject(page)
    return (time.process_time() - start) * 1000 / len(pages)
