"""The catalogue: the shipped indicators, and every refusal with its file and key."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from data.catalogue import DIMENSIONS, SHIPPED, Catalogue, survey_items
from data.collectors import COLLECTORS
from data.errors import QihuaError

SHIPPED_INDICATORS = 68
"""67 of the first draft and the minority-language version (民族文字版) of autonomous areas."""

ROUND = {
    "clustering_up_link", "clustering_down_coverage", "clustering_side_coverage", "clustering_reciprocity",
    "clustering_domain_nesting", "clustering_shared_platform", "standardization_links",
}  # fmt: skip
SURVEY = {"service_useful", "humanization_experience", "internationalization_quality", "practicality_newmedia"}
BUILT = ROUND | SURVEY | {
    "clustering_joint_search", "clustering_unified_login",
    "service_audience", "service_forms", "service_apply", "service_progress", "service_rating", "practicality_search",
    "practicality_bot", "practicality_open", "practicality_available", "practicality_speed", "service_items",
    "clustering_state_column", "service_entry", "service_platform_link", "service_guide_complete", "practicality_update",
    "practicality_mobile", "practicality_ipv6", "standardization_domain", "standardization_site_id",
    "standardization_footer", "standardization_site_tags", "standardization_tls", "standardization_disclosure",
    "integration_four", "integration_hotline", "humanization_channel", "humanization_elder", "humanization_alt",
    "internationalization_site", "internationalization_langs",
    "integration_policy_interp", "integration_policy_service", "integration_policy_lib", "integration_sso",
    "integration_search_types", "integration_hosts", "integration_depth", "integration_data",
    "internationalization_fresh", "internationalization_info", "internationalization_service",
    "internationalization_contact", "internationalization_text", "internationalization_tech",
    "standardization_columns",
    "standardization_column_tags", "standardization_article_tags", "humanization_reply_days", "humanization_replies",
    "humanization_a11y_tool", "humanization_static_a11y", "humanization_page_tools", "humanization_personal",
    "humanization_minority_language",
}  # fmt: skip
COVERAGE = ["site_reachable", "site_official", "site_active"]
UNSCORED = {
    "site_endpoints", "systems_golden", "systems_platforms",
    "findings_personal_data", "findings_hidden_links", "findings_wrong_words", "findings_state_reposts",
    "findings_policy_validity",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalogue for a test to change."""
    for path in SHIPPED.glob("*.toml"):
        shutil.copyfile(path, tmp_path / path.name)
    return tmp_path


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text("utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, "utf-8")


def refused(load: Callable[[Path], object], folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(QihuaError) as refusal:
        load(folder)
    return [(problem.code, problem.where) for problem in refusal.value.problems]


# What is shipped


def test_shipped_catalogue_holds_all_indicators(catalogue: Catalogue) -> None:
    assert tuple(catalogue.dimensions) == DIMENSIONS
    assert len(catalogue.indicators) == SHIPPED_INDICATORS
    assert Counter(indicator.dimension for indicator in catalogue.indicators.values()) == {
        "clustering": 9, "service": 10, "practicality": 9, "standardization": 10, "integration": 10, "humanization": 11,
        "internationalization": 9,
    }  # fmt: skip
    assert list(catalogue.coverage) == COVERAGE
    assert set(catalogue.unscored) == UNSCORED


def test_built_says_which_indicators_this_version_can_measure(catalogue: Catalogue) -> None:
    assert {indicator.id for indicator in catalogue.indicators.values() if indicator.built} == BUILT
    assert all(indicator.built for indicator in catalogue.coverage.values())
    watched = {entry.id for entry in catalogue.unscored.values() if entry.built and entry.phase == "visit"}
    assert set(COLLECTORS) == (BUILT - ROUND - SURVEY) | set(COVERAGE) | watched


def test_every_text_stands_in_both_languages(catalogue: Catalogue) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for indicator in catalogue.entries.values():
        for text in (indicator.name_zh, indicator.measures_zh, indicator.rule_zh):
            assert chinese.search(text), indicator.id
        for text in (indicator.name_en, indicator.measures_en):
            assert re.search("[A-Za-z]", text), indicator.id
        assert all(part.zh and part.en for part in indicator.parts), indicator.id
        assert not chinese.search(indicator.name_en), indicator.id


def test_names_are_not_given_twice(catalogue: Catalogue) -> None:
    indicators = catalogue.entries.values()
    for names in ([i.name_zh for i in indicators], [i.name_en for i in indicators]):
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_catalogue_says_what_is_measured_and_never_what_it_is_worth(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators.values():
        assert not re.search(r"points|\+\d\d\b|^\d\d+ ", f"{indicator.rule_en} {indicator.target}"), indicator.id


def test_duties_levels_and_shared_facts_follow_the_users_corrections(catalogue: Catalogue) -> None:
    needs = {indicator.id: indicator.needs for indicator in catalogue.indicators.values()}
    assert {needs[i.id] for i in catalogue.indicators.values() if i.dimension == "service"} == {"service_duty"}
    foreign = [i.id for i in catalogue.indicators.values() if i.dimension == "internationalization"]
    assert {needs[name] for name in foreign} == {"foreign_duty", "foreign_version"}
    assert [name for name in foreign if needs[name] == "foreign_duty"] == ["internationalization_site"]
    assert needs["humanization_minority_language"] == "autonomous"
    assert {name for name, need in needs.items() if need == "vantage"} == {
        "practicality_available",
        "practicality_speed",
    }
    assert "county" not in catalogue.indicators["clustering_down_coverage"].levels
    assert "county" not in catalogue.indicators["clustering_side_coverage"].levels
    assert "ministry" not in catalogue.indicators["integration_hotline"].levels
    scopes = {indicator.id: indicator.scope for indicator in catalogue.indicators.values() if indicator.scope != "site"}
    assert scopes == {
        "clustering_shared_platform": "region", "service_items": "platform", "service_guide_complete": "platform",
        "service_audience": "platform", "service_forms": "platform", "service_apply": "platform",
        "service_progress": "platform", "service_rating": "platform",
    }  # fmt: skip


def test_ages_come_in_working_days_too(catalogue: Catalogue) -> None:
    (part,) = catalogue.indicators["practicality_update"].parts
    assert (part.id, part.unit) == ("working_days", "days")
    assert "工作日" in catalogue.indicators["humanization_reply_days"].rule_zh


def test_coverage_is_no_part_of_the_seven_dimensions(catalogue: Catalogue) -> None:
    assert not set(COVERAGE) & catalogue.indicators.keys()
    assert {indicator.dimension for indicator in catalogue.coverage.values()} == {"coverage"}


def test_what_is_watched_belongs_to_no_dimension(catalogue: Catalogue) -> None:
    assert not UNSCORED & {*catalogue.indicators, *catalogue.coverage}
    assert {entry.dimension for entry in catalogue.unscored.values()} == {"unscored"}
    assert list(catalogue.entries) == [*catalogue.indicators, *catalogue.coverage, *catalogue.unscored]


def test_a_catalogue_copied_before_there_was_an_unscored_group_is_still_read(folder: Path) -> None:
    (folder / "unscored.toml").unlink()
    assert Catalogue.load(folder).unscored == {}


def test_surveyed_indicators_are_filled_by_people(catalogue: Catalogue) -> None:
    surveyed = {i.id for i in catalogue.indicators.values() if i.how == "survey"}
    assert surveyed == {i.id for i in catalogue.indicators.values() if i.phase == "survey"}
    assert {
        "service_useful",
        "humanization_experience",
        "internationalization_quality",
        "practicality_newmedia",
    } <= surveyed


def test_survey_items_tell_grave_errors_from_misprints() -> None:
    items = {item.id: item for item in survey_items()}
    assert list(items) == "s1 s2 s3 h1 h2 h3 h4 p1 p2 n1 n2 f1 c1 i1 i2 m1".split()
    assert "严重表述错误" in items["n1"].zh
    assert "单项否决" in items["n1"].note
    assert items["n2"].scale == "count"
    assert items["n1"].indicator == items["n2"].indicator == ""


def test_machine_values_and_survey_checks_are_never_mixed_silently(catalogue: Catalogue) -> None:
    for item in survey_items():
        if item.indicator and catalogue.indicators[item.indicator].how != "survey":
            assert "never mixed in" in item.note


def test_copy_is_the_same_catalogue(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.copy_to(tmp_path)
    copy = Catalogue.load(tmp_path)
    assert (copy.digest, copy.entries) == (catalogue.digest, catalogue.entries)


# Refusals


def test_unknown_missing_and_misplaced_keys_are_named_at_once(folder: Path) -> None:
    edit(folder / "service.toml", lambda text: text.replace('how = "html"', 'hou = "html"', 1))
    edit(folder / "clustering.toml", lambda text: re.sub(r"method_version = \d+", "method_version = 0", text, count=1))
    edit(folder / "coverage.toml", lambda text: "extra = 1\n" + text)
    assert refused(Catalogue.load, folder) == [
        ("catalogue.bad_version", "clustering.toml: indicator[0] clustering_up_link.method_version"),
        ("catalogue.unknown_key", "service.toml: indicator[0] service_entry.hou"),
        ("catalogue.missing_key", "service.toml: indicator[0] service_entry.how"),
        ("catalogue.unknown_key", "coverage.toml: extra"),
    ]


@pytest.mark.parametrize(
    ("line", "instead", "code", "key"),
    [
        ('how = "graph"', 'how = "guess"', "catalogue.bad_choice", ".how"),
        ('phase = "round"', 'phase = "later"', "catalogue.bad_choice", ".phase"),
        ('combine = "presence"', 'combine = "mean"', "catalogue.bad_choice", ".combine"),
        ('scope = "site"', 'scope = "world"', "catalogue.bad_choice", ".scope"),
        ('needs = ""', 'needs = "luck"', "catalogue.bad_choice", ".needs"),
        ('source_status = "recalled"', 'source_status = "sure"', "catalogue.bad_choice", ".source_status"),
        ('name_en = "Upward links"', 'name_en = ""', "catalogue.empty_text", ".name_en"),
        ('target = "both present"', "target = 2", "catalogue.empty_text", ".target"),
        ('"prefecture", "county"]', '"prefecture", "village"]', "catalogue.bad_level", ".levels"),
        ('levels = ["ministry", "province", "prefecture", "county"]', "levels = []", "catalogue.bad_level", ".levels"),
        ("method_version = 1", "method_version = true", "catalogue.bad_version", ".method_version"),
        ("built = true", "built = 1", "catalogue.bad_shape", ".built"),
        ('en = "State portal"', 'of = "State portal"', "catalogue.missing_key", ".parts[0].en"),
        ('id = "parent", zh', 'id = "state_portal", zh', "catalogue.duplicate", ".parts"),
        ('id = "clustering_up_link"', 'id = "service_up_link"', "catalogue.bad_id", ".id"),
    ],
)  # fmt: skip
def test_wrong_values_are_refused_with_file_and_key(folder: Path, line: str, instead: str, code: str, key: str) -> None:
    edit(folder / "clustering.toml", lambda text: text.replace(line, instead, 1))
    problems = refused(Catalogue.load, folder)
    assert any(
        found == code and where.startswith("clustering.toml") and where.endswith(key) for found, where in problems
    )


def test_indicator_may_not_stand_twice(folder: Path) -> None:
    edit(folder / "clustering.toml", lambda text: text + text[text.rindex("[[indicator]]") :])
    assert refused(Catalogue.load, folder) == [
        ("catalogue.duplicate", "clustering.toml: indicator[9] clustering_state_column")
    ]


def test_file_of_another_dimension_a_missing_and_a_broken_one_are_named(folder: Path) -> None:
    edit(folder / "clustering.toml", lambda text: text.replace('id = "clustering"', 'id = "clusters"', 1))
    (folder / "service.toml").unlink()
    (folder / "integration.toml").write_text("[[", "utf-8")
    (folder / "humanization.toml").write_text("dimension = 3\nindicator = 4\n", "utf-8")
    problems = refused(Catalogue.load, folder)
    assert [code for code, _ in problems] == [
        "catalogue.wrong_dimension", "table.missing_file", "table.not_toml", "catalogue.bad_shape", "catalogue.bad_shape",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "instead", "code"),
    [
        ('indicator = "service_useful"', 'indicator = "service_usefull"', "catalogue.unknown_indicator"),
        ('scale = "yes-no"', 'scale = "stars"', "catalogue.bad_choice"),
        ('id = "s2"', 'id = "s1"', "catalogue.duplicate"),
        ('id = "s2"', "id = 2", "catalogue.bad_shape"),
        ('note = ""', 'remark = ""', "catalogue.unknown_key"),
    ],
)
def test_wrong_survey_items_are_refused(folder: Path, line: str, instead: str, code: str) -> None:
    edit(folder / "survey.toml", lambda text: text.replace(line, instead, 1))
    assert code in {found for found, _ in refused(survey_items, folder)}
