"""The coherence of a scorecard: level by level, over its ranked portals, from the numbers that are published."""

from __future__ import annotations

import numpy as np
import pytest

from data.statistics import coherence_lines
from metrics.coherence.levels import coherence_by_level
from metrics.coherence.summary import Coherence
from metrics.scale import tree_of
from metrics.scorecard import Scorecard, score
from tests.metrics.frames import framework, observations, sites, worth

TWO = framework({"d1": (60, [worth("a", 75), worth("b", 25)]), "d2": (40, [worth("c", 100)])})
NAMES = [f"s{serial:02}" for serial in range(14)]
A = np.linspace(0, 1, 14)
B = np.array([0.3, 0.9, 0.1, 0.5, 0.7, 0.2, 0.8, 0.4, 0.6, 0.0, 1.0, 0.3, 0.6, 0.5])
C = A**2


def scorecard(**further: object) -> Scorecard:
    seen = {(name, "a"): a for name, a in zip(NAMES, A, strict=True)}
    seen |= {(name, "b"): b for name, b in zip(NAMES, B, strict=True)}
    seen |= {(name, "c"): c for name, c in zip(NAMES, C, strict=True)}
    return score(TWO, sites(*NAMES, **further), observations(seen))


def found(card: Scorecard) -> Coherence:
    return coherence_by_level(tree_of(TWO), card, coherence_lines())


def test_numbers_are_those_of_the_published_scores() -> None:
    card = scorecard()
    rows = found(card).correlations.set_index(["level", "name", "node"])
    index = card.sites["score"].to_numpy()
    assert rows.loc[("county", "b", "index"), "pearson"] == pytest.approx(np.corrcoef(B, index)[0, 1], abs=1e-6)
    assert rows.loc[("county", "d2", "index"), "pearson"] == pytest.approx(np.corrcoef(C, index)[0, 1], abs=1e-4)
    assert rows.loc[("county", "a", "index"), "n"] == 14


def test_a_level_without_ranked_portals_says_so() -> None:
    tables = found(scorecard())
    nodes = tables.nodes[tables.nodes["level"] == "province"]
    assert set(nodes["node"]) == {"d1", "d2", "index"}
    assert set(nodes["reason"]) == {"too_few"}
    assert set(tables.nodes["level"]) == {"ministry", "province", "prefecture", "county"}


def test_only_ranked_portals_count() -> None:
    outcome = ["reached"] * 13 + ["unreachable"]
    kind = ["portal"] * 12 + ["department", "portal"]
    rows = found(scorecard(outcome=outcome, kind=kind)).correlations
    assert set(rows.loc[rows["level"] == "county", "n"]) == {12}


def test_levels_do_not_mix() -> None:
    """Twelve counties have a pair; two provinces are too few for one."""
    level = ["province"] * 2 + ["county"] * 12
    pairs = found(scorecard(level=level)).pairs
    assert pairs["level"].tolist() == ["county"]
    assert pairs[["one", "other"]].to_numpy().tolist() == [["a", "c"]]
