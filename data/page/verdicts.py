"""What kind of page came instead of the one that belongs there."""

from __future__ import annotations

import re
from functools import lru_cache

from data.lexicon import lexicon
from data.model import Cause
from data.page.model import PageIndex


@lru_cache(maxsize=64)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def page_cause(page: PageIndex) -> Cause | None:
    """Return why a page that came with content is not the site's page; None if nothing speaks against it."""
    words = lexicon("verdicts")
    size = len(page.text)
    hijacked = words["hijacked"]
    if _pattern(hijacked["title"]).search(page.title) and not _pattern(hijacked["not_title"]).search(page.title):
        return Cause.HIJACKED
    challenge = words["challenge"]
    if size <= challenge["most"] and len(page.links) < 10:
        said = f"{page.title} {page.text}"
        if _pattern(challenge["text"]).search(said) or (
            size < 200 and _pattern(challenge["script"]).search(page.script_text)
        ):
            return Cause.CHALLENGE
    for name, cause in (("parked", Cause.PARKED), ("placeholder", Cause.PLACEHOLDER), ("soft_404", Cause.SOFT_404)):
        if size <= words[name]["most"] and _pattern(words[name]["text"]).search(f"{page.title} {page.text}"):
            return cause
    scripted = bool(page.scripts) and not page.links and not page.images
    if scripted and size <= words["script_shell"]["most"]:
        return Cause.SCRIPT_SHELL
    return None
