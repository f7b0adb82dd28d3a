"""The dashboard in a real browser: nothing leaves the machine, nothing scrolls sideways, numbers lead to pages."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import checks, queries, reports, round_scores
from dashboard.app import VIEWS
from dashboard.locales import LANGUAGES, words
from data.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-sync",
    "--disable-gpu", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _without("the package playwright is not installed (extra: browser)")
    if not CHROMIUM.exists():
        _without(f"{CHROMIUM} is not installed (Debian package: chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


def _without(reason: str) -> None:
    if os.environ.get("QIHUA_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def address(demo_workspace: Workspace) -> Iterator[str]:
    yield from _served(demo_workspace.root)


@pytest.fixture
def own_address(demo_workspace: Workspace, tmp_path: Path) -> Iterator[str]:
    """A workspace of one's own to change."""
    shutil.copytree(demo_workspace.root, tmp_path / "copy")
    yield from _served(tmp_path / "copy")


@pytest.fixture(scope="module")
def scored_address(scored_workspace: Workspace) -> Iterator[str]:
    yield from _served(scored_workspace.root)


@pytest.fixture(scope="module")
def empty_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _served(tmp_path_factory.mktemp("empty"))


def _served(folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--workspace", str(folder), "--port", str(port)]
    # Served from another folder than the project's: the settings have to hold there too.
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{base}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield base
    finally:
        server.terminate()
        server.wait(20)
        assert server.stdout is not None
        server.stdout.close()


class Visitor:
    """A browser page that notes every request that would leave the machine."""

    def __init__(self, browser, base: str, width: int = 1440, scheme: str = "light") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="zh-CN"
        )
        self.page = self.context.new_page()
        self.base = base
        self.strangers: list[str] = []
        self.page.on("request", self._note)

    def _note(self, request) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:", request.url):
            self.strangers.append(request.url)

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.settle()

    def settle(self) -> None:
        """Wait until the page is drawn to its end and still."""
        marks = (".q-foot", ".st-key-empty", ".st-key-start", ".st-key-upload")
        self.page.wait_for_selector(", ".join(f"{mark}:visible" for mark in marks), timeout=60_000)
        self.page.wait_for_timeout(500)

    def sideways(self) -> int:
        """How many pixels the page or its main part is wider than the window."""
        return self.page.evaluate(
            "Math.max(...[document.documentElement, ...document.querySelectorAll('.stMain, [role=dialog]')]"
            ".map(e => e.scrollWidth - e.clientWidth))"
        )

    def said(self) -> str:
        """All words on the page, those inside our tables' shadow trees included."""
        return self.page.evaluate(
            "(() => { const read = n => [...n.childNodes].map(c => c.nodeType === 3 ? c.data :"
            " (['STYLE','SCRIPT'].includes(c.tagName) ? '' : (c.value || '') + (c.shadowRoot ? read(c.shadowRoot) : '') + read(c))).join(' ');"
            " return read(document.body); })()"
        )


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_stays_on_the_machine_and_inside_the_window(
    browser, address: str, demo_workspace: Workspace, language: str, width: int, tmp_path: Path
) -> None:
    snapshot = queries.published(demo_workspace)[0]
    site = snapshot.sites.loc[snapshot.sites["outcome"] == "reached", "site_id"].iloc[-1]
    paths = {view: f"/{view}?lang={language}" for view in VIEWS} | {
        "overview": f"/?lang={language}",
        "site": f"/site?lang={language}&site={site}",
        "indicator": f"/site?lang={language}&site={site}&indicator=standardization_footer",
    }
    # Both themes are seen in both languages and widths, each combination of two.
    scheme = "light" if (width == 1440) == (language == "zh") else "dark"
    visitor = Visitor(browser, address, width, scheme)
    for name, path in paths.items():
        visitor.open(path)
        visitor.page.screenshot(path=str(tmp_path / f"{name}-{language}-{width}-{scheme}.png"), full_page=True)
        assert visitor.sideways() <= 0, (name, scheme)
        assert words(language)("app.sample_band") in visitor.said()
    assert visitor.strangers == []
    visitor.context.close()


