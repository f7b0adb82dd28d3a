"""Plain means of indicators' points, and differences of two of them (五个转变): by site, and by level for the chart. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from data.frameworks.means import Means
from metrics.aggregate import combine
from metrics.index import leaf
from metrics.points import Points, points_of
from metrics.strangers import of_the_unit
from metrics.tree import Matrix, Rule


def measure(framework: Means, sites: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return one row a site and measure: site_id, measure, value, mean, minus, completeness, reason ("" | below_floor).

    mean and minus are the two sides of a difference, 0–100; minus is NaN where the measure is a plain mean. value is NaN, and so
    are they, where less of a side was seen than the framework's floor. completeness: the smaller share seen of the two sides.
    Measures of which nothing applies at a site have no row. sites, observations: as ``metrics.check.check`` documents them.
    """
    sites = sites.sort_values("site_id", ignore_index=True)
    levels = dict(zip(sites["site_id"], sites["level"], strict=True))
    points = points_of(framework.scale, levels, of_the_unit(sites, observations))
    tables = []
    for one in framework.measures:
        mean, complete = _side(points, one.indicators)
        minus, minus_complete = _side(points, one.minus) if one.minus else (np.full(len(mean), np.nan), complete)
        completeness = np.fmin(complete, minus_complete)
        above = np.nan_to_num(completeness) >= framework.floor
        value = mean - minus if one.minus else mean
        numbers = {
            name: np.where(above, np.round(column, framework.precision), np.nan)
            for name, column in (("value", value), ("mean", mean), ("minus", minus))
        }
        table = pd.DataFrame({"site_id": points.sites, "measure": one.id, **numbers, "completeness": completeness})
        table["reason"] = np.where(table["value"].notna(), "", "below_floor")
        tables.append(table[~np.isnan(completeness)])
    return pd.concat(tables, ignore_index=True)


def _side(points: Points, indicators: Sequence[str]) -> tuple[Matrix, Matrix]:
    """The mean over some indicators, all weighing alike, and the share of what applies that was seen."""
    parts = [leaf(points, points.indicators.index(name)) for name in indicators]
    alike = np.ones(len(points.sites))
    side = combine(parts, [alike] * len(parts), Rule())
    return side.score, side.completeness


def measures_by_level(table: pd.DataFrame, levels: Mapping[str, str], precision: int) -> pd.DataFrame:
    """Return one row a level and measure: level, measure, n (sites with a number), sites (to which it applies), mean, lower and
    upper quartile, mean_side and minus_side (means of the two sides), completeness (mean over those sites).

    table: as ``measure`` returns it. levels: site id → level of the sites that count.
    """
    rows = table[table["site_id"].isin(levels)]
    by = rows.assign(level=rows["site_id"].map(levels)).groupby(["level", "measure"], sort=False)
    value = by["value"]
    found = pd.DataFrame(
        {
            "n": value.count(),
            "sites": by.size(),
            "mean": value.mean(),
            "lower": value.quantile(0.25),
            "upper": value.quantile(0.75),
            "mean_side": by["mean"].mean(),
            "minus_side": by["minus"].mean(),
            "completeness": by["completeness"].mean(),
        }
    )
    rounded = ["mean", "lower", "upper", "mean_side", "minus_side"]
    return found.assign(**{name: found[name].round(precision) for name in rounded}).reset_index()
