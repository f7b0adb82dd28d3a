"""Where a round looks from decides what counts: from outside the mainland nothing is missing, slow or unavailable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.errors import QihuaError
from data.vantage import declared_vantage, is_mainland, is_outside
from tests.sites.golden import Case, cases, entry_of, observe, observe_anew, said

OUTSIDE = "境外：某地机房"
KNOWN_FROM_ANYWHERE = {
    # Who answers, and how hosts are named.
    "site_official", "standardization_domain", "clustering_domain_nesting",
    # What pages that came whole say of themselves, as the share of images with a text does.
    "humanization_page_tools", "standardization_article_tags", "standardization_column_tags",
}  # fmt: skip
"""What is seen as such, and not concluded from something that could not be found."""


@pytest.mark.parametrize("text", ["", "  ", "境内", "境内：某地", "mainland: x", OUTSIDE, "outside"])
def test_a_declaration_says_mainland_or_outside_or_nothing(text: str) -> None:
    assert declared_vantage(text) == text.strip()
    assert is_mainland(text) + is_outside(text) == bool(text.strip())


@pytest.mark.parametrize("text", ["上海", "法兰克福", "Mainland", "not mainland"])
def test_what_says_neither_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(QihuaError) as error:
        declared_vantage(text)
    assert [(p.code, p.found) for p in error.value.problems] == [("collect.bad_vantage", text)]
    assert "境外" in error.value.problems[0].allowed
    assert not is_mainland(text)
    assert not is_outside(text)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_from_outside_nothing_is_called_missing(case: Case) -> None:
    elsewhere = replace(case, told={**case.told, "vantage": OUTSIDE})
    near, far = said(observe(case).observation), said(observe_anew(elsewhere).observation)
    needs_vantage = entry_of(case.indicator).needs == "vantage"
    if far["cause"] == "vantage_outside":
        assert far["status"] == "not_observed"
    else:
        assert far == near
        assert not needs_vantage
        assert near["value"] != 0 or entry_of(case.indicator).unit or case.indicator in KNOWN_FROM_ANYWHERE
