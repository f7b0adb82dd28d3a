"""Archived pages on show: nothing that runs or loads survives, whatever the page was."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from dashboard.safe_page import POLICY, framed, page_text, safe_page

HTML = "text/html; charset=utf-8"
_HEAD = {"html", "head", "meta", "style", "body"}
_ALLOWED = {"class", "colspan", "rowspan", "lang", "charset", "http-equiv", "content", "name"}


def shown(body: str, highlight: str = "") -> str:
    return safe_page(body.encode(), HTML, highlight).document


def check(document: str) -> None:
    """What a browser would make of a document: only words and structure."""
    tree = LexborHTMLParser(document)
    styles = tree.css("style")
    assert len(styles) == 1
    assert "url(" not in styles[0].text()
    assert "@import" not in styles[0].text()
    metas = [meta.attributes for meta in tree.css("meta")]
    assert {"http-equiv": "Content-Security-Policy", "content": POLICY} in metas
    for node in tree.css("*"):
        assert node.tag not in {
            "script",
            "iframe",
            "object",
            "embed",
            "img",
            "link",
            "base",
            "a",
            "form",
            "svg",
            "input",
            "template",
        }
        assert set(node.attributes) <= _ALLOWED, (node.tag, node.attributes)
        if node.tag not in _HEAD:
            assert set(node.attributes) <= {"class", "colspan", "rowspan"}


_pieces = st.lists(
    st.sampled_from(
        [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<a href='javascript:alert(1)'>",
            "<iframe src=//evil.example>", "<!--", "-->", "<!-->", "--!>", "<style>@import '//evil.example'</style>", "</style>", "<style>",
            "<noscript><p title='</noscript><img src=x onerror=1>'>", "<math><mtext><table><mglyph><style>", "<template>", "</template>",
            "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "<form action=//evil.example><input name=a>", "<td colspan=3>",
            "<p style='background:url(//evil.example)' onclick=x>", "</p>", "<title>", "</title>", "<textarea>", "</textarea>", "<select><option>",
            "<object data=x>", "<embed src=x>", "<link rel=stylesheet href=x>", "]]>", "<![CDATA[", "<?php", "'", '"', "<", ">", "&lt;script&gt;",
            "正文", "<mark class='found' onmouseover=x>", "<video src=x>", "<body onload=x>", "</body>", "<frameset><frame src=x>", "\x00",
        ]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(st.one_of(_pieces, st.text(max_size=60), st.builds("{}{}{}".format, _pieces, st.text(max_size=20), _pieces)))
def test_nothing_but_words_and_structure_survives(body: str) -> None:
    check(shown(body, "正文"))
    check(shown(shown(body)))


@given(st.binary(max_size=200))
def test_any_bytes_can_be_shown(body: bytes) -> None:
    check(safe_page(body, HTML).document)
    page_text(body, HTML)


def test_the_evidence_is_marked_once_where_it_stands() -> None:
    page = safe_page(
        "<p>主办单位：\n  某县人民政府办公室</p><p>主办单位： 某县人民政府办公室</p>".encode(),
        HTML,
        "主办单位： 某县人民政府…",
    )
    assert page.found
    assert page.document.count('<mark class="found">主办单位： 某县人民政府</mark>') == 1
    assert not safe_page("<p>别的</p>".encode(), HTML, "主办单位").found


@pytest.mark.parametrize("printed", ["2026-11-21", "2026年11月21日", "11-21", "2026/11/21"])
def test_a_dated_entry_is_marked_though_title_and_date_stand_apart(printed: str) -> None:
    body = f"<li><a href=/1>冬季供暖设备检修</a><span>{printed}</span></li><li><a href=/2>别的</a><span>2026-11-20</span></li>"
    page = safe_page(body.encode(), HTML, "2026-11-21 冬季供暖设备检修")
    assert page.found
    assert [text in page.document for text in (f">{printed}</mark>", ">冬季供暖设备检修</mark>")] == [True, True]
    assert page.document.count("<mark") == 2


def test_words_tables_and_picture_texts_stay() -> None:
    document = shown(
        "<h2>要闻</h2><table><tr><td colspan=2>甲</td></tr></table><img src=a.png alt=徽标><a href=/x>链接</a><input placeholder=搜索>"
    )
    for piece in ("<h2>要闻</h2>", '<td colspan="2">甲</td>', "图 徽标", '<span class="link">链接</span>', "搜索"):
        assert piece in document
    assert "a.png" not in document
    assert "/x" not in document


def test_numbers_of_persons_are_masked() -> None:
    body = "<p>联系人电话 13812345678，证件 910101199003070011</p><img alt='电话 13812345678'>"
    for text in (shown(body), page_text(body.encode(), HTML)):
        assert "13812345678" not in text
        assert "910101199003070011" not in text
    assert "138****5678" in shown(body)


def test_numbers_that_elements_split_or_full_width_digits_print_are_masked_too() -> None:
    body = (
        "<p>甲某 138<b>1234</b><span>5678</span></p><table><tr><td>1101</td><td>乙某 卡号 4111 1111 <i>1111</i> 1111</td></tr></table>"
        "<p>电话１３９１２３４５６７８</p><p>2026<br>13800000000</p>"
    )
    for text in (re.sub("<[^>]+>", "", shown(body)), page_text(body.encode(), HTML)):
        said = re.sub(r"\s", "", text)
        assert "138****5678" in said
        assert "4111********1111" in said
        assert "１３９****５６７８" in said
        assert "138****0000" in said


def test_words_of_hijacked_pages_are_blurred_and_news_against_them_is_not() -> None:
    body = "<p><a href='http://qp.example/'>某某棋牌平台</a></p><p>多部门联合整治棋牌室</p>"
    for text in (shown(body), page_text(body.encode(), HTML)):
        assert "某某■■平台" in text
        assert "多部门联合整治棋牌室" in text


@pytest.mark.parametrize(
    "body", ["<div>" * 100_000, "<table><tr><td>" * 40_000, "<b>" * 50_000 + "字", "<p>" + "长" * 3_000_000]
)
def test_deep_and_long_pages_are_shown_soon(body: str) -> None:
    begun = time.process_time()
    check(shown(body))
    assert time.process_time() - begun < 5


def test_the_frame_has_no_rights_and_quotes_its_document() -> None:
    frame = framed(shown("<p>\"引号\" & '单引号'</p>"), 400, '标题"')
    outer = LexborHTMLParser(frame)
    inner = outer.css("iframe")
    assert [node.attributes["sandbox"] for node in inner] == [""]
    assert outer.css_first("meta").attributes["content"] == POLICY
    check(inner[0].attributes["srcdoc"])
    assert re.search(r"<p>\"引号\" &amp; '单引号'</p>|<p>&quot;引号", inner[0].attributes["srcdoc"])
