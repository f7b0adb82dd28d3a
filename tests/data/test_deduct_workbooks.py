"""Schemes as workbooks: what an office's sheet looks like is understood, what can't be taken is named, and nothing is lost on the way."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from data.errors import Problem, QihuaError
from data.frameworks import Deduct, load_framework
from data.frameworks.deduct import ATTRIBUTES, HOW, INAPPLICABLE
from data.frameworks.deduct_checking import scheme_of
from data.frameworks.deduct_reading import SchemeFile, read_scheme
from data.frameworks.deduct_writing import table_of, toml_of, workbook_of

HEADER = (
    "序号",
    "一级指标",
    "二级指标",
    "考察点",
    "扣分细则",
    "分值",
    "单处扣分",
    "适用对象",
    "采集方式",
    "对应采集项",
)
ROWS = (
    (1, "信息发布", "首页更新", "更新数量", "每缺一条扣1分", 40, 1, "", "人工", ""),
    (2, "", "栏目更新", "超期栏目", "每个扣5分", 30, 5, "", "", "standardization_columns"),
    (3, "办事服务", "办事指南", "要素", "每处扣0.5分", 30, 0.5, "", "", ""),
)


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for area in merged if sheet is book.worksheets[0] else ():
            sheet.merge_cells(area)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def read(*rows: Sequence[Any], header: Sequence[Any] = HEADER, **further: Any) -> SchemeFile:
    return read_scheme("方案.xlsx", workbook(("考评指标", [header, *rows]), *further.pop("sheets", ()), **further))


def refused(*rows: Sequence[Any], **further: Any) -> list[Problem]:
    with pytest.raises(QihuaError) as refusal:
        read(*rows, **further)
    return list(refusal.value.problems)


def changed(row: int, **cells: Any) -> list[list[Any]]:
    rows = [list(one) for one in ROWS]
    for name, value in cells.items():
        rows[row][{"id": 0, "points": 5, "each": 6, "groups": 7, "how": 8, "indicator": 9}[name]] = value
    return rows


# An office's sheet


def test_a_bare_sheet_is_a_scheme_with_the_usual_settings() -> None:
    found = read(*ROWS)
    scheme = found.scheme
    assert (scheme.name_zh, scheme.full, scheme.pass_mark, scheme.inapplicable) == ("方案", 100, 60, "rescale")
    assert set(found.usual) >= {"full", "pass_mark", "floor"}
    assert [(one.id, one.first, one.points, one.each, one.how) for one in scheme.items] == [
        ("1", "信息发布", 40, 1, "people"),
        ("2", "信息发布", 30, 5, "reviewed"),
        ("3", "办事服务", 30, 0.5, "people"),
    ]


def test_titles_above_full_width_digits_merged_cells_sums_notes_and_blank_rows() -> None:
    rows = [
        ["××市2026年度政府网站考评方案"],
        [],
        ["序号", "一级\n指标", "二级指标 ", "考察点", "扣分细则", "分值（分）", "单处扣分"],
        ["1", "信息发布", "首页更新", "更新数量", "每缺一条扣１分", "４０", "１"],
        ["2", None, None, "更新间隔", "每次扣２分", " ３０分", "２．５"],
        ["3", None, "栏目更新", "超期栏目", "每个扣5分", 30, "5 "],
        ["合计", None, None, None, None, 100],
        ["注：未尽事宜由考评办公室解释"],
        [],
        ["", "  "],
    ]
    found = read_scheme("方案.xlsx", workbook(("Sheet1", rows), merged=("A1:G1", "B4:B6", "C4:C5")))
    assert [(one.first, one.second, one.points, one.each) for one in found.scheme.items] == [
        ("信息发布", "首页更新", 40, 1),
        ("信息发布", "首页更新", 30, 2.5),
        ("信息发布", "栏目更新", 30, 5),
    ]
    assert [place.partition(" ")[0] for place in found.passed] == ["Sheet1!7", "Sheet1!8"]
    assert found.scheme.full == 100
    assert "full" not in found.usual


def test_heads_of_two_rows_and_columns_and_sheets_nobody_asked_for() -> None:
    rows = [
        ["序号", "指标", None, "考察点", "扣分细则", "分值", "单处扣分", "得分"],
        [None, "一级指标", "二级指标", None, None, None, None, None],
        [1, "发布", "更新", "数量", "每处1分", 100, 1, None],
    ]
    merged = ("A1:A2", "B1:C1", *(f"{letter}1:{letter}2" for letter in "DEFGH"))
    found = read_scheme("方案.xlsx", workbook(("表一", rows), ("附件", [["说明"]]), merged=merged))
    (only,) = found.scheme.items
    assert (only.id, only.first, only.second, only.points, only.each) == ("1", "发布", "更新", 100, 1)
    assert found.ignored == ("表一!得分", "附件")


def test_a_million_blank_rows_are_no_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *ROWS):
        sheet.append(list(row))
    sheet.cell(1_048_576, 1).value = " "
    body = io.BytesIO()
    book.save(body)
    assert len(read_scheme("方案.xlsx", body.getvalue()).scheme.items) == 3


def test_vetoes_and_bonuses_are_known_by_their_heading_or_their_column() -> None:
    rows = [("A", "单项否决", "严重错误", "", "出现即否决"), *ROWS, ("B", "加分", "创新", "", "每项加2分", 10, 2)]
    assert [one.part for one in read(*rows).scheme.items] == ["veto", "deduct", "deduct", "deduct", "bonus"]
    told = read(
        *[(*row, part) for row, part in zip(ROWS, ("扣分", "扣分", "扣分"), strict=True)], header=(*HEADER, "指标类型")
    )
    assert {one.part for one in told.scheme.items} == {"deduct"}


def test_groups_and_settings_stand_in_sheets_of_their_own() -> None:
    groups = [
        ("分组编号", "分组名称", "层级", "有无对外服务职能"),
        ("a", "县（市、区）政府", "县级", ""),
        ("b", "有对外服务职能的单位", "", "是"),
    ]
    head = [
        ("总分", "１００分"),
        ("合格线", 65),
        ("否决后得分", 59),
        ("不适用项的分值", "平均分摊"),
        ("适用范围：所属地区代码", "110000、120000"),
    ]
    rows = changed(2, groups="县（市、区）政府、有对外服务职能的单位")
    rows[1][7] = "有对外服务职能的单位"
    scheme = read(*rows, sheets=(("方案", head), ("分组", groups))).scheme
    assert [dict(group.where) for group in scheme.groups] == [{"level": ("county",)}, {"outside_service": ("yes",)}]
    assert [one.groups for one in scheme.items] == [(), ("b",), ("a", "b")]
    assert (scheme.pass_mark, scheme.vetoed_mark, scheme.inapplicable) == (65, 59, "spread")
    assert scheme.scope == {"within": ("110000", "120000")}


def test_steps_and_conditions_are_read_as_people_write_them() -> None:
    header = (*HEADER, "档次", "取数项", "完整条件")
    rows = [
        (1, "信息", "首页", "", "", "60", "", "", "机器", "practicality_update（首页更新间隔）", "超过14天[＞14]＝60；超过7天 [>7] = 3\n更慢[>=5]=1", "", "总是"),
        (2, "信息", "栏目", "", "", 40, 2, "", "机器", "standardization_columns", "", "动态要闻、通知公告、政策文件类未按期更新+over_other", "census≥1；unseen=0"),
    ]  # fmt: skip
    if "、" in rows[1][11]:
        rows[1] = (*rows[1][:11], "over_news_notice+over_other", rows[1][12])
    first, second = read(*rows, header=header).scheme.items
    assert [(step.name, step.points, step.line and (step.line.comparison, step.line.number)) for step in first.steps] == [
        ("超过14天", 60, ("over", 14)), ("超过7天", 3, ("over", 7)), ("更慢", 1, ("at_least", 5)),
    ]  # fmt: skip
    assert second.measure is not None
    assert second.measure.parts == ("over_news_notice", "over_other")
    assert second.measure.whole is not None
    assert (second.measure.whole.part, second.measure.whole.unseen) == ("census", "unseen")


# Refusals


@pytest.mark.parametrize(
    ("rows", "code", "cell", "found"),
    [
        (changed(0, points="四十"), "framework.not_a_number", "F2 分值", "四十"),
        (changed(2, id="2"), "framework.twice", "A4 序号", "2"),
        (changed(1, each=31), "framework.cap_too_low", "G3 单处扣分", "31"),
        (changed(1, indicator="首页好看"), "framework.unknown_measure", "J3 对应采集项", "首页好看"),
        (changed(1, points=31), "framework.points_total", "", "101"),
        (changed(0, how="看心情"), "framework.bad_shape", "I2 采集方式", "看心情"),
        (changed(0, groups="第九类"), "framework.unknown_group", "H2 适用对象", "第九类"),
        (changed(0, id=""), "framework.missing_key", "A2 序号", ""),
        (changed(0, points=-3), "framework.bad_points", "F2 分值", "-3"),
        (changed(0, how="机器"), "framework.no_measure", "I2 采集方式", ""),
        (changed(1, each=""), "framework.no_line", "", ""),
    ],
)  # fmt: skip
def test_every_refused_cell_is_named(rows: list, code: str, cell: str, found: str) -> None:
    problems = {problem.code: problem for problem in refused(*rows)}
    assert code in problems
    assert problems[code].found == found
    assert problems[code].where.startswith("方案.xlsx 考评指标")
    assert problems[code].where.endswith(cell)


def test_all_refusals_of_a_workbook_come_at_once() -> None:
    rows = changed(0, points="四十", id=3)
    rows[1][6], rows[2][9] = 99, "没有这项"
    problems = refused(*rows, merged=("F3:F4",))
    assert {problem.code for problem in problems} >= {
        "framework.merged", "framework.not_a_number", "framework.cap_too_low", "framework.unknown_measure", "framework.twice",
    }  # fmt: skip
    assert next(p for p in problems if p.code == "framework.merged").where == "方案.xlsx 考评指标!F3"


def test_two_wrong_cells_of_a_long_sheet_are_two_refusals() -> None:
    rows = [[n, "发布", f"指标{n}", "", "每处扣0.5分", 3 if n <= 24 else 2, 0.5, "", "人工", ""] for n in range(1, 39)]
    assert len(read(*rows).scheme.items) == 38
    rows[10][5], rows[20][6] = "三", 9
    found = [(problem.code, problem.where.rpartition("!")[2]) for problem in refused(*rows)]
    assert found == [("framework.not_a_number", "F12 分值"), ("framework.cap_too_low", "G22 单处扣分")]


def test_a_formula_without_its_result_is_named_and_a_sum_of_the_office_is_passed_over() -> None:
    (problem,) = refused(*changed(0, points="=20*2"))
    assert (problem.code, problem.where, problem.found) == ("framework.formula", "方案.xlsx 考评指标!F2", "=20*2")
    assert read(*ROWS, ("合计", "", "", "", "", "=SUM(F2:F4)")).passed


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "answer.workbook"),
        (lambda: b"PK\x03\x04 torn", "table.workbook_broken"),
        (lambda: "序号,一级指标".encode(), "table.not_workbook"),
        (lambda: workbook(("Sheet1", [["通知"], ["内容"]])), "framework.no_scheme_sheet"),
        (lambda: workbook(("指标", [HEADER])), "framework.no_items"),
        (lambda: workbook(("指标", [HEADER, *ROWS]), ("方案", [("及格线", 60)])), "framework.unknown_setting"),
    ],
)  # fmt: skip
def test_files_that_are_no_scheme(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(QihuaError) as refusal:
        read_scheme("方案.xlsx", make())
    assert refusal.value.problems[0].code == code


def test_points_may_add_up_in_every_group_instead() -> None:
    groups = [("分组编号", "分组名称", "层级"), ("a", "县", "县级"), ("b", "市", "市级")]
    rows = [(1, "甲", "子", "", "", 60, 1), (2, "甲", "丑", "", "", 40, 1, "县"), (3, "甲", "寅", "", "", 40, 1, "市")]
    assert len(read(*rows, sheets=(("分组", groups),)).scheme.items) == 3
    rows[2] = (3, "甲", "寅", "", "", 30, 1, "市")
    (problem,) = refused(*rows, sheets=(("分组", groups),))
    assert (problem.code, problem.found, problem.allowed) == ("framework.points_total", "130 (市 90)", "100")


# What an office does to a sheet

CUT = ("序号", "一级指标", "二级指标", "考察点", "扣分细则", "分值", "单处扣分")


def test_whatever_stands_below_the_sum_or_the_notes_is_listed_and_no_item() -> None:
    below = [
        ("合计", "", "", "", "", 100),
        ("注：1. 扣完为止。",),
        ("2. 加分项须附证明材料。",),
        (),
        ("市政府办公室 2026年3月",),
    ]
    found = read(*ROWS, *below)
    assert [one.id for one in found.scheme.items] == ["1", "2", "3"]
    assert [row.partition(" ")[0] for row in found.passed] == [f"考评指标!{number}" for number in (5, 6, 7, 9)]
    assert read(*ROWS, ("市政府办公室",)).passed == ("考评指标!5 市政府办公室",), "nothing but a text in 序号"
    subtotal = read(*ROWS[:2], ("小计", "", "", "", "", 70), ROWS[2])
    assert [one.id for one in subtotal.scheme.items] == ["1", "2", "3"]


@pytest.mark.parametrize("lost", [(4, "加分", "创新", "", "", 5, 1), (4, "加分", "创新"), ("", "加分", "", "", "", 5)])
def test_an_item_below_the_sum_is_refused_and_not_dropped(lost: tuple) -> None:
    problem = refused(*ROWS, ("合计", "", "", "", "", 100), lost)[0]
    assert (problem.code, problem.where) == ("framework.after_total", "方案.xlsx 考评指标!6")


@pytest.mark.parametrize(
    ("header", "code", "found", "allowed"),
    [
        (("序号", "一级指标", "二级指标", "考察点", "扣分细则", "分値", "单处扣分"), "framework.near_column", "分値", "分值"),
        (("序号", "一级指标", "二级指标", "考察点", "扣分细则", "分值", "单项扣分"), "framework.near_column", "单项扣分", "单处扣分"),
        (("序号", "一级指标", "二级指标", "考察点", "扣分细则", "得多少", "单处扣分"), "framework.no_points_column", "分值", ""),
        (("条目", "一级指标", "二级指标", "考察点", "扣分细则", "分值", "单处扣分"), "framework.no_column", "序号", ""),
        ((*CUT, "分值（分）"), "framework.column_twice", "分值（分）", "F"),
    ],
)  # fmt: skip
def test_a_column_that_is_missing_nearly_named_or_named_twice_is_refused_once(
    header: tuple[str, ...], code: str, found: str, allowed: str
) -> None:
    (problem,) = refused(*[row[:7] for row in ROWS], header=header)
    assert (problem.code, problem.found, problem.allowed) == (code, found, allowed)


def test_a_column_of_the_offices_own_is_no_misspelling() -> None:
    rows = [(*row[:7], "x", 1) for row in ROWS]
    assert read(*rows, header=(*CUT, "三级指标", "得分")).ignored == ("考评指标!三级指标", "考评指标!得分")


def settings_of(**changed: Any) -> tuple[str, list]:
    return ("方案", [(name.replace("_", "："), value) for name, value in changed.items()])


@pytest.mark.parametrize(
    ("sheet", "codes"),
    [
        (settings_of(合格线=101), ["framework.pass_mark_too_high"]),
        (settings_of(否决后得分=61), ["framework.vetoed_mark_too_high"]),
        (("方案", [("总分", 100), ("总分", 59)]), ["framework.setting_twice"]),
        (("分组", [("分组名称", "层级"), ("县", "县级"), ("县区", "县级")]), ["framework.same_rule"]),
        (("分组", [("名字", "层级"), ("县", "县级")]), ["framework.no_column"]),
    ],
)  # fmt: skip
def test_settings_and_groups_that_contradict_each_other(sheet: tuple, codes: list[str]) -> None:
    assert [problem.code for problem in refused(*ROWS, sheets=(sheet,))] == codes


def test_an_empty_setting_was_not_given() -> None:
    found = read(*ROWS, sheets=(settings_of(版本="", 合格线="", 总分=100),))
    assert (found.scheme.version, found.scheme.pass_mark) == ("1", 60)
    assert set(found.usual) >= {"version", "pass_mark"}


@pytest.mark.parametrize(
    ("header", "rows", "told"),
    [
        (HEADER, changed(0, how="自动"), [("framework.bad_shape", "机器、机器+人工复核、人工、报送")]),
        (HEADER, changed(0, points="四十"), [("framework.not_a_number", "")]),
        (HEADER, changed(1, id="１"), [("framework.twice", "方案.xlsx 考评指标!A2 序号")]),
        (HEADER, changed(1, id=date(2026, 1, 2)), [("framework.date_cell", "")]),
        ((*HEADER, "档次"), [[*row, "超过14天10分" if n == 2 else ""] for n, row in enumerate(changed(2, each=""))],
         [("framework.bad_step", "")]),
        ((*HEADER, "档次"), [[*row, "超=10；超=3" if n == 2 else ""] for n, row in enumerate(changed(2, each=""))],
         [("framework.step_twice", "")]),
        ((*HEADER, "否决条件"), [("V", "单项否决", "安全", "", "", "", "", "", "人工", "", "≥5"), *ROWS],
         [("framework.line_without_measure", "")]),
        ((*HEADER, "指标类型"), [[*row, "减分" if n == 2 else ""] for n, row in enumerate(ROWS)],
         [("framework.bad_shape", "扣分、单项否决、加分")]),
    ],
)  # fmt: skip
def test_one_slip_is_one_refusal_in_the_words_of_the_workbook(header: tuple, rows: list, told: list) -> None:
    assert [(problem.code, problem.allowed) for problem in refused(*rows, header=header)] == told


def test_a_misspelt_group_is_named_whole_and_blanks_do_not_matter() -> None:
    groups = ("分组", [("分组名称", "层级"), ("第一类 县（市、区）政府", "县级"), ("第二类 市级政府", "市级")])
    scheme = read(*changed(0, groups="第一类县（市、区）政府、第二类 市级政府"), sheets=(groups,)).scheme
    assert scheme.items[0].groups == ("g1", "g2")
    (problem,) = refused(*changed(0, groups="第三类县（市、区）政府、第二类 市级政府"), sheets=(groups,))
    assert problem.found == "第三类县（市、区）政府"
    assert problem.allowed == "第一类 县（市、区）政府、第二类 市级政府"


def test_hidden_and_struck_rows_are_read_and_listed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(("表", [HEADER, *ROWS]))))
    book["表"].row_dimensions[2].hidden = True
    book["表"]["C4"].font = Font(strike=True)
    body = io.BytesIO()
    book.save(body)
    found = read_scheme("方案.xlsx", body.getvalue())
    assert (len(found.scheme.items), found.hidden, found.struck) == (3, ("表!2",), ("表!4",))


# There and back


@pytest.mark.parametrize("name", ["city_demo", "census2015"])
def test_a_shipped_scheme_comes_back_the_same_from_its_workbook_and_from_toml(name: str) -> None:
    scheme = load_framework(name)
    assert isinstance(scheme, Deduct)
    back = read_scheme(f"{name}.xlsx", workbook_of(scheme))
    assert replace(back.scheme, digest="") == replace(scheme, digest="")
    assert (back.passed, back.usual) == ((), ())
    table = tomllib.loads(toml_of(table_of(scheme)))
    assert scheme_of(name, table, scheme.digest, {}) == scheme


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=12).map(str.strip)
SOME = TEXTS.filter(bool)
NAMES = SOME.filter(lambda text: not set("[];=；［］＝、,，\n") & set(text) and text == text.strip())
POINTS = st.floats(0.001, 1000, allow_subnormal=False)
LINES = st.builds(
    lambda sign, number: {sign: number},
    st.sampled_from(["over", "at_least", "at_most"]),
    st.floats(-1e6, 1e6, allow_subnormal=False),
)
LEVELS = st.lists(st.sampled_from(["province", "county"]), min_size=1, unique=True)


@st.composite
def items(draw: st.DrawFn, name: str, points: float) -> dict[str, Any]:
    texts = {key: draw(TEXTS) for key in ("point", "rule", "source")}
    entry = {"id": name, "part": "deduct", "first": draw(SOME), "second": draw(SOME), **texts, "points": points}
    price = draw(st.sampled_from(["each", "steps", "none", "measured"]))
    if price in {"each", "measured"}:
        entry["each"] = points * draw(st.floats(0.01, 1))
    if price == "steps":
        steps = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
        entry["steps"] = [
            {
                "name": step,
                "points": points * draw(st.floats(0, 1)),
                **({"line": draw(LINES)} if draw(st.booleans()) else {}),
            }
            for step in steps
        ]
    if price == "measured":
        whole = draw(
            st.sampled_from(
                [None, {}, {"part": "census", "at_least": 1}, {"part": "census", "at_least": 0.5, "unseen": "unseen"}]
            )
        )
        measure = {
            "indicator": "standardization_columns",
            "parts": draw(st.sampled_from([["empty"], ["empty", "over_other"]])),
            "per": draw(POINTS),
        }
        entry["measure"] = measure | ({} if whole is None else {"whole": whole})
    entry["how"] = draw(st.sampled_from(HOW if price == "measured" else HOW[2:]))
    return entry | {"source_status": draw(st.sampled_from(["verified", "recalled", "own"]))}


@st.composite
def schemes(draw: st.DrawFn) -> dict[str, Any]:
    points = draw(st.lists(POINTS, min_size=1, max_size=4))
    groups = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    rule = {"level": draw(LEVELS), "vertical": ["yes"], "within": ["110000", "120100"]}
    head = {
        "id": "own-1", "version": "2026.1", "kind": "deduct", "name_zh": draw(SOME), "name_en": draw(SOME), "source": draw(TEXTS),
        "note_zh": draw(TEXTS), "note_en": draw(TEXTS), "fictional": draw(st.booleans()), "full": sum(points), "pass_mark": sum(points) * draw(st.floats(0, 1)),
        "precision": draw(st.integers(0, 6)), "floor": draw(st.floats(0, 1)), "inapplicable": draw(st.sampled_from(INAPPLICABLE)),
        "scope": draw(st.sampled_from([{}, rule])),
        "group": [{"id": f"g{n}", "name_zh": name, "name_en": draw(SOME), "where": rule | {"unit_type": [f"{n}"]} if n else draw(st.sampled_from([{}, rule]))} for n, name in enumerate(groups)],
    }  # fmt: skip
    for name in draw(st.sets(st.sampled_from(["vetoed_mark", "bonus_cap", "bonus_above"]))):
        head[name] = head["pass_mark"] if name == "vetoed_mark" else draw(POINTS)
    rows = [draw(items(f"{n}.1", worth)) for n, worth in enumerate(points)]
    veto = {
        "id": "V",
        "part": "veto",
        "first": "否决",
        "second": "否决",
        "how": "people",
        "source_status": "own",
        "line": draw(LINES),
        "measure": {"indicator": "practicality_available", "per": 1.0},
    }
    bonus = {
        "id": "B",
        "part": "bonus",
        "first": "加分",
        "second": "加分",
        "how": "reported",
        "source_status": "own",
        "points": draw(POINTS),
        "groups": ["g0"],
    }
    return {**head, "item": [*rows, veto, bonus]}


@settings(max_examples=60, deadline=None)
@given(schemes())
def test_whatever_a_scheme_says_comes_back_exactly(table: dict[str, Any]) -> None:
    scheme = scheme_of("own.toml", table, "", {})
    assert scheme_of("own.toml", tomllib.loads(toml_of(table_of(scheme))), "", {}) == scheme
    back = read_scheme("own.xlsx", workbook_of(scheme)).scheme
    assert replace(back, digest="") == scheme


def test_every_attribute_of_a_rule_has_its_word() -> None:
    where = {
        "level": ["county"],
        "kind": ["portal"],
        "unit_type": ["县级市"],
        "body_kind": ["institution"],
        "within": ["1"],
    }
    where |= {name: ["no"] for name in ATTRIBUTES if name not in where}
    scheme = load_framework("city_demo")
    assert isinstance(scheme, Deduct)
    table = table_of(scheme) | {"scope": where}
    wanted = scheme_of("x", tomllib.loads(toml_of(table)), "", {})
    assert replace(read_scheme("x.xlsx", workbook_of(wanted)).scheme, digest="") == wanted


WILD = st.one_of(
    st.none(), st.text(max_size=6), st.integers(-5, 200), st.floats(allow_nan=False), st.booleans(), st.dates(), st.datetimes(),
    st.sampled_from(["5分", "≥5", "是", "总是", "全部", "机器", "加分", "practicality_update", "没有=3；有[>2]=x", "=A1", "；；", "合计", "censu≥1；unseen=0"]),
)  # fmt: skip
COLUMNS = [*HEADER, "指标类型", "档次", "否决条件", "取数项", "取补", "每处折算", "完整条件", "核对状态"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(WILD, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=4),
    st.lists(
        st.tuples(st.sampled_from(["总分", "合格线", "虚构方案", "适用范围：层级", "小数位数", "方案编号", "x"]), WILD),
        max_size=4,
    ),
    st.lists(st.tuples(WILD, WILD, WILD), max_size=3),
)
def test_whatever_stands_in_a_workbook_it_is_read_or_refused_by_name(rows: list, head: list, groups: list) -> None:
    def cell(value: Any) -> Any:
        return "".join(sign for sign in value if sign.isprintable()) if isinstance(value, str) else value

    sheets = [("指标", [COLUMNS, *rows]), ("方案", head), ("分组", [("分组编号", "分组名称", "层级"), *groups])]
    data = workbook(*((title, [[cell(value) for value in row] for row in lines]) for title, lines in sheets))
    problems: tuple[Problem, ...] = ()
    try:
        read_scheme("方案.xlsx", data)
    except QihuaError as refusal:
        problems = refusal.problems
    assert all(problem.where.startswith("方案.xlsx") for problem in problems)
