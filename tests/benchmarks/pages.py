"""Seeded pages with the statistics of real government pages. Texts are fictional: 演示数据（虚构）.

Every page takes its numbers from one of eleven saved pages of government sites (2026-11): size, elements, links, pictures.
Together: 21–413 KB, 80–1,614 elements, 20–384 links, 7–116 pictures; what markup and text leave of the size is inline script,
1–95 % of a page. Encodings are UTF-8 and GB18030, declared and not.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

_SYLLABLES = (
    "云岭清河松原石桥白沙青川南浦东湖新安长宁公开服务通知公告政策解读工作会议办事指南建设发展规划项目管理办法实施意见"
)
_MENU = "首页 要闻动态 政务公开 政务服务 互动交流 走进虚构 数据发布 专题专栏".split()
_FOOTER = (
    '<p>主办单位：虚构市人民政府办公室 <a href="/lxwm/">联系我们</a> <a href="/map.html">网站地图</a> 联系电话：000-0000000</p>'
    '<p>网站标识码：9901000001 <a href="http://beian.example/">虚ICP备00000001号</a> 演示数据（虚构）</p>'
)
_CODES = (("utf-8", True), ("gb18030", True), ("gb18030", False))


class _Shape(NamedTuple):
    kilobytes: int
    elements: int
    links: int
    pictures: int


_SHAPES = (
    _Shape(105, 799, 236, 57), _Shape(131, 1614, 375, 116), _Shape(80, 673, 164, 42), _Shape(96, 1423, 283, 17),
    _Shape(31, 80, 39, 7), _Shape(149, 814, 63, 10), _Shape(128, 611, 20, 20), _Shape(95, 1250, 384, 7),
    _Shape(199, 208, 40, 8), _Shape(21, 270, 52, 16), _Shape(413, 348, 88, 7),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it came over the wire."""

    url: str
    body: bytes
    content_type: str


def corpus(seed: int = 2026) -> list[Page]:
    """Return the same pages for the same seed."""
    chance = random.Random(seed)
    return [_page(chance, shape, number) for number, shape in enumerate(_SHAPES)]


def large_page(seed: int = 2026, least: int = 2_000_000) -> Page:
    """Return a page of two megabytes: the body of one of the corpus, again and again."""
    shape = _SHAPES[1]
    chance = random.Random(seed)
    bodies: list[str] = []
    while (
        sum(map(len, bodies)) * 2 < least
    ):  # of two and more bytes a character, as the size of the whole is checked below
        bodies.append(_body(chance, shape))
    while len(text := _document(chance, "utf-8", True, "", "".join(bodies)).encode()) < least:
        bodies.append(_body(chance, shape))
    return Page("http://www.large.gov.example/", text, "text/html")


def digest(pages: Sequence[Page]) -> str:
    """Return what tells this corpus from others."""
    return hashlib.sha256(b"".join(page.body for page in pages)).hexdigest()[:12]


def _page(chance: random.Random, shape: _Shape, number: int) -> Page:
    charset, declared = _CODES[number % len(_CODES)]
    body = _body(chance, shape)
    room = shape.kilobytes * 1024 - len(_document(chance, charset, declared, "", body).encode(charset))
    text = _document(chance, charset, declared, _script(chance, room), body)
    return Page(f"http://www.city{number}.gov.example/", text.encode(charset), "text/html")


def _document(chance: random.Random, charset: str, declared: bool, script: str, body: str) -> str:
    return "\n".join(
        [
            f"<!DOCTYPE html>\n<html lang=zh-CN>\n<head>\n<title>{_words(chance, 8)}</title>",
            f"<meta charset={charset}>" if declared else "",
            '<meta name="SiteName" content="虚构市人民政府">\n<meta name="SiteIDCode" content="9901000001">',
            '<meta name="viewport" content="width=device-width">\n<link rel="stylesheet" href="/css/main.css">',
            f"<script>{script}</script>\n</head>\n<body>{body}\n</body>\n</html>",
        ]
    )


def _body(chance: random.Random, shape: _Shape) -> str:
    """Header, menu, lists of dated items, linked pictures, paragraphs and footer, with about as many of each as the shape says."""
    menu = "".join(f'\n    <li class="nav-item"><a href="/c{i}/">{name}</a></li>' for i, name in enumerate(_MENU))
    pictures = "".join(_picture(chance, i) for i in range(shape.pictures))
    linked = len(_MENU) + 3 + shape.pictures // 2
    items = "".join(_item(chance, i) for i in range(max(4, shape.links - linked)))
    used = f"{menu}{pictures}{items}{_FOOTER}".count("<") // 2 + 20
    filler = "".join(_paragraph(chance) for _ in range(max(0, shape.elements - used) // 3))
    return (
        '\n<div class="header">\n  <div class="logo"><img src="/logo.png" alt="虚构市人民政府"></div>\n'
        '  <form action="/search"><input name="q" placeholder="请输入关键词"><button>搜索</button></form>\n</div>'
        f'\n<div class="nav">\n  <ul>{menu}\n  </ul>\n</div>\n<div class="main">\n  <div class="pictures">{pictures}\n  </div>'
        f'\n  <div class="list">\n   <ul>{items}\n   </ul>\n  </div>\n  <div class="text">{filler}\n  </div>\n</div>'
        f'\n<div class="footer">{_FOOTER}</div>'
    )


def _picture(chance: random.Random, position: int) -> str:
    picture = f'<img src="/img/{chance.randrange(10**6)}.png" alt="{_words(chance, 6) if position % 8 == 0 else ""}">'
    return f'\n   <a href="/pic/{position}.html">{picture}</a>' if position % 2 else f"\n   {picture}"


def _item(chance: random.Random, position: int) -> str:
    title, day = _words(chance, 18), f"2026-{chance.randrange(1, 12):02d}-{chance.randrange(1, 28):02d}"
    link = f'<a href="/art/2026/{position}.html" title="{title}" target="_blank">{title}</a>'
    return f'\n    <li class="item">{link}\n        <span class="date">{day}</span></li>'


def _paragraph(chance: random.Random) -> str:
    return f'\n   <div class="block">\n    <p>{_words(chance, 40)}<span>{_words(chance, 12)}</span></p>\n   </div>'


def _script(chance: random.Random, room: int) -> str:
    """A table of numbers and the function that draws it, of about so many bytes."""
    begun = "function draw(el){for(var i=0;i<series.length;i++){el.innerHTML+='<b>'+series[i]+'</b>';}}\nvar series=["
    number = 20
    return (
        begun
        + ",".join(str(chance.random())[: number - 1] for _ in range(max(1, (room - len(begun)) // number)))
        + "];"
    )


def _words(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_SYLLABLES, k=length))
