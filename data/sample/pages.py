"""The sample's pages: what each address of a site answers."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import parse_qs, quote

from data.sample.interaction import interaction_page
from data.sample.layout import (
    MARK,
    Page,
    column_tags,
    days_before,
    document,
    footer_html,
    friend_links,
    link,
    shown_code,
    site_columns,
)
from data.sample.plan import SitePlan, World
from data.sample.planted import harmless, recipients, strange_links, wrong_terms
from data.sample.services import guide_page, service_links, service_page
from data.sample.systems import box
from data.sample.texts import ENGLISH_NEWS, NEWS, NOTICES, PARAGRAPH, POLICIES

_DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@dataclass(frozen=True, slots=True)
class Response:
    """What the server sends: status, content type, body, further headers."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


def respond(world: World, site: SitePlan, path: str, query: str, today: date) -> Response:
    """Answer a request for a path of a site (below its prefix)."""
    special = _fault_page(site, path)
    if special is not None:
        return special
    if path == "/robots.txt":
        return _robots(site)
    if path.startswith("/js/"):
        return _script(world, site, path)
    if path.startswith("/img/"):
        return Response(200, "image/gif", _DOT)
    if path.startswith("/forms/") and site.features.forms:
        return Response(
            200,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK\x03\x04" + MARK.encode(),
        )
    if path == "/sitemap.xml" and site.features.sitemap_file:
        return Response(
            200, "application/xml", f'<?xml version="1.0"?><urlset><url><loc>{site.url}</loc></url></urlset>'.encode()
        )
    page = _page(world, site, path, query, today)
    if page is None:
        return _missing(site)
    if isinstance(page, str):
        return _html(site, page)
    return _html(site, document(world, site, page))


def platform_page(world: World, platform: SitePlan, path: str, today: date) -> Response:
    """Answer a request to a province's service platform: guides, their forms, and its hall under every other address."""
    own = path.startswith(("/zwfw/guide/", "/forms/", "/js/", "/img/", "/robots.txt"))
    return respond(world, platform, path if own else "/zwfw/", "", today)


def _html(site: SitePlan, text: str, status: int = 200) -> Response:
    content_type = f"text/html; charset={site.charset}" if site.declares_charset else "text/html"
    extra = (
        (("Strict-Transport-Security", "max-age=31536000"),) if site.features.hsts and site.scheme == "https" else ()
    )
    return Response(status, content_type, text.encode(site.charset, "replace"), extra)


def _fault_page(site: SitePlan, path: str) -> Response | None:
    plain = "text/html; charset=utf-8"
    if site.fault == "challenge":
        body = f"<html><head><title>安全验证</title></head><body><p>请完成验证后继续访问</p><!-- {MARK} --><script>var _0x12ab=1;</script></body></html>"
        return Response(403, plain, body.encode())
    if site.fault == "server_error" and path != "/robots.txt":
        return Response(503, plain, f"<html><body>Service Unavailable {MARK}</body></html>".encode())
    if site.fault == "parked":
        body = f"<html><head><title>域名停放</title></head><body><h1>该域名可转让</h1><p>域名出售，欢迎联系。{MARK}</p>{'<p>&nbsp;</p>' * 120}</body></html>"
        return Response(200, plain, body.encode())
    if site.fault == "placeholder":
        body = f"<html><head><title>{escape(site.name)}</title></head><body><p>网站升级改造中，敬请期待。{MARK}</p>{'<!-- -->' * 160}</body></html>"
        return Response(200, plain, body.encode())
    if site.fault == "hijacked" and path == "/":
        words = "".join(f"<p>棋牌平台推广位{n}（{MARK}，示意页面被篡改）</p>" for n in range(40))
        return Response(
            200, plain, f"<html><head><title>某某棋牌平台_彩票平台</title></head><body>{words}</body></html>".encode()
        )
    if site.fault == "redirect" and path == "/":
        return Response(302, plain, b"", (("Location", "http://travel.example/"),))
    if site.fault == "soft_404" and path == "/zwfw/":
        return Response(
            200,
            plain,
            f"<html><head><title>提示</title></head><body><p>抱歉，您访问的页面不存在或已删除。{MARK}</p></body></html>".encode(),
        )
    return None


