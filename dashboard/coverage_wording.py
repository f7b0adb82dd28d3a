"""How a difference of two rounds' coverage is worded, alike on screen and in reports. row: of ``round_coverage.differences``."""

from __future__ import annotations

from typing import Any

from dashboard.locales import Words
from metrics.proportions import LEVEL


def compared_text(row: Any) -> str:
    """Return how many units are compared: pairs, or two draws."""
    return str(row.units) if row.method == "mcnemar" else f"{row.n_before} → {row.n_now}"


def shares_text(row: Any) -> str:
    """Return the shares of both rounds."""
    return f"{row.share_before:.1%} → {row.share_now:.1%}"


def change_text(row: Any, say: Words) -> str:
    """Return the change in points of percent; 0 where no unit changed."""
    return "0" if _same(row) else say("coverage.points", n=_signed(row.change))


def verdict(row: Any, say: Words) -> str:
    """Return what the change means, in a word."""
    if _same(row):
        return say("coverage.no_change")
    return say(f"coverage.{'significant' if row.p < 1 - LEVEL else 'chance'}_{row.method}")


def verdict_basis(row: Any, say: Words) -> str:
    """Return what the verdict rests on: pairs and their test, or two draws and the interval of their difference; "" if nothing changed."""
    if _same(row):
        return ""
    p = "< 0.001" if row.p < 0.001 else f"= {row.p:.3f}"
    if row.method == "mcnemar":
        return say("coverage.paired", gained=row.gained, lost=row.lost, p=p)
    return say("coverage.drawn", low=_signed(row.lower), high=_signed(row.upper), p=p)


def _same(row: Any) -> bool:
    return bool(row.method == "mcnemar" and row.gained == row.lost == 0)


def _signed(part: float) -> str:
    return f"{100 * part:+.1f}".replace("-", "−")
