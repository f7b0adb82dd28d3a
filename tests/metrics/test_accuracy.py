"""Precision and recall from cells that were known and found."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.accuracy import Judgement, Tally, Verdict, tallies, verdict

THERE, NOT, NONE = Verdict.THERE, Verdict.NOT_THERE, Verdict.NONE
CELLS = st.lists(
    st.builds(Judgement, st.sampled_from("ab"), st.sampled_from(Verdict), st.sampled_from(Verdict), st.booleans())
)


def test_a_worked_example() -> None:
    cells = (
        [(THERE, THERE)] * 6
        + [(NOT, THERE)] * 2
        + [(THERE, NOT)]
        + [(THERE, NONE)] * 3
        + [(NOT, NOT)] * 7
        + [(NONE, NOT)]
    )
    tally = tallies(Judgement("x", known, found, known is found) for known, found in cells)["x"]
    assert (tally.precision, tally.recall, tally.denial) == (6 / 8, 6 / 7, 7 / 9)
    assert (tally.withheld, tally.false_absent, tally.agreement) == (3, 1, 13 / 20)


def test_without_cells_there_is_no_number() -> None:
    empty = Tally()
    assert (empty.precision, empty.recall, empty.denial, empty.agreement) == (None,) * 4


@pytest.mark.parametrize(
    ("status", "value", "said"),
    [("measured", 0.1, THERE), ("measured", 0.0, NOT), ("not_observed", None, NONE), ("not_applicable", None, NONE)],
)
def test_what_an_observation_says(status: str, value: float | None, said: Verdict) -> None:
    assert verdict(status, value) is said


@given(CELLS)
def test_every_cell_is_counted_once_and_shares_are_shares(cells: list[Judgement]) -> None:
    found = tallies(cells)
    assert sum(tally.n for tally in found.values()) == len(cells)
    for tally in found.values():
        assert tally.right + tally.missed + tally.withheld == tally.there
        assert tally.right <= tally.found
        assert tally.missed + tally.false_absent <= tally.denied
        for share in (tally.precision, tally.recall, tally.denial, tally.agreement):
            assert share is None or 0 <= share <= 1


@given(CELLS, CELLS)
def test_two_bases_together_are_the_sum_of_their_cells(one: list[Judgement], other: list[Judgement]) -> None:
    both = tallies(one + other)
    for thing, tally in both.items():
        parts = [tallies(cells).get(thing, Tally()) for cells in (one, other)]
        assert parts[0] + parts[1] == tally
        if tally.found:
            assert tally.precision == float(Fraction(tally.right, tally.found))
