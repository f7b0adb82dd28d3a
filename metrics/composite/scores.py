"""Scores of a composite index: points rolled up its tree, ranks at every node, scenarios and replayed weights. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.errors import Problem, QihuaError
from data.frameworks.index import Choices, Index, Reweigh
from data.index_tables import IndexTables
from data.statistics import AhpLines
from metrics.composite.points import points_of
from metrics.index import Result, roll_up
from metrics.points import Points
from metrics.ranks import Places, competition_ranks, published, rank_decimals
from metrics.tree import Matrix, Rule, Tree, grow
from metrics.weights.ahp import Ahp, ahp
from metrics.weights.equal import equal
from metrics.weights.statistical import StatisticalWeights, critic, entropy, principal_component

PAIRS_AT_MOST = 4000
"""Units of the largest group inside which outranking compares every pair."""
STATISTICAL = {"entropy": entropy, "critic": critic, "pca": principal_component}


@dataclass(frozen=True, slots=True)
class Ranked:
    """The numbers of one set of choices: points, every node's numbers, and the index as it is stored, with its ranks.

    scores: of the root, at the framework's precision, NaN where there is none. ranks, of: inside the group, 0 without a rank.
    """

    points: Points
    result: Result
    scores: Matrix
    ranks: Places
    of: Places


@dataclass(frozen=True, slots=True)
class Weighed:
    """An index whose pairwise matrices have been worked out: parent → what each of them gave."""

    index: Index
    pairwise: Mapping[str, Ahp]


def weigh(index: Index, lines: AhpLines) -> Weighed:
    """Put the weights of pairwise matrices in their places. Raises everything that is wrong with any of them, as ``ahp`` does."""
    found: dict[str, Ahp] = {}
    problems: list[Problem] = []
    for position, pairwise in enumerate(index.pairwise, 1):
        try:
            found[pairwise.parent] = ahp(
                np.array(pairwise.matrix), lines, f"{index.file}: ahp {position} ({pairwise.parent}).matrix"
            )
        except QihuaError as error:
            problems += error.problems
    if problems:
        raise QihuaError(*problems)
    weights = {
        child: float(weight)
        for pairwise in index.pairwise
        for child, weight in zip(pairwise.order, found[pairwise.parent].weights, strict=True)
    }
    scenarios = tuple(
        replace(scenario, choices=with_weights(scenario.choices, weights)) for scenario in index.scenarios
    )
    return Weighed(replace(index, choices=with_weights(index.choices, weights), scenarios=scenarios), found)


def with_weights(choices: Choices, weights: Mapping[str, float]) -> Choices:
    """Return choices with other weights for some nodes and indicators."""
    return replace(
        choices,
        nodes=tuple(replace(node, weight=weights.get(node.id, node.weight)) for node in choices.nodes),
        indicators=tuple(replace(one, weight=weights.get(one.id, one.weight)) for one in choices.indicators),
    )


def tree_of(choices: Choices) -> Tree:
    """Return the tree of a set of choices."""
    rules = {
        node.id: Rule(node.aggregate.method, node.aggregate.floor or 0.0, node.missing.floor, node.missing.counted_by)
        for node in choices.nodes
    }
    return grow(
        [one.id for one in choices.indicators],
        {member.id: member.parent for member in choices.members},
        {member.id: member.weight for member in choices.members},
        rules,
    )


def rank(index: Index, choices: Choices, tables: IndexTables) -> Ranked:
    """Return the numbers of one set of choices, the official one's or a scenario's.

    Raises as ``points_of`` does, ``index.group_too_large`` (outranking compares every pair of a group) and, where statistical
    weights can't be used, ``index.no_weights``.
    """
    _refuse_large_groups(index, choices, tables)
    points = points_of(index, choices, tables)
    tree = tree_of(choices)
    if choices.reweigh is not None:
        result = _rolled(index, tree, points, tables)
        tree = _reweighed(tree, choices.reweigh, result, points)
    return ranked(index, tree, points, tables)


def _refuse_large_groups(index: Index, choices: Choices, tables: IndexTables) -> None:
    largest = int(np.bincount(group_numbers(tables)).max(initial=0))
    outranked = [node.id for node in choices.nodes if node.aggregate.method == "copeland"]
    if outranked and largest > PAIRS_AT_MOST:
        where = (f"{index.file}: node {node}.aggregate" for node in outranked)
        raise QihuaError(*(Problem("index.group_too_large", node, str(largest), str(PAIRS_AT_MOST)) for node in where))


def ranked(index: Index, tree: Tree, points: Points, tables: IndexTables) -> Ranked:
    """Roll points up a tree and rank its root."""
    result = _rolled(index, tree, points, tables)
    scores = published(result.scores([tree.root])[:, 0], index.precision)
    return Ranked(points, result, scores, *competition_ranks(tied(index, scores), group_numbers(tables)))


def tied(index: Index, scores: Matrix) -> Matrix:
    """Return scores as ranks are taken of them: what differs only in the order of adding up is equal."""
    return published(scores, rank_decimals(index.precision, index.full))


def node_ranks(index: Index, result: Result, tables: IndexTables, nodes: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return the ranks of units at nodes, inside their groups and at the framework's precision; 0 for none. units × nodes."""
    scores, groups = tied(index, result.scores(nodes)), group_numbers(tables)
    return np.column_stack([competition_ranks(column, groups)[0] for column in scores.T])


