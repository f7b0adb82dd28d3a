"""What the sites of one family share: decided by all that were read, never by one alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.collectors.base import Platform, Reading
from data.collectors.reading import flags
from data.family import Families
from data.findings import VisitFindings
from data.model import Cause, Evidence, Where
from data.registry import Registry
from tests.sites.golden import ROOT

REGISTRY = Registry.load(ROOT / "_registry")
FAMILY = ("910000-1", "910100-1", "910101-1", "910102-1")
LOGIN = "clustering_unified_login"
SEEN = Evidence("c", Where.HTML, "登录")


def visit(site_id: str, login: str = "", **platform: str) -> VisitFindings:
    reading = flags({"login": 1.0}, SEEN)
    return VisitFindings(site_id, 1, {LOGIN: reading}, home_capture_id="c", platform=Platform(login=login, **platform))


def shared(logins: dict[str, str], site_id: str) -> float | None:
    visits = {one: [visit(one, login)] for one, login in logins.items()}
    return Families(REGISTRY, visits).complete(LOGIN, visits[site_id][0]).parts.get("shared")


def test_a_host_is_shared_when_three_sites_lead_to_it() -> None:
    logins = dict.fromkeys(FAMILY[:3], "sso.yunqi.gov.example")
    assert shared(logins, FAMILY[0]) == 1
    assert shared({**logins, FAMILY[0]: "own.gov.example"}, FAMILY[0]) == 0
    assert shared({**logins, FAMILY[0]: "own.gov.example"}, FAMILY[1]) == 0


def test_sites_of_another_province_are_no_family() -> None:
    logins = {FAMILY[0]: "sso.example", FAMILY[1]: "sso.example", FAMILY[2]: "x.example", "920000-1": "sso.example"}
    assert shared(logins, FAMILY[0]) == 0
    assert shared(logins, "920000-1") is None


def test_a_channel_on_its_portals_host_is_no_further_user() -> None:
    logins = {"910100-1": "sso.example", "910100-3": "sso.example", FAMILY[2]: "sso.example"}
    assert shared(logins, FAMILY[2]) == 0


def test_what_nobody_could_read_stays_as_it_was() -> None:
    unread = VisitFindings("910101-1", 1, {LOGIN: Reading.unseen(Cause.TIMEOUT)})
    families = Families(REGISTRY, {"910101-1": [unread]})
    assert families.complete(LOGIN, unread).cause is Cause.TIMEOUT
    assert families.platform("910101-1").cause is Cause.TOO_FEW


@given(st.dictionaries(st.sampled_from(FAMILY), st.sampled_from(["", "a.example", "b.example"]), min_size=3))
def test_a_region_has_one_value_whatever_the_order_and_it_is_a_share(logins: dict[str, str]) -> None:
    visits = {site_id: [visit(site_id, login, articles="art/#.html")] for site_id, login in logins.items()}
    readings = [Families(REGISTRY, visits).platform(site_id) for site_id in visits]
    backwards = Families(REGISTRY, dict(reversed(visits.items()))).platform(next(iter(visits)))
    assert {reading.value for reading in (*readings, backwards)} == {readings[0].value}
    assert 0 <= readings[0].value <= 1  # type: ignore[operator]
