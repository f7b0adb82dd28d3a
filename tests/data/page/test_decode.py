"""Bytes to text: every byte form with right, wrong and no declaration."""

from __future__ import annotations

import codecs
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.page.decode import decode

TEXT = "<html><head>{meta}<title>澜川省人民政府门户网站</title></head><body>政务公开 䶮 便民服务</body></html>"
FORMS = {
    "utf-8": lambda text: text.encode(),
    "utf-8-sig": lambda text: codecs.BOM_UTF8 + text.encode(),
    "gbk": lambda text: text.encode("gbk", "ignore"),
    "gb18030": lambda text: text.encode("gb18030"),
    "utf-16le": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16be": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}
DECLARED = ("", "utf-8", "gbk", "gb2312", "gb18030", "big5", "iso-8859-1", "nonsense")


@pytest.mark.parametrize(
    ("form", "meta", "header"),
    # Two-byte text that calls itself Big5, and is valid Big5, can't be told from it.
    [
        c
        for c in product(FORMS, DECLARED, ("", "utf-8", "gb2312"))
        if not (c[0].startswith("gb") and c[1:] == ("big5", ""))
    ],
)
def test_every_byte_form_comes_right_whatever_is_declared(form: str, meta: str, header: str) -> None:
    text = TEXT.format(meta=f'<meta charset="{meta}">' if meta else "")
    if form == "gbk":
        text = text.replace("䶮 ", "")
    decoded = decode(FORMS[form](text), f"text/html; charset={header}" if header else "text/html")
    assert decoded.text == text
    assert not decoded.lossy


def test_the_declaration_is_kept_beside_what_the_bytes_are() -> None:
    decoded = decode("政务".encode("gb18030"), "text/html; charset=UTF-8")
    assert (decoded.encoding, decoded.declared) == ("gb18030", "utf-8")


def test_a_page_cut_inside_its_last_character_stays_utf_8() -> None:
    body = "政务公开".encode()[:-1]
    assert decode(body).text == "政务公"


def test_a_page_with_one_text_cut_inside_a_character_stays_utf_8() -> None:
    description = "澜川省人民政府门户网站".encode()[:-1]
    body = b'<meta name="description" content="' + description + b'"><p>' + ("政务公开" * 20).encode() + b"</p>"
    decoded = decode(body, "text/html; charset=gbk")
    assert ("政务公开" * 20 in decoded.text, decoded.encoding, decoded.lossy) == (True, "utf-8", True)


def test_bytes_that_fit_nothing_are_marked() -> None:
    assert decode(b"\xff\xfe\xfd\x80abc" * 10 + b"\x81").lossy


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=60))
def test_any_chinese_text_survives_both_encodings_undeclared(text: str) -> None:
    assert decode(text.encode()).text == text
    assert decode(f"<p>{text}。</p>".encode("gb18030")).text == f"<p>{text}。</p>"


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    assert isinstance(decode(body).text, str)
