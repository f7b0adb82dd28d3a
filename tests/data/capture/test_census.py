"""Which links of a page lead to columns, by where they stand and what their address looks like."""

from __future__ import annotations

import pytest

from data.capture.plan import Plan, targets
from data.model import Purpose
from data.page.build import build_index

HOME = "http://www.p1.gov.example/"


def columns(body: str, purpose: Purpose = Purpose.HOME, url: str = HOME) -> list[str]:
    foot = (
        '<div class="foot">主办单位：虚构县人民政府 <a href="/map/">网站地图</a> <a href="/about/">关于我们</a></div>'
    )
    page = build_index(url, f"<html><body>{body}{foot}</body></html>".encode())
    found = targets(page, purpose, Plan.load("columns"))
    assert {target.purpose for target in found} <= {Purpose.COLUMN, Purpose.DIRECTORY}
    return [target.url.removeprefix(HOME) for target in found if target.purpose is Purpose.COLUMN]


def test_menus_with_their_folds_name_columns_whatever_their_addresses_look_like() -> None:
    body = (
        '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk.jsp?id=3">政务公开</a><ul><li><a href="/a.do">公示</a></li>'
        '</ul></li><li><a href="http://other.gov.example/">上级网站</a></li><li><a href="/login.jsp">用户登录</a></li></ul></div>'
    )
    assert columns(body) == ["zwgk.jsp?id=3", "a.do"]


@pytest.mark.parametrize(
    ("path", "is_column"),
    [
        ("/yaowen/", True),
        ("/zwgk/index.html", True),
        ("/zwgk/xxgk_list.shtml", True),
        ("/zwgk/list_2.html", True),
        ("/zwgk/zwgk.shtml", True),
        ("/col/col1229015646/index.html", True),
        ("/zwgk/202311/t20231103_5521.html", False),
        ("/zwgk/content_6906314.htm", False),
        ("/art/2026/11/2/art_1_2.html", False),
        ("/zwgk/2026-11/02/", False),
        ("/files/a.pdf", False),
        ("/search/?q=1", False),
        ("/zwgk/one.html", False),
    ],
)
def test_outside_menus_the_form_of_the_address_tells(path: str, is_column: bool) -> None:
    body = f'<div class="main"><h2><a href="{path}">部门信息</a></h2><a href="{path}">更多</a></div>'
    assert columns(body) == ([path.removeprefix("/")] if is_column else [])


def test_entries_of_lists_tools_and_the_foot_are_no_columns() -> None:
    body = (
        '<div class="main"><ul><li><a href="/a/1/">河滨步道二期</a><span>2026-11-02</span></li></ul><a href="/b/">下一页</a>'
        '<a href="/c/">3</a><a href="/ja/">日本語</a><a href="/d/">用户中心</a><a href="/e/">这是一条足够长的标题而不是栏目名称</a></div>'
    )
    assert columns(body) == []


def test_the_menu_beside_a_columns_text_names_columns_and_that_of_the_home_page_does_not() -> None:
    body = '<div class="sidebar"><a href="/one.jsp">规划计划</a></div>'
    assert columns(body, Purpose.COLUMN, HOME + "zwgk/") == ["one.jsp"]
    assert columns(body) == []


def test_the_page_that_lists_the_columns_names_them_all() -> None:
    body = '<div class="main"><a href="/one.jsp">规划计划</a><a href="/two/">人事</a><a href="/x/t20231103_5521.html">年报</a></div>'
    assert columns(body, Purpose.DIRECTORY, HOME + "map/") == ["one.jsp", "two/"]
