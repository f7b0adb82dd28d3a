"""What indicators and dimensions are called on screen."""

from __future__ import annotations

from dashboard.queries import Snapshot
from dashboard.views.scene import Scene
from metrics.scale import EQUAL, INDEX


def name_of(scene: Scene, snapshot: Snapshot, dimension: str) -> str:
    """Return what a dimension, or the index in its place, is called."""
    if dimension in {INDEX, EQUAL}:
        return scene.say(f"dimensions.{dimension}")
    found = snapshot.catalogue.dimensions[dimension]
    return scene.say.pick(found.name_zh, found.name_en)


def indicator_name(scene: Scene, snapshot: Snapshot, indicator: str) -> str:
    """Return what an indicator is called."""
    entry = snapshot.catalogue.indicators[indicator]
    return scene.say.pick(entry.name_zh, entry.name_en)
