"""Facts that are entries of header, menu or footer: links, and controls where the rules say that any element counts."""

from __future__ import annotations

from collections.abc import Callable

from data.addresses import split
from data.page.facts.look import ANY, HEADER, Look, linked, present, scripted, several
from data.page.facts.words import AROUND, holds_sign, languages, pattern, signals
from data.page.model import Control, Fact

_NO_TEXT = frozenset(
    "password hidden submit button checkbox radio image file date email reset number tel range color time month week url "
    "datetime-local".split()
)


def link_fact(name: str, place: str) -> Callable[[Look], Fact]:
    """A fact that is a link whose words or address match."""

    def find(look: Look) -> Fact:
        if name in look.said:
            word, link = look.said[name][0]
            return linked(link, word, word)
        address = pattern(name, "link") if "link" in signals(name) else None
        if address and address.search(look.addresses):
            for link in look.links:
                if address.search(link.url):
                    return linked(link, link.label, link.url)
        return look.missing(place)

    return find


def traditional_chinese_switch(look: Look) -> Fact:
    """The switch to 繁體: a link or any other element."""
    return _tool(look, "traditional_chinese_switch")


def elder_mode(look: Look) -> Fact:
    """The entry to a page for older people: a link or any other element."""
    return _tool(look, "elder_mode")


def barrier_free_tool(look: Look) -> Fact:
    """The entry to the reading aid: a link or any other element; ``script`` where only its loader is there."""
    return _tool(look, "barrier_free_tool")


def _tool(look: Look, name: str) -> Fact:
    if name in look.said:
        word, link = look.said[name][0]
        return linked(link, word, word)
    if name in look.elements:
        word, region = look.elements[name][0]
        return present(word, region.value, word)
    if holds_sign(look.script, name) and pattern(name, "written").search(look.script):
        return scripted()
    for scripts in (look.sources, look.script) if "script" in signals(name) else ():
        if pattern(name, "script").search(scripts):
            return scripted()
    return look.missing(HEADER)


def service_channel(look: Look) -> Fact:
    """The way to services, under its name or a province's brand; a service platform is one itself."""
    words = signals("service_channel")
    if "service_channel" not in look.said:
        for link in look.links:
            if link.label in words["brands"]:
                return linked(link, link.label, link.label)
        host, title = pattern("service_channel", "host"), pattern("service_channel", "title")
        if host.search(split(look.page.url).host) or title.search(look.page.title):
            return present(look.page.title, "title", look.page.title)
    return link_fact("service_channel", HEADER)(look)


def other_language_link(look: Look) -> Fact:
    """Codes of the foreign languages but English that links lead to."""
    found = {languages()[word.strip(AROUND)]: word for word, _ in reversed(look.said.get("other_language_link", []))}
    words = " ".join(reversed(found.values()))
    return several(list(reversed(found)), HEADER, words) if found else look.missing(HEADER)


def search_box(look: Look) -> Fact:
    """A text field whose own words, whose form or whose button say that it searches the site."""
    boxes = [
        c
        for c in look.page.controls
        if c.tag == "input" and c.type not in _NO_TEXT and not look.is_in_article(c.region)
    ]
    wanted, unwanted = pattern("search_box", "words"), pattern("search_box", "not_words")
    searching = {
        c.form for c in look.page.controls if c.form is not None and wanted.search(f"{c.label} {c.value} {c.title}")
    } | {position for position, form in enumerate(look.page.forms) if wanted.search(f"{form.action} {form.name}")}
    for box in boxes:
        said = _words_of(box)
        if wanted.search(said) or (box.form in searching and not unwanted.search(said)):
            return present(box.placeholder or box.name or box.id, box.region.value, said.strip())
    # A field without any words beside a button that is no control.
    silent = [box for box in boxes if not box.placeholder and not unwanted.search(_words_of(box))]
    if len(silent) == 1 and _has_search_button(look):
        return present(silent[0].name or silent[0].id, silent[0].region.value, _words_of(silent[0]).strip())
    return look.missing(HEADER)


def _words_of(box: Control) -> str:
    return f"{box.placeholder} {box.name} {box.id} {box.value} {box.title} {box.label} {box.type.replace('text', '')}"


def _has_search_button(look: Look) -> bool:
    button, image = pattern("search_box", "button"), pattern("search_box", "button_image")
    return (
        any(
            button.search(link.label) or (link.image_src and not link.url and image.search(link.image_src))
            for link in look.links
        )
        or any(button.search(label.text) for label in look.page.labels)
        or any(button.search(c.value) or button.search(c.label) for c in look.page.controls)
    )


def weibo_wechat(look: Look) -> Fact:
    """The body's own account: link, QR picture or widget, by its words or its file; share buttons are none."""
    words, elsewhere = signals("weibo_wechat"), pattern("weibo_wechat", "not_address")
    for word, link in look.said.get("weibo_wechat", ()):
        leads_elsewhere = elsewhere.search(f"{link.href} {link.onclick} {link.image_src}")
        if not leads_elsewhere and (link.url or not _is_share_button(look, word)):
            return linked(link, word, word)
    for link in look.leading_to(words["addresses"]):
        if not elsewhere.search(f"{link.href} {link.onclick} {link.label}"):
            return linked(link, link.label, link.href)
    for image in look.showing(words["addresses"]):
        around = look.link_around(image)
        leads_to = "" if around is None else f"{around.href} {around.onclick}"
        said = f"{image.src} {image.alt} {image.title} {leads_to}"
        is_button = around is not None and not around.url and _offers_sharing(look)
        if not is_button and not elsewhere.search(said):
            return present(image.alt or image.src, image.region.value, image.src)
    for word, region in look.elements.get("weibo_wechat", ()):
        if not _is_share_button(look, word):
            return present(word, region.value, word)
    if any("weibo.com" in frame for frame in look.page.frames):
        return present("weibo", "frame", "weibo.com")
    return look.missing(ANY)


def _is_share_button(look: Look, word: str) -> bool:
    """A bare name of the service on a page that offers sharing."""
    return bool(pattern("weibo_wechat", "bare").search(word)) and _offers_sharing(look)


def _offers_sharing(look: Look) -> bool:
    share = signals("weibo_wechat")["share"]
    words = [label.text for label in look.page.labels] + [link.label for link in look.links]
    return any(word in said for said in words for word in share)
