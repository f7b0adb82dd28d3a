"""What is printed of a score adds up, and what a score lacks is enough for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metrics.makeup import apportion, contributions, shortfalls
from metrics.scorecard import Scorecard, score
from tests.metrics.frames import framework, observations, sites, worth

MIX = framework(
    {
        "d1": (50, [worth("a", 60), worth("b", 25), worth("c", 15)]),
        "d2": (30, [worth("e", 100)]),
        "d3": (20, [worth("f", 70), worth("g", 30)]),
    }
)
VALUES = st.sampled_from(["not_observed", "not_applicable", "not_collected", 0.0, 0.111, 0.333, 0.5, 0.777, 1.0])
ROWS = st.dictionaries(st.sampled_from("abcefg"), VALUES, min_size=1)


def card(rows: dict[str, object], share: float = 0.6) -> Scorecard:
    scale = framework({d.id: (d.weights["county"], d.indicators) for d in MIX.dimensions}, share=share)
    return score(scale, sites("s"), observations({("s", name): value for name, value in rows.items()}))


def number(of: Scorecard) -> float:
    return float(of.sites["score"].iloc[0])


def test_the_largest_remainders_go_up() -> None:
    thirds = np.array([10 / 3] * 3)
    assert list(apportion(thirds, 10.0, 2)) == [3.34, 3.33, 3.33]
    assert list(apportion(np.array([1.006, 2.0, 0.004]), 3.01, 2)) == [1.01, 2.0, 0.0]


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12), st.integers(0, 3))
def test_parts_add_up_to_the_printed_total(parts: list[float], precision: int) -> None:
    total = round(sum(parts), precision)
    printed = apportion(np.array(parts), total, precision)
    assert sum(printed) == pytest.approx(total, abs=1e-6)
    assert (abs(printed - np.array(parts)) <= 10**-precision + 1e-9).all()


@given(ROWS)
@settings(max_examples=40)
def test_what_is_printed_of_indicators_and_dimensions_adds_up(rows: dict) -> None:
    of = card(rows)
    assume(not np.isnan(number(of)))
    table = contributions(of, "s", 2)
    assert round(table["earned"].sum(), 2) == number(of)
    by_dimension = table.groupby("dimension")
    whole = by_dimension["of_dimension"].first()
    assert round(whole.sum(), 2) == number(of)
    assert (abs(by_dimension["earned"].sum() - whole) < 1e-9).all()


def test_a_site_without_a_score_earns_nothing_that_could_be_printed() -> None:
    table = contributions(card({"b": 1.0}), "s", 2)
    assert table["earned"].isna().all()
    assert table.loc["b", "points"] == 100.0


@given(ROWS)
@settings(max_examples=40)
def test_seeing_what_is_needed_gives_the_dimension_a_number(rows: dict) -> None:
    for row in shortfalls(card(rows), "s", 0.6).itertuples():
        seen = card({**rows, **dict.fromkeys(row.needed, 1.0)})
        dimensions = seen.dimensions.set_index("dimension")
        assert dimensions.loc[row.dimension, "reason"] == ""
        fewer = card({**rows, **dict.fromkeys(row.needed[:-1], 1.0)})
        assert fewer.dimensions.set_index("dimension").loc[row.dimension, "reason"] == "below_floor"
