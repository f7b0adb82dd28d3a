"""Bands, tiers and pairs of a composite index from the ranks of its replications, drawn or replayed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from data.index_tables import IndexTables
from metrics.composite.scores import Ranked, group_numbers
from metrics.ranks import Places
from metrics.tree import Matrix
from metrics.uncertainty.bands import pairs, rank_bands, tiers
from metrics.uncertainty.ranking import Ranks

PAIRS_UP_TO = 1000
"""Units of the largest group whose pairs are listed; there are half a million of them."""
GROUP_TOO_LARGE = "group_too_large"


def bands_table(tables: IndexTables, official: Ranked, rows: Places, ranks: Ranks) -> pd.DataFrame:
    """Return one row a unit: unit, rank (official), rank_mean, rank_05, rank_50, rank_95, top_ten (share of the replications), tier.

    rows: the units that were replicated; blank for the others. ranks: replications × rows.
    """
    bands = rank_bands(ranks)
    tier = np.zeros(len(rows), dtype=np.intp)
    for order in _orders(tables, official, rows):
        tier[order] = tiers([ranks], order)
    columns = {
        "rank": official.ranks[rows], "rank_mean": ranks.mean(axis=0), "rank_05": bands.low, "rank_50": bands.mid,
        "rank_95": bands.high, "top_ten": bands.top, "tier": tier,
    }  # fmt: skip
    replicated = pd.DataFrame(columns, index=rows).reindex(range(len(tables.units)))
    whole = replicated.astype({"rank": "Int64", "tier": "Int64"})
    whole.insert(0, "unit", _codes(tables))
    return whole


def pairs_table(tables: IndexTables, official: Ranked, rows: Places, ranks: Ranks) -> pd.DataFrame:
    """Return the pairs inside groups that can't be told apart: group, first (the officially better one), second, above, reason.

    above: share of the replications in which the first stands above the second. A group of more than ``PAIRS_UP_TO`` units has one
    row without a pair, with the reason ``group_too_large``.
    """
    codes, found = _codes(tables)[rows], []
    for order in _orders(tables, official, rows):
        group = tables.units[rows[order[0]]].group
        if len(order) > PAIRS_UP_TO:
            left_out = {"first": "", "second": "", "above": np.nan, "reason": GROUP_TOO_LARGE}
            found.append(pd.DataFrame({"group": [group], **left_out}))
        else:
            found.append(_named_pairs(group, pairs([ranks], order), codes))
    return pd.concat(found, ignore_index=True) if found else _named_pairs("", pairs([ranks], rows[:0]), codes)


def _named_pairs(group: str, found: pd.DataFrame, codes: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": group,
            "first": codes[found["first"].to_numpy(dtype=np.intp)],
            "second": codes[found["second"].to_numpy(dtype=np.intp)],
            "above": found["above_1"].to_numpy(dtype=np.float64),
            "reason": "",
        }
    )


def left_out_of(pairs: pd.DataFrame) -> list[str]:
    """Return the groups whose pairs a table of pairs leaves out; "" is all units together."""
    return list(pairs.loc[pairs["reason"] == GROUP_TOO_LARGE, "group"])


def replicated_tables(
    tables: IndexTables, names: Sequence[str], rows: Places, scores: Matrix, ranks: Ranks
) -> dict[str, pd.DataFrame]:
    """Return ``replicated_scores`` (unrounded) and ``replicated_ranks``: one row a unit, one column a replication; blank for none."""
    every = range(len(tables.units))
    whole = pd.DataFrame(ranks.T, index=rows, columns=list(names)).reindex(every).astype("Int64")
    frames = {
        "replicated_scores": pd.DataFrame(scores.T, index=rows, columns=list(names)).reindex(every),
        "replicated_ranks": whole.mask(whole == 0),
    }
    for frame in frames.values():
        frame.insert(0, "unit", _codes(tables))
    return frames


def _codes(tables: IndexTables) -> np.ndarray:
    return np.array([unit.code for unit in tables.units], dtype=object)


def _orders(tables: IndexTables, official: Ranked, rows: Places) -> Iterator[Places]:
    """The units of each group by their official rank, equal ones in administrative order; places among ``rows``."""
    groups, rank = group_numbers(tables)[rows], official.ranks[rows]
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        yield members[np.argsort(rank[members], kind="stable")]
