"""How sure the ranks of a scorecard are: bands, tiers, pairs that can't be told apart, and which choice moves them. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.frameworks.scale import Scale
from metrics.points import Points, points_of
from metrics.ranks import Places
from metrics.scale import tree_of
from metrics.scorecard import Scorecard
from metrics.strangers import of_the_unit
from metrics.tree import Tree
from metrics.uncertainty.bands import pairs, rank_bands, tiers
from metrics.uncertainty.choices import LEAST, LEFT_OUT, Choices, draw, geometric
from metrics.uncertainty.measurement import Spread, remeasure
from metrics.uncertainty.ranking import Ranks
from metrics.uncertainty.replications import replicate
from metrics.uncertainty.sampled import spreads_of
from metrics.uncertainty.sobol import design, designed, inputs_of, mean_rank_change, sobol_indices

KINDS = ("method", "measurement")
"""The two bands, in the order of the tables."""
PAIRS_UP_TO = 350
"""Units of the largest group whose pairs are listed: provinces and prefectures, not counties."""
_RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Judgement:
    """Four tables, of the ranked portals.

    bands — one row a site and kind of band (``KINDS``): site_id, level, band, rank_low, rank_mid, rank_high (5 %, 50 %, 95 % of the ranks over the
        replications), top_ten (share of them within the first ten of the level).
    pairs — pairs of a level that can't be told apart: level, site_id (the officially better one), other, method, measurement (in what share of
        either's replications the first stands above the other); no level of more than ``PAIRS_UP_TO`` portals.
    replications — one row a replication of the method band: its number, its choices, every weight it drew.
    sobol — one row a level and choice: level, input, first, first_low, first_high, total, total_low, total_high.
    """

    bands: pd.DataFrame
    pairs: pd.DataFrame
    replications: pd.DataFrame
    sobol: pd.DataFrame


def judge(
    framework: Scale, scorecard: Scorecard, sites: pd.DataFrame, observations: pd.DataFrame, answers: pd.DataFrame,
    presence: Collection[str],
) -> tuple[Scorecard, Judgement]:  # fmt: skip
    """Return the scorecard with its tiers, and how sure its ranks are.

    sites, observations: those the scorecard was made of. answers, presence: as ``spreads_of`` documents them.
    """
    rule = framework.uncertainty
    ranked = scorecard.sites[scorecard.sites["standing"] == "ranked"].sort_values("unit_code", ignore_index=True)
    levels = dict(zip(ranked["site_id"], ranked["level"], strict=True))
    own = of_the_unit(sites, observations)
    own = own[own["site_id"].isin(levels)]
    points = points_of(framework, levels, own)
    tree = tree_of(framework)
    choices = choices_of(framework, tree, points)
    draws, groups = draw(tree, choices, rule.draws, _generator(framework, 0)), pd.factorize(ranked["level"])[0]
    places = tree.level_places(list(levels.values()))
    if not len(ranked):
        return scorecard, _judgement(ranked, [], draws.table(tree, choices), pd.DataFrame(columns=_SOBOL))
    spreads = spreads_of(framework, points, levels, own, answers, presence)
    bands = [
        replicate(tree, choices, draws, places, groups, framework.precision),
        _remeasured(framework, tree, points, spreads, places, groups),
    ]
    sobol = _sobol(framework, tree, choices, ranked, places, groups)
    judged = _judgement(ranked, bands, draws.table(tree, choices), sobol)
    return _with_tiers(scorecard, ranked, bands), judged


def choices_of(framework: Scale, tree: Tree, points: Points) -> Choices:
    """Return what the replications of a framework choose among."""
    rule = framework.uncertainty
    other = geometric(tree, [tree.root], rule.geometric_least)
    return Choices({"goalposts": points}, {"arithmetic": {}, "geometric": other}, (LEFT_OUT, LEAST), rule.weights)


def _generator(framework: Scale, stream: int) -> np.random.Generator:
    """One stream of random numbers for each use, so that none depends on how much another draws."""
    return np.random.default_rng([framework.uncertainty.seed, stream])


def _remeasured(
    framework: Scale, tree: Tree, points: Points, spreads: list[Spread], places: Places, groups: Places
) -> Ranks:
    rng, draws = _generator(framework, 1), framework.uncertainty.draws
    return remeasure(tree, points, spreads, places, groups, framework.precision, draws, rng)


_SOBOL = ["level", "input", "first", "first_low", "first_high", "total", "total_low", "total_high"]


def _sobol(
    framework: Scale, tree: Tree, choices: Choices, ranked: pd.DataFrame, places: Places, groups: Places
) -> pd.DataFrame:
    rng, inputs = _generator(framework, 2), inputs_of(choices)
    draws = designed(tree, choices, design(framework.uncertainty.sobol, len(inputs), rng), rng)
    ranks = replicate(tree, choices, draws, places, groups, framework.precision)
    official = ranked["rank"].to_numpy()
    tables = []
    for level, rows in ranked.groupby("level", sort=False).indices.items():
        table = sobol_indices(mean_rank_change(ranks[:, rows], official[rows]), inputs, _RESAMPLES, rng)
        tables.append(table.assign(level=level))
    return pd.concat(tables, ignore_index=True)[_SOBOL]


def _judgement(ranked: pd.DataFrame, bands: list[Ranks], replications: pd.DataFrame, sobol: pd.DataFrame) -> Judgement:
    tables = []
    for kind, ranks in zip(KINDS, bands, strict=False):
        found = rank_bands(ranks)
        numbers = {"rank_low": found.low, "rank_mid": found.mid, "rank_high": found.high, "top_ten": found.top}
        tables.append(ranked[["site_id", "level"]].assign(band=kind, **numbers))
    columns = ["site_id", "level", "band", "rank_low", "rank_mid", "rank_high", "top_ten"]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)
    return Judgement(table, _pairs(ranked, bands), replications, sobol)


def _pairs(ranked: pd.DataFrame, bands: list[Ranks]) -> pd.DataFrame:
    tables = [pd.DataFrame(columns=["level", "site_id", "other", *KINDS])]
    ids = ranked["site_id"].to_numpy()
    for level, order in _orders(ranked):
        if len(order) <= PAIRS_UP_TO:
            found = pairs(bands, order)
            first, second = (ids[found[name].to_numpy(dtype=np.intp)] for name in ("first", "second"))
            shares = {kind: found[f"above_{place}"].to_numpy(dtype=np.float64) for place, kind in enumerate(KINDS, 1)}
            tables.append(pd.DataFrame({"level": level, "site_id": first, "other": second, **shares}))
    held = [table for table in tables if len(table)]
    return pd.concat(held, ignore_index=True) if held else tables[0]


def _orders(ranked: pd.DataFrame) -> list[tuple[str, Places]]:
    """The ranked of each level by rank, equal ones by their unit's code."""
    by_level = ranked.sort_values(["rank", "unit_code"]).groupby("level", sort=False)
    return [(str(level), rows.index.to_numpy()) for level, rows in by_level]


def _with_tiers(scorecard: Scorecard, ranked: pd.DataFrame, bands: list[Ranks]) -> Scorecard:
    found: dict[str, int] = {}
    for _, order in _orders(ranked):
        found |= dict(zip(ranked["site_id"].iloc[order], tiers(bands, order).tolist(), strict=True))
    tier = scorecard.sites["site_id"].map(found).fillna(0).astype(int)
    return replace(scorecard, sites=scorecard.sites.assign(tier=tier))
