"""Who is never taken for the government: copies, look-alikes, foreign governments, companies, hijacked and other pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.collectors.base import CapturedPage, Context, Visit
from data.identity import MISMATCH, NOT_GOVERNMENT, OFFICIAL, UNCONFIRMED, identity_verdict, joined_identity
from data.inspection import inspect_page
from data.model import Capture, Purpose
from data.page.build import build_index
from data.page.facts import page_facts
from data.registry import Registry
from tests.sites.golden import ROOT

AT = "2026-11-24T02:00:00Z"
OWN = "http://www.qinghe.gov.cn/"


def registry() -> Registry:
    """The golden registry (invented units) under the suffixes that are in force."""
    found = Registry.load(ROOT / "_registry")
    found.suffixes = Registry.shipped("china").suffixes
    moved = {"910101-1": OWN, "910102-1": "http://www.baishi.gov.cn/", "910100-1": "http://www.wangxi.gov.cn/"}
    moved |= {"910100-4": "http://www.wangxilib.cn/", "920000-1": "http://www.海棠.政务/"}
    found.sites = {i: replace(site, url=moved.get(i, site.url)) for i, site in found.sites.items()}
    found.sites["910101-1"] = replace(found.sites["910101-1"], site_code="9101010001")
    return found


REGISTRY = registry()
PLACES = "".join(
    f'<li><a href="/a/{n}.html">清禾县召开第{n}次便民工作会议</a><span>2026-11-{n:02d}</span></li>'
    for n in range(1, 21)
)


def government_page(
    name: str = "清禾县人民政府", code: str = "9101010001", title: str = "", body: str = PLACES
) -> bytes:
    """A whole government home page: name, both codes, the 找错 entry, every mark."""
    return (
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{title or name}</title>'
        f'<meta name="SiteName" content="{name}"><meta name="SiteDomain" content="www.qinghe.gov.cn">'
        f'<meta name="SiteIDCode" content="{code}"></head><body><div class="header"><h1>{name}</h1>'
        f'<ul class="nav"><li><a href="/xxgk/">政府信息公开</a></li><li><a href="/hd/">政民互动</a></li></ul></div>'
        f"<ul>{body}</ul><p>演示数据（虚构）</p>"
        f'<div class="footer">主办单位：{name} 网站标识码：{code} 示ICP备00000000号 示公网安备 00000000000000号 '
        '<a href="https://bszs.conac.cn/sitename?method=show">党政机关</a>'
        f'<span id="_span_jiucuo"><a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={code}">'
        "我为政府网站找错</a></span></div></body></html>"
    ).encode()


def verdict_at(answered: str, body: bytes, site_id: str = "910101-1", **attributes: object) -> str:
    """The verdict on what a visit to a registered site got from the address it ended at."""
    site = replace(REGISTRY.sites[site_id], **attributes)  # type: ignore[arg-type]
    context = Context(REGISTRY, site, REGISTRY.unit(site.unit_code))
    page = build_index(answered, body)
    capture = Capture("c1", "r", site_id, 1, Purpose.HOME, answered, AT, http_status=200, previous="c0")
    first = Capture("c0", "r", site_id, 1, Purpose.HOME, site.url, AT, http_status=302)
    home = CapturedPage(capture, page, page_facts(page, date(2026, 11, 24)))
    return identity_verdict(Visit(1, (CapturedPage(first, None, {}, {"location": answered}), home)), context).verdict


def inspected(url: str, body: bytes, status: int | None = None) -> tuple[str, str]:
    found = inspect_page(url, body, "", AT, REGISTRY, status)
    return found["identity"]["verdict"], found["identity"]["reason"]


OWN_SPELLINGS = [
    OWN, "HTTP://WWW.QINGHE.GOV.CN/", "http://www.qinghe.gov.cn./", "http://www.qinghe.gov.cn:8080/", "https://qinghe.gov.cn/",
    "http://evil.example@www.qinghe.gov.cn/", "http://www.qinghe.gov。cn/", "http://ｗｗｗ.qinghe.gov.cn/",
    "http://www.qinghe.gov.cn/index.html", "http://www.qinghe.gov.cn/xwzx/art/1.html",
]  # fmt: skip


@pytest.mark.parametrize("url", OWN_SPELLINGS)
def test_the_own_page_is_official_however_its_address_is_spelled(url: str) -> None:
    assert inspected(url, government_page()) == (OFFICIAL, "code_registered")


@pytest.mark.parametrize("name", ["海棠.政务", f"{'海棠'.encode('idna').decode()}.xn--zfr164b"])
def test_a_chinese_government_name_is_one_in_both_spellings(name: str) -> None:
    page = government_page("海棠省人民政府", "9200000001")
    assert inspected(f"http://www.{name}/", page) == (OFFICIAL, "code_registered")
    assert verdict_at(f"http://{name}/", page, "920000-1") == OFFICIAL


FOREIGN_HOSTS = [
    # Foreign governments and regions outside the evaluation
    "https://www.gov.uk/", "https://www.gov.sg/", "https://www.gov.tw/", "https://www.gov.hk/", "https://www.gov.mo/",
    "https://www.usa.gov/", "https://www.kantei.go.jp/", "https://www.korea.go.kr/", "https://www.service.gov.au/",
    # Look-alikes of the suffix
    "http://www.qinghe.gov.cn.example.com/", "http://gov-cn.com/", "http://www.gov.cn.com/", "http://www.qinghe.gov.cn.cn/",
    "http://www.qinghegov.cn/", "http://www.qinghe-gov.cn/", "http://www.qinghe.g0v.cn/", "http://www.qinghe.gov.cm/",
    "http://www.qinghe.gov.co/", "http://www.qinghe.gov.cn-news.top/", "http://xn--zfr164b.com/", "http://www.清禾.政府/",
    "http://www.清禾.公司/", "http://www.清禾.网址/",
    # Homographs: Cyrillic о, Greek ο, a digit in other letters, a fraction slash
    "http://www.qinghe.gоv.cn/", "http://www.qinghe.gοv.cn/", "http://www.qinghe.gov.сn/", "http://www.qinghe.gov.cn⁄.evil.com/",
    # What stands before @ and behind \\ is no host
    "http://www.qinghe.gov.cn@evil.example/", "http://www.qinghe.gov.cn:80@evil.example/", "http://evil.com\\.gov.cn/",
    "http://evil.com%2f.gov.cn/", "http://evil.com%00.gov.cn/", "http://evil.example/?http://www.qinghe.gov.cn/",
    "http://evil.example/www.qinghe.gov.cn/", "http://evil.example/#.gov.cn", "http://..gov.cn/", "http://192.0.2.1/",
    # Companies, media, archives
    "https://www.qinghe.com/", "https://qinghe.news.example/", "https://web.archive.example/www.qinghe.gov.cn/",
    "http://www.qinghe.cn/", "http://www.qinghe.org.cn/", "http://www.qinghe.xn--55qw42g/",
]  # fmt: skip


@pytest.mark.parametrize("url", FOREIGN_HOSTS)
@pytest.mark.parametrize("exception", [None, True])
def test_a_full_copy_on_a_foreign_host_is_never_official(url: str, exception: bool | None) -> None:
    assert inspected(url, government_page()) == (NOT_GOVERNMENT, "host")
    assert verdict_at(url, government_page(), domain_exception=exception) == NOT_GOVERNMENT


def test_a_full_copy_on_the_host_of_another_unit_is_not_official() -> None:
    assert verdict_at("http://www.baishi.gov.cn/", government_page()) == MISMATCH
    assert verdict_at("http://www.wangxi.gov.cn/", government_page()) == MISMATCH
    # The other way round: the other unit's own visit finds a page that bears neither its name nor its code.
    assert verdict_at("http://www.baishi.gov.cn/", government_page(), "910102-1") == UNCONFIRMED
    assert inspected("http://www.baishi.gov.cn/", government_page())[0] == UNCONFIRMED


def test_another_provinces_page_at_the_own_host_contradicts() -> None:
    assert inspected(OWN, government_page("海棠省人民政府", "9200000001")) == (MISMATCH, "code_elsewhere")


def test_a_government_host_that_is_not_on_the_list_is_not_confirmed_by_any_mark() -> None:
    assert inspected("http://www.elsewhere.gov.cn/", government_page()) == (UNCONFIRMED, "not_registered")
    assert inspected("http://www.别处.政务/", government_page()) == (UNCONFIRMED, "not_registered")
    assert inspected("http://www.elsewhere.gov.cn/", b"<html><title>x</title></html>", 403) == (
        UNCONFIRMED,
        "home_unreadable",
    )


OTHER_PAGES = {
    "challenge": "<html><head><title>安全验证</title></head><body><p>请完成验证后继续访问 清禾县人民政府</p></body></html>",
    "script challenge": '<html><head><title>清禾县人民政府</title></head><body><script>var _0x12ab="9101010001";</script></body></html>',
    "parked": "<html><head><title>清禾县人民政府</title></head><body><p>该域名可转让，网站标识码：9101010001</p></body></html>",
    "placeholder": "<html><head><title>清禾县人民政府</title></head><body><p>网站升级改造中 网站标识码：9101010001</p></body></html>",
    "soft 404": "<html><head><title>清禾县人民政府</title></head><body><p>您访问的页面不存在</p></body></html>",
    "server page": "<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>",
    "script shell": '<html><head><title>清禾县人民政府</title></head><body><div id="app"></div><script src="/app.js"></script></body></html>',
    "company": "<html><head><title>清河机械有限公司</title></head><body><p>产品中心 示ICP备00000000号</p></body></html>",
    "media": "<html><head><title>示例日报网</title></head><body><p>报业集团主办</p></body></html>",
    "empty": "<html><head></head><body></body></html>",
}


@pytest.mark.parametrize("kind", OTHER_PAGES)
def test_another_page_at_the_right_host_is_not_official(kind: str) -> None:
    body = OTHER_PAGES[kind].encode()
    assert inspected(OWN, body)[0] == UNCONFIRMED, kind


@pytest.mark.parametrize("title", ["某某娱乐城_彩票平台", "清禾县人民政府_棋牌真人娱乐", "百家乐 - 清禾县人民政府"])
def test_a_hijacked_page_at_the_right_host_is_not_official_with_all_its_marks(title: str) -> None:
    assert inspected(OWN, government_page(title=title)) == (UNCONFIRMED, "home_unreadable")


@pytest.mark.parametrize("status", [401, 403, 412, 429, 404, 500, 503])
def test_what_comes_with_an_error_confirms_nothing(status: int) -> None:
    assert inspected(OWN, government_page(), status) == (UNCONFIRMED, "home_unreadable")


def test_an_institution_is_confirmed_at_its_own_host_only() -> None:
    page = government_page("望溪市图书馆", "9101000015")
    assert inspected("http://www.wangxilib.cn/", page)[0] == OFFICIAL
    assert verdict_at("http://www.wangxilib-copy.cn/", page, "910100-4") == UNCONFIRMED
    assert verdict_at("http://www.望溪图书馆.公益/", page, "910100-4") == UNCONFIRMED
    assert verdict_at("http://www.wangxilib.com/", page, "910100-4") == NOT_GOVERNMENT
    own = "http://www.望溪图书馆.公益/"
    assert verdict_at(own, page, "910100-4", url=own) == OFFICIAL


def test_units_outside_the_evaluation_are_not_confirmed() -> None:
    shipped = Registry.shipped("china")
    outside = [site for site in shipped.sites.values() if not shipped.unit(site.unit_code).in_scope]
    assert outside
    for site in outside:
        unit = shipped.unit(site.unit_code)
        found = inspect_page(site.url, government_page(unit.name, f"{unit.code}0001"), "", AT, shipped)
        assert found["identity"] == {"verdict": UNCONFIRMED, "reason": "outside_evaluation"}


def test_every_home_page_tells_whose_it_is_among_its_observations_too() -> None:
    def said(url: str) -> dict[str, object]:
        observations = inspect_page(url, government_page(), "", AT, REGISTRY)["observations"]
        return next(one for one in observations if one["indicator"] == "site_official")

    assert said(OWN)["value"] == 1
    assert said("http://www.qinghe.gov.cn.example.com/")["value"] == 0
    assert (said("http://www.elsewhere.gov.cn/")["status"], said("http://www.elsewhere.gov.cn/")["cause"]) == (
        "not_observed",
        "unconfirmed",
    )


VERDICTS = st.sampled_from([(OFFICIAL, "a"), (UNCONFIRMED, "b"), (MISMATCH, "c"), (NOT_GOVERNMENT, "host")])


@given(st.lists(VERDICTS))
def test_visits_are_joined_as_the_observation_is(verdicts: list[tuple[str, str]]) -> None:
    said = [verdict for verdict, _ in verdicts]
    joined, _ = joined_identity(verdicts)
    if OFFICIAL in said:
        assert joined == OFFICIAL
    elif {MISMATCH, NOT_GOVERNMENT} & set(said):
        assert joined == next(one for one in reversed(said) if one != UNCONFIRMED)
    else:
        assert joined == (UNCONFIRMED if said else "")


@given(st.text(min_size=1, max_size=30))
def test_no_host_outside_the_suffixes_is_ever_official(host: str) -> None:
    found = inspect_page(f"http://{host}.example/", government_page(), "", AT, REGISTRY)
    assert found["identity"]["verdict"] == NOT_GOVERNMENT