def test_the_chinese_side_has_no_words_of_the_framework(browser, address: str) -> None:
    visitor = Visitor(browser, address)
    for path in ("/", *(f"/{view}" for view in VIEWS)):
        visitor.open(path)
        said = visitor.said()
        for word in (
            "Choose an option",
            "Choose options",
            "Press Enter",
            "No results",
            "Deploy",
            "Running…",
            "Made with",
        ):
            assert word not in said, (path, word)


def test_an_empty_workspace_leads_to_the_collection(browser, empty_address: str) -> None:
    visitor = Visitor(browser, empty_address, 390)
    visitor.open("/")
    visitor.page.get_by_role("button", name=words("zh")("app.go_collection")).click()
    visitor.page.wait_for_url("**/collection*")
    visitor.settle()
    assert words("zh")("collection.no_rounds") in visitor.said()
    assert visitor.sideways() <= 0
    assert visitor.strangers == []


def test_a_number_leads_to_its_list_the_site_and_the_archived_page(
    browser, address: str, demo_workspace: Workspace
) -> None:
    snapshot = queries.published(demo_workspace)[0]
    visitor = Visitor(browser, address)
    page = visitor.page
    visitor.open("/?lang=en")
    page.get_by_role("button", name=words("en")("overview.to_coverage")).click()
    page.wait_for_url("**/coverage*lang=en*")
    visitor.settle()
    stale = queries.findings(snapshot).query("group == 'stale'").iloc[0]
    page.get_by_role("radio", name="Active", exact=True).or_(
        page.get_by_role("button", name="Active", exact=True)
    ).click()
    page.get_by_role("button", name=stale["path"]).click()
    page.wait_for_url(f"**/site?*site={stale['site_id']}*")
    visitor.settle()
    entry = snapshot.indicators["site_active"]
    page.get_by_role("button", name=entry.name_en, exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(words("en")("site.archived_note")).wait_for(timeout=30_000)
    inner = page.frame_locator("iframe").frame_locator("iframe")
    assert inner.locator("body").inner_text()
    assert inner.locator("script, img, a, [style], [onclick]").count() == 0
    assert "indicator=site_active" in page.url
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    page.wait_for_function("!location.search.includes('indicator')")
    assert visitor.strangers == []


def test_language_and_round_stay_chosen_from_page_to_page(browser, address: str) -> None:
    visitor = Visitor(browser, address)
    visitor.open("/?lang=en&round=demo-1")
    for view in ("coverage", "site", "overview"):
        visitor.page.locator(f"[class*='st-key-nav_{view}'] a").click()
        visitor.page.get_by_role("heading", level=1, name=words("en")(f"app.{view}_title")).wait_for()
        visitor.settle()
        assert "演示第一轮" in visitor.said()
        assert "lang=en" in visitor.page.url
        assert "round=demo-1" in visitor.page.url


def test_the_list_can_be_downloaded_for_excel(browser, address: str, demo_workspace: Workspace, tmp_path: Path) -> None:
    snapshot = queries.published(demo_workspace)[0]
    visitor = Visitor(browser, address)
    visitor.open("/coverage")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=words("zh")("app.download")).click()
    target = tmp_path / "list.csv"
    download.value.save_as(target)
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").splitlines()
    assert len(lines) - 1 == len(queries.listed(snapshot, "county", "official", "out"))
    assert words("zh")("app.fictional_mark") in lines[1]


def test_the_upload_of_own_lists_says_nothing_in_english(browser, own_address: str) -> None:
    visitor = Visitor(browser, own_address)
    visitor.open("/collection")
    visitor.page.get_by_text(words("zh")("lists.title")).click()
    for english in ("Upload", "20MB per file"):
        hidden = visitor.page.locator(".st-key-upload").get_by_text(english, exact=True)
        assert hidden.evaluate("e => getComputedStyle(e).fontSize") == "0px", english


