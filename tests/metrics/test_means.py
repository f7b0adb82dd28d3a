"""Means of points and differences of two of them, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.frameworks.means import Means, Measure
from metrics.means import measure, measures_by_level
from tests.metrics.frames import framework, observations, sites, worth

SCALE = framework(
    {"d": (100, [worth("a", 50), worth("b", 20), worth("c", 15), worth("e", 15, display_only=("county",))])}
)


def means(*measures: Measure, floor: float = 0.6) -> Means:
    return Means("trial", "1", "means", "试", "trial", "注", "note", SCALE, 1, floor, measures, "0" * 64)


def plain(*indicators: str, minus: tuple[str, ...] = ()) -> Measure:
    return Measure("m", "量", "measure", "低", "low", "高", "high", indicators, minus, False)


def row(table: pd.DataFrame, site: str = "s") -> pd.Series:
    return table.set_index("site_id").loc[site]


def test_a_mean_weighs_its_indicators_alike_whatever_they_weigh_in_the_index() -> None:
    found = row(measure(means(plain("a", "b")), sites("s"), observations({("s", "a"): 1.0, ("s", "b"): 0.5})))
    assert (found["value"], found["mean"], found["completeness"], found["reason"]) == (75.0, 75.0, 1.0, "")
    assert math.isnan(found["minus"])


def test_built_and_not_used_is_below_zero() -> None:
    seen = observations({("s", "a"): 0.2, ("s", "b"): 0.9, ("s", "c"): 0.7})
    found = row(measure(means(plain("a", minus=("b", "c"))), sites("s"), seen))
    assert (found["value"], found["mean"], found["minus"]) == (-60.0, 20.0, 80.0)


def test_one_side_that_was_seen_too_little_leaves_no_number() -> None:
    seen = observations({("s", "a"): 0.2, ("s", "b"): 0.9, ("s", "c"): "not_observed"})
    found = row(measure(means(plain("a", minus=("b", "c"))), sites("s"), seen))
    assert math.isnan(found["value"])
    assert math.isnan(found["mean"])
    assert (found["completeness"], found["reason"]) == (0.5, "below_floor")


def test_what_does_not_apply_or_is_only_shown_leaves_the_mean() -> None:
    seen = observations({("s", "a"): 0.2, ("s", "b"): "not_applicable", ("s", "e"): 1.0})
    assert row(measure(means(plain("a", "b", "e")), sites("s"), seen))["value"] == 20.0
    assert measure(means(plain("e")), sites("s"), seen).empty


def test_what_is_seen_at_somebody_elses_site_is_not_the_units() -> None:
    found = row(measure(means(plain("a")), sites("s", identity="not_government"), observations({("s", "a"): 1.0})))
    assert math.isnan(found["value"])
    assert found["completeness"] == 0


def test_levels_say_how_many_have_a_number_and_how_many_might() -> None:
    table = sites("s", "t", "u", "v").assign(level=["county", "county", "county", "province"])
    seen = observations({("s", "a"): 0.2, ("t", "a"): 0.6, ("v", "a"): 0.9})
    found = measures_by_level(
        measure(means(plain("a")), table, seen), dict(zip(table["site_id"], table["level"], strict=True)), 1
    ).set_index("level")
    assert tuple(found.loc["county", ["n", "sites", "mean", "lower", "upper"]]) == (2, 3, 40.0, 30.0, 50.0)
    assert found.loc["county", "completeness"] == pytest.approx(2 / 3)
    assert tuple(found.loc["province", ["n", "sites", "mean"]]) == (1, 1, 90.0)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_a_difference_is_that_of_its_sides(values: list[float]) -> None:
    seen = observations({("s", name): value for name, value in zip("abc", values, strict=True)})
    found = row(measure(means(plain("a", minus=("b", "c"))), sites("s"), seen))
    assert found["value"] == pytest.approx(100 * (values[0] - np.mean(values[1:])), abs=0.051)
    assert -100 <= found["value"] <= 100
