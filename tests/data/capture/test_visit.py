"""Visits over real HTTP: robots.txt, pace, redirects, certificates, and what of it is archived."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.addresses import split
from data.analysis import Analyst
from data.capture.archive import ArchiveWriter, read_capture
from data.capture.asking import Asker, Budget, Stopped
from data.capture.network import DnsAnswer
from data.capture.pace import PaceKeeper
from data.capture.plan import Plan
from data.capture.transport import Transport
from data.capture.visit import SiteVisit
from data.findings import VisitFindings
from data.model import BLOCKED, Capture, Cause, Purpose, Status
from data.registry import Registry, Site
from data.sample import AS_OF, write_registry
from tests.data.capture.web import Answer, Answers, Web, page, redirect, rules, web

PLAN = replace(Plan.load("sample"), connect_seconds=1.0, total_seconds=1.0)
OTHER = "other.gov.example"
CLOSED = rules("User-agent: *\nDisallow: /")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry.load(write_registry(tmp_path_factory.mktemp("registry")), AS_OF[1])


@pytest.fixture(scope="module")
def site(registry: Registry) -> Site:
    return next(s for s in registry.sites.values() if s.is_portal and s.url.startswith("http:"))


class Round:
    """Visits of one round to one site of a small web, archived in a folder."""

    def __init__(self, folder: Path, registry: Registry, site: Site, running: Web, plan: Plan = PLAN) -> None:
        self.folder, self.registry, self.site, self.running, self.plan = folder, registry, site, running, plan
        self.stop = threading.Event()
        self.captures: list[Capture] = []

    def visit(self, pace: PaceKeeper | None = None) -> VisitFindings:
        writer = ArchiveWriter(self.folder, "r1", "visits")
        transport = Transport(self.running.network, self.plan.limits, "Qihua")
        analyst = Analyst(self.registry, self.plan)
        visit = SiteVisit(
            self.site, 1, [], self.plan, transport, writer, analyst, Budget(None), pace or PaceKeeper(), "Qihua",
            self.stop, self.captures,
        )  # fmt: skip
        try:
            return visit.run()
        finally:
            transport.close()
            writer.close()

    def of(self, purpose: Purpose) -> list[Capture]:
        return [capture for capture in self.captures if capture.purpose is purpose]


@pytest.fixture
def visited(tmp_path: Path, registry: Registry, site: Site) -> Iterator[object]:
    """Visit the site once on a web of these answers; paths without a host are the site's own."""

    def run(answers: Answers, plan: Plan = PLAN, scheme: str = "http", **more: object) -> tuple[Round, VisitFindings]:
        own = {f"{site.host}{key}" if key.startswith("/") else key: answer for key, answer in answers.items()}
        with web(own, **more) as running:
            changed = replace(site, url=f"{scheme}://{site.host}/")
            registry.sites[site.site_id] = changed
            one = Round(tmp_path, registry, changed, running, plan)
            return one, one.visit()

    yield run
    registry.sites[site.site_id] = site


def test_a_redirected_robots_txt_is_followed_and_obeyed(visited, site: Site) -> None:
    one, found = visited({"/robots.txt": redirect(f"http://{OTHER}/r.txt"), f"{OTHER}/r.txt": CLOSED, "/": page()})
    assert one.running.urls == [f"{site.host}/robots.txt", f"{OTHER}/r.txt"]
    assert found.home_cause is Cause.ROBOTS_DISALLOWED
    assert found.robots == "User-agent: *\nDisallow: /"
    first, second = one.of(Purpose.ROBOTS)
    assert second.previous == first.id


@pytest.mark.parametrize(("hops", "asked"), [(5, False), (6, True)])
def test_five_redirects_of_robots_txt_are_followed_and_after_more_there_are_no_rules(
    visited, hops: int, asked: bool
) -> None:
    chain = {f"/{n}": redirect(f"/{n + 1}") for n in range(1, hops)} | {f"/{hops}": CLOSED}
    _, found = visited({"/robots.txt": redirect("/1"), "/": page(), **chain})
    assert (found.home_cause is None) == asked


def slow() -> Answer:
    time.sleep(1.5)
    return page()


@pytest.mark.parametrize("answer", [(503, {}, b"busy"), slow], ids=["503", "slow"])
def test_a_server_that_fails_over_robots_txt_is_asked_for_nothing_and_judged_by_nothing(
    visited, site: Site, answer
) -> None:
    one, found = visited({"/robots.txt": answer, "/": page()})
    assert set(one.running.urls) == {f"{site.host}/robots.txt"}
    assert found.home_cause is Cause.ROBOTS_UNAVAILABLE
    assert found.home_cause in BLOCKED
    assert found.readings["site_reachable"].status is Status.NOT_OBSERVED
    assert found.robots is None


