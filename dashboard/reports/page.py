"""Sets a report as one HTML file: style and drawings inside, no script, nothing asked for from elsewhere."""

from __future__ import annotations

from html import escape
from pathlib import Path

from dashboard.reports.model import Bar, Bars, Block, Cell, Column, Facts, Paragraph, Report, Section, Table
from dashboard.safe_page import POLICY

_STYLE = Path(__file__).with_name("sheet.css")
_DEEP = 0.9
"""From this shade on white words are easier to read than dark ones."""


def as_html(report: Report) -> bytes:
    """Return the report as a self-contained HTML document, UTF-8."""
    sections = [*report.preface, *report.sections]
    contents = ""
    if report.contents:
        links = "".join(f'<li><a href="#s{n}">{escape(one.title)}</a></li>' for n, one in enumerate(sections, 1))
        contents = f"<nav><ol>{links}</ol></nav>"
    body = "".join(_section(one, n) for n, one in enumerate(sections, 1))
    document = (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if report.language == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><meta name="referrer" content="no-referrer">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(f'{report.title} · {report.subtitle}')}</title><style>{_STYLE.read_text('utf-8')}</style></head>"
        f'<body><main><div class="marks">{escape("　·　".join(report.marks))}</div><h1>{escape(report.title)}</h1>'
        f'<p class="subtitle">{escape(report.subtitle)}</p>{_facts(Facts(report.cover))}{contents}{body}'
        f"<footer>{escape(report.closing)}</footer></main></body></html>\n"
    )
    return document.encode("utf-8")


def _section(section: Section, number: int) -> str:
    style = ' class="annex"' if section.annex else ""
    blocks = "".join(map(_block, section.blocks))
    return f'<section id="s{number}"{style}><h2>{escape(section.title)}</h2>{blocks}</section>\n'


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        style = ' class="quiet"' if block.quiet else ""
        return f"<p{style}>{escape(block.text)}</p>"
    if isinstance(block, Facts):
        return _facts(block)
    drawn = _table(block) if isinstance(block, Table) else _bars(block)
    return drawn + (f'<p class="note">{escape(block.note)}</p>' if block.note else "")


def _facts(facts: Facts) -> str:
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts.rows)
    return f'<dl class="facts">{rows}</dl>'


def _table(table: Table) -> str:
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    head = "".join(f'<th scope="col"{_kinds(column)}>{escape(column.title)}</th>' for column in table.columns)
    whole = sum(column.width for column in table.columns)
    widths = "".join(f'<col style="width:{100 * column.width / whole:.1f}%">' for column in table.columns)
    rows = []
    for group in table.groups:
        if group.title:
            rows.append(f'<tr><th scope="colgroup" colspan="{len(table.columns)}">{escape(group.title)}</th></tr>')
        for row in group.rows:
            cells = (_cell(cell, column) for cell, column in zip(row, table.columns, strict=True))
            rows.append(f"<tr>{''.join(cells)}</tr>")
    style = ' class="heat"' if table.heat else ""
    return f'<div class="scroll"><table{style}>{caption}<colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _kinds(column: Column, *further: str) -> str:
    kinds = " ".join([*(["number"] if column.number else []), *further])
    return f' class="{kinds}"' if kinds else ""


def _cell(cell: Cell, column: Column) -> str:
    fill, kinds = "", ["quiet"] if cell.quiet else []
    if cell.shade is not None:
        # Scores crowd in the upper half: the cube spreads them over the shades.
        fill = f' style="background:color-mix(in srgb,#1d4e89 {100 * cell.shade**3:.1f}%,#fff)"'
        kinds += ["deep"] if cell.shade > _DEEP else []
    small = f"<small>{escape(cell.small)}</small>" if cell.small else ""
    return f"<td{_kinds(column, *kinds)}{fill}>{escape(cell.text)}{small}</td>"


def _bars(bars: Bars) -> str:
    drawn = []
    for group in bars.groups:
        if group.title:
            drawn.append(f'<span class="head">{escape(group.title)}</span>')
        for bar in group.bars:
            label, value = escape(bar.label), escape(bar.text)
            drawn.append(f'<span class="label">{label}</span>{_bar(bar)}<span class="value">{value}</span>')
    ticks = "".join(f"<span>{escape(tick)}</span>" for tick in bars.ticks)
    return (
        f'<figure><figcaption>{escape(bars.title)}</figcaption><div class="bars">{"".join(drawn)}'
        f'<span></span><span class="ticks">{ticks}</span></div></figure>'
    )


def _bar(bar: Bar) -> str:
    label = escape(f"{bar.label} {bar.text}", quote=True)
    begin = f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{label}">'
    if bar.length is None:
        return f'{begin}<rect class="nothing" x="0" y="1" width="100" height="8"/></svg>'
    shapes = ['<rect class="track" y="1" width="100" height="8"/>']
    shapes.append(f'<rect class="fill" y="1" width="{100 * bar.length:.2f}" height="8"/>')
    if bar.band:
        shapes.append(_hatched(100 * bar.length, 100 * bar.band))
    if bar.mark is not None:
        shapes.append(f'<rect class="mark" x="{100 * bar.mark - 0.2:.2f}" width=".5" height="10"/>')
    return f"{begin}{''.join(shapes)}</svg>"


def _hatched(start: float, width: float) -> str:
    """Narrow stripes in place of a pattern: patterns need ids, and ids must not meet in one document."""
    stripes = int(width / 0.8) + 1
    rects = (
        f'<rect class="band" x="{start + n * 0.8:.2f}" y="1" width="{min(0.4, width - n * 0.8):.2f}" height="8"/>'
        for n in range(stripes)
        if width - n * 0.8 > 0
    )
    return "".join(rects)
