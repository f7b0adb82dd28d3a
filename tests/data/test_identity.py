"""Who a site is: host, codes and names together, and nothing by marks alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.collectors.base import CapturedPage, Context, Visit
from data.identity import (
    MISMATCH,
    NOT_GOVERNMENT,
    OFFICIAL,
    REASONS,
    UNCONFIRMED,
    Identity,
    code_fits,
    code_points_elsewhere,
    identity_verdict,
)
from data.model import Capture, Cause, Purpose
from data.page.build import build_index
from data.page.facts import page_facts
from data.registry import Registry
from tests.sites.golden import ROOT

REGISTRY = Registry.load(ROOT / "_registry")


def context_of(site_id: str, **attributes: object) -> Context:
    site = replace(REGISTRY.sites[site_id], **attributes)  # type: ignore[arg-type]
    return Context(REGISTRY, site, REGISTRY.unit(site.unit_code))


def shown(
    title: str = "",
    printed: str = "",
    tag: str = "",
    answered: str = "",
    site_id: str = "910101-1",
    **attributes: object,
) -> Identity:
    """The verdict on a home page of a site (the county's) with a title, a code printed and a code in the tag."""
    context = context_of(site_id, **attributes)
    url = answered or context.site.url
    meta = f'<meta name="SiteIDCode" content="{tag}">' if tag else ""
    code = f"网站标识码：{printed}" if printed else ""
    html = (
        f"<html><head><title>{title}</title>{meta}</head><body><p>演示数据（虚构）</p>"
        f'<a href="https://bszs.conac.cn/sitename?method=show">党政机关</a>'
        f'<div class="footer">版权所有 {code}</div></body></html>'
    )
    page = build_index(url, html.encode())
    capture = Capture("c1", "r", site_id, 1, Purpose.HOME, url, "2026-11-24T02:00:00Z", http_status=200)
    home = CapturedPage(capture, page, page_facts(page, date(2026, 11, 24)))
    return identity_verdict(Visit(1, (home,)), context)


def said(identity: Identity) -> tuple[str, str]:
    assert identity.reason in REASONS[identity.verdict]
    return identity.verdict, identity.reason


def test_the_registered_code_proves_a_site() -> None:
    assert said(shown(printed="9101020001", site_id="910102-1")) == (OFFICIAL, "code_registered")


def test_an_own_code_is_enough_at_the_registered_address() -> None:
    assert said(shown(printed="9101010007")) == (OFFICIAL, "code_fits")


def test_the_name_is_enough_at_the_registered_address() -> None:
    assert said(shown(title="清禾县人民政府")) == (OFFICIAL, "name_fits")


def test_a_code_of_the_unit_above_needs_the_name_beside_it() -> None:
    assert said(shown(printed="9101000001")) == (UNCONFIRMED, "codes_do_not_fit")
    assert said(shown(title="清禾县", printed="9101000001")) == (OFFICIAL, "code_and_name_fit")


def test_at_a_new_government_host_it_takes_code_and_name() -> None:
    url = "http://www.newqinghe.gov.example/"
    assert said(shown(printed="9101010007", answered=url)) == (UNCONFIRMED, "codes_do_not_fit")
    assert said(shown(title="清禾县人民政府", answered=url)) == (UNCONFIRMED, "says_nothing")
    assert said(shown(title="清禾县人民政府", printed="9101010007", answered=url)) == (OFFICIAL, "code_and_name_fit")


def test_a_code_of_another_province_contradicts() -> None:
    assert said(shown(title="清禾县人民政府", printed="9200000001")) == (MISMATCH, "code_elsewhere")


def test_a_code_of_a_former_division_inside_the_province_does_not() -> None:
    assert shown(title="清禾县人民政府", printed="9103990001").verdict == OFFICIAL
    assert shown(printed="9103990001").verdict == UNCONFIRMED


def test_a_leftover_tag_beside_the_own_code_leaves_the_name_to_decide() -> None:
    assert shown(title="清禾县人民政府", printed="9101010001", tag="9201000001").verdict == OFFICIAL
    assert shown(printed="9101010001", tag="9201000001").verdict == UNCONFIRMED


def test_a_tag_that_is_no_code_contradicts_nothing() -> None:
    assert shown(title="清禾县人民政府", tag="请填写").verdict == OFFICIAL


def test_marks_prove_nothing() -> None:
    assert said(shown(title="便民查询")) == (UNCONFIRMED, "says_nothing")


@pytest.mark.parametrize("url", ["http://travel.example/", "http://www.qinghe.gov.example.com/"])
def test_the_final_host_decides_about_government(url: str) -> None:
    verdict = shown(title="清禾县人民政府", printed="9101010001", answered=url).verdict
    assert verdict == NOT_GOVERNMENT


def test_an_exception_of_the_list_counts_only_for_its_own_host() -> None:
    own = "http://www.qinghe.example/"
    assert said(shown(title="清禾县人民政府", url=own, domain_exception=True)) == (OFFICIAL, "name_fits")
    assert said(shown(title="清禾县人民政府", url=own, domain_exception=None)) == (NOT_GOVERNMENT, "host")
    elsewhere = shown(title="清禾县人民政府", answered="http://travel.example/", url=own, domain_exception=True)
    assert said(elsewhere) == (NOT_GOVERNMENT, "host")


def test_an_address_of_another_unit_contradicts_but_a_path_of_the_unit_above_leaves_it_open() -> None:
    assert said(shown(answered="http://www.baishi.gov.example/")) == (MISMATCH, "address_of_other_site")
    assert said(shown(answered="http://www.wangxi.gov.example/")) == (MISMATCH, "address_of_other_site")
    assert said(shown(answered="http://www.wangxi.gov.example/qinghe/")) == (UNCONFIRMED, "address_of_unit_above")


def test_an_institution_may_answer_under_its_own_suffix() -> None:
    assert said(shown(title="望溪市图书馆", site_id="910100-4")) == (OFFICIAL, "name_fits")
    assert shown(title="望溪市图书馆", site_id="910100-4", body_kind="party_government").verdict == NOT_GOVERNMENT


def test_a_body_that_a_central_organ_runs_in_the_region_has_a_central_code() -> None:
    assert shown(printed="bm99000012", site_id="910100-2", vertical=True).verdict == OFFICIAL
    assert shown(printed="bm99000012", site_id="910100-2").verdict == MISMATCH


def test_a_home_page_that_was_not_read_confirms_nothing() -> None:
    context = context_of("910101-1")
    assert said(identity_verdict(Visit(1, ()), context)) == (UNCONFIRMED, "no_home_page")
    capture = Capture(
        "c1", "r", "910101-1", 1, Purpose.HOME, context.site.url, "2026-11-24T02:00:00Z", cause=Cause.TIMEOUT
    )
    assert said(identity_verdict(Visit(1, (CapturedPage(capture, None),)), context)) == (UNCONFIRMED, "home_unreadable")


codes = st.from_regex(r"[0-9]{10}|bm[0-9]{8}|[a-z0-9]{0,12}", fullmatch=True)


@given(codes, st.sampled_from(sorted(REGISTRY.sites)))
def test_no_code_both_fits_and_points_elsewhere(code: str, site_id: str) -> None:
    context = context_of(site_id)
    assert not (code_fits(code, context) and code_points_elsewhere(code, context))


@given(codes, codes, st.sampled_from(["", "清禾县人民政府", "海棠省人民政府"]))
def test_every_verdict_has_evidence_and_only_a_clear_code_contradicts(printed: str, tag: str, title: str) -> None:
    identity = shown(title=title, printed=printed, tag=tag)
    assert identity.evidence
    assert identity.reason in REASONS[identity.verdict]
    if identity.verdict == MISMATCH:
        context = context_of("910101-1")
        assert any(code_points_elsewhere(code.lower(), context) for code in (printed, tag))
