"""The page index: bounds, parts of the page, links, items, dates; BeautifulSoup with html5lib as the oracle."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from data.inspection import inspect_page
from data.model import Cause
from data.page.build import PageError, build_index
from data.page.model import PageIndex, Region
from data.registry import Registry
from tests.benchmarks.pages import corpus
from tests.sites.golden import ROOT as SITES

URL = "http://www.p1.gov.example/a/index.html"
ON = date(2026, 11, 24)


def index(body: str, url: str = URL, on: date | None = ON) -> PageIndex:
    return build_index(url, f"<html><body>{body}</body></html>".encode(), "text/html", on)


def test_words_split_over_elements_and_blanks_come_together() -> None:
    page = index(
        '<a href="/x"><b>新</b> <i>服</i>\u3000务</a><a href="/y">政 务 服 务</a><a href="/z">ＥＮ</a><a href="/k">联&nbsp;系&nbsp;我们</a>'
    )
    assert [link.label for link in page.links] == ["新服务", "政务服务", "EN", "联系我们"]


def test_every_way_to_write_a_link_is_one() -> None:
    page = index(
        '<a href="b.html">一</a><map><area href="/c" alt="二"></map><select><option value="http://o.gov.example/">三</option></select>'
        '<span onclick="window.open(\'http://p.gov.example/\')">四</span><a href="javascript:;">五</a><a>六</a>'
    )
    assert [(link.label, link.url) for link in page.links] == [
        ("一", "http://www.p1.gov.example/a/b.html"),
        ("二", "http://www.p1.gov.example/c"),
        ("三", "http://o.gov.example/"),
        ("四", "http://p.gov.example/"),
        ("五", ""),
    ]


def test_regions_are_told_apart() -> None:
    page = index(
        '<div class="header"><a href="/1">头</a></div><ul class="main-nav"><li><a href="/2">航</a></li></ul>'
        '<div class="TRS_Editor"><a href="/3">文</a></div><div id="footer"><a href="/4">尾</a></div><p><a href="/5">中</a></p>'
    )
    assert [link.region for link in page.links] == [
        Region.HEADER,
        Region.NAVIGATION,
        Region.ARTICLE,
        Region.FOOTER,
        Region.MAIN,
    ]


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("2026-11-20", "2026-11-20"),
        ("[2026年1月3日]", "2026-01-03"),
        ("2026/11/02", "2026-11-02"),
        ("（2026.11.20）", "2026-11-20"),
        ("11-20", "2026-11-20"),
        ("12-30", "2025-12-30"),
        ("Nov 20, 2026", "2026-11-20"),
        ("2026-02-30", None),
        ("第2026-11期", None),
    ],
)
def test_items_carry_the_date_printed_beside_them(printed: str, found: str | None) -> None:
    page = index(f'<ul><li>\n  <a href="/1.html">一条足够长的消息标题</a>\n  <span>{printed}</span>\n</li></ul>')
    assert [item.date for item in page.items] == ([found] if found else [])


def test_an_entry_with_the_days_of_asking_and_answering_is_kept_whole_and_is_no_dated_item() -> None:
    row = '<tr><td><a href="/{n}">建议增加夜间公交</a></td><td>来信时间：2026-11-{n}</td><td>答复时间：2026-11-2{n}</td></tr>'
    page = index(f"<div><table>{row.format(n=1)}{row.format(n=2)}</table></div>")
    assert page.entries == (
        "建议增加夜间公交 来信时间：2026-11-1 答复时间：2026-11-21",
        "建议增加夜间公交 来信时间：2026-11-2 答复时间：2026-11-22",
    )
    assert page.items == ()


def test_a_control_is_named_by_any_label_that_belongs_to_it() -> None:
    page = index(
        '<label for="a">年份</label><input id="a"><label>文号<input id="b"></label><span id="s">主题</span>'
        '<input id="c" aria-labelledby="s none"><input id="d" aria-label="密级"><input id="e"><input id="f" hidden>'
    )
    assert {c.id: (c.label, c.hidden) for c in page.controls} == {
        "a": ("年份", False), "b": ("文号", False), "c": ("主题", False), "d": ("密级", False), "e": ("", False), "f": ("", True),
    }  # fmt: skip


def test_a_picture_names_the_heading_it_stands_in_and_aria_a_link_without_words() -> None:
    page = index('<h1><img src="/l.png" alt="虚构县人民政府"></h1><a href="/b" aria-label="返回"></a>')
    assert [heading.text for heading in page.headings] == ["虚构县人民政府"]
    assert [link.label for link in page.links] == ["返回"]


def test_dates_of_one_item_do_not_leak_into_the_next() -> None:
    page = index(
        '<ul><li><a href="/1">第一条足够长的消息</a><i>2026-11-20</i></li><li><a href="/2">第二条足够长的消息</a></li></ul>'
    )
    assert [(item.title, item.date) for item in page.items] == [("第一条足够长的消息", "2026-11-20")]


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ("", '<h1>标题</h1><div>发布时间：2026-11-20 09:30</div><div class="article-content">正文</div>', "2026-11-20"),
        (
            '<meta name="ArticleTitle" content="x"><meta name="PubDate" content="2026-11-20 09:30">',
            "<p>正文</p>",
            "2026-11-20",
        ),
        ("", '<div>截止日期：2026-12-20</div><div class="article-content">正文</div>', ""),
        ("", '<div>成文日期：2026-01-02 发布日期：2026-01-09</div><div class="article-content">正</div>', "2026-01-09"),
        ("", "<div>今天是2026年11月24日</div><ul><li><a href='/1'>一条足够长的消息</a>2026-11-20</li></ul>", ""),
    ],
)
def test_only_the_publication_date_is_taken_for_one(head: str, body: str, published: str) -> None:
    page = build_index(URL, f"<html><head>{head}</head><body>{body}</body></html>".encode())
    assert page.published_on == published


@pytest.mark.parametrize(
    ("body", "content_type", "cause"),
    [
        (b"", "text/html", Cause.EMPTY),
        (b"  \n ", "", Cause.EMPTY),
        (b"%PDF-1.7 <x>", "application/pdf", Cause.WRONG_TYPE),
        (b"%PDF-1.7 <x>", "", Cause.WRONG_TYPE),
        (b"PK\x03\x04\x14\x00<x>", "text/html", Cause.WRONG_TYPE),
        (b"just text", "text/html", Cause.WRONG_TYPE),
        (b"<p>" + b"<div>" * 5000, "text/html", Cause.TOO_DEEP),
        (b"<i></i>" * 120_000, "text/html", Cause.TOO_DEEP),
    ],
)
def test_what_is_no_page_is_named(body: bytes, content_type: str, cause: Cause) -> None:
    with pytest.raises(PageError) as error:
        build_index(URL, body, content_type)
    assert error.value.cause is cause


def test_a_depth_bomb_is_refused_before_the_parser_meets_it() -> None:
    begun = time.process_time()
    with pytest.raises(PageError):
        build_index(URL, b"<div>" * 400_000)
    assert time.process_time() - begun < 2


def test_the_whole_analysis_of_a_page_parses_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []

    def counted(parser: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *texts, **options: parsed.append(parser) or parser(*texts, **options)

    for module in [module for name, module in sys.modules.items() if name.startswith("data.")]:
        for name in {"LexborHTMLParser", "BeautifulSoup", "etree", "HTMLParser"} & set(vars(module)):
            monkeypatch.setattr(module, name, counted(getattr(module, name)))
    page = corpus()[0]
    inspect_page(page.url, page.body, page.content_type, "2026-11-24T02:00:00Z", Registry.load(SITES / "_registry"))
    assert parsed == [LexborHTMLParser]


_TAGS = st.sampled_from(["div", "p", "ul", "li", "span", "b", "h2", "section"])


@st.composite
def fragments(draw: st.DrawFn, depth: int = 3) -> str:
    """Well- and ill-formed HTML with links and images.

    Tables are well-formed: html5lib puts a second list item, left open in a table, back into the table, which the standard does not.
    """
    pieces = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["text", "a", "img", "open", "nested", "table"]))
        if kind == "text":
            pieces.append(draw(st.sampled_from(["要闻", " ", "abc", "&amp;", "<!-- c -->"])))
        elif kind == "a":
            pieces.append(
                f'<a href="/{draw(st.integers(0, 99))}">{draw(st.sampled_from(["", "链接", "<b>粗</b>"]))}</a>'
            )
        elif kind == "img":
            pieces.append(f'<img src="/i.png"{draw(st.sampled_from(["", " alt", chr(32) + "alt=图"]))}>')
        elif kind == "open":
            pieces.append(f"<{draw(_TAGS)}>")
        elif depth and kind == "table":
            pieces.append(f"<table><tr><td>{draw(fragments(depth=depth - 1))}</td></tr></table>")
        elif depth:
            tag = draw(_TAGS)
            pieces.append(f"<{tag}>{draw(fragments(depth=depth - 1))}</{tag}>")
    return "".join(pieces)


@settings(max_examples=120)
@given(fragments())
def test_links_images_and_text_are_those_of_the_standards_tree(body: str) -> None:
    html = f"<!DOCTYPE html><html><head><title>t</title></head><body>{body}</body></html>"
    page = build_index(URL, html.encode())
    soup = BeautifulSoup(html, "html5lib")
    assert len(page.images) == len(soup.find_all("img"))
    assert [link.href for link in page.links] == [a["href"] for a in soup.find_all("a", href=True)]
    spaced = "".join(soup.body.get_text().split())
    assert "".join(page.text.split()) == spaced
