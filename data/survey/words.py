"""The words of survey tables: what a column is called, how a value may be spelt."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.catalogue import SurveyItem

KEYS = ("site_id", "code", "path", "name", "url")
"""The columns that say which site a row is about, the surest first."""
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)?"
)
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ITEM = re.compile(r"([a-z]+\d+)(?![a-z0-9])(.*)", re.DOTALL)
_AROUND_NOTE = " _-.:、()[]【】"


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the table of words."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def fold(text: str) -> str:
    """Return a text as it is compared: half-width, small letters, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=1)
def _column_names() -> dict[str, str]:
    return {
        fold(text): name
        for name, column in words()["columns"].items()
        for text in (column["zh"], column["en"], *column["also"])
    }


def key_column(header: str) -> str:
    """Return which of the columns beside the items a header names; "" for none."""
    return _column_names().get(fold(header), "")


def item_column(header: str) -> tuple[str, bool]:
    """Return (item id, whether it is the column of its notes) of a header that begins with an item's code; "" for none."""
    match = _ITEM.fullmatch(fold(header))
    if match is None:
        return "", False
    note = words()["note"]
    notes = {fold(text) for text in (note["zh"], note["en"], *note["also"])}
    return match[1], match[2].strip(_AROUND_NOTE) in notes


def allowed(item: SurveyItem) -> str:
    """Return what may be answered to an item."""
    return str(words()["scales"][item.scale]["allowed"])


def is_empty(text: str) -> bool:
    """Tell whether a cell says nothing."""
    return not fold(text) or fold(text) in words()["empty"]["words"]


def is_undecided(text: str) -> bool:
    """Tell whether a cell says that no answer could be given."""
    return fold(text) in words()["undecided"]["words"]


def answer_value(text: str, item: SurveyItem) -> float:
    """Return what a cell answers: 1–5, a number, yes as 1 and no as 0. Raises ``ValueError``."""
    scale, folded = words()["scales"][item.scale], fold(text)
    if "yes" in scale:
        if folded not in (*scale["yes"], *scale["no"]):
            raise ValueError(text)
        return float(folded in scale["yes"])
    for ending in scale["endings"]:
        folded = folded.removesuffix(ending).rstrip()
    number = re.fullmatch(r"(\d+)(?:\.0*)?", words()["numerals"].get(folded, folded))
    if number is None or not scale["least"] <= int(number[1]) <= scale["most"]:
        raise ValueError(text)
    return float(number[1])


def answer_date(text: str) -> date:
    """Return the day a cell names, year first. Raises ``ValueError`` for other orders and for days that are none."""
    folded = unicodedata.normalize("NFKC", text).strip()
    match = _DATE.fullmatch(folded) or _EIGHT_DIGITS.fullmatch(folded)
    if match is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))
