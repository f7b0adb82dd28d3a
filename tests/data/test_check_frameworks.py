"""Frameworks that check and that take means: what is shipped, and a loader that refuses whatever does not add up."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from data.catalogue import Catalogue
from data.errors import QihuaError
from data.frameworks import Check, Means, load_framework
from data.frameworks.checking import read
from data.frameworks.scale import joint_digest
from data.model import Cause
from tests.data.test_frameworks import TEXTS, load

CHECK, SHIFTS = TEXTS["check2019"], TEXTS["shifts"]


@pytest.fixture(scope="module")
def check() -> Check:
    found = load_framework("check2019")
    assert isinstance(found, Check)
    return found


@pytest.fixture(scope="module")
def shifts() -> Means:
    found = load_framework("shifts")
    assert isinstance(found, Means)
    return found


def test_the_six_vetoes_of_2019_with_their_lines(check: Check) -> None:
    lines = {
        f"{veto.id}.{sign.id}": (sign.suspected.comparison, sign.suspected.number)
        for veto in check.vetoes
        for sign in veto.signs
        if sign.suspected and veto.id != "serious"
    }
    assert [veto.name_zh for veto in check.vetoes] == [
        "安全、泄密事故等严重问题", "站点无法访问", "首页不更新", "栏目不更新", "互动回应差", "服务不实用",
    ]  # fmt: skip
    assert lines == {
        "unreachable.failed_tries": ("at_least", 0.05),
        "home_stale.home_age": ("over", 14),
        "columns.news_notice": ("at_least", 5),
        "columns.other": ("at_least", 10),
        "columns.empty": ("at_least", 5),
        "interaction.channel": ("at_most", 0),
        "interaction.waiting": ("over", 92),
        "service.entry": ("at_most", 0),
        "service.guides": ("at_least", 5),
    }


def test_the_warning_lines_of_monitors_are_named_as_such(check: Check) -> None:
    lines = {sign.id: sign for veto in check.vetoes for sign in veto.signs if sign.amber}
    for sign, number in {"failed_tries": 0.03, "home_age": 10, "empty": 5, "stale": 10}.items():
        amber = lines[sign].amber
        assert amber is not None
        assert (amber.comparison, amber.number) == ("over", number)
        assert lines[sign].amber_source.zh == "监测系统惯例"


def test_availability_decides_from_140_tries_and_columns_from_a_census(check: Check) -> None:
    decides = {sign.id: sign.decides for veto in check.vetoes for sign in veto.signs if sign.decides}
    assert {name: (d.part, d.at_least) for name, d in decides.items()} == {
        "failed_tries": ("tries", 140),
        "news_notice": ("census", 1),
        "other": ("census", 1),
        "empty": ("census", 1),
        "guides": ("", 0),
    }
    assert decides["news_notice"].words.zh == "抽样，不作否决判断"


def test_groups_carry_no_points_and_what_was_not_read_is_marked_recalled(check: Check) -> None:
    assert {group.section for group in check.groups} == {"deduct", "bonus"}
    assert all(group.source_status == "recalled" and group.indicators and group.items_zh for group in check.groups)
    assert all(len(group.items_zh) == len(group.items_en) for group in check.groups)
    assert not {"points", "score", "weight"} & set(re.findall(r"(?m)^\s*(\w+) =", CHECK))
    assert "未检索到替代文件" in check.note.zh


def test_every_sign_speaks_of_an_entry_of_the_catalogue_and_no_verdict_is_named(check: Check) -> None:
    entries = Catalogue.load().entries
    for veto in check.vetoes:
        assert all(sign.indicator in entries and set(sign.causes) <= set(Cause) for sign in veto.signs)
    assert "不合格" not in CHECK
    assert "一票否决" not in CHECK


def test_five_shifts_rest_on_the_goalposts_of_qihua(shifts: Means) -> None:
    assert len(shifts.measures) == 5
    assert (shifts.scale.id, [m.id for m in shifts.measures if m.minus], [m.id for m in shifts.measures if m.low_confidence]) == (
        "qihua", ["use"], ["society"],
    )  # fmt: skip


def test_a_change_of_the_goalposts_changes_what_rests_on_them(check: Check) -> None:
    alone = read("check2019").digest
    assert check.digest == joint_digest(alone, check.scale) != alone
    assert joint_digest(alone, replace(check.scale, digest="f" * 64)) != check.digest


REFUSALS = {
    "unknown indicator": (CHECK, 'indicator = "practicality_update"', 'indicator = "x"', "unknown_indicator", "veto[2].sign[0].indicator"),
    "unknown part": (CHECK, 'parts = ["over_other"]', 'parts = ["other"]', "unknown_part", "veto[3].sign[1].parts"),
    "unknown comparison": (CHECK, "{ over = 14 }", "{ above = 14 }", "unknown_key", "veto[2].sign[0].suspected.above"),
    "line that is no number": (CHECK, "{ over = 14 }", '{ over = "x" }', "not_a_number", "veto[2].sign[0].suspected.over"),
    "no line at all": (CHECK, 'causes = ["hijacked"]\n', "", "missing_key", "veto[0].sign[0].suspected"),
    "veto that only warns": (CHECK, "suspected = { over = 14 }\n", "", "missing_key", "veto[2].sign[*].suspected"),
    "unknown cause": (CHECK, '["hijacked"]', '["hacked"]', "bad_shape", "veto[0].sign[0].causes[0]"),
    "amber of no source": (CHECK, 'amber_source = { zh = "监测系统惯例", en = "monitors\' practice" }\n  days_left', "days_left", "missing_key", "veto[2].sign[0].amber_source"),
    "share of what": (CHECK, 'of = "guides"\n  share = true', "share = true", "missing_key", "veto[5].sign[2].of"),
    "sample without words": (CHECK, 'unseen = "unseen", zh = "抽样，不作否决判断", ', "", "missing_key", "veto[3].sign[0].decides.zh"),
    "lights out of order": (CHECK, "green = 80", "green = 50", "bad_lights", "lights"),
    "no such goalposts": (CHECK, 'goalposts = "qihua"', 'goalposts = "shifts"', "bad_shape", "goalposts"),
    "unscored in a group": (CHECK, '["practicality_open"]', '["site_active"]', "unknown_indicator", "group[6].indicators[0]"),
    "unknown section": (CHECK, 'section = "bonus"', 'section = "gift"', "bad_shape", "group[4].section"),
    "two vetoes of one id": (CHECK, 'id = "columns"', 'id = "home_stale"', "duplicate", "veto[*].id"),
    "mean of what is not there": (SHIFTS, '"integration_hosts"', '"integration_host"', "unknown_indicator", "measure[1].indicators[2]"),
    "one indicator on both sides": (SHIFTS, '"service_entry", "standardization_site_tags"', '"service_apply"', "duplicate", "measure[0].minus"),
    "floor above 1": (SHIFTS, "floor = 0.6", "floor = 6", "bad_floor", "floor"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_name_file_and_key(name: str) -> None:
    text, old, new, code, key = REFUSALS[name]
    assert old in text
    with pytest.raises(QihuaError) as refusal:
        load(text.replace(old, new, 1))
    assert (f"framework.{code}", f"own.toml: {key}") in {(p.code, p.where) for p in refusal.value.problems}


def test_everything_that_is_wrong_comes_at_once() -> None:
    with pytest.raises(QihuaError) as refusal:
        load(
            CHECK.replace("green = 80", "green = 0")
            .replace('"practicality_update"', '"x"')
            .replace('"deduct"', '"debit"')
        )
    codes = [problem.code for problem in refusal.value.problems]
    assert codes == ["framework.bad_lights", "framework.unknown_indicator", *["framework.bad_shape"] * 4]
