"""Reports: the numbers of the snapshot, every gap worded, hostile texts literal, the same bytes every time."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from selectolax.lexbor import LexborHTMLParser

from dashboard import queries, reports
from dashboard.locales import LANGUAGES, words
from dashboard.queries import HIDDEN, Snapshot
from dashboard.reports.model import Bars, Block, Cell, Column, Facts, Group, Paragraph, Report, Section, Table
from dashboard.reports.page import as_html
from dashboard.reports.paged import as_pdf, as_pictures
from dashboard.round_scores import index_by_level
from data.capture.archive import ArchiveWriter
from data.capture.exchange import Exchange
from data.errors import QihuaError
from data.model import Purpose
from data.registry import Registry
from data.workspace import Workspace
from metrics.coverage import COUNTS, LEVELS
from metrics.scorecard import STANDINGS

Rounds = tuple[Snapshot, Snapshot]
HOSTILE = (
    r"""#panic("x") $x^2$ *b* _i_ @ref <a> \u{41} `c` [d] // {{e}} "f" 'g' ~h =i & &lt; <script>alert(1)</script>"""
)
SAY = words("zh")


@pytest.fixture(scope="module")
def rounds(scored_workspace: Workspace) -> Rounds:
    """The second round and the first, in which most sites have a score."""
    now, before = queries.published(scored_workspace)
    return now, before


