"""Golden pages of facts: one page and what one fact of it has to be.

A case is a folder ``tests/facts/<fact>/<case>/`` with ``page.html`` and ``case.toml``; adding one is adding a folder.
All pages are invented: 演示数据（虚构）. ``case.toml``:

    about = "what the case shows"
    kind = "full"                full, partial, absent, unseen, script, trap
    url = "http://…"             where the page stands; default: an article's address
    captured_on = 2026-11-24     civil date of the capture (this is the default)
    [expect]
    state = "present"
    value = "…"                  left out where only the state matters
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data.page.build import build_index
from data.page.facts import page_facts
from data.page.model import Fact
from data.page.scripted import with_script_links

ROOT = Path(__file__).parent


@dataclass(frozen=True)
class FactCase:
    fact: str
    name: str
    folder: Path
    told: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.fact}/{self.name}"


def fact_cases() -> list[FactCase]:
    return [
        FactCase(path.parent.parent.name, path.parent.name, path.parent, tomllib.loads(path.read_text("utf-8")))
        for path in sorted(ROOT.glob("*/*/case.toml"))
    ]


def found(case: FactCase) -> Fact:
    """The fact of a case's page."""
    on = case.told.get("captured_on", date(2026, 11, 24))
    url = case.told.get("url", "http://www.p1.gov.example/xw/202605/t1.html")
    body = (case.folder / "page.html").read_bytes()
    return page_facts(with_script_links(build_index(url, body, "text/html; charset=utf-8", on)), on)[case.fact]
