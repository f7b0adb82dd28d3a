"""七化 as a tree: a framework of kind ``scale`` is an index of dimensions, and each of them one of indicators. Pure."""

from __future__ import annotations

import numpy as np

from data.frameworks.scale import Scale
from data.model import Level
from metrics.tree import Rule, Tree, grow

INDEX = "index"
EQUAL = "equal"
"""What stands in place of a dimension's id for the index, and for the index with all dimensions weighing alike."""


def tree_of(framework: Scale) -> Tree:
    """Return the framework's tree: weights by level, a floor in every dimension, the number of dimensions the index needs."""
    dimensions = framework.dimensions
    parents = {worth.indicator: dimension.id for dimension in dimensions for worth in dimension.indicators}
    leaves = tuple(parents)
    weights = {worth.indicator: worth.weight for dimension in dimensions for worth in dimension.indicators}
    rules = {dimension.id: Rule(floor=framework.dimension_floor) for dimension in dimensions}
    return grow(
        leaves,
        {**parents, **{dimension.id: INDEX for dimension in dimensions}, INDEX: ""},
        {**weights, **{dimension.id: dimension.weights for dimension in dimensions}},
        {**rules, INDEX: Rule(children=framework.dimensions_floor)},
        tuple(Level),
    )


def all_alike(tree: Tree) -> Tree:
    """Return the tree with all dimensions that weigh something at a level weighing the same there."""
    weights = tree.weights.copy()
    below = tree.places(tree.children[tree.root])
    weights[:, below] = (weights[:, below] > 0).astype(np.float64)
    return tree.with_weights(weights)