def pages_of(pdf: bytes) -> list[str]:
    """The text of every page, without white space: the setter's spaces between scripts are not ours."""
    return [re.sub(r"[\s\u200b]+", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def blocks_of(report: Report) -> Iterator[Block]:
    yield Facts(report.cover)
    for section in (*report.preface, *report.sections):
        yield from section.blocks


def texts_of(report: Report) -> Iterator[str]:
    """Every text that stands for a value or names one; titles of untitled groups and second lines may be empty."""
    for block in blocks_of(report):
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Facts):
            yield from (text for row in block.rows for text in row)
        elif isinstance(block, Bars):
            yield from (text for group in block.groups for bar in group.bars for text in (bar.label, bar.text))
        else:
            yield from (column.title for column in block.columns)
            yield from (cell.text for group in block.groups for row in group.rows for cell in row)


def table_of(report: Report, title: str) -> Table:
    return next(block for block in blocks_of(report) if isinstance(block, Table) and block.title.endswith(title))


# Contents


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_blank_and_no_gap_reads_as_a_number(language: str, rounds: Rounds) -> None:
    now, before = rounds
    say = words(language)
    ids = now.sites.groupby(["outcome", "kind", "identity"])["site_id"].first()
    found = [reports.build(now, before, scope, say) for scope in (reports.NATION, *ids)]
    found.append(reports.build(before, None, reports.NATION, say))
    for report in found:
        for text in texts_of(report):
            assert text.strip(), report.subtitle
            assert not re.search(r"\b(nan|NaN|NaT|inf)\b|<NA>|^None$", text), text
        for block in blocks_of(report):
            if isinstance(block, Table):
                widths = {len(row) for group in block.groups for row in group.rows}
                assert widths == {len(block.columns)}, block.title


def test_the_national_report_prints_the_scorecards_numbers(rounds: Rounds) -> None:
    now, before = rounds
    text = "".join(pages_of(reports.render(now, before, reports.NATION, "pdf", SAY)))
    levels = now.coverage_levels
    for level in LEVELS:
        total = int(levels.loc[level, "units"])
        for count in COUNTS:
            n, maybe = int(levels.loc[level, count]), int(levels.loc[level, f"unseen_{count}"])
            beyond = f"，未能判断{maybe}" if maybe else ""
            assert f"{n}/{total}（{n / total:.1%}）{beyond}" in text
    standings = index_by_level(now)
    for level in LEVELS:
        row = standings.loc[level]
        numbers = "".join(str(int(row[name])) for name in (*STANDINGS, "portals"))
        assert f"{SAY(f'level.{level}')}{numbers}" in text
        assert f"{row['mean']:.2f}{row['median']:.2f}" in text
    assert f"快照摘要（SHA-256）{now.card['manifest_sha256']}" in text
    assert f"数据截止日期{squeezed(SAY('app.date', year=2026, month=1, day=1))[:4]}" in text


def test_ranked_unreachable_blocked_and_insufficient_are_all(rounds: Rounds) -> None:
    table = table_of(reports.build(*rounds, reports.NATION, SAY), SAY("paper.standings"))
    for row in table.groups[0].rows:
        *parts, everything = (int(cell.text) for cell in row[1:])
        assert sum(parts) == everything
    portals = rounds[0].scores.sites["standing"].isin(STANDINGS).sum()
    assert everything == portals


def test_every_ranked_portal_is_in_one_tier_list_in_administrative_order(rounds: Rounds) -> None:
    now, _ = rounds
    report = reports.build(*rounds, reports.NATION, SAY)
    lists = next(s for s in report.sections if s.title.endswith(SAY("paper.tier_lists"))).blocks[-1]
    assert isinstance(lists, Table)
    listed = [name for group in lists.groups for row in group.rows for name in row[3].text.split("、")]
    ranked = now.scores.sites[now.scores.sites["standing"] == "ranked"]
    assert len(listed) == len(ranked)
    for level, group in zip([level for level in LEVELS if (ranked["level"] == level).any()], lists.groups, strict=True):
        for row in group.rows:
            place = next(n for n in range(1, 99) if SAY("ranking.tier_n", n=n) == row[0].text)
            codes = sorted(ranked.loc[(ranked["level"] == level) & (ranked["tier"] == place), "unit_code"])
            names = [now.registry.unit(code).full_name.rpartition("/")[2] for code in codes]
            printed = row[3].text.split("、")
            order = [names.index(next(n for n in names if one.endswith(n))) for one in printed]
            assert order == sorted(order)


def test_ranks_stand_in_a_section_marked_internal_only(rounds: Rounds) -> None:
    report = reports.build(*rounds, reports.NATION, SAY)
    with_ranks = [
        section
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table) and any(column.title == SAY("paper.rank") for column in block.columns)
    ]
    assert [section.internal for section in with_ranks] == [True]
    assert SAY("paper.internal_mark") in with_ranks[0].title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_card_says_all_that_a_score_and_a_rank_rest_on(language: str, rounds: Rounds) -> None:
    now, before = rounds
    say, card = words(language), now.card
    report = reports.build(now, before, reports.NATION, say)
    section = next(section for section in report.sections if section.title.endswith(say("paper.method_card")))
    facts = next(block for block in section.blocks if isinstance(block, Facts))
    told = " ".join(value for _, value in facts.rows)
    rule = card["uncertainty"]
    said = [
        card["version"], card["framework_sha256"], card["manifest_sha256"], f"{rule['draws']:,}", str(rule["seed"]),
        f"{rule['weights']:.0%}", f"{card['floors']['dimension_share']:.0%}", say("paper.precision_text", n=card["precision"]),
        card["software"], *(f"{name} {version}" for name, version in card["packages"].items()),
    ]  # fmt: skip
    assert [text for text in said if text not in told] == []


