"""What replications say of ranks: bands, the chance of the top ten, who stands above whom, and tiers (档). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ranks import Places
from metrics.tree import Matrix
from metrics.uncertainty.ranking import Ranks

BAND = (0.05, 0.5, 0.95)
"""The quantiles of a 90 % rank band and its middle."""
SURE = 0.95
"""From this share of replications on, standing above counts as being told apart."""
_TOP = 10


@dataclass(frozen=True, slots=True)
class Bands:
    """One entry a unit. low, mid, high: quantiles of its ranks over the replications. top: share of them within the first ten."""

    low: Matrix
    mid: Matrix
    high: Matrix
    top: Matrix


def rank_bands(ranks: Ranks, quantiles: tuple[float, float, float] = BAND, top: int = _TOP) -> Bands:
    """Return the bands of ranks, replications × units. Quantiles interpolate between ranks (Hyndman and Fan 1996, type 7)."""
    ordered = np.sort(np.ascontiguousarray(ranks.T), axis=1)
    low, mid, high = (_quantile(ordered, quantile) for quantile in quantiles)
    return Bands(low, mid, high, (ordered <= top).mean(axis=1))


def _quantile(ordered: Ranks, quantile: float) -> Matrix:
    place = quantile * (ordered.shape[1] - 1)
    below = int(place)
    first = ordered[:, below].astype(np.float64)
    second = ordered[:, min(below + 1, ordered.shape[1] - 1)]
    between: Matrix = first + (second - first) * (place - below)
    return between


def stands_above(ranks: Ranks, unit: int, others: Places | slice) -> Matrix:
    """Return in what share of the replications a unit stands above each of others of its group; ties are not above."""
    share: Matrix = (ranks[:, [unit]] < ranks[:, others]).mean(axis=0)
    return share


def told_apart(bands: Sequence[Ranks], unit: int, others: Places, sure: float = SURE) -> npt.NDArray[np.bool_]:
    """Return whether a unit stands above each of others surely enough in every kind of replications."""
    apart: npt.NDArray[np.bool_] = np.all([stands_above(ranks, unit, others) >= sure for ranks in bands], axis=0)
    return apart


def tiers(bands: Sequence[Ranks], order: Places, sure: float = SURE) -> Places:
    """Return the tier of every unit of ``order``, 1 the highest.

    bands: ranks of every kind of replications, replications × units. order: the units of one group by their official rank. A tier
    begins with its best unit; the next one joins unless the tier's first is told apart from it.
    """
    tier = np.zeros(len(order), dtype=np.intp)
    first = 0
    while first < len(order):
        end = _end_of_tier(bands, order, first, sure)
        tier[first:end] = tier[first - 1] + 1 if first else 1
        first = end
    return tier


_AT_ONCE = 64  # units that are compared with the first of a tier before looking further


def _end_of_tier(bands: Sequence[Ranks], order: Places, first: int, sure: float) -> int:
    """The place of the next unit that the first of a tier is told apart from; behind the last if there is none."""
    for begin in range(first + 1, len(order), _AT_ONCE):
        apart = np.flatnonzero(told_apart(bands, int(order[first]), order[begin : begin + _AT_ONCE], sure))
        if len(apart):
            return begin + int(apart[0])
    return len(order)


def pairs(bands: Sequence[Ranks], order: Places, sure: float = SURE) -> pd.DataFrame:
    """Return the pairs of units of one group that can't be told apart: first, second (units, the officially better one first) and
    above_1, above_2 …: in what share of each kind of replications the first stands above the second.

    A pair can't be told apart when in some kind of replications neither stands above the other surely enough.
    """
    tables = list(_pairs(bands, order, sure))
    columns = ["first", "second", *(f"above_{kind}" for kind in range(1, len(bands) + 1))]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def _pairs(bands: Sequence[Ranks], order: Places, sure: float) -> Iterator[pd.DataFrame]:
    for place in range(len(order) - 1):
        unit, others = int(order[place]), order[place + 1 :]
        above = [stands_above(ranks, unit, others) for ranks in bands]
        below = [(ranks[:, others] < ranks[:, [unit]]).mean(axis=0) for ranks in bands]
        unsure = np.any([np.maximum(one, two) < sure for one, two in zip(above, below, strict=True)], axis=0)
        columns = {f"above_{kind}": share[unsure] for kind, share in enumerate(above, 1)}
        yield pd.DataFrame({"first": unit, "second": others[unsure], **columns})
