"""Words to look for, as data: one TOML file a subject, one line to add a word."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Return the table of a lexicon file by its name."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