def test_an_internal_annex_stands_on_pages_of_its_own(rounds: Rounds) -> None:
    now, before = rounds
    site = now.scores.sites[now.scores.sites["standing"] == "ranked"].iloc[0]
    report = reports.build(now, before, site["site_id"], SAY)
    pages = pages_of(as_pdf(report))
    titles = [squeezed(section.title) for section in report.sections]
    place = next(n for n, section in enumerate(report.sections) if section.internal)
    page = next(page for page in pages if titles[place] in page)
    assert not any(title in page for title in (titles[place - 1], titles[place + 1]))
    assert page.index(titles[place]) < page.index(squeezed(SAY("paper.own_rank_text")))
    assert SAY("paper.rules_note")[:20] not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sites_report_tells_its_tier_and_its_rank_in_an_internal_annex_alone(language: str, rounds: Rounds) -> None:
    now, before = rounds
    say, sites = words(language), now.scores.sites
    rank = re.compile({"zh": r"第\s*\d+\s*(名|/)", "en": r"(?i)\brank \d|^\d+ of \d+$"}[language], re.MULTILINE)
    ranked, other = (sites[sites["standing"] == name] for name in ("ranked", "other"))
    for row in ranked.iloc[::6].itertuples():
        report = reports.build(now, before, row.site_id, say)
        inside = [section for section in report.sections if section.internal]
        (annex,) = inside
        assert say("paper.internal_mark") in annex.title
        in_public = replace(report, sections=[section for section in report.sections if not section.internal])
        tables = [block for block in blocks_of(in_public) if isinstance(block, Table)]
        small = [cell.small for table in tables for group in table.groups for line in group.rows for cell in line]
        said = "\n".join([*texts_of(in_public), *small])
        assert not rank.search(said)
        assert say("ranking.tier_n", n=row.tier) + say("paper.tier_means") in said
        assert rank.search("\n".join(texts_of(report)))
    alone = reports.build(now, before, other.loc[other["score"].notna(), "site_id"].iloc[0], say)
    assert say("paper.tier_none") in "".join(texts_of(alone))
    assert not any(section.internal for section in alone.sections)


def test_what_a_precision_of_our_own_pages_is_worth_is_said_once(rounds: Rounds) -> None:
    now, before = rounds
    said = "".join(texts_of(reports.build(now, before, now.sites["site_id"].iloc[0], SAY)))
    assert said.count(SAY("paper.rules_text")) == 1
    assert SAY("precision.own_pages") not in said


def test_no_report_names_a_last_place(rounds: Rounds) -> None:
    now, before = rounds
    for scope in (reports.NATION, *now.sites["site_id"].iloc[:3]):
        said = "".join(texts_of(reports.build(now, before, scope, SAY)))
        for refused in ("最差", "倒数", "垫底", "最后一名", "落后"):
            assert refused not in said


def test_a_sites_report_names_no_other_site_and_adds_up_to_its_score(rounds: Rounds) -> None:
    now, before = rounds
    site = now.scores.sites[now.scores.sites["standing"] == "ranked"].iloc[-1]
    report = reports.build(now, before, site["site_id"], SAY)
    make_up = table_of(report, SAY("paper.dimension_table"))
    earned = sum(float(row[5].text) for row in make_up.groups[0].rows if not row[5].quiet)
    assert round(earned, 2) == site["score"]
    said = "".join(texts_of(report))
    assert f"{site['score']:.2f}" in said
    own = now.sites.set_index("site_id").loc[site["site_id"]]
    peers = now.sites[(now.sites["level"] == site["level"]) & (now.sites["site_id"] != site["site_id"])]
    linked = set(queries.site_evidence(now, site["site_id"])["text"])
    assert not [name for name in peers["name"] if name in said and name not in own["path"] and name not in linked]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sites_report_says_of_every_cause_what_it_means_and_what_to_do(language: str, rounds: Rounds) -> None:
    now, before = rounds
    say = words(language)
    lost = now.sites[now.sites["outcome"] != "reached"].drop_duplicates("cause")
    assert len(lost) >= 5
    for row in lost.itertuples():
        page = as_html(reports.build(now, before, row.site_id, say))
        text = LexborHTMLParser(page).text(separator=" ")
        met = now.observations[
            (now.observations["site_id"] == row.site_id) & (now.observations["status"] == "not_observed")
        ]
        for cause in {row.cause, *met["cause"]}:
            assert [p for p in ("name", "why", "next") if say(f"cause.{cause}.{p}") not in text] == [], cause


