"""Competition ranks of many replications at once. Pure.

Scores at a published precision are small whole numbers: counting them is cheaper than sorting where there are many units.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from metrics.ranks import Places

Ranks = npt.NDArray[np.unsignedinteger]
Digits = npt.NDArray[np.int64]


def ranks_of(digits: Digits, groups: Places, ranks: Ranks) -> None:
    """Write each unit's rank inside its group into ``ranks``, the highest 1, equal ones sharing the better rank.

    digits: replications × units, scores in units of their last digit. groups: a number a unit from 0. ranks: as digits.
    """
    least = int(digits.min())
    bins = int(digits.max()) - least + 1
    number = int(groups.max()) + 1
    keys = (groups * bins + (bins - 1 + least)) - digits  # by group, the highest first
    begin = np.r_[0, np.cumsum(np.bincount(groups, minlength=number))][groups]
    if number * bins <= _BINS_A_UNIT * len(groups):
        _by_counting(keys, number * bins, begin, ranks)
    else:
        _by_sorting(keys, begin, ranks)


_BINS_A_UNIT = 6  # up to so many possible scores a unit, counting beats sorting


def _by_counting(keys: Digits, bins: int, begin: Places, ranks: Ranks) -> None:
    before = np.zeros(bins + 1, dtype=np.int64)
    for key, rank in zip(keys, ranks, strict=True):
        np.cumsum(np.bincount(key, minlength=bins), out=before[1:])
        rank[:] = before[key] - begin + 1


def _by_sorting(keys: Digits, begin: Places, ranks: Ranks) -> None:
    order = np.argsort(keys, axis=1)
    ordered = np.take_along_axis(keys, order, axis=1)
    differs = np.ones(keys.shape, dtype=bool)
    differs[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    position = np.where(differs, np.arange(keys.shape[1]), 0)
    np.maximum.accumulate(position, axis=1, out=position)
    np.put_along_axis(ranks, order, (position - begin[order] + 1).astype(ranks.dtype), axis=1)
