"""What the truth table says of a cell: a value, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

MEASURED, NOT_APPLICABLE, NOT_OBSERVED, NOT_COLLECTED = "measured", "not_applicable", "not_observed", "not_collected"


@dataclass(frozen=True, slots=True)
class Known:
    """A value the plan decides, or the status of a cell that has none; status None where the plan does not decide."""

    status: str | None
    value: float | None = None


UNDECIDED = Known(None)
UNSEEN = Known(NOT_OBSERVED)
OUTSIDE = Known(NOT_APPLICABLE)
UNASKED = Known(NOT_COLLECTED)


def number(value: float) -> Known:
    """Return a measured value."""
    return Known(MEASURED, round(value, 6))


def share(*flags: bool | float) -> Known:
    """Return the share of the flags that are set."""
    return number(sum(flags) / len(flags))
