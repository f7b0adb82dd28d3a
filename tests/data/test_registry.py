"""The registry: the shipped facts, lookup, validity, and every refusal with its place."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import QihuaError
from data.registry import LEVELS, ReferenceHost, Registry, Site, plain_host

UNIT = {
    "code": "", "level": "county", "name": "", "short_name": "", "name_en": "", "full_name": "", "parent_code": "",
    "unit_type": "虚构", "in_scope": "yes", "scope_note": "", "valid_from": "", "valid_to": "", "source": "虚构",
}  # fmt: skip
SITE = {
    "site_id": "", "unit_code": "", "kind": "portal", "name": "", "url": "", "site_code": "", "sponsor": "",
    "undertaker": "", "supervisor": "", "body_kind": "", "vertical": "", "outside_service": "", "autonomous": "",
    "foreign_duty": "", "state": "running", "merged_into": "", "domain_exception": "", "valid_from": "", "valid_to": "",
    "source": "虚构", "confidence": "", "checked_at": "", "note": "",
}  # fmt: skip
HOST = {
    "host": "", "match": "host", "kind": "service_platform", "province_code": "", "project": "", "name": "虚构",
    "strength": "service", "source": "虚构", "confidence": "", "note": "",
}  # fmt: skip
ACCOUNT = {
    "platform": "微信公众号", "name": "虚构发布", "subject": "", "sponsor": "", "filing_state": "", "state": "正常",
    "closed_on": "", "unit_code": "910000", "source": "虚构",
}  # fmt: skip


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


class Folder:
    """A small fictional registry that a test changes before it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.about = 'id = "tiny"\nname = "演示（虚构）"\nfictional = true\ndate = 2026-06-30\n'
        self.units = [
            UNIT | {"code": "000000", "level": "nation", "name": "虚构", "full_name": "虚构"},
            self.unit("bm-1", "ministry", "云图部", "云图部", "000000"),
            self.unit("910000", "province", "云栖省", "云栖省", "000000"),
            self.unit("910100", "prefecture", "望溪市", "云栖省/望溪市", "910000"),
            self.unit("910101", "county", "清禾县", "云栖省/望溪市/清禾县", "910100"),
            self.unit("920000", "province", "海棠省", "海棠省", "000000"),
            self.unit("920001", "county", "清禾县", "海棠省/清禾县", "920000"),
        ]
        self.sites = [
            self.site("910000-1", "http://www.yunqi.gov.example/"),
            self.site("910100-1", "https://wangxi.gov.example/index.html"),
            self.site("910100-2", "https://www.wangxi.gov.example/ys/", kind="channel"),
            self.site("910101-1", "http://www.qinghe.gov.example/"),
            self.site("910101-2", "http://www.old.gov.example/", state="closed"),
        ]
        self.hosts = [HOST | {"host": "zwfw.yunqi.gov.example", "match": "suffix", "province_code": "910000"}]
        self.suffixes = [{"suffix": ".gov.example", "kind": "government", "source": "虚构", "date": ""}]
        self.accounts = [dict(ACCOUNT)]

    @staticmethod
    def unit(code: str, level: str, name: str, full_name: str, parent: str) -> dict[str, str]:
        return UNIT | {
            "code": code, "level": level, "name": name, "short_name": name[:-1], "full_name": full_name,
            "parent_code": parent,
        }  # fmt: skip

    @staticmethod
    def site(site_id: str, url: str, **changes: str) -> dict[str, str]:
        return SITE | {"site_id": site_id, "unit_code": site_id.rpartition("-")[0], "url": url} | changes

    def load(self, as_of: date | None = None) -> Registry:
        (self.path / "registry.toml").write_text(self.about, "utf-8")
        for name in ("units", "sites", "suffixes", "accounts"):
            write(self.path / f"{name}.csv", getattr(self, name))
        write(self.path / "reference_hosts.csv", self.hosts)
        return Registry.load(self.path, as_of)

    def refused(self) -> list[tuple[str, str]]:
        with pytest.raises(QihuaError) as refusal:
            self.load()
        return [(problem.code, problem.where) for problem in refusal.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(scope="module")
def china() -> Registry:
    return Registry.shipped("china")


# The shipped facts


def test_shipped_registry_counts_every_level(china: Registry) -> None:
    levels = Counter(unit.level for unit in china.units.values())
    assert levels == {"nation": 1, "ministry": 77, "province": 34, "prefecture": 333, "county": 2847}


def test_shipped_counties_by_type(china: Registry) -> None:
    types = Counter(unit.unit_type for unit in china.units.values() if unit.level == "county")
    assert types == {
        "市辖区": 976, "县级市": 398, "县": 1302, "自治县": 117, "旗": 49, "自治旗": 3, "特区": 1, "林区": 1,
    }  # fmt: skip


def test_denominators_leave_out_what_is_not_evaluated(china: Registry) -> None:
    assert {level: len(china.scope(level)) for level in LEVELS} == {
        "ministry": 77, "province": 31, "prefecture": 333, "county": 2844,
    }  # fmt: skip
    outside = {unit.code: unit for level in LEVELS for unit in china.out_of_scope(level)}
    assert outside.keys() == {"710000", "810000", "820000", "350527", "460302", "460303"}
    assert all("不在评估范围" in unit.scope_note for unit in outside.values())


def test_units_with_an_address_by_level(china: Registry) -> None:
    having = {level: sum(china.portal(unit.code) is not None for unit in china.scope(level)) for level in LEVELS}
    assert having == {"ministry": 75, "province": 31, "prefecture": 333, "county": 2840}


def test_nothing_outside_the_evaluation_is_ever_selected(china: Registry) -> None:
    outside = {unit.code for level in LEVELS for unit in china.out_of_scope(level)}
    assert not outside & {site.unit_code for site in china.select()}
    assert china.select(site="https://www.gov.hk/") == []


def test_flags_that_nobody_sourced_are_blank(china: Registry) -> None:
    ministries = [site for site in china.sites.values() if china.unit(site.unit_code).level == "ministry"]
    assert {site.outside_service for site in ministries} == {site.foreign_duty for site in ministries} == {None}
    types = Counter(china.unit(s.unit_code).unit_type for s in china.sites.values() if s.autonomous)
    assert types == {"自治区": 5, "自治州": 30, "自治县": 117, "自治旗": 3}


def test_no_row_claims_to_be_verified(china: Registry) -> None:
    assert {site.checked_at for site in china.sites.values()} == {""}
    assert all(site.source and site.confidence in {"high", "medium", "low"} for site in china.sites.values())


def test_site_ids_are_unit_code_and_serial(china: Registry) -> None:
    assert {site_id.rpartition("-")[2] for site_id in china.sites} == {"1"}
    assert all(site.site_id == f"{site.unit_code}-1" for site in china.sites.values())


def test_every_province_in_scope_has_its_service_platform(china: Registry) -> None:
    having = {host.province_code for host in china.references("service_platform")}
    assert having == {unit.code for unit in china.scope("province")}


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("www.jszwfw.gov.cn", {"service_platform"}),
        ("wx.jszwfw.gov.cn", {"service_platform"}),
        ("xjszwfw.gov.cn", set()),
        ("jszwfw.gov.cn.example.com", set()),
        ("etax.jiangsu.chinatax.gov.cn", {"golden"}),
        ("etax.evilchinatax.gov.cn", set()),
        ("www.beian.gov.cn", {"compliance"}),
        ("www.gov.cn", {"state_portal"}),
        ("12345.nanjing.gov.cn", {"hotline"}),
    ],
)
def test_reference_hosts_cover_what_is_theirs_and_no_look_alike(china: Registry, host: str, names: set[str]) -> None:
    assert {reference.kind for reference in china.reference_hosts if reference.covers(host)} == names


