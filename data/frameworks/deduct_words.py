"""The words of a scheme's workbook: its columns and settings, and how a value is written in a cell and read from one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from data.catalogue import Catalogue, Indicator
from data.frameworks.deduct import ATTRIBUTES, FLAGS

ITEMS, SETTINGS_SHEET, GROUPS = "指标", "方案", "分组"
"""The names of the sheets that are written; they are read by what their headers say."""
ITEM_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("序号", "编号"), "first": ("一级指标",), "second": ("二级指标",), "point": ("考察点", "考核内容", "考评内容"),
    "rule": ("扣分细则", "评分细则", "评分标准"), "points": ("分值",), "each": ("单处扣分",), "groups": ("适用对象",),
    "how": ("采集方式",), "indicator": ("对应采集项",), "part": ("指标类型",), "steps": ("档次",), "line": ("否决条件",),
    "parts": ("取数项",), "complement": ("取补",), "per": ("每处折算",), "whole": ("完整条件",), "source": ("来源",),
    "source_status": ("核对状态",),
}  # fmt: skip
"""Key → what its column may be called; the first is what is written."""
SETTINGS: Mapping[str, str] = {
    "id": "方案编号", "version": "版本", "name_zh": "方案名称", "name_en": "英文名称", "source": "依据文件", "note_zh": "说明",
    "note_en": "英文说明", "fictional": "虚构方案", "full": "总分", "pass_mark": "合格线", "precision": "小数位数",
    "floor": "完备度下限", "inapplicable": "不适用项的分值", "vetoed_mark": "否决后得分", "bonus_cap": "加分上限",
    "bonus_above": "加分门槛",
}  # fmt: skip
SCOPE = "适用范围："
ATTRIBUTE_WORDS: Mapping[str, str] = dict(
    zip(
        ATTRIBUTES,
        (
            "层级",
            "网站类型",
            "单位类型",
            "机构性质",
            "垂直管理",
            "有无对外服务职能",
            "民族自治地方",
            "涉外",
            "所属地区代码",
        ),
        strict=True,
    )
)
GROUP_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("分组编号",), "name_zh": ("分组名称",), "name_en": ("英文名称",),
    **{name: (word,) for name, word in ATTRIBUTE_WORDS.items()},
}  # fmt: skip
_YES_NO = {"yes": "是", "no": "否"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "part": {"deduct": "扣分", "veto": "单项否决", "bonus": "加分"},
    "how": {"machine": "机器", "reviewed": "机器+人工复核", "people": "人工", "reported": "报送"},
    "source_status": {"verified": "已核对", "recalled": "未核对原文", "own": "自定"},
    "inapplicable": {"rescale": "折算", "spread": "平均分摊"},
    "level": {"ministry": "国务院部门", "province": "省级", "prefecture": "市级", "county": "县级"},
    "kind": {"portal": "门户网站", "department": "部门网站", "channel": "频道", "foreign": "外文版"},
    "body_kind": {"party_government": "党政机关", "institution": "事业单位"},
    **dict.fromkeys(FLAGS, _YES_NO),
}
"""Key → value → its word in a cell."""
COMPARISONS = {"over": ">", "at_least": "≥", "at_most": "≤"}
ALWAYS = "总是"
_NUMBER = r"[-+]?[\d.]+(?:[eE][-+]?\d+)?"
_LINE = re.compile(rf"(>=|≥|<=|≤|>)\s*({_NUMBER})")
_STEP = re.compile(r"(?P<name>[^\[\]=;]+?)\s*(?:\[(?P<line>[^\]]*)\])?\s*=\s*(?P<points>[^=]*)")
_WHOLE = re.compile(rf"(?P<part>[^;≥>=]+?)\s*(?:≥|>=)\s*(?P<least>{_NUMBER})\s*(?:;\s*(?P<unseen>[^=;]+?)\s*=\s*0)?")
_LISTED = " 、,，"
_LISTED_NAME = re.compile(r"(?:[（(][^（）()]*[）)]|[^、,，])+")
"""A name in a list, up to the next sign that does not stand in brackets."""
_ID = re.compile(r"[a-z][a-z0-9_]*")


def fold(text: str) -> str:
    """Return a text as headers and words are compared: half-width, without blanks, line ends and a note in brackets."""
    return re.sub(r"\([^()]*\)$", "", _plain(text))


# From a cell


def number_of(text: str) -> Any:
    """Return the number a cell holds, with or without 分, in digits of any width; the text itself where it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("分").strip()
    try:
        number = float(plain) if re.fullmatch(_NUMBER, plain) else None
    except ValueError:
        number = None
    if number is None:
        return text
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def value_of(key: str, text: str) -> str:
    """Return the value that a word of a cell stands for; the text itself where it is no such word."""
    return next((value for value, word in WORDS[key].items() if fold(word) == fold(text)), text)


