"""The script of a page: told from its letters, so that Chinese words are not missed where none can stand."""

from __future__ import annotations

import pytest

from data.collectors import collect_visit
from data.collectors.base import Visit
from data.model import Cause, Status
from data.page.writing import minority_script
from tests.data.collectors.test_applicability import CATALOGUE, context_of, read

SENTENCES = {
    "tibetan": "བོད་ཀྱི་གསར་འགྱུར་དང་པོ་ཡིན།", "mongolian": "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ", "arabic": "خەۋەرلەر مەركىزى يېڭىلىقلىرى", "yi": "ꆈꌠꁱꂷ ꆈꌠꉙ",
}  # fmt: skip


@pytest.mark.parametrize(("script", "sentence"), SENTENCES.items())
def test_a_script_is_told_from_its_letters(script: str, sentence: str) -> None:
    assert minority_script(f"{sentence} 2026-11-20 {sentence}") == script
    assert minority_script(f"网站标识码 {sentence}") == script


@pytest.mark.parametrize(
    "text", ["", "2026-11-20 ¥", "清禾县人民政府门户网站", "English version", "清禾县人民政府门户网站藏文版 བོད་"]
)
def test_chinese_and_latin_pages_are_of_no_minority_script(text: str) -> None:
    assert minority_script(text) == ""


@pytest.mark.parametrize("sentence", SENTENCES.values())
def test_what_a_home_page_in_another_script_does_not_say_in_chinese_is_not_seen(sentence: str) -> None:
    items = "".join(f'<li><a href="/{n}.html">{sentence}</a><span>2026-10-{n}</span></li>' for n in range(10, 20))
    body = f'<html><body><div class="nav">{"".join(f"<a href=/c{n}/>{sentence}</a>" for n in range(8))}</div><ul>{items}</ul><div class="footer">{sentence}</div></body></html>'
    context = context_of("910101-1", autonomous=True, outside_service=True)
    readings = collect_visit(Visit(1, (read(context, body.encode()),)), context, CATALOGUE)
    about_words = {name: one for name, one in readings.items() if CATALOGUE.entries[name].how == "html"}
    assert [name for name, one in about_words.items() if one.absent] == []
    for name in (
        "humanization_elder",
        "integration_four",
        "clustering_state_column",
        "site_active",
    ):
        assert (readings[name].status, readings[name].cause) == (Status.NOT_OBSERVED, Cause.OTHER_SCRIPT), name
    assert readings["integration_four"].evidence[0].text == minority_script(sentence)
