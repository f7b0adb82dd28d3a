"""Owners' column lists: every cell that can't be taken is named at once, and what is promised finds its column."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from data.columns.listing import prepare_list, standing_promises, template
from data.columns.model import ColumnState, Promise, SeenColumn, Shown
from data.columns.reading import ListFile, read_list
from data.columns.table import column_rows
from data.errors import QihuaError
from data.registry import Registry
from data.sample import AS_OF, write_registry
from data.survey import RoundSites

SITE, OTHER = "910101-1", "910102-1"
HEADER = ("网站编号", "上级栏目", "栏目名称", "网址", "更新周期（天）", "豁免", "说明")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry.load(write_registry(tmp_path_factory.mktemp("registry")), AS_OF[1])


@pytest.fixture(scope="module")
def sites(registry: Registry) -> RoundSites:
    return RoundSites(registry, [SITE, OTHER])


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, encoding: str = "gb18030") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_list_is_read_however_excel_saved_it(encoding: str, sites: RoundSites, registry: Registry) -> None:
    data = table(
        (SITE, "政务公开/公示", "通知公告", "", "每月", "", ""),
        (OTHER, "", "专题", "", "", "是", "已办结"),
        encoding=encoding,
    )
    read = read_list("a.csv", data, sites, registry)
    assert (read.problems, read.ignored) == ((), ())
    assert read.promises == (
        Promise(SITE, "通知公告", "政务公开 > 公示", "", 31),
        Promise(OTHER, "专题", "", "", None, True, "已办结"),
    )


def test_a_workbook_says_the_same_as_the_table(sites: RoundSites, registry: Registry) -> None:
    rows = (
        (SITE, None, "通知公告", None, 30, "否", None),
        (None,) * 7,
        (SITE, None, "人事信息", None, "每季度", None, "办公室"),
    )
    read = read_list("a.xlsx", workbook(*rows), sites, registry)
    assert read.problems == ()
    assert [(one.name, one.days, one.note) for one in read.promises] == [
        ("通知公告", 30, ""),
        ("人事信息", 92, "办公室"),
    ]


@pytest.mark.parametrize(
    ("cycle", "days"),
    [("7", 7), ("7.0", 7), ("３０天", 30), ("每日", 1), ("每周", 7), ("每年", 366), ("不定期", None), ("", None)],
)
def test_cycles_are_days_or_words(cycle: str, days: int | None, sites: RoundSites, registry: Registry) -> None:
    read = read_list("a.csv", table((SITE, "", "甲", "", cycle, "", "")), sites, registry)
    assert [one.days for one in read.promises] == [days]


def test_every_refused_cell_is_named_at_once(sites: RoundSites, registry: Registry) -> None:
    host = registry.sites[SITE].host
    data = table(
        (SITE, "", "甲", "", "经常", "", ""),
        (SITE, "", "乙", "", "0", "", ""),
        (SITE, "", "丙", "", "", "也许", ""),
        (SITE, "", "丁", "", "", "是", ""),
        (SITE, "", "", "", "7", "", ""),
        (SITE, "", "戊", "not an address", "7", "", ""),
        (SITE, "", "己", "http://elsewhere.gov.example/", "7", "", ""),
        ("999999-1", "", "庚", "", "7", "", ""),
        (SITE, "", "辛", f"http://{host}/a/", "7", "", ""),
        (SITE, "", "壬", f"https://{host}/a/index.html", "7", "", ""),
        (SITE, "", "=A1", "", "7", "", ""),
        ("", "", "癸", "", "7", "", ""),
    )
    read = read_list("a.csv", data, sites, registry)
    assert [(p.code, p.params["cell"]) for p in read.problems] == [
        ("promise.bad_cycle", "E2"),
        ("promise.bad_cycle", "E3"),
        ("promise.bad_exempt", "F4"),
        ("promise.reason_missing", "G5"),
        ("promise.name_missing", "C6"),
        ("promise.bad_address", "D7"),
        ("promise.other_host", "D8"),
        ("answer.unknown_site", "A9"),
        ("promise.duplicate", "C11"),
        ("promise.formula", "C12"),
        ("answer.no_site", "A13"),
    ]
    assert all(p.where.startswith("a.csv ") and p.params["row"] for p in read.problems)
    assert read.problems[0].found == "经常"
    assert "每月" in read.problems[0].allowed


def test_a_list_of_one_site_need_not_name_it_and_names_no_other(sites: RoundSites, registry: Registry) -> None:
    data = table(("通知公告", "每周", "甲科"), header=("栏目名称", "更新频率", "责任科室"))
    with pytest.raises(QihuaError) as nobody:
        read_list("a.csv", data, sites, registry)
    assert nobody.value.problems[0].code == "promise.no_site_column"
    read = read_list("a.csv", data, sites, registry, SITE)
    assert [one.site_id for one in read.promises] == [SITE]
    assert read.ignored == ("责任科室",)
    other = read_list("a.csv", table((OTHER, "", "甲", "", "7", "", "")), sites, registry, SITE)
    assert [p.code for p in other.problems] == ["promise.other_site"]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", "栏目名称,备注\n甲,乙\n".encode()])
def test_what_is_no_column_list_is_refused(data: bytes, sites: RoundSites, registry: Registry) -> None:
    with pytest.raises(QihuaError) as refusal:
        read_list("a.csv", data, sites, registry, SITE)
    assert refusal.value.problems[0].code == "promise.no_list"


def test_a_new_list_replaces_the_earlier_one_whole_and_the_same_one_changes_nothing() -> None:
    first, second = Promise(SITE, "甲", days=7), Promise(SITE, "乙", days=30)
    one = prepare_list("sample", [], ListFile("a.csv", "0", (first, second), (), ()), "某人", "2026-11-24T00:00:00Z")
    assert [(r.revision, r.position, r.name) for r in one.records] == [(1, 1, "甲"), (1, 2, "乙")]
    same = prepare_list("sample", one.records, ListFile("b.csv", "1", (first, second), (), ()), "某人", "")
    assert (same.records, same.same) == ((), (SITE,))
    two = prepare_list("sample", one.records, ListFile("c.csv", "2", (second,), (), ()), "某人", "2026-11-25T00:00:00Z")
    assert standing_promises([*one.records, *two.records]) == {SITE: [second]}


def seen(name: str, newest: str, url: str = "http://x.gov.example/a/", above: tuple[str, ...] = ()) -> SeenColumn:
    return SeenColumn("c1", url, name, above, "notice", Shown.DATED, "2026-11-24", newest, newest)


@pytest.mark.parametrize(
    ("newest", "days", "left", "state"),
    [
        ("2026-11-24", 1, 1, ColumnState.NORMAL),
        ("2026-11-20", 3, -1, ColumnState.OVERDUE),
        ("2026-11-20", 4, 0, ColumnState.DUE_SOON),
        ("2026-11-19", 14, 9, ColumnState.NORMAL),
        ("2026-11-13", 14, 3, ColumnState.DUE_SOON),
        ("2026-11-15", 14, 6, ColumnState.NORMAL),
    ],
)
def test_promised_cycles_end_on_working_days(newest: str, days: int, left: int, state: ColumnState) -> None:
    (row,) = column_rows(SITE, [[seen("甲", newest)]], [Promise(SITE, "甲", days=days)], looks_needed=1)
    assert (row.days, row.days_from, row.days_left, row.state) == (days, "promise", left, state)
    assert row.counts_as == "fine", "the counts keep to the period of the rule"


def test_a_place_or_an_address_tells_columns_of_one_name_apart() -> None:
    columns = [
        seen("通知公告", "2026-11-01", "http://x.gov.example/a/", ("甲局",)),
        seen("通知公告", "2026-11-01", "http://x.gov.example/b/", ("乙局",)),
        seen("通知公告", "2026-11-01", "http://x.gov.example/c/", ("丙局",)),
    ]
    promises = [
        Promise(SITE, "通知公告", "甲局", days=7),
        Promise(SITE, "公告", url="https://x.gov.example/b/index.html", days=10),
        Promise(SITE, "通知公告", days=60),
    ]
    rows = column_rows(SITE, [columns], promises, looks_needed=1)
    assert [row.days for row in rows] == [7, 10, 60]


def test_the_table_to_fill_in_names_the_columns_that_were_found(registry: Registry, sites: RoundSites) -> None:
    host = registry.sites[SITE].host
    rows = column_rows(SITE, [[seen("甲", "2026-11-01", f"http://{host}/a/", ("上",))]], [], looks_needed=1)
    data = template(registry, rows, [SITE])
    assert data.startswith(b"\xef\xbb\xbf")
    read = read_list("t.csv", data, sites, registry)
    assert [(one.site_id, one.name, one.above, one.url) for one in read.promises] == [
        (SITE, "甲", "上", f"http://{host}/a/")
    ]


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path, sites: RoundSites, registry: Registry) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("big", "w") as part:
        for _ in range(201):
            part.write(b"0" * 1_000_000)
    with pytest.raises(QihuaError) as refusal:
        read_list("a.xlsx", (tmp_path / "a.xlsx").read_bytes(), sites, registry, SITE)
    assert refusal.value.problems[0].code == "table.workbook_broken"
