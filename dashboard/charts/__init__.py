"""Charts on screen: Plotly graph objects from plain arrays, in one navy hue and one accent, for light and dark.

Blue against orange stays apart for every common kind of colour blindness; lightness alone orders the four counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

FONT = "'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}
"""What every chart is drawn with: no tool bar with foreign words, no zoom by accident."""


@dataclass(frozen=True, slots=True)
class Palette:
    """shades: registered, reachable, official, active; the headline is the strongest."""

    shades: tuple[str, str, str, str]
    accent: str
    text: str
    quiet: str
    grid: str


LIGHT = Palette(("#c9d6e6", "#8fadd0", "#1d4e89", "#5b84b5"), "#b8560f", "#17222e", "#5b6a7a", "#e3e9f0")
DARK = Palette(("#33475e", "#4c719c", "#8ab4e8", "#6590c2"), "#f0a35e", "#e6ebf0", "#9fb0c0", "#27323e")


def palette(dark: bool) -> Palette:
    """Return the colours of a theme."""
    return DARK if dark else LIGHT


def frame(colours: Palette, height: int) -> dict[str, Any]:
    """Return the layout that all charts begin with: our font, no background, a legend on top that is only read."""
    return {
        "height": height,
        "margin": {"l": 4, "r": 20, "t": 34, "b": 28},
        "font": {"family": FONT, "size": 13, "color": colours.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "font": {"size": 12.5},
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "hoverlabel": {"font": {"family": FONT, "size": 13}},
        "dragmode": False,
    }


def lane_axis(names: Sequence[str]) -> dict[str, Any]:
    """Return the vertical axis of a chart of lanes, the first on top, each with its name."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "range": [len(names) - 0.4, -0.6],
        "ticklabelstandoff": 6,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