def test_compliance_hosts_count_for_no_golden_project(china: Registry) -> None:
    compliance = china.references("compliance")
    assert {"beian.gov.cn", "beian.miit.gov.cn", "bszs.conac.cn", "zfwzgl.www.gov.cn"} <= {h.host for h in compliance}
    assert {(host.project, host.strength) for host in compliance} == {("", "compliance")}


def test_unknown_registry_names_the_shipped_ones() -> None:
    with pytest.raises(QihuaError) as refusal:
        Registry.named("atlantis")
    assert refusal.value.problems[0].code == "registry.unknown"
    assert "china" in refusal.value.problems[0].allowed


# Units


def test_units_are_found_by_code_path_and_name_that_only_one_bears(china: Registry) -> None:
    assert china.find("360922").full_name == "江西省/宜春市/万载县"
    assert china.find(" 江西省/宜春市/万载县 ").code == "360922"
    assert china.find("万载县").code == "360922"
    assert china.find("江苏").code == "320000"


def test_names_of_several_counties_are_refused_with_all_candidates(china: Registry) -> None:
    names = Counter(unit.name for unit in china.units.values() if unit.level == "county")
    ambiguous = [name for name, times in names.items() if times > 1]
    assert (len(ambiguous), sum(names[name] for name in ambiguous)) == (28, 64)
    for name in ambiguous:
        with pytest.raises(QihuaError) as refusal:
            china.find(name)
        (problem,) = refusal.value.problems
        assert (problem.code, problem.found) == ("registry.ambiguous_name", name)
        bearers = [unit for unit in china.units.values() if unit.name == name]
        assert all(f"{unit.code} {unit.full_name}" in problem.allowed for unit in bearers)


