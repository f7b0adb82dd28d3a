"""Survey tables: what was filled in comes out as answers; every cell that can't be taken is named, with its address."""

from __future__ import annotations

import codecs
import csv
import io
import random
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.catalogue import survey_items
from data.errors import QihuaError
from data.registry import Registry
from data.survey import RoundSites, SurveyFile, read_survey, template

TODAY = date(2026, 11, 25)
ITEMS = survey_items()
SPELLINGS = {
    "1-5": {"1": 1, "２": 2, "3分": 3, "四": 4, " 5.0 ": 5, "⑤": 5},
    "yes-no": {"是": 1, "Yes": 1, "√": 1, "Ｙ": 1, "否": 0, "NO": 0, "×": 0, "没有": 0},
    "count": {"0": 0, "１２": 12, "3处": 3, "两个": 2},
}
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def read(data: bytes, sites: RoundSites, evaluator: str = "") -> SurveyFile:
    return read_survey("填报.csv", data, sites, ITEMS, TODAY, evaluator)


def table(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def as_csv(rows: list[list[str]], separator: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def told(result: SurveyFile) -> set[tuple[str, str, str, float | None, str, str]]:
    """The answers, but for the cell they stood in."""
    return {(a.site_id, a.item, a.evaluator, a.value, a.note, a.date) for a in result.answers}


filled = st.fixed_dictionaries(
    {
        item.id: st.one_of(
            st.just(("", "")),
            st.tuples(st.sampled_from(sorted(SPELLINGS[item.scale])), st.sampled_from(["", "有据可查，见首页"])),
            st.tuples(st.sampled_from(["无法判断", "N/A", "-", ""]), st.just("没有开设")),
        )
        for item in ITEMS
    }
)


@shared
@given(
    answers=st.lists(filled, min_size=1, max_size=3),
    language=st.sampled_from(["zh", "en"]),
    seed=st.integers(),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_the_template_filled_in_any_way_gives_what_was_filled_in(
    registry: Registry, sites: RoundSites, answers: list[dict], language: str, seed: int, separator: str, encoding: str
) -> None:
    ids = ["910102-1", "910000-1", "yx-01-1"][: len(answers)]
    header, *rows = table(template(registry, ids, ITEMS, language))
    expected = set()
    for row, site_id, given_ in zip(rows, ids, answers, strict=True):
        row[5:7] = ["评估员甲", "2026/11/3"]
        for position, item in enumerate(ITEMS):
            value, note = given_[item.id]
            row[7 + 2 * position : 9 + 2 * position] = [value, note]
            number = SPELLINGS[item.scale].get(value)
            if number is not None or note:
                expected.add((site_id, item.id, "评估员甲", number, note, "2026-11-03"))
    order = random.Random(seed)
    order.shuffle(rows)
    columns = list(range(len(header)))
    order.shuffle(columns)
    shuffled = [[row[column] for column in columns] for row in [header, *rows]]
    shuffled[order.randint(1, len(rows)) : 1] = [[""] * len(header)]
    result = read(as_csv(shuffled, separator).encode(encoding), sites)
    assert result.problems == ()
    assert told(result) == expected


def test_an_untouched_template_says_nothing_and_is_no_fault(registry: Registry, sites: RoundSites) -> None:
    result = read(template(registry, ["910102-1", "910000-1"], ITEMS), sites)
    assert (result.answers, result.problems) == ((), ())


def test_the_template_has_a_row_a_site_and_opens_with_its_chinese_right(
    registry: Registry, site_ids: list[str]
) -> None:
    data = template(registry, site_ids, ITEMS)
    assert data.startswith(codecs.BOM_UTF8)
    header, *rows = table(data)
    assert header[:7] == ["网站编号", "单位代码", "全称", "网站名称", "网址", "评估员", "评估日期"]
    assert [title.split()[0] for title in header[7::2]] == [item.id for item in ITEMS]
    assert [row[0] for row in rows] == site_ids
    assert len(header) == 7 + 2 * len(ITEMS)


# Which site


@pytest.mark.parametrize(
    ("keys", "site_id"),
    [
        ({"网站编号": "910102-1"}, "910102-1"),
        ({"网站编号": "９１０１０２－１"}, "910102-1"),
        ({"单位代码": "910102"}, "910102-1"),
        ({"单位代码": "910102.0"}, "910102-1"),
        ({"单位代码": "9101020001"}, "910102-1"),
        ({"网站标识码": "0101010001"}, "910101-1"),
        ({"单位代码": "YX-01"}, "yx-01-1"),
    ],
)
def test_a_row_is_matched_by_number_then_by_code(keys: dict[str, str], site_id: str, sites: RoundSites) -> None:
    rows = [[*keys, "评估员", "日期", "h1"], [*keys.values(), "甲", "2026-11-20", "4"]]
    assert {answer.site_id for answer in read(as_csv(rows).encode(), sites).answers} == {site_id}


def test_a_row_is_matched_by_its_full_name_and_by_a_name_that_one_unit_bears(
    registry: Registry, sites: RoundSites
) -> None:
    for text in (registry.unit("910201").full_name, registry.unit("910301").full_name, registry.unit("910102").name):
        rows = [["全称", "评估员", "日期", "h1"], [text, "甲", "2026-11-20", "4"]]
        (answer,) = read(as_csv(rows).encode(), sites).answers
        assert registry.unit(registry.sites[answer.site_id].unit_code).full_name.endswith(text)


def test_keys_of_one_row_that_name_two_sites_are_refused(registry: Registry, sites: RoundSites) -> None:
    """The sites' numbers were sorted and the other columns were not."""
    rows = table(template(registry, ["910102-1", "910000-1"], ITEMS))
    for row in rows[1:]:
        row[5:8] = ["甲", "2026-11-20", "4"]
    rows[1][0], rows[2][0] = rows[2][0], rows[1][0]
    result = read(as_csv(rows).encode(), sites)
    assert [(p.code, p.params["cell"]) for p in result.problems] == [
        ("answer.keys_differ", "B2"),
        ("answer.keys_differ", "B3"),
    ]
    assert result.answers == ()


# Refusals


def test_all_faults_of_a_table_are_named_at_once(registry: Registry, sites: RoundSites) -> None:
    text = (Path(__file__).parent / "faulty.csv").read_text("utf-8")
    result = read(text.encode("gb18030"), sites)
    unknown = "s1, s2, s3, h1, h2, h3, h4, p1, p2, n1, n2, f1, c1, i1, i2, m1"
    assert [(p.code.partition(".")[2], p.params["cell"], p.found, p.allowed) for p in result.problems] == [
        ("unknown_column", "K1", "s9 多出来的题目", unknown),
        ("column_twice", "M1", "h1 布局清楚", "H"),
        ("unknown_column", "N1", "我的备注", unknown),
        ("bad_value", "F2", "6", "1, 2, 3, 4, 5"),
        ("bad_value", "H2", "3.5", "1, 2, 3, 4, 5"),
        ("bad_value", "I2", "也许", "是, 否 (yes, no)"),
        ("bad_value", "J2", "半处", "0, 1, 2, 3, …"),
        ("code_damaged", "B4", "4.1E+09", ""),
        ("bad_date", "E4", "2026/2/30", "2026-11-20"),
        ("code_damaged", "B5", "101010001", ""),
        ("date_in_future", "E5", "2026-11-26", "2026-11-25"),
        ("unknown_site", "A6", "999999-1", ""),
        ("site_not_in_round", "A7", "910103-1", ""),
        ("ambiguous_name", "C8", "同名县", ambiguous(result)),
        ("keys_differ", "B9", "910103", f"910102-1 {registry.unit('910102').full_name}"),
        ("evaluator_missing", "D9", "", ""),
        ("evaluator_missing", "D10", "", ""),
        ("date_missing", "E10", "", "2026-11-20"),
        ("bad_date", "E11", "20.11.2026", "2026-11-20"),
        ("reason_missing", "F12", "无法判断", ""),
        ("formula", "F13", "=SUM(A1:A3)", ""),
        ("no_header", "L14", "落单", ""),
        ("duplicate", "H14", "910102-1 · 评估员丙 · h1", "H13"),
        ("duplicate", "I14", "910102-1 · 评估员丙 · p2", "I13"),
        ("duplicate", "J14", "910102-1 · 评估员丙 · n2", "J13"),
        ("no_site", "A15", "", ""),
        ("duplicate", "H17", "910102-1 · 评估员戊 · h1", "H16"),
    ]
    assert all(p.where == f"填报.csv {p.params['cell']}" for p in result.problems)
    assert result.problems[3].params == {"row": "2", "column": "s1 我按网站提供的办事指南办得成", "cell": "F2"}


def test_a_formula_hides_no_other_fault_of_its_row(sites: RoundSites) -> None:
    text = "网站编号,评估员,评估日期,s1,s2,s3,h1\n910102-1,甲,2026-13-01,9,=A1,不适用,7\n"
    found = read(text.encode(), sites).problems
    assert [(p.code.partition(".")[2], p.params["cell"]) for p in found] == [
        ("formula", "E2"), ("bad_value", "D2"), ("reason_missing", "F2"), ("bad_value", "G2"), ("bad_date", "C2"),
    ]  # fmt: skip


def test_a_name_that_two_units_of_the_list_bear_is_refused_though_the_round_holds_one(registry: Registry) -> None:
    text = "单位全称,评估员,评估日期,h1\n同名县,甲,2025-11-20,4\n"
    (problem,) = read(text.encode(), RoundSites(registry, ["910201-1"])).problems
    assert problem.code == "answer.ambiguous_name"
    assert "910301 " in problem.allowed


def test_another_sites_name_beside_a_number_is_refused(sites: RoundSites, registry: Registry) -> None:
    other = registry.unit("910101").name
    text = f"网站编号,网站名称,评估员,评估日期,h1\n910102-1,{other},甲,2025-11-20,4\n910102-1,随手写的名字,乙,2025-11-20,4\n"
    assert [(p.code, p.params["cell"]) for p in read(text.encode(), sites).problems] == [("answer.keys_differ", "B2")]


def ambiguous(result: SurveyFile) -> str:
    (allowed,) = (p.allowed for p in result.problems if p.code == "answer.ambiguous_name")
    assert "910201 " in allowed
    assert "910301 " in allowed
    return allowed


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("评估员,日期,h1", "answer.no_survey_table"),
        ("网站编号,评估员,日期", "answer.no_survey_table"),
        ("某市评估表,,", "answer.no_survey_table"),
        ("", "answer.no_survey_table"),
    ],
)
def test_a_table_that_is_no_survey_is_refused_in_one_sentence(header: str, code: str, sites: RoundSites) -> None:
    with pytest.raises(QihuaError) as refusal:
        read(f"{header}\n910102-1,甲,2026-11-20\n".encode(), sites)
    assert [problem.code for problem in refusal.value.problems] == [code]


def test_the_evaluator_may_be_named_for_the_whole_table(sites: RoundSites) -> None:
    bare = "网站编号,日期,h1\n910102-1,2026-11-20,4\n".encode()
    assert [problem.code for problem in read(bare, sites).problems] == ["answer.no_evaluator_column"]
    assert {answer.evaluator for answer in read(bare, sites, " 评估员　甲 ").answers} == {"评估员 甲"}
    partly = "网站编号,评估员,日期,h1\n910102-1,,2026-11-20,4\n910000-1,乙,2026-11-20,4\n".encode()
    assert {answer.evaluator for answer in read(partly, sites, "甲").answers} == {"甲", "乙"}


def test_personal_numbers_in_notes_are_masked(sites: RoundSites) -> None:
    data = "网站编号,评估员,日期,h1,h1 备注\n910102-1,甲,2026-11-20,4,打 13812341234 无人接听\n".encode()
    (answer,) = read(data, sites).answers
    assert answer.note == "打 138****1234 无人接听"


@pytest.mark.parametrize("text", ["2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日", "20261120", "２０２６－１１－２０", "2026/11/20 0:00"])  # fmt: skip
def test_dates_are_read_as_spreadsheets_write_them(text: str, sites: RoundSites) -> None:
    data = f"网站编号,评估员,日期,h1\n910102-1,甲,{text},4\n".encode()
    assert [answer.date for answer in read(data, sites).answers] == ["2026-11-20"]


@shared
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(sites: RoundSites, data: bytes) -> None:
    with suppress(QihuaError):
        read(data, sites)


@shared
@given(st.lists(st.lists(st.sampled_from(["", "910102-1", "=A1", "4", "是", "2026-11-20", "甲", "s1", "x"]), max_size=8), max_size=5))  # fmt: skip
def test_rows_of_any_shape_never_break_the_reader(sites: RoundSites, rows: list[list[str]]) -> None:
    header = ["网站编号", "评估员", "日期", "s1", "s1 说明", "n1"]
    result = read(as_csv([header, *rows]).encode(), sites)
    assert all(problem.params["cell"] for problem in result.problems)