def _robots(site: SitePlan) -> Response:
    if site.fault == "robots":
        return Response(200, "text/plain", b"User-agent: *\nDisallow: /\n")
    if site.unit.level == "province":
        return Response(200, "text/plain", b"User-agent: *\nDisallow: /admin/\n")
    return _missing(site)


def _missing(site: SitePlan) -> Response:
    body = f"<html><head><title>404</title></head><body><h1>404 Not Found</h1><p>{MARK}</p></body></html>"
    return Response(404, "text/html; charset=utf-8", body.encode())


def _script(world: World, site: SitePlan, path: str) -> Response:
    if path == "/js/foot.js":
        written = footer_html(world, site) + friend_links(world, site)
        text = written.replace("'", "\\'").replace("\n", " ")
        return Response(200, "application/javascript", f"document.write('{text}');".encode("gb18030"))
    return Response(200, "application/javascript; charset=utf-8", f"/* {MARK} */function elder(){{}}".encode())


def _page(world: World, site: SitePlan, path: str, query: str, today: date) -> Page | str | None:
    """Find the page of a path; None if the site has no such page."""
    features = site.features
    parts = [part for part in path.split("/") if part]
    if not parts:
        return _home(world, site, today)
    kind, rest = parts[0], parts[1:]
    if kind == "col" and rest:
        return _column(site, rest[0], today)
    if kind == "art" and len(rest) == 2:
        return _article(site, rest[0], _number(rest[1:]), today)
    if kind == "zwfw" and features.service:
        return guide_page(site, _number(rest[1:])) if rest[:1] == ["guide"] else service_page(world, site)
    if kind == "hudong" and features.interaction:
        return interaction_page(site, today)
    if kind == "gongkai" and features.disclosure:
        return _disclosure(site)
    if kind == "zhengce" and features.policy_library:
        return _policy(site, _number(rest), today) if rest else _policies(site, today)
    if kind == "jiedu" and features.interpretation:
        return _interpretation(site, _number(rest), today) if rest else _interpretations(site, today)
    if kind == "shuju" and features.data_release:
        return _data(site, today)
    if kind in {"en", "ja"} and features.english:
        return _english(site, today)
    if kind == "search" and features.search:
        return _results(world, site, parse_qs(query).get("q", [""])[0], today)
    if kind == "zt" and not features.dead_links:
        return Page(
            f"图书周专题_{site.name}", f"<p>{PARAGRAPH.format(place=site.unit.name) * 3}</p>", crumbs="图书周专题"
        )
    if kind == "calendar":
        return _calendar(site, rest)
    if kind in {"sitemap.html", "wza", "bot", "mz", "login", "pingjia"}:
        return Page(f"{site.name}-{kind}", _site_map(site) if kind == "sitemap.html" else f"<p>{MARK}</p>")
    return None


def _number(parts: list[str]) -> int:
    """Return the number that names a page (3.html); one that no page has for anything else."""
    name = parts[0].split(".")[0] if parts else ""
    return int(name) if name.isdecimal() else 1_000_000


# Home and lists


def _items(site: SitePlan, folder: str, titles: tuple[str, ...], first: int, step: int, count: int, today: date) -> str:
    """Return a list of dated links, newest first."""
    place = site.unit.name
    rows = []
    for number in range(count):
        title = titles[(number + len(site.site_id) + first) % len(titles)].format(place=place)
        day = days_before(today, first + number * step)
        rows.append(f"<li>{link(site, f'/art/{folder}/{number}.html', title)}<span>{day}</span></li>")
    return f"<ul>{''.join(rows)}</ul>"


