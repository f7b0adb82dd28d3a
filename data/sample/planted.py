"""What would fail a real site, planted at some of the sample's: numbers of persons that nobody bears, links that nobody sees.

No person has these numbers: their region code stands for no place, and their bearers would be born before 1910.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from zlib import crc32

from data.sample.plan import SitePlan, World

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class Planted:
    """How many numbers of each kind stand on the site's home page."""

    identity: int = 0
    mobile: int = 0
    card: int = 0


def planted(world: World, site: SitePlan) -> Planted:
    """Return what stands on a site; half of it was taken away by the second edition."""
    drawn = crc32(site.site_id.encode())
    if drawn % 6 or (world.edition == 2 and drawn // 6 % 2):
        return Planted()
    return Planted(identity=1 + drawn // 7 % 3, mobile=drawn // 11 % 4, card=drawn // 13 % 2)


def recipients(world: World, site: SitePlan) -> str:
    """Return the list of recipients that should not have been published whole; "" where none was."""
    has = planted(world, site)
    numbers = [_identity(serial) for serial in range(has.identity)]
    numbers += [f"1380000{serial:04d}" for serial in range(has.mobile)]
    numbers += [_card(serial) for serial in range(has.card)]
    rows = "".join(f"<tr><td>居民{place}</td><td>{escape(text)}</td></tr>" for place, text in enumerate(numbers, 1))
    return f'<div class="box"><h2>步道志愿者慰问名单</h2><table>{rows}</table></div>' if rows else ""


def contacts(site: SitePlan) -> str:
    """Return numbers that every office prints to be called, and codes that only look like a person's."""
    return (
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
