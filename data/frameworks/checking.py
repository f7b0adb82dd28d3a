"""What the loaders of all kinds share: reading a framework's file, and noting every fault in it with its key."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.catalogue import Catalogue, Indicator
from data.errors import Problem, fail
from data.model import Level
from data.tables import Faults, content

SHIPPED = Path(__file__).parent
HEAD = ("id", "version", "kind", "name_zh", "name_en")
"""What every framework begins with, whatever its kind."""
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_HUGE = 1e300  # larger numbers, infinity and nan are slips


@dataclass(frozen=True, slots=True)
class Source:
    """A framework's file as it was read: its name, its table, the SHA-256 of its bytes."""

    file: str
    table: dict[str, Any]
    digest: str


def shipped() -> tuple[str, ...]:
    """Return the ids of the shipped frameworks in order."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def read(name: str | Path) -> Source:
    """Read a shipped framework's file by its id, or one by its path: a ``Path``, or a text ending in ``.toml``.

    Raises ``framework.unknown`` naming the shipped ones (``table.missing_file`` for a ``Path``), ``table.not_toml``.
    """
    path = Path(name) if isinstance(name, Path) or name.endswith(".toml") else SHIPPED / f"{name}.toml"
    if not isinstance(name, Path) and not path.is_file():
        raise fail("framework.unknown", found=name, allowed=", ".join(shipped()))
    body = content(path)
    try:
        table = tomllib.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise fail("table.not_utf8", where=str(path), allowed="UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise fail("table.not_toml", where=str(path), found=str(error)) from error
    return Source(path.name, table, hashlib.sha256(body).hexdigest())


def spelled(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(spelled, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {spelled(inside)}' for key, inside in value.items())} }}"
    return str(value)


class Checker:
    """Reads values out of a framework's table; what is wrong is noted with its key, and a harmless value stands in its place."""

    def __init__(self, file: str) -> None:
        self.catalogue = Catalogue.load()
        self.file = file
        self._faults = Faults()

    def raise_any(self) -> None:
        """Raise everything that was noted; return if there was nothing."""
        self._faults.raise_any()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that was noted."""
        return tuple(self._faults.problems)

    def fault(self, code: str, key: str, found: object = "", allowed: str = "") -> None:
        """Note one fault of the file, once."""
        problem = Problem(code, f"{self.file}: {key}", found if isinstance(found, str) else spelled(found), allowed)
        if problem not in self._faults.problems:
            self._faults.problems.append(problem)

    def note(self, problems: Iterable[Problem]) -> None:
        """Note problems that were found elsewhere."""
        self._faults.problems += problems

    def head(self, table: dict[str, Any], keys: Sequence[str], may: Sequence[str] = ()) -> None:
        """Check the keys of the whole table, and what every framework begins with. Raises where a key is missing or unknown.

        may: keys that need not be there.
        """
        self.keys("", table, (*keys, *may), keys)
        self.raise_any()
        self.named(table)

    def named(self, table: dict[str, Any]) -> None:
        """Check the values that every framework begins with."""
        for key in HEAD:
            self.text(key, table[key])
        for key in ("id", "version"):
            # Both name the folder that a scorecard is published in.
            if not _SLUG.fullmatch(str(table[key])):
                self.fault("framework.bad_name", key, table[key], "a-z A-Z 0-9 _ - .")

    def keys(self, prefix: str, table: dict[str, Any], allowed: Iterable[str], needed: Iterable[str]) -> None:
        """Note keys that are not allowed and keys that are missing."""
        for name in sorted(table.keys() - set(allowed)):
            self.fault("framework.unknown_key", f"{prefix}{name}", name, ", ".join(allowed))
        for name in (name for name in needed if name not in table):
            self.fault("framework.missing_key", f"{prefix}{name}")

    def tables(self, key: str, value: Any) -> list[tuple[str, dict[str, Any]]]:
        """Return the tables of an array with the key of each; there must be one at least."""
        if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
            self.fault("framework.bad_shape", key, value, f"[[{key.rpartition('.')[2]}]]")
            return []
        return [(f"{key}[{position}]", entry) for position, entry in enumerate(value)]

    def unique(self, key: str, names: Sequence[str]) -> None:
        """Note the names that occur more than once."""
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.fault("framework.duplicate", key, name)

    def text(self, key: str, value: Any) -> str:
        """Return a text that must not be empty."""
        if value is None:
            self.fault("framework.missing_key", key)
            return ""
        if not isinstance(value, str) or not value:
            self.fault("framework.bad_shape", key, spelled(value), '"…"')
            return ""
        return value

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        """Return a list of texts that are not empty."""
        if value is None:
            self.fault("framework.missing_key", key)
            return ()
        if not isinstance(value, list) or not value:
            self.fault("framework.bad_shape", key, value, '["…"]')
            return ()
        return tuple(self.text(f"{key}[{position}]", text) for position, text in enumerate(value))

    def choice(self, key: str, value: Any, allowed: Sequence[str]) -> str:
        """Return a value that must be one of a few."""
        if value is None:
            self.fault("framework.missing_key", key)
            return allowed[0]
        if value not in allowed:
            self.fault("framework.bad_shape", key, value, ", ".join(allowed))
            return allowed[0]
        return str(value)

    def whole(self, key: str, value: Any, most: int) -> int:
        """Return a whole number from 0 to ``most``."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.fault("framework.bad_shape", key, value, f"0 … {most}")
            return 0
        return value

    def number(self, key: str, value: Any, otherwise: float = 0.0) -> float:
        """Return a number; ``otherwise`` where there is none."""
        if value is None:
            self.fault("framework.missing_key", key)
            return otherwise
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _HUGE:
            self.fault("framework.not_a_number", key, value)
            return otherwise
        return float(value)

    def share(self, key: str, value: Any) -> float:
        """Return a number from 0 to 1."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self.fault("framework.bad_floor", key, value, "0 … 1")
            return 0.0
        return float(value)

    def weight(self, key: str, value: Any) -> float:
        """Return a number that is not negative."""
        number = self.number(key, value)
        if number < 0:
            self.fault("framework.negative_weight", key, value, "≥ 0")
        return number

    def levels(self, key: str, value: Any) -> tuple[str, ...]:
        """Return a list of levels."""
        levels = value if isinstance(value, list) else [value]
        for level in [level for level in levels if level not in tuple(Level)]:
            self.fault("framework.unknown_level", key, level, ", ".join(Level))
        return tuple(str(level) for level in levels)

    def indicator(self, key: str, value: Any) -> Indicator | None:
        """Return an entry of the catalogue by its id."""
        found = self.catalogue.entries.get(str(value))
        if found is None:
            self.fault("framework.unknown_indicator", key, value, "data/catalogue/*.toml")
        return found

    def part(self, key: str, indicator: Indicator, value: Any) -> str:
        """Return the id of a declared part of an indicator."""
        parts = [part.id for part in indicator.parts]
        if value not in parts:
            self.fault("framework.unknown_part", key, value, ", ".join(parts))
        return str(value)

    def parts(self, key: str, indicator: Indicator, value: Any) -> tuple[str, ...]:
        """Return a list of declared parts of an indicator."""
        return tuple(self.part(key, indicator, part) for part in self.texts(key, value))

    def flag(self, key: str, value: Any) -> bool:
        """Return yes or no."""
        if not isinstance(value, bool):
            self.fault("framework.bad_shape", key, value, "true, false")
        return value is True
