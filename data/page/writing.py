"""In which script a page is written, where it is not Chinese or Latin."""

from __future__ import annotations

import re
from functools import cache

from data.lexicon import lexicon


def minority_script(text: str) -> str:
    """Return the script of a minority language (tibetan, mongolian, arabic, yi, dai) that a text is written in; "" for any other."""
    if _letters("".join(lexicon("writing")["ranges"].values())).search(text) is None:
        return ""
    letters = sum(sign.isalpha() for sign in text)
    for name, signs in lexicon("writing")["ranges"].items():
        own = sum(sign.isalpha() for run in _letters(signs).findall(text) for sign in run)
        if own > letters * lexicon("writing")["least"]:
            return str(name)
    return ""


@cache
def _letters(signs: str) -> re.Pattern[str]:
    return re.compile(f"[{signs}]+")
