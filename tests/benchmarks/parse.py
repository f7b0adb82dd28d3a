"""Page analysis (decode, index, facts) against the bare lxml parse and one shared soup, in turn in one process."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date

from bs4 import BeautifulSoup
from lxml import etree

from data.page.build import build_index
from data.page.facts import page_facts
from tests.benchmarks.pages import Page, corpus

GOALS = {"bare lxml parse": 3.0, "shared soup": 1 / 8}
"""The largest ratio of our analysis to each reference that is good enough."""


def _ours(page: Page) -> None:
    page_facts(build_index(page.url, page.body, page.content_type), date(2026, 11, 24))


def _bare_lxml(page: Page) -> None:
    etree.HTML(page.body)


def _shared_soup(page: Page) -> None:
    soup = BeautifulSoup(page.body, "lxml")
    for name in ("a", "img", "meta", "script", "form", "li"):
        soup.find_all(name)
    soup.get_text()


def measure(rounds: int) -> list[dict[str, float | str | bool]]:
    """Return a row a subject: CPU ms a page (median, least), our ratio to it, and whether the goal is met.

    Only ratios are judged, in the median or the least: absolute times belong to the machine.
    """
    subjects: dict[str, Callable[[Page], None]] = {
        "page analysis": _ours, "bare lxml parse": _bare_lxml, "shared soup": _shared_soup,
    }  # fmt: skip
    pages = corpus()
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds + 1):
        for name, subject in subjects.items():
            times[name].append(_milliseconds(subject, pages))
    rows: list[dict[str, float | str | bool]] = []
    ours = times["page analysis"][1:]
    for name, all_rounds in times.items():
        measured = all_rounds[1:]  # the first round fills caches
        ratio = statistics.median(ours) / statistics.median(measured)
        best = min(ours) / min(measured)
        limit = GOALS.get(name, float("inf"))
        rows.append(
            {
                "subject": name,
                "median_ms": statistics.median(measured),
                "least_ms": min(measured),
                "ours_to_it": ratio,
                "goal": limit,
                "met": min(ratio, best) <= limit,
            }
        )
    return rows


def _milliseconds(subject: Callable[[Page], None], pages: Sequence[Page]) -> float:
    gc.collect()
    start = time.process_time()
    for page in pages:
        subject(page)
    return (time.process_time() - start) * 1000 / len(pages)