def test_what_to_mend_first_is_ordered_by_gain(rounds: Rounds) -> None:
    now, before = rounds
    gains = now.scores.indicators
    site_id = gains[gains["gain"] > 1]["site_id"].iloc[0]
    table = table_of(reports.build(now, before, site_id, SAY), SAY("paper.first_table"))
    score = now.scores.sites.set_index("site_id").loc[site_id, "score"]
    printed = [(float(row[2].text), float(row[3].text)) for row in table.groups[0].rows]
    own = gains[(gains["site_id"] == site_id) & ((gains["total"] - score).round(2) > 0)]
    assert [gain for gain, _ in printed] == sorted((own["total"] - score).round(2), reverse=True)[:10]
    assert all(round(score + gain, 2) == then for gain, then in printed)


def test_rounds_of_different_frameworks_are_not_compared(rounds: Rounds, tmp_path: Path) -> None:
    now, before = rounds
    shutil.copytree(before.folder.parents[1], tmp_path / "rounds")
    (card,) = (tmp_path / "rounds" / before.round["id"] / "r1").glob("scorecards/*/card.json")
    card.write_text(json.dumps(json.loads(card.read_text("utf-8")) | {"framework_sha256": "0" * 64}), "utf-8")
    other = next(s for s in queries.published(Workspace.open(tmp_path)) if s.round["id"] == before.round["id"])
    said = "".join(texts_of(reports.build(now, other, reports.NATION, SAY)))
    assert SAY("paper.other_framework", name=before.round["name"]) in said
    assert SAY("paper.before_mean") not in said
    assert SAY("paper.before_mean") in "".join(texts_of(reports.build(now, before, reports.NATION, SAY)))


def test_units_outside_the_evaluation_are_in_no_list_and_a_few_sites_make_no_rate(tmp_path: Path) -> None:
    from dashboard import jobs

    registry = Registry.shipped("china")
    url = registry.portal("320000").url
    body = f"<html><head><title>江苏</title></head><body>{'无关文字' * 400}</body></html>".encode()
    writer = ArchiveWriter(tmp_path / "other", "other", "pages")
    headers = [("content-type", "text/html; charset=utf-8")]
    seen = Exchange(url, "2026-11-20T02:00:00Z", [], 200, "OK", headers=headers, raw_body=body, body=body)
    writer.write(seen, "", 1, Purpose.HOME)
    writer.close()
    workspace = Workspace.open(tmp_path / "workspace")
    jobs.collect(workspace, jobs.CollectRequest("imported", "导入", registry, archives=[writer.path]))
    jobs.score(workspace, "imported")
    (snapshot,) = queries.published(workspace)
    report = reports.build(snapshot, None, reports.NATION, SAY)
    said = "".join(texts_of(report))
    for name in ("台湾", "香港", "澳门", "金门", "西沙区", "南沙区"):
        assert name not in said
    assert SAY("app.scope_note", n=int(snapshot.coverage_levels["out_of_scope"].sum())) in said
    county = table_of(report, SAY("paper.coverage_table")).groups[0].rows[3]
    assert [cell.text for cell in county[3:6]] == [SAY("paper.left_aside_all")] * 3
    assert county[6].text == SAY("paper.no_rate")
    assert SAY("paper.sum_partial") in said
    assert SAY("paper.fictional") not in report.marks


# Hostile and hidden texts


def hostile_report() -> Report:
    cell = Cell(HOSTILE, HOSTILE)
    table = Table(HOSTILE, [Column(HOSTILE)], [Group([[cell]], HOSTILE)], HOSTILE)
    blocks = [Paragraph(HOSTILE), Facts([(HOSTILE, HOSTILE)]), table]
    return Report(
        "题", HOSTILE, "zh", "2026-11-26", [HOSTILE], [], [], [Section(HOSTILE, blocks)], HOSTILE, contents=True
    )


def test_hostile_texts_come_out_as_they_are() -> None:
    report = hostile_report()
    assert "".join(pages_of(as_pdf(report))).count(squeezed(HOSTILE)) >= 8
    tree = LexborHTMLParser(as_html(report).decode("utf-8"))
    for place in ("h2", "p", "dt", "dd", "caption", "thead th", "tbody th", "td", "small", ".marks", "footer"):
        assert HOSTILE in (tree.css_first(place).text() or ""), place
    assert tree.css("script") == []


