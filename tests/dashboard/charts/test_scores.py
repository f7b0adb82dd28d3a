"""The radar never draws a gap as zero; every dot of a strip stands at its score."""

from __future__ import annotations

import pytest

from dashboard.charts import palette
from dashboard.charts.scores import Lane, Polygon, radar_chart, strip_chart

NAMES = ("站群化", "服务化", "实用化", "规范化", "融合化", "人性化", "国际化")
TIERS = (("第一档", 85.0), ("第二档", 75.0), ("第三档", 60.0), ("第四档", 0.0))


def radar(*values: float | None, look: str | int = "strong"):
    return radar_chart(NAMES, [Polygon("本轮", values, look, [str(v) for v in values])], palette(dark=False))


def test_the_radar_is_straight_begins_on_top_and_turns_clockwise() -> None:
    polar = radar(10, 20, 30, 40, 50, 60, 70).layout.polar
    assert polar.gridshape == "linear"
    assert (polar.angularaxis.rotation, polar.angularaxis.direction) == (90, "clockwise")
    assert tuple(polar.radialaxis.range) == (0, 100)


def test_a_whole_polygon_is_closed_and_filled() -> None:
    line = radar(10, 20, 30, 40, 50, 60, 70).data[0]
    assert list(line.r) == [10, 20, 30, 40, 50, 60, 70, 10]
    assert list(line.theta) == [*NAMES, NAMES[0]]
    assert line.fill == "toself"


@pytest.mark.parametrize("look", ["strong", "faint", 0, 3])
def test_a_missing_dimension_is_a_gap_that_is_neither_zero_nor_bridged(look: str | int) -> None:
    line = radar(10, None, 30, 40, 50, 60, 70, look=look).data[0]
    assert line.r[1] is None
    assert 0 not in line.r
    assert line.connectgaps is False
    assert line.fill in {None, "none"}


def test_every_portal_is_a_dot_at_its_score_and_dots_of_a_lane_keep_apart() -> None:
    scores = [80.0, 80.0, 80.5, 20.0, 100.0]
    figure = strip_chart([Lane("县级", scores, list("abcde"), list("abcde"))], TIERS, palette(dark=False))
    dots = next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers")
    assert list(dots.x) == scores
    assert list(dots.customdata) == list("abcde")
    assert len(set(zip(dots.x, dots.y, strict=True))) == len(scores)
    assert max(abs(y) for y in dots.y) <= 0.4
    assert figure.layout.xaxis.range[0] <= 20 <= 100 <= figure.layout.xaxis.range[1]


def test_tiers_in_sight_are_named_and_only_where_they_are_given() -> None:
    lane = Lane("县级", [72.0, 90.0], ["a", "b"], ["a", "b"])
    named = strip_chart([lane], TIERS, palette(dark=False)).layout.annotations
    assert [note.text for note in named] == ["第一档", "第二档", "第三档"]
    assert not strip_chart([lane], (), palette(dark=False)).layout.annotations


@pytest.mark.parametrize("dark", [False, True])
def test_a_figure_is_small_and_made_of_traces(dark: bool) -> None:
    many = Lane(
        "县级", [float(n % 101) for n in range(400)], [f"{n:06}-1" for n in range(400)], ["某省/某市/某县"] * 400
    )
    for figure in (strip_chart([many], TIERS, palette(dark)), radar(1, 2, 3, 4, 5, 6, None)):
        assert len(figure.to_json()) < 50 * 1024
        assert not figure.layout.shapes
