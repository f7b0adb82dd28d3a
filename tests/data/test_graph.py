"""The round phase: what the links between home pages say. Pages that were not read never count as not linking."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.collectors.base import Reading
from data.graph import GRAPH_INDICATORS, HomeLinks, graph_readings
from data.model import Cause, Status, Where
from data.registry import Registry
from tests.sites.golden import ROOT

REGISTRY = Registry.load(ROOT / "_registry")
STATE, CITY, COUNTY, SISTER = "www.gov.example", "910100-1", "910101-1", "910102-1"
LINKS = [name for name in GRAPH_INDICATORS if name != "clustering_domain_nesting"]
"""What rests on pages; the addresses themselves stand in the registry."""
PORTALS = sorted(site.site_id for site in REGISTRY.sites.values() if site.is_portal)


def links(*targets: str) -> HomeLinks:
    """A home page with links to sites (by id) or hosts."""
    hosts = [REGISTRY.sites[target].host if target in REGISTRY.sites else target for target in targets]
    return HomeLinks("c1", tuple((host, f"http://{host}/", host) for host in hosts), True, None)


def unread(cause: Cause = Cause.TIMEOUT) -> HomeLinks:
    return HomeLinks("", (), False, cause)


def reading(indicator: str, site_id: str, homes: dict[str, HomeLinks], **aliases: str) -> Reading:
    spelled = {host.replace("_", "."): target for host, target in aliases.items()}
    return graph_readings(REGISTRY, homes, spelled)[site_id][indicator]


def test_every_site_of_the_round_gets_every_reading_with_evidence() -> None:
    homes = {COUNTY: links(STATE), CITY: unread(), "910100-3": links()}
    readings = graph_readings(REGISTRY, homes)
    assert {site_id: tuple(found) for site_id, found in readings.items()} == dict.fromkeys(homes, GRAPH_INDICATORS)
    for found in readings.values():
        for one in found.values():
            if one.status is Status.MEASURED:
                assert one.evidence
                assert {piece.where for piece in one.evidence} == {Where.LINK_GRAPH}


def test_hosts_are_equal_whatever_their_case_and_with_or_without_www() -> None:
    up = reading("clustering_up_link", COUNTY, {COUNTY: links("GOV.Example", "Wangxi.gov.example")})
    assert dict(up.parts) == {"state_portal": 1.0, "parent": 1.0}


def test_a_host_that_redirects_to_a_site_counts_as_that_site() -> None:
    homes = {COUNTY: links("old.wangxi.example"), CITY: links(COUNTY)}
    assert reading("clustering_up_link", COUNTY, homes).parts["parent"] == 0
    assert reading("clustering_up_link", COUNTY, homes, old_wangxi_example=CITY).parts["parent"] == 1
    assert reading("clustering_reciprocity", COUNTY, homes, old_wangxi_example=CITY).value == 1


def test_the_state_portal_is_the_only_one_above_a_province_or_central_organ() -> None:
    for site_id in ("910000-1", "yx-01-1"):
        assert dict(reading("clustering_up_link", site_id, {site_id: links(STATE)}).parts) == {"state_portal": 1.0}


def test_only_children_that_were_read_are_counted() -> None:
    homes = {CITY: links(COUNTY), COUNTY: links(), SISTER: unread(Cause.DNS_FAILURE)}
    assert reading("clustering_down_coverage", CITY, homes).value == 1
    assert reading("clustering_down_coverage", CITY, {CITY: links(COUNTY)}).cause is Cause.TOO_FEW


def test_who_has_nothing_below_is_not_asked() -> None:
    assert reading("clustering_down_coverage", COUNTY, {COUNTY: links()}).cause is Cause.LEVEL
    assert reading("clustering_down_coverage", "920100-1", {"920100-1": links()}).cause is Cause.NOTHING_BELOW
    assert reading("clustering_down_coverage", "yx-01-1", {"yx-01-1": links()}).cause is Cause.NOTHING_BELOW
    assert reading("clustering_down_coverage", "910100-2", {"910100-2": links()}).cause is Cause.NOT_A_PORTAL


def test_an_unread_home_page_keeps_its_cause() -> None:
    found = graph_readings(REGISTRY, {CITY: unread(Cause.HTTP_412), COUNTY: links(CITY)})[CITY]
    assert {found[name].cause for name in LINKS} == {Cause.HTTP_412}
    assert {found[name].status for name in LINKS} == {Status.NOT_OBSERVED}
    assert found["clustering_domain_nesting"].value == 0.5


def test_personal_data_in_a_link_is_masked() -> None:
    home = HomeLinks(
        "c1", (("www.wangxi.gov.example", "http://www.wangxi.gov.example/", "望溪市13812345678"),), True, None
    )
    assert reading("clustering_up_link", COUNTY, {COUNTY: home}).evidence[0].text == "望溪市138****5678"


rounds = st.dictionaries(
    st.sampled_from(PORTALS),
    st.one_of(
        st.just(unread()),
        st.lists(st.sampled_from([*PORTALS, STATE]), unique=True).map(lambda targets: links(*targets)),
    ),
    min_size=1,
)


@given(rounds)
def test_values_are_shares_and_only_read_pages_have_them(homes: dict[str, HomeLinks]) -> None:
    for site_id, found in graph_readings(REGISTRY, homes).items():
        for one in (found[name] for name in LINKS):
            if one.status is Status.MEASURED:
                assert homes[site_id].seen
                assert 0 <= one.value <= 1  # type: ignore[operator]
                assert one.absent == (one.value < 1)  # type: ignore[operator]


@given(rounds)
def test_the_order_of_sites_does_not_matter(homes: dict[str, HomeLinks]) -> None:
    assert graph_readings(REGISTRY, dict(reversed(homes.items()))) == graph_readings(REGISTRY, homes)


@given(rounds, st.sampled_from(PORTALS))
def test_a_page_that_could_not_be_read_never_lowers_a_coverage(homes: dict[str, HomeLinks], lost: str) -> None:
    """Losing a child takes it out of both sides; it is never taken for one that is not linked."""
    before = graph_readings(REGISTRY, homes)
    after = graph_readings(REGISTRY, {**homes, lost: unread()})
    for site_id, found in after.items():
        down = found["clustering_down_coverage"]
        if site_id != lost and down.status is Status.MEASURED:
            earlier = before[site_id]["clustering_down_coverage"]
            assert down.parts["linked"] >= earlier.parts["linked"] - 1
            assert earlier.parts["registered"] - down.parts["registered"] in {0, 1}


@given(rounds)
def test_a_pair_is_mutual_for_both_or_for_neither(homes: dict[str, HomeLinks]) -> None:
    found = graph_readings(REGISTRY, homes)
    total = sum(one["clustering_reciprocity"].parts.get("mutual", 0) for one in found.values())
    assert total % 2 == 0
