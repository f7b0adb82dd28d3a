"""Two rounds: moves split by hand, and parts that sum to the whole whatever changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.frameworks.scale import Scale
from metrics.moves import RANK_PARTS, SCORE_PARTS, Round, points_as_scored, shapley, split_moves
from metrics.points import points_of
from metrics.scorecard import score
from tests.metrics.frames import framework, observations, sites, worth

ONE = framework({"d": (100, [worth("a", 100)])})
TWO = framework({"d1": (60, [worth("a", 75), worth("b", 25)]), "d2": (40, [worth("c", 100)])})
OTHER = replace(
    framework({"d1": (30, [worth("a", 50), worth("b", 50, full=0.5)]), "d2": (70, [worth("c", 100)])}), digest="1" * 64
)


def split(scales: tuple[Scale, Scale], *rounds: tuple[pd.DataFrame, dict]) -> pd.DataFrame:
    made = []
    for scale, (table, rows) in zip(scales, rounds, strict=True):
        seen = observations(rows) if rows else observations({("nobody", "a"): 0.0})
        levels = dict(zip(table["site_id"], table["level"], strict=True))
        made.append(Round(score(scale, table, seen), tuple(points_of(one, levels, seen) for one in scales)))  # type: ignore[arg-type]
    return split_moves(scales, *made).set_index("site_id")


def parts(row: pd.Series) -> list[float]:
    return [row[name] for name in SCORE_PARTS]


def rank_parts(row: pd.Series) -> list[float]:
    return [row[f"rank_{name}"] for name in RANK_PARTS]


def test_the_shapley_value_of_a_product_shares_evenly() -> None:
    # from 1 · 1 to 3 · 5: factor one first brings 2, last 10
    assert [float(part) for part in shapley([np.array(v) for v in (1.0, 3.0, 5.0, 15.0)])] == [6.0, 8.0]


def test_others_move_a_site_that_did_not_change() -> None:
    found = split(
        (ONE, ONE),
        (sites("s", "t"), {("s", "a"): 0.5, ("t", "a"): 0.4}),
        (sites("s", "t"), {("s", "a"): 0.5, ("t", "a"): 0.6}),
    )
    assert parts(found.loc["s"]) == [0, 0, 0]
    assert rank_parts(found.loc["s"]) == [0, -1, 0, 0]
    assert (found.loc["t", "change"], found.loc["t", "rank_change"]) == (20, 1)
    assert rank_parts(found.loc["t"]) == [1, 0, 0, 0]


def test_who_comes_and_goes_is_the_list() -> None:
    before = {("s", "a"): 0.5, ("t", "a"): 0.9, ("u", "a"): 0.8}
    now = {("s", "a"): 0.5, ("t", "a"): "not_observed", ("v", "a"): 0.6, ("w", "a"): 0.7}
    found = split((ONE, ONE), (sites("s", "t", "u"), before), (sites("s", "t", "v", "w"), now))
    assert list(found.index) == ["s"]
    assert rank_parts(found.loc["s"]) == [0, 0, 0, 0]  # two went, two came
    fewer = split((ONE, ONE), (sites("s", "t", "u"), before), (sites("s", "t"), {("s", "a"): 0.5}))
    assert (found.loc["s", "rank_change"], fewer.loc["s", "rank_change"]) == (0, 2)
    assert rank_parts(fewer.loc["s"]) == [0, 0, 2, 0]


def test_a_move_to_another_level_has_no_places() -> None:
    rows = {("s", "a"): 0.5, ("t", "a"): 0.4}
    found = split((ONE, ONE), (sites("s", "t"), rows), (sites("s", "t", level=["province", "county"]), rows))
    assert np.isnan(rank_parts(found.loc["s"])).all()
    assert parts(found.loc["s"]) == [0, 0, 0]
    assert rank_parts(found.loc["t"]) == [0, 0, 1, 0]


def test_rules_alone_move_scores_and_ranks() -> None:
    rows = {("s", "a"): 1.0, ("s", "b"): 0.5, ("s", "c"): 0.0, ("t", "a"): 0.0, ("t", "b"): 0.0, ("t", "c"): 1.0}
    found = split((TWO, OTHER), (sites("s", "t"), rows), (sites("s", "t"), rows))
    assert parts(found.loc["s"]) == pytest.approx([0, 0, 30 - 52.5])
    assert rank_parts(found.loc["s"]) == [0, 0, 0, -1]


def test_what_was_seen_otherwise_is_no_change_of_the_sites() -> None:
    before = {("s", "a"): 0.8, ("s", "b"): 0.0, ("s", "c"): 0.5}
    now = {("s", "a"): 0.9, ("s", "b"): "not_observed", ("s", "c"): 0.5}
    found = split((TWO, TWO), (sites("s"), before), (sites("s"), now)).loc["s"]
    # of what both saw, a rose from 80 to 90, worth 6; b left the denominator: 56 → 68 → 74
    assert found["change"] == pytest.approx(18.0)
    assert parts(found) == pytest.approx([6.0, 12.0, 0.0])


def test_too_little_in_common_is_told_and_not_guessed() -> None:
    found = split((ONE, ONE), (sites("s"), {("s", "a"): {"x": 1}}), (sites("s"), {("s", "a"): {"x": 0.5}})).loc["s"]
    assert found["change"] == pytest.approx(-50)
    strict = framework({"d1": (50, [worth("a", 100)]), "d2": (50, [worth("c", 100)])}, count=2)
    before, now = {("s", "a"): 1.0, ("s", "c"): 0.5}, {("s", "a"): 1.0, ("s", "c"): 0.7}
    assert parts(split((strict, strict), (sites("s"), before), (sites("s"), now)).loc["s"]) == pytest.approx([10, 0, 0])


def test_points_are_read_back_out_of_the_card() -> None:
    rows = {("s", "a"): 0.8, ("s", "b"): "not_applicable", ("s", "c"): "not_observed", ("t", "c"): 0.3}
    table = sites("s", "t")
    made = points_of(TWO, {"s": "county", "t": "county"}, observations(rows))
    back = points_as_scored(TWO, score(TWO, table, observations(rows)))
    for name in ("points", "seen", "applies"):
        np.testing.assert_array_equal(getattr(made, name), getattr(back, name))


VALUES = st.sampled_from(["not_observed", "not_applicable", 0.0, 0.1, 0.35, 0.5, 0.99, 1.0])
ROWS = st.dictionaries(st.tuples(st.sampled_from("pqrst"), st.sampled_from("abc")), VALUES, min_size=6, max_size=15)
PLACES = st.lists(st.sampled_from(["county", "county", "province"]), min_size=5, max_size=5)


@given(ROWS, ROWS, PLACES, PLACES, st.sampled_from([(TWO, TWO), (TWO, OTHER), (OTHER, TWO)]))
@settings(max_examples=20)
def test_parts_sum_to_the_whole(before: dict, now: dict, was: list[str], is_now: list[str], scales: tuple) -> None:
    tables = (sites(*"pqrst", level=was), sites(*"pqrst", level=is_now))
    found = split(scales, (tables[0], before), (tables[1], now))
    cards = [
        score(s, t, observations(r)).sites.set_index("site_id")
        for s, t, r in zip(scales, tables, (before, now), strict=True)
    ]
    for row in found.itertuples():
        own, seen, rule = (getattr(row, name) for name in SCORE_PARTS)
        assert row.change == pytest.approx(
            cards[1].loc[row.Index, "score"] - cards[0].loc[row.Index, "score"], abs=1e-9
        )
        if not np.isnan(own):
            assert own + np.nan_to_num(seen) + rule == pytest.approx(row.change, abs=1e-9)
        ranks = [card.loc[row.Index, "rank"] for card in cards]
        if not np.isnan(row.rank_own):
            assert row.rank_change == ranks[0] - ranks[1]
            assert sum(getattr(row, f"rank_{name}") for name in RANK_PARTS) == pytest.approx(row.rank_change, abs=1e-9)
        if scales[0] is scales[1]:
            assert rule == 0
            assert np.isnan(row.rank_rule) or row.rank_rule == 0
    same = split((TWO, TWO), (tables[0], before), (tables[0], before))
    assert (same.drop(columns="seen").dropna() == 0).all(axis=None)
