"""Names of places and bodies that do not exist: built from syllables, refused when a real unit bears them."""

from __future__ import annotations

import csv
import random
from functools import lru_cache
from pathlib import Path

_REAL = Path(__file__).parent.parent / "units" / "china" / "units.csv"
_FIRST = "澜岚霁汀朔砚棠筠沅翎曜蘅骊淙峤珩槿苕茗荻霖漪璟垚岑崆峣嵘暄曦栩楹樾沚泠洵浔淇渌渑溆滢潆煦琅瑜璇睢"
_SECOND = "川原江宁南浦岭泉湖溪城陵洲屏台岗汀湾渡塘源谷桥峰阳沙津坪林石田口滩"
_ORGANS = (
    ("星象观测总署", False),
    ("海藻资源部", True),
    ("风筝运动总局", True),
    ("古桥保护委员会", None),
    ("节气文化署", False),
    ("灯塔管理局", True),
)


@lru_cache(maxsize=1)
def _real_names() -> frozenset[str]:
    with _REAL.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return frozenset(name for row in rows for name in (row["name"], row["short_name"]))


DEPARTMENTS = (
    "图书与阅览局", "步道建设局", "节庆服务局", "湿地观察局", "渡口管理局", "果木试验局", "气象观测局", "乡土博物局",
)  # fmt: skip
"""Names of departments of local governments, without the place."""


def organs() -> tuple[tuple[str, bool | None], ...]:
    """Return (name, whether it serves the public; None where the list does not say) of six fictional central organs."""
    return _ORGANS


def place_names(count: int, suffix: str, seed: random.Random, taken: set[str]) -> list[str]:
    """Return distinct invented place names of two syllables; ``taken`` holds those used before and gets the new ones."""
    names: list[str] = []
    real = _real_names()
    while len(names) < count:
        stem = seed.choice(_FIRST) + seed.choice(_SECOND)
        if stem in taken or stem[0] == stem[1] or {stem, stem + suffix, stem + "市", stem + "县", stem + "省"} & real:
            continue
        taken.add(stem)
        names.append(stem)
    return names
