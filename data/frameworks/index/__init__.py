"""Frameworks of kind ``index``: a composite index on anybody's files, of any depth, with its scenarios and its uncertainty."""

from data.frameworks.index.loading import load_index, read_index
from data.frameworks.index.model import (
    LEFT_OUT,
    Aggregate,
    Choices,
    Index,
    IndexIndicator,
    IndexNode,
    Missing,
    Normalise,
    Override,
    Pairwise,
    Reweigh,
    Scenario,
    Uncertainty,
)
from data.frameworks.index.normalising import target_problems

__all__ = [
    "LEFT_OUT", "Aggregate", "Choices", "Index", "IndexIndicator", "IndexNode", "Missing", "Normalise", "Override", "Pairwise",
    "Reweigh", "Scenario", "Uncertainty", "load_index", "read_index", "target_problems",
]  # fmt: skip
