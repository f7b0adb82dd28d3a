"""The two marks that a government site has to carry: 党政机关网站标识 and 我为政府网站找错."""

from __future__ import annotations

from itertools import chain

from data.page.facts.look import FOOTER, Look, linked, present, scripted
from data.page.facts.words import AROUND, holds_sign, pattern, signals
from data.page.model import Fact, Link


def party_government_mark(look: Look) -> Fact:
    """A link to the register's entry; ``script`` where a script or a widget brings the mark in. A mere picture is none."""
    words = signals("party_government_mark")
    for link in look.leading_to([words["link"]], in_article=True):
        return linked(link, "conac", link.href or link.onclick)
    file, setting = pattern("party_government_mark", "file"), pattern("party_government_mark", "setting")
    for scripts in (look.sources, look.script):
        if any(word in scripts for word in words["script"]) or file.search(scripts):
            return scripted()
    if any(name == "data-setting" and setting.search(value) for name, value in look.page.attributes):
        return scripted(where="attribute")
    return look.missing(FOOTER)


def error_report_mark(look: Look) -> Fact:
    """The entry for the whole site: an address, a picture that is a link, words, or the mark's own element.

    What asks for errors of one article is none; a script that only restyles the mark is none.
    """
    link = _link_to_report(look)
    if link is not None:
        return linked(link, link.label, link.href or link.onclick)
    if "error_report_mark" in look.said:
        word, link = look.said["error_report_mark"][0]
        return linked(link, word, word)
    names = {name for name, _ in look.page.attributes}
    if {"id", "sitecode"} <= names:
        return present("_jiucuo_", "attribute", "_jiucuo_")
    pictures = signals("error_report_mark")["pictures"]
    settings = [value for name, value in look.page.attributes if name == "data-setting"]
    if "id" in names or any(word in setting for setting in settings for word in pictures):
        return scripted(where="attribute")
    script, file = pattern("error_report_mark", "script"), pattern("error_report_mark", "file")
    if holds_sign(look.script, "error_report_mark") and script.search(look.script):
        return scripted()
    if script.search(look.sources) or file.search(look.sources):
        return scripted()
    return look.missing(FOOTER)


def _link_to_report(look: Look) -> Link | None:
    """The first link that leads to the form or shows the mark's picture."""
    words, of_article = signals("error_report_mark"), pattern("error_report_mark", "of_article")
    shown = any(word in look.pictures for word in words["pictures"])
    showing = (link for link in look.links if shown and any(word in link.image_src for word in words["pictures"]))
    links = chain(look.leading_to(words["addresses"]), showing)
    return next((link for link in links if not of_article.search(link.label.strip(AROUND))), None)
