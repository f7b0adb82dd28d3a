"""The map of correlations: every coefficient in its cell, and an empty cell where there is none."""

from __future__ import annotations

from dashboard.charts import palette
from dashboard.charts.correlation import correlation_map

R = [[0.5, None], [-0.25, 1.0]]


def test_a_cell_holds_its_coefficient_and_none_stays_empty() -> None:
    figure = correlation_map(
        ["甲", "乙"], ["维度", "总分"], R, [["0.50", ""], ["", "1.00"]], [["a", ""], ["b", "c"]], palette(dark=False)
    )
    [trace] = figure.data
    assert [list(row) for row in trace.z] == R
    assert [list(row) for row in trace.text] == [["0.50", ""], ["", "1.00"]]
    assert (trace.zmin, trace.zmax) == (-1, 1)
    assert trace.hoverongaps is False
    assert list(figure.layout.yaxis.ticktext) == ["甲", "乙"]
    assert figure.layout.yaxis.autorange == "reversed"  # the first on top


def test_no_correlation_has_the_colour_between_the_two_directions_in_both_themes() -> None:
    for dark in (False, True):
        colours = palette(dark=dark)
        [trace] = correlation_map(["甲"], ["总分"], [[0.0]], [[""]], [[""]], colours).data
        assert [colour for _, colour in trace.colorscale] == [colours.accent, colours.grid, colours.shades[2]]
