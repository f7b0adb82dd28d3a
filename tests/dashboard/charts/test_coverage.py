"""The coverage chart says what the table says, and stays small."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.charts import palette
from dashboard.charts.coverage import coverage_chart, history_chart
from dashboard.locales import words
from data.figures import ownership_rates
from metrics.coverage import COUNTS, LEVELS

LEVEL_TABLE = (
    pd.DataFrame(
        [
            ["ministry", 50, 50, 49, 48, 47, 0, 0, 0, 0, 0, 0],
            ["province", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3],
            ["prefecture", 10, 9, 8, 7, 6, 0, 0, 0, 0, 0, 0],
            ["county", 200, 180, 150, 120, 100, 0, 20, 20, 20, 20, 2],
        ],
        columns=["level", "units", *COUNTS, *(f"unseen_{count}" for count in COUNTS), "blocked", "out_of_scope"],
    )
    .set_index("level")
    .assign(unvisited=0)
)


def chart(reference: dict[str, float] | None = None):
    return coverage_chart(LEVEL_TABLE, reference or {}, words("zh"), palette(dark=False))


def test_bars_are_shares_of_the_units_in_scope_and_empty_levels_are_left_out() -> None:
    bars = {trace.name: trace for trace in chart().data if trace.legendgroup != "band"}
    for count in COUNTS:
        trace = bars[words("zh")(f"count.{count}")]
        assert list(trace.x) == [
            100 * LEVEL_TABLE.loc[level, count] / LEVEL_TABLE.loc[level, "units"]
            for level in ("ministry", "prefecture", "county")
        ]
        assert [tuple(point) for point in trace.customdata] == [
            (level, count) for level in ("ministry", "prefecture", "county")
        ]


def test_blocked_portals_are_a_band_on_every_count_but_the_registered() -> None:
    bands = [trace for trace in chart().data if trace.legendgroup == "band"]
    assert [trace.customdata[0][1] for trace in bands] == ["reachable", "official", "active"]
    for trace in bands:
        assert list(trace.x) == [10.0]
        assert list(trace.base) == [LEVEL_TABLE.loc["county", trace.customdata[0][1]] / 2]
    assert [trace.showlegend for trace in bands].count(True) == 1


def test_what_nobody_looked_at_is_a_band_and_never_a_zero() -> None:
    table = LEVEL_TABLE.assign(unvisited=[50, 0, 4, 0], unseen_reachable=[50, 0, 4, 20])
    figure = coverage_chart(table, {}, words("zh"), palette(dark=False))
    assert [note.text.split("</b>")[0] for note in figure.layout.annotations] == ["<b>市级", "<b>县级"]
    band = next(trace for trace in figure.data if trace.legendgroup == "band")
    assert list(band.x) == [40.0, 10.0]


def test_labels_carry_the_counts_and_the_band() -> None:
    labels = " ".join(chart().layout.yaxis.ticktext)
    for text in ("<b>120–140</b>", "<b>180</b>", "<b>48</b>"):
        assert text in labels
    assert [note.text.count("N = ") for note in chart().layout.annotations] == [1, 1, 1]


def test_the_reference_is_marks_of_its_own_and_only_where_published() -> None:
    assert not [trace for trace in chart().data if trace.type == "scatter"]
    marks = [trace for trace in chart({"county": 83.0}).data if trace.type == "scatter"]
    assert [[x for x in trace.x if x is not None] for trace in marks] == [[83.0, 83.0]]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_figure_is_small_and_made_of_traces(dark: bool, language: str) -> None:
    reference = {rate.level: rate.rate for rate in ownership_rates(2011) if rate.rate is not None}
    for figure in (
        coverage_chart(LEVEL_TABLE, reference, words(language), palette(dark)),
        history_chart(ownership_rates(), words(language), palette(dark)),
    ):
        assert len(figure.to_json()) < 50 * 1024
        assert not figure.layout.shapes


def test_the_history_draws_every_published_figure_and_breaks_where_the_denominator_moved() -> None:
    figure = history_chart(ownership_rates(), words("zh"), palette(dark=False))
    assert len(figure.data) == len(LEVELS)
    for trace, level in zip(figure.data, LEVELS, strict=True):
        drawn = {(int(x), y) for x, y in zip(trace.x, trace.y, strict=True) if x is not None}
        assert drawn == {(r.year, r.rate) for r in ownership_rates() if r.level == level and r.rate is not None}
    province = figure.data[LEVELS.index("province")]
    assert None in list(province.x)[list(province.x).index(2005) : list(province.x).index(2006)]
