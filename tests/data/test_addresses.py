"""Addresses as people write them: malformed ones lead nowhere and stop nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.addresses import Address, join, split
from data.analysis import Analyst
from data.capture.archive import ArchiveWriter, read_capture
from data.capture.exchange import Exchange
from data.capture.plan import Plan
from data.model import Purpose
from data.registry import Registry
from data.sample import AS_OF, write_registry
from data.sample.pages import respond
from data.sample.plan import build_world

MALFORMED = (
    "http://[::1/",
    "http://a℀b.gov.example/",
    "http://www.gov.example:port/",
    "//[",
    "http://w.gov.example:99999/",
)


@pytest.mark.parametrize("address", MALFORMED)
def test_a_malformed_address_has_no_parts(address: str) -> None:
    assert split(address) == Address()
    assert not split(address).is_web


def test_the_parts_of_an_address() -> None:
    assert split("HTTP://WWW.Gov.Example:8080/a/b?c=d#e") == Address("http", "www.gov.example", 8080, "/a/b", "c=d")
    assert split("http://[2001:db8::1]:81/a").origin == "http://[2001:db8::1]:81/"
    assert not split("mailto:a@gov.example").is_web


@given(st.text(), st.text())
def test_nothing_that_can_be_written_stops_the_reading(base: str, address: str) -> None:
    split(f"http://{address}")
    assert isinstance(join(base, address), str)


@pytest.mark.parametrize("bad", MALFORMED[:2])
def test_malformed_addresses_all_over_a_page_cost_nothing_but_themselves(tmp_path: Path, bad: str) -> None:
    world = build_world()
    plan = next(s for s in world.sites if not s.fault and s.kind == "portal")
    good = respond(world, plan, "/", "", date(2026, 11, 24)).body.decode()
    places = (
        f'<a href="{bad}">坏</a><area href="{bad}"><iframe src="{bad}"></iframe><script src="{bad}"></script>'
        f'<form action="{bad}"><input name="q" type="text"></form><img src="{bad}"><option value="{bad}">坏</option>'
        f"<span onclick=\"window.open('{bad}')\">坏</span>"
    )
    head = (
        f'<base href="{bad}"><link rel="alternate" type="application/rss+xml" href="{bad}"><meta name="SiteDomain" content="{bad}">'
        f'<meta http-equiv="refresh" content="0;url={bad}">'
    )
    body = good.replace("<head>", f"<head>{head}", 1).replace("</body>", f"{places}</body>", 1).encode()
    assert body.count(bad.encode()) == 12
    registry = Registry.load(write_registry(tmp_path / "registry"), AS_OF[1])
    writer = ArchiveWriter(tmp_path, "r1", "visits")
    captures = [
        writer.write(
            Exchange(plan.url, "2026-11-24T08:00:00Z", status=200, headers=[("Content-Type", "text/html; charset=utf-8")], raw_body=text, body=text),
            plan.site_id, number, Purpose.HOME,
        )
        for number, text in ((1, good.encode()), (2, body))
    ]  # fmt: skip
    writer.close()
    analyst = Analyst(registry, Plan.load("sample"))
    reports = [analyst.read(read_capture(tmp_path, capture)) for capture in captures]
    assert reports[1].targets == reports[0].targets
    first, second = (analyst.conclude(plan.site_id, number) for number in (1, 2))
    assert second.outgoing != ()
    assert [link.host for link in second.outgoing] == [link.host for link in first.outgoing]