@pytest.mark.parametrize("text", ["999999", "不存在县", ""])
def test_unknown_units_are_refused(china: Registry, text: str) -> None:
    with pytest.raises(QihuaError) as refusal:
        china.find(text)
    assert refusal.value.problems[0].code == "registry.unknown_division"


def test_family_of_a_unit(china: Registry) -> None:
    parent = china.parent("360922")
    assert parent is not None
    assert parent.name == "宜春市"
    assert [unit.name for unit in china.ancestors("360922")] == ["宜春市", "江西省"]
    assert "360922" in {unit.code for unit in china.children("360900")}
    assert china.province_of("360922") == "360000"
    assert china.province_of("469001") == "460000"
    assert china.province_of("gw-mof") == ""


# Sites


@pytest.mark.parametrize(
    ("url", "site_id"),
    [
        ("http://www.yunqi.gov.example/", "910000-1"),
        ("https://yunqi.gov.example", "910000-1"),
        ("HTTPS://WWW.YUNQI.GOV.EXAMPLE./a/b.html?x=1#y", "910000-1"),
        ("yunqi.gov.example/news", "910000-1"),
        ("http://www.wangxi.gov.example/news/", "910100-1"),
        ("http://wangxi.gov.example/ys", "910100-2"),
        ("http://wangxi.gov.example/ys/list.html", "910100-2"),
        ("http://wangxi.gov.example/yshj/", "910100-1"),
        ("http://www.old.gov.example/", "910101-2"),
    ],
)
def test_addresses_belong_to_the_site_with_the_longest_path(folder: Folder, url: str, site_id: str) -> None:
    site = folder.load().site_at(url)
    assert site is not None
    assert site.site_id == site_id


@pytest.mark.parametrize(
    "url", ["http://sub.yunqi.gov.example/", "http://evilyunqi.gov.example/", "", "http://[::1", "/ys"]
)
def test_addresses_of_nobody_belong_to_nobody(folder: Folder, url: str) -> None:
    assert folder.load().site_at(url) is None


def test_address_that_a_closed_site_left_belongs_to_its_heir(folder: Folder) -> None:
    folder.sites.append(folder.site("910101-3", "http://www.old.gov.example/", kind="department"))
    site = folder.load().site_at("http://www.old.gov.example/x")
    assert site is not None
    assert site.site_id == "910101-3"


def test_channel_on_the_host_of_another_portal_does_not_take_the_host(folder: Folder) -> None:
    registry = folder.load()
    assert [site.path_prefix for site in registry.sites_of("910100")] == ["", "/ys"]
    portal = registry.portal("910100")
    assert portal is not None
    assert portal.is_portal
    assert registry.portal("920001") is None


