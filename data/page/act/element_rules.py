"""ACT rules about elements that need a name: images, links, buttons, form fields, headings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from data.page.act.exposure import Exposure
from data.page.act.names import Names
from data.page.act.page_rules import Verdict, verdict
from data.page.act.roles import implicit_role, is_presentational, roles, semantic_role


class NamedElements:
    """The elements of one page that have to have a name, found by a few selections and judged rule by rule.

    Most links and headings have plain text in them; what is left is examined exactly. faults: how many failing elements of
    a rule are looked for.
    """

    def __init__(self, tree: LexborHTMLParser, exposure: Exposure, faults: int) -> None:
        self._tree = tree
        self._faults = faults
        self._exposure = exposure
        self._names = Names(tree, exposure)
        self._stated = [(node, semantic_role(node)) for node in tree.css("[role]") if not _is_drawn(node)]
        controls = tree.css("button,input,select,textarea")
        self._image_buttons = [node for node in controls if _is_image_button(node)]
        self._controls = [
            (node, role) for node in controls if "role" not in node.attributes and (role := implicit_role(node))
        ]

    def images(self) -> Verdict:
        """23a2a8: images have a name or stand for nothing; an ``img`` without any attribute shows nothing."""
        images = [node for node in self._tree.css("img:not([role])") if node.attributes or _in_picture(node)]
        stated = [node for node, role in self._stated if role in roles("image") or node.tag == "img"]
        doubtful = [node for node in images if not _is_told(node)]
        return self._judge(images + stated, doubtful + [node for node in stated if not is_presentational(node)])

    def links(self) -> Verdict:
        """c487ae: links have a name."""
        links = [
            node
            for node in self._tree.css("a[href]:not([role]),area[href]:not([role])")
            if node.tag == "a" or self._is_laid_over_an_image(node)
        ]
        return self._judge_by_text(links + self._stating("link"))

    def headings(self) -> Verdict:
        """ffd0e9: headings have a name."""
        headings = [node for node in self._tree.css("h1,h2,h3,h4,h5,h6") if "role" not in node.attributes]
        return self._judge_by_text(headings + self._stating("heading"))

    def buttons(self) -> Verdict:
        """97a4e1: buttons have a name; image buttons have a rule of their own."""
        native = [node for node, role in self._controls if role == "button" and not _is_image_button(node)]
        stated = [node for node in self._stating("button") if not _is_image_button(node)]
        return self._judge_by_text(native + stated)

    def image_buttons(self) -> Verdict:
        """59796f: image buttons have a name."""
        return self._judge(self._image_buttons, self._image_buttons)

    def fields(self) -> Verdict:
        """e086e5: form fields have a name."""
        fields = [node for node, role in self._controls if role in roles("field")] + self._stating("field")
        return self._judge(fields, fields)

    def _stating(self, kind: str) -> list[LexborNode]:
        return [node for node, role in self._stated if role in roles(kind)]

    def _is_laid_over_an_image(self, area: LexborNode) -> bool:
        """An ``area`` is there only as part of a map that an image uses."""
        chart = area.parent
        while chart is not None and chart.tag != "map":
            chart = chart.parent
        name = "" if chart is None else chart.attributes.get("name") or ""
        return bool(name) and f"#{name.lower()}" in self._maps_in_use

    @cached_property
    def _maps_in_use(self) -> set[str]:
        return {(image.attributes["usemap"] or "").lower() for image in self._tree.css("img[usemap]")}

    def _judge_by_text(self, targets: list[LexborNode]) -> Verdict:
        """Elements that plain text in them names: doubtful are those without, and those that hide something.

        A script inside may write words: it counts as text.
        """
        around = self._exposure.around
        return self._judge(
            targets, (node for node in targets if not node.text_lexbor().strip() or node.mem_id in around)
        )

    def _judge(self, targets: list[LexborNode], doubtful: Iterable[LexborNode]) -> Verdict:
        failing: list[LexborNode] = []
        for node in doubtful:
            if self._exposure.exposed(node) and not self._names.is_named(node) and not _is_drawn(node):
                failing.append(node)
                if len(failing) == self._faults:
                    break
        return verdict(bool(failing) or any(map(self._exposure.exposed, targets)), failing)


def _is_drawn(node: LexborNode) -> bool:
    """Parts of an SVG drawing are no HTML elements."""
    above: LexborNode | None = node
    while above is not None and above.tag != "svg":
        above = above.parent
    return above is not None


def _is_told(image: LexborNode) -> bool:
    """An image is told of by its ``alt``; an empty one says that it stands for nothing."""
    attributes = image.attributes
    return "alt" in attributes and (not (alt := attributes["alt"]) or bool(alt.strip()))


def _in_picture(image: LexborNode) -> bool:
    return image.parent is not None and image.parent.tag == "picture"


def _is_image_button(control: LexborNode) -> bool:
    return control.tag == "input" and (control.attributes.get("type") or "").lower() == "image"
