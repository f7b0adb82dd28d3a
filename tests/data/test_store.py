"""The store: nothing is updated in place, nothing is lost, later versions are refused."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from data.collectors.base import Reading
from data.columns.listing import standing_promises
from data.columns.model import SeenColumn, Shown
from data.errors import QihuaError
from data.findings import OutLink, VisitFindings, from_json, to_json
from data.model import Capture, Cause, Evidence, Observation, Purpose, Source, Status, Where
from data.schema import SCHEMA_VERSION
from data.store import AnswerRecord, PromiseRecord, RoundRecord, Store, now

RELEASED = sorted((Path(__file__).parent / "released").glob("schema_*.sql"))


@pytest.fixture
def store(tmp_path: Path):
    opened = Store(f"sqlite:///{tmp_path / 'q.sqlite'}")
    yield opened
    opened.close()


def record(round_id: str = "r1") -> RoundRecord:
    return RoundRecord(
        round_id, "一轮", "planned", "sample", "2026-06-30", True, False, "sample", "", {"pages": 5}, "tester", now()
    )


def findings(site_id: str = "s-1", visit: int = 1) -> VisitFindings:
    evidence = Evidence("c" * 32, Where.HTML, "网站标识码：9101010001", "http://x/")
    readings = {
        "a": Reading.measured(0.5, evidence, parts={"x": 1.0, "y": 0.0}, absent=True),
        "b": Reading.unseen(Cause.TIMEOUT),
    }
    link = OutLink("c" * 32, "www.gov.example", "http://www.gov.example/", "中央门户")
    column = SeenColumn(
        "c" * 32, "http://x/tzgg/", "通知公告", ("政务公开",), "notice", Shown.EMPTY, "2026-11-24", said="暂无信息"
    )
    return VisitFindings(site_id, visit, readings, (link,), "c" * 32, "http://x/", None, "official", "code_fits", "2026-11-20",
                         "2026-11-24T08:00:00Z", 3, {"timeout": 1}, (("service", "http://x/zwfw/"),), columns=(column,))  # fmt: skip


def capture(number: int) -> Capture:
    return Capture(
        f"{number:032d}",
        "r1",
        "s-1",
        1,
        Purpose.HOME,
        f"http://x/{number}",
        "2026-11-24T08:00:00Z",
        cause=Cause.HTTP_403,
        http_status=403,
    )


def test_findings_survive_json() -> None:
    assert from_json(to_json(findings())) == findings()


def test_a_visit_is_kept_whole(store: Store) -> None:
    store.add_round(record(), ["s-1", "s-2"])
    store.save_visit("r1", findings(), [capture(1), capture(2)])
    assert store.findings("r1") == {"s-1": [findings()]}
    assert store.captures("r1", "s-1") == [capture(1), capture(2)]
    assert set(store.finished_visits("r1")) == {("s-1", 1)}


def test_a_visit_that_fails_to_save_leaves_nothing_behind(store: Store) -> None:
    store.add_round(record(), ["s-1"])
    store.save_visit("r1", findings(), [capture(1)])
    with pytest.raises(Exception, match="UNIQUE"):
        store.save_visit("r1", findings(), [capture(2)])
    assert store.captures("r1") == [capture(1)]


def test_rounds_are_told_apart_by_name(store: Store) -> None:
    store.add_round(record(), [])
    with pytest.raises(QihuaError) as twice:
        store.add_round(record(), [])
    with pytest.raises(QihuaError) as unknown:
        store.round("r9")
    assert twice.value.problems[0].code == "round.exists"
    assert (unknown.value.problems[0].code, unknown.value.problems[0].allowed) == ("round.unknown", "r1")
    assert store.round("r1").settings == {"pages": 5}


def test_observations_are_added_and_never_replaced(store: Store) -> None:
    one = Observation("r1", "a1", "s-1", "ind", Source.MACHINE, 1, Status.MEASURED, 0.5, observed_at=now())
    store.add_observations([one])
    with pytest.raises(Exception, match="UNIQUE"):
        store.add_observations([one])
    assert len(store.observations("r1", "a1")) == 1
    assert not store.has_observations("r1", "a2")


def test_a_value_and_its_status_belong_together() -> None:
    for status, value, cause in (
        (Status.MEASURED, None, None),
        (Status.NOT_OBSERVED, 0.0, Cause.TIMEOUT),
        (Status.NOT_OBSERVED, None, None),
    ):
        with pytest.raises(ValueError, match="status"):
            Observation("r1", "a1", "s-1", "ind", Source.MACHINE, 1, status, value, cause=cause)


def test_a_database_of_a_later_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "q.sqlite"
    Store(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE about SET value = '99' WHERE key = 'schema_version'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(QihuaError) as error:
        Store(f"sqlite:///{path}")
    problem = error.value.problems[0]
    assert (problem.code, problem.found, problem.allowed) == ("store.newer_schema", "99", str(SCHEMA_VERSION))
    assert path.read_bytes() == before


@pytest.mark.parametrize("dump", [None, *RELEASED], ids=lambda path: path.stem if path else "new")
def test_several_that_open_one_database_at_once_make_its_tables_once(dump: Path | None, tmp_path: Path) -> None:
    path = tmp_path / "q.sqlite"
    if dump:
        with sqlite3.connect(path) as connection:
            connection.executescript(dump.read_text("utf-8"))
        connection.close()
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: Store(f"sqlite:///{path}"), range(8)))
    assert [store.answers("r1") for store in stores] == [[]] * 8
    for store in stores:
        store.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(QihuaError) as error:
        Store(f"sqlite:///{path}")
    assert error.value.problems[0].code == "store.unusable"


def test_answers_are_added_and_never_replaced(store: Store) -> None:
    first = AnswerRecord(
        "r1", "s-1", "h1", "甲", 1, 4.0, "", "2026-11-20", "a.csv", "0" * 64, "H2", "tester", "2026-11-24T08:00:00Z"
    )
    corrected = replace(first, revision=2, value=None, note="无法判断")
    store.add_answers([first])
    with pytest.raises(Exception, match="UNIQUE"):
        store.add_answers([replace(first, item="h2"), replace(first, value=1.0)])
    store.add_answers([corrected])
    assert store.answers("r1") == [first, corrected]
    assert store.answers("r2") == []


def test_column_lists_are_added_and_never_replaced(store: Store) -> None:
    first = PromiseRecord(
        "sample", "s-1", 1, 1, "通知公告", "政务公开", "", 30, False, "办公室", "a.csv", "0" * 64, "tester", now()
    )
    store.add_promises([first, replace(first, position=2, name="历史专题", days=None, exempt=True)])
    with pytest.raises(Exception, match="UNIQUE"):
        store.add_promises([replace(first, days=7)])
    store.add_promises([newer := replace(first, revision=2, days=7)])
    assert [record.revision for record in store.promises("sample")] == [1, 1, 2]
    assert standing_promises(store.promises("sample")) == {"s-1": [newer.promise]}
    assert store.promises("china") == []


def test_every_earlier_version_is_at_hand() -> None:
    assert [dump.stem for dump in RELEASED] == [f"schema_{version}" for version in range(1, SCHEMA_VERSION)]


@pytest.mark.parametrize("dump", RELEASED, ids=lambda path: path.stem)
def test_a_database_of_every_earlier_version_is_copied_and_brought_forward(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(dump.read_text("utf-8"))
    connection.close()
    store = Store(f"sqlite:///{path}")
    assert [one.id for one in store.rounds()] == ["r1"]
    assert store.has_observations("r1", "a1")
    assert store.answers("r1") == []
    assert store.promises("sample") == []
    store.close()
    Store(f"sqlite:///{path}").close()
    version = dump.stem.removeprefix("schema_")
    assert [copy.name for copy in tmp_path.glob("q.sqlite.v*")] == [f"q.sqlite.v{version}"]
    with sqlite3.connect(tmp_path / f"q.sqlite.v{version}") as connection:
        assert connection.execute("SELECT value FROM about WHERE key = 'schema_version'").fetchone() == (version,)
        assert connection.execute("SELECT count(*) FROM observation").fetchone() == (1,)
    connection.close()


def test_jobs_tell_progress_and_take_a_stop(store: Store) -> None:
    job = store.start_job("r1", 42, "tester")
    assert store.beat(job, {"sites_done": 3}) is False
    store.request_stop(job)
    assert store.beat(job, {"sites_done": 4}) is True
    store.end_job(job, "stopped")
    last = store.last_job()
    assert last is not None
    assert (last.state, last.progress, last.pid) == ("stopped", {"sites_done": 4}, 42)