def test_chinese_hosts_are_the_same_in_both_spellings(folder: Folder) -> None:
    folder.suffixes.append({"suffix": ".xn--zfr164b", "kind": "government", "source": "虚构", "date": ""})
    folder.sites.append(folder.site("910101-3", "http://清禾.政务/", kind="department"))
    registry = folder.load()
    wire = "xn--" + "清禾".encode("punycode").decode() + ".xn--zfr164b"
    site = registry.site_at(f"http://{wire}/a")
    assert site is not None
    assert (site.site_id, site.host) == ("910101-3", wire)
    assert registry.is_government_host("清禾.政务")


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("www.yunqi.gov.example", True),
        ("GOV.EXAMPLE.", True),
        ("evilgov.example", False),
        ("www.yunqi.gov.example.com", False),
        ("", False),
    ],
)
def test_government_hosts_stand_under_a_government_suffix(folder: Folder, host: str, is_one: bool) -> None:
    folder.suffixes.append({"suffix": ".example", "kind": "institution", "source": "虚构", "date": ""})
    assert folder.load().is_government_host(host) is is_one


@given(st.from_regex(r"[a-z][a-z0-9-]{0,8}(\.[a-z]{2,5}){1,3}", fullmatch=True))
def test_spellings_of_a_host_are_one_host(host: str) -> None:
    assert plain_host(f"WWW.{host.upper()}.") == plain_host(f"www.{host}") == plain_host(plain_host(f"www.{host}"))


@given(st.from_regex(r"[a-z]{1,8}(\.[a-z]{2,5}){1,3}", fullmatch=True), st.sampled_from(["host", "suffix"]))
def test_reference_host_covers_itself_and_nothing_that_only_ends_alike(host: str, match: str) -> None:
    reference = ReferenceHost(host, match, "golden", "", "", "", "service", "")
    assert reference.covers(host.upper())
    assert not reference.covers(f"x{host}")
    assert reference.covers(f"x.{host}") is (match == "suffix")


def test_selection_by_level_division_and_address(folder: Folder) -> None:
    registry = folder.load()
    assert [site.site_id for site in registry.select()] == ["910000-1", "910100-1", "910100-2", "910101-1"]
    assert [site.site_id for site in registry.select(levels=["county"])] == ["910101-1"]
    assert [site.site_id for site in registry.select(levels=["province", "county"], division="云栖省")] == [
        "910000-1",
        "910101-1",
    ]
    assert [site.site_id for site in registry.select(division="云栖省/望溪市")] == ["910100-1", "910100-2", "910101-1"]
    assert [site.site_id for site in registry.select(site="wangxi.gov.example/ys/a")] == ["910100-2"]
    assert registry.select(site="http://www.old.gov.example/") == []
    assert registry.select(division="海棠省") == []


def test_selection_refuses_what_does_not_exist(folder: Folder) -> None:
    registry = folder.load()
    with pytest.raises(QihuaError) as levels:
        registry.select(levels=["county", "village", "planet"])
    assert [(p.code, p.found) for p in levels.value.problems] == [
        ("registry.unknown_level", "village"),
        ("registry.unknown_level", "planet"),
    ]
    with pytest.raises(QihuaError) as division:
        registry.select(division="清禾县")
    assert division.value.problems[0].code == "registry.ambiguous_name"
    with pytest.raises(QihuaError) as site:
        registry.select(site="http://nowhere.example/")
    assert site.value.problems[0].code == "registry.unknown_site"
    with pytest.raises(QihuaError) as scope:
        registry.scope("village")
    assert scope.value.problems[0].allowed == ", ".join(LEVELS)


def test_references_of_a_province_hold_those_of_all(folder: Folder) -> None:
    folder.hosts.append(HOST | {"host": "gjzwfw.gov.example", "kind": "national_platform"})
    registry = folder.load()
    assert [host.host for host in registry.references(province_code="920000")] == ["gjzwfw.gov.example"]
    assert len(registry.references(province_code="910000")) == 2
    assert [host.host for host in registry.references("service_platform")] == ["zwfw.yunqi.gov.example"]


def test_flags_are_yes_no_or_unknown(folder: Folder) -> None:
    folder.sites[0] |= {"vertical": "yes", "autonomous": "no"}
    site = folder.load().sites["910000-1"]
    assert (site.vertical, site.autonomous, site.foreign_duty) == (True, False, None)


def test_accounts_stand_beside_the_sites(folder: Folder) -> None:
    (account,) = folder.load().accounts
    assert (account.unit_code, account.platform, account.state) == ("910000", "微信公众号", "正常")


# Validity


