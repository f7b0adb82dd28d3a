"""How a command ends: what went wrong is printed, and the exit status says so."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dashboard.locales import Words
from data.errors import Problem

DONE, DONE_WITH_PROBLEMS, COULD_NOT_RUN = 0, 1, 2


def print_problems(problems: Sequence[Problem], say: Words) -> None:
    """Print what went wrong, one line each."""
    for problem in problems:
        print(say.problem(problem), file=sys.stderr)


def finish(problems: Sequence[Problem], say: Words) -> int:
    """Print what went wrong on the way and return the exit status that says so."""
    print_problems(problems, say)
    return DONE_WITH_PROBLEMS if problems else DONE
