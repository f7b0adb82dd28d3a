"""What comes with an export: its data dictionary, the words of its codes, the notice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from dashboard.exports.columns import Column
from dashboard.locales import LANGUAGES, Words, words
from dashboard.queries import Snapshot

_NOTICE = Path(__file__).with_name("notice.txt")
_OWN_REASONS = {
    "dimensions_below_floor": "paper.dimensions_below_floor", "below_floor": "paper.below_floor", "incomplete": "check.incomplete",
    "rest_unseen": "check.rest_unseen",
}  # fmt: skip
"""Reasons that are no causes, and the key that words them."""


def dictionary_table(columns: list[Column]) -> pd.DataFrame:
    """Return the dictionary: one row a column of the package."""
    rows = [(c.table, c.name, c.type, c.unit, c.codes, c.zh, c.en) for c in columns]
    return pd.DataFrame(rows, columns=["table", "column", "type", "unit", "codes", "zh", "en"])


def dictionary_markdown(columns: list[Column], sizes: Mapping[str, int]) -> bytes:
    """Return the dictionary as a page to read. sizes: table → number of rows."""
    lines = ["# 数据字典 · Data dictionary", ""]
    for table, size in sizes.items():
        lines += [
            f"## {table}（{size:,} 行 · {size:,} rows）",
            "",
            "| 列 · column | 类型 · type | 单位 · unit | 含义 | meaning |",
            "|---|---|---|---|---|",
        ]
        lines += [f"| `{c.name}` | {c.type} | {c.unit} | {c.zh} | {c.en} |" for c in columns if c.table == table]
        lines.append("")
    return "\n".join(lines).encode("utf-8")


def codes_table(tables: Mapping[str, pd.DataFrame], columns: list[Column]) -> pd.DataFrame:
    """Return the words of every code that occurs in the package: codes, code, zh, en."""
    found = {(c.codes, code) for c in columns if c.codes for code in tables[c.table][c.name].unique() if code}
    rows = [
        (kind, code, *(_word(kind, code, words(language)) for language in LANGUAGES)) for kind, code in sorted(found)
    ]
    return pd.DataFrame(rows, columns=["codes", "code", *LANGUAGES])


def _word(kind: str, code: str, say: Words) -> str:
    if code == "withheld":
        return say("exports.withheld")
    if kind == "cause" or (kind == "reason" and code not in _OWN_REASONS):
        return say.cause(code)
    if kind == "reason":
        return say(_OWN_REASONS[code])
    return say(f"paper.standing_{code}" if kind == "standing" else f"{kind}.{code}")


def notice(snapshot: Snapshot, *, internal: bool) -> bytes:
    """Return the notice in both languages: what the package is, what it is not, under which licence."""
    about, card = snapshot.round, snapshot.card
    zh, en = (words(language) for language in LANGUAGES)
    fictional, contents = about["fictional"], "internal" if internal else "open"
    text = _NOTICE.read_text("utf-8").format(
        mark=f"{zh('paper.fictional')}　" if fictional else "",
        mark_en=f"{en('paper.fictional')} · " if fictional else "",
        name=about["name"],
        round=about["id"],
        revision=snapshot.revision,
        date=about["date"],
        registry=snapshot.registry.name,
        registry_date=about["registry_as_of"],
        framework=f"{card['framework']} {card['version']}",
        weights_zh=card["weights_note_zh"],
        weights_en=card["weights_note_en"],
        contents_zh=zh(f"exports.{contents}"),
        contents_en=en(f"exports.{contents}"),
        license_zh=zh("exports.license_sample" if fictional else "exports.license"),
        license_en=en("exports.license_sample" if fictional else "exports.license"),
    )
    return text.encode("utf-8")
