"""How sure a framework's ranks are held to be: what replications draw, how many, and what of the measurement was a sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data.frameworks.checking import Checker

_KEYS = ("draws", "seed", "weights", "geometric_least", "sobol", "whole", "sampled")
_MOST_DRAWS, _MOST_SEED, _MOST_SOBOL = 100_000, 2**32 - 1, 10_000


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What replications of the index draw; analysis, never the official score.

    draws: replications of each band. seed: of all that is drawn. weights: every weight is drawn from itself × (1 ± this).
    geometric_least: the other mean over the dimensions is geometric, smaller scores counting as this. sobol: points of each matrix
    of the Sobol design. sampled: indicator → the part that says of how many things its share was taken. whole: the part that
    says, being 1, that all of them were looked at.
    """

    draws: int
    seed: int
    weights: float
    geometric_least: float
    sobol: int
    whole: str
    sampled: Mapping[str, str]


def uncertainty_from(checker: Checker, value: Any, scored: Iterable[str]) -> Uncertainty:
    """Return the section ``uncertainty`` of a framework; faults are noted. scored: the framework's indicators."""
    table = value if isinstance(value, dict) else {}
    checker.keys("uncertainty.", table, _KEYS, _KEYS)
    numbers = {
        name: checker.whole(f"uncertainty.{name}", table.get(name), most)
        for name, most in (("draws", _MOST_DRAWS), ("seed", _MOST_SEED), ("sobol", _MOST_SOBOL))
    }
    if not all(numbers[name] for name in ("draws", "sobol")):
        checker.fault("framework.bad_shape", "uncertainty.draws, uncertainty.sobol", 0, "≥ 1")
    given = table.get("sampled")
    sampled: dict[str, Any] = given if isinstance(given, dict) else {}
    for name in sorted(sampled.keys() - set(scored)):
        checker.fault("framework.unknown_indicator", f"uncertainty.sampled.{name}", name)
    return Uncertainty(
        numbers["draws"], numbers["seed"], checker.share("uncertainty.weights", table.get("weights")),
        checker.weight("uncertainty.geometric_least", table.get("geometric_least")), numbers["sobol"],
        checker.text("uncertainty.whole", table.get("whole")),
        {name: checker.text(f"uncertainty.sampled.{name}", part) for name, part in sampled.items()},
    )  # fmt: skip