def test_hostile_evidence_comes_out_as_it_is(rounds: Rounds, tmp_path: Path) -> None:
    now, _ = rounds
    folder = Path(shutil.copytree(now.folder, tmp_path / "rounds" / now.round["id"] / "r1"))
    evidence = pd.read_parquet(folder / "evidence.parquet")
    row = evidence[evidence["indicator"] == "standardization_site_id"].iloc[0]
    mask = (evidence["site_id"] == row["site_id"]) & (evidence["indicator"] == row["indicator"])
    evidence.loc[mask, "text"] = HOSTILE[:80]
    evidence.to_parquet(folder / "evidence.parquet", index=False)
    (changed,) = queries.published(Workspace.open(tmp_path))
    pdf, html = (reports.render(changed, None, row["site_id"], form, SAY) for form in reports.FORMATS)
    assert squeezed(HOSTILE[:80]) in "".join(pages_of(pdf))
    assert any(HOSTILE[:80] in (td.text() or "") for td in LexborHTMLParser(html.decode("utf-8")).css("td"))


def test_words_of_hijacked_and_parked_pages_never_reach_a_report(rounds: Rounds, demo_workspace: Workspace) -> None:
    now, before = rounds
    homes = now.captures[now.captures["cause"].isin(HIDDEN)].drop_duplicates("site_id")
    assert len(homes)
    causes = {SAY.cause(cause) for cause in HIDDEN}
    for capture_id, site_id in homes[["id", "site_id"]].itertuples(index=False):
        archived = queries.archived(demo_workspace, now, queries.capture_of(now, capture_id))
        tree = LexborHTMLParser(archived.body.decode("utf-8", "replace"))
        words_of_page = [
            node.text().strip() for node in tree.css("title, h1, h2, p, a") if len(node.text().strip()) > 3
        ]
        assert words_of_page
        said = "\n".join(texts_of(reports.build(now, before, site_id, SAY)))
        assert SAY("site.hidden_short") in said
        assert [text for text in words_of_page if text in said and text not in causes] == []


# Files


