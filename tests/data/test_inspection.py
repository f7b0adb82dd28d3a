"""Single pages as ``inspect`` reads them: every byte form comes out right."""

from __future__ import annotations

import codecs
from itertools import product

import pytest

from data.inspection import inspect_page
from data.registry import Registry
from tests.sites.golden import ROOT

PAGE = """<!DOCTYPE html><html><head>{meta}<title>虚构省人民政府—{rare}门户网站（演示数据（虚构））</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/zj/">走进虚构</a><a href="/zwgk/">政务公开</a><a href="/fw/">便民服务</a></div>
<div class="footer">版权所有 主办单位：虚构省人民政府{rare}办公厅 网站标识码：9100000001</div></body></html>"""
FORMS = {
    "utf-8": lambda text: text.encode(),
    "utf-8-bom": lambda text: codecs.BOM_UTF8 + text.encode(),
    "gbk": lambda text: text.encode("gbk"),
    "gb18030": lambda text: text.encode("gb18030"),
    "utf-16le-bom": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16be-bom": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}
DECLARED = ("", "utf-8", "gb2312", "gb18030", "utf-16", "big5", "iso-8859-1", "nonsense")
RARE = {"gbk": "镕", "gb18030": "㐀䶮"}
"""Letters that only the wider of two forms holds; GB18030 writes the last with four bytes."""


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(ROOT / "_registry")


def _declarations() -> list[tuple[str, str, str]]:
    every = product(FORMS, DECLARED, ("", "utf-8", "gb2312", "iso-8859-1"))
    # Two-byte text that calls itself Big5, and is valid Big5, can't be told from it.
    return [(form, meta, header) for form, meta, header in every if not (form.startswith("gb") and meta == "big5")]


@pytest.mark.parametrize(("form", "meta", "header"), _declarations())
def test_title_and_text_are_right_in_every_byte_form_whatever_is_declared(
    form: str, meta: str, header: str, registry: Registry
) -> None:
    rare = RARE.get(form, "㐀䶮")
    html = PAGE.format(rare=rare, meta=f'<meta charset="{meta}">' if meta else "")
    content_type = f"text/html; charset={header}" if header else "text/html"
    found = inspect_page(
        "http://www.p1.gov.example/x/1.html", FORMS[form](html), content_type, "2026-11-24T02:00:00Z",
        registry,
    )  # fmt: skip
    assert found["title"] == f"虚构省人民政府—{rare}门户网站（演示数据（虚构））".replace("（", "(").replace("）", ")")
    assert found["facts"]["sponsor"]["value"] == f"虚构省人民政府{rare}办公厅"
    assert found["facts"]["disclosure_channel"]["value"] == "政务公开"
    assert found["header_footer_seen"] == "yes"


def test_numbers_of_persons_are_masked_in_the_title_and_in_every_fact(registry: Registry) -> None:
    mobile, identity = "13912345678", "11010119900101001X"
    html = (
        f'<html><head><title>演示数据（虚构） {mobile}</title><meta name="SiteName" content="虚构县 {identity}"></head><body>'
        f'<a href="https://weibo.com/{mobile}">虚构</a><div class="footer">主办单位：虚构县 标识码：1234567890 联系电话：{mobile}</div>'
    )
    found = inspect_page("http://www.p1.gov.example/", html.encode(), "", "2026-11-24T02:00:00Z", registry)
    assert mobile not in str(found)
    assert identity not in str(found)
    assert found["title"] == "演示数据(虚构) 139****5678"
    assert found["facts"]["site_id_code"]["value"] == "1234567890"
