"""Deduct schemes: totals worked by hand, vetoes, gates, what does not apply, what was not seen, groups and ranks."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.frameworks import Deduct, load_framework
from metrics.deduct import STANDINGS, VERDICTS, DeductResult, deduct
from tests.metrics.schemes import NOTHING, item, marks, observations, scheme, sites

STEPS = [{"name": "没有", "points": 20}, {"name": "一般", "points": 8}]
PLAIN = (item("1", 50, 5), item("2", 30, 2), item("3", 20, steps=STEPS))
CENSUS = {"part": "census", "at_least": 1, "unseen": "unseen"}


def run(
    framework: Deduct, table: pd.DataFrame, given_marks: pd.DataFrame | None = None, seen: pd.DataFrame = NOTHING
) -> DeductResult:
    return deduct(framework, table, seen, marks() if given_marks is None else given_marks)


def only(result: DeductResult) -> pd.Series:
    (row,) = [row for _, row in result.sites.iterrows()]
    return row


def lost(result: DeductResult) -> dict[str, float]:
    return dict(result.items[["item", "lost"]].itertuples(index=False))


# Deductions


def test_faults_are_deducted_each_up_to_the_points_and_a_step_once() -> None:
    result = run(scheme(*PLAIN), sites("a"), marks(("a", "1", 3), ("a", "2", 40), ("a", "3", "一般")))
    assert lost(result) == {"1": 15, "2": 30, "3": 8}
    row = only(result)
    assert (row.score, row.lower, row.upper, row.completeness) == (47, 47, 47, 1)  # 100 - 15 - 30 - 8
    assert (row.verdict, row.standing) == ("fail", "ranked")


def test_an_item_without_price_takes_the_points_that_people_put_down() -> None:
    result = run(scheme(item("1", 60), item("2", 40)), sites("a"), marks(("a", "1", 2.5), ("a", "2", 0)))
    assert only(result).score == 97.5


def test_the_gate_opens_above_its_line_and_the_bonus_has_a_cap_and_may_pass_100() -> None:
    bonuses = (item("B1", 10, 5, part="bonus"), item("B2", 15, part="bonus"))
    framework = scheme(item("1", 100, 1), *bonuses, bonus_cap=20, bonus_above=80)
    given_marks = [("B1", 3), ("B2", 12)]
    totals = {}
    for faults in (0, 19, 20):
        rows = [("a", name, mark) for name, mark in [("1", faults), *given_marks]]
        totals[faults] = only(run(framework, sites("a"), marks(*rows)))
    assert [(totals[n].deduction, totals[n].bonus, totals[n].score) for n in totals] == [
        (100, 20, 120),  # 10 (capped from 15) + 12, capped at 20
        (81, 20, 101),
        (80, 0, 80),  # not above 80
    ]


# What does not apply


def test_the_rest_is_multiplied_up_as_by_the_document_of_2019() -> None:
    """19号: without a duty to serve, 75 points are scored and multiplied by 4/3."""
    framework = scheme(item("1", 75, 3), item("2", 25, 5))
    row = only(run(framework, sites("a"), marks(("a", "1", 4), ("a", "2", "not_applicable"))))
    assert (row.factor, row.score, row.completeness) == (pytest.approx(4 / 3), 84, 1)  # (75 - 12) × 4/3


def test_points_are_spread_evenly_over_the_others() -> None:
    """20 points go to two items, 10 each: per-fault prices stay, caps rise, and a step that took everything still does."""
    framework = scheme(item("1", 60, 5), item("2", 20, steps=STEPS), item("3", 20, 1), inapplicable="spread")
    rows = [("a", "1", 2), ("a", "2", "一般"), ("b", "1", 99), ("b", "2", "没有")]
    result = run(framework, sites("a", "b"), marks(*rows, ("a", "3", "not_applicable"), ("b", "3", "not_applicable")))
    assert list(result.sites["score"]) == [82, 0]  # (70 - 10) + (30 - 8); all of 70 and all of 30
    assert list(result.items["points"])[:2] == [70, 30]
    assert list(result.sites["factor"]) == [1, 1]


def test_what_does_not_apply_by_the_facts_of_the_site_is_skipped() -> None:
    measure = {"indicator": "service_entry", "whole": {}}
    entry = item("2", 25, how="machine", measure=measure, steps=[{"name": "无", "points": 25, "line": {"at_most": 0}}])
    seen = observations({("a", "service_entry"): "no_service_duty", ("b", "service_entry"): 0.0})
    result = run(scheme(item("1", 75, 3), entry), sites("a", "b"), marks(("a", "1", 0), ("b", "1", 0)), seen)
    assert list(result.sites["score"]) == [100, 75]
    assert result.items.loc[1, ["state", "reason"]].tolist() == ["not_applicable", "no_service_duty"]


def test_nothing_applies() -> None:
    row = only(run(scheme(item("1", 100, 1)), sites("a"), marks(("a", "1", "not_applicable"))))
    assert (math.isnan(row.score), row.reason, row.standing) == (True, "nothing_applies", "insufficient")


# What was not seen


def test_unseen_items_are_neither_deducted_nor_clean() -> None:
    """50 of 100 points were seen and 10 of them lost: 80 on what was seen, from 40 (all lost) to 90 (nothing lost)."""
    row = only(run(scheme(*PLAIN), sites("a"), marks(("a", "1", 2))))
    assert (row.score, row.lower, row.upper, row.completeness, row.verdict) == (80, 40, 90, 0.5, "open")


def test_below_the_floor_there_is_no_number_and_the_bounds_stay() -> None:
    row = only(run(scheme(*PLAIN, floor=0.6), sites("a"), marks(("a", "1", 2))))
    assert (math.isnan(row.score), row.reason, row.standing) == (True, "below_floor", "insufficient")
    assert (row.lower, row.upper) == (40, 90)


def test_a_bonus_nobody_saw_adds_nothing_and_all_it_could_to_the_upper_bound() -> None:
    framework = scheme(item("1", 100, 1), item("B", 5, 1, part="bonus"), bonus_above=80)
    row = only(run(framework, sites("a"), marks(("a", "1", 5))))
    assert (row.score, row.lower, row.upper) == (95, 95, 100)


def test_without_caps_a_total_needs_everything_to_have_been_seen() -> None:
    framework = scheme(item("1", None, 5), item("2", None, 0.1))
    both = [("a", "1", 3), ("a", "2", 4), ("b", "1", 3)]
    result = run(framework, sites("a", "b"), marks(*both))
    assert list(result.sites["score"].fillna(-1)) == [84.6, -1]  # 100 - 15 - 0.4
    assert result.sites.loc[1, ["reason", "lower", "upper"]].tolist() == ["uncapped_unseen", 0, 85]
    assert only(run(framework, sites("a"), marks(("a", "1", 3), ("a", "2", 999)))).score == 0, "never below nothing"


# Machines and people


def test_a_count_that_is_not_whole_takes_the_least_and_a_share_says_nothing() -> None:
    columns = {"indicator": "standardization_columns", "parts": ["empty"], "whole": CENSUS}
    tries = {
        "indicator": "practicality_available",
        "complement": True,
        "per": 0.01,
        "whole": {"part": "tries", "at_least": 140},
    }
    framework = scheme(item("1", 60, 5, how="machine", measure=columns), item("2", 40, 5, how="machine", measure=tries))
    rows = {
        ("a", "standardization_columns"): {"empty": 3.0, "census": 0.0, "unseen": 0.0},
        ("b", "standardization_columns"): {"empty": 3.0, "census": 1.0, "unseen": 0.0},
        ("c", "standardization_columns"): {"empty": 3.0, "census": 1.0, "unseen": 2.0},
        **{(site, "practicality_available"): {"value": 0.9, "tries": 3.0} for site in "ac"},
        ("b", "practicality_available"): {"value": 0.97, "tries": 140.0},
    }
    result = run(framework, sites("a", "b", "c"), seen=observations(rows))
    assert list(result.items["state"]) == ["least", "unseen", "measured", "measured", "least", "unseen"]
    assert list(result.sites["upper"]) == [85, 70, 85]  # - 15; b: - 15 - 3 × 5
    assert list(result.sites["score"].fillna(-1)) == [-1, 70, -1]


def test_what_a_person_has_to_look_over_is_amber_and_changes_nothing_until_one_has() -> None:
    words = {"indicator": "findings_wrong_words", "parts": ["terms"], "whole": {}}
    framework = scheme(item("1", 60, 1), item("2", 40, 0.5, how="reviewed", measure=words))
    seen = {("a", "findings_wrong_words"): {"terms": 4.0}}
    machine = run(framework, sites("a"), marks(("a", "1", 0)), observations(seen))
    review = run(framework, sites("a"), marks(("a", "1", 0)), observations(seen, "review"))
    marked = run(framework, sites("a"), marks(("a", "1", 0), ("a", "2", 2)), observations(seen))
    assert [only(one).amber for one in (machine, review, marked)] == [1, 0, 0]
    assert [only(one).upper for one in (machine, review, marked)] == [100, 98, 99]
    assert [only(one).completeness for one in (machine, review, marked)] == [0.6, 1, 1]


def test_measured_figures_reach_the_first_step_whose_line_they_reach() -> None:
    steps = [{"name": "14", "points": 10, "line": {"over": 14}}, {"name": "7", "points": 3, "line": {"over": 7}}]
    age = item("1", 100, how="machine", measure={"indicator": "practicality_update", "whole": {}}, steps=steps)
    seen = observations({(str(days), "practicality_update"): float(days) for days in (7, 8, 14, 15)})
    result = run(scheme(age), sites("14", "15", "7", "8"), seen=seen)
    assert dict(zip(result.sites["site_id"], result.sites["score"], strict=True)) == {
        "7": 100,
        "8": 97,
        "14": 97,
        "15": 90,
    }


def test_a_strangers_site_is_not_the_units() -> None:
    age = item(
        "1",
        100,
        how="machine",
        measure={"indicator": "practicality_update", "whole": {}},
        steps=[{"name": "x", "points": 1, "line": {"over": 1}}],
    )
    result = run(
        scheme(age), sites("a", identity="not_government"), seen=observations({("a", "practicality_update"): 9.0})
    )
    assert result.items.loc[0, ["state", "reason"]].tolist() == ["unseen", "not_official"]


# Vetoes

TRIES = {"indicator": "practicality_available", "complement": True, "whole": {"part": "tries", "at_least": 140}}


def veto(how: str, measure: dict | None = None) -> dict:
    return item("V", part="veto", how=how, **({"measure": measure, "line": {"at_least": 0.05}} if measure else {}))


@pytest.mark.parametrize(
    ("how", "tries", "source", "state"),
    [
        ("machine", 140, "machine", "confirmed"),  # a complete measurement, where the scheme lets the machine decide
        ("machine", 139, "machine", "suspected"),
        ("reviewed", 140, "machine", "suspected"),
        ("reviewed", 3, "review", "confirmed"),
    ],
)  # fmt: skip
def test_only_a_complete_measurement_or_a_review_confirms(how: str, tries: int, source: str, state: str) -> None:
    seen = observations({("a", "practicality_available"): {"value": 0.9, "tries": float(tries)}}, source)
    framework = scheme(item("1", 100, 1), veto(how, TRIES), vetoed_mark=59)
    result = run(framework, sites("a"), marks(("a", "1", 0)), seen)
    assert result.items["state"].tolist()[1] == state
    row = only(result)
    vetoed = state == "confirmed"
    assert (row.score, row.standing, row.verdict) == ((59, "vetoed", "fail") if vetoed else (100, "ranked", "open"))
    assert row.amber == (not vetoed)


def test_a_vetoed_site_has_the_fixed_mark_or_none_and_nothing_else_is_scored() -> None:
    given_marks = marks(("a", "1", 0), ("a", "V", "yes"), ("b", "1", 45), ("b", "V", "no"))
    fixed = run(scheme(item("1", 100, 1), veto("people"), vetoed_mark=59), sites("a", "b"), given_marks)
    bare = run(scheme(item("1", 100, 1), veto("people")), sites("a", "b"), given_marks)
    assert fixed.sites["score"].tolist() == [59, 55]
    assert bare.sites["score"].fillna(-1).tolist() == [-1, 55]
    for one in (fixed, bare):
        assert one.sites[["best", "worst", "of"]].to_numpy().tolist() == [[0, 0, 0], [1, 1, 1]]
        assert one.groups[["scored", "mean", "median", "vetoed"]].to_numpy().tolist() == [[1, 55, 55, 1]]
    assert fixed.sites["deduction"].fillna(-1).tolist() == [-1, 55]
    assert set(fixed.sites["verdict"]) == {"fail"}


def test_what_was_not_seen_leaves_a_range_of_ranks() -> None:
    """a: 60 seen without a fault, 60–100; b: all seen, 90; c: all seen, 70; d: below the floor, 10–100."""
    framework = scheme(item("1", 60, 1), item("2", 30, 1), item("3", 10, 1))
    filled = marks(
        ("a", "1", 0), ("b", "1", 10), ("b", "2", 0), ("b", "3", 0), ("c", "1", 30), ("c", "2", 0), ("c", "3", 0), ("d", "3", 0)
    )  # fmt: skip
    rows = run(framework, sites(*"abcd"), filled).sites
    assert rows[["score", "best", "worst", "of"]].fillna(-1).to_numpy().tolist() == [
        [100, 1, 4, 4], [90, 1, 3, 4], [70, 2, 4, 4], [-1, 1, 4, 4],
    ]  # fmt: skip


def test_the_parts_of_a_total_can_be_added_up_again() -> None:
    framework = scheme(
        item("1", 60, 1), item("2", 30, 1), item("3", 10, 1), item("B", 5, 1, part="bonus"), bonus_above=90
    )
    row = only(run(framework, sites("a"), marks(("a", "1", 6), ("a", "2", "not_applicable"), ("a", "B", 3))))
    assert (row.lost, row.seen, row.gained, row.bonus) == (6, 60, 3, 0)
    assert row.deduction == row.score == 90  # 100 - 6 × 100 ÷ 60


def test_a_veto_nobody_looked_at_leaves_the_verdict_open() -> None:
    verdicts = [
        only(run(scheme(item("1", 100, 1), veto("people")), sites("a"), marks(("a", "1", 0), *rows))).verdict
        for rows in ([], [("a", "V", "no")], [("a", "V", "not_applicable")])
    ]
    assert verdicts == ["open", "pass", "pass"]


# Groups

GROUPS = [
    {"id": "county", "name_zh": "县", "name_en": "county", "where": {"level": ["county"]}},
    {
        "id": "serving",
        "name_zh": "对外",
        "name_en": "serving",
        "where": {"kind": ["department"], "outside_service": ["yes"]},
    },
]


def test_who_is_in_no_group_or_in_two_is_named() -> None:
    table = pd.concat(
        [
            sites("a"),
            sites("b", kind="department", level="prefecture", outside_service=True),
            sites("c", kind="department", level="prefecture"),
            sites("d", kind="department", outside_service=True),
            sites("e", level="province"),
            sites("f", in_scope=False),
            sites("g", within=["990000"]),
        ]
    )
    framework = scheme(item("1", 100, 1), group=GROUPS, scope={"within": ["110101"]})
    rows = run(framework, table).sites.set_index("site_id")
    assert rows["group"].to_dict() == {"a": "county", "b": "serving", "c": "", "d": "", "e": ""}
    assert rows.loc["c", ["standing", "detail"]].tolist() == ["no_group", "outside_service"]
    assert rows.loc["d", ["standing", "detail"]].tolist() == ["two_groups", "county,serving"]
    assert rows.loc["e", ["standing", "detail"]].tolist() == ["no_group", ""]


def test_ranks_means_and_medians_are_inside_a_group_and_ties_share_a_rank() -> None:
    table = pd.concat([sites(*"abcd"), sites("x", kind="department", level="province", outside_service=True)])
    rows = [("a", 10), ("b", 5), ("c", 5), ("d", 0), ("x", 90)]
    result = run(scheme(item("1", 100, 1), group=GROUPS), table, marks(*((s, "1", n) for s, n in rows)))
    assert result.sites["best"].tolist() == result.sites["worst"].tolist() == [4, 2, 2, 1, 1]
    assert result.sites["of"].tolist() == [4, 4, 4, 4, 1]
    groups = result.groups.set_index("group")
    assert groups[["mean", "median", "sites", "pass", "fail"]].to_numpy().tolist() == [
        [95, 95, 4, 4, 0],
        [10, 10, 1, 0, 1],
    ]


# The shipped schemes


def test_the_census_of_2015_has_no_total_and_bounds_worked_by_hand() -> None:
    """Some items have no points that could be read, so all there is is how much is gone at least."""
    framework = load_framework("census2015")
    assert isinstance(framework, Deduct)
    filled = [
        ("6", 2), ("7.1", 3), ("7.2", 25), ("8", "少于10条"), ("9.1", 1), ("9.2", 2), ("9.3", 0), ("10", "1年内没有有效信件"),
        ("11", "开展次数较少"), ("12", "1年内未开展"), *((name, "no") for name in ("1", "2", "3.1", "3.2", "3.3", "4", "5")),
    ]  # fmt: skip
    row = only(run(framework, sites("a"), marks(*(("a", name, mark) for name, mark in filled))))
    # 100 - (2 × 5 + 3 × 1 + 25 × 0.1 + 5 + 1 × 3 + 2 × 4 + 0 + 5 + 3 + 5) = 55.5
    assert (math.isnan(row.score), row.reason, row.lower, row.upper) == (True, "unpriced", 0, 55.5)
    assert row.verdict == "fail", "whatever the rest takes, it is below 60"


def test_the_census_of_2015_gives_a_total_once_an_office_has_filled_in_the_missing_points() -> None:
    framework = load_framework("census2015")
    assert isinstance(framework, Deduct)
    items = tuple(replace(one, each=1.0) if one.unpriced else one for one in framework.items)
    filled = [(one.id, "no" if one.part == "veto" else "未知" if one.steps else 2) for one in items]
    row = only(run(replace(framework, items=items), sites("a"), marks(*(("a", name, mark) for name, mark in filled))))
    # 2 × (5 + 1 + 0.1 + 3 + 4 + 5) for the priced items, 4 × 2 × 1 for the four that the office priced at 1
    assert (row.score, row.verdict) == (55.8, "fail")


CITY = {
    "1.1": "超过7天", "1.2": 2, "1.3": 9, "2.1": 0, "2.2": "缺失较多", "2.3": 1, "3.1": 0, "3.2": 3, "4.1": 4, "4.2": 0, "4.3": 0,
    "4.4": 3, "A1": "no", "A2": "no", "A3": "no", "A4": "no", "B1": "完备可用", "B2": 3, "B3": 2.5,
}  # fmt: skip
"""3 + 6 + 5 + 0 + 5 + 1 + 0 + 6 + 4 + 0 + 0 + 1.5 = 31.5 points lost; bonuses 5 + 10 + 2.5 = 17.5."""


@pytest.mark.parametrize(
    ("changed", "about", "deduction", "bonus", "total"),
    [
        ({}, {}, 68.5, 0, 68.5),
        ({"1.3": 0, "3.2": 0, "4.4": 0}, {}, 81, 17.5, 98.5),
        ({"1.1": 0, "1.2": 0, "1.3": 0, "2.2": 0, "2.3": 0, "3.2": 0, "4.1": 0, "4.4": 0}, {}, 100, 17.5, 117.5),
        ({"A4": "yes"}, {}, None, None, 59),
        # No duty to serve: the 25 points of items 2.1 to 2.3 go to the other 9, 2.78 each. Lost: 3 + 6 + 7.78 (9 faults against a cap
        # that rose from 5) + 0 + 6 + 4 + 0 + 0 + 1.5 = 28.28.
        ({}, {"kind": "department", "outside_service": False}, 71.72, 0, 71.72),
    ],
)  # fmt: skip
def test_the_city_scheme_by_hand(changed: dict, about: dict, deduction: float, bonus: float, total: float) -> None:
    framework = load_framework("city_demo")
    assert isinstance(framework, Deduct)
    filled = {name: mark for name, mark in (CITY | changed).items() if not (about and name.startswith("2."))}
    steps = {name: mark or "全部合格" for name, mark in filled.items() if framework_steps(framework, name)}
    row = only(run(framework, sites("a", **about), marks(*(("a", n, m) for n, m in (filled | steps).items()))))
    assert row.score == total
    if deduction is not None:
        assert (row.deduction, row.bonus) == (deduction, bonus)


def framework_steps(framework: Deduct, name: str) -> bool:
    return any(one.steps for one in framework.items if one.id == name)


# Rules

FAULTS = st.lists(st.one_of(st.none(), st.integers(0, 30), st.just("not_applicable")), min_size=3, max_size=3)


@given(FAULTS, st.sampled_from(["rescale", "spread"]), st.integers(0, 2), st.randoms(use_true_random=False))
def test_bounds_hold_the_score_and_no_further_fault_raises_it(faults: list, inapplicable: str, at: int, random) -> None:
    items = [item("1", 50, 2.5), item("2", 30, 0.7), item("3", 20, 3)]
    framework = scheme(*items, inapplicable=inapplicable, floor=0)

    def totals(values: list, order: list) -> pd.Series:
        rows = [("a", str(place + 1), mark) for place, mark in enumerate(values) if mark is not None]
        random.shuffle(rows)
        return only(run(replace(framework, items=tuple(framework.items[i] for i in order)), sites("a"), marks(*rows)))

    row = totals(faults, [0, 1, 2])
    assert row.standing in STANDINGS
    assert row.verdict in VERDICTS
    if not math.isnan(row.score):
        assert 0 <= row.lower <= row.score <= row.upper <= 100
    again = totals(faults, random.sample(range(3), 3))
    assert [again.score, again.lower, again.upper] == pytest.approx(
        [row.score, row.lower, row.upper], abs=0, nan_ok=True
    )
    if isinstance(faults[at], int):
        worse = totals([n + 1 if place == at else n for place, n in enumerate(faults)], [0, 1, 2])
        assert worse.score <= row.score
        assert worse.upper <= row.upper
