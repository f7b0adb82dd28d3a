"""Every level's dot of the five shifts stands at its mean, lanes keep apart, and what has no number is not drawn."""

from __future__ import annotations

import pytest

from dashboard.charts import palette
from dashboard.charts.shifts import LevelDots, level_dots_chart

LANES = ("整合利用", "互联互通")


def dots(name: str, *values: float | None) -> LevelDots:
    ends = [None if v is None else v - 5 for v in values], [None if v is None else v + 10 for v in values]
    return LevelDots(name, values, *ends, [f"{name} {v}" for v in values])


def test_dots_stand_at_their_means_with_the_middle_half_around_them() -> None:
    figure = level_dots_chart(
        LANES, [dots("省级", 40.0, 70.0), dots("县级", 20.0, 90.0)], (0, 100), palette(dark=False)
    )
    assert [list(trace.x) for trace in figure.data] == [[40.0, 70.0], [20.0, 90.0]]
    assert [list(trace.error_x.array) for trace in figure.data] == [[10.0, 10.0], [10.0, 10.0]]
    assert [list(trace.error_x.arrayminus) for trace in figure.data] == [[5.0, 5.0], [5.0, 5.0]]
    for trace in figure.data:
        assert [round(y) for y in trace.y] == [0, 1]
    assert figure.data[0].y[0] != figure.data[1].y[0]
    assert list(figure.layout.yaxis.ticktext) == list(LANES)


def test_what_has_no_number_is_not_drawn_as_zero() -> None:
    (trace,) = level_dots_chart(LANES, [dots("市级", None, 60.0)], (0, 100), palette(dark=True)).data
    assert list(trace.x) == [60.0]
    assert list(trace.hovertext) == ["市级 60.0"]


@pytest.mark.parametrize(("span", "strong"), [((-20.0, 20.0), True), ((0.0, 100.0), False)])
def test_zero_is_drawn_strong_where_it_parts_use_from_building(span: tuple[float, float], strong: bool) -> None:
    figure = level_dots_chart(LANES, [dots("省级", 1.0, 2.0)], span, palette(dark=False))
    assert figure.layout.xaxis.zeroline is strong
    assert tuple(figure.layout.xaxis.range) == span


def test_a_mean_outside_the_middle_half_draws_no_bar_the_wrong_way() -> None:
    far = LevelDots("县级", [90.0], [40.0], [60.0], ["县级"])
    (trace,) = level_dots_chart(("一",), [far], (0, 100), palette(dark=False)).data
    assert list(trace.error_x.array) == [0.0]
    assert list(trace.error_x.arrayminus) == [50.0]
