"""Who a site is: the one verdict that coverage and collectors rest on.

Host first, then what the site says of itself: printed code, code in the tag, name. Marks prove nothing: copies carry
real marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.addresses import split
from data.lexicon import lexicon
from data.model import Evidence, Level, Where
from data.page.masking import masked
from data.page.model import FactState
from data.registry import Site, plain_host

if TYPE_CHECKING:
    # Collectors ask for the verdict, so their package can't be needed to load this module.
    from data.collectors.base import CapturedPage, Context, Visit

OFFICIAL, UNCONFIRMED, MISMATCH, NOT_GOVERNMENT = "official", "unconfirmed", "mismatch", "not_government"
REASONS = {
    OFFICIAL: ("code_registered", "code_and_name_fit", "code_fits", "name_fits"),
    UNCONFIRMED: (
        "no_home_page", "home_unreadable", "address_of_unit_above", "codes_do_not_fit", "says_nothing", "not_registered",
        "outside_evaluation", "institution_elsewhere",
    ),
    MISMATCH: ("address_of_other_site", "code_elsewhere"),
    NOT_GOVERNMENT: ("host",),
}  # fmt: skip
"""Every verdict's reasons, as stable codes."""
STRANGERS = frozenset({MISMATCH, NOT_GOVERNMENT})
"""Verdicts that say somebody else answers: what was seen there is not the unit's."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A verdict, one of its ``REASONS``, and what it rests on."""

    verdict: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


