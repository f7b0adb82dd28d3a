"""Numbers that a site prints in its footer: site id code, ICP number, police number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.page.facts.look import FOOTER, Look, compact, present, scripted, several
from data.page.facts.words import holds_sign, pattern
from data.page.model import Fact, FactState

_DASHES = re.compile("[－—–‐]")
_LONGEST_SIGN = 12


def site_id_code(look: Look) -> Fact:
    """The code printed, of the 找错 mark or a widget, written by a script, or in the tag, in this order."""
    wanted = pattern("site_id_code", "text")
    for text in (look.tail, *_texts(look)):
        match = wanted.search(text) if holds_sign(text, "site_id_code") else None
        if match:
            return present(match[1], FOOTER, match[0])
    for name, value in look.page.attributes:
        found = pattern("site_id_code", "code").search(value) if name in {"sitecode", "data-setting"} else None
        if found:
            return present(found[1], "attribute", f"{name}={found[1]}")
    match = wanted.search(look.script) if holds_sign(look.script, "site_id_code") else None
    if match:
        return scripted(match[1], match[0])
    meta = look.metas.get("siteidcode")
    return present(meta, "meta", meta) if meta else look.missing(FOOTER)


def icp_number(look: Look) -> Fact:
    """Every ICP number, joined by "; "; of one that is printed with and without its running number the longer form."""
    return _joined(look, "icp_number")


def police_number(look: Look) -> Fact:
    """Every number of the police's register, joined by "; "."""
    return _joined(look, "police_number")


def _joined(look: Look, fact: str) -> Fact:
    read = {"icp_number": _icp_numbers, "police_number": _police_numbers}[fact]
    for text in _texts(look):
        found = read(text) if holds_sign(text, fact) else []
        if found:
            return several(found, FOOTER, found[0])
    found = read(look.script) if holds_sign(look.script, fact) else []
    return several(found, "script", found[0], FactState.SCRIPT) if found else look.missing(FOOTER)


def _icp_numbers(text: str) -> list[str]:
    found = []
    for match in pattern("icp_number", "text").finditer(text):
        before = pattern("icp_number", "before").search(text, max(0, match.start() - _LONGEST_SIGN), match.start())
        if before:
            found.append((before[1], *map(compact, match.groups())))
    longer = {digits for _, digits, _, running, _ in found if running}
    return list(
        dict.fromkeys(
            f"{sign}ICP备{digits}{word}{_DASHES.sub('-', running)}{late_word}"
            for sign, digits, word, running, late_word in found
            if running or digits not in longer
        )
    )


def _police_numbers(text: str) -> list[str]:
    found: dict[str, str] = {}
    for match in pattern("police_number", "text").finditer(text):
        sign = _sign_before(match) if match[0].startswith("公网安备") else ""
        digits = compact(match[1])
        found[digits] = found.get(digits) or sign
    return [f"{sign}公网安备{digits}号" if sign else digits for digits, sign in found.items()]


def _sign_before(match: re.Match[str]) -> str:
    """The province's sign in front of a number's words."""
    return match.string[max(0, match.start() - 3) : match.start()].strip(" )）")[-1:]


def _texts(look: Look) -> Iterator[str]:
    """Where a number may be printed: the page but for its article, then titles and picture names of links."""
    yield look.outside
    yield look.tail
    yield "\n".join([f"{link.title} {link.image_alt}" for link in look.links if link.title or link.image_alt])
