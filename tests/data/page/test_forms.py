"""The search form of a page: which form it is, and what it would be asked."""

from __future__ import annotations

import pytest

from data.page.build import build_index
from data.page.forms import SearchForm, search_forms, search_words

PAGE = "http://www.p1.gov.example/"


def forms(body: str, url: str = PAGE) -> list[SearchForm]:
    return search_forms(build_index(url, f"<html><body>{body}</body></html>".encode()))


def test_a_form_that_says_it_searches_is_found_with_all_it_sends() -> None:
    (form,) = forms(
        '<form action="/s?old=1"><input type="hidden" name="site" value="7"><input name="kw"><button>搜索</button></form>'
    )
    assert form.result_page("河滨 步道") == f"{PAGE}s?site=7&kw=%E6%B2%B3%E6%BB%A8+%E6%AD%A5%E9%81%93"
    assert (form.method, form.box) == ("get", "kw")


@pytest.mark.parametrize("action", ["", "#", "/", "./", "javascript:void(0)", PAGE])
def test_a_form_that_a_script_sends_leads_nowhere_that_can_be_seen(action: str) -> None:
    # Asked by its own address it would give the home page, where every title of the home page stands.
    assert forms(f'<form action="{action}"><input name="q" placeholder="搜索"></form>') == []


@pytest.mark.parametrize(
    "body",
    [
        '<form action="/login"><input name="user" placeholder="搜索"><input type="password" name="p"></form>',
        '<form action="/letters"><input name="mail" placeholder="请输入邮件地址"></form>',
        '<form action="/s"><input type="checkbox" name="q"></form>',
        '<input name="q" placeholder="搜索">',
    ],
)
def test_other_forms_and_boxes_without_one_are_no_search_forms(body: str) -> None:
    assert forms(body) == []


def test_short_titles_are_not_searched_for_and_long_ones_by_their_beginning() -> None:
    assert search_words("图书馆") == ""
    assert search_words("图书馆开放时间") == "图书馆开放时间"
    assert search_words("河滨步道二期工程完成路面铺装验收") == "河滨步道二期工程完成路面"