def test_version_of_the_day_is_the_one_that_holds(folder: Folder) -> None:
    folder.sites[0]["valid_to"] = "2026-06-30"
    folder.sites.append(folder.site("910000-1", "https://www.yunqi.gov.example/", valid_from="2026-07-01"))
    assert folder.load().sites["910000-1"].url.startswith("http://")
    assert folder.load(date(2026, 6, 30)).sites["910000-1"].url.startswith("http://")
    assert folder.load(date(2026, 7, 1)).sites["910000-1"].url.startswith("https://")


def test_units_come_and_go_and_their_sites_with_them(folder: Folder) -> None:
    folder.units[4]["valid_from"] = "2026-07-01"
    before, after = folder.load(), folder.load(date(2026, 7, 1))
    assert "910101" not in before.units
    assert before.sites_of("910101") == []
    assert before.site_at("http://www.qinghe.gov.example/") is None
    assert len(after.sites_of("910101")) == 2
    assert after.as_of == date(2026, 7, 1)


def test_sites_that_are_closed_stay_in_the_registry(folder: Folder) -> None:
    registry = folder.load()
    assert [site.state for site in registry.sites_of("910101")] == ["running", "closed"]


# Refusals

FAULTS = {
    "registry.duplicate_unit": lambda f: f.units.append(dict(f.units[4])),
    "registry.no_parent": lambda f: f.units[4].update(parent_code="999999"),
    "registry.bad_parent": lambda f: f.units[3].update(parent_code="910101"),
    "registry.scope_unknown": lambda f: f.units[4].update(in_scope=""),
    "registry.bad_validity": lambda f: f.units[4].update(valid_from="2026-02-01", valid_to="2026-01-01"),
    "registry.no_unit": lambda f: f.sites[0].update(unit_code="999999", site_id="999999-1"),
    "registry.two_versions": lambda f: f.sites.append(dict(f.sites[0])),
    "registry.bad_site_id": lambda f: f.sites[0].update(site_id="910000-x"),
    "registry.bad_url": lambda f: f.sites[0].update(url="ftp://x"),
    "registry.duplicate_address": lambda f: f.sites[3].update(url="https://YUNQI.gov.example"),
    "registry.two_portals": lambda f: f.sites[4].update(state="revising"),
    "registry.no_successor": lambda f: f.sites[4].update(merged_into="910101-9"),
    "table.bad_choice": lambda f: f.units[4].update(level="village"),
    "table.bad_flag": lambda f: f.sites[0].update(vertical="maybe"),
    "table.bad_date": lambda f: f.sites[0].update(checked_at="2026/1/1"),
    "table.empty_cell": lambda f: f.units[5].update(name=""),
}


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_is_refused_by_its_code(folder: Folder, code: str) -> None:
    FAULTS[code](folder)
    assert code in {found for found, _ in folder.refused()}


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("sites", "sites.csv:2 kind"),
        ("sites", "sites.csv:2 state"),
        ("sites", "sites.csv:2 body_kind"),
        ("hosts", "reference_hosts.csv:2 match"),
        ("hosts", "reference_hosts.csv:2 kind"),
        ("hosts", "reference_hosts.csv:2 strength"),
        ("suffixes", "suffixes.csv:2 kind"),
    ],
)
def test_words_outside_a_list_are_refused_with_the_list(folder: Folder, table: str, place: str) -> None:
    getattr(folder, table)[0][place.rpartition(" ")[2]] = "something"
    assert ("table.bad_choice", place) in folder.refused()


def test_all_problems_of_all_files_come_at_once(folder: Folder) -> None:
    folder.units[4]["level"] = "village"
    folder.sites[0]["vertical"] = "ja"
    folder.sites[1]["url"] = "wangxi"
    folder.hosts[0]["province_code"] = "930000"
    folder.suffixes[0]["suffix"] = "gov.example"
    folder.accounts[0] |= {"unit_code": "1", "closed_on": "gestern"}
    assert folder.refused() == [
        ("table.bad_choice", "units.csv:6 level"),
        ("table.bad_flag", "sites.csv:2 vertical"),
        ("registry.bad_url", "sites.csv:3 url"),
        ("registry.no_unit", "reference_hosts.csv:2 province_code"),
        ("table.bad_choice", "suffixes.csv:2 suffix"),
        ("table.bad_date", "accounts.csv:2 closed_on"),
        ("registry.no_unit", "accounts.csv:2 unit_code"),
    ]