def _images(site: SitePlan) -> str:
    named = site.features.images_named
    return "".join(
        f'<img src="{site.prefix}/img/{n}.gif" alt="{f"便民专题之{n + 1}" if n < named else ""}" width="120" height="60">'
        for n in range(site.features.images)
    )


def _home(world: World, site: SitePlan, today: date) -> Page:
    features = site.features
    blocks = [f'<div class="box"><h2>要闻</h2>{_items(site, "yaowen", NEWS, features.home_days, 3, 8, today)}</div>']
    blocks.append(harmless(site))
    blocks.append(
        f'<div class="box"><h2>通知公告</h2>{_items(site, "tongzhi", NOTICES, features.home_days + 4, 9, 6, today)}</div>'
    )
    if features.state_column:
        state = _items(site, "gwy", NEWS, features.state_days, 2, 4, today)
        blocks.append(f'<div class="box"><h2>国务院要闻</h2>{state}</div>')
    blocks.append(f'<div class="box">{link(site, "/zt/", "图书周专题")}{_old_site(site)}</div>')
    if features.platform_link:
        blocks.append(f'<div class="box"><a href="https://{world.platform(site)}/">虚构政务服务网</a></div>')
    if features.service and features.service_hosts:
        blocks.append(service_links(world, site))
    if features.hotline == "link":
        blocks.append(
            f'<div class="box"><a href="http://12345.p{site.unit.code[:2]}.gov.example/">12345便民热线</a></div>'
        )
    blocks.append(box(site))
    if features.subscribe:
        blocks.append(f'<div class="box">{link(site, "/login", "我的订阅")}</div>')
    blocks.append(f'<div class="box">{_images(site)}</div>')
    blocks.append(f'<div class="box"><h2>专题专栏</h2><p>{PARAGRAPH.format(place=site.unit.name) * 6}</p></div>')
    blocks += [recipients(world, site), strange_links(world, site), wrong_terms(world, site)]
    if site.fault != "script_footer":
        blocks.append(friend_links(world, site))
    return Page(f"{site.name}", "".join(blocks), home=True)


def _old_site(site: SitePlan) -> str:
    """A link to a host that was given up."""
    old = f"http://old.{site.host.removeprefix('www.')}/"
    return f' <a href="{old}">旧版存档</a>' if site.features.dead_links > 1 else ""


def _column(site: SitePlan, slug: str, today: date) -> Page | None:
    names = [name for name, _ in site_columns(site)]
    if slug not in names:
        return None
    position = names.index(slug)
    title = dict(site_columns(site))[slug]
    features = site.features
    if position < features.empty_columns:
        items = "<ul></ul><p>暂无信息</p>"
    else:
        first = 400 if position < features.empty_columns + features.stale_columns else features.home_days + position
        items = _items(site, slug, NEWS, first, 5, 10, today)
    body = f'<div class="box"><h1>{title}</h1>{items}</div>'
    return Page(f"{title}_{site.name}", body, column_tags(site, title, "工作动态"), title)


def _article(site: SitePlan, folder: str, number: int, today: date) -> Page | None:
    if number >= 20:
        return None
    first, step, titles = {
        "yaowen": (site.features.home_days, 3, NEWS),
        "tongzhi": (site.features.home_days + 4, 9, NOTICES),
        "gwy": (site.features.state_days, 2, NEWS),
    }.get(folder, (site.features.home_days, 5, NEWS))
    title = titles[(number + len(site.site_id) + first) % len(titles)].format(place=site.unit.name)
    day = days_before(today, first + number * step)
    tools = ("【字体：大 中 小】", '<a href="javascript:window.print()">打印</a>', '分享到：<a href="#share">分享</a>')
    body = (
        f'<h1>{title}</h1><div class="info">发布时间：{day} 09:30 来源：{site.unit.name}数据中心 {" ".join(tools[: site.features.page_tools])}</div>'
        f'<div class="article-content">{"".join(f"<p>{PARAGRAPH.format(place=site.unit.name)}</p>" for _ in range(4))}<p>{MARK}</p></div>'
    )
    tags = (("ArticleTitle", title), ("PubDate", f"{day} 09:30"), ("ContentSource", f"{site.unit.name}数据中心"))
    return Page(f"{title}_{site.name}", body, tags[: site.features.article_tags], "要闻 > 正文")


