"""Equal weights."""

from __future__ import annotations

import numpy as np

from metrics.tree import Matrix


def equal(number: int) -> Matrix:
    """Return the weights of ``number`` things that weigh alike, summing to 1; none for none."""
    return np.full(number, 1.0) / max(number, 1)
