"""A small site with many columns in nested menus, served over real HTTP, and the truth about each of them.

演示数据（虚构）. Ages count back from the civil day on which it is served.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from tests.data.capture.web import Answer, page

MARK = "<p>演示数据（虚构）</p>"


def today() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))


def days_ago(days: int) -> str:
    return (today() - timedelta(days)).date().isoformat()


def dated(*ages: int, folder: str = "/x/") -> str:
    rows = (
        f'<li><a href="{folder}t2026_{n}.html">一条足够长的信息标题之{n}</a><span>{days_ago(age)}</span></li>'
        for n, age in enumerate(ages)
    )
    return f"<ul>{''.join(rows)}</ul>"


EMPTY = "<p>暂无信息</p>"
UNDATED = "".join(f'<p><a href="/u/{n}.shtml">一条足够长而没有日期的标题之{n}</a></p>' for n in range(4))
DRAWN = '<ul id="list"></ul><script>$.ajax({url: "/list.json"})</script>'
GONE: Answer = (404, {}, b"gone")
DOWN: Answer = (503, {}, b"busy")


@dataclass(frozen=True)
class Planted:
    """A column, what its page answers, and what the table has to say of it."""

    name: str
    path: str
    body: str | Answer | Callable[[], Answer]
    state: str
    above: str = ""
    newest: str = ""
    days_left: int | None = None
    reason: str = ""
    side: tuple[tuple[str, str], ...] = ()
    """Columns that its menu beside the text leads to: (name, path)."""


@dataclass
class Turns:
    """Answers one after another, the last one for ever."""

    answers: list[Answer]
    asked: int = field(default=0)

    def __call__(self) -> Answer:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


def fresh(name: str, path: str, age: int, days: int, **more: object) -> Planted:
    state = "normal" if age < days - 5 else "due_soon" if age <= days else "overdue"
    body = more.pop("body", None) or dated(age, age + 3, age + 9, folder=path)
    return Planted(name, path, body, state, newest=days_ago(age), days_left=days - age, **more)  # type: ignore[arg-type]


def thirty() -> list[Planted]:
    """Thirty columns: in the menu and its folds, beside the text of others, and on the page 网站地图 alone."""
    inside = (("规划计划", "/zwgk/ghjh/"), ("重大项目", "/zwgk/zdxm/"), ("应急管理", "/zwgk/yjgl/"))
    deep = (("招标采购", "/zwgk/zdxm/zbcg/"),)
    return [
        fresh("本地要闻", "/yaowen/", 1, 14),
        fresh("部门动态", "/bumen/", 13, 14),
        fresh("乡镇快讯", "/xiangzhen/", 15, 14),
        fresh("时政新闻", "/shizheng/", 60, 14),
        fresh("通知公告", "/tzgg/", 100, 180),
        fresh("政策文件", "/zcwj/", 181, 180),
        fresh("政策解读", "/zcjd/", 20, 180),
        fresh("公示公告", "/gsgg/", 400, 180),
        fresh("人事信息", "/renshi/", 30, 365),
        fresh("财政信息", "/caizheng/", 366, 365),
        fresh("统计信息", "/tongji/", 364, 365),
        Planted("民生实事", "/minsheng/", EMPTY, "empty"),
        Planted("回应关切", "/huiying/", EMPTY, "empty"),
        Planted("在线访谈", "/fangtan/", Turns([page(EMPTY), page(dated(5, 8, 20))]), "normal", newest=days_ago(5), days_left=360),  # type: ignore[arg-type]
        Planted("环境保护", "/huanbao/", UNDATED, "overdue", reason="undated"),
        Planted("食品安全", "/shipin/", DRAWN, "unseen", reason="list_by_script"),
        Planted("安全生产", "/anquan/", GONE, "unseen", reason="http_4xx"),
        Planted("社会救助", "/jiuzhu/", DOWN, "unseen", reason="http_5xx"),
        Planted("教育信息", "/jiaoyu/", Turns([DOWN, page(dated(2, 4, 6))]), "normal", newest=days_ago(2), days_left=363),  # type: ignore[arg-type]
        Planted("医疗卫生", "/yiliao/", "<p>这里介绍本栏目。</p>", "unseen", reason="no_list"),
        Planted("机构概况", "/jggk/", "<p>本机构承担若干职责。</p>", "exempt", reason="profile"),
        Planted("历史专题", "/lszt/", dated(900, 950, 990), "exempt", newest=days_ago(900), reason="archive"),
        Planted("信息公开年报", "/nb/", dated(300, 665, 1030), "exempt", newest=days_ago(300), reason="annual"),
        Planted("在线办事", "/bs/", "<p>请选择事项。</p>", "exempt", reason="function"),
        Planted("政务之窗", "/zwgk/", "<p>请选择下级栏目。</p>", "exempt", reason="channel", side=inside),
        fresh("规划计划", "/zwgk/ghjh/", 10, 365, above="政务之窗", side=inside),
        fresh("重大项目", "/zwgk/zdxm/", 380, 365, above="政务之窗", side=deep),
        fresh("应急管理", "/zwgk/yjgl/", 3, 365, above="政务之窗"),
        fresh("招标采购", "/zwgk/zdxm/zbcg/", 7, 365, above="政务之窗 > 重大项目"),
        Planted("乡村振兴", "/xczx/", EMPTY, "empty"),
    ]  # fmt: skip


ONLY_ON_THE_MAP = ("/tongji/", "/xczx/")
"""Columns that no menu names."""


def many(count: int) -> list[Planted]:
    """So many columns, one in twelve empty and one in ten stale."""
    names = cycle(("工作动态", "通知公告", "专题"))
    columns = []
    for number in range(count):
        name, path = f"{next(names)}{number}", f"/lm/{number}/"
        days = {"工": 14, "通": 180, "专": 365}[name[0]]
        if number % 12 == 5:
            columns.append(Planted(name, path, EMPTY, "empty"))
        else:
            columns.append(fresh(name, path, days + 30 if number % 10 == 3 else 2, days))
    return columns


def answers(host: str, columns: list[Planted]) -> dict[str, Answer | Callable[[], Answer]]:
    """The whole site: robots.txt is missing, the home page has a menu with folds, 网站地图 names every column."""
    inner = {path for column in columns for _, path in column.side}
    menu = [column for column in columns if column.path not in inner and column.path not in ONLY_ON_THE_MAP]
    entries = [f'<li><a href="{one.path}">{one.name}</a></li>' for one in menu]
    fold = f"<li>更多栏目<ul>{''.join(entries[8:])}</ul></li>"
    nav = (
        f'<div class="nav"><ul><li><a href="/">首页</a></li>{"".join(entries[:8])}{fold}'
        '<li><a href="/login">用户登录</a></li><li><a href="http://other.gov.example/">上级门户</a></li></ul></div>'
    )
    foot = f'<div class="foot">{MARK}主办单位：虚构办公室 <a href="/map.html">网站地图</a></div>'
    listed = "".join(f'<p><a href="{one.path}">{one.name}</a></p>' for one in columns)
    served: dict[str, Answer | Callable[[], Answer]] = {
        f"{host}/": page(nav + f'<div class="main">{dated(1, 2, 3)}</div>' + foot),
        f"{host}/map.html": page(nav + f'<div class="main">{listed}</div>' + foot),
    }
    for one in columns:
        side = "".join(f'<a href="{path}">{name}</a>' for name, path in one.side)
        served[f"{host}{one.path}"] = (
            page(f'{nav}<div class="sidebar">{side}</div><div class="main">{one.body}</div>{foot}')
            if isinstance(one.body, str)
            else one.body
        )
    return served
