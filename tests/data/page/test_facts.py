"""Every fact on its golden pages, and what holds for all facts of a page together."""

from __future__ import annotations

from collections import defaultdict

import pytest

from data.page.build import build_index
from data.page.facts import FACT_NAMES, page_facts
from data.page.model import FactState
from tests.facts.golden import ROOT, FactCase, fact_cases, found

NOT_BY_PLACE = {
    "site_id_code_meta", "site_name_meta", "column_meta", "article_meta", "viewport", "lang", "images_total", "images_with_alt",
    "published_on", "latest_on",
}  # fmt: skip
"""Read off the page, wherever its header and footer are: there is nothing that could not be seen."""
KINDS = {"full", "partial", "absent", "unseen", "script", "trap"}


@pytest.mark.parametrize("case", fact_cases(), ids=str)
def test_a_golden_page_gives_what_its_case_expects(case: FactCase) -> None:
    fact = found(case)
    given = {"state": fact.state.value, "value": fact.value}
    assert {key: given[key] for key in case.told["expect"]} == case.told["expect"], fact
    assert len(fact.text) <= 80


def test_every_fact_has_golden_pages_of_every_kind() -> None:
    kinds: dict[str, set[str]] = defaultdict(set)
    for case in fact_cases():
        kinds[case.fact].add(case.told["kind"])
    assert set(kinds) == set(FACT_NAMES)
    for name in FACT_NAMES:
        wanted = {"full", "absent", "trap"} | (set() if name in NOT_BY_PLACE else {"unseen"})
        assert wanted <= kinds[name] <= KINDS, name


def test_every_golden_page_says_that_it_is_invented() -> None:
    pages = list(ROOT.glob("*/*/page.html"))
    assert len(pages) == len(fact_cases())
    assert [page for page in pages if "演示数据（虚构）" not in page.read_text("utf-8")] == []


def test_the_facts_are_those_of_the_interface_in_its_order() -> None:
    assert (FACT_NAMES[0], FACT_NAMES[-1], len(FACT_NAMES)) == ("site_id_code", "latest_on", 35)
    page = build_index("http://www.p1.gov.example/", b"<html><body><p>x</p></body></html>")
    assert tuple(page_facts(page)) == FACT_NAMES


def test_what_the_footer_that_a_script_writes_does_not_say_is_not_there() -> None:
    html = (
        "<html><body><a href='/1'>一</a><script>document.write('<a href=\"https://bszs.conac.cn/sitename?x\">党政机关</a>"
        "主办单位：虚构县人民政府 网站标识码：9101010001 蜀ICP备00000000号');</script></body></html>"
    )
    facts = page_facts(build_index("http://www.p1.gov.example/", html.encode()))
    assert {facts[n].state for n in ("party_government_mark", "sponsor", "site_id_code", "icp_number")} == {
        FactState.SCRIPT
    }
    assert facts["police_number"].state is FactState.ABSENT


def test_without_a_footer_nothing_in_it_is_called_absent() -> None:
    html = "<html><body><div class='nav'><a href='/1'>首页</a><a href='/2'>要闻</a><a href='/3'>公告</a></div><p>正文</p></body></html>"
    facts = page_facts(build_index("http://www.p1.gov.example/", html.encode()))
    for name in ("site_id_code", "icp_number", "police_number", "sponsor", "sitemap_link", "party_government_mark"):
        assert facts[name].state is FactState.NOT_SEEN, name


def test_a_footer_inside_the_element_of_the_article_is_read() -> None:
    menu = "".join(f'<a href="/{n}">栏目{n}</a>' for n in range(12))
    html = (
        f'<html><body><div class="nav">{menu}</div><div class="article-detail"><p>正文</p><a href="/1">附件</a>'
        "<div class='foot'>版权所有 主办单位：虚构县人民政府 网站标识码：9101010001</div></div></body></html>"
    )
    facts = page_facts(build_index("http://www.p1.gov.example/x/1.html", html.encode()))
    assert {facts[n].state for n in ("site_id_code", "sponsor")} == {FactState.PRESENT}
    assert facts["icp_number"].state is FactState.ABSENT


def test_an_element_that_holds_the_whole_page_is_no_article() -> None:
    menu = "".join(f'<a href="/{n}">栏目{n}</a>' for n in range(12))
    html = (
        f'<html><body><div class="article-detail"><div class="nav">{menu}<a href="/z">政务服务</a></div>'
        "<div class='foot'>版权所有 主办单位：虚构县人民政府 网站标识码：9101010001</div></div></body></html>"
    )
    facts = page_facts(build_index("http://www.p1.gov.example/x/1.html", html.encode()))
    assert {facts[n].state for n in ("service_channel", "site_id_code", "sponsor")} == {FactState.PRESENT}
