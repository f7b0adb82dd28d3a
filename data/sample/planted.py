"""What would fail a real site, planted at some of the sample's: numbers of persons that nobody bears, links that nobody sees.

No person has these numbers: their region code stands for no place, and their bearers would be born before 1910.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from zlib import crc32

from data.lists.model import OwnLists, WrongTerm
from data.sample.layout import link
from data.sample.plan import SitePlan, World

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"

OWN_LISTS = OwnLists(
    words=(
        WrongTerm("湿地观查", "湿地观察", "演示数据（虚构）"), WrongTerm("园便民步到", "环城花园便民步到站", "演示数据（虚构）"),
        WrongTerm("公共图书管", "公共图书馆", "演示数据（虚构）"),
    )
)  # fmt: skip
"""The list of wrong terms that the office of the sample brings along."""


@dataclass(frozen=True, slots=True)
class Planted:
    """How many of each kind stand on the site's home page: numbers of persons, links that are hidden or unlawful, wrong terms."""

    identity: int = 0
    mobile: int = 0
    card: int = 0
    hidden: int = 0
    unlawful: int = 0
    wrong: int = 0


def planted(world: World, site: SitePlan) -> Planted:
    """Return what stands on a site's home page; half of it was taken away by the second edition."""
    drawn = crc32(f"{world.seed} {site.site_id}".encode())
    kept = world.edition == 1 or drawn // 6 % 2 == 0
    if drawn % 6 == 0 and kept:
        return Planted(identity=1 + drawn // 7 % 3, mobile=drawn // 11 % 4, card=drawn // 13 % 2)
    if drawn % 6 == 1 and kept:
        return Planted(hidden=drawn // 7 % 5, unlawful=drawn // 11 % 2)
    if drawn % 6 == 2 and kept:
        return Planted(wrong=1 + drawn // 7 % 4)
    return Planted()


def wrong_terms(world: World, site: SitePlan) -> str:
    """Return the sentences with a wrong term of the office's list; one of them stands twice where four are planted."""
    has = planted(world, site)
    rows = "".join(f"<p>便民{OWN_LISTS.words[n % 3].wrong}开放说明。</p>" for n in range(has.wrong))
    return f'<div class="box">{rows}<p>便民{OWN_LISTS.words[1].right}开放说明。</p></div>'


def recipients(world: World, site: SitePlan) -> str:
    """Return the list of recipients that should not have been published whole; "" where none was."""
    has = planted(world, site)
    numbers = [_identity(serial) for serial in range(has.identity)]
    numbers += [f"1380000{serial:04d}" for serial in range(has.mobile)]
    numbers += [_card(serial) for serial in range(has.card)]
    rows = "".join(f"<tr><td>居民{place}</td><td>{escape(text)}</td></tr>" for place, text in enumerate(numbers, 1))
    return f'<div class="box"><h2>步道志愿者慰问名单</h2><table>{rows}</table></div>' if rows else ""


def strange_links(world: World, site: SitePlan) -> str:
    """Return links that nobody at the office put on the page: some hidden, some with the words of a trade it does not have."""
    has = planted(world, site)
    hidden = "".join(f'<a href="http://tg{n}.example/">推广位{n}</a>' for n in range(has.hidden))
    shown = "".join(f'<p><a href="http://qp{n}.example/">棋牌平台推广位{n}</a></p>' for n in range(has.unlawful))
    return f'<div style="display:none">{hidden}</div>{shown}'


def harmless(site: SitePlan) -> str:
    """Return what every office has and nobody should be told of: numbers to be called, codes that only look like a person's,
    a menu that opens on a click, a counter of visits.
    """
    return (
        f'<div style="display:none">{link(site, "/sitemap.html", "更多栏目")}<a href="http://shop.example/">合作单位</a></div>'
        '<p style="display:none"><a href="https://www.cnzz.com/stat/website.php?web_id=1">统计</a></p>'
        f'<div class="box"><p>24小时值班手机：13800009999</p><p>统一社会信用代码：{_identity(900)}</p>'
        f"<p>项目编号：{_card(900)}</p></div>"
    )


def _identity(serial: int) -> str:
    """A number with the check digit of GB 11643, of a region that does not exist."""
    digits = f"910101190{serial % 10}0101{serial % 1000:03d}"
    return digits + _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]


def _card(serial: int) -> str:
    """A number with the prefix and the check digit of a card (ISO/IEC 7812-1), of no issuer's account."""
    digits = f"62220000000000{serial:04d}"
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits + "0"))]
    return digits + str(-sum(value // 10 + value % 10 for value in doubled) % 10)
