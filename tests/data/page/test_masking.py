"""Personal data never gets into evidence."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from data.page.masking import masked

around = st.text(st.sampled_from("甲乙丙 ：，.abc-"), max_size=90)
mobile = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
identity = st.from_regex(r"[1-6][0-9]{16}[0-9X]", fullmatch=True)


@given(around, mobile, around)
def test_mobile_numbers_are_masked_wherever_they_stand(before: str, number: str, after: str) -> None:
    assert number not in masked(f"{before}{number}{after}")
    assert not re.search(r"1[3-9]\d{9}", masked(f"{before}{number}{after}"))


@given(around, identity, around)
def test_identity_numbers_are_masked_wherever_they_stand(before: str, number: str, after: str) -> None:
    assert not re.search(r"\d{12}", masked(f"{before}{number}{after}"))


@given(st.integers(60, 79), mobile)
def test_a_number_that_the_end_cuts_short_does_not_show_its_last_digits(length: int, number: str) -> None:
    kept = masked(f"{'甲' * length}{number}"[:80])
    assert not re.search(r"1[3-9]\d{5,}", kept)


def test_what_is_left_can_be_recognised() -> None:
    assert masked("联系人手机：13812345678") == "联系人手机：138****5678"
    assert masked("电话 138 1234 5678、+8613912345678") == "电话 138 **** 5678、+86139****5678"
    assert masked("身份证 110101199001011234") == "身份证 11*************234"
    assert masked("卡号 4111 1111 1111 1111，６２１２") == "卡号 4111 **** **** 1111，６２１２"
    assert masked("电话１３８１２３４５６７８") == "电话１３８****５６７８"


def test_numbers_of_sites_and_offices_stay_as_printed() -> None:
    kept = "网站标识码：1300000001 京公网安备11010202000001号 电话：0571-88888888 京ICP备13012345号"
    assert masked(kept) == kept
