"""Writes a scheme: as a workbook for people, and as the TOML in which it is kept."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from data.catalogue import Catalogue
from data.frameworks.check import Line
from data.frameworks.deduct import ATTRIBUTES, ComparisonGroup, Deduct, Item, Measure, Rule, Step, Whole
from data.frameworks.deduct_words import (
    ALWAYS,
    ATTRIBUTE_WORDS,
    COMPARISONS,
    GROUP_COLUMNS,
    GROUPS,
    ITEM_COLUMNS,
    ITEMS,
    SCOPE,
    SETTINGS,
    SETTINGS_SHEET,
    WORDS,
    number_text,
)

_WIDTHS = {"rule": 44, "point": 30, "steps": 34, "indicator": 34, "whole": 24, "source": 30, "name_zh": 30}
_ARRAYS = ("group", "item")


def workbook_of(scheme: Deduct) -> bytes:
    """Return a scheme as XLSX with the sheets 指标, 方案 and 分组, from which it is read back the same."""
    import xlsxwriter  # only here, since most runs write no workbook

    body = io.BytesIO()
    with xlsxwriter.Workbook(
        body, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        groups = {group.id: group.name_zh for group in scheme.groups}
        _sheet(book, ITEMS, ITEM_COLUMNS, [_item_cells(item, groups) for item in scheme.items])
        _sheet(book, SETTINGS_SHEET, {"item": ("项目",), "name_zh": ("取值",)}, _setting_cells(scheme))
        _sheet(book, GROUPS, GROUP_COLUMNS, [_group_cells(group) for group in scheme.groups])
    return body.getvalue()


def _sheet(book: Any, name: str, columns: Mapping[str, Sequence[str]], rows: Sequence[Mapping[str, Any]]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (key, titles) in enumerate(columns.items()):
        sheet.set_column(place, place, _WIDTHS.get(key, 14))
        sheet.write_string(0, place, titles[0], head)
        for number, row in enumerate(rows, 1):
            _write(sheet, number, place, row.get(key, ""), cell)
    sheet.freeze_panes(1, 0)


def _write(sheet: Any, row: int, place: int, value: Any, form: Any) -> None:
    """Numbers as numbers where the workbook keeps them exactly; a blank cell for nothing."""
    if isinstance(value, float) and float(f"{value:.16G}") == value:
        sheet.write_number(row, place, value, form)
    elif value != "":
        sheet.write_string(row, place, number_text(value) if isinstance(value, float) else str(value), form)


def _item_cells(item: Item, groups: Mapping[str, str]) -> dict[str, Any]:
    texts = {name: getattr(item, name) for name in ("id", "first", "second", "point", "rule", "source")}
    words = {name: WORDS[name][getattr(item, name)] for name in ("part", "how", "source_status")}
    prices = {name: value for name in ("points", "each") if (value := getattr(item, name)) is not None}
    return {
        **texts, **words, **prices, "groups": "；".join(groups[name] for name in item.groups),
        "steps": "；".join(_step_text(step) for step in item.steps), "line": _line_text(item.line),
        **(_measure_cells(item.measure) if item.measure else {}),
    }  # fmt: skip


def _step_text(step: Step) -> str:
    line = f"[{_line_text(step.line)}]" if step.line else ""
    return f"{step.name}{line}={number_text(step.points)}"


def _line_text(line: Line | None) -> str:
    return COMPARISONS[line.comparison] + number_text(line.number) if line else ""


def _measure_cells(measure: Measure) -> dict[str, Any]:
    name = Catalogue.load().entries[measure.indicator].name_zh
    return {
        "indicator": f"{measure.indicator}（{name}）",
        "parts": "+".join(measure.parts),
        "complement": "是" if measure.complement else "",
        "per": measure.per if measure.per != 1 else "",
        "whole": _whole_text(measure.whole),
    }


def _whole_text(whole: Whole | None) -> str:
    if whole is None:
        return ""
    rest = f"；{whole.unseen}=0" if whole.unseen else ""
    return f"{whole.part}≥{number_text(whole.at_least)}{rest}" if whole.part else ALWAYS


def _setting_cells(scheme: Deduct) -> list[dict[str, Any]]:
    texts = {"note_zh": scheme.note.zh, "note_en": scheme.note.en, "fictional": "是" if scheme.fictional else "否"}
    values = {name: texts[name] if name in texts else getattr(scheme, name) for name in SETTINGS}
    values["inapplicable"] = WORDS["inapplicable"][scheme.inapplicable]
    values["precision"] = float(scheme.precision)
    rows = [{"item": SETTINGS[name], "name_zh": value} for name, value in values.items() if value is not None]
    return rows + [
        {"item": SCOPE + ATTRIBUTE_WORDS[name], "name_zh": _values(name, scheme.scope)} for name in scheme.scope
    ]


def _group_cells(group: ComparisonGroup) -> dict[str, Any]:
    cells = {name: getattr(group, name) for name in ("id", "name_zh", "name_en")}
    return cells | {name: _values(name, group.where) for name in ATTRIBUTES if name in group.where}


def _values(name: str, rule: Rule) -> str:
    return "；".join(WORDS.get(name, {}).get(value, value) for value in rule[name])


# TOML


def toml_of(table: Mapping[str, Any]) -> str:
    """Return a scheme's table as TOML."""
    lines = [f"{name} = {_toml(value)}" for name, value in table.items() if name not in _ARRAYS]
    for name in _ARRAYS:
        for entry in table[name]:
            lines += ["", f"[[{name}]]", *(f"{key} = {_toml(value)}" for key, value in entry.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        inside = ", ".join(f"{name} = {_toml(one)}" for name, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return repr(value)


def table_of(scheme: Deduct) -> dict[str, Any]:
    """Return a scheme as the table it is read from; what is left at its default is left out."""
    head = {name: getattr(scheme, name) for name in SETTINGS if name not in {"note_zh", "note_en"}}
    table = {"kind": scheme.kind, "note_zh": scheme.note.zh, "note_en": scheme.note.en, **_given(head)}
    if scheme.scope:
        table["scope"] = dict(scheme.scope)
    table["group"] = [{**asdict(group), "where": dict(group.where)} for group in scheme.groups]
    table["item"] = [_item_table(item) for item in scheme.items]
    return table


def _given(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if value is not None}


def _item_table(item: Item) -> dict[str, Any]:
    entry = {name: value for name, value in _given(asdict(item)).items() if value not in ("", ())}
    if item.line:
        entry["line"] = _line_table(item.line)
    if item.steps:
        entry["steps"] = [
            {"name": step.name, "points": step.points, **({"line": _line_table(step.line)} if step.line else {})}
            for step in item.steps
        ]
    if item.measure:
        measure = {name: value for name, value in _given(asdict(item.measure)).items() if value not in ((), False)}
        if item.measure.whole:
            whole = _given(asdict(item.measure.whole)) if item.measure.whole.part else {}
            measure["whole"] = {name: value for name, value in whole.items() if value != ""}
        entry["measure"] = measure
    return entry


def _line_table(line: Line) -> dict[str, float]:
    return {line.comparison: line.number}
