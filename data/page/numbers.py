"""Numbers of persons by their own rules: check digits, birth dates, issuers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from data.lexicon import lexicon

_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECK = "10X98765432"


def is_identity_number(number: str, provinces: Collection[str], on: date) -> bool:
    """Tell whether 18 signs are a citizen's identity number: check digit, province, and a birth date until ``on``.

    provinces: the first two digits of the codes of provincial units. Source: GB 11643—1999, check digit by ISO/IEC 7064 MOD 11-2.
    """
    if not number[:17].isdigit() or number[:2] not in provinces or number[2:4] == "00":
        return False
    if check_sign(number[:17]) != number[17].upper():
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return lexicon("findings")["identity"]["first_year"] <= born.year and born <= on


def check_sign(digits: str) -> str:
    """Return the last sign of an identity number from its first 17 digits. Source: ISO/IEC 7064 MOD 11-2."""
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]


def is_card_number(digits: str) -> bool:
    """Tell whether digits are those of a bank card: an issuer's prefix at its length, and the Luhn sum of ISO/IEC 7812-1."""
    issued = any(
        digits.startswith(issuer["begins"]) and len(digits) in issuer["lengths"]
        for issuer in lexicon("findings")["card"]["prefixes"]
    )
    return issued and _luhn(digits) % 10 == 0


def _luhn(digits: str) -> int:
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return sum(int(digit) for digit in digits[-1::-2]) + sum(value - 9 if value > 9 else value for value in doubled)
