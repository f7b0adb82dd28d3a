"""What of a round's measurement was a sample, cell by cell: shares of so many things, what some visits showed, evaluators. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from data.frameworks.scale import Scale, Worth
from metrics.normalise import FULL
from metrics.points import Points
from metrics.ranks import Places
from metrics.tree import Matrix
from metrics.uncertainty.measurement import Raters, Shares, Spread, Visits

_CELL = ["row", "column"]


def spreads_of(
    framework: Scale, points: Points, levels: Mapping[str, str], observations: pd.DataFrame, answers: pd.DataFrame,
    presence: Collection[str],
) -> list[Spread]:  # fmt: skip
    """Return the cells whose value was a sample and could have come out otherwise.

    points: of the sites that are ranked, whose levels are given. observations: site_id, indicator, status, value, parts (JSON), k, n.
    answers: site_id, indicator, value: one row an evaluator, the mean of what they answered. presence: indicators of which one visit
    that shows it is enough.
    """
    cells = _measured(points, observations)
    if not len(cells):
        return []
    worths = {worth.indicator: worth for dimension in framework.dimensions for worth in dimension.indicators}
    worth = [worths[name] for name in cells["indicator"]]
    level = cells["site_id"].map(levels)
    # Goalposts of what is scored by its value; points of parts, and of one part alone, don't follow from a share.
    zero, full = (
        [
            getattr(one, post)[name] if one.zero and not one.of else np.nan
            for one, name in zip(worth, level, strict=True)
        ]
        for post in ("zero", "full")
    )
    posts = cells.assign(zero=zero, full=full).dropna(subset="zero")
    return [
        _shares(framework, posts[posts["indicator"].isin(framework.uncertainty.sampled.keys())]),
        _visits(worths, points, cells[cells["indicator"].isin(presence)]),
        _raters(posts, answers),
    ]


def _measured(points: Points, observations: pd.DataFrame) -> pd.DataFrame:
    """The measured cells that count, with their place in the matrix of points."""
    rows = observations[observations["status"] == "measured"]
    at = rows.assign(
        row=pd.Index(points.sites).get_indexer(rows["site_id"]),
        column=pd.Index(points.indicators).get_indexer(rows["indicator"]),
    )
    at = at[(at["row"] >= 0) & (at["column"] >= 0)].sort_values(_CELL)  # the same draws in whatever order the rows come
    return at[points.seen[at["row"], at["column"]] > 0]


def _shares(framework: Scale, cells: pd.DataFrame) -> Shares:
    """Shares of some of several things; of all of them looked at nothing was sampled."""
    rule = framework.uncertainty
    parts = [json.loads(text) for text in cells["parts"]]
    number = [
        0.0 if known.get(rule.whole) == 1 else known.get(rule.sampled[name], 0.0)
        for name, known in zip(cells["indicator"], parts, strict=True)
    ]
    cells = cells.assign(number=np.array(number, dtype=np.int64))
    cells = cells[(cells["number"] > 0) & (cells["value"] > 0) & (cells["value"] < 1)]
    return Shares(*_places(cells), _numbers(cells, "value"), cells["number"].to_numpy(), *_posts(cells))


def _visits(worths: Mapping[str, Worth], points: Points, cells: pd.DataFrame) -> Visits:
    """What some visits showed and others did not. Without it a yes is a no, and a list of parts lacks its smallest part."""
    cells = cells[(cells["k"] > 0) & (cells["k"] < cells["n"]) & (cells["value"] > 0)]
    row, column = _places(cells)
    shown = points.points[row, column]
    lacking = [
        _smallest(worths[name], json.loads(text)) for name, text in zip(cells["indicator"], cells["parts"], strict=True)
    ]
    without = np.maximum(shown - np.array(lacking, dtype=np.float64), 0.0)
    return Visits(row, column, cells["k"].to_numpy(), cells["n"].to_numpy(), shown, without)


def _smallest(worth: Worth, parts: Mapping[str, float]) -> float:
    """The points of the smallest part that is there."""
    known = {name: points for name, points in worth.points.items() if name in parts}
    there = [points for name, points in known.items() if parts[name] > 0 and points > 0]
    return FULL * min(there) / sum(known.values()) if there else FULL


def _raters(cells: pd.DataFrame, answers: pd.DataFrame) -> Raters:
    """Means over evaluators who differ."""
    by_cell = answers.groupby(["site_id", "indicator"], sort=False)["value"].agg(sorted)
    said = by_cell.reindex(pd.MultiIndex.from_frame(cells[["site_id", "indicator"]]))
    differ = np.array([isinstance(values, list) and len(set(values)) > 1 for values in said], dtype=bool)
    cells, lists = cells[differ], [values for values, keep in zip(said, differ, strict=True) if keep]
    table = np.full((len(lists), max(map(len, lists), default=1)), np.nan)
    for place, values in enumerate(lists):
        table[place, : len(values)] = values
    return Raters(*_places(cells), _numbers(cells, "value"), table, *_posts(cells))


def _places(cells: pd.DataFrame) -> tuple[Places, Places]:
    row, column = (cells[name].to_numpy(dtype=np.intp) for name in _CELL)
    return row, column


def _posts(cells: pd.DataFrame) -> tuple[Matrix, Matrix]:
    return _numbers(cells, "zero"), _numbers(cells, "full")


def _numbers(cells: pd.DataFrame, name: str) -> Matrix:
    numbers: Matrix = cells[name].to_numpy(dtype=np.float64)
    return numbers
