"""The archive: what is written is read back; what is torn is named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.capture.archive import ArchiveWriter, read_archive, read_capture, read_foreign
from data.capture.exchange import Exchange
from data.errors import QihuaError
from data.model import Capture, Cause, Purpose


def exchange(number: int, body: bytes = b"<p>page</p>") -> Exchange:
    return Exchange(
        f"http://www.p1.gov.example/{number}", "2026-11-24T08:00:00Z", [("User-Agent", "test")], 200, "OK",
        headers=[("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], raw_body=body, body=body,
        address="127.0.0.1", elapsed_ms=12, dns={"host": "www.p1.gov.example", "a": ["127.0.0.1"], "aaaa": [], "error": "", "aaaa_error": ""},
        tls={"verified": True},
    )  # fmt: skip


def written(folder: Path, count: int = 5) -> tuple[Path, list[Capture]]:
    writer = ArchiveWriter(folder, "r1", "visits")
    writer.write_dns(exchange(0))
    captures = [
        writer.write(exchange(n, f"<p>第{n}页</p>".encode() * 50), "s-1", 1, Purpose.HOME) for n in range(count)
    ]
    writer.close()
    return writer.path, captures


def test_captures_come_back_from_file_and_from_their_place(tmp_path: Path) -> None:
    path, captures = written(tmp_path)
    archived, problems = read_archive(path)
    assert problems == []
    assert [one.capture for one in archived] == captures
    for number, capture in enumerate(captures):
        one = read_capture(tmp_path, capture)
        assert one.body == f"<p>第{number}页</p>".encode() * 50
        assert one.header("content-type") == "text/html"
        assert one.dns["a"] == ["127.0.0.1"]
        assert one.tls == {"verified": True}


def test_a_failed_attempt_is_archived_with_its_cause(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "r1", "visits")
    failed = Exchange("http://gone.gov.example/", "2026-11-24T08:00:00Z", cause=Cause.DNS_FAILURE, error="nxdomain")
    capture = writer.write(failed, "s-1", 2, Purpose.HOME)
    writer.close()
    one = read_capture(tmp_path, capture)
    assert (one.status, one.capture.cause, one.capture.visit, one.error) == (None, Cause.DNS_FAILURE, 2, "nxdomain")


@pytest.mark.parametrize("share", [0.1, 0.35, 0.5, 0.77, 0.99])
def test_a_file_cut_off_anywhere_gives_what_is_whole_and_names_the_rest(tmp_path: Path, share: float) -> None:
    path, captures = written(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    archived, problems = read_archive(path)
    assert [one.capture for one in archived] == captures[: len(archived)]
    assert [problem.code for problem in problems] == ["archive.cut_off"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A whole WARC file as other tools leave it uncompressed, with three responses."""
    path, _ = written(tmp_path_factory.mktemp("plain"), 3)
    return gzip.decompress(path.read_bytes())


@settings(max_examples=60)
@given(share=st.floats(0.02, 0.999))
def test_an_uncompressed_file_cut_off_anywhere_says_so(
    tmp_path_factory: pytest.TempPathFactory, plain: bytes, share: float
) -> None:
    path = tmp_path_factory.mktemp("cut") / "x.warc"
    kept = plain[: int(len(plain) * share)]
    path.write_bytes(kept)
    # Between a record's content and the next record only line ends are lost, and with them nothing.
    whole = plain[len(kept) :].lstrip(b"\r\n").startswith(b"WARC/")
    try:
        _, problems = read_foreign(path)
    except QihuaError as error:
        problems = list(error.problems)
    assert [problem.code for problem in problems] == ([] if whole else ["archive.cut_off"])


def test_a_writer_never_touches_an_earlier_file(tmp_path: Path) -> None:
    first, _ = written(tmp_path)
    before = first.read_bytes()
    second, _ = written(tmp_path)
    assert second != first
    assert first.read_bytes() == before


def test_other_tools_files_are_read(tmp_path: Path) -> None:
    path, _ = written(tmp_path, 3)
    exchanges, problems = read_foreign(path)
    assert [e.url[-1] for e in exchanges] == ["0", "1", "2"]
    assert problems == []


@pytest.mark.parametrize("content", [b"", b"this is no archive", b"\x1f\x8b broken"])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(QihuaError) as error:
        read_foreign(path)
    assert error.value.problems[0].code == "archive.not_warc"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QihuaError) as error:
        read_foreign(tmp_path / "none.warc.gz")
    assert error.value.problems[0].code == "archive.missing"


@settings(max_examples=25, deadline=None)
@given(bodies=st.lists(st.binary(max_size=3000), min_size=1, max_size=4))
def test_any_bytes_survive_the_archive(tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("archive")
    writer = ArchiveWriter(folder, "r1", "visits")
    captures = [writer.write(exchange(n, body), "s-1", 1, Purpose.ARTICLE) for n, body in enumerate(bodies)]
    writer.close()
    assert [read_capture(folder, capture).body for capture in captures] == bodies
