"""Seeded pages with the statistics of real government pages. Texts are fictional.

Eleven real pages (2026-11-24) had 21–413 KB, 82–1,614 elements, 7–386 links, 6–116 images and 0–93 % script.
Encodings are UTF-8 and GB18030, declared and not.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_SYLLABLES = (
    "云岭清河松原石桥白沙青川南浦东湖新安长宁公开服务通知公告政策解读工作会议办事指南建设发展规划项目管理办法实施意见"
)
_SCRIPT_NUMBERS = (0, 60, 200, 700, 2_000, 4_000, 6_000, 15_000)
_FOOTER = "<p>主办单位：虚构市人民政府办公室 联系电话：000-0000000</p><p>网站标识码：9901000001</p>"


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it came over the wire."""

    url: str
    body: bytes
    content_type: str


def corpus(seed: int = 2026, pages: int = 11) -> list[Page]:
    """Return the same pages for the same seed, from small to large."""
    chance = random.Random(seed)
    return [_page(chance, share=(number / (pages - 1)) ** 1.6, number=number) for number in range(pages)]


def _page(chance: random.Random, share: float, number: int) -> Page:
    charset, declared = [("utf-8", True), ("gb18030", True), ("gb18030", False)][number % 3]
    script = ",".join(str(chance.random()) for _ in range(chance.choice(_SCRIPT_NUMBERS)))
    navigation = "".join(f'<li><a href="/c{position}/">{_words(chance, 4)}</a></li>' for position in range(8))
    items = "".join(_item(chance, position) for position in range(int(8 + 370 * share)))
    pictures = "".join(f'<img src="/img/{i}.png" alt="{_words(chance, 6)}">' for i in range(int(6 + 100 * share)))
    paragraphs = "".join(f"<div><p>{_words(chance, 90)}</p></div>" for _ in range(int(150 * share)))
    text = "\n".join(
        [
            f"<!DOCTYPE html><html lang=zh-CN><head><title>{_words(chance, 8)}</title>",
            f"<meta charset={charset}>" if declared else "",
            '<meta name="SiteName" content="虚构市人民政府"><meta name="SiteIDCode" content="9901000001">',
            f"<script>var series=[{script}];</script></head>",
            f"<body><div class=header><ul class=nav>{navigation}</ul></div>",
            f"<div class=main><ul>{items}</ul><div class=pictures>{pictures}</div>{paragraphs}</div>",
            f"<div class=footer>{_FOOTER}</div></body></html>",
        ]
    )
    return Page(f"http://www.city{number}.gov.example/", text.encode(charset), "text/html")


def _item(chance: random.Random, position: int) -> str:
    title, day = _words(chance, 18), f"2026-{chance.randrange(1, 12):02d}-{chance.randrange(1, 28):02d}"
    link = f'<a href="/art/2026/{position}.html" title="{title}" target="_blank">{title}</a>'
    return f'<li class="item">{link}\n        <span class="date">{day}</span></li>\n    '


def _words(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_SYLLABLES, k=length))
