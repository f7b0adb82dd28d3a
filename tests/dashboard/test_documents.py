from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.documents import main, pages, render_decisions, render_indicators
from data.catalogue import Catalogue


def test_every_indicator_has_one_method_card_that_its_overview_row_leads_to() -> None:
    catalogue = Catalogue.load()
    text = render_indicators(catalogue)
    anchors = re.findall(r'<a id="(\w+)">', text)
    assert anchors == list(catalogue.entries)
    assert re.findall(r"\(#(\w+)\)", text) == anchors


@pytest.mark.parametrize(
    "indicator",
    [
        "clustering_up_link",
        "practicality_update",
        "internationalization_langs",
        "site_active",
        "findings_personal_data",
    ],
)
def test_method_card_tells_rule_source_and_how_sure_the_source_is(indicator: str) -> None:
    catalogue = Catalogue.load()
    entry = catalogue.entries[indicator]
    card = render_indicators(catalogue).split(f'<a id="{indicator}">')[1].split("\n###")[0]
    assert entry.rule_zh in card
    assert entry.rule_en in card
    assert f"{entry.source}（" in card
    assert {"verified": "已核对", "recalled": "待核对", "own": "自拟"}[entry.source_status] in card


def test_what_this_version_does_not_measure_is_said_on_the_card() -> None:
    catalogue = Catalogue.load()
    planned = replace(catalogue.indicators["practicality_open"], built=False)
    for indicators in (catalogue.indicators, {**catalogue.indicators, planned.id: planned}):
        told = replace(catalogue, indicators=indicators)
        cards = render_indicators(told).split("\n## ")[2]
        assert cards.count("本版本不采集") == sum(not entry.built for entry in told.entries.values())
    assert "本版本不采集" in cards


def test_decision_index_lists_the_numbered_records_in_order(tmp_path: Path) -> None:
    (tmp_path / "0002-b.md").write_text("# 0002 Second\ntext", "utf-8")
    (tmp_path / "0001-a.md").write_text("# 0001 First\ntext", "utf-8")
    (tmp_path / "README.md").write_text("# no record", "utf-8")
    assert render_decisions(tmp_path).split("\n\n")[-1] == "- [0001 First](0001-a.md)\n- [0002 Second](0002-b.md)\n"


def test_missing_and_stale_pages_are_named_then_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs" / "decisions").mkdir(parents=True)
    (tmp_path / "docs" / "indicators.md").write_text("old", "utf-8")
    assert main(["--check"], root=tmp_path) == 1
    assert re.findall(r"stale: (\S+)", capsys.readouterr().err) == [
        "docs/indicators.md",
        "docs/accuracy.md",
        "docs/decisions/README.md",
    ]
    assert main([], root=tmp_path) == 0
    assert main(["--check"], root=tmp_path) == 0
    assert [path.exists() for path in pages(tmp_path)] == [True, True, True]
