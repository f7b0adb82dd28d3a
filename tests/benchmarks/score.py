"""The scoring of a census against bare NumPy, in turn in one process: what the index costs beside one product and one sort.

Sites are seeded and fictional: 14,000 of them at four levels with the shipped framework's tree, points with ties, one cell in twenty not
applicable, one in twelve not seen. Absolute goals (50 ms a scoring, 0.5 s for what to mend first) are printed and not judged: they belong to the machine.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.frameworks import Scale, load_framework
from metrics.fixes import fix_table
from metrics.improve import places_among
from metrics.index import Result, roll_up
from metrics.normalise import FULL
from metrics.points import Points
from metrics.ranks import Places, competition_ranks, published
from metrics.scale import tree_of
from metrics.tree import Tree
from metrics.uncertainty.bands import rank_bands
from metrics.uncertainty.choices import LEAST, LEFT_OUT, Choices, draw, geometric
from metrics.uncertainty.replications import replicate

SITES, REPLICATIONS, PRECISION = 14_000, 1_000, 2
GOALS = {"product, argsort": 12.0, "2 products, argsorts": 3.0}
"""The largest ratio of ours to each reference that is good enough."""
GROWTH = (1_000, 10_000, 100_000)
_SEED = 20261126


@dataclass(frozen=True, slots=True)
class _Census:
    framework: Scale
    tree: Tree
    points: Points
    levels: Places

    def score(self) -> Result:
        """Means, floors, bounds and completeness at every node, ranks with ties, means of every level."""
        result = roll_up(self.tree, self.points, self.levels)
        score = np.where(result.index.above_floor, published(result.index.score, PRECISION), np.nan)
        competition_ranks(score, self.levels)
        pd.DataFrame(result.scores(self.tree.nodes)).groupby(self.levels).mean()
        return result

    def replicate(self) -> None:
        """Ranks of every replication and their bands."""
        choices = Choices(
            {"goalposts": self.points}, {"arithmetic": {}, "geometric": geometric(self.tree, [self.tree.root], 1.0)},
            (LEFT_OUT, LEAST), 0.25,
        )  # fmt: skip
        draws = draw(self.tree, choices, REPLICATIONS, np.random.default_rng(_SEED))
        rank_bands(replicate(self.tree, choices, draws, self.levels, self.levels, PRECISION))

    def sites(self) -> pd.DataFrame:
        """The sites as a scorecard has them, as far as what to mend first asks for it."""
        score = published(roll_up(self.tree, self.points, self.levels).index.score, PRECISION)
        begins = np.array([grade.begins for grade in self.framework.grades])
        return pd.DataFrame(
            {
                "site_id": self.points.sites, "level": np.array(self.tree.levels)[self.levels], "score": score,
                "standing": "ranked", "rank": competition_ranks(score, self.levels)[0], "grade": places_among(score, begins),
                "tier": 1,
            }
        )  # fmt: skip

    def improve(self, sites: pd.DataFrame) -> None:
        """What every indicator of every site would bring, with total, class, rank and tier then."""
        fix_table(self.framework, sites, self.points, "full")


def census(sites: int) -> _Census:
    """Return seeded sites that all have an index."""
    framework = load_framework("qihua")
    assert isinstance(framework, Scale)
    tree = tree_of(framework)
    rng = np.random.default_rng(_SEED)
    shape = (sites, len(tree.leaves))
    applies = (rng.uniform(size=shape) > 1 / 20).astype(np.float64)
    seen = applies * (rng.uniform(size=shape) > 1 / 12)
    values = rng.choice([0.0, 50.0, 100.0], shape) * (rng.uniform(size=shape) < 0.5)
    points = np.where(values > 0, values, np.round(rng.uniform(0, FULL, shape), 1)) * seen
    least, most = np.zeros(shape[1]), np.full(shape[1], FULL)
    tables = [np.asfortranarray(table) for table in (points, seen, applies)]
    points = Points(tuple(map(str, range(sites))), tree.leaves, *tables, least, most)
    return _Census(framework, tree, points, rng.integers(4, size=sites))


def measure(rounds: int) -> list[dict[str, float | str | bool]]:
    """Return a row a subject: CPU ms (median, least), the ratio of ours to each reference, and whether the goal is met."""
    for number in GROWTH:
        some = census(number)
        times = [_milliseconds(run) for run in (some.score, some.replicate)]
        print(f"{number:>7} sites: a scoring {times[0]:.1f} ms, {REPLICATIONS} replications {times[1]:.0f} ms")
    ours = census(SITES)
    sites = ours.sites()
    rng = np.random.default_rng(_SEED)
    cells, column = np.ascontiguousarray(ours.points.points), rng.uniform(0, FULL, SITES)
    few, many = rng.uniform(1, 2, (cells.shape[1], 8)), rng.uniform(1, 2, (REPLICATIONS, cells.shape[1]))
    columns = rng.uniform(0, FULL, (REPLICATIONS, SITES))

    def products_and_sorts() -> None:
        many @ cells.T
        many @ ours.points.seen.T
        for one in columns:
            one.argsort()

    subjects: dict[str, tuple[Callable[[], object], str]] = {
        "a scoring (≤ 50 ms)": (ours.score, "a scoring (≤ 50 ms)"),
        "product, argsort": (lambda: (cells @ few, column.argsort()), "a scoring (≤ 50 ms)"),
        "1,000 replications": (ours.replicate, "1,000 replications"),
        "2 products, argsorts": (products_and_sorts, "1,000 replications"),
        "fix first (≤ 500 ms)": (lambda: ours.improve(sites), "fix first (≤ 500 ms)"),
    }
    times_of: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds + 1):
        for name, (subject, _compared) in subjects.items():
            times_of[name].append(_milliseconds(subject))
    measured = {name: spent[1:] for name, spent in times_of.items()}  # the first round fills caches
    return [_row(name, measured[name], measured[compared]) for name, (_, compared) in subjects.items()]


def _row(name: str, spent: list[float], ours: list[float]) -> dict[str, float | str | bool]:
    ratio, best = statistics.median(ours) / statistics.median(spent), min(ours) / min(spent)
    limit = GOALS.get(name, float("inf"))
    return {
        "subject": name, "median_ms": statistics.median(spent), "least_ms": min(spent),
        "ours_to_it": ratio, "goal": limit, "met": min(ratio, best) <= limit,
    }  # fmt: skip


def _milliseconds(run: Callable[[], object]) -> float:
    gc.collect()
    begun = time.process_time()
    run()
    return (time.process_time() - begun) * 1000
