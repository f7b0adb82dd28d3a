"""Compares facts with what careful readers found on labelled pages, cell by cell.

A cell that readers called unsure is left out. A reader's "no" and a fact that is ``not_seen`` do not contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from data.page.model import Fact, Facts, FactState

_NOTHING = frozenset({"no", "none", "", "0"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """One cell: the label column and what readers wrote, the fact compared with it, and whether they say the same.

    firm: the column asks for a value or tag, not for a reader's judgement.
    """

    case: str
    column: str
    label: str
    name: str
    fact: Fact
    firm: bool
    same: bool

    @property
    def is_there(self) -> bool:
        """Whether readers found something."""
        return self.label not in _NOTHING


def _state(fact: Fact, label: str) -> bool:
    wanted = {"yes": FactState.PRESENT, "js": FactState.SCRIPT}.get(label)
    if wanted is None:
        return fact.state in {FactState.ABSENT, FactState.NOT_SEEN}
    return fact.state is wanted


def _value(fact: Fact, label: str) -> bool:
    if label in {"no", "none", ""}:
        return fact.state in {FactState.ABSENT, FactState.NOT_SEEN}
    return str(fact.value) == label


def _digits(fact: Fact, label: str) -> bool:
    if label in {"no", "none", ""}:
        return fact.state in {FactState.ABSENT, FactState.NOT_SEEN}
    return re.sub(r"\D", "", str(fact.value)) == re.sub(r"\D", "", label)


_COLUMNS: tuple[tuple[str, str, Callable[[Fact, str], bool], bool], ...] = (
    ("site_id_value", "site_id_code", _value, True),
    ("meta_SiteIDCode", "site_id_code_meta", _value, True),
    ("meta_SiteName", "site_name_meta", _value, True),
    ("meta_column", "column_meta", _state, True),
    ("meta_article", "article_meta", _state, True),
    ("icp", "icp_number", _value, True),
    ("public_security", "police_number", _digits, True),
    ("dzjg_mark", "party_government_mark", _state, True),
    ("jiucuo_mark", "error_report_mark", _state, True),
    ("viewport", "viewport", _state, True),
    ("lang_attr", "lang", _value, True),
    ("img_total", "images_total", _value, True),
    ("img_alt_nonempty", "images_with_alt", _value, True),
    ("publish_date", "published_on", _value, True),
    ("zhuban", "sponsor", _state, False),
    ("contact_info", "contact_info", _state, False),
    ("contact_link", "contact_link", _state, False),
    ("sitemap_link", "sitemap_link", _state, False),
    ("search_box", "search_box", _state, False),
    ("english_link", "english_link", _state, False),
    ("rss", "feed", _state, False),
    ("weibo_wechat", "weibo_wechat", _state, False),
    ("traditional_switch", "traditional_chinese_switch", _state, False),
    ("elder_mode", "elder_mode", _state, False),
    ("barrier_free", "barrier_free_tool", _state, False),
    ("breadcrumb", "breadcrumb", _state, False),
    ("interaction", "interaction_channel", _state, False),
    ("service", "service_channel", _state, False),
    ("open_information", "disclosure_channel", _state, False),
    ("annual_report_link", "disclosure_annual_report_link", _state, False),
    ("data_open_link", "open_data_link", _state, False),
)


def comparisons(cases: Iterable[tuple[str, Facts, Mapping[str, str]]]) -> Iterator[Comparison]:
    """Compare facts with labels.

    cases: (case id, facts of the page, its row of labels).
    """
    for case, facts, labels in cases:
        for column, name, same, firm in _COLUMNS:
            label = labels[column].strip()
            if label in {"unsure", "na"} or label.startswith("none ("):
                continue
            yield Comparison(case, column, label, name, facts[name], firm, same(facts[name], label))
