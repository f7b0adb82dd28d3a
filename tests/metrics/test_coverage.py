"""Coverage: nested counts, the blocked band, denominators in scope."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from metrics.coverage import COUNTS, LEVELS, coverage_by_level, coverage_by_unit

FACTS = ("site_reachable", "site_official", "site_active")


def frames(rows: list[dict]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """rows: level, in_scope, portal, outcome, cause, and for each fact 1, 0 or None (not observed)."""
    units, portals, observations = [], [], []
    for number, row in enumerate(rows):
        code = f"u{number}"
        units.append(
            {
                "code": code, "level": row.get("level", "county"), "name": code, "full_name": code,
                "in_scope": row.get("in_scope", True), "scope_note": "" if row.get("in_scope", True) else "不在评估范围",
                "gap": "not_registered",
            }
        )  # fmt: skip
        if row.get("portal", True):
            portals.append(
                {
                    "unit_code": code,
                    "site_id": f"{code}-1",
                    "url": "http://x/",
                    "outcome": row.get("outcome", "reached"),
                    "cause": row.get("cause", ""),
                }
            )
            for fact in FACTS:
                value = row.get(fact)
                observations.append(
                    {
                        "site_id": f"{code}-1", "indicator": fact, "status": "not_observed" if value is None else "measured",
                        "value": value, "cause": "timeout" if value is None else "",
                    }
                )  # fmt: skip
    columns = ["unit_code", "site_id", "url", "outcome", "cause"]
    observed = pd.DataFrame(observations, columns=["site_id", "indicator", "status", "value", "cause"])
    return pd.DataFrame(units), pd.DataFrame(portals, columns=columns), observed.astype({"value": "float64"})


def levels(rows: list[dict]) -> pd.DataFrame:
    return coverage_by_level(coverage_by_unit(*frames(rows))).set_index("level")


ALL = dict.fromkeys(FACTS, 1)


def test_a_portal_that_is_reached_official_and_active_counts_everywhere() -> None:
    row = levels([ALL]).loc["county"]
    assert [row[count] for count in ("units", *COUNTS, "blocked")] == [1, 1, 1, 1, 1, 0]


def test_a_unit_without_a_portal_is_only_in_the_denominator() -> None:
    units = coverage_by_unit(*frames([{"portal": False}, ALL]))
    assert units.loc[0, "cause"] == "not_registered"
    row = coverage_by_level(units).set_index("level").loc["county"]
    assert (row["units"], row["registered"], row["active"]) == (2, 1, 1)


def test_a_blocked_portal_is_a_band_and_not_a_gap() -> None:
    units = coverage_by_unit(*frames([{"outcome": "blocked", "cause": "http_403"}]))
    assert units.loc[0, "cause"] == "timeout", "the observation's own cause says why it was not seen"
    row = coverage_by_level(units).set_index("level").loc["county"]
    assert (row["registered"], row["reachable"], row["blocked"]) == (1, 0, 1)
    assert [row[f"unseen_{count}"] for count in COUNTS] == [0, 1, 1, 1]


def test_what_could_not_be_judged_is_a_band_of_that_count_and_the_narrower_ones() -> None:
    rows = [{"site_reachable": 1}, {"site_reachable": 1, "site_official": 1}, {"site_reachable": 0}, ALL]
    units = coverage_by_unit(*frames(rows))
    row = coverage_by_level(units).set_index("level").loc["county"]
    assert [row[count] for count in COUNTS] == [4, 3, 2, 1]
    assert [row[f"unseen_{count}"] for count in COUNTS] == [0, 0, 1, 2]
    assert list(units["unseen_from"]) == ["official", "active", "", ""]


def test_a_portal_nobody_looked_at_is_unvisited_and_no_gap() -> None:
    units, portals, observations = frames([{"outcome": "", "cause": "not_in_plan"}])
    row = coverage_by_level(coverage_by_unit(units, portals, observations.iloc[:0])).set_index("level").loc["county"]
    assert (row["registered"], row["unvisited"], row["blocked"], row["unseen_active"]) == (1, 1, 0, 1)


def test_units_outside_the_evaluation_are_in_no_count() -> None:
    row = levels([{**ALL, "in_scope": False, "level": "province"}, {**ALL, "level": "province"}]).loc["province"]
    assert (row["units"], row["registered"], row["active"], row["out_of_scope"]) == (1, 1, 1, 1)


def test_the_counts_stay_nested_when_a_site_is_active_and_not_official() -> None:
    units = coverage_by_unit(*frames([{"site_reachable": 1, "site_official": 0, "site_active": 1}]))
    assert list(units.loc[0, list(COUNTS)]) == [True, True, False, False]
    assert units.loc[0, "cause"] == "not_official"


outcome = st.sampled_from(["reached", "unreachable", "blocked", "unconfirmed", "not_visited"])
value = st.sampled_from([None, 0, 1])
row = st.fixed_dictionaries(
    {
        "level": st.sampled_from(LEVELS),
        "in_scope": st.booleans(),
        "portal": st.booleans(),
        "outcome": outcome,
        **dict.fromkeys(FACTS, value),
    }
)


@given(st.lists(row, min_size=1, max_size=12))
def test_counts_are_nested_and_bounded_for_every_mixture(rows: list[dict]) -> None:
    table = levels(rows)
    for level in LEVELS:
        found = table.loc[level]
        chain = [found["units"], *(found[count] for count in COUNTS)]
        assert chain == sorted(chain, reverse=True)
        upper = [found[count] + found[f"unseen_{count}"] for count in COUNTS]
        assert upper == sorted(upper, reverse=True)
        assert upper[0] == found["registered"]
        assert found["blocked"] + found["unvisited"] <= found["unseen_reachable"]
        assert found["units"] + found["out_of_scope"] == sum(r["level"] == level for r in rows)


@given(st.lists(row, min_size=2, max_size=8), st.randoms())
def test_the_order_of_units_does_not_matter(rows: list[dict], chance) -> None:
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    assert levels(rows).equals(levels(shuffled))