def group_numbers(tables: IndexTables) -> Places:
    """Return the number of each unit's group, groups numbered as they come."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(unit.group, len(numbers)) for unit in tables.units], dtype=np.intp)


def _rolled(index: Index, tree: Tree, points: Points, tables: IndexTables) -> Result:
    groups = group_numbers(tables)
    members = [np.flatnonzero(groups == number) for number in range(int(groups.max(initial=-1)) + 1)]
    everywhere = np.zeros(len(tables.units), dtype=np.intp)
    return roll_up(tree, points, everywhere, members, _stated(index, tables))


def _stated(index: Index, tables: IndexTables) -> dict[str, Matrix]:
    place = {unit.code: position for position, unit in enumerate(tables.units)}
    stated = {override.node: np.full(len(place), np.nan) for override in index.overrides}
    for override in index.overrides:
        stated[override.node][place[override.unit]] = override.value
    return stated


def override_problems(index: Index, official: Ranked) -> list[Problem]:
    """Return the exceptions that don't lie on the scale of their node, where it has one."""
    tree, points = official.result.tree, official.points
    leaf = {name: column for column, name in enumerate(tree.leaves)}
    problems = []
    for position, override in enumerate(index.overrides, 1):
        below = [leaf[name] for name in tree.leaves_below(override.node)]
        low, high = points.least[below].min(), points.most[below].max()
        outranked = tree.rules[override.node].mean == "copeland"
        if not outranked and not low <= override.value <= high:
            where = f"{index.file}: override {position} ({override.unit}, {override.node}).value"
            problems.append(Problem("index.bad_range", where, f"{override.value:g}", f"{low:g} … {high:g}"))
    return problems


# Weights from the data


def child_values(result: Result, points: Points, node: str) -> Matrix:
    """Return units × children of a node: points of indicators, scores of nodes, NaN where there is none."""
    place = {name: column for column, name in enumerate(points.indicators)}
    return np.column_stack(
        [
            np.where(points.seen[:, place[child]] > 0, points.points[:, place[child]], np.nan)
            if child in place
            else result.scores([child])[:, 0]
            for child in result.tree.children[node]
        ]
    )


def statistical(method: str, result: Result, points: Points, node: str) -> StatisticalWeights:
    """Return what a statistical method makes of the children of a node."""
    return STATISTICAL[method](child_values(result, points, node))


def _reweighed(tree: Tree, reweigh: Reweigh, result: Result, points: Points) -> Tree:
    weights, problems = tree.weights.copy(), []
    for node in reweigh.under:
        children = tree.children[node]
        if reweigh.method == "equal":
            found, reasons = equal(len(children)), ("",) * len(children)
        else:
            made = statistical(reweigh.method, result, points, node)
            found, reasons = made.weights, made.reasons
        problems += [
            Problem("index.no_weights", f"weights({node})", child, reweigh.method, {"reason": reason})
            for child, reason in zip(children, reasons, strict=True)
            if reason not in ("", "constant") or (reason and not np.nansum(found) > 0)
        ]
        weights[:, tree.places(children)] = found
    if problems:
        raise QihuaError(*problems)
    return tree.with_weights(weights)
