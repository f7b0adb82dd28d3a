"""What to mend first: gains are what really comes of a target, with the grade, the tier and the rank then."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.fixes import TARGETS, fixes
from metrics.scorecard import Scorecard, score
from tests.metrics.frames import observations, sites
from tests.metrics.test_makeup import MIX, ROWS, card, number


def of(scorecard: Scorecard, target: str, site: str = "s") -> pd.DataFrame:
    table = fixes(MIX, scorecard, target)
    return table[table["site_id"] == site].reset_index(drop=True)


@given(ROWS)
@settings(max_examples=40)
def test_a_gain_is_what_really_comes_of_full_marks(rows: dict) -> None:
    scored = card(rows)
    found = of(scored, "full")
    assert list(found["gain"]) == sorted(found["gain"], reverse=True)
    for row in found.itertuples():
        assert isinstance(rows[row.indicator], float)
        better = card({**rows, row.indicator: 1.0})
        assert number(better) == pytest.approx(row.total, abs=1e-9)
        assert row.total == pytest.approx(number(scored) + row.gain)
        assert row.rises == (row.grade < scored.sites["grade"].iloc[0])
        assert row.grade == better.sites["grade"].iloc[0]


@given(ROWS)
@settings(max_examples=40)
def test_what_the_next_grade_needs_is_just_enough(rows: dict) -> None:
    scored = card(rows)
    found = of(scored, "grade")
    full = of(scored, "full").set_index("indicator")
    assert set(full.index[full["rises"]]) == set(found["indicator"])
    assert list(found["target"] - found["points"]) == sorted(found["target"] - found["points"])
    for row in found.itertuples():
        assert row.rises
        enough = card({**rows, row.indicator: min(row.target / 100 + 1e-9, 1.0)})
        assert enough.sites["grade"].iloc[0] == row.grade
        less = card({**rows, row.indicator: row.target / 100 - 0.01})
        assert less.sites["grade"].iloc[0] >= row.grade


def test_only_what_was_seen_is_a_loss() -> None:
    found = of(card({"a": 0.5, "b": "not_observed", "c": "not_applicable", "e": 1.0, "f": 0.0}), "full")
    assert list(found["indicator"]) == ["a", "f"]


def test_nothing_raises_a_site_that_a_veto_stops() -> None:
    scored = score(MIX, sites("s"), observations({("s", "a"): 0.5, ("s", "e"): 0.5, ("s", "f"): 0.5}), {"s": "columns"})
    assert all(fixes(MIX, scored, target).empty for target in TARGETS)


LEVEL = st.lists(
    st.dictionaries(st.sampled_from("aef"), st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=3), min_size=2, max_size=5
)


@given(LEVEL, st.sampled_from(TARGETS))
@settings(max_examples=40)
def test_the_rank_then_is_the_rank_after_mending(units: list[dict], target: str) -> None:
    ids = "pqrst"[: len(units)]
    rows = {(site, name): value for site, unit in zip(ids, units, strict=True) for name, value in unit.items()}
    scored = score(MIX, sites(*ids), observations(rows))
    ranks = scored.sites.set_index("site_id")["rank"]
    for row in fixes(MIX, scored, target).itertuples():
        goal = min(row.target / 100 + (1e-9 if target == "grade" else 0), 1.0)
        then = score(MIX, sites(*ids), observations({**rows, (row.site_id, row.indicator): goal})).sites.set_index(
            "site_id"
        )
        assert (row.total, row.rank) == (
            pytest.approx(then.loc[row.site_id, "score"], abs=0.0100001),
            then.loc[row.site_id, "rank"],
        )
        assert row.places == ranks[row.site_id] - row.rank >= 0


def test_the_upper_quartile_is_that_of_the_ranked_portals_of_the_level() -> None:
    values = {"p": 0.0, "q": 0.2, "r": 0.6, "s": 1.0}
    rows = {(site, name): value for site, value in values.items() for name in "aef"}
    table = fixes(MIX, score(MIX, sites(*values), observations(rows)), "quartile")
    own = table[(table["site_id"] == "p") & (table["indicator"] == "a")].iloc[0]
    assert own["target"] == pytest.approx(100 * np.quantile(list(values.values()), 0.75))
    assert "s" not in set(table["site_id"])


def test_a_tier_begins_with_the_lowest_score_in_it() -> None:
    rows = {(site, name): value for site, value in {"p": 0.9, "q": 0.8, "s": 0.1}.items() for name in "aef"}
    scored = score(MIX, sites("p", "q", "s"), observations(rows))
    tiered = Scorecard(scored.sites.assign(tier=[1, 1, 2]), scored.dimensions, scored.indicators)
    found = fixes(MIX, tiered, "full")
    best = found[found["site_id"] == "s"].iloc[0]
    assert (best["tier"], best["tier_rises"]) == (2, False)
    near = Scorecard(scored.sites.assign(tier=[1, 2, 3]), scored.dimensions, scored.indicators)
    up = fixes(MIX, near, "full")
    assert up[up["site_id"] == "q"].iloc[0][["tier", "tier_rises"]].tolist() == [1, True]