@pytest.mark.parametrize("form", reports.FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_snapshot_gives_the_same_bytes_in_another_process(
    form: str, language: str, scored_workspace: Workspace, rounds: Rounds, tmp_path: Path
) -> None:
    now, before = rounds
    site_id = now.scores.sites.loc[now.scores.sites["standing"] == "ranked", "site_id"].iloc[0]
    out = tmp_path / f"report.{form}"
    command = [
        sys.executable,
        "-m",
        "dashboard.cli",
        "report",
        "--workspace",
        str(scored_workspace.root),
        "--round",
        now.round["id"],
    ]
    command += ["--scope", site_id, "--format", form, "--language", language, "--out", str(out)]
    env = {**os.environ, "TZ": "America/New_York", "QIHUA_LANG": "en", "PYTHONHASHSEED": "7"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == reports.render(now, before, site_id, form, words(language))


def test_every_page_says_its_number_and_that_the_data_are_fictional(rounds: Rounds) -> None:
    pdf = reports.render(*rounds, reports.NATION, "pdf", SAY)
    pages = pages_of(pdf)
    assert len(pages) > 8
    for number, page in enumerate(pages, 1):
        assert squeezed(SAY("paper.page", n=number, total=len(pages))) in page
        assert SAY("paper.fictional") in page
        assert squeezed(SAY("paper.draft")) in page
    assert len(as_pictures(reports.build(*rounds, reports.NATION, SAY), 20)) == len(pages)


def test_pages_are_a4_and_all_fonts_are_embedded_and_from_the_package(rounds: Rounds) -> None:
    names = set()
    for page in PdfReader(io.BytesIO(reports.render(*rounds, reports.NATION, "pdf", SAY))).pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        for font in page["/Resources"]["/Font"].values():
            for below in font.get_object()["/DescendantFonts"]:
                description = below.get_object()["/FontDescriptor"].get_object()
                assert {"/FontFile2", "/FontFile3"} & set(description)
                names.add(description["/FontName"].rpartition("+")[2].partition("-")[0])
    assert names == {"NotoSansSC", "NotoSerifSC"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_file_asks_for_nothing_and_runs_nothing(language: str, rounds: Rounds) -> None:
    now, before = rounds
    for scope in (reports.NATION, now.sites["site_id"].iloc[0]):
        document = reports.render(now, before, scope, "html", words(language)).decode("utf-8")
        tree = LexborHTMLParser(document)
        assert tree.css("script, link, img, iframe, object, embed, form, base, video, audio") == []
        assert [
            a.attributes["href"] for a in tree.css("[href]") if not (a.attributes["href"] or "").startswith("#s")
        ] == []
        assert tree.css("[src], [srcset], [srcdoc], [action], [onclick], [onload]") == []
        assert not re.search(r"url\(|@import|expression\(", tree.css_first("style").text())
        policy = tree.css_first("meta[http-equiv]").attributes
        assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"
        ids = [node.attributes["id"] for node in tree.css("[id]")]
        assert len(ids) == len(set(ids))
        assert words(language)("paper.fictional") in tree.css_first(".marks").text()


def test_html_and_pdf_hold_the_same_cells(rounds: Rounds) -> None:
    report = reports.build(*rounds, reports.NATION, SAY)
    html = squeezed(LexborHTMLParser(as_html(report).decode("utf-8")).body.text())
    pdf = "".join(pages_of(as_pdf(report)))
    rows = table_of(report, SAY("paper.means")).groups[0].rows
    for row in rows:
        line = squeezed("".join(cell.text for cell in row))
        assert line in html
        assert line in pdf


# Scopes and errors


def test_a_units_code_stands_for_its_portal(rounds: Rounds) -> None:
    now, _ = rounds
    portal = now.sites[now.sites["kind"] == "portal"].iloc[0]
    assert reports.resolve_scope(now, portal["unit_code"]) == portal["site_id"]
    assert reports.resolve_scope(now, portal["site_id"]) == portal["site_id"]
    assert reports.resolve_scope(now, "nation") == reports.NATION


def test_a_scope_that_has_no_report_is_refused_with_its_reason(rounds: Rounds) -> None:
    now, _ = rounds
    units = now.coverage_units
    without = units.loc[~units["registered"], "unit_code"].iloc[0]
    closed = [site for site in now.registry.sites if site not in set(now.sites["site_id"])]
    cases = {"nowhere": "report.unknown_scope", without: "report.no_portal"}
    cases |= dict.fromkeys(closed[:1], "report.not_in_round")
    for scope, code in cases.items():
        with pytest.raises(QihuaError) as error:
            reports.resolve_scope(now, scope)
        assert error.value.problems[0].code == code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--round", "none"], "round.unknown"),
        (["--round", "demo-2", "--scope", "nowhere"], "report.unknown_scope"),
        (["--round", "demo-2", "--format", "docx2"], "report.unknown_format"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_person_gets_wrong_is_named_and_the_file_there_stays(
    arguments: list[str], code: str, language: str, demo_workspace: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "report.pdf"
    out.write_bytes(b"earlier")
    command = [
        sys.executable,
        "-m",
        "dashboard.cli",
        "report",
        "--workspace",
        str(demo_workspace.root),
        "--out",
        str(out),
    ]
    env = {**os.environ, "QIHUA_LANG": language}
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, env=env, timeout=100, check=False)
    assert done.returncode == 2
    assert done.stderr.rstrip().endswith(f"[{code}]")
    assert out.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_that_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    for out in (tmp_path / "nowhere" / "x.pdf", tmp_path):
        with pytest.raises(QihuaError) as error:
            reports.write_report(b"x", out)
        assert error.value.problems[0].code == "report.unwritable"
    assert list(tmp_path.iterdir()) == []
