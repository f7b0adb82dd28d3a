"""The facts of a page, as ``inspect --json`` prints them and as collectors read them.

Words are matched in label-length texts of links, buttons, titles and picture names, never in running text or in the article itself.
A fact is ``absent`` only when the part of the page where it would stand is there; otherwise it is ``not_seen``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from data.lexicon import lexicon
from data.page.model import SCRIPT_TAG, Fact, FactState, Link, PageIndex, Region

HEADER, FOOTER, ANY = "header", "footer", "any"
_LABEL_LENGTH = 20
_SPACES = re.compile(r"\s+")


def page_facts(page: PageIndex, captured_on: date | None = None) -> dict[str, Fact]:
    """Return all facts of a page in the order of the interface.

    captured_on: civil date of the capture; dates after it are not ``latest_on``.
    """
    look = _Look(page)
    return {name: find(look, captured_on) for name, find in _FACTS.items()}


class _Look:
    """A page with what several facts need: its links outside the article, their words, header and footer."""

    def __init__(self, page: PageIndex) -> None:
        self.page = page
        self.links = [link for link in page.links if link.region is not Region.ARTICLE]
        self.labels = [label for label in page.labels if label.region is not Region.ARTICLE]
        self.frame_text = f"{page.header_text} {page.footer_text}"
        # A footer that a script writes is a footer: what it does not say is not there.
        self.scripted_footer = not page.has_footer and _writes_footer(page.script_text)
        self.outside = page.text if not page.article_text else page.text.replace(page.article_text, " ")

        self.words = list(self._words())
        # One search over all words together tells most facts that none of them says it.
        self.word_lines = "\n".join(word for word, _ in self.words)
        self.label_lines = "\n".join(label.text for label in self.labels)

    def _words(self) -> Iterator[tuple[str, Link]]:
        """Every label-length word of a link: its text, title, and the name of a picture inside it."""
        for link in self.links:
            for word in {link.label: 0, link.title: 0, link.image_alt: 0}:
                if word and len(word) <= _LABEL_LENGTH:
                    yield word, link

    def missing(self, place: str) -> Fact:
        """Nothing was found: absent where the place is there, not seen where it is not."""
        footer = self.page.has_footer or self.scripted_footer
        there = {HEADER: self.page.has_header, FOOTER: footer, ANY: self.page.has_header or footer}
        return Fact(FactState.ABSENT if there[place] and not self.page.unread_scripts else FactState.NOT_SEEN)


def has_whole_frame(page: PageIndex) -> bool:
    """Tell whether header and footer were read, the footer in the page or in a script that writes it, and every script."""
    return page.shows_header and (page.has_footer or _writes_footer(page.script_text))


def _writes_footer(script: str) -> bool:
    pattern = re.compile(lexicon("regions")["evidence"]["footer"])
    return len(set(pattern.findall(script))) >= 2


def _present(value: str | int | None, where: str, text: str = "") -> Fact:
    if isinstance(value, str):
        value = unicodedata.normalize("NFKC", value).strip()
    return Fact(FactState.PRESENT, value, where, text[:80])


def _linked(link: Link, value: str, text: str) -> Fact:
    """What a link shows, in the page or in a script that writes it."""
    if link.tag == SCRIPT_TAG:
        return replace(_present(value, SCRIPT_TAG, text), state=FactState.SCRIPT)
    return _present(value, link.region.value, text)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    # Words are searched one by one and all together, a line each; ^ and $ mean the same in both.
    return re.compile(pattern, re.MULTILINE)


def _words(fact: str) -> dict[str, Any]:
    table: dict[str, Any] = lexicon("facts")[fact]
    return table


def _link_fact(name: str, place: str, labels_too: bool = False) -> Callable[[_Look, date | None], Fact]:
    """A fact that is a link (or, where the rules say so, any control) whose words match."""

    def find(look: _Look, _on: date | None) -> Fact:
        words = _words(name)
        wanted = _compiled(words["label"])
        unwanted = _compiled(words["not_label"]) if "not_label" in words else None
        for word, link in look.words if wanted.search(look.word_lines) else ():
            if wanted.search(word) and not (unwanted and unwanted.search(word)):
                return _linked(link, word, word)
        if "link" in words:
            address = _compiled(words["link"])
            for link in look.links:
                if address.search(link.url):
                    return _linked(link, link.label, link.url)
        if labels_too:
            found = _among_labels(look, wanted, unwanted)
            if found is not None:
                return found
        if "script" in words and _in_scripts(look, words["script"]):
            return Fact(FactState.SCRIPT, None, "script")
        if place == FOOTER and not look.page.has_footer:
            return _written_by_script(look, words["label"].replace("^", ">\\s*").replace("$", "\\s*<"), place)
        return look.missing(place)

    return find


def _among_labels(look: _Look, wanted: re.Pattern[str], unwanted: re.Pattern[str] | None) -> Fact | None:
    for label in look.labels if wanted.search(look.label_lines) else ():
        if wanted.search(label.text) and not (unwanted and unwanted.search(label.text)):
            return _present(label.text, label.region.value, label.text)
    for control in look.page.controls:
        for word in (control.label, control.value, control.title):
            if word and len(word) <= _LABEL_LENGTH and wanted.search(word) and not (unwanted and unwanted.search(word)):
                return _present(word, control.region.value, word)
    return None


def _in_scripts(look: _Look, pattern: str) -> bool:
    wanted = _compiled(pattern)
    return bool(wanted.search(look.page.script_text)) or any(wanted.search(script.src) for script in look.page.scripts)


def _written_by_script(look: _Look, pattern: str, place: str) -> Fact:
    """What a footer that a script writes says; missing if it does not."""
    match = _compiled(pattern).search(look.page.script_text)
    if match:
        return Fact(FactState.SCRIPT, _fold_number(match.group(0).strip("<>")), "script", match.group(0)[:80])
    return look.missing(place)


def _fold_number(text: str) -> str:
    return _SPACES.sub("", text)


def _site_id_code(look: _Look, _on: date | None) -> Fact:
    words = _words("site_id_code")
    printed = _compiled(words["text"])
    match = printed.search(look.outside)
    if match:
        return _present(match.group(1), FOOTER, match.group(0))
    code = _compiled(words["code"])
    for name, value in look.page.attributes:
        found = code.search(value) if name in {"sitecode", "data-setting"} else None
        if found:
            return _present(found.group(1), "attribute", f"{name}={found.group(1)}")
    match = printed.search(look.page.script_text)
    if match:
        return Fact(FactState.SCRIPT, match.group(1), "script", match.group(0)[:80])
    meta = look.page.meta("siteidcode")
    if meta:
        return _present(_fold_number(meta), "meta", meta)
    return look.missing(FOOTER)


def _meta_fact(*names: str) -> Callable[[_Look, date | None], Fact]:
    def find(look: _Look, _on: date | None) -> Fact:
        for name in names:
            value = look.page.meta(name)
            if value:
                return _present(value, "meta", f"{name}={value}")
        return Fact(FactState.ABSENT, None, "meta")

    return find


def _icp_number(look: _Look, _on: date | None) -> Fact:
    pattern = _compiled(_words("icp_number")["text"])

    def numbers(text: str) -> list[str]:
        found = [
            f"{m[1]}ICP{m[2]}{m[3]}号{_fold_number(m[4]).replace('－', '-').replace('—', '-')}"
            for m in pattern.finditer(text)
        ]
        # The same number with and without its running number is one number: the longer form.
        return [n for n in dict.fromkeys(found) if not any(other != n and other.startswith(n) for other in found)]

    return _numbers(look, numbers)


def _police_number(look: _Look, _on: date | None) -> Fact:
    pattern = _compiled(_words("police_number")["text"])

    def numbers(text: str) -> list[str]:
        found = [f"{m[1]}公网安备{m[2]}号" if m[1] else m[2] for m in pattern.finditer(text)]
        return list(dict.fromkeys(found))

    return _numbers(look, numbers)


def _numbers(look: _Look, numbers: Callable[[str], list[str]]) -> Fact:
    words = " ".join(word for word, _ in look.words)
    for text in (look.outside, words):
        found = numbers(text)
        if found:
            return _present("; ".join(found), FOOTER, found[0])
    found = numbers(look.page.script_text)
    if found:
        return Fact(FactState.SCRIPT, "; ".join(found), "script", found[0])
    return look.missing(FOOTER)


def _party_government_mark(look: _Look, _on: date | None) -> Fact:
    words = _words("party_government_mark")
    for link in look.page.links:
        if _compiled(words["link"]).search(link.href):
            return _linked(link, "conac", link.href)
    if _in_scripts(look, words["script"]) or any("conac" in v for k, v in look.page.attributes if k == "data-setting"):
        return Fact(FactState.SCRIPT, None, "script")
    return look.missing(FOOTER)


def _error_report_mark(look: _Look, _on: date | None) -> Fact:
    words = _words("error_report_mark")
    address, picture = _compiled(words["link"]), _compiled(words["image"])
    for link in look.links:
        if (
            address.search(link.href)
            or address.search(link.onclick)
            or (link.image_src and picture.search(link.image_src))
        ):
            return _linked(link, link.label, link.href or link.onclick)
    for word, link in look.words:
        if word in words["label"]:
            return _linked(link, word, word)
    names = [name for name, _ in look.page.attributes]
    if "id" in names and "sitecode" in names:
        return _present("_jiucuo_", "attribute", "_jiucuo_")
    if "id" in names or any(picture.search(value) for name, value in look.page.attributes if name == "data-setting"):
        return Fact(FactState.SCRIPT, None, "attribute")
    if _in_scripts(look, words["script"]):
        return Fact(FactState.SCRIPT, None, "script")
    return look.missing(FOOTER)


def _sponsor(look: _Look, _on: date | None) -> Fact:
    words = _words("sponsor")
    for text in (look.page.footer_text, look.page.header_text):
        for key in ("text", "text_after"):
            match = _compiled(words[key]).search(text)
            if match:
                return _present(match.group(1), FOOTER, match.group(0))
    match = _compiled(words["text"]).search(look.page.script_text)
    if match:
        return Fact(FactState.SCRIPT, match.group(1), "script", match.group(0)[:80])
    return look.missing(FOOTER)


def _contact_info(look: _Look, _on: date | None) -> Fact:
    pattern = _compiled(_words("contact_info")["text"])
    match = pattern.search(look.page.footer_text) or pattern.search(look.page.header_text)
    if match:
        return _present(_fold_number(match.group(0)), FOOTER, match.group(0))
    return look.missing(FOOTER) if look.page.has_footer else _written_by_script(look, pattern.pattern, FOOTER)


def _search_box(look: _Look, _on: date | None) -> Fact:
    words = _words("search_box")
    wanted, unwanted = _compiled(words["words"]), _compiled(words["not_words"])
    known = {
        "password",
        "hidden",
        "submit",
        "button",
        "checkbox",
        "radio",
        "image",
        "file",
        "date",
        "email",
        "reset",
        "number",
        "tel",
        "range",
        "color",
    }
    buttons = {
        c.form for c in look.page.controls if c.form is not None and wanted.search(f"{c.label} {c.value} {c.title}")
    }
    for control in look.page.controls:
        if control.tag != "input" or control.type in known or control.region is Region.ARTICLE:
            continue
        said = f"{control.placeholder} {control.name} {control.id} {control.value} {control.title} {control.label}"
        if wanted.search(said) or (control.form in buttons and not unwanted.search(said)):
            return _present(control.placeholder or control.name or control.id, control.region.value, said.strip())
    return look.missing(HEADER)


def _other_language_link(look: _Look, _on: date | None) -> Fact:
    languages = lexicon("facts")["other_language_link"]
    found: dict[str, str] = {}
    for word, _ in look.words:
        for code, names in languages.items():
            if word in names:
                found.setdefault(code, word)
    if found:
        return _present("; ".join(found), HEADER, " ".join(found.values()))
    return look.missing(HEADER)


def _feed(look: _Look, _on: date | None) -> Fact:
    if look.page.feeds:
        return _present(look.page.feeds[0], "head", look.page.feeds[0])
    return _link_fact("feed", ANY)(look, None)


def _weibo_wechat(look: _Look, _on: date | None) -> Fact:
    words = _words("weibo_wechat")
    wanted, unwanted = _compiled(words["words"]), _compiled(words["not_words"])
    for link in look.links:
        said = f"{link.label[:_LABEL_LENGTH]} {link.title[:_LABEL_LENGTH]} {link.image_alt} {link.image_src} {link.href}".lower()
        if wanted.search(said) and not unwanted.search(said):
            return _linked(link, link.label, said.strip())
    for image in look.page.images:
        said = f"{image.alt or ''} {image.title} {image.src}".lower()
        if image.region is not Region.ARTICLE and wanted.search(said) and not unwanted.search(said):
            return _present(image.alt or image.src, image.region.value, said.strip())
    for label in look.labels:
        if len(label.text) <= 10 and wanted.search(label.text) and not unwanted.search(label.text):
            return _present(label.text, label.region.value, label.text)
    return look.missing(ANY)


def _lang(look: _Look, _on: date | None) -> Fact:
    lang = look.page.lang
    return _present(lang, "html", lang) if lang.strip() else Fact(FactState.ABSENT, None, "html")


def _images_total(look: _Look, _on: date | None) -> Fact:
    return _present(len(look.page.images), "page")


def _images_with_alt(look: _Look, _on: date | None) -> Fact:
    return _present(sum(bool(image.alt and image.alt.strip()) for image in look.page.images), "page")


def _breadcrumb(look: _Look, _on: date | None) -> Fact:
    if look.page.breadcrumb:
        return _present(look.page.breadcrumb, HEADER, look.page.breadcrumb)
    return look.missing(HEADER)


def _service_channel(look: _Look, on: date | None) -> Fact:
    brands = _words("service_channel")["brands"]
    for word, link in look.words:
        if word in brands:
            return _linked(link, word, word)
    return _link_fact("service_channel", HEADER)(look, on)


def _published_on(look: _Look, _on: date | None) -> Fact:
    if look.page.published_on:
        return _present(look.page.published_on, "article", look.page.published_text)
    return Fact(FactState.ABSENT)


def _latest_on(look: _Look, on: date | None) -> Fact:
    limit = on.isoformat() if on else "9999"
    days = [item.date for item in look.page.items] + [look.page.published_on]
    newest = max((day for day in days if day and day <= limit), default="")
    return _present(newest, "page", newest) if newest else Fact(FactState.ABSENT)


_FACTS: dict[str, Callable[[_Look, date | None], Fact]] = {
    "site_id_code": _site_id_code,
    "site_id_code_meta": _meta_fact("siteidcode"),
    "site_name_meta": _meta_fact("sitename"),
    "column_meta": _meta_fact("columnname", "columntype", "columndescription", "columnkeywords"),
    "article_meta": _meta_fact("articletitle", "pubdate", "contentsource"),
    "icp_number": _icp_number,
    "police_number": _police_number,
    "party_government_mark": _party_government_mark,
    "error_report_mark": _error_report_mark,
    "sponsor": _sponsor,
    "contact_info": _contact_info,
    "contact_link": _link_fact("contact_link", FOOTER),
    "sitemap_link": _link_fact("sitemap_link", FOOTER),
    "search_box": _search_box,
    "english_link": _link_fact("english_link", HEADER),
    "other_language_link": _other_language_link,
    "minority_language_link": _link_fact("minority_language_link", HEADER),
    "feed": _feed,
    "weibo_wechat": _weibo_wechat,
    "viewport": _meta_fact("viewport"),
    "lang": _lang,
    "images_total": _images_total,
    "images_with_alt": _images_with_alt,
    "traditional_chinese_switch": _link_fact("traditional_chinese_switch", HEADER, labels_too=True),
    "elder_mode": _link_fact("elder_mode", HEADER, labels_too=True),
    "barrier_free_tool": _link_fact("barrier_free_tool", HEADER, labels_too=True),
    "breadcrumb": _breadcrumb,
    "interaction_channel": _link_fact("interaction_channel", HEADER),
    "service_channel": _service_channel,
    "disclosure_channel": _link_fact("disclosure_channel", HEADER),
    "disclosure_annual_report_link": _link_fact("disclosure_annual_report_link", ANY),
    "website_annual_form_link": _link_fact("website_annual_form_link", ANY),
    "open_data_link": _link_fact("open_data_link", ANY),
    "published_on": _published_on,
    "latest_on": _latest_on,
}

FACT_NAMES = tuple(_FACTS)
