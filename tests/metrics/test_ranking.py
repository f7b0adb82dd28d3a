"""Ranks within a level, by the index and by a dimension: ties, floors, and that nobody is lost."""

from __future__ import annotations

import pandas as pd

from metrics.ranking import ranking, ranking_moves
from metrics.scorecard import STANDINGS, Scorecard, score
from tests.metrics.frames import framework, observations, sites, worth

TWO = framework({"d1": (60, [worth("a", 100)]), "d2": (40, [worth("b", 50), worth("c", 50)])})


def card(values: dict[str, tuple], outcomes: dict[str, str] | None = None) -> Scorecard:
    """site → (a, b, c); what became of a site that was not reached."""
    outcomes = outcomes or {}
    table = sites(*values).assign(outcome=[outcomes.get(site, "reached") for site in values])
    table["cause"] = ["" if outcome == "reached" else "timeout" for outcome in table["outcome"]]
    seen = {(site, name): value for site, row in values.items() for name, value in zip("abc", row, strict=True)}
    return score(TWO, table, observations(seen))


VALUES = {
    "s1": (0.5, 0.9, 0.9), "s2": (0.9, 0.2, 0.2), "s3": (0.5, 0.9, 0.9), "s4": (0.1, 0.5, "not_observed"),
    "s5": (0.3, "not_applicable", "not_applicable"), "s6": (1.0, 1.0, 1.0), "s7": (1.0, 1.0, 1.0),
}  # fmt: skip
CARD = card(VALUES, {"s6": "unreachable", "s7": "blocked"})


def ordered(table: pd.DataFrame) -> list[tuple[str, int]]:
    ranked = table[table["standing"] == "ranked"]
    return list(zip(ranked["site_id"], ranked["rank"], strict=True))


def test_by_the_index_ranks_tiers_and_equal_ranks_are_the_scorecards() -> None:
    table = ranking(CARD, "county").set_index("site_id")
    own = CARD.sites.set_index("site_id").loc[table.index]
    assert table["rank"].equals(own["rank"])
    assert table["grade"].equals(own["grade"])
    assert list(table["rank"][: (table["rank"] > 0).sum()]) == sorted(table["rank"][table["rank"] > 0])


def test_by_a_dimension_equal_scores_share_the_better_rank_in_the_order_of_units() -> None:
    assert ordered(ranking(CARD, "county", "d2")) == [("s1", 1), ("s3", 1), ("s2", 3)]
    assert ordered(ranking(CARD, "county", "d1")) == [("s2", 1), ("s1", 2), ("s3", 2), ("s5", 4), ("s4", 5)]
    assert set(ranking(CARD, "county", "d1")["tier"]) == {0}


def test_what_has_no_number_in_a_dimension_says_why() -> None:
    table = ranking(CARD, "county", "d2").set_index("site_id")
    assert table.loc["s4", ["standing", "reason"]].tolist() == ["insufficient", "below_floor"]
    assert table.loc["s5", ["standing", "reason"]].tolist() == ["not_applicable", ""]
    assert table.loc["s6", ["standing", "reason"]].tolist() == ["unreachable", "timeout"]
    assert table.loc["s7", ["standing", "reason"]].tolist() == ["blocked", "timeout"]
    rest = table[table["standing"] != "ranked"]
    assert rest["score"].isna().all()
    assert (rest["rank"] == 0).all()
    assert (rest["of"] == 0).all()


def test_every_portal_of_the_level_is_in_every_ranking_once() -> None:
    for dimension in ("", "d1", "d2"):
        table = ranking(CARD, "county", dimension)
        assert sorted(table["site_id"]) == sorted(VALUES)
        assert set(table["standing"]) <= {*STANDINGS, "not_applicable"}
        assert (table["of"][table["rank"] > 0] == (table["rank"] > 0).sum()).all()
    assert ranking(CARD, "province").empty
    assert ranking(CARD, "province", "d1").empty


def test_moves_are_between_portals_ranked_in_both_rounds() -> None:
    now = card({**VALUES, "s1": (0.5, 0.1, 0.1), "s4": (0.1, 0.5, 0.5)}, {"s3": "unreachable"})
    moves = ranking_moves(CARD, now, "county", "d2").set_index("site_id")
    assert set(moves.index) == {"s1", "s2"}
    assert moves.loc["s1", ["score_before", "rank_before", "of_before", "change"]].tolist() == [90.0, 1, 3, -80.0]
