"""Observations, units and weight sets of an index: what is read, and that every wrong cell is named at once."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import Problem, QihuaError
from data.frameworks.index import Index, load_index
from data.index_tables import IndexTables, read_tables, read_weights

FRAMEWORK = """
id = "trial"
version = "1"
kind = "index"
name_zh = "试"
name_en = "trial"
precision = 2
{head}
[normalise]
method = "minmax"
[[node]]
id = "all"
[[indicator]]
id = "a"
parent = "all"
{a}
[[indicator]]
id = "b"
parent = "all"
{b}
"""
GOOD = "unit,a,b\nx,1,2\ny,3,4\n"


def framework(folder: Path, head: str = "", a: str = "", b: str = "") -> Index:
    path = folder / "own.toml"
    path.write_text(FRAMEWORK.format(head=head, a=a, b=b), "utf-8")
    return load_index(path)


def read(folder: Path, observations: str | bytes, units: str | None = None, **further: str) -> IndexTables:
    of = folder / "obs.csv"
    of.write_bytes(observations.encode() if isinstance(observations, str) else observations)
    known = folder / "units.csv"
    if units is not None:
        known.write_text(units, "utf-8")
    return read_tables(framework(folder, **further), of, known if units is not None else None)


def refused(folder: Path, observations: str | bytes, units: str | None = None, **further: str) -> list[Problem]:
    with pytest.raises(QihuaError) as refusal:
        read(folder, observations, units, **further)
    return list(refusal.value.problems)


def told(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.where, problem.found) for problem in problems]


def test_wide_and_long_tables_say_the_same(tmp_path: Path) -> None:
    wide = read(tmp_path, "unit,b,a\nx,,1.5e1\ny,not_applicable,not_observed\n")
    long = read(
        tmp_path,
        "indicator,unit,value,status\na,x,15,measured\nb,x,,not_collected\na,y,,not_observed\nb,y,not_applicable,\n",
    )
    for table in (wide, long):
        assert [unit.code for unit in table.units] == ["x", "y"]
        np.testing.assert_array_equal(table.values, [[15.0, np.nan], [np.nan, np.nan]])
        assert table.status.tolist() == [["measured", "not_collected"], ["not_observed", "not_applicable"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_excel_and_wps(tmp_path: Path, encoding: str) -> None:
    table = read(tmp_path, "unit;a;b\n万载县;1;2\n宜春市;3;4\n".encode(encoding))
    assert [unit.code for unit in table.units] == ["万载县", "宜春市"]


def test_units_give_names_groups_and_order(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD, "unit,name,side,order\nx,甲,east,2\ny,,west,1\n", head='rank_within = "side"')
    assert [(unit.code, unit.name, unit.group) for unit in table.units] == [("y", "y", "west"), ("x", "甲", "east")]
    np.testing.assert_array_equal(table.values, [[3, 4], [1, 2]])


def test_a_unit_without_any_value_is_read_and_one_without_a_row_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "unit,a,b\nx,1,2\ny,,\n").status[1].tolist() == ["not_collected", "not_collected"]
    problems = refused(tmp_path, GOOD, "unit\nx\ny\nz\n")
    assert [(p.code, p.where, p.found, p.allowed) for p in problems] == [
        ("values.unit_without_row", "units.csv A4", "z", "obs.csv")
    ]
    assert [(p.code, p.where, p.found) for p in refused(tmp_path, GOOD, "unit\nx\n")] == [
        ("values.unknown_unit", "obs.csv A3", "y")
    ]


def test_all_faults_of_a_file_come_at_once_with_their_cells(tmp_path: Path) -> None:
    problems = refused(tmp_path, 'unit,a,b\nx,one,-inf\n,1,2\nx,1e999,2\ny,1,2,3\nz,NaN,"1,5"\n')
    assert told(problems) == [
        ("values.not_a_number", "obs.csv B2", "one"),
        ("values.infinite", "obs.csv C2", "-inf"),
        ("values.no_key", "obs.csv A3", ""),
        ("values.unit_twice", "obs.csv A4", "x"),
        ("values.infinite", "obs.csv B4", "1e999"),
        ("values.no_header", "obs.csv D5", "3"),
        ("values.not_a_number", "obs.csv B6", "NaN"),
        ("values.not_a_number", "obs.csv C6", "1,5"),
    ]
    assert problems[0].params == {"row": "2", "column": "a"}


def test_faults_of_columns(tmp_path: Path) -> None:
    assert told(refused(tmp_path, "unit,a,a,c\nx,1,2,3\n")) == [
        ("values.column_twice", "obs.csv C1", "a"),
        ("values.unknown_column", "obs.csv D1", "c"),
        ("values.missing_column", "obs.csv E1", "unit, a, a, c"),
    ]
    assert [p.allowed for p in refused(tmp_path, "name,a,b\nx,1,2\n") if p.code == "values.missing_column"] == ["unit"]
    assert refused(tmp_path, "unit,a,b\n")[0].code == "values.empty"
    assert told(refused(tmp_path, "", "unit,name\nx,X\n")) == [("values.empty", "obs.csv A1", "")]


def test_faults_of_long_tables(tmp_path: Path) -> None:
    rows = "x,a,1,\nx,a,2,\nx,c,1,\n,a,1,\ny,a,,measured\nz,a,1,not_observed\nw,a,,gone\n"
    assert told(refused(tmp_path, f"unit,indicator,value,status\n{rows}")) == [
        ("values.indicator_without_rows", "obs.csv B1", "b"),
        ("values.cell_twice", "obs.csv C3", "x, a"),
        ("values.unknown_indicator", "obs.csv B4", "c"),
        ("values.no_key", "obs.csv A5", ""),
        ("values.no_value", "obs.csv C6", ""),
        ("values.two_states", "obs.csv D7", "not_observed"),
        ("values.bad_status", "obs.csv D8", "gone"),
    ]


METHODS = {
    "values.not_a_step": (
        'normalise = { method = "levels", points = { "0" = 0, "1" = 60, "2.5" = 100 } }',
        "2",
        "0, 1, 2.5",
    ),
    "values.out_of_bounds": ('normalise = { method = "none", low = -1, high = 1 }', "1.5", "-1 … 1"),
}


@pytest.mark.parametrize("code", METHODS)
def test_values_that_a_method_cannot_take(tmp_path: Path, code: str) -> None:
    method, wrong, allowed = METHODS[code]
    (problem,) = refused(tmp_path, f"unit,a,b\nx,1,1\ny,{wrong},1\n", a=method)
    assert (problem.code, problem.where, problem.allowed) == (code, "obs.csv B3", allowed)


@pytest.mark.parametrize(
    ("method", "wrong"),
    [('method = "count", each = 5', "2.5"), ('method = "binary"', "0.5"), ('method = "count", each = 5', "-1"),
     ('method = "goalposts", zero = 1, full = 9, transform = "ln"', "0")],
)  # fmt: skip
def test_further_values_that_a_method_cannot_take(tmp_path: Path, method: str, wrong: str) -> None:
    (problem,) = refused(tmp_path, f"unit,a,b\nx,1,1\ny,{wrong},1\n", a=f"normalise = {{ {method} }}")
    assert (problem.where, problem.found) == ("obs.csv B3", wrong)


def test_levels_and_groups_need_their_columns(tmp_path: Path) -> None:
    by_level = 'normalise = { method = "goalposts", zero = 0, full = { city = 5, county = 2 } }'
    assert told(refused(tmp_path, GOOD, a=by_level, head='rank_within = "side"')) == [
        ("values.no_units", "own.toml: rank_within", "side"), ("values.no_units", "own.toml: normalise", "level"),
    ]  # fmt: skip
    assert [p.allowed for p in refused(tmp_path, GOOD, "unit,name\nx,1\ny,2\n", a=by_level)] == ["level"]
    assert told(refused(tmp_path, GOOD, "unit,level\nx,city\ny,town\n", a=by_level)) == [
        ("values.unknown_level", "units.csv B3", "town")
    ]
    assert told(refused(tmp_path, GOOD, "unit,side\nx,east\ny,\n", head='rank_within = "side"')) == [
        ("values.empty_cell", "units.csv B3", "")
    ]
    assert told(refused(tmp_path, GOOD, "unit,order\nx,1\ny,second\n")) == [
        ("values.not_a_number", "units.csv B3", "second")
    ]


def test_goalposts_that_know_different_levels_know_none(tmp_path: Path) -> None:
    ends = [
        f'normalise = {{ method = "goalposts", zero = 0, full = {{ {level} = 5 }} }}' for level in ("city", "county")
    ]
    problems = refused(tmp_path, GOOD, "unit,level\nx,city\ny,county\n", a=ends[0], b=ends[1])
    assert [problem.code for problem in problems] == ["values.unknown_level"] * 2


def test_numbers_that_are_too_large_to_be_added_up(tmp_path: Path) -> None:
    assert told(refused(tmp_path, "unit,a,b\nx,-1e200,1\ny,1,2\n")) == [
        ("values.out_of_bounds", "obs.csv B2", "-1e200")
    ]


def test_both_files_are_judged_together(tmp_path: Path) -> None:
    problems = refused(tmp_path, "unit,a,b\nx,1,two\n", "unit,order\nx,first\n")
    assert [problem.where for problem in problems] == ["obs.csv C2", "units.csv B2"]


def test_an_exception_for_a_unit_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    text = FRAMEWORK.format(head="", a="", b="")
    path.write_text(f'{text}\n[[override]]\nunit = "z"\nnode = "all"\nvalue = 0\nreason = "r"\n', "utf-8")
    (tmp_path / "obs.csv").write_text(GOOD)
    with pytest.raises(QihuaError) as refusal:
        read_tables(load_index(path), tmp_path / "obs.csv", None)
    assert [(p.code, p.where, p.found) for p in refusal.value.problems] == [
        ("values.unknown_unit", "own.toml: override 1 (z, all).unit", "z")
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(QihuaError) as refusal:
        read_tables(framework(tmp_path), tmp_path / "none.csv", None)
    assert refusal.value.problems[0].code == "table.missing_file"


def test_weight_sets(tmp_path: Path) -> None:
    index = framework(tmp_path)
    first, second = read_weights(index, "w.csv", b"replication,id,weight\n2,a,0.5\n1,b,3\n2,b,0\n")
    assert (first.replication, first.weights) == ("2", {"a": 0.5, "b": 0.0})
    assert (second.replication, second.weights) == ("1", {"b": 3.0})
    with pytest.raises(QihuaError) as refusal:
        read_weights(index, "w.csv", b"replication,id,weight\n1,all,1\n1,a,\n1,,2\n1,,3\n")
    assert told(list(refusal.value.problems)) == [
        ("values.root_weight", "w.csv B2", "all"),
        ("values.empty_cell", "w.csv C3", ""),
        ("values.no_key", "w.csv B4", ""),
        ("values.no_key", "w.csv B5", ""),
    ]
    with pytest.raises(QihuaError) as refusal:
        read_weights(index, "w.csv", b"replication,id,weight\n1,a,-1\n1,c,1\n,a,x\n1,a,2\n")
    assert told(list(refusal.value.problems)) == [
        ("values.out_of_bounds", "w.csv C2", "-1"),
        ("values.unknown_id", "w.csv B3", "c"),
        ("values.no_key", "w.csv A4", ""),
        ("values.not_a_number", "w.csv C4", "x"),
        ("values.cell_twice", "w.csv B5", "1, a"),
    ]
    with pytest.raises(QihuaError) as refusal:
        read_weights(index, "w.csv", b"replication,id,weight\n1,a,0\n1,b,0\n")
    assert told(list(refusal.value.problems)) == [("index.weights_zero", "w.csv 1: weights(all)", "0")]


def test_full_width_digits_are_folded_and_said_so_and_those_of_other_scripts_refused(tmp_path: Path) -> None:
    table = read(tmp_path, "unit,a,b\nx,１２．５,－2\ny,3,4\n", "unit,order\nx,２\ny,1\n")
    np.testing.assert_array_equal(table.values, [[3, 4], [12.5, -2]])
    assert [(p.code, p.where, p.found, p.allowed) for p in table.remarks] == [
        ("values.full_width", "obs.csv B2", "１２．５", "2"), ("values.full_width", "units.csv B2", "２", "1"),
    ]  # fmt: skip
    assert told(refused(tmp_path, "unit,a,b\nx,٣,१\n")) == [
        ("values.not_a_number", "obs.csv B2", "٣"), ("values.not_a_number", "obs.csv C2", "१"),
    ]  # fmt: skip


def test_signs_that_can_not_be_seen_are_refused_in_codes(tmp_path: Path) -> None:
    assert told(refused(tmp_path, "unit,a,b\nx\u200b,1,2\nx,1,2\ny\0,1,2\n")) == [
        ("values.hidden_sign", "obs.csv A2", r"'x\u200b'"), ("values.hidden_sign", "obs.csv A4", r"'y\x00'"),
    ]  # fmt: skip
    assert [(p.code, p.found) for p in refused(tmp_path, "unit,a,b\u200b\nx,1,2\n")] == [
        ("values.hidden_sign", r"'b\u200b'"), ("values.missing_column", "unit, a, b\u200b"),
    ]  # fmt: skip


def test_a_row_that_ends_early_is_remarked_on(tmp_path: Path) -> None:
    table = read(tmp_path, "unit,a,b\nx,1,2\ny,3\n")
    assert table.status[1].tolist() == ["measured", "not_collected"]
    assert [(p.code, p.where, p.found, p.allowed) for p in table.remarks] == [
        ("values.short_rows", "obs.csv", "3", "3")
    ]


def workbook(folder: Path, **sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cell in (
        cell for sheet in book for row in sheet for cell in row if isinstance(cell.value, float) and cell.value < 1
    ):
        cell.number_format = "0.0%"
    book.save(folder / "made.xlsx")
    return (folder / "made.xlsx").read_bytes()


def test_a_workbook_is_held_to_the_rules_of_csv(tmp_path: Path) -> None:
    good = [["unit", "a", "b"], ["x", 1, 2.5], ["y", None, "not_observed"]]
    table = read(tmp_path, workbook(tmp_path, data=good, notes=[["mine"]], empty=[]))
    np.testing.assert_array_equal(table.values, [[1, 2.5], [np.nan, np.nan]])
    assert table.status[1].tolist() == ["not_collected", "not_observed"]
    assert [(p.code, p.found, p.allowed) for p in table.remarks] == [("values.sheets", "data", "notes")]
    wrong = [["unit", "a", "b"], ["x", True, 0.125], ["=A2", "=1+1", 3], ["z", date(2026, 1, 2), 1]]
    assert told(refused(tmp_path, workbook(tmp_path, data=wrong))) == [
        ("values.not_a_number", "obs.csv B2", "TRUE"),
        ("values.not_a_number", "obs.csv C2", "12.5%"),
        ("values.formula", "obs.csv A3", "=A2"),
        ("values.formula", "obs.csv B3", "=1+1"),
        ("values.not_a_number", "obs.csv B4", "2026-01-02"),
    ]


CELL = st.sampled_from(
    [
        "",
        "1",
        "-0.5",
        "inf",
        "1e999",
        "1e200",
        "x",
        "not_applicable",
        "measured",
        "1,5",
        "１",
        "=A1",
        " 2 ",
        "unit",
        "a",
    ]
)
HEADER = st.lists(
    st.sampled_from(["unit", "a", "b", "indicator", "value", "status", "order", "level", ""]), min_size=1, max_size=6
)
ROWS = st.lists(st.lists(CELL, max_size=6), max_size=5)


@given(HEADER, ROWS, st.one_of(st.none(), st.tuples(HEADER, ROWS)))
def test_whatever_the_tables_say_they_are_read_or_every_fault_is_named(
    header: list[str], rows: list[list[str]], units: tuple[list[str], list[list[str]]] | None
) -> None:
    def text(table: list[list[str]]) -> str:
        out = io.StringIO()
        csv.writer(out).writerows(table)
        return out.getvalue()

    problems: tuple[Problem, ...] = ()
    with tempfile.TemporaryDirectory() as folder:
        try:
            table = read(Path(folder), text([header, *rows]), None if units is None else text([units[0], *units[1]]))
        except QihuaError as refusal:
            problems = refusal.problems
        else:
            assert table.values.shape == table.status.shape == (len(table.units), 2)
            assert (np.isfinite(table.values) == (table.status == "measured")).all()
    assert all(problem.where.startswith(("obs.csv", "units.csv")) for problem in problems)
