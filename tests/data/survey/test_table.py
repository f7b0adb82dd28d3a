"""CSV as spreadsheets write it: whatever the encoding and the separator, the same cells come out."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import QihuaError
from data.survey import as_records
from data.survey.table import column_letters, read_rows

ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with BOM": lambda text: codecs.BOM_UTF8 + text.encode(),
    "GB18030": lambda text: text.encode("gb18030"),
    "UTF-16 LE": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}
# What a cell may hold: letters, the signs that CSV itself uses, lines within a cell.
CELLS = st.text(st.sampled_from("ab1０,;\t\"'\r\n 政务，；网站"), max_size=8)


def written(rows: list[list[str]], separator: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5),
    st.sampled_from(",;\t"),
    st.sampled_from(sorted(set(ENCODINGS) - {"GB18030"})),
)
def test_every_cell_survives_every_separator_and_encoding(rows: list[list[str]], separator: str, encoding: str) -> None:
    header = ["网站编号", "s1", "s2"]
    data = ENCODINGS[encoding](written([header, *rows], separator))
    assert list(as_records("a.csv", data)) == [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_chinese_comes_out_right_in_every_encoding(encoding: str) -> None:
    text = "网站编号,评估员,说明\r\n910101-1,评估员甲,镕 㐂 “引号”，逗号\r\n"
    (record,) = as_records("a.csv", ENCODINGS[encoding](text))
    assert record == {"网站编号": "910101-1", "评估员": "评估员甲", "说明": "镕 㐂 “引号”，逗号"}


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("a,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ("a,b\r1,2\r", [{"a": "1", "b": "2"}]),
        ("\n\na,b\n\n1,2\n\n", [{"a": "1", "b": "2"}]),
        ('a,b\n1,"2, 3"\n', [{"a": "1", "b": "2, 3"}]),
        ('a,b\n1,"ha ""ha"" ha"\n', [{"a": "1", "b": 'ha "ha" ha'}]),
        ('a,b\n1,"x\r\ny"\n', [{"a": "1", "b": "x\r\ny"}]),
        ('"a;x",b\n"1;2",3\n', [{"a;x": "1;2", "b": "3"}]),
        ("sep=;\na;b\n1,5;2\n", [{"a": "1,5", "b": "2"}]),
        ("a,b\n1\n,\n", [{"a": "1", "b": ""}, {"a": "", "b": ""}]),
        ("a,,a\n1,2,3,4\n", [{"a": "1", "B": "2", "a (C)": "3", "D": "4"}]),
        ("a\n007\n =1+1 \n", [{"a": "007"}, {"a": " =1+1 "}]),
        ("a,b\n", []),
        ("", []),
    ],
)
def test_nothing_is_changed_and_nothing_is_left_out(text: str, records: list[dict[str, str]]) -> None:
    assert list(as_records("a.csv", text.encode())) == records


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (b"PK\x03\x04\x14\x00", "table.workbook_broken", "a.csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "answer.workbook", "a.csv"),
        (b"a,b\n\xff\xfe\xfd,1\n", "table.not_utf8", "a.csv"),
        (b'a,b\n1,2\n3,"4\n5,6\n', "table.not_csv", "a.csv:4"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, code: str, where: str) -> None:
    with pytest.raises(QihuaError) as refusal:
        read_rows("a.csv", data)
    assert [(problem.code, problem.where) for problem in refusal.value.problems] == [(code, where)]


def test_rows_and_columns_are_named_as_the_spreadsheet_names_them() -> None:
    assert [number for number, _ in read_rows("a.csv", b'a,b\n\n"x\ny",1\n2,3\n')] == [1, 3, 4]
    assert [column_letters(n) for n in (0, 2, 25, 26, 51, 52, 701, 702)] == "A C Z AA AZ BA ZZ AAA".split()