def joined_identity(verdicts: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return the (verdict, reason) that holds for all visits, as ``site_official`` joins them; ("", "") without a visit.

    Official if any visit confirmed it, else contradicted if any visit contradicted it; of equal ones the newest.
    """
    strength = {OFFICIAL: 2, MISMATCH: 1, NOT_GOVERNMENT: 1}
    return max(reversed(verdicts), key=lambda verdict: strength.get(verdict[0], 0), default=("", ""))


def identity_verdict(visit: Visit, context: Context) -> Identity:
    """Judge who answers at a site's address, from the home page as finally served.

    Official takes a host that only governments get (or the list's own exception for it) and a code or name that the list
    knows for the unit: of a site that is not on the list, and of units outside the evaluation, nothing is confirmed.
    """
    home = visit.home
    if home is None:
        return Identity(UNCONFIRMED, "no_home_page")
    host = split(home.capture.url).host
    answered = Evidence(home.capture.id, Where.HEADER, host, home.capture.url)
    if context.site.site_id and not context.unit.in_scope:
        return Identity(UNCONFIRMED, "outside_evaluation", (answered,))
    if not _may_be_government(host, context):
        return Identity(NOT_GOVERNMENT, "host", (answered,))
    if home.page is None:
        return Identity(UNCONFIRMED, "home_unreadable", (answered,))
    if not context.site.site_id:
        return Identity(UNCONFIRMED, "not_registered", (answered, *(place for _, place in printed_codes(home))))
    if not _is_own_host(host, context) and not context.registry.is_government_host(host):
        # Anybody may have such a host, and a copy bears the name and codes of what it copies.
        return Identity(UNCONFIRMED, "institution_elsewhere", (answered,))
    other = _other_unit_at(home.capture.url, context)
    if other is not None:
        # A unit's pages may move to the platform of the unit above; its home page there is not that unit's own.
        above = {unit.code for unit in context.registry.ancestors(context.unit.code)}
        if other.unit_code in above and split(home.capture.url).path.strip("/") != other.path_prefix.strip("/"):
            return Identity(UNCONFIRMED, "address_of_unit_above", (answered,))
        return Identity(MISMATCH, "address_of_other_site", (answered,))
    return _by_what_it_says(home, answered, host, context)


def _other_unit_at(url: str, context: Context) -> Site | None:
    """The registered site of another unit that an address belongs to."""
    found = context.registry.site_at(url)
    return found if found is not None and found.unit_code != context.unit.code else None


def _may_be_government(host: str, context: Context) -> bool:
    if context.registry.is_government_host(host) or has_institution_host(host, context):
        return True
    return bool(context.site.domain_exception) and _is_own_host(host, context)


def _is_own_host(host: str, context: Context) -> bool:
    return plain_host(host) == plain_host(context.site.host)


def has_institution_host(host: str, context: Context) -> bool:
    """Tell whether an institution without administrative duty answers under a suffix that is right for it."""
    return context.site.body_kind == "institution" and context.registry.is_institution_host(host)


def printed_codes(home: CapturedPage) -> list[tuple[str, Evidence]]:
    """Return the site id codes a page shows, each with its place: printed or scripted, the tag's, the 找错 entry's."""
    codes: dict[Evidence, str] = {}
    for name in ("site_id_code", "site_id_code_meta"):
        fact = home.facts.get(name)
        if fact is not None and fact.state in {FactState.PRESENT, FactState.SCRIPT} and fact.value:
            where = Where.SCRIPT if fact.state is FactState.SCRIPT else Where.HTML
            codes[_at(home, where, fact.text)] = str(fact.value).lower()
    for name, value in home.page.attributes if home.page is not None else ():
        if name == "sitecode" and is_well_formed(value.strip()):
            codes[_at(home, Where.HTML, f"sitecode={value.strip()}")] = value.strip().lower()
    return [(code, place) for place, code in codes.items()]


def _at(home: CapturedPage, where: Where, text: str) -> Evidence:
    return Evidence(home.capture.id, where, masked(text), home.capture.url)


def is_well_formed(code: str) -> bool:
    """Tell whether a text has the form of a site id code: ten digits, or bm and eight."""
    return re.fullmatch(lexicon("facts")["site_id_code"]["code"], code) is not None


def _by_what_it_says(home: CapturedPage, answered: Evidence, host: str, context: Context) -> Identity:
    """Codes and name together. At the registered address an own code or the name is enough; elsewhere it takes both."""
    printed = printed_codes(home)
    codes = {code for code, _ in printed}
    name = _name(home, context)
    evidence = (answered, *(place for _, place in printed), *([name] if name else []))
    if context.site.site_code.lower() in codes:
        return Identity(OFFICIAL, "code_registered", evidence)
    fitting = {code for code in codes if code_fits(code, context)}
    elsewhere = {code for code in codes if code_points_elsewhere(code, context)}
    if elsewhere and not fitting:
        return Identity(MISMATCH, "code_elsewhere", evidence)
    at_home = _is_own_host(host, context)
    own = {code for code in fitting if code[:6] == context.unit.code or code.startswith("bm")}
    if fitting and name:
        return Identity(OFFICIAL, "code_and_name_fit", evidence)
    if own and at_home and not elsewhere:
        return Identity(OFFICIAL, "code_fits", evidence)
    if name and at_home and not elsewhere:
        return Identity(OFFICIAL, "name_fits", evidence)
    return Identity(UNCONFIRMED, "codes_do_not_fit" if codes else "says_nothing", evidence)


def code_fits(code: str, context: Context) -> bool:
    """Tell whether a site id code is the registered one, or one that the unit or a unit above it gives.

    A code is division code + serial; bm + serial for central organs and the bodies they run in the regions.
    """
    if code == context.site.site_code.lower():
        return True
    if code.startswith("bm"):
        return context.unit.level == Level.MINISTRY or bool(context.site.vertical)
    divisions = {context.unit.code, *(unit.code for unit in context.registry.ancestors(context.unit.code))}
    return code[:6] in divisions


def code_points_elsewhere(code: str, context: Context) -> bool:
    """Tell whether a code can't be the unit's: another province, or a central code on a local site and the reverse.

    Other six digits inside the province are no proof: codes of former divisions stay in use for years.
    Neither is a text that has not the form of a code.
    """
    if code_fits(code, context) or not is_well_formed(code):
        return False
    return code.startswith("bm") or context.unit.level == Level.MINISTRY or code[:2] != context.unit.code[:2]


def _name(home: CapturedPage, context: Context) -> Evidence | None:
    """Where the page calls itself by the unit's or the site's name."""
    assert home.page is not None
    names = [name for name in (context.unit.name, context.unit.short_name, context.site.name) if len(name) >= 2]
    said = [text for text in (home.page.meta("sitename"), home.page.title) if any(name in text for name in names)]
    return _at(home, Where.HTML, said[0]) if said else None
