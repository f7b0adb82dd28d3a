"""The data package: every column declared, the two forms alike, nothing in it that is not for the public."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from dashboard import queries
from dashboard.exports import as_zip, declared, export_package, package_files
from dashboard.exports.columns import as_csv
from dashboard.queries import HIDDEN, Snapshot
from data.errors import QihuaError
from data.workspace import Workspace
from metrics.check import STATES
from metrics.coverage import COUNTS, unseen


@pytest.fixture(scope="module")
def snapshot(demo_workspace: Workspace) -> Snapshot:
    return queries.published(demo_workspace)[0]


@pytest.fixture(scope="module")
def package(snapshot: Snapshot) -> dict[str, bytes]:
    return package_files(snapshot)


def csv_of(files: dict[str, bytes], name: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(files[name]), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def parquet_of(files: dict[str, bytes], name: str) -> pd.DataFrame:
    return pd.read_parquet(io.BytesIO(files[f"parquet/{name}.parquet"]))


def tables_of(files: dict[str, bytes]) -> list[str]:
    return [name[4:-4] for name in files if name.startswith("csv/")]


@pytest.mark.parametrize("internal", [False, True])
def test_the_dictionary_tells_of_every_column_and_of_no_other(snapshot: Snapshot, internal: bool) -> None:
    files = package_files(snapshot, internal=internal)
    dictionary = csv_of(files, "dictionary.csv")
    told = list(dictionary[["table", "column"]].itertuples(index=False, name=None))
    there = [(table, column) for table in tables_of(files) for column in csv_of(files, f"csv/{table}.csv").columns]
    assert told == there
    assert (dictionary[["type", "zh", "en"]] != "").all(axis=None)
    page = files["dictionary.md"].decode("utf-8")
    assert all(f"`{column}`" in page for _, column in there)


def test_statistics_of_the_index_are_open_and_name_no_site(snapshot: Snapshot, package: dict[str, bytes]) -> None:
    assert snapshot.coherence is not None
    for table in ("nodes", "correlations", "pairs", "indicators"):
        frame, made = parquet_of(package, f"coherence_{table}"), getattr(snapshot.coherence, table)
        assert list(frame.columns) == list(made.columns)
        assert "site_id" not in frame
    alphas = parquet_of(package, "coherence_nodes")
    assert (alphas["alpha"].isna() == (alphas["reason"] != "")).all()


def test_every_code_in_the_package_is_worded(package: dict[str, bytes]) -> None:
    codes = csv_of(package, "codes.csv")
    assert (codes[["zh", "en"]] != "").all(axis=None)
    known = set(codes[["codes", "code"]].itertuples(index=False, name=None))
    for column in declared():
        if column.codes and not column.internal:
            values = set(parquet_of(package, column.table)[column.name]) - {""}
            assert {(column.codes, value) for value in values} <= known, column


def test_csv_and_parquet_hold_the_same_rows(package: dict[str, bytes]) -> None:
    manifest = json.loads(package["manifest.json"])
    for table in tables_of(package):
        text, typed = csv_of(package, f"csv/{table}.csv"), parquet_of(package, table)
        assert list(text.columns) == list(typed.columns)
        assert len(text) == len(typed) == manifest["rows"][table]
        for column in typed.columns:
            assert (text[column] == "").sum() == (typed[column].isna() | (typed[column] == "").fillna(False)).sum()


def test_files_begin_with_a_mark_that_office_programs_read(package: dict[str, bytes]) -> None:
    assert all(body.startswith(b"\xef\xbb\xbf") for name, body in package.items() if name.endswith(".csv"))


def test_missing_is_neither_zero_nor_no(snapshot: Snapshot, package: dict[str, bytes]) -> None:
    units = parquet_of(package, "coverage_units")
    raw = snapshot.coverage_units.reset_index(drop=True)
    for count in COUNTS:
        assert list(units[count].isna()) == list(unseen(raw, count))
    assert raw["blocked"].any()
    sites = parquet_of(package, "scores_sites")
    assert (sites["score"].isna() == (sites["reason"] != "")).all()
    assert (sites["grade"].isna() == sites["score"].isna()).all()
    assert (sites["tier"].isna() == (sites["standing"] != "ranked")).all()
    observations = parquet_of(package, "observations")
    assert (observations["value"].isna() == (observations["cause"] != "")).all()


def test_an_open_package_holds_no_rank_no_evidence_and_no_unreviewed_accusation(package: dict[str, bytes]) -> None:
    assert "evidence" not in tables_of(package)
    assert not {"rank", "of", "rank_equal"} & set(parquet_of(package, "scores_sites").columns)
    for table in tables_of(package):
        frame = parquet_of(package, table)
        if "indicator" in frame:
            assert "standardization_tls" not in set(frame["indicator"])
        for column in {"cause", "reason"} & set(frame.columns):
            assert not HIDDEN & set(frame[column])
    assert "withheld" in set(parquet_of(package, "sites")["cause"])


def test_an_internal_package_holds_them_and_says_so(snapshot: Snapshot) -> None:
    files = package_files(snapshot, internal=True)
    assert {"rank", "of", "rank_equal"} <= set(parquet_of(files, "scores_sites").columns)
    evidence = parquet_of(files, "evidence")
    assert len(evidence) == len(snapshot.evidence)
    assert (evidence.loc[evidence["hidden"], "text"] == "").all()
    assert HIDDEN & set(parquet_of(files, "sites")["cause"])
    levels = parquet_of(files, "check_levels")
    assert (levels[[*STATES]].sum(axis=1) == levels["sites"]).all()
    assert "不对外公布" in files["NOTICE.txt"].decode("utf-8")
    assert json.loads(files["manifest.json"])["internal"] is True


def test_the_notice_names_round_date_weights_and_fiction(snapshot: Snapshot, package: dict[str, bytes]) -> None:
    text = package["NOTICE.txt"].decode("utf-8")
    for part in (snapshot.round["id"], snapshot.round["date"], "演示数据（虚构）", "研究性权重", "不是官方考核", "MIT"):
        assert part in text


def test_the_same_snapshot_gives_the_same_bytes(snapshot: Snapshot, package: dict[str, bytes]) -> None:
    assert package_files(snapshot) == package
    assert as_zip(package, "x") == as_zip(package_files(snapshot), "x")
    with zipfile.ZipFile(io.BytesIO(as_zip(package, "x"))) as archive:
        assert archive.namelist() == [f"x/{name}" for name in package]
        assert archive.testzip() is None


def test_the_folder_holds_what_the_manifest_says(snapshot: Snapshot, tmp_path: Path) -> None:
    out = tmp_path / "package"
    names = export_package(snapshot, out)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    there = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    assert set(there) == set(names) == {*manifest["files"], "manifest.json"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256(there[name].read_bytes()).hexdigest() == digest
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_an_earlier_package_is_replaced_and_nothing_else(snapshot: Snapshot, tmp_path: Path) -> None:
    out = tmp_path / "package"
    export_package(snapshot, out, internal=True)
    export_package(snapshot, out)
    assert not (out / "csv" / "evidence.csv").exists()
    (out / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(QihuaError) as error:
        export_package(snapshot, out)
    assert error.value.problems[0].code == "export.not_empty"
    assert (out / "notes.txt").read_text("utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_named(snapshot: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for out, code in ((tmp_path / "file", "export.not_empty"), (tmp_path / "file" / "x", "export.unwritable")):
        with pytest.raises(QihuaError) as error:
            export_package(snapshot, out)
        assert error.value.problems[0].code == code
    assert (tmp_path / "file").read_text("utf-8") == "x"


def test_a_text_is_never_a_formula() -> None:
    texts = ["=1+1", "+1", "-1", "@x", "\tx", "无害", "a=b"]
    written = as_csv(pd.DataFrame({"text": texts, "number": [-1.5] * len(texts)}, columns=["text", "number"]))
    read = pd.read_csv(io.BytesIO(written), encoding="utf-8-sig")
    assert list(read["text"]) == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "无害", "a=b"]
    assert list(read["number"]) == [-1.5] * len(texts)
