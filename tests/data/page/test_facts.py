"""Facts of small pages, each with the traps that real pages set."""

from __future__ import annotations

from datetime import date

import pytest

from data.page.build import build_index
from data.page.facts import FACT_NAMES, page_facts
from data.page.model import Fact, FactState

NAV = '<div class="nav"><a href="/">首页</a><a href="/1">走进本地</a><a href="/2">新闻中心</a>{}</div>'
FOOT = '<div class="footer">版权所有：虚构县人民政府 {}</div>'
ON = date(2026, 11, 24)


def facts(nav: str = "", foot: str = "", body: str = "", head: str = "") -> dict[str, Fact]:
    html = f"<html><head>{head}</head><body>{NAV.format(nav)}<div>{body}</div>{FOOT.format(foot)}</body></html>"
    return page_facts(build_index("http://www.p1.gov.example/", html.encode(), "", ON), ON)


def test_the_facts_are_those_of_the_interface_in_its_order() -> None:
    assert (FACT_NAMES[0], FACT_NAMES[-1], len(FACT_NAMES)) == ("site_id_code", "latest_on", 35)
    assert tuple(facts()) == FACT_NAMES


@pytest.mark.parametrize(
    ("fact", "foot", "value"),
    [
        ("site_id_code", "网站标识码：9101010001", "9101010001"),
        ("site_id_code", "政府网站标识码 bm99000001", "bm99000001"),
        ("site_id_code", "网站标识码：９１０１０１０００１", "9101010001"),
        ("site_id_code", '<span id="_span_jiucuo" sitecode="9101010001"></span>', "9101010001"),
        ("icp_number", "蜀ICP备 05000000号-2", "蜀ICP备05000000号-2"),
        ("icp_number", "京ICP备:05000000", "京ICP备05000000号"),
        ("police_number", '<a href="x">京公网安备 11010202000001号</a>', "京公网安备11010202000001号"),
        ("sponsor", "主办单位：虚构县人民政府办公室", "虚构县人民政府办公室"),
        ("sponsor", "主办：虚构县人民政府", "虚构县人民政府"),
        ("sitemap_link", '<a href="/m">网站地图</a>', "网站地图"),
        ("contact_link", '<a href="/m">联系 我们</a>', "联系我们"),
    ],
)
def test_footers_are_read_as_they_are_printed(fact: str, foot: str, value: str) -> None:
    found = facts(foot=foot)[fact]
    assert (found.state, found.value) == (FactState.PRESENT, value)


@pytest.mark.parametrize(
    ("fact", "nav"),
    [
        ("elder_mode", '<a href="#" onclick="x()">长者模式</a>'),
        ("elder_mode", '<a href="/e">适老版</a>'),
        ("barrier_free_tool", "<span>无障碍阅读</span>"),
        ("english_link", '<a href="/en/">ENGLISH</a>'),
        ("english_link", '<a href="/en/"><img src="e.png" alt="English"></a>'),
        ("traditional_chinese_switch", '<a href="javascript:t()">繁體版</a>'),
        ("interaction_channel", '<a href="/h">政 民 互 动</a>'),
        ("service_channel", '<a href="/z"><i>政务</i>服务</a>'),
        ("disclosure_channel", '<a href="/g">政府信息公开</a>'),
        ("search_box", '<form><input type="text" name="searchword"></form>'),
        ("other_language_link", '<a href="/ja">日本語</a>'),
        ("minority_language_link", '<a href="/mz">民族文字版</a>'),
        ("disclosure_annual_report_link", '<a href="/n">政府信息公开年报</a>'),
        ("website_annual_form_link", '<a href="/b">政府网站年度报表</a>'),
        ("open_data_link", '<a href="/d">数据开放</a>'),
        ("weibo_wechat", '<a href="/w">政务微博</a>'),
    ],
)
def test_navigation_is_read(fact: str, nav: str) -> None:
    assert facts(nav=nav)[fact].state is FactState.PRESENT


@pytest.mark.parametrize(
    ("fact", "where", "trap"),
    [
        ("elder_mode", "nav", '<a href="/x">老年人权益保护</a>'),
        ("elder_mode", "body", '<div class="article-content"><a href="/x">长者模式</a></div>'),
        ("traditional_chinese_switch", "nav", '<a href="/x">繁峙县</a>'),
        ("english_link", "nav", '<a href="/x">ENT门诊</a>'),
        ("disclosure_annual_report_link", "nav", '<a href="/x">中国青年报</a>'),
        ("barrier_free_tool", "nav", '<a href="/x">无障碍环境建设法</a>'),
        ("interaction_channel", "body", '<div class="article-content">欢迎通过<a href="/x">互动交流</a>栏目提问</div>'),
        ("service_channel", "nav", '<a href="/x">政府购买服务</a>'),
        ("search_box", "nav", '<form><input type="text" name="username"><input type="password" name="p"></form>'),
        ("weibo_wechat", "body", '<a href="http://share.example/share.php">分享到微博</a>'),
        ("site_id_code", "foot", "电话 9101010001"),
        ("icp_number", "body", "如何办理ICP备案号"),
        ("open_data_link", "nav", '<a href="/x">数据发布</a>'),
        ("sponsor", "foot", "主管单位：虚构省人民政府"),
    ],
)
def test_words_that_merely_look_alike_do_not_count(fact: str, where: str, trap: str) -> None:
    assert facts(**{where: trap})[fact].state is FactState.ABSENT


def test_what_only_a_script_makes_is_script() -> None:
    html = (
        "<html><body><a href='/1'>一</a><script>document.write('<a href=\"https://bszs.conac.cn/sitename?x\">党政机关</a>"
        "主办单位：虚构县人民政府 网站标识码：9101010001 京ICP备00000000号');</script></body></html>"
    )
    found = page_facts(build_index("http://www.p1.gov.example/", html.encode()))
    assert {found[n].state for n in ("party_government_mark", "sponsor", "site_id_code", "icp_number")} == {
        FactState.SCRIPT
    }
    assert found["police_number"].state is FactState.ABSENT, "the footer that the script writes does not hold it"


def test_without_a_footer_nothing_in_it_is_called_absent() -> None:
    html = "<html><body><div class='nav'><a href='/1'>首页</a><a href='/2'>要闻</a><a href='/3'>公告</a></div><p>正文</p></body></html>"
    found = page_facts(build_index("http://www.p1.gov.example/", html.encode()))
    for name in ("site_id_code", "icp_number", "police_number", "sponsor", "sitemap_link", "party_government_mark"):
        assert found[name].state is FactState.NOT_SEEN, name


def test_numbers_and_tags_are_counted() -> None:
    found = facts(
        body='<img src="a"><img src="b" alt=""><img src="c" alt="桥"><noscript><img src="d"></noscript><!-- <img> -->',
        head='<meta name="viewport" content="width=device-width"><meta name="sitename" content="虚构县"><meta name="ColumnName" content="">',
    )
    assert (found["images_total"].value, found["images_with_alt"].value) == (4, 1)
    assert (found["viewport"].state, found["site_name_meta"].value, found["column_meta"].state) == (
        FactState.PRESENT,
        "虚构县",
        FactState.ABSENT,
    )


def test_the_future_is_not_latest() -> None:
    body = "".join(
        f'<li><a href="/{n}">一条足够长的消息标题</a><i>{day}</i></li>'
        for n, day in enumerate(("2026-11-02", "2027-01-01"))
    )
    assert facts(body=f"<ul>{body}</ul>")["latest_on"].value == "2026-11-02"
