"""The sample's services: the hall, its guides, the links of the home page to it and to the province's platform."""

from __future__ import annotations

from data.sample.layout import Page, link
from data.sample.plan import SitePlan, World
from data.sample.texts import GUIDES

GUIDE_ELEMENTS = (
    ("事项名称", "{name}"), ("设定依据", "《虚构便民事项目录》第三条"), ("申请条件", "年满十六周岁的居民"), ("办理材料", "申请表一份、身份证明复印件一份"),
    ("办理地点", "市民服务大厅二楼"), ("办理时间", "周一至周五上午九点至下午五点"), ("联系电话", "000-00000000"), ("办理流程", "申请、受理、审核、办结"),
)  # fmt: skip


def service_links(world: World, site: SitePlan) -> str:
    """Four links to services: two of the site's own, one to the platform, the last to it too or to a third host."""
    platform = f"https://{world.platform(site)}"
    last = platform if site.features.service_hosts == 2 else f"http://bm.{site.host.removeprefix('www.')}"
    return (
        f'<div class="box"><h2>常用服务</h2>{link(site, "/zwfw/0/", "个人网上办事")} {link(site, "/zwfw/1/", "法人网上办事")} '
        f'<a href="{platform}/online/">在线办事</a> <a href="{last}/bianmin/">便民服务</a></div>'
    )


def service_page(world: World, site: SitePlan) -> Page:
    """Return the service hall."""
    features = site.features
    groups = ("个人办事", "法人办事", "按部门", "按主题")[: features.audience]
    rows = [f"<p>{link(site, f'/zwfw/{n}/', group)}</p>" for n, group in enumerate(groups)]
    rows += [f"<p>{link(site, f'/zwfw/guide/{n}.html', GUIDES[n])}</p>" for n in range(len(features.guides))]
    if features.progress:
        rows.append(f'<p><a href="https://{world.platform(site)}/progress">办件进度查询</a></p>')
    if features.rating:
        rows.append(f"<p>{link(site, '/pingjia', '好差评')}</p>")
    if features.ratings_published:
        rows.append(f"<p>{link(site, '/pingjia', '好差评结果')}</p>")
    return Page(f"政务服务_{site.name}", f'<div class="box">{"".join(rows)}</div>', crumbs="政务服务")


def guide_page(site: SitePlan, number: int) -> Page | None:
    """Return a service guide by its number; None if the site has no such one."""
    if number >= len(site.features.guides):
        return None
    name = GUIDES[number]
    rows = []
    for position, (label, text) in enumerate(GUIDE_ELEMENTS):
        value = text.format(name=name) if position < site.features.guides[number] else "暂无"
        rows.append(f"<tr><th>{label}</th><td>{value}</td></tr>")
    extra = f'<p><a href="{site.prefix}/forms/{number}.docx">申请表下载</a></p>'
    if site.features.apply:
        extra += f"<p>{link(site, f'/login?item={number}', '在线办理')}</p>"
    return Page(
        f"{name}_{site.name}",
        f'<div class="box"><h1>{name}</h1><table>{"".join(rows)}</table>{extra}</div>',
        crumbs="政务服务 > 办事指南",
    )
