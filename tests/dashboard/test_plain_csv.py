"""Plain CSV reads back as it was, and every number is written as Python writes it."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.plain_csv import plain_csv


def rows(table: pd.DataFrame) -> list[list[str]]:
    return list(csv.reader(io.StringIO(plain_csv(table).decode("utf-8"), newline="")))


@given(st.lists(st.floats(allow_infinity=False), min_size=1))
@example([0.0, -0.0, 80.0, 1e-4, 9.999e-5, 1e10, 9999999999.0, 1e15, 1e16, 5e-324, 1.7976931348623157e308, 0.1 + 0.2])
def test_numbers_are_written_as_python_writes_them(numbers: list[float]) -> None:
    written = [row[0] for row in rows(pd.DataFrame({"x": numbers, "y": 1}))[1:]]
    assert written == ["" if np.isnan(number) else repr(number) for number in numbers]


@given(
    st.lists(st.tuples(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"])), st.integers()), min_size=1)
)
def test_texts_and_whole_numbers_read_back(cells: list[tuple[str, int]]) -> None:
    table = pd.DataFrame(
        {"a": [text for text, _ in cells], "b": pd.Series([n % 1000 for _, n in cells], dtype="Int64")}
    )
    back = [
        [text.removeprefix("'") if text[:2] in {"'=", "'+", "'-", "'@"} else text, n] for text, n in rows(table)[1:]
    ]
    assert back == [[text, str(n % 1000)] for text, n in cells]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@sum", "\tx", '=HYPERLINK("x")'])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert rows(pd.DataFrame({text: [text], "n": [-1.0]})) == [[f"'{text}", "n"], [f"'{text}", "-1.0"]]


def test_what_is_not_there_is_blank() -> None:
    table = pd.DataFrame(
        {"a": ["", None], "b": pd.Series([1, None], dtype="Int64"), "c": [True, False], "d": [None, 0.5]}
    )
    assert rows(table) == [["a", "b", "c", "d"], ["", "1", "True", ""], ["", "", "False", "0.5"]]
    assert plain_csv(table.iloc[:0]) == b"a,b,c,d\n"
