"""What a visit follows from a page."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest

from data.capture.plan import Plan, Target, targets
from data.errors import QihuaError
from data.model import Purpose
from data.page.build import build_index
from data.registry import Registry
from tests.sites.golden import ROOT

HOME = "http://www.p1.gov.example/"
FOOT = '<div class="foot">主办单位：虚构县人民政府 <a href="/map">网站地图</a></div>'


def followed(body: str, purpose: Purpose = Purpose.HOME, url: str = HOME) -> list[Target]:
    page = build_index(url, f"<html><body>{body}{FOOT}</body></html>".encode())
    return targets(page, purpose, replace(Plan.load("sample"), links_internal=0))


def test_navigation_leads_to_the_pages_indicators_need() -> None:
    nav = (
        '<div class="nav"><a href="/">首页</a><a href="/zwfw/">政务服务</a><a href="/hudong/">互动交流</a>'
        '<a href="/gk/">政府信息公开</a><a href="/en/">English</a><a href="/col/1/">本地要闻</a></div>'
    )
    found = {target.purpose: target.url for target in followed(nav)}
    assert found == {
        Purpose.SERVICE: HOME + "zwfw/",
        Purpose.INTERACTION: HOME + "hudong/",
        Purpose.DISCLOSURE: HOME + "gk/",
        Purpose.FOREIGN: HOME + "en/",
        Purpose.COLUMN: HOME + "col/1/",
    }


def test_other_hosts_headlines_and_petition_pages_are_not_followed() -> None:
    body = (
        '<div class="nav"><a href="http://other.gov.example/zwfw/">政务服务</a><a href="/xf/">网上信访互动</a></div>'
        '<p><a href="/1">我县服务业增加值比上年同期增长较快</a></p>'
    )
    assert {target.purpose for target in followed(body)} == {Purpose.COLUMN}


def test_the_data_column_is_one_of_the_pages_indicators_need() -> None:
    nav = '<div class="nav"><a href="/sjfb/">数据发布</a><a href="/sjkf/">数据开放</a><a href="/jd/">数据解读</a></div>'
    found = {(target.purpose, target.url) for target in followed(nav)}
    assert {target for target in found if target[0] is not Purpose.COLUMN} == {(Purpose.DATA, HOME + "sjfb/")}


def test_a_foreign_version_leads_to_its_contact_page_and_nowhere_else() -> None:
    body = '<header><a href="/en/about/">About</a><a href="/en/contact/">Contact us</a><a href="/en/news/">News</a></header>'
    assert followed(body, Purpose.FOREIGN, HOME + "en/") == [Target(Purpose.FOREIGN, HOME + "en/contact/")]


def test_versions_in_other_languages_are_no_columns() -> None:
    nav = '<div class="nav"><a href="/ja/">日本語</a><a href="/col/1/">本地要闻</a></div>'
    assert [target.url for target in followed(nav)] == [HOME + "col/1/"]


def test_newest_articles_come_first_and_within_the_limit() -> None:
    items = "".join(
        f'<li><a href="/a/{d}.html">一条足够长的消息标题{d}</a><span>2026-11-{d:02d}</span></li>' for d in (3, 21, 9)
    )
    articles = [t.url for t in followed(f"<ul>{items}</ul>") if t.purpose is Purpose.ARTICLE]
    assert articles == [HOME + "a/21.html"]


def test_scripts_of_the_site_s_owner_are_asked_for_whatever_their_name_but_no_library() -> None:
    named = ["/js/1.js", "http://static.p1.gov.example/a3f0.js", "/js/jquery.js", "http://www.p2.gov.example/foot.js"]
    found = followed("".join(f'<script src="{name}"></script>' for name in named))
    scripts = [target.url for target in found if target.purpose is Purpose.SCRIPT]
    assert scripts == [HOME + "js/1.js", "http://static.p1.gov.example/a3f0.js"]


def test_an_unknown_plan_names_those_there_are() -> None:
    with pytest.raises(QihuaError) as error:
        Plan.load("none")
    assert "sample" in error.value.problems[0].allowed


def test_fewer_requests_leave_a_reserve_that_is_a_part_of_them() -> None:
    plan = Plan.load("real").with_requests(9)
    assert (plan.requests_a_site, plan.reserve) == (9, 3)
    assert Plan.load("real").with_requests(200).reserve == Plan.load("real").reserve


def test_a_reading_aid_is_asked_for_as_such_and_never_read_as_the_pages_script() -> None:
    bare = build_index(
        HOME, b'<html><body><script src="/js/wza.js"></script><script src="/js/foot.js"></script></body></html>'
    )
    assert [t for t in targets(bare, Purpose.HOME, Plan.load("real")) if t.purpose is not Purpose.SITEMAP] == [
        Target(Purpose.READING_AID, HOME + "js/wza.js"),
        Target(Purpose.SCRIPT, HOME + "js/foot.js"),
    ]
    assert followed('<script src="http://tool.example/wza.js"></script>') == []


def test_versions_in_other_languages_and_calendars_are_no_columns() -> None:
    nav = '<div class="nav"><a href="/ja/">日本語</a><a href="/rl/">活动日历</a><a href="http://mz.p1.gov.example/">藏文版</a></div>'
    assert followed(nav) == [Target(Purpose.MINORITY, "http://mz.p1.gov.example/")]


def test_the_list_of_interpretations_is_no_plain_column_even_where_the_plan_leaves_it_out() -> None:
    nav = '<div class="nav"><a href="/jd/">政策解读</a><a href="/col/1/">本地要闻</a></div>'
    assert Plan.load("sample").interpretations == 0
    assert followed(nav) == [Target(Purpose.COLUMN, HOME + "col/1/")]


def test_a_site_map_for_machines_is_asked_for_only_where_none_for_people_is_linked() -> None:
    bare = build_index(HOME + "yshj/", b"<html><body><a href='/x'>abc</a></body></html>")
    plan = Plan.load("sample")
    assert Target(Purpose.SITEMAP, HOME + "yshj/sitemap.xml") in targets(bare, Purpose.HOME, plan)
    assert Purpose.SITEMAP not in {target.purpose for target in followed("<p>abc</p>")}


def test_one_form_of_a_guide_is_asked_for_and_pages_are_none() -> None:
    guide = (
        '<div class="main"><a href="/help.html">填写说明</a><a href="http://other.example/a.pdf">范本</a>'
        '<a href="/files/Form.DOCX">申请表</a><a href="/files/b.pdf">样表</a></div>'
    )
    found = followed(guide, Purpose.GUIDE, HOME + "zwfw/guide/1.html")
    assert found == [Target(Purpose.ATTACHMENT, HOME + "files/Form.DOCX")]


SEARCHED = (
    '<form action="/s" method="{method}"><input type="hidden" name="site" value="1"><input name="q" placeholder="搜索"></form>'
    '<ul><li><a href="/a/1">图书馆</a><span>2026-11-23</span></li><li><a href="/a/2">河滨步道二期工程完成路面铺装验收</a>'
    "<span>2026-11-20</span></li></ul>"
)


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("gbk", "gb18030")])
def test_titles_are_searched_for_in_the_encoding_of_the_page(charset: str, encoding: str) -> None:
    text = f'<html><meta charset="{charset}"><body>{SEARCHED.format(method="get")}</body></html>'
    page = build_index(HOME, text.encode(charset))
    asked = [t.url for t in targets(page, Purpose.HOME, Plan.load("real")) if t.purpose is Purpose.SEARCH]
    # The shorter title would find anything.
    assert asked == [f"{HOME}s?site=1&q={quote('河滨步道二期工程完成路面铺装验收'[:12], encoding=encoding)}"]


def test_a_search_that_posts_is_not_asked() -> None:
    assert Purpose.SEARCH not in {target.purpose for target in followed(SEARCHED.format(method="post"))}


def test_a_provinces_portal_looks_at_the_platform_before_a_hall_of_its_own() -> None:
    registry = Registry.load(ROOT / "_registry")
    platforms = registry.platforms_measured_at("910000-1")
    assert [host.host for host in platforms] == ["zwfw.yunqi.gov.example"]
    body = (
        '<div class="nav"><a href="/zwfw/">政务服务</a></div><a href="https://zwfw.haitang.gov.example/">海棠政务服务网</a>'
        '<a href="https://zwfw.yunqi.gov.example/login">用户登录</a><a href="https://zwfw.yunqi.gov.example/">云栖政务服务网</a>'
    )
    page = build_index(HOME, body.encode())
    for given, expected in ((platforms, "https://zwfw.yunqi.gov.example/"), ((), HOME + "zwfw/")):
        asked = targets(page, Purpose.HOME, Plan.load("sample"), given)
        assert [target.url for target in asked if target.purpose is Purpose.SERVICE] == [expected]
        assert HOME + "zwfw/" not in [target.url for target in asked if target.purpose is Purpose.COLUMN]


@pytest.mark.parametrize("site_id", ["910100-1", "910101-1", "910100-3", "yx-01-1", ""])
def test_no_other_site_looks_at_a_platform(site_id: str) -> None:
    assert Registry.load(ROOT / "_registry").platforms_measured_at(site_id) == []


def test_what_nothing_else_leads_to_is_checked_last_and_outside_menus_and_lists_first() -> None:
    body = (
        '<div class="nav"><a href="/zwfw/">政务服务</a><a href="/col/1/">本地要闻</a></div><div class="main"><ul>'
        '<li><a href="/a/1.html">一条足够长的消息标题</a><span>2026-11-23</span></li>'
        '<li><a href="/a/2.html">又一条足够长的消息标题</a><span>2026-11-22</span></li></ul>'
        '<p><a href="http://b.example/">友情链接</a><a href="javascript:void(0)">打印</a><a href="/zt/">专题</a></p></div>'
    )
    page = build_index(HOME, f"<html><body>{body}{FOOT}</body></html>".encode())
    found = targets(page, Purpose.HOME, replace(Plan.load("sample"), links_internal=2))
    assert [target.url for target in found if target.purpose is Purpose.LINK] == [HOME + "zt/", HOME + "a/2.html"]
    assert [target.purpose for target in found[-2:]] == [Purpose.LINK] * 2
