"""Tables of marks: what people put down is read, every cell that can't be taken is named, and the last table holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import QihuaError
from data.frameworks import Deduct, load_framework
from data.marks import Mark, MarksFile, keep_marks, kept_marks, marks_template, read_marks
from data.registry import Registry
from data.sample import write_registry
from data.survey import RoundSites

COUNTY, CITY, OUTSIDE = "910101-1", "910100-1", "910000-1"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry.load(write_registry(tmp_path_factory.mktemp("registry")))


@pytest.fixture(scope="module")
def city() -> Deduct:
    found = load_framework("city_demo")
    assert isinstance(found, Deduct)
    return found


@pytest.fixture
def read(registry: Registry, city: Deduct) -> Any:
    def reads(rows: list[list[str]], scheme: Deduct = city) -> MarksFile:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        sites = RoundSites(registry, [COUNTY, CITY, OUTSIDE])
        return read_marks("评分表.csv", text.getvalue().encode(), sites, scheme, {COUNTY, CITY})

    return reads


def said(file: MarksFile) -> dict[tuple[str, str], tuple[str, float | None, str]]:
    return {(mark.site_id, mark.item): (mark.kind, mark.amount, mark.step) for mark in file.marks}


def test_faults_steps_points_vetoes_and_what_does_not_apply(read: Any) -> None:
    header = ["网站编号", "单位代码", "A4 严重错误", "1.1 首页更新", "1.2", "1.2 说明", "B3", "2.1", "联系人"]
    found = read(
        [
            header,
            [COUNTY, "", "否", "超过7天", "３个", "见首页 13812345678", "2.5", "不适用", "某人"],
            ["", "910100", "✓", "无", "", "", "-", "", ""],
        ]
    )
    assert found.problems == ()
    assert said(found) == {
        (COUNTY, "A4"): ("no", None, ""),
        (COUNTY, "1.1"): ("step", None, "超过7天"),
        (COUNTY, "1.2"): ("faults", 3, ""),
        (COUNTY, "B3"): ("points", 2.5, ""),
        (COUNTY, "2.1"): ("not_applicable", None, ""),
        (CITY, "A4"): ("yes", None, ""),
        (CITY, "1.1"): ("step", None, ""),
    }
    note = next(mark.note for mark in found.marks if mark.item == "1.2")
    assert note.startswith("见首页")
    assert "13812345678" not in note, "personal data is masked before it is kept"
    assert found.ignored == ("联系人",)


def test_a_column_of_an_item_the_scheme_does_not_have_is_refused_and_a_missing_one_listed(read: Any) -> None:
    found = read([["网站编号", "88 无此项", "1.2", "备注"], [COUNTY, "3", "1", "略"]])
    assert [(one.code, one.where) for one in found.problems] == [("mark.no_item", "评分表.csv B1")]
    assert found.ignored == ("备注",)
    assert "1.1" in found.absent
    assert "1.2" not in found.absent


@pytest.mark.parametrize(
    ("item", "cell"),
    [("A4", "可能"), ("1.1", "超过8天"), ("1.2", "1.5"), ("1.2", "-1"), ("1.2", "很多"), ("B3", "11"), ("4.4", "0.5")],
)
def test_a_cell_that_an_item_can_not_take_is_named_with_what_it_can(read: Any, item: str, cell: str) -> None:
    found = read([["网站编号", item], [COUNTY, cell]])
    (problem,) = found.problems
    assert (problem.code, problem.where, problem.found, problem.params["column"]) == (
        "mark.bad_value",
        "评分表.csv B2",
        cell,
        item,
    )
    assert "不适用" in problem.allowed
    assert found.marks == ()


def test_all_faults_of_a_table_come_at_once(read: Any) -> None:
    rows = [
        ["网站编号", "1.2", "1.2"],
        [COUNTY, "x", ""],
        [COUNTY, "1", ""],
        [CITY, "1", ""],
        [CITY, "2", ""],
        [OUTSIDE, "1", ""],
        ["999999-1", "1", ""],
        [CITY, "=A1", ""],
    ]
    assert [(problem.code, problem.where.partition(" ")[2]) for problem in read(rows).problems] == [
        ("answer.column_twice", "C1"), ("mark.bad_value", "B2"), ("mark.site_twice", "A3"), ("mark.site_twice", "A5"),
        ("mark.not_compared", "A6"), ("answer.unknown_site", "A7"), ("answer.formula", "B8"), ("mark.site_twice", "A8"),
    ]  # fmt: skip


@pytest.mark.parametrize("header", [["网站编号", "意见"], ["1.1", "1.2"], []])
def test_a_file_without_sites_or_items_is_no_table_of_marks(read: Any, header: list[str]) -> None:
    with pytest.raises(QihuaError) as refusal:
        read([header, ["x", "y"]])
    assert refusal.value.problems[0].code == "mark.no_table"


def test_the_empty_table_is_taken_in_with_nothing_in_it(registry: Registry, city: Deduct) -> None:
    data = marks_template(city, registry, [COUNTY, CITY])
    found = read_marks("空表.csv", data, RoundSites(registry, [COUNTY, CITY]), city, {COUNTY, CITY})
    assert (found.marks, found.problems, found.ignored) == ((), (), ())
    header = next(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(header) == 5 + 2 * len(city.items)


def test_items_without_points_have_no_column_and_take_no_mark(registry: Registry, read: Any) -> None:
    census = load_framework("census2015")
    assert isinstance(census, Deduct)
    header = next(csv.reader(io.StringIO(marks_template(census, registry, [COUNTY]).decode("utf-8-sig"))))
    assert not any(title.startswith("13 ") for title in header)
    assert [problem.code for problem in read([["网站编号", "13"], [COUNTY, "1"]], census).problems] == [
        "mark.bad_value"
    ]


def test_the_last_table_holds_and_earlier_ones_stay(tmp_path: Path, city: Deduct, read: Any) -> None:
    assert kept_marks(tmp_path, city).marks == ()
    for number, faults in enumerate(("1", "2"), 1):
        assert keep_marks(tmp_path, city, read([["网站编号", "1.2"], [COUNTY, faults]]), "甲") == number
    kept = kept_marks(tmp_path, city)
    assert kept.marks == (Mark(COUNTY, "1.2", "faults", 2, "", "", "B2"),)
    about: Mapping[str, Any] = kept.about
    assert (about["file"], about["actor"], about["number"]) == ("评分表.csv", "甲", 2)
    assert len(list(tmp_path.rglob("*.json"))) == 2


def test_marks_that_do_not_fit_the_scheme_any_more_are_not_guessed_at(tmp_path: Path, city: Deduct, read: Any) -> None:
    keep_marks(tmp_path, city, read([["网站编号", "1.2", "1.1"], [COUNTY, "1", "超过7天"]]), "甲")
    items = tuple(replace(one, each=None) if one.id == "1.2" else one for one in city.items)
    with pytest.raises(QihuaError) as refusal:
        kept_marks(tmp_path, replace(city, items=items))
    assert (refusal.value.problems[0].code, refusal.value.problems[0].found) == ("mark.other_scheme", "1.2")


CELLS = st.one_of(
    st.text(max_size=6),
    st.integers(-3, 30).map(str),
    st.sampled_from(["是", "不适用", "超过7天", "=1", "3处", "1.5", "无", COUNTY, CITY]),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=4))
def test_whatever_stands_in_a_table_of_marks_it_is_read_or_refused_by_name(
    read: Any, city: Deduct, rows: list[list[str]]
) -> None:
    clean = [["".join(sign for sign in cell if sign.isprintable()) for cell in row] for row in rows]
    found = read([["网站编号", "A4", "1.1", "1.2", "B3"], *clean])
    assert all(problem.where.startswith("评分表.csv") for problem in found.problems)
    assert {mark.item for mark in found.marks} <= {item.id for item in city.items}
