"""Answers of evaluators: by item, as means over an indicator, against the machine, and where they differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.survey.judging import AnswerScale
from metrics.raters import Reason, Resampling, krippendorff_alpha
from metrics.raters.answers import (
    by_machine,
    differences,
    indicator_agreement,
    item_agreement,
    item_table,
    yes_or_no,
)

DRAWS = Resampling(100, 0.95, 7)
SCALES = {
    "s1": AnswerScale("ordinal", 4),
    "s2": AnswerScale("ordinal", 4),
    "p2": AnswerScale("nominal", 1),
    "n2": AnswerScale("ratio", 0),
}


def answers(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["site_id", "item", "evaluator", "value"])


def by_items(table: pd.DataFrame, *items: str) -> dict:
    return {item: item_agreement(item_table(table, item), "ordinal", DRAWS) for item in items}


FEW = answers(
    ("a", "s1", "甲", 4), ("a", "s1", "乙", 4), ("a", "s2", "甲", 2), ("a", "s2", "乙", 4),
    ("b", "s1", "甲", 1), ("b", "s1", "乙", 2), ("b", "s2", "甲", 1),
    ("c", "s1", "甲", 5), ("c", "s1", "乙", 5), ("d", "s1", "甲", 3),
)  # fmt: skip


def test_an_item_counts_the_sites_of_two_evaluators() -> None:
    found = item_agreement(item_table(FEW, "s1"), "ordinal", DRAWS)
    assert (found.sites, found.cells, found.same) == (3, 3, 2)
    assert found.alpha == krippendorff_alpha(np.array([[4, 4], [2, 1], [5, 5], [np.nan, 3]]), "ordinal", DRAWS)
    assert found.of_mean is not None
    assert found.of_mean.coefficient.units == 3


def test_an_indicator_compares_means_over_the_same_items_alone() -> None:
    """Of site b one evaluator answered half: that mean is not compared; of site c both answered the same one item."""
    found = indicator_agreement(FEW, by_items(FEW, "s1", "s2"), "interval", DRAWS)
    assert (found.sites, found.cells, found.same) == (2, 4, 2)
    assert found.alpha == krippendorff_alpha(np.array([[4.0, 3.0], [5.0, 5.0]]), "interval", DRAWS)


def test_yes_or_no_needs_no_mean_and_one_evaluator_has_no_agreement() -> None:
    table = answers(("a", "p2", "甲", 1), ("b", "p2", "甲", 0))
    found = item_agreement(item_table(table, "p2"), "nominal", DRAWS)
    assert (found.of_mean, found.sites, found.alpha.reason) == (None, 0, Reason.ONE_RATER)
    nothing = item_agreement(item_table(table, "s1"), "ordinal", DRAWS)
    assert (nothing.sites, nothing.alpha.reason) == (0, Reason.NO_DATA)


def test_most_evaluators_stand_against_the_machine_and_a_split_is_left_out() -> None:
    table = item_table(
        answers(
            ("a", "p2", "甲", 1), ("a", "p2", "乙", 1), ("a", "p2", "丙", 0), ("b", "p2", "甲", 0), ("c", "p2", "甲", 0),
            ("d", "p2", "甲", 1), ("d", "p2", "乙", 0), ("e", "p2", "甲", 1),
        ),
        "p2",
    )  # fmt: skip
    found = yes_or_no(table, pd.Series({"a": 1.0, "b": 0.25, "c": 0.5, "d": 1.0, "z": 1.0}), 0.5, DRAWS)
    assert (found.sites, found.same, found.split, found.against) == (3, 2, 1, ("c",))
    assert found.kappa.value == pytest.approx(0.4)


def test_grades_are_told_apart_by_what_the_machine_found() -> None:
    table = item_table(FEW, "s1")
    found = by_machine(table, pd.Series({"a": 1.0, "b": 0.0, "c": 0.5}), 0.5)
    assert (found.found, found.mean_found, found.not_found, found.mean_not_found) == (2, 4.5, 1, 1.5)
    none = by_machine(table, pd.Series({"a": 1.0}), 0.5)
    assert (none.not_found, np.isnan(none.mean_not_found)) == (0, True)


def test_differences_begin_with_the_farthest_apart() -> None:
    table = pd.concat(
        [FEW, answers(("a", "n2", "甲", 4), ("a", "n2", "乙", 1), ("c", "p2", "甲", 0), ("c", "p2", "乙", 1))]
    )
    assert [(one.site_id, one.item, one.apart, dict(one.answers)) for one in differences(table, SCALES)] == [
        ("c", "p2", 1, {"甲": 0, "乙": 1}),
        ("a", "n2", 0.75, {"甲": 4, "乙": 1}),
        ("a", "s2", 0.5, {"甲": 2, "乙": 4}),
        ("b", "s1", 0.25, {"甲": 1, "乙": 2}),
    ]
    assert differences(answers(("a", "s1", "甲", 4), ("a", "s1", "乙", 4)), SCALES) == []


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcde"), st.sampled_from(["s1", "s2"]), st.sampled_from("甲乙丙")), st.integers(1, 5)
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_answers_changes_nothing_and_every_cell_is_the_same_or_listed(given_: dict, chance) -> None:
    rows = [(*key, float(value)) for key, value in given_.items()]
    table, other = answers(*rows), answers(*chance.sample(rows, len(rows)))
    for item in ("s1", "s2"):
        one, two = (item_agreement(item_table(each, item), "ordinal", DRAWS) for each in (table, other))
        assert (one.alpha.value, one.same) == (pytest.approx(two.alpha.value, nan_ok=True), two.same)
    whole = indicator_agreement(table, by_items(table, "s1", "s2"), "interval", DRAWS)
    found = differences(table, SCALES)
    assert found == differences(other, SCALES)
    assert whole.cells == whole.same + len(found)
