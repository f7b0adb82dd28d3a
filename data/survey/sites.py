"""Which site of a round a row is about: by its number, else the unit's code, else the full name; never by a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property

from data.registry import Registry, Site, Unit

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_MOST_NAMED = 6


class Unmatched(Exception):
    """No site, or not one alone: the code of the problem, the column it stands in, what is there, what may be."""

    def __init__(self, code: str, column: str, found: str = "", allowed: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.found, self.allowed = code, column, found, allowed


class RoundSites:
    """The sites that a round covers, to be found by what a row says of them."""

    def __init__(self, registry: Registry, site_ids: Iterable[str]) -> None:
        self._registry = registry
        self._sites = {site_id: registry.sites[site_id] for site_id in site_ids}

    def find(self, keys: Mapping[str, str]) -> str:
        """Return the id of the one site that all keys of a row name. Raises ``Unmatched``.

        keys: cells of the columns site_id, code, path and name; blank ones may be missing. The first that is not blank
        decides; site_id, code and path have to agree with it, and the name must not be another site's, since a sorted column is
        a common accident. The name alone decides only where nothing else is given, and only if one unit of the list bears it.
        """
        given = {column: _plain(keys[column]) for column in ("site_id", "code", "path", "name") if keys.get(column)}
        site: Site | None = None
        for column, text in given.items():
            if site is None:
                site = self._by(column, text)
            elif self._says_another(site, column, text):
                raise Unmatched(
                    "answer.code_damaged" if self._is_damaged(text) else "answer.keys_differ",
                    column,
                    text,
                    self._label(site),
                )
        if site is None:
            raise Unmatched("answer.no_site", "site_id")
        return site.site_id

    def _says_another(self, site: Site, column: str, text: str) -> bool:
        if self._is_named(site, column, text):
            return False
        return column != "name" or text.casefold() in self._by_path or text.casefold() in self._by_name

    def _by(self, column: str, text: str) -> Site:
        if column == "site_id":
            return self._by_id(text)
        if column != "code" and text.casefold() not in self._by_path:
            self._check_alone(column, text)
        names = (self._by_code,) if column == "code" else (self._by_path, self._by_name)
        found = next((hits for name in names if (hits := name.get(text.casefold()))), [])
        portals = [site for site in found if site.is_portal]
        if len({site.unit_code for site in found}) == 1 and len(portals) == 1:
            return portals[0]
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(self._label(site) for site in found[:_MOST_NAMED])
            raise Unmatched("answer.ambiguous_name", column, text, some + (", …" if len(found) > _MOST_NAMED else ""))
        raise Unmatched(self._why_unknown(column, text), column, text)

    def _check_alone(self, column: str, text: str) -> None:
        """Refuse a bare name that several units of the list bear, whichever of them the round covers."""
        units = self._units_named.get(text.casefold(), [])
        if len(units) > 1:
            some = ", ".join(f"{unit.code} {unit.full_name}" for unit in units[:_MOST_NAMED])
            raise Unmatched("answer.ambiguous_name", column, text, some + (", …" if len(units) > _MOST_NAMED else ""))

    def _by_id(self, text: str) -> Site:
        if text not in self._sites:
            raise Unmatched(self._why_unknown("site_id", text), "site_id", text)
        return self._sites[text]

    def _why_unknown(self, column: str, text: str) -> str:
        if self._is_damaged(text):
            return "answer.code_damaged"
        registered = text in self._registry.sites if column == "site_id" else text in self._registry.units
        registered = registered or (column in {"path", "name"} and text.casefold() in self._units_named)
        return "answer.site_not_in_round" if registered else "answer.unknown_site"

    def _is_damaged(self, text: str) -> bool:
        """Whether a spreadsheet made a number of a code: 4.1E+09, or the zeros in front gone."""
        return bool(_SCIENTIFIC.fullmatch(text)) or (text.isdecimal() and text in self._without_zeros)

    def _is_named(self, site: Site, column: str, text: str) -> bool:
        unit = self._registry.unit(site.unit_code)
        if column == "code":
            return text.casefold() in {unit.code.casefold(), site.site_code.casefold()}
        return text in {_plain(name) for name in (unit.full_name, unit.name, unit.short_name, site.name)}

    def _label(self, site: Site) -> str:
        return f"{site.site_id} {self._registry.unit(site.unit_code).full_name}"

    @cached_property
    def _units_named(self) -> dict[str, list[Unit]]:
        """The units of the whole list by full name, name and short name."""
        found: dict[str, list[Unit]] = {}
        for unit in self._registry.units.values():
            for name in {_plain(text).casefold() for text in (unit.full_name, unit.name, unit.short_name)} - {""}:
                found.setdefault(name, []).append(unit)
        return found

    @cached_property
    def _by_code(self) -> dict[str, list[Site]]:
        found: dict[str, list[Site]] = {}
        for site in self._sites.values():
            for code in {site.unit_code.casefold(), site.site_code.casefold()} - {""}:
                found.setdefault(code, []).append(site)
        return found

    @cached_property
    def _by_path(self) -> dict[str, list[Site]]:
        found: dict[str, list[Site]] = {}
        for site in self._sites.values():
            found.setdefault(_plain(self._registry.unit(site.unit_code).full_name).casefold(), []).append(site)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[Site]]:
        """The names without what stands above them, which several units may bear."""
        found: dict[str, list[Site]] = {}
        for site in self._sites.values():
            unit = self._registry.unit(site.unit_code)
            for name in {_plain(text).casefold() for text in (unit.name, unit.short_name, site.name)} - {""}:
                found.setdefault(name, []).append(site)
        return found

    @cached_property
    def _without_zeros(self) -> frozenset[str]:
        codes = {*self._sites, *self._by_code}
        return frozenset(code.lstrip("0") for code in codes if code.startswith("0"))


def _plain(text: str) -> str:
    """A key with half-width signs, no blanks at its ends, and without the .0 of a code that was taken for a number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"(?<=\d)\.0+$", "", plain)