def _site_map(site: SitePlan) -> str:
    return "".join(f"<p>{link(site, f'/col/{slug}/', name)}</p>" for slug, name in site_columns(site)[:40])


def _calendar(site: SitePlan, rest: list[str]) -> Page | None:
    """An endless calendar: each month leads to the next."""
    year, month = _number(rest), _number(rest[1:])
    if year > 9999 or not 1 <= month <= 12:
        return None
    following = f"/calendar/{year + month // 12}/{month % 12 + 1}/"
    days = "".join(f"<td>{link(site, f'/calendar/{year}/{month}/{day}/', str(day))}</td>" for day in range(1, 29))
    return Page("活动日历", f"<table><tr>{days}</tr></table>{link(site, following, '下一月')}", crumbs="活动日历")


# Disclosure


def _disclosure(site: SitePlan) -> Page:
    names = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")
    rows = "".join(
        f"<li>{link(site, f'/gongkai/{n}.html', name)}</li>" for n, name in enumerate(names[: site.features.disclosure])
    )
    return Page(f"政府信息公开_{site.name}", f'<div class="box"><ul>{rows}</ul></div>', crumbs="政府信息公开")


# Policies


def _policies(site: SitePlan, today: date) -> Page:
    features = site.features
    rows = []
    for number, (title, _) in enumerate(POLICIES):
        mark = f"{site.unit.name}发〔2026〕{number + 3}号" if features.policy_library >= 2 else ""
        rows.append(
            f"<li>{link(site, f'/zhengce/{number}.html', title)}<i>{mark}</i><span>{days_before(today, 20 + number * 30)}</span></li>"
        )
    form = (
        '<form method="get"><select name="year"><option>2026</option></select><input name="number" type="text"></form>'
    )
    body = f'<div class="box"><h1>政策文件</h1>{form if features.policy_library >= 3 else ""}<ul>{"".join(rows)}</ul></div>'
    return Page(f"政策文件_{site.name}", body, column_tags(site, "政策文件", "政策文件"), "政策文件")


def _policy(site: SitePlan, number: int, today: date) -> Page | None:
    if number >= len(POLICIES):
        return None
    title, _ = POLICIES[number]
    features = site.features
    explained = features.policy_linked and features.interpretation
    related = f"<p>{link(site, f'/jiedu/{number}.html', '相关解读')}</p>" if explained else ""
    served = features.policy_service and features.service
    service = f"<p>{link(site, '/zwfw/guide/0.html', '我要办理')}</p>" if served else ""
    mark = "<p><span>有效性：</span><span>有效</span></p>" if features.policy_validity else ""
    day = days_before(today, 20 + number * 30)
    body = f'<h1>{title}</h1><div class="info">发布时间：{day} 10:00</div>{mark}<div class="article-content"><p>{PARAGRAPH.format(place=site.unit.name)}</p></div>{related}{service}'
    return Page(f"{title}_{site.name}", body, (("ArticleTitle", title), ("PubDate", f"{day} 10:00")), "政策文件 > 正文")


def _interpretations(site: SitePlan, today: date) -> Page:
    rows = "".join(
        f"<li>{link(site, f'/jiedu/{n}.html', f'《{title}》解读')}<span>{days_before(today, 18 + n * 30)}</span></li>"
        for n, (title, _) in enumerate(POLICIES)
    )
    return Page(
        f"政策解读_{site.name}",
        f'<div class="box"><h1>政策解读</h1><ul>{rows}</ul></div>',
        column_tags(site, "政策解读", "政策解读"),
        "政策解读",
    )


