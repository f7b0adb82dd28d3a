"""The frame of a sample page: head, header, navigation, footer, in three visual families."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from data.sample.plan import STATE_HOST, SitePlan, World
from data.sample.systems import FILING
from data.sample.texts import COLUMNS

MARK = "演示数据（虚构）"
_STYLES = (
    """body{{font-family:sans-serif;margin:0;color:#222}}.top{{background:#0b3d91;color:#fff;padding:12px}}
.nav a{{padding:8px 14px}}.box{{border:1px solid #d8dee9;padding:12px;margin:8px}}
.foot{{background:#eef2f8;padding:16px;font-size:13px}}{extra}""",
    """body{{font-family:serif;margin:0}}header{{border-bottom:3px solid #7a1f1f;padding:10px}}nav a{{margin-right:16px}}
.box{{padding:10px 0;border-top:1px dotted #999}}footer{{color:#555;padding:14px}}{extra}""",
    """body{{font-family:sans-serif;background:#fafafa;margin:0}}.header{{background:#146356;color:#fff;padding:14px}}
.menu li{{display:inline;padding:6px}}.box{{background:#fff;margin:10px;padding:12px}}
.bottom{{padding:18px;text-align:center}}{extra}""",
)


@dataclass(frozen=True, slots=True)
class Page:
    """What makes one page: title, body between header and footer, tags of the head, breadcrumb."""

    title: str
    body: str
    metas: tuple[tuple[str, str], ...] = ()
    crumbs: str = ""
    home: bool = False


def days_before(today: date, days: int) -> str:
    """Return the ISO date that lies ``days`` before ``today``."""
    return (today - timedelta(days=days)).isoformat()


def document(world: World, site: SitePlan, page: Page) -> str:
    """Return the whole HTML document of a page."""
    charset = f'<meta charset="{site.charset}">' if site.declares_charset else ""
    metas = "".join(
        f'<meta name="{name}" content="{escape(value)}">' for name, value in (*_site_metas(site), *page.metas)
    )
    viewport = f'<meta name="viewport" content="{_viewport(site)}">' if site.features.viewport else ""
    lang = ' lang="zh-CN"' if site.features.lang else ""
    return (
        f"<!DOCTYPE html><html{lang}><head>{charset}<title>{escape(page.title)}</title>{metas}{viewport}"
        f"<style>{_style(site)}</style></head><body>{_header(world, site)}"
        f'{_breadcrumb(site, page)}<div class="main" id="main">{page.body}</div>{_footer(world, site)}</body></html>'
    )


def _viewport(site: SitePlan) -> str:
    """The third family forbids to enlarge its pages, as many real ones do."""
    return "width=device-width, initial-scale=1" + (", user-scalable=no" if site.family == 2 else "")


def _style(site: SitePlan) -> str:
    extra = "" if site.features.fluid else "body{min-width:1180px}"
    if site.features.media_query:
        extra += "@media (max-width:600px){.box{margin:2px}}"
    return _STYLES[site.family].format(extra=extra)


def _site_metas(site: SitePlan) -> list[tuple[str, str]]:
    tags = [("SiteName", site.name), ("SiteDomain", site.host)] if site.features.site_tags else []
    return [*tags, ("SiteIDCode", shown_code(site))] if site.features.meta_code else tags


def shown_code(site: SitePlan) -> str:
    """Return the site id code the pages show: another province's where the plan says so."""
    return "9900000077" if site.features.wrong_code else site.site_code


def link(site: SitePlan, path: str, text: str) -> str:
    """Return a link to a page of the site itself."""
    return f'<a href="{site.prefix}{path}">{escape(text)}</a>'


def navigation(world: World, site: SitePlan) -> list[str]:
    """Return the entries of the main navigation."""
    features = site.features
    entries = [link(site, "/", "首页")]
    if features.disclosure:
        entries.append(link(site, "/gongkai/", "政府信息公开"))
    if features.service:
        entries.append(link(site, "/zwfw/", "政务服务"))
    if features.interaction:
        entries.append(link(site, "/hudong/", "互动交流"))
    if features.policy_library:
        entries.append(link(site, "/zhengce/", "政策文件"))
    if features.interpretation:
        entries.append(link(site, "/jiedu/", "政策解读"))
    if features.data_release:
        entries.append(link(site, "/shuju/", "数据发布"))
    columns = [link(site, f"/col/{slug}/", name) for slug, name in site_columns(site)]
    if site.fault == "calendar":
        columns.insert(0, link(site, "/calendar/2026/11/", "活动日历"))
    return entries + columns


def site_columns(site: SitePlan) -> list[tuple[str, str]]:
    """Return (path name, name) of the site's columns; one site has 300."""
    few = list(COLUMNS[: min(site.features.columns, len(COLUMNS))])
    return few + [(f"lm{number}", f"专栏{number}") for number in range(len(few) + 1, site.features.columns + 1)]


def column_tags(site: SitePlan, name: str, kind: str) -> tuple[tuple[str, str], ...]:
    """Return the tags of a column page, as many as the plan gives the site. kind: the ColumnType."""
    tags = (
        ("ColumnName", name),
        ("ColumnDescription", f"{name}栏目"),
        ("ColumnKeywords", name),
        ("ColumnType", kind),
    )
    return tags[: site.features.column_tags]


def _header(world: World, site: SitePlan) -> str:
    features = site.features
    tools = []
    if features.english:
        tools.append(link(site, "/en/", "English"))
    if features.other_language:
        tools.append(link(site, "/ja/", "日本語"))
    if features.minority:
        tools.append(link(site, "/mz/", "民族文字版"))
    if features.elder:
        tools.append('<a href="javascript:elder()" class="tool">长者模式</a>')
    if features.barrier_free:
        tools.append(f'{link(site, "/wza/", "无障碍浏览")}<script src="{site.prefix}/js/wza.js"></script>')
    if features.bot:
        tools.append(link(site, "/bot/", "智能问答"))
    tools += _login(world, site)
    search = (
        f'<form action="{site.prefix}/search" method="get"><input type="text" name="q" placeholder="请输入关键字">'
        '<button type="submit">搜索</button></form>'
        if features.search
        else ""
    )
    entries = navigation(world, site)
    top, bar = [("top", "nav"), ("", ""), ("header", "menu")][site.family]
    if site.family == 1:
        return f"<header><b>{escape(site.name)}</b> {' '.join(tools)}{search}</header><nav>{''.join(entries)}</nav>"
    listed = "".join(f"<li>{entry}</li>" for entry in entries)
    return (
        f'<div class="{top}"><b>{escape(site.name)}</b> {" ".join(tools)}{search}</div>'
        f'<div class="{bar}"><ul>{listed}</ul></div>'
    )


def _login(world: World, site: SitePlan) -> list[str]:
    if site.features.login == "own":
        return [link(site, "/login", "用户登录")]
    if site.features.login == "shared":
        return [f'<a href="https://{world.platform(site)}/login">用户登录</a>']
    return []


def _breadcrumb(site: SitePlan, page: Page) -> str:
    if page.home:
        return ""
    return f'<div class="crumb">当前位置：{link(site, "/", "首页")} &gt; {escape(page.crumbs or page.title)}</div>'


def _footer(world: World, site: SitePlan) -> str:
    if site.fault == "script_footer":
        return f'<p class="sample">{MARK}</p><script src="{site.prefix}/js/foot.js"></script>'
    return footer_html(world, site)


def footer_html(world: World, site: SitePlan) -> str:
    """Return the footer with the elements the plan gives the site."""
    has = set(site.features.footer)
    code = shown_code(site)
    lines = [f"{MARK}，单位、网址、号码均为虚构。"]
    if "mark" in has:
        lines.append('<a href="https://bszs.conac.cn/sitename?method=show&amp;id=SAMPLE">党政机关</a>')
    if "error_report" in has:
        lines.append(f'<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={code}">我为政府网站找错</a>')
    if "sitemap" in has:
        lines.append(link(site, "/sitemap.html", "网站地图"))
    if "sponsor" in has:
        sponsor = site.unit.name if site.unit.level == "ministry" else f"{site.unit.name}人民政府"
        lines.append(f"主办：{sponsor}办公室")
    if "contact" in has:
        lines.append("联系电话：000-00000000")
    if site.features.hotline == "number":
        lines.append("政务服务便民热线：12345")
    if site.features.printed_code:
        lines.append(f"网站标识码：{code}")
    if "icp" in has:
        lines.append("京ICP备00000000号")
    if "police" in has:
        lines.append(f'<a href="https://{FILING.host}/">京公网安备00000000000000号</a>')
    wrap = ('<div class="foot">{}</div>', "<footer>{}</footer>", '<div class="bottom">{}</div>')[site.family]
    return wrap.format(" ".join(f"<p>{line}</p>" for line in lines))


def friend_links(world: World, site: SitePlan) -> str:
    """Return the links to the state portal, the parent, the children and departments, as the plan says."""
    features = site.features
    targets = []
    if features.state_link and site.host != STATE_HOST:
        targets.append((f"http://{STATE_HOST}/", "虚构中央门户"))
    parent = world.portal(site.unit.parent)
    if features.parent_link and parent is not None:
        targets.append((parent.url, parent.unit.name))
    targets += [(child.url, child.unit.name) for child in linked_children(world, site)]
    if site.kind == "portal" and features.departments_linked:
        targets += [(d.url, d.name) for d in world.departments(site.unit.code)]
    if site.kind == "department" and features.departments_linked and (own := world.portal(site.unit.code)) is not None:
        targets.append((own.url, own.name))
    # The second family leaves its list without a name, as many real ones do.
    name = "" if site.family == 1 else ' aria-label="友情链接"'
    options = "".join(f'<option value="{url}">{escape(name)}</option>' for url, name in targets)
    return (
        f'<div class="box side"><h3>友情链接</h3><select{name}><option>请选择</option>{options}</select></div>'
        if targets
        else ""
    )


def linked_children(world: World, site: SitePlan) -> list[SitePlan]:
    """Return the child portals whose links a portal carries: all, or every second."""
    children = world.children(site.unit.code) if site.kind == "portal" else []
    return children if site.features.children_linked == 1.0 else children[::2]
