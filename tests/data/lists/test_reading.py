"""An office's own lists: read as Excel and WPS write them, all faults at once, kept as they were read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.collectors.wrong_words import places_of
from data.errors import QihuaError
from data.lists.model import OwnLists, StateItem, WrongTerm
from data.lists.reading import load_lists, read_list, save_lists

cells = (
    st.text(st.sampled_from('甲乙丙,"\n;ab '), min_size=2, max_size=8).map(str.strip).filter(lambda text: len(text) > 1)
)


def refused(kind: str, text: str) -> list[tuple[str, str]]:
    with pytest.raises(QihuaError) as refusal:
        read_list(kind, "F.csv", text.encode())
    return [(problem.code, problem.where) for problem in refusal.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_terms_are_read_in_the_encodings_of_office_programs(encoding: str) -> None:
    text = "说明,错误表述,正确表述\n用字,登陆网站,登录网站\n\n,公共图书管,\n"
    terms = read_list("words", "F.csv", text.encode(encoding))
    assert terms == (WrongTerm("登陆网站", "登录网站", "用字"), WrongTerm("公共图书管"))


@pytest.mark.parametrize(
    "printed", ["2026-11-23 17:05", "2026/11/23 17:05:30", "2026年11月23日 17:05", "2026-11-23T17:05"]
)
def test_times_are_read_as_offices_write_them(printed: str) -> None:
    items = read_list("reposts", "F.csv", f"标题,发布时间\n常务会议部署工作,{printed}\n".encode())
    assert items == (StateItem("常务会议部署工作", "2026-11-23 17:05"),)


def test_every_fault_of_a_file_is_named_with_its_cell() -> None:
    text = "错误表述,正确表述\n登陆网站,登录网站\n甲,乙\n,丙\n登录,登录\n登陆网站,\n"
    assert refused("words", text) == [
        ("list.too_short", "F.csv A3"), ("list.empty_cell", "F.csv A4"), ("list.same", "F.csv A5"), ("list.twice", "F.csv A6"),
    ]  # fmt: skip
    times = "标题,发布时间\n一条信息,2026-11-23\n又一条信息,2026-13-01 10:00\n"
    assert refused("reposts", times) == [("list.bad_time", "F.csv B2"), ("list.bad_time", "F.csv B3")]
    assert refused("words", "错误,正确\n登陆,登录\n") == [("list.missing_column", "F.csv")]
    assert refused("words", "错误表述,正确表述\n") == refused("words", "错误表述") == [("list.empty", "F.csv")]
    assert refused("words", "") == [("list.missing_column", "F.csv")]


@given(st.lists(st.tuples(cells, st.one_of(st.just(""), cells)), max_size=5, unique_by=lambda pair: pair[0]))
def test_what_is_kept_is_read_again_with_the_same_digest(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    words = tuple(WrongTerm(wrong, right) for wrong, right in pairs if wrong != right)
    folder = tmp_path_factory.mktemp("lists")
    digests = save_lists(OwnLists(words), folder)
    assert load_lists(folder) == OwnLists(words)
    assert save_lists(load_lists(folder), folder) == digests
    assert set(digests) == ({"words"} if words else set())


def test_a_list_that_is_taken_away_leaves_nothing(tmp_path: Path) -> None:
    save_lists(OwnLists((WrongTerm("登陆网站"),)), tmp_path)
    save_lists(OwnLists(), tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert load_lists(tmp_path / "nowhere") == OwnLists()


@given(st.text(st.sampled_from("甲乙丙"), max_size=30))
def test_every_place_of_a_wrong_term_is_found_but_inside_the_right_one(text: str) -> None:
    term = WrongTerm("乙丙", "甲乙丙")
    places = [place for _, place in places_of([term], text)]
    wanted = [n for n in range(len(text)) if text[n : n + 2] == "乙丙" and text[max(0, n - 1) : n] != "甲"]
    assert places == wanted
