"""The coherence of one group of sites as tables: alpha a node, correlations, redundant pairs, and what each indicator does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.statistics import CoherenceLines
from metrics.coherence.alpha import Alpha, cronbach_alpha
from metrics.coherence.correlation import interval, pearson, spearman
from metrics.tree import Matrix, Tree

_PERCENT = 100.0
_DECIMALS = 10
"""Decimals of every statistic: further ones differ between machines, which sum in other orders."""


@dataclass(frozen=True, slots=True)
class Coherence:
    """Four tables; numbers are NaN where ``reason`` is not "".

    nodes — one row a node of the tree: node, items (its children), entered (those that alpha rests on), n (sites), alpha, lower,
        upper (its interval), reason (as ``Alpha`` says).
    correlations — one row a leaf or node and a node it is held against: name, node, relation (``own``: its parent; ``total``: the index
        further up; ``above``, ``below``: another node on the way up or down; ``other``), n, pearson, lower, upper, spearman, reason ("" | ``too_few`` | ``constant``).
    pairs — indicators that weigh something and count one thing twice, the strongest first: one, other, n, pearson, spearman.
    indicators — one row a leaf: indicator, parent, n, pearson (with its parent), lower, upper, against (it correlates negatively with
        its parent: ``sure`` where the whole interval lies below 0, ``maybe``, "" else), alpha_without (the parent's alpha without it),
        share (percent of the index that it makes up; what no site has weighs nothing), importance (r² with the index, in percent of the sum over the
        indicators: how much of each shows in the index), reason.
    """

    nodes: pd.DataFrame
    correlations: pd.DataFrame
    pairs: pd.DataFrame
    indicators: pd.DataFrame


def coherence(tree: Tree, level: str, values: Matrix, scores: Matrix, lines: CoherenceLines) -> Coherence:
    """Return the coherence of an index over the sites of one group.

    level: the group's, which says what the tree weighs; any where weights don't differ. values: sites × leaves, NaN where not seen.
    scores: sites × nodes of the tree, NaN where there is none.
    Importance is the linear main effect of P. Paruolo, M. Saisana and A. Saltelli, Ratings and rankings: voodoo or science?,
    Journal of the Royal Statistical Society A 176, 2013.
    """
    table = dict(zip(tree.names, np.hstack([values, scores]).T, strict=True))
    alphas = {
        node: cronbach_alpha(
            np.column_stack([table[child] for child in tree.children[node]]),
            lines.confidence, seen=lines.seen, rows=lines.sites,
        )
        for node in tree.nodes
    }  # fmt: skip
    correlations = _correlations(tree, values, scores, lines)
    share = _shares(tree, level, values, scores)
    tables = (
        _nodes(tree, alphas),
        correlations,
        _pairs(tree, values, share > 0, lines),
        _indicators(tree, correlations, alphas, share),
    )
    return Coherence(*(table.round(_DECIMALS) for table in tables))


def _shares(tree: Tree, level: str, values: Matrix, scores: Matrix) -> Matrix:
    """Percent of the index that each leaf makes up where everything is seen that any of the sites has."""
    there = ~np.isnan(np.hstack([values, scores])).all(axis=0)
    shares: Matrix = tree.with_weights(tree.weights * there).shares()[tree.level_places([level])[0]]
    return _PERCENT * shares[: len(tree.leaves)]


def _nodes(tree: Tree, alphas: Mapping[str, Alpha]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "node": node, "items": len(tree.children[node]), "entered": int(found.entered.sum()), "n": found.n,
                "alpha": found.alpha, "lower": found.lower, "upper": found.upper, "reason": found.reason,
            }
            for node, found in alphas.items()
        ]
    )  # fmt: skip


def _correlations(tree: Tree, values: Matrix, scores: Matrix, lines: CoherenceLines) -> pd.DataFrame:
    everything = np.hstack([values, scores])
    linear, ranked = pearson(everything, scores), spearman(everything, scores)
    lower, upper = interval(linear.r, linear.n, lines.confidence)
    relation = _relations(tree)
    name, node = (place.ravel() for place in np.indices(linear.r.shape))
    found = pd.DataFrame(
        {
            "name": np.array(tree.names, dtype=object)[name],
            "node": np.array(tree.nodes, dtype=object)[node],
            "relation": relation.ravel(),
            "n": linear.n.ravel(),
            "pearson": linear.r.ravel(),
            "lower": lower.ravel(),
            "upper": upper.ravel(),
            "spearman": ranked.r.ravel(),
        }
    )
    few = found["n"] < lines.sites
    numbers = ["pearson", "lower", "upper", "spearman"]
    found[numbers] = found[numbers].mask(few)
    reason = np.where(few, "too_few", np.where(found["pearson"].isna(), "constant", ""))
    return found.assign(reason=reason)[found["relation"] != "self"].reset_index(drop=True)


def _relations(tree: Tree) -> np.ndarray:
    """What each node is to each leaf and node: names × nodes."""
    parent = {child: node for node, children in tree.children.items() for child in children}
    above: dict[str, list[str]] = {tree.root: []}
    for name in (*reversed(tree.nodes[:-1]), *tree.leaves):
        above[name] = [parent[name], *above[parent[name]]]

    def relation(name: str, node: str) -> str:
        if name == node or name in above[node]:
            return "self" if name == node else "below"
        if node not in above[name]:
            return "other"
        return "own" if node == parent[name] else "total" if node == tree.root else "above"

    return np.array([[relation(name, node) for node in tree.nodes] for name in tree.names], dtype=object)


def _pairs(tree: Tree, values: Matrix, weighs: np.ndarray, lines: CoherenceLines) -> pd.DataFrame:
    found = pearson(values, values)
    strong = np.triu(np.nan_to_num(np.abs(found.r)) >= lines.redundant, 1) & (found.n >= lines.sites)
    strong &= weighs & weighs[:, np.newaxis]
    one, other = np.nonzero(strong)
    ranked = [spearman(values[:, [a]], values[:, [b]]).r[0, 0] for a, b in zip(one, other, strict=True)]
    leaves = np.array(tree.leaves, dtype=object)
    table = pd.DataFrame(
        {
            "one": leaves[one],
            "other": leaves[other],
            "n": found.n[strong],
            "pearson": found.r[strong],
            "spearman": np.array(ranked, dtype=np.float64),
        }
    )
    return table.sort_values("pearson", key=np.abs, ascending=False, kind="stable", ignore_index=True)


def _indicators(tree: Tree, correlations: pd.DataFrame, alphas: Mapping[str, Alpha], share: Matrix) -> pd.DataFrame:
    leaves = correlations[correlations["name"].isin(tree.leaves)]
    own = leaves[leaves["relation"] == "own"].set_index("name").loc[list(tree.leaves)]
    square = np.square(leaves.loc[leaves["node"] == tree.root].set_index("name")["pearson"].loc[list(tree.leaves)])
    without = {
        child: value
        for node in tree.nodes
        for child, value in zip(tree.children[node], alphas[node].without, strict=True)
    }
    against = np.where(own["upper"] < 0, "sure", np.where(own["pearson"] < 0, "maybe", ""))
    return pd.DataFrame(
        {
            "indicator": tree.leaves,
            "parent": own["node"].to_numpy(),
            **{column: own[column].to_numpy() for column in ("n", "pearson", "lower", "upper")},
            "against": against,
            "alpha_without": [without[leaf] for leaf in tree.leaves],
            "share": share,
            "importance": (_PERCENT * square / square.sum()).to_numpy() if square.sum() > 0 else np.nan,
            "reason": own["reason"].to_numpy(),
        }
    )
