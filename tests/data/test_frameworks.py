"""Frameworks: the shipped weights, and a loader that refuses whatever does not add up."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import DIMENSIONS, Catalogue
from data.errors import Problem, QihuaError
from data.frameworks import SHIPPED, Deduct, Framework, Scale, load_framework, shipped
from data.model import Level

TEXT = (SHIPPED / "qihua.toml").read_text("utf-8")
WEIGHT = re.compile(r'id = "(\w+)"\n  weight = (\d+)')
ENTRIES = [(match.start(2), match.end(2), match.group(1), int(match.group(2))) for match in WEIGHT.finditer(TEXT)]
TEXTS = {name: (SHIPPED / f"{name}.toml").read_text("utf-8") for name in shipped()}
LINES = [
    (name, match.start(2), match.end(2))
    for name, text in TEXTS.items()
    for match in re.finditer(r"(?m)^ *(\w+) = (.+?)(?: +#.*)?$", text)
    if match.group(2) != "["
]


def load(text: str) -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        path.write_text(text, "utf-8")
        return load_framework(path)


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(QihuaError) as refusal:
        load(text)
    return refusal.value.problems


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


@pytest.fixture(scope="module")
def qihua() -> Scale:
    return load_framework("qihua")


# What is shipped


def test_shipped_framework_weighs_every_indicator_of_the_catalogue(qihua: Scale) -> None:
    weighed = [worth.indicator for dimension in qihua.dimensions for worth in dimension.indicators]
    assert sorted(weighed) == sorted(Catalogue.load().indicators)
    assert tuple(dimension.id for dimension in qihua.dimensions) == DIMENSIONS


def test_dimension_weights_of_every_level_sum_to_100(qihua: Scale) -> None:
    order = [dimension.weights for dimension in qihua.dimensions]
    assert {level.value: [weights[level] for weights in order] for level in Level} == {
        "ministry": [10, 18, 15, 20, 13, 12, 12],
        "province": [18, 18, 14, 15, 15, 10, 10],
        "prefecture": [15, 20, 14, 17, 14, 12, 8],
        "county": [12, 26, 14, 22, 13, 13, 0],
    }


@pytest.mark.parametrize(
    ("dimension", "weights"),
    [
        ("practicality", "search 20 update 18 available 18 mobile 12 ipv6 10 speed 6 open 6 newmedia 6 bot 4"),
        (
            "clustering",
            """up_link 12 down_coverage 14 side_coverage 12 reciprocity 4 state_column 16
            domain_nesting 12 shared_platform 10 joint_search 10 unified_login 10""",
        ),
        (
            "standardization",
            "columns 20 footer 14 disclosure 14 links 12 domain 10 article_tags 8 site_id 8 site_tags 5 column_tags 5 tls 4",
        ),
    ],
)
def test_weights_that_users_would_accept(qihua: Scale, dimension: str, weights: str) -> None:
    words = weights.split()
    expected = {f"{dimension}_{name}": float(weight) for name, weight in zip(words[::2], words[1::2], strict=True)}
    (found,) = [entry for entry in qihua.dimensions if entry.id == dimension]
    assert {worth.indicator: worth.weight for worth in found.indicators} == expected


def test_what_no_unit_below_the_province_can_change_is_only_shown_there(qihua: Scale) -> None:
    catalogue = Catalogue.load()
    worths = {worth.indicator: worth for dimension in qihua.dimensions for worth in dimension.indicators}
    shared = {i.id for i in catalogue.indicators.values() if i.scope != "site" and worths[i.id].weight > 0}
    # A hall of a unit's own is its own; where there is none, neither is asked.
    shared -= {"service_guide_complete", "service_audience"}
    assert all(set(worths[name].display_only) == {"prefecture", "county"} for name in shared)
    assert worths["clustering_reciprocity"].display_only == ("county",)
    assert worths["service_items"].weight == 0


def test_every_level_keeps_most_of_each_dimension_to_score(qihua: Scale) -> None:
    levels = {indicator.id: indicator.levels for indicator in Catalogue.load().indicators.values()}
    for dimension in qihua.dimensions:
        for level in Level:
            scored = sum(
                w.weight for w in dimension.indicators if level in levels[w.indicator] and level not in w.display_only
            )
            assert scored >= 60, (dimension.id, level)


def test_grades_floors_and_goalposts(qihua: Scale) -> None:
    assert [(grade.name_zh, grade.begins) for grade in qihua.grades] == [
        ("85 分及以上", 85), ("75—85 分", 75), ("60—75 分", 60), ("60 分以下", 0),
    ]  # fmt: skip
    assert (qihua.dimension_floor, qihua.dimensions_floor, qihua.precision) == (0.6, 5, 2)
    assert (qihua.kind, qihua.weight_sets, qihua.default_weight_set) == ("scale", ("by_level", "equal"), "by_level")
    assert qihua.weights_note_zh == "研究性权重"
    worths = {worth.indicator: worth for dimension in qihua.dimensions for worth in dimension.indicators}
    update = worths["practicality_update"]
    assert (update.of, update.zero["county"], update.full["county"]) == ("working_days", 10, 3)
    languages = worths["internationalization_langs"].full
    assert [languages[level] for level in Level] == [3, 3, 2, 1]


def test_every_part_has_points_or_the_value_has_a_scale(qihua: Scale) -> None:
    indicators = Catalogue.load().indicators
    for dimension in qihua.dimensions:
        for worth in dimension.indicators:
            if worth.points:
                assert set(worth.points) == {part.id for part in indicators[worth.indicator].parts}
                assert sum(worth.points.values()) == 100
            else:
                assert worth.zero.keys() == worth.full.keys() == set(Level)


def test_verdicts_of_the_check_scheme_are_no_grades(qihua: Scale) -> None:
    assert not {"优秀", "良好", "合格", "不合格"} & {grade.name_zh for grade in qihua.grades}


# Properties


@given(st.sampled_from(ENTRIES), st.integers(-3, 40).filter(bool))
def test_one_changed_weight_is_refused_naming_its_dimension(entry: tuple[int, int, str, int], step: int) -> None:
    begins, ends, indicator, weight = entry
    problems = refused(f"{TEXT[:begins]}{weight + step}{TEXT[ends:]}")
    dimension = indicator.partition("_")[0]
    assert {problem.code for problem in problems} <= {"framework.indicator_weights", "framework.negative_weight"}
    (total,) = [problem for problem in problems if problem.code == "framework.indicator_weights"]
    place = f"own.toml: dimension[{DIMENSIONS.index(dimension)}] {dimension}.indicator[*].weight"
    assert (total.where, total.found, total.allowed) == (place, f"{100 + step}", "100")
    negative = [problem.where for problem in problems if problem.code == "framework.negative_weight"]
    assert (negative != []) == (weight + step < 0)
    assert all(indicator in where for where in negative)


@given(st.data())
def test_weight_that_moves_inside_a_dimension_is_accepted(data: st.DataObject) -> None:
    first = data.draw(st.sampled_from([entry for entry in ENTRIES if entry[3] > 0]))
    dimension = first[2].partition("_")[0]
    others = [entry for entry in ENTRIES if entry[2].startswith(dimension + "_") and entry != first]
    second = data.draw(st.sampled_from(others))
    moved = data.draw(st.floats(0.01, float(first[3])))
    low, high = sorted([(first, first[3] - moved), (second, second[3] + moved)])
    (begin_a, end_a, *_), value_a = low
    (begin_b, end_b, *_), value_b = high
    framework = load(f"{TEXT[:begin_a]}{value_a!r}{TEXT[end_a:begin_b]}{value_b!r}{TEXT[end_b:]}")
    weights = {worth.indicator: worth.weight for entry in framework.dimensions for worth in entry.indicators}
    assert weights[second[2]] == second[3] + moved


@given(st.sampled_from(list(Level)), st.sampled_from(DIMENSIONS), st.floats(0.1, 50))
def test_level_that_does_not_sum_to_100_is_named(level: Level, dimension: str, more: float) -> None:
    head = TEXT.index(f'id = "{dimension}"\nweights')
    match = re.compile(rf"{level} = (\d+)").search(TEXT, head)
    assert match is not None
    value = int(match.group(1)) + more
    (problem,) = refused(f"{TEXT[: match.start()]}{level} = {value!r}{TEXT[match.end() :]}")
    assert (problem.code, problem.where) == ("framework.level_weights", f"own.toml: dimension[*].weights.{level}")


WILD = (
    '"x"',
    "-1",
    "true",
    "[]",
    "{}",
    "nan",
    "inf",
    "-inf",
    "[[1]]",
    "[{}]",
    "2026-01-01",
    "1" + "0" * 400,
    "{ a = 1 }",
)


@given(st.sampled_from(LINES), st.sampled_from(WILD))
def test_whatever_a_line_says_it_is_accepted_or_refused_by_name(line: tuple[str, int, int], value: str) -> None:
    name, begins, ends = line
    problems: tuple[Problem, ...] = ()
    try:
        framework = load(f"{TEXTS[name][:begins]}{value}{TEXTS[name][ends:]}")
    except QihuaError as refusal:
        problems = refusal.problems
    else:
        if isinstance(framework, Deduct):
            return
        scale = framework if isinstance(framework, Scale) else framework.scale
        sums = [sum(worth.weight for worth in dimension.indicators) for dimension in scale.dimensions]
        assert sums == pytest.approx([100] * len(DIMENSIONS))
    assert all(problem.where.startswith("own.toml: ") for problem in problems)
    assert all(problem.code.startswith("framework.") for problem in problems)


# Refusals

REFUSALS: dict[str, tuple[Callable[[], str], str]] = {
    "framework.unknown_key": (lambda: changed("precision = 2", "precision = 2\ncolour = 3"), "colour"),
    "framework.missing_key": (lambda: changed("precision = 2", ""), "precision"),
    "framework.bad_kind": (lambda: changed('kind = "scale"', 'kind = "prize"'), "kind"),
    "framework.bad_weight_set": (
        lambda: changed('default_weight_set = "by_level"', 'default_weight_set = "mine"'),
        "default_weight_set",
    ),
    "framework.bad_shape": (lambda: changed("precision = 2", "precision = 2.5"), "precision"),
    "framework.bad_floor": (lambda: changed("dimensions = 5", "dimensions = 8"), "floors.dimensions"),
    "framework.bad_grades": (lambda: changed("from = 75", "from = 90"), "grade.from"),
    "framework.unknown_dimension": (lambda: changed('id = "service"', 'id = "servant"'), "dimension[1] servant.id"),
    "framework.unknown_indicator": (
        lambda: changed('id = "service_entry"', 'id = "clustering_up_link"'),
        "dimension[1] service.indicator[0].id",
    ),
    "framework.unknown_level": (
        lambda: changed('display_only = ["county"]', 'display_only = ["village"]'),
        "dimension[0] clustering.indicator[3] clustering_reciprocity.display_only",
    ),
    "framework.duplicate": (
        lambda: changed('id = "clustering_side_coverage"', 'id = "clustering_down_coverage"'),
        "dimension[0] clustering.indicator[2].id",
    ),
    "framework.unknown_part": (
        lambda: changed("state_portal = 50", "town_portal = 50"),
        "dimension[0] clustering.indicator[0] clustering_up_link.points.town_portal",
    ),
    "framework.part_without_points": (
        lambda: changed("state_portal = 50, parent = 50", "parent = 100"),
        "dimension[0] clustering.indicator[0] clustering_up_link.points",
    ),
    "framework.points_sum": (
        lambda: changed("state_portal = 50", "state_portal = 40"),
        "dimension[0] clustering.indicator[0] clustering_up_link.points",
    ),
    "framework.zero_is_full": (
        lambda: changed("full = { ministry = 3", "full = { ministry = 0"),
        "dimension[6] internationalization.indicator[1] internationalization_langs.full",
    ),
    "framework.not_a_number": (
        lambda: changed("zero = 15000", 'zero = "slow"'),
        "dimension[2] practicality.indicator[5] practicality_speed.zero",
    ),
    "framework.two_scales": (
        lambda: changed("points = { linked = 0", "full = 1\n  points = { linked = 0"),
        "dimension[1] service.indicator[0] service_entry",
    ),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_refusals_name_file_and_key(code: str) -> None:
    text, key = REFUSALS[code]
    assert (code, f"own.toml: {key}") in {(problem.code, problem.where) for problem in refused(text())}


def test_scored_part_must_be_one_of_the_indicators(qihua: Scale) -> None:
    (problem,) = refused(changed('of = "working_days"', 'of = "holidays"'))
    assert (problem.code, problem.found, problem.allowed) == ("framework.unknown_part", "holidays", "working_days")


def test_everything_that_is_wrong_comes_at_once() -> None:
    text = (
        changed("from = 75", "from = 95")
        .replace("precision = 2", "precision = 9")
        .replace("weight = 12", "weight = 13", 1)
    )
    codes = [problem.code for problem in refused(text)]
    assert codes == ["framework.bad_shape", "framework.indicator_weights", "framework.bad_grades"]


def test_file_that_is_no_toml_and_framework_that_is_not_there() -> None:
    assert refused("[[")[0].code == "table.not_toml"
    with pytest.raises(QihuaError) as refusal:
        load_framework("atlantis")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.found, problem.allowed) == (
        "framework.unknown",
        "atlantis",
        "census2015, check2019, city_demo, qihua, shifts",
    )


PUBLISHED = {
    "census2015@0.1": "d3865f2c251a",
    "city_demo@1": "c5b6ae23a2a8",
    "check2019@0.3": "91523f4a5c2c",
    "qihua@0.4": "eef8c9dec263",
    "shifts@0.3": "b19ecf480a71",
}
"""The shipped frameworks by the version that scorecards are published under, with the beginning of their digest."""


def test_a_framework_that_changes_gets_a_version_of_its_own() -> None:
    """A workspace refuses other contents under a version that it has published (``framework.version_taken``)."""
    frameworks = [load_framework(name) for name in shipped()]
    assert {f"{one.id}@{one.version}": one.digest[:12] for one in frameworks} == PUBLISHED


def test_the_check_that_comes_before_the_score_is_part_of_the_framework(qihua: Scale) -> None:
    assert qihua.vetoes == "check2019"
    without = load(changed('vetoes = "check2019"', "#"))
    assert (without.vetoes, without.digest != qihua.digest) == ("", True)
    (problem,) = refused(changed('vetoes = "check2019"', 'vetoes = "shifts"'))
    assert (problem.code, problem.where.split(": ")[1], problem.allowed) == (
        "framework.bad_shape",
        "vetoes",
        "check2019",
    )


def test_digest_follows_the_file(qihua: Scale) -> None:
    assert load(TEXT).digest == qihua.digest
    assert load(changed('version = "0.4"', 'version = "0.5"')).digest != qihua.digest


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("draws = 1000 ", "draws = 0 ", "framework.bad_shape", "uncertainty.draws, uncertainty.sobol"),
        ("seed = 20261126", "seed = -1", "framework.bad_shape", "uncertainty.seed"),
        ("weights = 0.25 ", "weights = 1.5 ", "framework.bad_floor", "uncertainty.weights"),
        ("geometric_least = 1 ", 'geometric_least = "1" ', "framework.not_a_number", "uncertainty.geometric_least"),
        ('service_forms = "tested"', 'servant_forms = "tested"', "framework.unknown_indicator", "uncertainty.sampled.servant_forms"),
    ],
)  # fmt: skip
def test_what_replications_draw_is_checked(old: str, new: str, code: str, key: str) -> None:
    (problem,) = refused(changed(old, new))
    assert (problem.code, problem.where) == (code, f"own.toml: {key}")


def test_what_is_drawn_again_is_a_share_with_goalposts(qihua: Scale) -> None:
    worths = {worth.indicator: worth for dimension in qihua.dimensions for worth in dimension.indicators}
    assert qihua.uncertainty.sampled
    assert all(worths[name].zero and not worths[name].of for name in qihua.uncertainty.sampled)
