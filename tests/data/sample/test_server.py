"""The sample's server: real HTTP and HTTPS on loopback, with the web's faults where the plan puts them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from data.capture.exchange import Exchange
from data.capture.network import DnsAnswer, Network, ZoneResolver
from data.capture.plan import Plan
from data.capture.transport import Transport
from data.model import Cause, Level
from data.page.build import build_index
from data.page.model import PageIndex
from data.registry import Registry
from data.sample import AS_OF, serve, write_registry
from data.sample.pages import respond
from data.sample.plan import COUNTY_FAULTS, SitePlan, build_world

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with serve(1, TODAY) as running:
        yield running


def get(network: Network, url: str) -> Exchange:
    transport = Transport(network, Plan.load("sample").limits, "test")
    try:
        return transport.fetch(url)
    finally:
        transport.close()


def faulty(name: str) -> SitePlan:
    return next(site for site in build_world().sites if site.fault == name)


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("dns", Cause.DNS_FAILURE),
        ("refused", Cause.REFUSED),
        ("slow", Cause.TIMEOUT),
        ("challenge", Cause.HTTP_403),
        ("server_error", Cause.HTTP_5XX),
    ],
)
def test_faults_of_the_connection_happen_for_real(network: Network, fault: str, cause: Cause) -> None:
    assert get(network, faulty(fault).url).cause is cause


def test_what_fails_when_the_server_is_gone_says_nothing_of_a_site() -> None:
    others = set(multiprocessing.active_children())
    with serve(1, TODAY) as running:
        assert get(running, faulty("refused").url).cause is Cause.REFUSED
        (server,) = set(multiprocessing.active_children()) - others
        server.kill()
        server.join()
        good = next(site for site in build_world().sites if not site.fault)
        assert get(running, good.url).cause is Cause.NETWORK_UNAVAILABLE
        assert get(running, faulty("refused").url).cause is Cause.NETWORK_UNAVAILABLE


def test_an_expired_certificate_is_seen_and_the_page_too(network: Network) -> None:
    url = faulty("expired").url
    transport = Transport(network, Plan.load("sample").limits, "test")
    refused = transport.fetch(url)
    assert (refused.cause, refused.status, refused.was_sent) == (Cause.TLS_EXPIRED, None, False)
    transport.accept(url, Cause.TLS_EXPIRED)
    exchange = transport.fetch(url)
    transport.close()
    assert (exchange.status, exchange.tls["verified"], exchange.tls["error"]) == (200, False, "tls_expired")
    assert exchange.tls["not_after"] < "2027"


def test_a_good_certificate_is_verified_against_the_run_time_authority(network: Network) -> None:
    site = next(s for s in build_world().sites if s.scheme == "https" and not s.fault)
    exchange = get(network, site.url)
    assert (exchange.status, exchange.tls["verified"]) == (200, True)
    assert exchange.tls["not_after"] > "2026-12"


def test_a_stranger_is_told_so(network: Network) -> None:
    host = build_world().sites[0].host
    other = Network(
        network.resolver, {**network.route, ("nobody.gov.example", 80): network.route[host, 80]}, network.ca_pem
    )
    assert get(other, "http://nobody.gov.example/").cause is Cause.DNS_FAILURE
    known = ZoneResolver({"nobody.gov.example": DnsAnswer(("127.0.0.1",))})
    exchange = get(Network(known, other.route, network.ca_pem), "http://nobody.gov.example/")
    assert exchange.status == 421


def test_every_fault_of_the_plan_has_a_site() -> None:
    assert {site.fault for site in build_world().sites} >= set(COUNTY_FAULTS)
    assert any(not site.features.ipv6 for site in build_world().sites)


@pytest.mark.parametrize("fault", ["gbk", "gbk_undeclared", "gb18030"])
def test_chinese_encodings_come_right(network: Network, fault: str) -> None:
    site = faulty(fault)
    exchange = get(network, site.url)
    page = build_index(site.url, exchange.body, exchange.header("content-type"))
    assert page.title == site.name


def _pages(site: SitePlan, seed: int) -> Iterator[tuple[str, PageIndex]]:
    world = build_world(seed)
    paths = ("/", "/zwfw/", "/zwfw/guide/0.html", "/hudong/", "/gongkai/", "/zhengce/", "/zhengce/0.html", "/jiedu/", "/jiedu/0.html",
             "/shuju/", "/en/", "/search", "/col/yaowen/", "/art/yaowen/0.html", "/sitemap.html", "/calendar/2026/11/")  # fmt: skip
    for path in paths:
        response = respond(world, site, path, "q=1", TODAY)
        if response.status == 200:
            yield path, build_index(site.url, response.body, response.content_type)


@pytest.mark.parametrize("seed", [20260630, 99])
def test_every_kind_of_page_renders_and_is_marked_as_sample(seed: int) -> None:
    kinds = set()
    odd = ("script_footer", "gbk", "stale", "calendar")
    for site in [s for s in build_world(seed).sites if not s.fault or s.fault in odd][:30]:
        for path, page in _pages(site, seed):
            kinds.add(path)
            assert "演示数据" in page.text, (site.site_id, path)
            assert all(item.date <= TODAY.isoformat() for item in page.items)
    assert len(kinds) >= 15


def test_the_calendar_never_ends() -> None:
    world, site = build_world(), faulty("calendar")
    year, month = 2026, 11
    for _ in range(30):
        response = respond(world, site, f"/calendar/{year}/{month}/", "", TODAY)
        year, month = year + month // 12, month % 12 + 1
        assert f"/calendar/{year}/{month}/".encode() in response.body


def test_one_site_has_three_hundred_columns() -> None:
    site = faulty("many_columns")
    response = respond(build_world(), site, "/", "", TODAY)
    assert response.body.count(b"/col/") >= 300


def test_the_registry_of_both_editions_loads(tmp_path) -> None:
    folder = write_registry(tmp_path)
    first, second = (Registry.load(folder, AS_OF[edition]) for edition in (1, 2))
    for registry in (first, second):
        assert [len(registry.scope(level)) for level in Level] == [6, 4, 16, 48]
        assert registry.fictional
    assert len(first.select()) == 83
    assert {s.state for s in second.sites.values()} == {"running", "closed", "merged"}
    renamed = [i for i, s in second.sites.items() if first.sites[i].host != s.host]
    assert len(renamed) == 1
    assert second.as_of - first.as_of > timedelta(days=60)


def test_no_fictional_name_is_a_real_one() -> None:
    real = {name for unit in Registry.named("china").units.values() for name in (unit.name, unit.full_name)}
    for seed in (20260630, 1, 2, 3):
        assert not {unit.name for unit in build_world(seed).units} & real


@pytest.mark.parametrize(
    "path",
    [
        "/zhengce/x.html",
        "/jiedu/-1.html",
        "/art/yaowen/x.html",
        "/zwfw/guide/99.html",
        "/calendar/2026/13/",
        "/nothing",
    ],
)
def test_addresses_that_no_page_has_are_not_found(path: str) -> None:
    site = next(s for s in build_world().sites if not s.fault)
    assert respond(build_world(), site, path, "", TODAY).status == 404
