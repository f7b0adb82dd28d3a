"""Frameworks of kind ``deduct``: an office's own scheme (考评方案), 单项否决 → 扣分 → 加分.

The texts of the items are the scheme's own and stand in one language; what is worded around them is said in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.frameworks.check import Line, Wording

PARTS = ("deduct", "veto", "bonus")
"""扣分, 单项否决, 加分: what an item is."""
HOW = ("machine", "reviewed", "people", "reported")
"""机器, 机器+人工复核, 人工, 报送: who says what an item loses. Only ``machine`` counts without a person."""
INAPPLICABLE = ("rescale", "spread")
"""What becomes of the points of items that do not apply: the rest is multiplied up, or they go evenly to the others."""
FLAGS = ("vertical", "outside_service", "autonomous", "foreign_duty")
ATTRIBUTES = ("level", "kind", "unit_type", "body_kind", *FLAGS, "within")
"""What a rule may ask of a site; ``within`` names the code of its unit or of one above."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step (档): what it is called, the points it takes (or gives, in a bonus), and the line a measured figure reaches it by."""

    name: str
    points: float
    line: Line | None


@dataclass(frozen=True, slots=True)
class Whole:
    """When a measurement counts everything there is: always where ``part`` is "", else from ``at_least`` of that part on.

    unseen: the part that counts what could not be judged; with any of it the measurement is not whole. "" for none.
    """

    part: str
    at_least: float
    unseen: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What a machine or a reviewer measured of an item (对应采集项).

    The figure is the indicator's value, or the sum of its ``parts``; ``complement``: 1 minus that. per: how much of the figure
    makes one fault; only whole ones count. whole: None where no measurement of it is complete, so that it only shows the least.
    """

    indicator: str
    parts: tuple[str, ...]
    complement: bool
    per: float
    whole: Whole | None


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the scheme. first, second: 一级指标, 二级指标; point: 考察点; rule: 扣分细则.

    points: 分值, the most it can take or give; None where the scheme names no cap. each: per fault; steps: 档. With neither, a
    mark gives the points themselves; an item without points, each and steps is not scored at all (``unpriced``).
    line: of a veto, the figure it is reached by. groups: the ids of those it applies to, all where empty.
    """

    id: str
    part: str
    first: str
    second: str
    point: str
    rule: str
    points: float | None
    each: float | None
    steps: tuple[Step, ...]
    groups: tuple[str, ...]
    how: str
    measure: Measure | None
    line: Line | None
    source: str
    source_status: str

    @property
    def unpriced(self) -> bool:
        """Whether the scheme says what is looked at and not what it costs."""
        return self.part != "veto" and self.points is None and self.each is None and not self.steps


Rule = Mapping[str, tuple[str, ...]]
"""Attribute of a site → the values of it that are meant; all attributes have to hold."""


@dataclass(frozen=True, slots=True)
class ComparisonGroup:
    """考评对象分类: whom the scheme compares with each other."""

    id: str
    name_zh: str
    name_en: str
    where: Rule


@dataclass(frozen=True, slots=True)
class Deduct:
    """A framework of kind ``deduct``.

    fictional: an invented scheme (虚构). full: points of the deduction part. pass_mark: below it, 不合格. precision: decimals that
    are stored and ranked by. floor: completeness below which there is no number. vetoed_mark: the mark of a vetoed object, None
    for none. inapplicable: one of ``INAPPLICABLE``. bonus_cap: the most all bonuses together add, None for no cap; bonus_above:
    the deduction part has to be above it. scope: whom the scheme looks at.
    """

    id: str
    version: str
    kind: str
    name_zh: str
    name_en: str
    source: str
    note: Wording
    fictional: bool
    full: float
    pass_mark: float
    precision: int
    floor: float
    vetoed_mark: float | None
    inapplicable: str
    bonus_cap: float | None
    bonus_above: float
    scope: Rule
    groups: tuple[ComparisonGroup, ...]
    items: tuple[Item, ...]
    digest: str

    def of_part(self, part: str) -> tuple[Item, ...]:
        """Return the items of one part of the scheme."""
        return tuple(item for item in self.items if item.part == part)
