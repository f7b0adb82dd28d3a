"""Pages that came instead of the site's own."""

from __future__ import annotations

import pytest

from data.model import Cause
from data.page.build import build_index
from data.page.verdicts import page_cause

LONG = "<p>本县举办秋季果品展示会，欢迎居民参加。</p>" * 60
LINKS = "".join(f'<a href="/{n}">栏目{n}</a>' for n in range(30))


@pytest.mark.parametrize(
    ("html", "cause"),
    [
        ("<title>安全验证</title><p>请完成验证后继续访问</p>", Cause.CHALLENGE),
        ("<script>var _0xabcd12=['x'];</script><p>.</p>", Cause.CHALLENGE),
        ("<title>x</title><p>该域名可转让，域名出售</p>", Cause.PARKED),
        ("<title>虚构县</title><p>网站升级改造中，敬请期待</p>", Cause.PLACEHOLDER),
        ("<title>提示</title><p>抱歉，您访问的页面不存在或已删除</p>", Cause.SOFT_404),
        (f"<title>某某棋牌_娱乐城</title>{LONG}", Cause.HIJACKED),
        (f"<title>虚构体育官方网站-登录入口</title>{LONG}", Cause.HIJACKED),
        (f"<title>虚构市体育官网</title>{LINKS}{LONG}", None),
        ("<title>虚构县</title><p>网站正在升级维护中</p>", Cause.PLACEHOLDER),
        ("<div id=app></div><script src=/app.js></script>", Cause.SCRIPT_SHELL),
        (f"<title>虚构县人民政府</title>{LINKS}{LONG}", None),
        (f"<title>虚构县</title>{LINKS}{LONG}<p>办事系统维护公告：周末暂停服务</p>", None),
        (f"<title>关于整治博彩广告的通知_虚构县</title>{LINKS}{LONG}", None),
    ],
    ids="challenge obfuscated parked placeholder soft404 hijacked betting sports maintained shell healthy notice headline".split(),
)
def test_each_kind_is_named_and_healthy_pages_are_left_alone(html: str, cause: Cause | None) -> None:
    assert page_cause(build_index("http://www.p1.gov.example/", f"<html><body>{html}</body></html>".encode())) is cause
