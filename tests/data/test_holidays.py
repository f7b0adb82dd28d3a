"""Working days: weekends and the table's holidays are out, make-up days are in."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.holidays import is_working_day, working_days_before, working_days_between

days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def test_the_long_holiday_of_autumn_has_no_working_day_and_is_made_up_for() -> None:
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 7)) == 0
    assert is_working_day(date(2026, 10, 10))
    assert date(2026, 10, 10).weekday() == 5


def test_an_ordinary_week_has_five() -> None:
    assert working_days_between(date(2026, 11, 15), date(2026, 11, 22)) == 5


@given(days, days, days)
def test_stretches_of_days_add_up(one: date, two: date, three: date) -> None:
    first, second, third = sorted((one, two, three))
    whole = working_days_between(first, third)
    assert whole == working_days_between(first, second) + working_days_between(second, third)
    assert whole <= (third - first).days


@given(days)
def test_a_day_later_counts_itself(day: date) -> None:
    assert working_days_between(day - timedelta(1), day) == int(is_working_day(day))
    assert working_days_between(day, day) == 0


@given(days, st.integers(0, 40))
def test_counting_back_is_the_reverse_of_counting(day: date, count: int) -> None:
    earlier = working_days_before(day, count)
    assert working_days_between(earlier, day) == count
