"""A coefficient stands on its interval, between the lines where its reading changes."""

from __future__ import annotations

import pytest

from dashboard.charts import palette
from dashboard.charts.agreement import Lane, agreement_chart


def test_dots_stand_on_their_intervals_and_lines_at_the_thresholds() -> None:
    lanes = [Lane("办事", 0.7, 0.5, 0.8, "一"), Lane("体验", 0.9, 0.85, 1.0, "二")]
    figure = agreement_chart(lanes, (0.667, 0.8), palette(dark=False))
    *thresholds, dots = figure.data
    assert [list(line.x) for line in thresholds] == [[0.667, 0.667], [0.8, 0.8]]
    assert (list(dots.x), list(dots.hovertext)) == ([0.7, 0.9], ["一", "二"])
    assert list(dots.error_x.array) == pytest.approx([0.1, 0.1])
    assert list(dots.error_x.arrayminus) == pytest.approx([0.2, 0.05])
    assert list(figure.layout.yaxis.ticktext) == ["办事", "体验"]


def test_far_below_chance_is_cut_where_the_axis_begins() -> None:
    (*_, dots) = agreement_chart([Lane("一", -0.5, -0.9, 0.1, "")], (), palette(dark=True)).data
    assert (list(dots.x), list(dots.error_x.arrayminus)) == ([-0.2], [0.0])