def _interpretation(site: SitePlan, number: int, today: date) -> Page | None:
    if number >= len(POLICIES):
        return None
    title, subject = POLICIES[number]
    related = f"<p>{link(site, f'/zhengce/{number}.html', '政策原文')}</p>" if site.features.policy_linked else ""
    day = days_before(today, 18 + number * 30)
    body = f'<h1>《{title}》解读</h1><div class="info">发布时间：{day} 10:00</div><div class="article-content"><p>本办法对{subject}工作作出安排。{MARK}</p></div>{related}'
    return Page(
        f"《{title}》解读_{site.name}",
        body,
        (("ArticleTitle", f"《{title}》解读"), ("PubDate", f"{day} 10:00")),
        "政策解读 > 正文",
    )


def _data(site: SitePlan, today: date) -> Page:
    extra = f"<p>{link(site, '/shuju/jiedu.html', '数据解读')}</p>" if site.features.data_explained else ""
    rows = "".join(
        f"<li>{link(site, f'/shuju/{n}.html', f'季度便民设施统计第{n + 1}期')}<span>{days_before(today, 30 + n * 90)}</span></li>"
        for n in range(3)
    )
    return Page(
        f"数据发布_{site.name}",
        f'<div class="box"><h1>数据发布</h1><ul>{rows}</ul>{extra}</div>',
        column_tags(site, "数据发布", "数据发布"),
        "数据发布",
    )


# Search and the foreign version


def _relative(world: World, site: SitePlan) -> SitePlan:
    """Another site of the family: the portal above, else one below, else another central organ's."""
    above, below = world.portal(site.unit.parent), world.children(site.unit.code)
    if above is not None or below:
        return above or below[0]
    return next(s for s in world.sites if s.unit.level == site.unit.level and s.host != site.host)


def _results(world: World, site: SitePlan, words: str, today: date) -> Page:
    title = NEWS[(len(site.site_id) + site.features.home_days) % len(NEWS)].format(place=site.unit.name)
    hit = (
        f"<li>{link(site, '/art/yaowen/0.html', title)}<span>{days_before(today, site.features.home_days)}</span></li>"
    )
    other = _relative(world, site)
    joint = (
        f'<li><a href="{other.url}art/yaowen/0.html">{other.unit.name}相关信息</a></li>'
        if site.features.joint_search
        else ""
    )
    groups = "".join(
        f'<a href="?q={quote(words)}&amp;type={n}">{name}</a> '
        for n, name in enumerate(("信息", "政策", "服务", "互动"))
    )
    return Page(
        f"搜索结果_{site.name}", f'<div class="box"><p>{groups}</p><ul>{hit}{joint}</ul></div>', crumbs="搜索结果"
    )


def _english(site: SitePlan, today: date) -> str:
    features = site.features
    groups = ("About", "News", "Government", "Laws and Policies", "Data")[: features.english_groups]
    services = ("Visa", "Work", "Study", "Invest", "Travel", "Living")[: features.english_services]
    bar = "".join(f'<a href="{site.prefix}/en/{name.split()[0].lower()}/">{name}</a> ' for name in (*groups, *services))
    rows = "".join(
        f'<li><a href="{site.prefix}/en/news/{n}.html">{title}</a> <span>{days_before(today, features.english_days + n * 6)}</span></li>'
        for n, title in enumerate(ENGLISH_NEWS)
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="{site.charset}"><title>Sample Portal of a Fictional Place</title></head>'
        f"<body><header><b>Fictional sample data</b> {bar}</header><div><ul>{rows}</ul>"
        "<p>This page belongs to a fictional place. It tells visitors how the library, the riverside path and the market can be used, "
        "and where questions can be asked.</p></div>"
        f'<footer><p>Contact us: mailbox@{site.host} <a href="{site.prefix}/en/faq/">FAQ</a></p><p>{MARK}</p>'
        f"<p>{shown_code(site)}</p></footer></body></html>"
    )
