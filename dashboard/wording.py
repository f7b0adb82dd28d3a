"""How values, dates and findings are worded, alike on screen and in reports."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.locales import Words
from data.analysis import civil_date
from data.catalogue import Indicator
from data.lexicon import lexicon
from data.model import Cause

_CHINA = ZoneInfo("Asia/Shanghai")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:]+Z")
_SAID = [
    (re.compile(pattern), key)
    for pattern, key in (
        (r"HTTP (\d{3})", "http"), ("nxdomain", "nxdomain"), ("no_answer", "no_answer"), ("servfail", "servfail"),
        ("viewport", "viewport"), (r"viewport (.+)", "viewport_value"), (r"AAAA (.+)", "aaaa"), (r"A (\d.+)", "a"),
        (r"hidden (\S*\*{3}\S*)", "hidden"), (r"unlawful (\S*\*{3}\S*)", "unlawful"), (r"lost (\S*\*{3}\S*)", "lost"),
    )
]  # fmt: skip
"""What collectors quote from the wire or the page, and the key that words it."""
_CAUSES = frozenset(cause.value for cause in Cause)


def beijing(instant: str) -> str:
    """Return a UTC instant as Beijing time, YYYY-MM-DD HH:MM:SS; "" for none."""
    return datetime.fromisoformat(instant).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S") if instant else ""


def site_title(path: str, name: str) -> str:
    """Return what a site is called where it stands alone: its name with the unit's path, the path where that says the name."""
    return path if name in path else f"{name}（{path}）"


def site_note(level: str, path: str, name: str, say: Words) -> str:
    """Return what stands under a unit's path in a list of sites: its level, and which of the unit's sites it is."""
    return " · ".join([say(f"level.{level}")] + ([] if name in path else [name]))


def civil(day: str, say: Words) -> str:
    """Return an ISO date as it is written in the language, — for none."""
    if not day:
        return "—"
    year, month, number = (int(part) for part in day.split("-"))
    return say("app.date", year=year, month=month, day=number)


def collected(about: Mapping[str, Any], say: Words) -> str:
    """Return when a round's pages were taken, as words: a day, or from when to when."""
    first, last = (civil_date(about[end]).isoformat() for end in ("collected_from", "collected_to"))
    if first == last:
        return say("app.as_of", date=civil(last, say))
    return say("app.captured", first=civil(first, say), last=civil(last, say))


def share(part: int, whole: int) -> str:
    """Return a part of a whole in percent with one decimal, — where there is no whole."""
    return f"{part / whole:.1%}" if whole else "—"


def evidence_text(say: Words, text: str, url: str, *, hidden: bool) -> str:
    """Return what a piece of evidence shows: the words found, what the wire said in words, else the page's address."""
    if hidden:
        return say("site.hidden_short")
    if text in _CAUSES:
        return say.cause(text)
    for pattern, key in _SAID:
        match = pattern.fullmatch(text)
        if match:
            return say(f"evidence.{key}").format(*match.groups())
    return _INSTANT.sub(lambda match: civil(civil_date(match.group()).isoformat(), say), text) or url


def number(value: float, unit: str, parts: Mapping[str, float], say: Words) -> str:
    """Return a measured value with its unit: shares as percent, single flags in words; too few tries are an estimate."""
    if 0 < parts.get("tries", 0) < lexicon("collectors")["availability"]["whole_test"]:
        return say("value.estimate", value=f"{value:.1%}", n=int(parts["tries"]))
    if unit == "ratio" or (not unit and len(parts) > 1):
        return f"{value:.0%}"
    if unit:
        return f"{round(value, 2):g} {say('unit.' + unit)}".strip()
    return {0.0: say("site.no"), 1.0: say("site.yes")}.get(value, f"{value:.0%}")


def missing_parts(entry: Indicator, parts: Mapping[str, float], say: Words) -> str:
    """Say which declared flags of an indicator are missing; "" when the value says it all.

    Nothing is missing of what is only watched: there it says what was found, and of a finding that it waits for a person.
    """
    if entry.unit == "places":
        found = any(value for name, value in parts.items() if name != "pages")
        return say("site.suspected" if found else "site.none_found", n=round(parts.get("pages", 0)))
    flags = [part for part in entry.parts if not part.unit]
    if len(flags) < 2:
        return ""
    if entry.dimension == "unscored":
        there = [say.pick(part.zh, part.en) for part in flags if parts.get(part.id, 0.0) > 0]
        return say("site.found_parts", parts=say.pick("、", ", ").join(there)) if there else ""
    missing = [say.pick(part.zh, part.en) for part in flags if parts.get(part.id, 1.0) < 1]
    return say("site.missing", parts=say.pick("、", ", ").join(missing)) if missing else ""


def band_text(row: Any, kind: str) -> str:
    """Return the 90 % band of a rank, one number where it has no width; "" without bands. row: with ``rank_bands``."""
    low, high = getattr(row, f"{kind}_low"), getattr(row, f"{kind}_high")
    if math.isnan(low):
        return ""
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"
