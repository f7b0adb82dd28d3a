"""The words of the product, in Chinese and English. ``data`` and ``metrics`` raise codes; here they are worded."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.errors import Problem

LANGUAGES = ("zh", "en")
_FOLDER = Path(__file__).parent


class Words:
    """Says things in one language: ``say("app.title")``; braces in a text take the named values."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._table: dict[str, Any] = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key like ``site.pick``. Raises ``KeyError`` for a key that no locale has."""
        found: Any = self._table
        for part in key.split("."):
            found = found[part]
        text = str(found)
        return text.format(**values) if values else text

    def problem(self, problem: Problem) -> str:
        """Word a problem: what happened where, what is allowed, what to do; its code in brackets behind."""
        text = self._table["error"][problem.code].format(**self._values(problem))
        remedy = self.remedy(problem)
        return f"{text}{self.pick('', ' ') if remedy else ''}{remedy} [{problem.code}]"

    def remedy(self, problem: Problem) -> str:
        """Return what to do about a problem alone; "" where its error text says it."""
        kind, _, name = problem.code.partition(".")
        known = name in self._table["remedy"].get(kind, {})
        return self(f"remedy.{problem.code}", **self._values(problem)) if known else ""

    def _values(self, problem: Problem) -> dict[str, str]:
        """What a text may name of a problem; a cause among its parameters is worded: its name, why, the next step."""
        cause = self._table["cause"].get(problem.params.get("cause"), {})
        return {"where": problem.where, "found": problem.found, "allowed": problem.allowed, **cause, **problem.params}

    def cause(self, code: str) -> str:
        """Return the name of a cause, "" for none."""
        return str(self._table["cause"][code]["name"]) if code else ""

    def pick(self, zh: str, en: str) -> str:
        """Return the one of two texts that is in this language."""
        return zh if self.language == "zh" else en


@lru_cache(maxsize=4)
def words(language: str) -> Words:
    """Return the words of a language; Chinese for one that is not there."""
    return Words(language if language in LANGUAGES else "zh")
