"""From what was observed to points: 0–100 for every site and indicator, with how much of the indicator was seen.

Goalposts (``zero``, ``full``) are fixed a level, linear between, capped beyond; a list of ``points`` gives each part its share.
Method: OECD/JRC Handbook on Constructing Composite Indicators (2008), normalisation to goalposts; the goalposts are the framework's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.frameworks.scale import Scale, Worth
from metrics.normalise import FULL, goalposts
from metrics.tree import Matrix


@dataclass(frozen=True, slots=True)
class Points:
    """Sites × indicators, in the order of ``sites`` and ``indicators``.

    points: 0–100, 0 where nothing was seen. seen: share of the indicator that was observed, 0–1 (a list of parts may be
    seen in part). applies: 1 where the indicator applies and is scored at the site's level, else 0.
    least, most: what each indicator can be worth; −∞ and ∞ on a scale without bounds.
    """

    sites: tuple[str, ...]
    indicators: tuple[str, ...]
    points: Matrix
    seen: Matrix
    applies: Matrix
    least: Matrix
    most: Matrix


def points_of(framework: Scale, levels: Mapping[str, str], observations: pd.DataFrame) -> Points:
    """Return the points of every site for every indicator of a framework.

    levels: site id → level, for the sites to be scored, in the order of the result.
    observations: one row a site and indicator: site_id, indicator, status, value, parts (JSON text of part → number).
    What has no row was not collected.
    """
    worths = [worth for dimension in framework.dimensions for worth in dimension.indicators]
    sites = tuple(levels)
    row_of = pd.Index(sites)
    level = np.array([levels[site] for site in sites], dtype=object)
    shape = (len(sites), len(worths))
    # Column by column in memory, as everything that reads them goes.
    points, seen, applies = np.zeros(shape, order="F"), np.zeros(shape, order="F"), np.ones(shape, order="F")
    by_indicator = dict(tuple(observations[observations["site_id"].isin(row_of)].groupby("indicator", sort=False)))
    for column, worth in enumerate(worths):
        applies[np.isin(level, worth.display_only), column] = 0.0
        rows = by_indicator.get(worth.indicator)
        if rows is None:
            continue
        at = row_of.get_indexer(rows["site_id"])
        applies[at[(rows["status"] == "not_applicable").to_numpy()], column] = 0.0
        measured = rows[rows["status"] == "measured"]
        at = row_of.get_indexer(measured["site_id"])
        points[at, column], seen[at, column] = _worth_of(worth, measured, level[at])
    seen *= applies
    least, most = np.zeros(len(worths)), np.full(len(worths), FULL)
    return Points(sites, tuple(worth.indicator for worth in worths), points * (seen > 0), seen, applies, least, most)


def _worth_of(worth: Worth, measured: pd.DataFrame, level: npt.NDArray[np.object_]) -> tuple[Matrix, Matrix]:
    """The points of measured rows, and how much of the indicator each of them saw."""
    if worth.points:
        return _of_parts(worth.points, measured["parts"])
    if worth.of:
        values = np.array([json.loads(parts).get(worth.of, np.nan) for parts in measured["parts"]], dtype=np.float64)
    else:
        values = measured["value"].to_numpy(dtype=np.float64)
    zero = np.array([worth.zero[name] for name in level], dtype=np.float64)
    full = np.array([worth.full[name] for name in level], dtype=np.float64)
    known = ~np.isnan(values)
    return goalposts(np.where(known, values, zero), zero, full), known.astype(np.float64)


def _of_parts(worth: Mapping[str, float], parts: pd.Series) -> tuple[Matrix, Matrix]:
    earned, possible = np.zeros(len(parts)), np.zeros(len(parts))
    for row, text in enumerate(parts):
        known = json.loads(text)
        for name, points in worth.items():
            if name in known:
                earned[row] += points * known[name]
                possible[row] += points
    return FULL * np.divide(earned, possible, out=np.zeros(len(parts)), where=possible > 0), possible / FULL