def test_where_nobody_listens_the_site_itself_is_found_closed(tmp_path: Path, registry: Registry, site: Site) -> None:
    with web({f"{site.host}/": page()}) as running:
        pass
    one = Round(tmp_path, registry, site, running)
    found = one.visit()
    assert found.home_cause is Cause.REFUSED
    assert found.readings["site_reachable"].value == 0


@pytest.mark.parametrize(("asked_for", "longest", "least"), [("0.2", 10.0, 0.2), ("600", 0.3, 0.3)])
def test_a_slower_pace_is_kept_if_a_host_asks_for_it_and_it_is_bearable(
    visited, site: Site, asked_for: str, longest: float, least: float
) -> None:
    plan = replace(PLAN, longest_delay_seconds=longest)
    nav = '<div class="nav"><a href="/zwfw/">政务服务</a><a href="/gk/">政府信息公开</a></div>'
    one, _ = visited({"/robots.txt": rules(f"User-agent: *\nCrawl-delay: {asked_for}"), "/": page(nav)}, plan)
    assert len(one.running.asked) >= 4
    assert one.running.seconds_apart >= least - 0.02


def test_the_host_a_home_page_moved_to_is_asked_for_its_rules_first(visited, site: Site) -> None:
    one, found = visited({"/": redirect(f"http://{OTHER}/"), f"{OTHER}/robots.txt": CLOSED, f"{OTHER}/": page()})
    assert one.running.urls[:3] == [f"{site.host}/robots.txt", f"{site.host}/", f"{OTHER}/robots.txt"]
    assert f"{OTHER}/" not in one.running.urls
    assert found.home_cause is Cause.ROBOTS_DISALLOWED
    assert found.robots == "", "the rules of the other host are not the site's"


