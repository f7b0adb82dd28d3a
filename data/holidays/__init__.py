"""Working days in China: Monday to Friday, less the public holidays, plus the make-up days of the table.

``holidays.csv`` is editable; every row carries the notice it comes from. Years without rows count weekends only.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).parent / "holidays.csv"


@lru_cache(maxsize=1)
def _special_days() -> dict[date, bool]:
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        return {date.fromisoformat(row["date"]): row["working"] == "yes" for row in csv.DictReader(stream)}


def is_working_day(day: date) -> bool:
    """Tell whether offices work on a day."""
    return _special_days().get(day, day.weekday() < 5)


def working_days_between(earlier: date, later: date) -> int:
    """Return how many working days lie after ``earlier`` up to and including ``later``; 0 if it is not later."""
    days = (later - earlier).days
    return sum(is_working_day(earlier + timedelta(step)) for step in range(1, days + 1))


def working_days_before(later: date, count: int) -> date:
    """Return the latest day after which ``count`` working days lie up to and including ``later``."""
    earlier = later
    while count > 0:
        count -= is_working_day(earlier)
        earlier -= timedelta(1)
    return earlier
