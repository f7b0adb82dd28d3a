"""ACT rules about elements that need a name: images, links, buttons, form fields, headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain

from selectolax.lexbor import LexborNode

from data.page.act.exposure import Exposure
from data.page.act.names import Names
from data.page.act.page_rules import Verdict, verdict
from data.page.act.roles import implicit_role, is_presentational, roles, semantic_role
from data.page.act.selection import Selection


class NamedElements:
    """The elements of one page that have to have a name, judged rule by rule.

    Most links and headings have plain text in them; what is left is examined exactly. faults: how many failing elements of
    a rule are looked for.
    """

    def __init__(self, selection: Selection, exposure: Exposure, faults: int) -> None:
        self._selection = selection
        self._faults = faults
        self._exposure = exposure
        self._names = Names(selection.tree, exposure)
        self._stated = [
            (node, semantic_role(node)) for node in selection.having("role") if not selection.is_drawn(node)
        ]
        self._stating_any = {node.mem_id for node, _ in self._stated}
        controls = selection.of("button", "input", "select", "textarea")
        self._image_buttons = [node for node in controls if _is_image_button(node)]
        self._controls = [(node, implicit_role(node)) for node in controls if node.mem_id not in self._stating_any]

    def images(self) -> Verdict:
        """23a2a8: images have a name or stand for nothing; an ``img`` without any attribute shows nothing."""
        images, doubtful = [], []
        for node in self._native("img"):
            attributes = node.attributes
            if attributes or _in_picture(node):
                images.append(node)
                if not _is_told(attributes):
                    doubtful.append(node)
        stated = [node for node, role in self._stated if role in roles("image") or node.tag == "img"]
        doubtful += [node for node in stated if not is_presentational(node)]
        return self._judge(images + stated, doubtful)

    def links(self) -> Verdict:
        """c487ae: links have a name."""
        native, stated = self._native("a", "area"), self._stating("link")
        doubtful = [*filter(self._leads_on, self._without_text(native)), *self._without_text(stated)]
        return self._judge(chain(filter(self._leads_on, native), stated), doubtful)

    def headings(self) -> Verdict:
        """ffd0e9: headings have a name."""
        headings = self._native("h1", "h2", "h3", "h4", "h5", "h6") + self._stating("heading")
        return self._judge(headings, self._without_text(headings))

    def buttons(self) -> Verdict:
        """97a4e1: buttons have a name; image buttons have a rule of their own."""
        of_role = [node for node, role in self._controls if role == "button"] + self._stating("button")
        buttons = [node for node in of_role if not _is_image_button(node)]
        return self._judge(buttons, self._without_text(buttons))

    def image_buttons(self) -> Verdict:
        """59796f: image buttons have a name."""
        return self._judge(self._image_buttons, self._image_buttons)

    def fields(self) -> Verdict:
        """e086e5: form fields have a name."""
        fields = [node for node, role in self._controls if role in roles("field")] + self._stating("field")
        return self._judge(fields, fields)

    def _native(self, *tags: str) -> list[LexborNode]:
        """Elements that have the role of their tag, for they state none."""
        found = self._selection.of(*tags)
        return [node for node in found if node.mem_id not in self._stating_any] if self._stating_any else found

    def _stating(self, kind: str) -> list[LexborNode]:
        return [node for node, role in self._stated if role in roles(kind)]

    def _leads_on(self, node: LexborNode) -> bool:
        """A link has an address; an ``area`` is there only as part of a map that an image uses."""
        if "href" not in node.attributes:
            return False
        if node.tag == "a":
            return True
        chart = node.parent
        while chart is not None and chart.tag != "map":
            chart = chart.parent
        name = "" if chart is None else chart.attributes.get("name") or ""
        return bool(name) and f"#{name.lower()}" in self._maps_in_use

    @cached_property
    def _maps_in_use(self) -> set[str]:
        return {(image.attributes.get("usemap") or "").lower() for image in self._selection.of("img")}

    def _without_text(self, nodes: list[LexborNode]) -> list[LexborNode]:
        """Elements that plain text in them does not name; a script inside may write words and counts as text."""
        around = self._exposure.around
        return [node for node in nodes if not node.text_lexbor().strip() or node.mem_id in around]

    def _judge(self, targets: Iterable[LexborNode], doubtful: Iterable[LexborNode]) -> Verdict:
        failing: list[LexborNode] = []
        for node in doubtful:
            if self._exposure.exposed(node) and not self._names.is_named(node) and not self._selection.is_drawn(node):
                failing.append(node)
                if len(failing) == self._faults:
                    break
        return verdict(bool(failing) or any(map(self._exposure.exposed, targets)), failing)


def _is_told(attributes: Mapping[str, str | None]) -> bool:
    """An image is told of by its ``alt``; an empty one says that it stands for nothing."""
    return "alt" in attributes and (not (alt := attributes["alt"]) or bool(alt.strip()))


def _in_picture(image: LexborNode) -> bool:
    return image.parent is not None and image.parent.tag == "picture"


def _is_image_button(control: LexborNode) -> bool:
    return control.tag == "input" and (control.attributes.get("type") or "").lower() == "image"