def test_a_faulty_table_is_refused_and_a_good_one_imported(browser, own_address: str, tmp_path: Path) -> None:
    say = words("zh")
    visitor = Visitor(browser, own_address)
    page = visitor.page
    visitor.open("/survey")
    page.get_by_text(say("survey.waiting")).wait_for()
    for english in ("Upload", "20MB per file"):
        hidden = page.locator(".st-key-upload").get_by_text(english, exact=True)
        assert hidden.evaluate("e => getComputedStyle(e).fontSize") == "0px", english
    with page.expect_download() as download:
        page.get_by_role("button", name=say("survey.get_button")).click()
    empty = tmp_path / "empty.csv"
    download.value.save_as(empty)
    header, row, *_ = empty.read_text("utf-8-sig").splitlines()
    faulty, good = tmp_path / "faulty.csv", tmp_path / "good.csv"
    faulty.write_text(f"{header}\n{row.replace(',,,', ',评估员寅,2999-11-20,6,', 1)}\n", "gb18030")
    good.write_text(f"{header}\n{row.replace(',,,', ',评估员寅,2025-11-20,4,', 1)}\n", "gb18030")

    chooser = page.locator(".st-key-upload input[type=file]")
    chooser.set_input_files(faulty)
    page.get_by_text(say("survey.refused", file="faulty.csv", n=2)).wait_for()
    visitor.settle()
    said = visitor.said()
    for told in ("G2", "2999-11-20", say("remedy.answer.date_in_future"), "H2", say("remedy.answer.bad_value")):
        assert told in said
    assert page.get_by_role("button", name=say("survey.import"), exact=True).count() == 0
    assert visitor.sideways() <= 0

    page.locator("[data-testid=stFileChipDeleteBtn] button").click()
    page.get_by_text(say("survey.waiting")).wait_for()
    chooser.set_input_files(good)
    page.get_by_text(say("survey.good", file="good.csv")).wait_for()
    page.get_by_role("button", name=say("survey.import"), exact=True).click()
    page.get_by_text(say("survey.done", file="good.csv", new=1, corrected=0)).wait_for()
    visitor.settle()
    assert "评估员寅" in visitor.said()
    assert visitor.strangers == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_to_all_pages_is_one_line_on_a_desk_and_fits_a_phone(
    browser, scored_address: str, language: str
) -> None:
    for width, lines in ((1280, 1), (1440, 1), (390, 3)):
        visitor = Visitor(browser, scored_address, width)
        visitor.open(f"/ranking?lang={language}")
        tops = {round(link.bounding_box()["y"]) for link in visitor.page.locator("[class*='st-key-nav_'] a").all()}
        assert len(tops) <= lines
        if lines == 1:
            links, switch = (visitor.page.locator(f".st-key-{key}").bounding_box() for key in ("nav", "language"))
            assert switch["y"] < links["y"] + links["height"]
            assert links["x"] + links["width"] <= switch["x"]
        assert visitor.sideways() <= 0
        visitor.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_and_an_opened_indicator_stay_inside_the_window(
    browser, scored_address: str, language: str, width: int, scheme: str, tmp_path: Path
) -> None:
    visitor = Visitor(browser, scored_address, width, scheme)
    for name, path in {
        "dimensions": "/dimensions?",
        "county": "/dimensions?level=county&",
        "indicator": "/dimensions?indicator=standardization_footer&",
        "ranking": "/ranking?",
        "service": "/ranking?dimension=service&order=low&",
    }.items():
        visitor.open(f"{path}lang={language}")
        visitor.page.screenshot(path=str(tmp_path / f"{name}-{language}-{width}.png"), full_page=True)
        assert visitor.sideways() <= 0, name
    assert visitor.strangers == []
    visitor.context.close()


def test_the_lowest_county_in_a_dimension_is_three_clicks_away_and_leads_to_its_evidence(
    browser, scored_address: str, scored_workspace: Workspace
) -> None:
    snapshot, say = queries.published(scored_workspace)[0], words("zh")
    ranked = round_scores.standings(snapshot, None, "county", "service").query("standing == 'ranked'")
    lowest = ranked[ranked["rank"] == ranked["rank"].max()].iloc[0]
    visitor = Visitor(browser, scored_address)
    page = visitor.page
    visitor.open("/ranking")
    page.get_by_role("radio", name="服务化", exact=True).or_(
        page.get_by_role("button", name="服务化", exact=True)
    ).click()
    visitor.settle()
    page.get_by_role("radio", name=say("ranking.low"), exact=True).or_(
        page.get_by_role("button", name=say("ranking.low"), exact=True)
    ).click()
    visitor.settle()
    page.locator("table[aria-label='排名'] tbody button").first.click()
    page.wait_for_url(f"**/site?*site={lowest['site_id']}*")
    visitor.settle()
    pieces = queries.site_evidence(snapshot, lowest["site_id"])
    entry = snapshot.indicators[
        next(name for name in pieces["indicator"] if snapshot.indicators[name].dimension == "service")
    ]
    values = page.get_by_role("table", name=say("site.table"), exact=True)
    values.get_by_role("button", name=entry.name_zh, exact=True).click()
    page.get_by_role("dialog").get_by_text(say("site.archived_note")).wait_for(timeout=30_000)
    assert visitor.strangers == []


