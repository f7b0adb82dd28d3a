"""How it is judged whether evaluators agree: levels of measurement, intervals, and the words for a coefficient (``agreement.toml``)."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

INSUFFICIENT = "insufficient"
"""How a coefficient is read that reaches no word's value."""


@dataclass(frozen=True, slots=True)
class AnswerScale:
    """level: of measurement, nominal | ordinal | interval | ratio. width: how far apart answers can be, 0 for relative to the larger."""

    level: str
    width: float


@dataclass(frozen=True, slots=True)
class Reading:
    """How a coefficient is read. words: from which value on which word holds, the highest first. source: who says so."""

    words: tuple[tuple[float, str], ...]
    source: str
    source_status: str

    def word(self, value: float) -> str:
        """Return the word for a value; "" for NaN."""
        if math.isnan(value):
            return ""
        return next((word for least, word in self.words if value >= least), INSUFFICIENT)


@dataclass(frozen=True, slots=True)
class Judging:
    """of_means: the level of an evaluator's mean over items. machine_yes: from where on a machine's value stands for yes.

    draws, confidence, seed: how intervals are made. scales: by the name of an item's scale. readings: of alpha and kappa.
    """

    of_means: str
    machine_yes: float
    draws: int
    confidence: float
    seed: int
    scales: Mapping[str, AnswerScale]
    readings: Mapping[str, Reading]


@lru_cache(maxsize=1)
def judging() -> Judging:
    """Return how agreement is judged."""
    table = tomllib.loads((Path(__file__).parent / "agreement.toml").read_text("utf-8"))
    scales = {name: AnswerScale(**scale) for name, scale in table["scale"].items()}
    readings = {
        name: Reading(tuple((least, word) for least, word in one["words"]), one["source"], one["source_status"])
        for name, one in table["reading"].items()
    }
    return Judging(table["of_means"], table["machine_yes"], **table["interval"], scales=scales, readings=readings)
