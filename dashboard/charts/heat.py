"""The one hue in which tables of scores are shaded, and the text colour that stays readable on every shade."""

from __future__ import annotations

import math
from collections.abc import Iterable

_HUE = {False: ("#e9f1fa", "#7ba8d8", "#12407a"), True: ("#1b2c40", "#41719f", "#b3d4f7")}
"""The shades of the lowest, a middle and the highest score, on light and dark: the farther from the background, the higher."""
_TEXTS = ("#000000", "#ffffff")
_FULL = 100.0
_STEP = 10.0
_NARROWEST = 30.0


def span(scores: Iterable[float]) -> tuple[float, float]:
    """Return the scores, whole tens, that the two ends of the hue stand for: those around all scores, at least 30 apart."""
    found = list(scores) or [0.0, _FULL]
    high = max(_STEP * math.ceil(max(found) / _STEP), _NARROWEST)
    return max(0.0, min(_STEP * math.floor(min(found) / _STEP), high - _NARROWEST)), high


def shade(score: float, ends: tuple[float, float], *, dark: bool) -> tuple[str, str]:
    """Return the background of a score and the colour of text, black or white, that stands out from it better.

    ends: the scores of the palest and the strongest shade.
    """
    part = min(1.0, max(0.0, (score - ends[0]) / (ends[1] - ends[0]))) * 2
    lower = 0 if part < 1 else 1
    one, other = (_channels(colour) for colour in _HUE[dark][lower : lower + 2])
    mixed = [round(a + (b - a) * (part - lower)) for a, b in zip(one, other, strict=True)]
    background = "#" + "".join(f"{channel:02x}" for channel in mixed)
    return background, max(_TEXTS, key=lambda text: contrast(text, background))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21. Definition: W3C WCAG 2.2, relative luminance."""
    light, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
