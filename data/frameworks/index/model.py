"""What a framework of kind ``index`` says: a tree of nodes over indicators, how values become points, and points a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEFT_OUT = "left_out"
"""The one way in which the official result treats a missing value: it leaves the denominator."""


@dataclass(frozen=True, slots=True)
class Normalise:
    """How values become points: a method of ``normalising.METHODS`` and all of its settings, those left out at their defaults."""

    method: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How children become a node: ``arithmetic``, ``geometric``, ``harmonic`` or ``copeland``.

    floor: smaller points count as this much in the geometric and the harmonic mean; None where none is declared.
    """

    method: str
    floor: float | None


@dataclass(frozen=True, slots=True)
class Missing:
    """When a node has no number: less than the share ``floor`` of what applies is there, counted by ``weight`` or ``number``."""

    floor: float
    counted_by: str


@dataclass(frozen=True, slots=True)
class IndexNode:
    """An inner node. parent: "" for the root. weight: among its siblings, as given (1 where none of them has any)."""

    id: str
    name: str
    parent: str
    weight: float
    aggregate: Aggregate
    missing: Missing


@dataclass(frozen=True, slots=True)
class IndexIndicator:
    """A leaf: a column of the observations. direction: 1, or −1 where a higher value is worse."""

    id: str
    name: str
    parent: str
    weight: float
    direction: int
    normalise: Normalise


@dataclass(frozen=True, slots=True)
class Pairwise:
    """A pairwise matrix (AHP) that gives the children of ``parent``, in ``order``, their weights in place of given ones."""

    parent: str
    order: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A published exception: the score of a unit's node stands as it was published, for a reason that is said beside it."""

    unit: str
    node: str
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reweigh:
    """Weights for analysis: ``equal``, ``entropy``, ``critic`` or ``pca`` among the children of the nodes ``under``."""

    method: str
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that turns observations into scores; the official result has one set of them, every scenario its own.

    nodes: the root first where the file has it first; in the order of the file. missing_as: ``left_out`` (always so in the
    official result), ``zero`` or ``mean``. reweigh: None where the weights are the given ones.
    """

    nodes: tuple[IndexNode, ...]
    indicators: tuple[IndexIndicator, ...]
    missing_as: str
    reweigh: Reweigh | None

    @property
    def members(self) -> tuple[IndexNode | IndexIndicator, ...]:
        """The nodes, then the indicators."""
        return (*self.nodes, *self.indicators)

    @property
    def families(self) -> dict[str, list[IndexNode | IndexIndicator]]:
        """The children of every node by its id; under "" stands the root."""
        families: dict[str, list[IndexNode | IndexIndicator]] = {}
        for member in self.members:
            families.setdefault(member.parent, []).append(member)
        return families


@dataclass(frozen=True, slots=True)
class Scenario:
    """An analysis beside the official result."""

    id: str
    name: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is drawn at random beside the official choice: weights times a uniform 1 ± ``weights``, and one of each of the others.

    aggregate: methods for all nodes. missing: ``left_out``, ``zero``. normalise: name → the indicators under another method.
    """

    weights: float
    aggregate: tuple[str, ...]
    missing: tuple[str, ...]
    normalise: Mapping[str, tuple[IndexIndicator, ...]]


@dataclass(frozen=True, slots=True)
class Index:
    """A framework of kind ``index``.

    precision: decimals at which scores are stored and ranks taken, None for ranks on unrounded scores. full: the score of a
    unit that is best in everything. relative_weights: siblings' weights need not sum to a whole. rank_within: the column of
    the units that names the groups in which ranks are taken, "" for all units together. uncertainty: None where the file
    declares none. file: its name, for messages.
    """

    id: str
    version: str
    kind: str
    name_zh: str
    name_en: str
    source: str
    precision: int | None
    full: float
    relative_weights: bool
    rank_within: str
    choices: Choices
    pairwise: tuple[Pairwise, ...]
    overrides: tuple[Override, ...]
    scenarios: tuple[Scenario, ...]
    uncertainty: Uncertainty | None
    digest: str
    file: str
