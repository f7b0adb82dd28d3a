"""Deduct schemes (考评方案): 单项否决 → 扣分 → 加分, inside the comparison groups that the scheme names. Pure."""

from metrics.deduct.groups import group_table, members
from metrics.deduct.readings import ITEM_STATES, VETO_STATES, readings
from metrics.deduct.totals import STANDINGS, VERDICTS, DeductResult, deduct

__all__ = [
    "ITEM_STATES", "STANDINGS", "VERDICTS", "VETO_STATES", "DeductResult", "deduct", "group_table", "members", "readings",
]  # fmt: skip
