"""Numbers of persons are found by their own rules and never shown; numbers that are printed to be used are none.

All identity numbers here begin with 91: no province has that code.
"""

from __future__ import annotations

import re
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.page.masking import mask_numbers
from data.page.numbers import check_sign, is_card_number, is_identity_number
from data.page.personal import personal_numbers

TODAY = date(2026, 11, 24)
PROVINCES = {"91", "92"}


def identity(body: str = "91010119850307123") -> str:
    return body + check_sign(body)


def card(body: str = "622200000000123456") -> str:
    """The body with the last digit that makes its Luhn sum right."""
    return next(number for last in range(10) if is_card_number(number := f"{body}{last}"))


def kinds(text: str, contacts: str = "") -> list[str]:
    return [number.kind for number in personal_numbers(text, PROVINCES, TODAY, contacts)]


numbers = st.builds(
    lambda region, born, serial: identity(f"{region}{born:%Y%m%d}{serial:03d}"),
    st.sampled_from(["910101", "910302", "920400"]),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


@given(numbers, st.sampled_from(["", "身份证号：", "张某，", "（"]), st.sampled_from(["", "，", "。", " 甲"]))
def test_every_identity_number_is_found_and_masked(number: str, before: str, after: str) -> None:
    (found,) = personal_numbers(f"{before}{number}{after}", PROVINCES, TODAY)
    assert found.kind == "identity"
    assert found.shown == f"{number[:2]}*************{number[15:]}"
    assert number not in mask_numbers(f"{before}{number}{after}")


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_changed_digit_makes_it_no_identity_number(number: str, place: int, more: int) -> None:
    changed = f"{number[:place]}{(int(number[place]) + more) % 10}{number[place + 1 :]}"
    assert not is_identity_number(changed, PROVINCES, TODAY)


def test_no_identity_number_without_a_province_or_born_tomorrow_or_on_no_day() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert is_identity_number(identity(), PROVINCES, TODAY)
    assert not is_identity_number(identity(), {"92"}, TODAY)
    for body in (f"910101{tomorrow:%Y%m%d}123", "91010118991231123", "91010119850230123", "91000119850307123"):
        assert not is_identity_number(identity(body), PROVINCES, TODAY)


def test_a_small_x_and_full_width_digits_are_read() -> None:
    ending_in_x = next(n for serial in range(1000) if (n := identity(f"91010119850307{serial:03d}")).endswith("X"))
    assert kinds(f"证件 {ending_in_x.lower()}") == ["identity"]
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in ending_in_x)
    assert kinds(f"证件 {wide}") == ["identity"]
    assert not re.search(r"[\d]{6}", mask_numbers(wide))


@pytest.mark.parametrize(
    "text",
    [
        "张某 13812345678", "张某 138 1234 5678", "张某 138-1234-5678", "张某 +86 13812345678", "张某，8613812345678。",
        "来信人：张某 联系电话：13812345678", "序号 姓名 联系电话 补贴金额 1 张某 13812345678 300元",
        "咨询电话 13700000000 张某 138 1234 5678 " + "甲" * 40 + " 139 1234 5678", "一等奖 张某 13812345678/13912345678", "我的电话是13812345678，请回复", "一三八 13812345678@mail.example",
    ],
)  # fmt: skip
def test_mobile_numbers_of_persons_are_found(text: str) -> None:
    assert set(kinds(text)) == {"mobile"}
    assert all(
        re.fullmatch(r"(?:\+?86 ?)?1\d\d[ -]?\*{4}[ -]?\d{4}", n.shown)
        for n in personal_numbers(text, PROVINCES, TODAY)
    )


@pytest.mark.parametrize(
    "text",
    [
        "联系人：张某，联系电话：13812345678", "咨询电话 13812345678、13912345678", "24小时值班手机：13812345678",
        "河长 张某 局长 联系电话 13812345678 副河长 李某 副局长 13912345678 巡查员 王某 13712345678", "微信同号 13812345678",
        "项目编号：13812345678", "订单号 13812345678", "投资13812345678元", "产值 13812345678.50", "http://a.example/13812345678.html",
        "A13812345678", "13812345678901", "1381234567", "12012345678", "0571-13812345678-1",
    ],
)  # fmt: skip
def test_numbers_to_be_called_and_other_numbers_are_none(text: str) -> None:
    assert kinds(text) == []


def test_what_the_footer_prints_is_printed_to_be_called() -> None:
    text = "某某镇 13812345678 主办单位：某某镇"
    assert kinds(text) == ["mobile"]
    assert kinds(text, contacts="某某镇 13812345678 主办单位：某某镇") == []


def test_cards_need_an_issuer_a_length_and_their_check_digit() -> None:
    number = card()
    spaced = " ".join((number[:4], number[4:8], number[8:12], number[12:16], number[16:]))
    for text in (f"卡号 {number}", f"卡号 {spaced}", f"张某 {card('411111111111111')}"):
        (found,) = personal_numbers(text, PROVINCES, TODAY)
        assert found.kind == "card"
        assert sum(sign.isdigit() for sign in found.shown) == 8
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert kinds(f"卡号 {wrong} {number[:-3]} 7{number[1:]}") == []


@pytest.mark.parametrize(
    "before",
    ["户名：某某市财政局 账号：", "统一社会信用代码 ", "项目编号：", "收款单位 某某市慈善总会 开户行 某某银行 账号 "],
)
def test_accounts_of_offices_and_numbers_of_projects_are_no_cards(before: str) -> None:
    assert kinds(before + card()) == []


def test_a_credit_code_of_eighteen_digits_is_no_identity_number() -> None:
    assert kinds(f"统一社会信用代码：{identity()}") == []


@given(st.text(st.sampled_from("0123456789 -甲：Xx+１"), max_size=60))
def test_nothing_that_is_found_is_shown_whole(text: str) -> None:
    for number in personal_numbers(text, PROVINCES, TODAY):
        assert sum(sign.isdigit() for sign in number.shown) <= 9
        assert number.shown.count("*") >= 4
        assert number.digits not in mask_numbers(text)


def test_a_page_without_such_numbers_costs_next_to_nothing() -> None:
    text = "某某市召开会议 2026-11-24 09:30 联系电话 0571-88888888 京公网安备11010202000001号 " * 200
    begun = time.process_time()
    for _ in range(100):
        assert personal_numbers(text, PROVINCES, TODAY) == []
    assert time.process_time() - begun < 1
