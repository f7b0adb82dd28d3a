"""The facts of a page, as ``inspect --json`` prints them and as collectors read them.

Words are matched in label-length texts of links, buttons, titles and picture names, never in running text or in the article itself.
A fact is ``absent`` only when the part of the page where it would stand is there; otherwise it is ``not_seen``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from data.page.facts.entries import (
    barrier_free_tool,
    elder_mode,
    link_fact,
    other_language_link,
    search_box,
    service_channel,
    traditional_chinese_switch,
    weibo_wechat,
)
from data.page.facts.frame import contact_info, sponsor
from data.page.facts.head import (
    breadcrumb,
    feed,
    images_total,
    images_with_alt,
    lang,
    latest_on,
    meta_fact,
    published_on,
    viewport,
)
from data.page.facts.look import ANY, FOOTER, HEADER, Look, has_whole_frame
from data.page.facts.marks import error_report_mark, party_government_mark
from data.page.facts.numbers import icp_number, police_number, site_id_code
from data.page.model import Fact, PageIndex

__all__ = ["FACT_NAMES", "has_whole_frame", "page_facts"]

_FACTS: dict[str, Callable[[Look], Fact]] = {
    "site_id_code": site_id_code,
    "site_id_code_meta": meta_fact("siteidcode"),
    "site_name_meta": meta_fact("sitename"),
    "column_meta": meta_fact("columnname", "columntype", "columndescription", "columnkeywords"),
    "article_meta": meta_fact("articletitle", "pubdate", "contentsource"),
    "icp_number": icp_number,
    "police_number": police_number,
    "party_government_mark": party_government_mark,
    "error_report_mark": error_report_mark,
    "sponsor": sponsor,
    "contact_info": contact_info,
    "contact_link": link_fact("contact_link", FOOTER),
    "sitemap_link": link_fact("sitemap_link", FOOTER),
    "search_box": search_box,
    "english_link": link_fact("english_link", HEADER),
    "other_language_link": other_language_link,
    "minority_language_link": link_fact("minority_language_link", HEADER),
    "feed": feed,
    "weibo_wechat": weibo_wechat,
    "viewport": viewport,
    "lang": lang,
    "images_total": images_total,
    "images_with_alt": images_with_alt,
    "traditional_chinese_switch": traditional_chinese_switch,
    "elder_mode": elder_mode,
    "barrier_free_tool": barrier_free_tool,
    "breadcrumb": breadcrumb,
    "interaction_channel": link_fact("interaction_channel", HEADER),
    "service_channel": service_channel,
    "disclosure_channel": link_fact("disclosure_channel", HEADER),
    "disclosure_annual_report_link": link_fact("disclosure_annual_report_link", ANY),
    "website_annual_form_link": link_fact("website_annual_form_link", ANY),
    "open_data_link": link_fact("open_data_link", ANY),
    "published_on": published_on,
    "latest_on": latest_on,
}

FACT_NAMES = tuple(_FACTS)


def page_facts(page: PageIndex, captured_on: date | None = None) -> dict[str, Fact]:
    """Return all facts of a page in the order of the interface.

    captured_on: civil date of the capture; dates after it are neither ``published_on`` nor ``latest_on``.
    """
    look = Look(page, captured_on)
    return {name: find(look) for name, find in _FACTS.items()}