def test_a_host_is_asked_at_its_pace_whoever_asks(site: Site) -> None:
    plan = replace(PLAN, pace_seconds=0.15)
    pace, stop, bare = PaceKeeper(), threading.Event(), site.host.removeprefix("www.")
    with web({f"{site.host}/": page(), f"{bare}/": page()}) as running:

        def ask(url: str) -> None:
            transport = Transport(running.network, plan.limits, "Qihua")
            asker = Asker(transport, plan, pace, (), "Qihua", stop, lambda *_: "")
            for _ in range(2):
                asker.ask(Purpose.HOME, url, lambda _: True)
            transport.close()

        threads = [threading.Thread(target=ask, args=(f"http://{host}/",)) for host in (site.host, site.host, bare)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(running.asked) == 9
    assert running.seconds_apart >= plan.pace_seconds - 0.02


@pytest.mark.parametrize(
    "location", ["http://[::1/", "http://a℀b.gov.example/".encode().decode("latin-1"), "http://:0/", "javascript:x()"]
)
def test_a_redirect_to_what_is_no_address_ends_there(visited, location: str) -> None:
    one, found = visited({"/": redirect(location)})
    assert found.home_cause is Cause.BAD_ADDRESS
    assert found.readings["site_reachable"].status is Status.NOT_OBSERVED
    assert [c.http_status for c in one.of(Purpose.HOME)] == [302]


def test_a_home_page_that_redirects_in_a_circle_is_broken_for_anybody(visited) -> None:
    _, found = visited({"/": redirect("/a"), "/a": redirect("/")})
    assert found.home_cause is Cause.REDIRECT_LOOP
    assert found.readings["site_reachable"].value == 0


def test_the_attempt_that_a_bad_certificate_ends_is_archived_paced_and_counted(
    visited, site: Site, tmp_path: Path
) -> None:
    plan = replace(PLAN, pace_seconds=0.2)
    begun = time.monotonic()
    one, found = visited({"/": page()}, plan, scheme="https", days_left=-10)
    refused, read = one.of(Purpose.ROBOTS)
    assert (refused.cause, refused.http_status, read.cause, read.http_status) == (
        Cause.TLS_EXPIRED,
        None,
        Cause.HTTP_4XX,
        404,
    )
    assert read.previous == refused.id
    assert one.running.asked[0][0] - begun >= 0.2, "the second attempt waits its turn"
    home = one.of(Purpose.HOME)
    assert [c.cause for c in home] == [None], "the host's certificate is known by then"
    assert found.home_cause is None
    assert found.requests == len(one.captures)
    assert read_capture(tmp_path, refused).tls["error"] == "tls_expired"
    assert read_capture(tmp_path, home[0]).tls["error"] == "tls_expired"


def test_an_attempt_behind_a_bad_certificate_needs_a_request_that_is_left(visited) -> None:
    plan = replace(PLAN, requests_a_site=7, reserve=5, tries_reserve=0)
    one, found = visited({"/": page()}, plan, scheme="https", days_left=-10)
    assert found.requests == 2
    assert [c.cause for c in one.of(Purpose.HOME)] == [Cause.BUDGET_USED]


def test_requests_are_archived_as_they_went_out_and_only_those(visited, site: Site, tmp_path: Path) -> None:
    one, _ = visited({"/": page('<div class="nav"><a href="/政务/服务">政务服务</a></div>')})
    home = read_capture(tmp_path, one.of(Purpose.HOME)[0])
    assert ("Host", site.host) in home.request_headers
    assert ("User-Agent", "Qihua") in home.request_headers
    assert one.of(Purpose.SERVICE), "an address in Chinese is asked for and archived"
    gone = Round(tmp_path, one.registry, replace(site, url="http://gone.gov.example/"), one.running)
    gone.running.network.resolver.zone["gone.gov.example"] = DnsAnswer(error="nxdomain")  # type: ignore[index,union-attr]
    gone.visit()
    assert [read_capture(tmp_path, capture).request_headers for capture in gone.captures] == [()] * len(gone.captures)


def test_a_reason_in_chinese_is_archived(visited, tmp_path: Path) -> None:
    one, _ = visited({"/": (200, {"Content-Type": "text/html", "X-标题".encode().decode("latin-1"): "x"}, page()[2])})
    assert read_capture(tmp_path, one.of(Purpose.HOME)[0]).body == page()[2]


def test_a_menu_that_a_script_writes_leads_on(visited) -> None:
    menu = 'document.write(\'<a href="/zwfw/">政务服务</a><a href="/gk/">政府信息公开</a>\')'.encode("gb18030")
    nav = '<div class="nav"><a href="/gongkai/">政府信息公开</a><script src="/a1.js"></script></div>'
    one, found = visited({"/": page(nav), "/a1.js": (200, {}, menu), "/zwfw/": page(), "/gongkai/": page()})
    assert [split(c.url).path for c in one.of(Purpose.SERVICE)] == ["/zwfw/"]
    assert [split(c.url).path for c in one.of(Purpose.DISCLOSURE)] == ["/gongkai/"]
    assert found.readings["service_entry"].value == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [((404, {}, b""), Status.MEASURED), ((500, {}, b""), Status.NOT_OBSERVED)],
    ids=["none", "busy"],
)
def test_what_a_script_may_write_is_absent_only_once_it_was_read_or_there_is_none(visited, answer, state) -> None:
    nav = '<div class="nav"><a href="/">首页</a><a href="/a/">要闻</a><a href="/c/">公告</a></div>'
    frame = f'{nav}<script src="/a1.js"></script><div class="foot">主办单位：虚构县</div>'
    _, found = visited({"/": page(frame), "/a1.js": answer})
    assert found.readings["humanization_elder"].status is state
    assert found.home_whole == (state is Status.MEASURED)


def test_a_visit_that_is_stopped_at_its_last_page_counts_for_nothing(
    tmp_path: Path, registry: Registry, site: Site
) -> None:
    def stopping() -> Answer:
        if running.urls.count(f"{site.host}/") == 2:
            one.stop.set()
        return page()

    with web({f"{site.host}/": stopping}) as running:
        one = Round(tmp_path, registry, site, running)
        with pytest.raises(Stopped):
            one.visit()


def test_a_portal_is_asked_for_by_its_other_name_and_scheme_too_where_the_plan_says_so(visited, site: Site) -> None:
    plan, bare = replace(PLAN, endpoints=4), site.host.removeprefix("www.")
    answers = {"/": page(), f"{bare}/": redirect(f"http://{site.host}/")}
    one, found = visited(answers, plan)
    probed = [(c.url, c.http_status) for c in one.of(Purpose.PROBE)]
    assert probed == [(f"https://{site.host}/", 200), (f"https://{bare}/", 302), (f"http://{bare}/", 302)]
    reading = found.readings["site_endpoints"]
    assert (reading.value, set(reading.parts)) == (1.0, {"http_own", "https_own", "http_other", "https_other"})
    assert [c.url for c in visited(answers)[0].of(Purpose.PROBE)] == [f"https://{site.host}/"]
