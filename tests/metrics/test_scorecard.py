"""Scores worked by hand, the floors and standings, ranks with ties, and what holds for every mixture."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.compare import dimension_moves, site_moves
from metrics.normalise import goalposts
from metrics.scorecard import STANDINGS, Scorecard, score
from tests.metrics.frames import framework, observations, sites, worth

TWO = framework({"d1": (60, [worth("a", 75), worth("b", 25, zero=10, full=0)]), "d2": (40, [worth("c", 100)])})


def by_id(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index("site_id")


def only(card: Scorecard) -> pd.Series:
    return card.sites.iloc[0]


@pytest.mark.parametrize(
    ("value", "zero", "full", "points"),
    [(0.5, 0, 1, 50), (2, 0, 1, 100), (-1, 0, 1, 0), (9, 15, 5, 60), (20, 15, 5, 0), (1, 15, 5, 100)],
)
def test_goalposts_run_either_way_and_are_capped(value: float, zero: float, full: float, points: float) -> None:
    assert goalposts(np.array([value]), zero, full)[0] == pytest.approx(points)


def test_an_index_worked_by_hand() -> None:
    # a: 0.8 → 80; b: 4 → 60; d1 = .75·80 + .25·60 = 75; d2: 0.5 → 50; index = .6·75 + .4·50 = 65
    card = score(TWO, sites("s"), observations({("s", "a"): 0.8, ("s", "b"): 4, ("s", "c"): 0.5}))
    row = only(card)
    assert (row["score"], row["lower"], row["upper"], row["completeness"]) == (65.0, 65.0, 65.0, 1.0)
    assert (row["standing"], row["rank"], row["of"], row["grade"], row["dimensions"]) == ("ranked", 1, 1, 2, 2)
    assert row["score_equal"] == 62.5
    assert list(card.dimensions["score"]) == [75.0, 50.0]
    assert list(card.dimensions["share"]) == [60.0, 40.0]


def test_the_unseen_leaves_the_denominator_and_widens_the_bounds() -> None:
    card = score(TWO, sites("s"), observations({("s", "a"): 0.8, ("s", "b"): "not_observed", ("s", "c"): 0.5}))
    row = only(card)
    assert row["score"] == 68.0  # d1 = 80
    assert (row["lower"], row["upper"]) == (56.0, 71.0)  # d1 between 60 and 85
    assert row["completeness"] == pytest.approx(0.6 * 0.75 + 0.4)


def test_what_does_not_apply_passes_its_weight_on_without_widening_anything() -> None:
    card = score(TWO, sites("s"), observations({("s", "a"): 0.8, ("s", "b"): "not_applicable", ("s", "c"): 0.5}))
    row = only(card)
    assert (row["score"], row["lower"], row["upper"], row["completeness"]) == (68.0, 68.0, 68.0, 1.0)


def test_below_the_floor_a_dimension_has_no_number_and_says_so() -> None:
    card = score(TWO, sites("s"), observations({("s", "b"): 0, ("s", "c"): 0.5}))
    d1 = card.dimensions.iloc[0]
    assert np.isnan(d1["score"])
    assert (d1["reason"], d1["completeness"], d1["lower"], d1["upper"]) == ("below_floor", 0.25, 25.0, 100.0)
    assert only(card)["score"] == 50.0


def test_too_few_dimensions_give_no_index() -> None:
    strict = framework({"d1": (60, [worth("a", 100)]), "d2": (40, [worth("c", 100)])}, count=2)
    card = score(strict, sites("s"), observations({("s", "a"): 1}))
    row = only(card)
    assert np.isnan(row["score"])
    assert (row["standing"], row["reason"], row["rank"], row["grade"]) == (
        "insufficient",
        "dimensions_below_floor",
        0,
        0,
    )
    assert (row["lower"], row["upper"]) == (60.0, 100.0)


def test_parts_have_their_points_and_may_be_seen_in_part() -> None:
    parts = framework({"d": (100, [worth("a", 100, points={"x": 50, "y": 30, "z": 20})])}, share=0.5)
    card = score(
        parts, sites("s", "t"), observations({("s", "a"): {"x": 1, "y": 0.5, "z": 0}, ("t", "a"): {"x": 1, "z": 0}})
    )
    scores = by_id(card.sites)
    assert scores.loc["s", "score"] == 65.0
    assert scores.loc["t", "score"] == pytest.approx(100 * 50 / 70, abs=0.005)
    assert scores.loc["t", "completeness"] == pytest.approx(0.7)
    assert (scores.loc["t", "lower"], scores.loc["t", "upper"]) == (50.0, 80.0)


def test_a_part_may_be_scored_in_place_of_the_value() -> None:
    days = framework({"d": (100, [worth("a", 100, zero=10, full=0, of="working_days")])})
    card = score(days, sites("s"), observations({("s", "a"): {"days": 8, "working_days": 4}}))
    assert only(card)["score"] == 60.0


def test_what_is_only_shown_at_a_level_is_not_scored_there() -> None:
    shown = framework({"d": (100, [worth("a", 50), worth("b", 50, display_only=("county",))])})
    table = sites("s", "t", level=["county", "province"])
    seen = observations({(site, name): value for site in "st" for name, value in (("a", 1), ("b", 0))})
    assert list(by_id(score(shown, table, seen).sites)["score"]) == [100.0, 50.0]


def test_ranks_share_ties_within_a_level_and_list_the_others_apart() -> None:
    one = framework({"d": (100, [worth("a", 100)])})
    table = sites("1", "2", "3", "4", "5", "6", "7", "8").assign(
        level=["county"] * 7 + ["province"],
        outcome=["reached"] * 4 + ["unreachable", "blocked", "reached", "reached"],
        cause=[""] * 4 + ["refused", "http_403", "", ""],
        kind=["portal"] * 6 + ["department", "portal"],
    )
    values = {"1": 0.9, "2": 0.7, "3": 0.7, "5": 1, "6": 1, "7": 1, "8": 0.1}
    card = by_id(score(one, table, observations({(site, "a"): value for site, value in values.items()})).sites)
    assert list(card["rank"]) == [1, 2, 2, 0, 0, 0, 0, 1]
    assert list(card["standing"]) == [*["ranked"] * 3, "insufficient", "unreachable", "blocked", "other", "ranked"]
    assert list(card.loc[["5", "6"], "reason"]) == ["refused", "http_403"]
    assert card.loc[["5", "6"], "score"].isna().all()
    assert list(card["of"]) == [3, 3, 3, 0, 0, 0, 0, 1]


def test_what_was_seen_at_somebody_elses_site_is_no_score_of_the_unit() -> None:
    one = framework({"d": (100, [worth("a", 100)])})
    table = sites("1", "2", "3", identity=["official", "mismatch", "unconfirmed"])
    card = by_id(score(one, table, observations({(site, "a"): 0.5 for site in "123"})).sites)
    assert list(card["standing"]) == ["ranked", "insufficient", "ranked"]
    assert card.loc["2", "reason"] == "not_official"
    assert list(card.loc["2", ["lower", "upper", "completeness"]]) == [0, 100, 0]
    assert np.isnan(card.loc["2", "score"])


def test_a_confirmed_veto_comes_before_any_score() -> None:
    one = framework({"d": (100, [worth("a", 100)])})
    table = sites("1", "2", "3", "4", outcome=["reached", "reached", "unreachable", "reached"]).assign(
        kind=["portal", "portal", "portal", "department"]
    )
    seen = observations({(site, "a"): 0.5 for site in "1234"})
    card = by_id(score(one, table, seen, {"1": "columns", "3": "serious,columns", "4": "columns"}).sites)
    assert list(card["standing"]) == ["vetoed", "ranked", "vetoed", "other"]
    assert list(card["reason"]) == ["vetoed", "", "vetoed", "vetoed"]
    assert list(card["vetoes"]) == ["columns", "", "serious,columns", "columns"]
    assert card.loc[["1", "3", "4"], ["score", "score_equal"]].isna().all(axis=None)
    assert (list(card["rank"]), list(card["of"])) == ([0, 1, 0, 0], [0, 1, 0, 0])
    assert card.loc["1", ["lower", "upper"]].tolist() == [50.0, 50.0]  # what was seen is not taken back


def test_without_an_index_nothing_has_a_share_in_it() -> None:
    one = framework({"d": (60, [worth("a", 100)]), "e": (40, [worth("b", 100)])})
    table = sites("1", "2", "3", "4", outcome=["reached", "reached", "unreachable", "blocked"])
    seen = observations({(site, name): 0.5 for site in "1234" for name in "ab"})
    card = score(one, table, seen, {"1": "columns"})
    for rows in (card.dimensions, card.indicators):
        assert rows.groupby("site_id")["share"].sum().to_dict() == {"1": 0.0, "2": 100.0, "3": 0.0, "4": 0.0}


def test_units_outside_the_evaluation_are_in_no_ranking() -> None:
    one = framework({"d": (100, [worth("a", 100)])})
    table = sites("1", "2").assign(in_scope=[True, False])
    card = by_id(score(one, table, observations({("1", "a"): 0.5, ("2", "a"): 1})).sites)
    assert list(card["rank"]) == [1, 0]
    assert list(card["of"]) == [1, 0]


def test_gains_say_what_full_marks_would_bring() -> None:
    card = score(TWO, sites("s"), observations({("s", "a"): 0.8, ("s", "b"): "not_observed", ("s", "c"): 0.5}))
    rows = card.indicators.set_index("indicator")
    assert rows.loc["a", "gain"] == pytest.approx(12.0)
    assert rows.loc["c", "gain"] == pytest.approx(20.0)
    assert np.isnan(rows.loc["b", "gain"])
    assert (rows.loc["c", "total"], rows.loc["c", "grade"]) == (88.0, 1)
    better = score(TWO, sites("s"), observations({("s", "a"): 0.8, ("s", "b"): "not_observed", ("s", "c"): 1}))
    assert only(better)["score"] == rows.loc["c", "total"]


def test_two_rounds_side_by_side() -> None:
    before = score(TWO, sites("s", "t"), observations({("s", "a"): 0.8, ("s", "c"): 0.5, ("t", "a"): 1, ("t", "c"): 1}))
    now = score(TWO, sites("s", "u"), observations({("s", "a"): 0.9, ("s", "c"): 0.5}))
    moves = site_moves(before, now)
    assert list(moves["site_id"]) == ["s"]
    assert moves.loc[0, "change"] == pytest.approx(6.0)
    assert (moves.loc[0, "rank_before"], moves.loc[0, "rank_now"]) == (2, 1)
    assert list(dimension_moves(before, now)["change"]) == [10.0, 0.0]


# What holds for every mixture

VALUES = st.sampled_from(["not_observed", "not_applicable", "not_collected", 0.0, 0.1, 0.35, 0.5, 0.99, 1.0])
MIX = framework(
    {
        "d1": (50, [worth("a", 60), worth("b", 40)]),
        "d2": (30, [worth("c", 100)]),
        "d3": (20, [worth("e", 70), worth("f", 30)]),
    }
)
ROUNDS = st.dictionaries(
    st.tuples(st.sampled_from("pqrs"), st.sampled_from("abcef")), VALUES, min_size=1, max_size=20
)  # fmt: skip


def scored(rows: dict) -> Scorecard:
    return score(MIX, sites(*"pqrs"), observations(rows))


@given(ROUNDS)
def test_scores_stay_between_their_bounds(rows: dict) -> None:
    card = scored(rows)
    for table in (card.sites, card.dimensions):
        known = table[table["score"].notna()]
        assert (known["score"] >= -1e-9).all()
        assert (known["score"] <= 100 + 1e-9).all()
        assert (table["lower"].fillna(0) <= table["upper"].fillna(0) + 1e-9).all()
        assert table["completeness"].dropna().between(0, 1 + 1e-9).all()
        assert (known["lower"] <= known["score"] + 0.01).all()
        assert (known["score"] <= known["upper"] + 0.01).all()


@given(ROUNDS)
def test_what_the_indicators_bring_sums_to_the_index(rows: dict) -> None:
    card = scored(rows)
    earned = card.indicators.groupby("site_id")["earned"].sum()
    known = by_id(card.sites)["score"].dropna()
    assert (abs(earned.reindex(known.index, fill_value=0.0) - known) <= 0.005 + 1e-9).all()


@given(ROUNDS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: dict, chance) -> None:
    shuffled = list(rows.items())
    chance.shuffle(shuffled)
    one, other = scored(rows), scored(dict(shuffled))
    for name in ("sites", "dimensions", "indicators"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@given(ROUNDS, st.sampled_from("pqrs"), st.sampled_from("abcef"))
def test_a_better_value_never_lowers_a_score(rows: dict, site: str, indicator: str) -> None:
    if not isinstance(rows.get((site, indicator)), float):
        return
    before, after = by_id(scored(rows).sites), by_id(scored({**rows, (site, indicator): 1.0}).sites)
    if not np.isnan(before.loc[site, "score"]):
        assert after.loc[site, "score"] >= before.loc[site, "score"] - 1e-9


@given(ROUNDS, st.lists(st.sampled_from(["reached", "unreachable", "blocked", "unconfirmed"]), min_size=4, max_size=4))
def test_every_portal_has_one_standing(rows: dict, outcomes: list[str]) -> None:
    card = score(MIX, sites(*"pqrs", outcome=outcomes), observations(rows)).sites
    assert set(card["standing"]) <= set(STANDINGS)
    assert ((card["rank"] > 0) == (card["standing"] == "ranked")).all()
    assert ((card["reason"] == "") == card["score"].notna()).all()


def test_no_points_are_a_plain_zero() -> None:
    assert np.signbit(goalposts(np.array([15.0, 20.0]), 15, 5)).sum() == 0
