"""The vetoes of the check worked by hand: what is seen, seen in part, not seen; no state is ever better than what was seen."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.frameworks import Check, load_framework
from metrics.check import STATES, CheckResult, check, state_counts
from metrics.vetoes import stopped
from tests.metrics.frames import sites

_LOADED = load_framework("check2019")
assert isinstance(_LOADED, Check)
FRAMEWORK = _LOADED
AVAILABLE, UPDATE, COLUMNS = "practicality_available", "practicality_update", "standardization_columns"
CHANNEL, REPLIES, ENTRY, GUIDES = (
    "humanization_channel", "humanization_replies", "service_entry", "service_guide_complete",
)  # fmt: skip
Said = float | tuple[str, str] | tuple[float, Mapping[str, float]]


def seen(by: str = "machine", **said: Said) -> pd.DataFrame:
    """Observations of site "s": a value, a value with parts, or a status with its cause. by: whose they are."""
    rows = []
    for indicator, found in said.items():
        status, value, parts, cause = "measured", None, {}, ""
        if isinstance(found, tuple) and isinstance(found[0], str):
            status, cause = found
        elif isinstance(found, tuple):
            value, parts = found
        else:
            value = found
        rows.append(("s", indicator, by, status, value, json.dumps(parts), cause))
    frame = pd.DataFrame(rows, columns=["site_id", "indicator", "source", "status", "value", "parts", "cause"])
    return frame.astype({"value": "float64"})


def checked(identity: str = "official", **said: Said) -> CheckResult:
    return check(FRAMEWORK, sites("s", identity=identity), seen(**said))


def veto(result: CheckResult, name: str) -> tuple[str, bool, str]:
    row = result.vetoes.set_index("veto").loc[name]
    return row["state"], bool(row["amber"]), row["reason"]


def columns(news: int, other: int, empty: int, census: int = 1, unseen: int = 0) -> tuple[float, Mapping[str, float]]:
    parts = {
        "judged": 60,
        "over_news_notice": news,
        "over_other": other,
        "empty": empty,
        "unseen": unseen,
        "census": census,
    }
    return (0.5, parts)


# One veto at a time


@pytest.mark.parametrize(
    ("days", "state", "amber", "left"),
    [
        (0, "clear", False, 14),
        (10, "clear", False, 4),
        (11, "clear", True, 3),
        (14, "clear", True, 0),
        (15, "suspected", True, -1),
    ],
)
def test_a_home_page_runs_out_after_two_weeks(days: int, state: str, amber: bool, left: int) -> None:
    result = checked(practicality_update=days)
    assert veto(result, "home_stale") == (state, amber, "")
    assert result.vetoes.set_index("veto").loc["home_stale", "days_left"] == left


@pytest.mark.parametrize(
    ("good", "tries", "expected"),
    [
        (3, 3, ("untested", False, "incomplete")),
        (2, 3, ("untested", True, "incomplete")),  # far above both lines, and an estimate: it warns and decides nothing
        (139, 139, ("untested", False, "incomplete")),
        (140, 140, ("clear", False, "")),
        (135, 140, ("clear", True, "")),  # 3.6 %
        (133, 140, ("confirmed", True, "")),  # 5 % exactly, of all the tries the rule asks for
    ],
)
def test_availability_is_an_estimate_below_140_tries(good: int, tries: int, expected: tuple[str, bool, str]) -> None:
    result = checked(practicality_available=(good / tries, {"good": good, "tries": tries}))
    assert veto(result, "unreachable") == expected
    sign = result.signs.set_index("sign").loc["failed_tries"]
    assert (sign["figure"], sign["of"]) == (pytest.approx(1 - good / tries), tries)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (columns(0, 0, 0), ("clear", False, "")),
        (columns(4, 9, 4), ("clear", True, "")),  # 13 overdue in all: the monitors' line
        (columns(5, 0, 0), ("confirmed", False, "")),
        (columns(0, 10, 0), ("confirmed", False, "")),
        (columns(0, 0, 5), ("confirmed", False, "")),
        (columns(0, 0, 6), ("confirmed", True, "")),
        (columns(3, 0, 0, unseen=1), ("clear", False, "")),
        (columns(3, 0, 0, unseen=2), ("untested", False, "rest_unseen")),  # with both of them it would be five
        (columns(0, 0, 0, census=0), ("untested", False, "incomplete")),
        (columns(5, 0, 0, census=0), ("untested", True, "incomplete")),  # a sample never decides; the sign is shown
    ],
)
def test_columns_are_decided_by_a_census_alone(found: Said, expected: tuple[str, bool, str]) -> None:
    assert veto(checked(standardization_columns=found), "columns") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({CHANNEL: 0.0, REPLIES: ("not_observed", "page_not_captured")}, ("suspected", False, "")),
        ({CHANNEL: 1.0, REPLIES: (1.0, {"letters": 12, "answered": 12, "waiting": 0})}, ("person", False, "")),
        ({CHANNEL: 1.0, REPLIES: (0.9, {"letters": 12, "answered": 11, "waiting": 88})}, ("person", True, "")),
        ({CHANNEL: 1.0, REPLIES: (0.9, {"letters": 12, "answered": 11, "waiting": 93})}, ("suspected", True, "")),
        ({CHANNEL: 1.0, REPLIES: ("not_observed", "too_few")}, ("person", False, "too_few")),
        (
            {CHANNEL: ("not_observed", "challenge"), REPLIES: ("not_observed", "challenge")},
            ("untested", False, "challenge"),
        ),
    ],
)
def test_letters_that_are_not_published_need_a_person(said: dict[str, Said], expected: tuple[str, bool, str]) -> None:
    assert veto(checked(**said), "interaction") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({ENTRY: ("not_applicable", "no_service_duty"), GUIDES: ("not_applicable", "no_service_duty")}, ("not_applicable", False, "no_service_duty")),
        ({ENTRY: ("not_collected", "flag_unknown"), GUIDES: ("not_collected", "flag_unknown")}, ("untested", False, "flag_unknown")),
        ({ENTRY: 0.0, GUIDES: ("not_observed", "page_not_captured")}, ("suspected", False, "")),
        ({ENTRY: 1.0, GUIDES: ("not_applicable", "platform_fact")}, ("untested", False, "platform_fact")),
        ({ENTRY: 1.0, GUIDES: (0.9, {"guides": 10, "lacking": 1})}, ("untested", False, "incomplete")),
        ({ENTRY: 1.0, GUIDES: (0.4, {"guides": 10, "lacking": 5})}, ("suspected", False, "")),  # more guides could only add
        ({ENTRY: 1.0, GUIDES: (0.4, {"guides": 2, "lacking": 2})}, ("untested", True, "incomplete")),
    ],
)  # fmt: skip
def test_services_of_no_use(said: dict[str, Said], expected: tuple[str, bool, str]) -> None:
    assert veto(checked(**said), "service") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ("person", False, "no_collector")),
        ({"site_official": 1.0, "findings_personal_data": 0.0}, ("person", False, "")),
        ({"site_official": 1.0, "findings_personal_data": 2.0}, ("suspected", False, "")),
        ({"findings_hidden_links": 1.0}, ("suspected", False, "")),
        ({"site_official": ("not_observed", "hijacked")}, ("suspected", False, "hijacked")),
        ({"site_official": ("not_observed", "parked")}, ("person", False, "parked")),
    ],
)
def test_grave_problems_are_for_people_unless_there_is_a_sign(
    said: dict[str, Said], expected: tuple[str, bool, str]
) -> None:
    assert veto(checked(**said), "serious") == expected


@pytest.mark.parametrize(
    ("name", "said", "machine", "reviewed"),
    [
        ("home_stale", {UPDATE: 15.0}, "suspected", "confirmed"),
        ("home_stale", {UPDATE: 3.0}, "clear", "clear"),
        ("service", {ENTRY: 1.0, GUIDES: (0.4, {"guides": 10, "lacking": 5})}, "suspected", "confirmed"),
        ("columns", {COLUMNS: columns(5, 0, 0, census=0)}, "untested", "confirmed"),
        ("columns", {COLUMNS: columns(3, 0, 0, unseen=2)}, "untested", "untested"),  # two columns are left to look at
        ("interaction", {CHANNEL: 1.0, REPLIES: (0.9, {"letters": 2.0, "waiting": 3.0})}, "person", "clear"),
        ("serious", {"findings_personal_data": 1.0}, "suspected", "confirmed"),
        ("serious", {"site_official": ("not_observed", "hijacked")}, "suspected", "confirmed"),
        ("serious", {"findings_personal_data": 0.0}, "person", "person"),  # nobody read the rest
    ],
)
def test_a_review_settles_what_a_machine_leaves_to_people(
    name: str, said: dict[str, Said], machine: str, reviewed: str
) -> None:
    for by, state in (("machine", machine), ("survey", machine), ("review", reviewed)):
        result = check(FRAMEWORK, sites("s"), seen(by, **said))
        assert veto(result, name)[0] == state
        assert set(result.signs["source"]) == {by, ""}


def test_only_confirmed_vetoes_stop_a_site_and_all_of_them_are_named() -> None:
    said = {AVAILABLE: (0.5, {"tries": 140}), COLUMNS: columns(5, 0, 0), UPDATE: 40.0}
    assert stopped(checked(**said).vetoes) == {"s": "unreachable,columns"}
    assert stopped(checked(**{UPDATE: 40.0}).vetoes) == {}
    assert stopped(checked().vetoes) == {}


def test_what_is_seen_at_somebody_elses_site_is_not_the_units() -> None:
    result = checked(identity="mismatch", practicality_update=40, humanization_channel=0.0)
    assert {veto(result, name)[0] for name in ("home_stale", "interaction")} == {"untested"}
    assert veto(result, "home_stale")[2] == "not_official"
    assert set(result.groups["light"]) <= {"unseen", "not_applicable"}


# Groups


def test_lights_are_those_of_the_goalposts_and_of_portals_alone() -> None:
    said = seen(
        standardization_footer=1.0,
        humanization_channel=0.0,
        standardization_links=0.96,
        service_entry=("not_applicable", "no_service_duty"),
    )
    rows = check(FRAMEWORK, sites("s", level="ministry"), said).groups.set_index(["group", "indicator"])
    assert rows.loc[("functions", "standardization_footer"), "light"] == "green"
    assert rows.loc[("response", "humanization_channel"), "light"] == "red"
    assert rows.loc[("functions", "standardization_links"), "light"] == "amber"  # (0.96 - 0.9) / 0.095 → 63 points
    assert tuple(rows.loc[("services", "service_entry")]) == ("s", "not_applicable", "no_service_duty")
    assert tuple(rows.loc[("functions", "practicality_ipv6")]) == ("s", "unseen", "no_collector")
    assert check(FRAMEWORK, sites("s", kind="department"), said).groups.empty


def test_a_platforms_fact_lights_nothing_where_it_is_only_shown() -> None:
    rows = check(FRAMEWORK, sites("s"), seen(service_forms=0.0)).groups.set_index("indicator")
    assert tuple(rows.loc["service_forms", ["light", "reason"]]) == ("not_applicable", "platform_fact")


# By level


def test_every_site_is_counted_once_a_veto() -> None:
    table = sites("s", "t", "u").assign(level=["county", "county", "province"])
    result = check(FRAMEWORK, table, seen(practicality_update=20))
    counts = state_counts(result.vetoes, {"s": "county", "t": "county"})
    assert set(counts["level"]) == {"county"}
    assert (counts[list(STATES)].sum(axis=1) == 2).all()
    home = counts.set_index("veto").loc["home_stale"]
    assert (home["suspected"], home["untested"], home["amber"], home["sites"]) == (1, 1, 1, 2)


# What holds whatever was seen

PARTS = (
    "judged",
    "over_news_notice",
    "over_other",
    "empty",
    "unseen",
    "census",
    "tries",
    "letters",
    "waiting",
    "guides",
    "lacking",
)
INDICATORS = sorted({sign.indicator for one in FRAMEWORK.vetoes for sign in one.signs})
UNSEEN = st.sampled_from([("not_observed", "timeout"), ("not_collected", "no_collector")])
FOUND = st.tuples(
    st.floats(0, 1) | st.integers(0, 400),
    st.dictionaries(st.sampled_from(PARTS), st.integers(0, 200).map(float)),
)


@given(st.dictionaries(st.sampled_from(INDICATORS), FOUND | UNSEEN))
def test_nothing_is_called_clear_unless_all_its_signs_were_measured(said: dict[str, Said]) -> None:
    result = checked(**said)
    assert set(result.vetoes["state"]) <= set(STATES)
    measured = {name for name, found in said.items() if not isinstance(found[0], str)}  # type: ignore[index]
    for one in FRAMEWORK.vetoes:
        state, _, _ = veto(result, one.id)
        speaking = [sign for sign in one.signs if sign.suspected or sign.causes]
        if state == "clear":
            assert all(sign.indicator in measured and sign.person is None for sign in speaking)
        if state == "suspected":
            assert any(sign.indicator in measured for sign in speaking)
        if state == "confirmed":
            assert one.id in {"unreachable", "columns"}  # only these count all there is, and leave nothing to people


@given(st.dictionaries(st.sampled_from(INDICATORS), FOUND), st.sampled_from(INDICATORS))
def test_seeing_less_never_finds_less_to_suspect_elsewhere_and_never_clears(said: dict[str, Said], lost: str) -> None:
    before = checked(**said).vetoes.set_index("veto")["state"]
    after = checked(**{**said, lost: ("not_observed", "timeout")}).vetoes.set_index("veto")["state"]
    for one in FRAMEWORK.vetoes:
        if lost not in {sign.indicator for sign in one.signs}:
            assert after[one.id] == before[one.id]
        else:
            assert not (after[one.id] == "clear" and before[one.id] != "clear")