@pytest.mark.parametrize(
    "url", ["http://[::1/", "http://a℀b.gov.example/", "http://www.gov.example:99999/", "http:///a"]
)
def test_malformed_addresses_are_refused_by_their_place(folder: Folder, url: str) -> None:
    folder.sites[1]["url"] = url
    assert folder.refused() == [("registry.bad_url", "sites.csv:3 url")]


def test_versions_that_overlap_on_another_day_are_refused_today(folder: Folder) -> None:
    folder.sites[0]["valid_to"] = "2020-12-31"
    folder.sites.append(folder.site("910000-1", "http://www.yunqi.gov.example/", valid_from="2020-12-31"))
    assert folder.refused() == [("registry.two_versions", "sites.csv:7 site_id")]


def test_address_may_pass_from_one_site_to_another(folder: Folder) -> None:
    folder.sites[3]["valid_to"] = "2026-01-01"
    folder.sites.append(folder.site("910101-3", "http://www.qinghe.gov.example/", valid_from="2026-01-02"))
    portal = folder.load().portal("910101")
    assert portal is not None
    assert portal.site_id == "910101-3"


def test_fault_says_what_was_found_and_what_is_allowed(folder: Folder) -> None:
    folder.units[4]["level"] = "village"
    with pytest.raises(QihuaError) as refusal:
        folder.load()
    (problem,) = refusal.value.problems
    assert problem.found == "village"
    assert set(LEVELS) <= set(problem.allowed.split(", "))


def test_files_that_are_missing_or_no_tables_are_named(folder: Folder) -> None:
    folder.load()
    (folder.path / "suffixes.csv").unlink()
    (folder.path / "units.csv").write_text("code,level\n1,county\n", "utf-8")
    (folder.path / "accounts.csv").write_bytes("平台,账号名称,账号主体".encode("gb18030"))
    (folder.path / "reference_hosts.csv").write_text('host,"' + "x" * 200_000, "utf-8")
    with pytest.raises(QihuaError) as refusal:
        Registry.load(folder.path)
    codes = {problem.code for problem in refusal.value.problems}
    assert {"table.missing_file", "table.missing_column", "table.not_utf8", "table.not_csv"} <= codes


def test_rows_that_are_too_short_are_named_and_line_breaks_in_cells_are_kept(folder: Folder) -> None:
    folder.load()
    text = (folder.path / "sites.csv").read_text("utf-8-sig").splitlines()
    row = text[1].removesuffix(",") + ',"第一行\u2028第二行\n第三行"'
    (folder.path / "sites.csv").write_text("\n".join([text[0], row, *text[2:], "910101-9,910101"]), "utf-8")
    with pytest.raises(QihuaError) as refusal:
        Registry.load(folder.path)
    assert [(p.code, p.where, p.found) for p in refusal.value.problems] == [("table.bad_width", "sites.csv:8", "2")]


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ("", "registry.missing_key"),
        ('id = "a"\nname = "b"\nfictional = "no"\ndate = 2026-01-01\n', "table.bad_flag"),
        ('id = "a"\nname = "b"\nfictional = true\ndate = "heute"\n', "table.bad_date"),
        ("id = ", "registry.not_toml"),
    ],
)
def test_description_of_a_registry_is_checked(folder: Folder, about: str, code: str) -> None:
    folder.about = about
    assert folder.refused()[0][0] == code


def test_folder_without_a_registry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QihuaError) as refusal:
        Registry.named(str(tmp_path))
    assert refusal.value.problems[0].code == "registry.missing"


# Keeping


def test_copy_is_the_same_registry(folder: Folder, tmp_path: Path) -> None:
    registry = folder.load()
    registry.copy_to(tmp_path / "copy")
    copy = Registry.load(tmp_path / "copy")
    assert (copy.digest, copy.units, copy.sites, copy.id) == (registry.digest, registry.units, registry.sites, "tiny")
    folder.units[4]["name"] = "新名县"
    assert folder.load().digest != registry.digest


def test_site_without_path_has_its_host_to_itself(folder: Folder) -> None:
    sites: dict[str, Site] = folder.load().sites
    assert (sites["910100-1"].host, sites["910100-1"].path_prefix) == ("wangxi.gov.example", "")
