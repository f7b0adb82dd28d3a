"""Sets a report as PDF, or as a picture a page. Fonts come from a package alone, and no clock is read: same report, same bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from dashboard.charts import LIGHT
from dashboard.locales import words
from dashboard.reports.model import Report, Section
from data import VERSION

_TEMPLATE = Path(__file__).with_name("sheet.typ")


def as_pdf(report: Report) -> bytes:
    """Return the report as a PDF file with its fonts embedded."""
    pdf = _compiled(report, "pdf")
    assert isinstance(pdf, bytes)
    return pdf


def as_pictures(report: Report, dots_per_inch: int = 100) -> list[bytes]:
    """Return every page as a PNG picture."""
    pages = _compiled(report, "png", dots_per_inch)
    return [pages] if isinstance(pages, bytes) else list(pages or ())


def _compiled(report: Report, form: Any, dots_per_inch: int | None = None) -> bytes | list[bytes] | None:
    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"report": _data(report)}
    )
    day = datetime.fromisoformat(report.day).replace(tzinfo=UTC) if report.day else datetime.fromtimestamp(0, UTC)
    return compiler.compile(format=form, ppi=dots_per_inch, timestamp=day)


@cache
def _fonts() -> Any:
    """The package's fonts and no other: what a machine happens to have must not change a report."""
    folder = pylopdf_fonts_zh_cn.sans_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _data(report: Report) -> str:
    say = words(report.language)
    table = asdict(report) | {
        "preface": [_section(one) for one in report.preface],
        "sections": [_section(one) for one in report.sections],
        "words": {"page": say("paper.page"), "contents": say("paper.contents"), "software": VERSION},
        "colours": {
            "strong": LIGHT.shades[2], "soft": LIGHT.shades[0], "accent": LIGHT.accent, "quiet": LIGHT.quiet, "grid": LIGHT.grid,
        },
    }  # fmt: skip
    return json.dumps(table, ensure_ascii=False)


def _section(section: Section) -> dict[str, Any]:
    blocks = [{"kind": type(block).__name__.lower(), **asdict(block)} for block in section.blocks]
    return asdict(section) | {"blocks": blocks}
