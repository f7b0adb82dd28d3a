"""The survey table that evaluators fill in: one row a site, for each item a column for the value and one for the note."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from data.catalogue import SurveyItem
from data.registry import Registry
from data.survey.words import KEYS, words


def template(registry: Registry, site_ids: Iterable[str], items: Sequence[SurveyItem], language: str = "zh") -> bytes:
    """Return the empty table of these sites as CSV that Excel and WPS open with its Chinese right (UTF-8 with BOM).

    language: ``zh`` or ``en``, of the column names.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_key_headers(language), *(header for item in items for header in item_headers(item, language))])
    for site_id in site_ids:
        site = registry.sites[site_id]
        unit = registry.unit(site.unit_code)
        writer.writerow(
            [site_id, unit.code, unit.full_name, site.name or unit.name, site.url, "", "", *[""] * 2 * len(items)]
        )
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def _key_headers(language: str) -> list[str]:
    return [words()["columns"][name][language] for name in (*KEYS, "evaluator", "date")]


def item_headers(item: SurveyItem, language: str) -> tuple[str, str]:
    """Return the names of an item's two columns: its value, and the note on it."""
    question = item.zh if language == "zh" else item.en
    hint = words()["scales"][item.scale][f"hint_{language}"]
    return f"{item.id} {question}{hint}", f"{item.id} {words()['note'][language]}"
