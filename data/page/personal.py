"""Numbers of persons in the text of a page: identity, mobile and bank-card numbers. Suspected, never certain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from data.lexicon import lexicon
from data.page.masking import mask_numbers
from data.page.numbers import is_card_number, is_identity_number

_SHAPE = bytes(
    ord("0") if chr(sign).isdecimal() else ord("-") if chr(sign) in " -" else ord(".") for sign in range(256)
)
_FORMS = tuple(map(re.compile, (rb"00000000000+", rb"000-0000-0000", rb"0000-0000-0000-0000(?:-000)?")))
_FULL_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("Ｘ"): "X"}
_PART_OF_MORE = re.compile(r"[0-9A-Za-z_.=#-]$|(?<!\d)/$")
_GOES_ON = re.compile(r"[0-9A-Za-z_]|[.-][0-9A-Za-z]")
_COUNTRY = "86"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A number as it stands in a text. kind: identity, mobile or card; digits: to tell it from others, never to be kept."""

    kind: str
    digits: str
    shown: str


def personal_numbers(text: str, provinces: Collection[str], on: date, contacts: str = "") -> list[PersonalNumber]:
    """Return the numbers in a text that look like a person's, in the order in which they stand.

    provinces: first two digits of identity numbers that there are; on: nobody is born later.
    contacts: text in which telephone numbers are printed to be called (the footer). So are those behind a contact's label, and
    those that follow one in a list.
    """
    if any(digit in text for digit in "１２６"):
        text, contacts = text.translate(_FULL_WIDTH), contacts.translate(_FULL_WIDTH)
    found: list[PersonalNumber] = []
    contact_until = -1
    for start, end in sorted(_runs(text)):
        raw = text[start:end]
        kind = _kind(raw, provinces, on)
        if not kind or _is_other(kind, text, start, end):
            continue
        if kind == "mobile" and _is_contact(text, start, contact_until):
            contact_until = end
        elif kind != "mobile" or raw not in contacts:
            found.append(PersonalNumber(kind, _digits(raw), mask_numbers(raw)))
    return found


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of what has the shape of a number: eleven digits and more, or grouped as phones and cards are."""
    shape = text.encode("latin-1", "replace").translate(_SHAPE)
    for form in _FORMS:
        for match in form.finditer(shape):
            start, end = match.span()
            if end - start == 17 and text[end : end + 1] in {"X", "x"}:
                end += 1
            if not _PART_OF_MORE.search(text[max(0, start - 2) : start]) and not _GOES_ON.match(text, end):
                yield start, end


def _digits(raw: str) -> str:
    digits = "".join(sign for sign in raw if sign.isalnum()).upper()
    return digits.removeprefix(_COUNTRY) if len(digits) == 13 else digits


def _kind(raw: str, provinces: Collection[str], on: date) -> str:
    """What kind of number a run of digits is by its own rules; "" for none."""
    digits = _digits(raw)
    if len(digits) == 11:
        return "mobile" if _pattern("mobile", "number").fullmatch(digits) else ""
    if len(raw) == 18 and is_identity_number(digits, provinces, on):
        return "identity"
    return "card" if digits.isdecimal() and is_card_number(digits) else ""


@lru_cache(maxsize=16)
def _pattern(kind: str, name: str) -> re.Pattern[str]:
    return re.compile(lexicon("findings")[kind][name])


def _is_other(kind: str, text: str, start: int, end: int) -> bool:
    """Whether words beside a number say that it is another kind of number, or an office's."""
    words = lexicon("findings")
    if _pattern(kind, "not_after").search(text[max(0, start - words["label"]) : start]):
        return True
    if kind == "identity":
        return False
    if _pattern(kind, "not_before").match(text, end):
        return True
    return kind == "card" and bool(
        _pattern("card", "office").search(text[max(0, start - words["card"]["around"]) : start])
    )


def _is_contact(text: str, start: int, contact_until: int) -> bool:
    """Whether a mobile number is printed to be called: behind a contact's label, or next in a list of such numbers."""
    words = lexicon("findings")["mobile"]
    before = text[max(0, start - words["behind"]) : start]
    if contact_until >= 0 and start - contact_until <= words["next"]:
        before = text[contact_until:start]
    elif not _pattern("mobile", "contact").search(before):
        return False
    return not _pattern("mobile", "person").search(before)