def pieces(text: str, signs: str = ";") -> list[str]:
    """Return the parts of a cell that holds several, without empty ones."""
    return [piece.strip() for piece in re.split(f"[{re.escape(signs)}\n]", text.replace("；", ";")) if piece.strip()]


def names_of(text: str, known: Mapping[str, str]) -> list[str]:
    """Return what a cell names, by name → id; a name may itself hold the sign that others are listed with, and blanks don't matter."""
    found = []
    plain = {_plain(name): name for name in known}
    for piece in pieces(text):
        rest = piece.lstrip(_LISTED)
        while rest:
            name = next((one for one in sorted(known, key=len, reverse=True) if _begins(rest, one)), "")
            said = name or _LISTED_NAME.match(rest)[0]  # type: ignore[index]  # what does not begin with such a sign matches
            name = name or plain.get(_plain(said), said.strip())
            found.append(known.get(name, name))
            rest = rest[len(said) :].lstrip(_LISTED)
    return found


def _plain(text: str) -> str:
    """A text half-width and without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _begins(text: str, name: str) -> bool:
    """Whether a name stands at the beginning of a list, up to a sign or the end."""
    return text.startswith(name) and text[len(name) :].lstrip()[:1] in {"", "、", ",", "，"}


def line_of(text: str) -> Any:
    """Return the line that a cell such as ``≥5`` stands for; the text itself where it is none."""
    match = _LINE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return text
    sign = {">=": "≥", "<=": "≤"}.get(match[1], match[1])
    return {next(name for name, one in COMPARISONS.items() if one == sign): number_of(match[2])}


def steps_of(text: str) -> list[Any]:
    """Return the steps that a cell such as ``超过14天[>14]=10；超过7天=3`` holds; a piece that is none stays a text."""
    return [_step_of(piece) for piece in pieces(text)]


def _step_of(text: str) -> Any:
    match = _STEP.fullmatch(text.replace("＝", "=").replace("［", "[").replace("］", "]"))
    if match is None:
        return text
    step = {"name": match["name"].strip(), "points": number_of(match["points"])}
    return step | ({"line": line_of(match["line"])} if match["line"] is not None else {})


def indicator_of(text: str, catalogue: Catalogue) -> str:
    """Return the id of the indicator that a cell names, by its id, with or without a name in brackets, or by its name."""
    match = _ID.match(text)
    if match:
        return match[0]
    return next((one.id for one in catalogue.entries.values() if fold(one.name_zh) == fold(text)), text)


def part_of(text: str, indicator: Indicator | None) -> str:
    """Return the id of the part that a cell names by its id or its name."""
    parts = indicator.parts if indicator else ()
    return next((part.id for part in parts if text in {part.id, part.zh}), text)


def whole_of(text: str, indicator: Indicator | None) -> Any:
    """Return the condition that a cell such as ``总是`` or ``census≥1；unseen=0`` stands for; the text where it is none."""
    if fold(text) == ALWAYS:
        return {}
    match = _WHOLE.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if match is None:
        return text
    found = {"part": part_of(match["part"], indicator), "at_least": number_of(match["least"])}
    return found | ({"unseen": part_of(match["unseen"], indicator)} if match["unseen"] else {})


# Into a cell


def number_text(number: float) -> str:
    """Return a number so that it is read back the same."""
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(float(number))