def test_a_mean_leads_to_its_sites_and_an_indicator_to_the_site_with_it_opened(
    browser, scored_address: str, scored_workspace: Workspace
) -> None:
    snapshot, say = queries.published(scored_workspace)[0], words("zh")
    visitor = Visitor(browser, scored_address)
    page = visitor.page
    visitor.open("/dimensions?dimension=standardization")
    region = snapshot.registry.scope("province")[0]
    page.get_by_role("button", name=re.compile(f"^{region.name} · 服务化")).click()
    dialog = page.get_by_role("dialog")
    behind = round_scores.region_scores(snapshot, region.code, "service")
    dialog.get_by_role("button", name=behind["path"].iloc[0], exact=True).wait_for(timeout=30_000)
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    entry = snapshot.indicators["standardization_footer"]
    page.get_by_role("button", name=entry.name_zh, exact=True).click()
    first = round_scores.indicator_points(snapshot, entry.id).iloc[0]
    dialog.get_by_role("button", name=first["path"], exact=True).click()
    page.wait_for_url(f"**/site?*site={first['site_id']}*")
    page.get_by_role("dialog").get_by_text(entry.rule_zh).wait_for(timeout=30_000)
    assert f"indicator={entry.id}" in page.url
    assert say("site.evidence_all") in visitor.said()
    assert visitor.strangers == []


def test_a_unit_is_found_while_its_name_is_typed(browser, scored_address: str, scored_workspace: Workspace) -> None:
    snapshot = queries.published(scored_workspace)[0]
    row = round_scores.standings(snapshot, None, "county").iloc[5]
    visitor = Visitor(browser, scored_address)
    visitor.open("/ranking")
    visitor.page.get_by_placeholder(words("zh")("ranking.find_hint")).press_sequentially(row["unit_code"], delay=30)
    visitor.page.wait_for_url(f"**find={row['unit_code']}*")
    visitor.settle()
    said = visitor.said()
    assert row["path"] in said
    assert "Press Enter" not in said
    assert visitor.page.locator("table[aria-label='排名'] tbody button").count() == 1


def test_the_report_on_screen_is_the_file_that_is_downloaded(browser, address: str, demo_workspace: Workspace) -> None:
    say = words("zh")
    now, before = queries.published(demo_workspace)
    visitor = Visitor(browser, address)
    visitor.open("/reports")
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name=say("reports.download")).click()
    assert waiting.value.suggested_filename == "qihua-demo-2-r1-nation.pdf"
    assert Path(waiting.value.path()).read_bytes() == reports.render(now, before, reports.NATION, "pdf", say)
    visitor.open("/reports?report_on=one_unit&report_as=html&report_unit=" + now.sites.iloc[0]["unit_code"])
    framed = visitor.page.frame_locator("iframe").frame_locator("iframe")
    assert framed.locator("h1").inner_text() == say("paper.title")
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name=say("reports.package_download")).click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")
    assert visitor.strangers == []


def test_a_suspicion_of_the_self_check_leads_to_the_archived_page_in_two_clicks(
    browser, address: str, demo_workspace: Workspace
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words("zh")
    published = checks.published_check(snapshot)
    found = checks.check_findings(snapshot, published).query("veto == 'home_stale'").iloc[0]
    visitor = Visitor(browser, address)
    page = visitor.page
    visitor.open("/check")
    row = page.get_by_role("table", name=say("check.findings"), exact=True).locator("tr", has_text="首页不更新")
    row.get_by_role("button", name=found["path"]).click()
    page.wait_for_url(f"**/check?*site={found['site_id']}*")
    visitor.settle()
    signs = page.get_by_role("table", name=say("check.vetoes"), exact=True)
    signs.get_by_role("button", name="首页最新信息距采集日", exact=True).click()
    page.get_by_role("dialog").get_by_text(say("site.archived_note")).wait_for(timeout=30_000)
    assert page.frame_locator("iframe").frame_locator("iframe").locator("body").inner_text()
    assert visitor.strangers == []
