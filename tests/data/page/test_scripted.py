"""Links that scripts write."""

from __future__ import annotations

import time

import pytest

from data.page.build import build_index
from data.page.facts import page_facts
from data.page.model import SCRIPT_TAG, FactState
from data.page.scripted import with_script_links

HOME = "http://www.p1.gov.example/"


def written(script: str) -> list[tuple[str, str]]:
    page = build_index(HOME, "<p>演示数据（虚构）</p>".encode(), scripts=[script])
    return [(link.label, link.url) for link in with_script_links(page).links if link.tag == SCRIPT_TAG]


@pytest.mark.parametrize(
    ("script", "links"),
    [
        ("document.write('<a href=\"/zwfw/\">政务 服务</a>')", [("政务服务", HOME + "zwfw/")]),
        (
            r'x.html("<a class=\"m\" href=\"http:\/\/a.example\/\"><b>省</b>门户<\/a>")',
            [("省门户", "http://a.example/")],
        ),
        (r"t += '<a href=/x title=\'\u653f\u52a1\'><img src=1.png></a>'", [("政务", HOME + "x")]),
        ("s='<option value=\"http://b.example\">市</option>'", [("市", "http://b.example")]),
        ('s=\'<A HREF="/en/"><img alt="English"></A>\'', [("English", HOME + "en/")]),
        ("<!--\ndocument.write('<a href=\"/1\">甲</a>');\n//-->", [("甲", HOME + "1")]),
        ("s = '<a href=\"' + base + '/x\">乙</a>'", [("乙", "")]),
        ("s = '<a href=\"/x\">' + name + '</a>'", [("", HOME + "x")]),
        ("s = '<a href=\"javascript:go()\">丙</a>'", [("丙", "")]),
        ("// s = '<a href=\"/x\">丁</a>'", []),
        ("/* '<a href=\"/x\">丁</a>' */ var a = 'http://c.example//<a';", []),
        ("if (a<abs && b>0) { c = '</a>' }", []),
        ("s = '<a href=\"/x\">戊'", []),
    ],
)
def test_markup_in_strings_is_read_as_far_as_it_stands_there(script: str, links: list[tuple[str, str]]) -> None:
    assert written(script) == links


def test_a_link_of_the_page_comes_before_one_that_a_script_writes_and_none_is_counted_twice() -> None:
    body = '<nav><a href="/zwfw/">政务服务</a></nav>'
    script = 'document.write(\'<a href="/2/">政务服务</a><a href="/en/">English</a>\')'
    page = with_script_links(build_index(HOME, body.encode(), scripts=[script]))
    assert with_script_links(page) == page
    facts = page_facts(page)
    assert (facts["service_channel"].state, facts["service_channel"].where) == (FactState.PRESENT, "navigation")
    assert (facts["english_link"].state, facts["english_link"].value) == (FactState.SCRIPT, "English")


def test_long_scripts_are_read_in_a_moment() -> None:
    begun = time.process_time()
    for text in ("<a " * 200_000, "<a href='" * 60_000, "/*" * 300_000, "<a b>" * 100_000, "//" * 300_000):
        written(text)
    assert time.process_time() - begun < 5
