"""The command line as a person uses it: exit status, words, errors that lose nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from data.capture.archive import ArchiveWriter
from data.capture.exchange import Exchange
from data.frameworks import load_framework
from data.model import Purpose

PAGE = """<html lang="zh-CN"><head><meta charset="utf-8"><title>{name}</title><meta name="SiteName" content="{name}">
<meta name="SiteIDCode" content="{code}"></head><body><div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a>
<a href="/zwfw/">政务服务</a><a href="/hd/">互动交流</a></div><ul><li><a href="/a.html">一条足够长的消息标题</a><span>2026-11-20</span></li></ul>
<p>{filler}</p><div class="footer">主办单位：{name} 网站标识码：{code} 京ICP备00000000号 <a href="/map">网站地图</a></div></body></html>"""


def qihua(*arguments: str | Path, language: str = "en", **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "QIHUA_LANG": language, **environment}
    return subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=env,
        timeout=100,
        check=False,
    )


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """A WARC file with the home pages of two registered hosts and a page of one that is not."""
    writer = ArchiveWriter(tmp_path / "other", "x", "pages")
    for url, name, code in (
        ("http://www.wanzai.gov.cn/", "万载县人民政府", "3609220011"),
        ("https://www.yichun.gov.cn/", "宜春市人民政府", "3609000002"),
        ("http://nobody.gov.cn/a.html", "某单位", "1100000001"),
    ):
        body = PAGE.format(name=name, code=code, filler="测试内容" * 200).encode()
        writer.write(
            Exchange(
                url,
                "2026-11-24T01:00:00Z",
                status=200,
                headers=[("Content-Type", "text/html")],
                raw_body=body,
                body=body,
            ),
            "",
            1,
            Purpose.HOME,
        )
    writer.close()
    return writer.path


def scorecard(snapshot: Path, framework: str) -> Path:
    return snapshot / "scorecards" / f"{framework}@{load_framework(framework).version}"


def test_pages_of_a_warc_file_take_the_whole_way(warc: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    collected = qihua(
        "collect", "--round", "real", "--registry", "china", "--from-warc", warc, "--workspace", workspace
    )
    assert collected.returncode == 1, collected.stderr
    assert collected.stderr.count("[registry.host_not_registered]") == 1
    assert "nobody.gov.cn" in collected.stderr
    scored = qihua("score", "--round", "real", "--workspace", workspace)
    assert scored.returncode == 0, scored.stderr
    snapshot = workspace / "rounds" / "real" / "r1"
    for name, table in (("check2019", "check_vetoes"), ("shifts", "measure_levels")):
        assert qihua("score", "--round", "real", "--framework", name, "--workspace", workspace).returncode == 0
        assert len(pd.read_parquet(scorecard(snapshot, name) / f"{table}.parquet"))
    sites = pd.read_parquet(snapshot / "sites.parquet").set_index("site_id")
    assert set(sites.index) == {"360922-1", "360900-1"}
    assert set(sites["identity"]) == {"official"}
    assert list(pd.read_parquet(snapshot / "unregistered.parquet")["host"]) == ["nobody.gov.cn"]
    levels = pd.read_parquet(scorecard(snapshot, "qihua") / "coverage_levels.parquet").set_index("level")
    assert list(levels["units"]) == [77, 31, 333, len_county(levels)]
    assert levels.loc["county", "official"] == 1


def len_county(levels: pd.DataFrame) -> int:
    """In scope at county level: 2,847 less those outside the evaluation."""
    assert levels.loc["county", "units"] + levels.loc["county", "out_of_scope"] == 2847
    return int(levels.loc["county", "units"])


def test_home_page_indicators_without_a_home_page_are_not_observed(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "x", "pages")
    body = PAGE.format(name="万载县人民政府", code="3609220011", filler="内容" * 300).encode()
    writer.write(
        Exchange("http://www.wanzai.gov.cn/a/b.html", "2026-11-24T01:00:00Z", status=200, headers=[("Content-Type", "text/html")], raw_body=body, body=body),
        "", 1, Purpose.HOME,
    )  # fmt: skip
    writer.close()
    qihua("collect", "--round", "real", "--from-warc", writer.path, "--workspace", tmp_path / "ws")
    qihua("score", "--round", "real", "--workspace", tmp_path / "ws")
    rows = pd.read_parquet(tmp_path / "ws" / "rounds" / "real" / "r1" / "observations.parquet").set_index("indicator")
    assert (rows.loc["standardization_footer", "status"], rows.loc["standardization_footer", "cause"]) == (
        "not_observed",
        "no_home_page",
    )
    assert rows.loc["site_reachable", "cause"] == "no_home_page"


def test_a_cut_off_warc_file_is_used_as_far_as_it_is_whole(warc: Path, tmp_path: Path) -> None:
    whole = warc.read_bytes()
    warc.write_bytes(whole[: len(whole) * 3 // 4])
    done = qihua("collect", "--round", "real", "--from-warc", warc, "--workspace", tmp_path / "ws")
    assert done.returncode == 1
    assert "[archive.cut_off]" in done.stderr


def test_inspect_prints_a_line_a_page_with_every_fact(warc: Path) -> None:
    done = qihua("inspect", "--from-warc", warc, "--json")
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    assert [page["url"] for page in pages] == [
        "http://www.wanzai.gov.cn/",
        "https://www.yichun.gov.cn/",
        "http://nobody.gov.cn/a.html",
    ]
    first = pages[0]
    assert len(first["facts"]) == 35
    assert first["facts"]["site_id_code"]["value"] == "3609220011"
    assert first["facts"]["latest_on"] == {
        "state": "present",
        "value": "2026-11-20",
        "where": "page",
        "text": "2026-11-20",
    }
    assert first["header_footer_seen"] == "yes"
    assert {o["indicator"] for o in first["observations"]} >= {"standardization_footer", "humanization_elder"}
    assert pages[2]["observations"] == [], "one page that is no home page decides nothing about a site"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("close", "--round", "none"), "round.unknown"),
        (("score", "--round", "none"), "round.unknown"),
        (("replay", "--round", "none"), "round.unknown"),
        (("score", "--round", "none", "--framework", "nope"), "framework.unknown"),
        (("collect", "--round", "a", "--registry", "nope"), "registry.unknown"),
        (("collect", "--round", "a", "--level", "village"), "registry.unknown_level"),
        (("collect", "--round", "a", "--division", "999999"), "registry.unknown_division"),
        (("collect", "--round", "a", "--division", "鼓楼区"), "registry.ambiguous_name"),
        (("collect", "--round", "a", "--site", "http://nobody.example/"), "registry.unknown_site"),
        (("collect", "--round", "a", "--division", "360900"), "collect.no_contact"),
        (("collect", "--round", "../a", "--from-warc", "x"), "round.bad_name"),
        (("collect", "--round", "a", "--from-warc", "/none.warc.gz"), "archive.missing"),
        (("inspect", "--json"), "inspect.one_source"),
        (("close",), "usage.missing_argument"),
        (("nonsense",), "usage.bad_choice"),
        (("collect", "--round", "a", "--pages", "abc"), "usage.bad_value"),
        (("collect", "--round"), "usage.missing_value"),
        (("demo", "--nonsense"), "usage.unknown_argument"),
        (("serve", "--port", "99999"), "usage.bad_value"),
        (("serve", "--host", "192.0.2.1"), "serve.no_such_address"),
        (("registry", "export", "--out", "/dev/null/x"), "registry.out_unwritable"),
        (("inspect", "http://[::1/"), "inspect.bad_url"),
        (("inspect", "www.gov.example"), "inspect.bad_url"),
        (("inspect", "--file", __file__, "--url", "http://a℀b.gov.example/"), "inspect.bad_url"),
        (("collect", "--round", "a", "--site", "http://[::1/"), "registry.unknown_site"),
    ],
)
def test_what_a_person_gets_wrong_is_named_and_nothing_is_done(
    tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    (tmp_path / "ws").mkdir()
    done = qihua(*arguments, "--workspace", tmp_path / "ws")
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr
    assert "Traceback" not in done.stderr


def test_errors_are_worded_in_the_language_of_the_user(tmp_path: Path) -> None:
    chinese = qihua("close", "--round", "无", "--workspace", tmp_path, language="zh")
    english = qihua("close", "--round", "无", "--workspace", tmp_path, language="en")
    assert "没有检查批次" in chinese.stderr
    assert "There is no round" in english.stderr


def test_an_unwritable_workspace_is_named(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("x")
    done = qihua("collect", "--round", "r", "--from-warc", blocker, "--workspace", blocker / "ws")
    assert done.returncode == 2
    assert "[workspace.unwritable]" in done.stderr


def start_sample(workspace: Path, round_id: str, *more: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "dashboard.cli",
        "collect",
        "--round",
        round_id,
        "--registry",
        "sample",
        "--workspace",
        str(workspace),
        *more,
    ]
    return subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "QIHUA_LANG": "en"},
        start_new_session=True,
    )  # fmt: skip


def wait_for_visits(workspace: Path, least: int) -> None:
    from data.store import Store

    for _ in range(300):
        if (workspace / "qihua.sqlite").exists():
            store = Store(f"sqlite:///{workspace / 'qihua.sqlite'}")
            found = sum(len(store.finished_visits(r.id)) for r in store.rounds())
            store.close()
            if found >= least:
                return
        time.sleep(0.1)
    raise AssertionError("no visit was finished in time")


def test_ctrl_c_keeps_what_is_finished_and_resume_goes_on(tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    running = start_sample(workspace, "r1", "--in-flight", "2")
    wait_for_visits(workspace, 1)
    second = start_sample(workspace, "r2")  # beside the first, which may else be done before this has begun
    wait_for_visits(workspace, 10)
    _, refused = second.communicate(timeout=60)
    assert second.returncode == 2
    assert "[collect.already_running]" in refused
    # A terminal sends Ctrl-C to the whole group.
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 1, said
    assert "Traceback" not in said
    assert "--resume" in said
    again = qihua("collect", "--round", "r1", "--registry", "sample", "--workspace", workspace)
    assert "[round.exists]" in again.stderr
    resumed = qihua("collect", "--round", "r1", "--registry", "sample", "--resume", "--workspace", workspace)
    assert resumed.returncode == 0, resumed.stderr
    closed = qihua("close", "--round", "r1", "--workspace", workspace)
    assert closed.returncode == 0, closed.stderr
    sites = pd.read_parquet(workspace / "rounds" / "r1" / "r1" / "sites.parquet")
    assert len(sites) == 83
    assert set(sites["visits"]) == {2}
    assert (sites["outcome"] == "unreachable").sum() == 7, (
        "nothing is dead that was only asked while the collection was stopped"
    )


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = qihua("serve", "--port", str(taken.getsockname()[1]), "--workspace", tmp_path)
    assert done.returncode == 2
    assert "[serve.port_in_use]" in done.stderr


TEMPLATE_ITEMS = 16


def test_a_survey_table_takes_the_whole_way(warc: Path, tmp_path: Path) -> None:
    workspace, filled = ("--workspace", tmp_path / "ws"), tmp_path / "filled.csv"
    qihua("collect", "--round", "real", "--from-warc", warc, *workspace)
    empty = tmp_path / "empty.csv"
    made = qihua("survey", "template", "--round", "real", "--out", empty, *workspace, language="zh")
    assert made.returncode == 0, made.stderr
    again = qihua("survey", "template", "--round", "real", "--out", empty, *workspace)
    assert (again.returncode, "[answer.out_exists]" in again.stderr) == (2, True)
    generic = qihua("survey", "check", "--generic", empty)
    records = json.loads(generic.stdout)
    assert [record["网站编号"] for record in records] == ["360900-1", "360922-1"]
    assert len(records[0]) == 7 + 2 * TEMPLATE_ITEMS

    header, *rows = empty.read_text("utf-8-sig").splitlines()
    filled.write_text("\n".join([header, *rows[:1]]).replace(",,,,", ",评估员甲,2025-11-20,4,清楚", 1), "gb18030")
    checked = qihua("survey", "check", "--round", "real", "--file", filled, *workspace)
    assert checked.returncode == 0, checked.stderr
    assert "1 answers, 1 evaluators, 1 sites, 1 items" in checked.stdout
    first = qihua("survey", "import", "--round", "real", "--file", filled, "--actor", "张三", *workspace)
    second = qihua("survey", "import", "--round", "real", "--file", filled, *workspace)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "1 added" in first.stdout
    assert "imported before" in second.stdout

    faulty = tmp_path / "faulty.csv"
    faulty.write_text("site_id,evaluator,date,h1\n360900-1,,2025-11-20,9\n360900-9,b,2025-11-20,1\n", "utf-8")
    for action, status in (("check", 1), ("import", 2)):
        refused = qihua("survey", action, "--round", "real", "--file", faulty, *workspace)
        assert refused.returncode == status
        for told in (
            "faulty.csv D2",
            "[answer.bad_value]",
            "faulty.csv B2",
            "[answer.evaluator_missing]",
            "faulty.csv A3",
        ):
            assert told in refused.stderr
        assert "3 places" in refused.stderr
    chinese = qihua("survey", "import", "--round", "real", "--file", faulty, *workspace, language="zh").stderr
    assert "faulty.csv D2（第 2 行“h1”）：“9”不在允许范围（1, 2, 3, 4, 5）。" in chinese

    assert qihua("score", "--round", "real", *workspace).returncode == 0
    rows = pd.read_parquet(tmp_path / "ws" / "rounds" / "real" / "r1" / "observations.parquet")
    useful = rows[rows["indicator"] == "service_useful"].set_index("site_id")
    assert useful.loc["360900-1", "cause"] == "too_few_evaluators"
    assert useful.loc["360922-1", "cause"] == "no_survey"


def test_a_survey_command_says_which_option_is_missing(tmp_path: Path) -> None:
    for arguments, option in (
        (("template", "--round", "r"), "--out"),
        (("check", "--file", "f.csv"), "--round"),
        (("import", "--round", "r"), "--file"),
    ):
        done = qihua("survey", *arguments, "--workspace", tmp_path)
        assert (done.returncode, "[answer.needs_option]" in done.stderr) == (2, True)
        assert option in done.stderr
    for arguments in (("--generic", tmp_path / "none.csv"), ("--round", "r", "--file", tmp_path / "none.csv")):
        done = qihua("survey", "check", *arguments, "--workspace", tmp_path)
        assert (done.returncode, "[table.missing_file]" in done.stderr) == (2, True)
