"""One reading for every indicator of the catalogue, whatever was seen; where it does not apply, that comes first."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.collectors import COLLECTORS, collect_visit
from data.collectors.base import CapturedPage, Context, Reading, Visit
from data.family import FAMILY_INDICATORS
from data.graph import GRAPH_INDICATORS
from data.links import LINKS
from data.model import BLOCKED, Capture, Cause, Purpose, Status
from data.page.build import build_index
from data.page.facts import page_facts
from data.registry import Registry
from tests.sites.golden import ROOT

REGISTRY = Registry.load(ROOT / "_registry")
CATALOGUE = Catalogue.load()
ALL = set(CATALOGUE.entries)
AT = "2026-11-24T02:00:00Z"
FLAGS = ("outside_service", "foreign_duty", "autonomous", "vertical")
HOME = (ROOT / "integration_four" / "found" / "home.html").read_bytes()


def context_of(site_id: str, vantage: str = "", **flags: bool | None) -> Context:
    site = replace(REGISTRY.sites[site_id], **flags)
    return Context(REGISTRY, site, REGISTRY.unit(site.unit_code), 1, vantage)


def failed(context: Context, cause: Cause, purpose: Purpose = Purpose.HOME) -> CapturedPage:
    return CapturedPage(Capture("c1", "r", context.site.site_id, 1, purpose, context.site.url, AT, cause=cause), None)


def read(context: Context, body: bytes = HOME) -> CapturedPage:
    page = build_index(context.site.url, body)
    capture = Capture(
        "c1", "r", context.site.site_id, 1, Purpose.HOME, context.site.url, AT, http_status=200, size=len(body)
    )
    return CapturedPage(capture, page, page_facts(page))


def collect(context: Context, *pages: CapturedPage) -> dict[str, Reading]:
    return collect_visit(Visit(1, pages), context, CATALOGUE)


def test_what_the_catalogue_calls_built_has_a_collector_and_the_reverse() -> None:
    built = {entry.id for entry in CATALOGUE.entries.values() if entry.built and entry.phase != "survey"}
    assert built == {*COLLECTORS, *GRAPH_INDICATORS, *FAMILY_INDICATORS, LINKS}


def test_without_any_page_nothing_is_measured_and_the_home_page_is_named_as_missing() -> None:
    readings = collect(context_of("910101-1"))
    assert set(readings) == ALL
    # The address itself is registered, whatever was captured.
    assert [name for name, one in readings.items() if one.status is Status.MEASURED] == ["standardization_domain"]
    of_home = {
        "site_reachable",
        "standardization_footer",
        "humanization_elder",
        "practicality_update",
        "integration_four",
    }
    assert {readings[name].cause for name in of_home} == {Cause.NO_HOME_PAGE}


@pytest.mark.parametrize("cause", [Cause.TIMEOUT, Cause.DNS_FAILURE, Cause.HTTP_5XX, *sorted(BLOCKED)])
def test_a_home_page_that_failed_hands_its_cause_to_all_that_read_it(cause: Cause) -> None:
    context = context_of("910101-1")
    readings = collect(context, failed(context, cause))
    for name in (
        "standardization_footer",
        "humanization_elder",
        "service_entry",
        "clustering_state_column",
        "site_active",
    ):
        assert (readings[name].status, readings[name].cause) == (Status.NOT_OBSERVED, cause)
    reachable = readings["site_reachable"]
    assert (reachable.status is Status.NOT_OBSERVED) == (cause in BLOCKED)
    assert reachable.absent == (cause not in BLOCKED)


@pytest.mark.parametrize("cause", [Cause.TOO_DEEP, Cause.TOO_LARGE, Cause.BUDGET_USED, Cause.SCRIPT_SHELL])
def test_a_bound_of_ours_never_makes_a_site_unreachable(cause: Cause) -> None:
    context = context_of("910101-1")
    assert collect(context, failed(context, cause))["site_reachable"].cause is cause


def test_another_sites_home_page_says_nothing_about_this_one() -> None:
    context = context_of("910101-1")
    elsewhere = replace(read(context), capture=replace(read(context).capture, url="http://travel.example/"))
    readings = collect(context, elsewhere)
    assert readings["standardization_footer"].cause is Cause.REDIRECT_AWAY
    assert readings["site_official"].value == 0


@pytest.mark.parametrize(
    ("site_id", "duty", "expected"),
    [
        ("910101-1", None, None),
        ("910101-1", False, Cause.NO_SERVICE_DUTY),
        ("yx-01-1", None, Cause.FLAG_UNKNOWN),
        ("yx-01-1", False, Cause.NO_SERVICE_DUTY),
        ("yx-01-1", True, None),
        ("910100-2", None, Cause.FLAG_UNKNOWN),
    ],
)
def test_only_local_governments_serve_the_public_by_rule(
    site_id: str, duty: bool | None, expected: Cause | None
) -> None:
    context = context_of(site_id, outside_service=duty)
    for name in ("service_entry", "service_platform_link", "service_guide_complete"):
        cause = collect(context, read(context))[name].cause
        assert cause == expected or (expected is None and cause not in {Cause.FLAG_UNKNOWN, Cause.NO_SERVICE_DUTY})


def test_what_depends_on_where_we_look_from_is_not_collected_from_nowhere() -> None:
    dependent = [entry.id for entry in CATALOGUE.indicators.values() if entry.needs == "vantage"]
    assert dependent
    undeclared, declared = context_of("910101-1"), context_of("910101-1", vantage="mainland")
    assert {collect(undeclared)[name].cause for name in dependent} == {Cause.VANTAGE_UNDECLARED}
    outside = collect(context_of("910101-1", vantage="outside"))
    assert {(outside[name].status, outside[name].cause) for name in dependent} == {
        (Status.NOT_OBSERVED, Cause.VANTAGE_OUTSIDE)
    }
    built = {name: CATALOGUE.indicators[name].built for name in dependent}
    expected = {name: Cause.NO_HOME_PAGE if built[name] else Cause.NO_COLLECTOR for name in dependent}
    assert {name: collect(declared)[name].cause for name in dependent} == expected


def test_questions_to_people_wait_for_people() -> None:
    asked = [entry.id for entry in CATALOGUE.indicators.values() if entry.how == "survey"]
    readings = collect(context_of("910000-1", outside_service=True, foreign_duty=True))
    causes = {readings[name].cause for name in asked}
    assert asked
    assert Cause.NO_SURVEY in causes
    assert Cause.NO_COLLECTOR not in causes


def test_collectors_read_neither_clock_nor_network_nor_files() -> None:
    package = Path(collect_visit.__code__.co_filename).parent
    for path in package.glob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        called = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
        assert not called & {"now", "today", "utcnow", "time", "open", "read_text", "read_bytes", "urlopen", "connect"}


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(REGISTRY.sites)),
    st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in FLAGS}),
    st.lists(st.sampled_from([*Cause, None]), max_size=3),
    st.lists(st.sampled_from(sorted(Purpose)), min_size=3, max_size=3),
)
def test_every_combination_gives_one_sound_reading_for_each_indicator(
    site_id: str, flags: dict[str, bool | None], causes: list[Cause | None], purposes: list[Purpose]
) -> None:
    context = context_of(site_id, **flags)
    pages = [
        failed(context, cause, purpose) if cause else read(context)
        for cause, purpose in zip(causes, purposes, strict=False)
    ]
    readings = collect(context, *pages)
    assert set(readings) == ALL
    for name, one in readings.items():
        assert (one.value is None) == (one.status is not Status.MEASURED), name
        assert (one.cause is None) == (one.status is Status.MEASURED), name
        assert all(0 <= value <= 1 for value in one.parts.values()) or not one.is_share_of_parts, name
        if one.status is Status.MEASURED and pages:
            assert one.evidence, name
