"""Errors that a person can cause.

``data`` and ``metrics`` never word a message. They raise a stable code with parameters;
``dashboard/locales`` says it in the user's language under the same code.

    QihuaError                one or more problems; nothing was done
    └── problems: [Problem]   code, where, found, allowed, and free parameters for the wording
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person has to mend.

    code: stable, lower case, dotted: ``catalogue.unknown_key``.
    where: file, row, column or URL, e.g. ``framework.toml: dimension[2].weight``.
    found: what stands there, as text.
    allowed: what may stand there, as text.
    params: further values for the wording.
    """

    code: str
    where: str = ""
    found: str = ""
    allowed: str = ""
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [self.code]
        if self.where:
            parts.append(f"at {self.where}")
        if self.found:
            parts.append(f"found {self.found!r}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        return " · ".join(parts)


class QihuaError(Exception):
    """The request could not be carried out; ``problems`` says all the reasons at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems: tuple[Problem, ...] = problems


def fail(code: str, *, where: str = "", found: str = "", allowed: str = "", **params: str) -> QihuaError:
    """Return the error of a single problem, to be raised by the caller."""
    return QihuaError(Problem(code, where, found, allowed, params))
