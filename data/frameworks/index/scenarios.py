"""What stands beside the official result of a framework of kind ``index``: scenarios, and the choices that are drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from data.frameworks.checking import Checker
from data.frameworks.index.model import (
    LEFT_OUT,
    Choices,
    IndexIndicator,
    IndexNode,
    Normalise,
    Reweigh,
    Scenario,
    Uncertainty,
)
from data.frameworks.index.normalising import DATA_DEPENDENT, UNREADABLE, normalise_of, replaced
from data.frameworks.index.rules import AGGREGATES, aggregate_of, check_floor, missing_of, table_of

WEIGHINGS = ("equal", "entropy", "critic", "pca")
MISSING_AS = (LEFT_OUT, "zero", "mean")
_CHANGES = ("normalise", "aggregate", "missing", "weights")
_UNCERTAINTY = ("weights", "aggregate", "missing", "normalise")


def scenarios_of(
    checker: Checker,
    entries: Sequence[tuple[str, dict[str, Any]]],
    official: Choices,
    default: Normalise | None,
    full: float,
) -> tuple[Scenario, ...]:
    """Return the scenarios, each with all of its choices. default: the normalisation of indicators without one of their own."""
    scenarios = []
    for key, entry in entries:
        checker.keys(f"{key}.", entry, ("id", "name", *_CHANGES), ("id",))
        name = checker.text(f"{key}.id", entry.get("id"))
        if not any(change in entry for change in _CHANGES):
            checker.fault("index.no_change", key, name, ", ".join(_CHANGES))
        choices = _choices(checker, key, entry, official, default, full)
        scenarios.append(Scenario(name, str(entry.get("name", name)), choices))
    checker.unique("scenario[*].id", [scenario.id for scenario in scenarios])
    return tuple(scenarios)


def _choices(
    checker: Checker, key: str, entry: dict[str, Any], official: Choices, default: Normalise | None, full: float
) -> Choices:
    choices = official
    if "normalise" in entry:
        by = normalise_of(checker, f"{key}.normalise", entry["normalise"], full, DATA_DEPENDENT)
        choices = replace(choices, indicators=replaced(official.indicators, by, default))
        if choices == official and by is not UNREADABLE:
            checker.fault("index.no_change", f"{key}.normalise", by.method, ", ".join(DATA_DEPENDENT))
    if "aggregate" in entry:
        choices = replace(
            choices, nodes=_aggregated(checker, f"{key}.aggregate", entry["aggregate"], choices.nodes, full)
        )
    if "missing" in entry:
        choices = _missing(checker, f"{key}.missing", entry["missing"], choices)
    if "weights" in entry:
        choices = replace(choices, reweigh=_reweigh(checker, f"{key}.weights", entry["weights"], official.nodes))
    return choices


def _aggregated(
    checker: Checker, key: str, value: Any, nodes: tuple[IndexNode, ...], full: float
) -> tuple[IndexNode, ...]:
    """One rule for all nodes, or a rule by the id of a node."""
    entry = table_of(checker, key, value)
    if not entry or "method" in entry:
        rule = aggregate_of(checker, key, entry, full)
        return tuple(replace(node, aggregate=rule) for node in nodes)
    names = [node.id for node in nodes]
    for name in sorted(entry.keys() - set(names)):
        checker.fault("index.unknown_node", f"{key}.{name}", name, ", ".join(names))
    rules = {name: aggregate_of(checker, f"{key}.{name}", entry[name], full) for name in names if name in entry}
    return tuple(replace(node, aggregate=rules.get(node.id, node.aggregate)) for node in nodes)


def _missing(checker: Checker, key: str, value: Any, choices: Choices) -> Choices:
    entry = table_of(checker, key, value)
    treatment = checker.choice(f"{key}.as", entry.get("as", LEFT_OUT), MISSING_AS)
    rule = missing_of(checker, key, entry)
    changed = {name: getattr(rule, name) for name in ("floor", "counted_by") if name in entry}
    nodes = tuple(replace(node, missing=replace(node.missing, **changed)) for node in choices.nodes)
    return replace(choices, nodes=nodes, missing_as=treatment)


def _reweigh(checker: Checker, key: str, value: Any, nodes: tuple[IndexNode, ...]) -> Reweigh:
    entry = table_of(checker, key, value)
    checker.keys(f"{key}.", entry, ("method", "under"), ("method",))
    method = checker.choice(f"{key}.method", entry.get("method"), WEIGHINGS)
    names = [node.id for node in nodes]
    under = checker.texts(f"{key}.under", entry["under"]) if "under" in entry else tuple(names)
    for position, name in enumerate(under, 1):
        if name not in names:
            checker.fault("index.unknown_node", f"{key}.under {position}", name, ", ".join(names))
    return Reweigh(method, under)


def uncertainty_of(
    checker: Checker, value: Any, official: Choices, default: Normalise | None, full: float
) -> Uncertainty | None:
    """Return what is drawn at random, None where the file declares nothing."""
    if value is None:
        return None
    key, entry = "uncertainty", table_of(checker, "uncertainty", value)
    checker.keys(f"{key}.", entry, _UNCERTAINTY, ())
    aggregates = _several(checker, f"{key}.aggregate", entry.get("aggregate", []), AGGREGATES[:-1])
    for mean in aggregates:
        for node in official.nodes:
            check_floor(checker, f"{key}.aggregate({node.id})", mean, node.aggregate.floor, full)
    missing = _several(checker, f"{key}.missing", entry.get("missing", []), MISSING_AS[:2])
    weights = checker.number(f"{key}.weights", entry.get("weights", 0.0))
    if not 0 <= weights < 1:
        checker.fault("index.bad_range", f"{key}.weights", f"{weights:g}", "0 ≤ weights < 1")
    normalise: dict[str, tuple[IndexIndicator, ...]] = {}
    for place, method in _methods(checker, f"{key}.normalise", entry.get("normalise", []), full):
        varied = replaced(official.indicators, method, default)
        if varied == official.indicators and method is not UNREADABLE:
            checker.fault("index.no_change", place, method.method, ", ".join(DATA_DEPENDENT))
        name = method.method
        normalise[name if name not in normalise else f"{name}_{len(normalise) + 1}"] = varied
    return Uncertainty(weights, aggregates, missing, normalise)


def _methods(checker: Checker, key: str, value: Any, full: float) -> list[tuple[str, Normalise]]:
    if not isinstance(value, list):
        checker.fault("framework.bad_shape", key, value, '[{ method = "…" }]')
        return []
    places = [f"{key} {number}" for number in range(1, len(value) + 1)]
    return [
        (place, normalise_of(checker, place, method, full, DATA_DEPENDENT))
        for place, method in zip(places, value, strict=True)
    ]


def _several(checker: Checker, key: str, value: Any, allowed: Sequence[str]) -> tuple[str, ...]:
    """Some of the allowed words, none of them twice; an empty list keeps to the official choice."""
    if not isinstance(value, list):
        checker.fault("framework.bad_shape", key, value, ", ".join(allowed))
        return ()
    names = [checker.choice(f"{key} {position}", name, allowed) for position, name in enumerate(value, 1)]
    checker.unique(key, names)
    return tuple(names)
