"""Where a round looks from (监测点), as its operator declares it, and what may be concluded from there.

Many government hosts refuse addresses outside the mainland, and what is slow from far away is not slow. So speed and
availability count from a declared mainland vantage only, and from outside nothing is called missing.
"""

from __future__ import annotations

from data.errors import fail
from data.lexicon import lexicon


def declared_vantage(text: str) -> str:
    """Return a declaration as it may stand in a round: "" for none. Raises ``collect.bad_vantage`` if it says neither."""
    said = text.strip()
    if said and not is_mainland(said) and not is_outside(said):
        raise fail("collect.bad_vantage", found=said, allowed="境内：…, 境外：…, mainland: …, outside: …")
    return said


def is_mainland(vantage: str) -> bool:
    """Tell whether a declaration says that the round looks from the mainland."""
    return vantage.startswith(tuple(lexicon("vantage")["mainland"]))


def is_outside(vantage: str) -> bool:
    """Tell whether a declaration says that the round looks from outside the mainland."""
    return vantage.startswith(tuple(lexicon("vantage")["outside"]))
