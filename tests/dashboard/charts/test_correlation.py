"""The map of correlations: every coefficient in its cell, and an empty cell where there is none."""

from __future__ import annotations

import math

from dashboard.charts import palette
from dashboard.charts.correlation import MapCell, correlation_map


def test_a_cell_holds_its_coefficient_and_none_stays_empty() -> None:
    cells = {
        ("a", "one"): MapCell(0.5, "0.50", "a"),
        ("b", "one"): MapCell(-0.25, "", "b"),
        ("b", "index"): MapCell(1.0, "1.00", "c"),
    }
    figure = correlation_map({"a": "甲", "b": "乙"}, {"one": "维度", "index": "总分"}, cells, palette(dark=False))
    [trace] = figure.data
    assert trace.z[0][0] == 0.5
    assert math.isnan(trace.z[0][1])
    assert list(trace.z[1]) == [-0.25, 1.0]
    assert [list(row) for row in trace.text] == [["0.50", ""], ["", "1.00"]]
    assert [list(row) for row in trace.hovertext] == [["a", ""], ["b", "c"]]
    assert (trace.zmin, trace.zmax) == (-1, 1)
    assert trace.hoverongaps is False
    assert list(figure.layout.yaxis.ticktext) == ["甲", "乙"]
    assert figure.layout.yaxis.autorange == "reversed"  # the first on top


def test_no_correlation_has_the_colour_between_the_two_directions_in_both_themes() -> None:
    for dark in (False, True):
        colours = palette(dark=dark)
        [trace] = correlation_map({"a": "甲"}, {"index": "总分"}, {("a", "index"): MapCell(0.0, "", "")}, colours).data
        assert [colour for _, colour in trace.colorscale] == [colours.accent, colours.grid, colours.shades[2]]
