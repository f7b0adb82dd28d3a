"""Frameworks of kind ``index``: what a file may say, and that everything that does not add up is refused at once, by its key."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import Problem, QihuaError
from data.frameworks import load_framework
from data.frameworks.index import Aggregate, Index, Missing, load_index, read_index

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
TEXT = """
id = "trial"
version = "1"
kind = "index"
name_zh = "试"
name_en = "trial"
precision = 2

[normalise]
method = "minmax"

[aggregate]
method = "arithmetic"
floor = 1

[missing]
floor = 0.5
counted_by = "number"

[[node]]
id = "all"

[[node]]
id = "left"
parent = "all"
weight = 0.25

[[node]]
id = "right"
parent = "all"
weight = 0.75
aggregate = { method = "geometric", floor = 2 }
missing = { floor = 1 }

[[indicator]]
id = "a"
parent = "left"

[[indicator]]
id = "b"
parent = "left"
direction = -1

[[indicator]]
id = "c"
parent = "right"
normalise = { method = "goalposts", zero = 10, full = 2 }

[[override]]
unit = "x"
node = "all"
value = 0.0
reason = "as published"

[[scenario]]
id = "harder"
normalise = { method = "rank" }
aggregate.left = { method = "harmonic", floor = 1 }
missing = { as = "zero", floor = 0 }
weights = { method = "pca", under = ["left"] }

[uncertainty]
weights = 0.25
aggregate = ["arithmetic", "geometric"]
missing = ["left_out", "zero"]
normalise = [{ method = "zscore", mean = 10, sd = 2 }]
"""
LINES = [(m.start(2), m.end(2)) for m in re.finditer(r"(?m)^([\w.]+) = (.+)$", TEXT)]


def load(text: str) -> Index:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        path.write_text(text, "utf-8")
        return load_index(path)


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(QihuaError) as refusal:
        load(text)
    return refusal.value.problems


def changed(old: str, new: str, text: str = TEXT) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_a_framework_says_what_its_file_says() -> None:
    index = load(TEXT)
    official = index.choices
    assert (index.precision, index.full, index.relative_weights, index.rank_within) == (2, 100.0, False, "")
    assert [(node.id, node.parent, node.weight) for node in official.nodes] == [
        ("all", "", 1.0), ("left", "all", 0.25), ("right", "all", 0.75),
    ]  # fmt: skip
    assert [node.aggregate for node in official.nodes] == [
        Aggregate("arithmetic", 1.0), Aggregate("arithmetic", 1.0), Aggregate("geometric", 2.0),
    ]  # fmt: skip
    assert official.nodes[2].missing == Missing(1.0, "weight")
    assert official.nodes[1].missing == Missing(0.5, "number")
    a, b, c = official.indicators
    assert (a.direction, b.direction, a.weight) == (1, -1, 1.0)
    assert (a.normalise.method, a.normalise.settings) == ("minmax", {"low": 0.0, "high": 100.0})
    assert c.normalise.settings == {"zero": {"": 10.0}, "full": {"": 2.0}, "transform": "", "cap": True}
    assert (official.missing_as, official.reweigh) == ("left_out", None)


def test_a_scenario_has_all_choices_and_changes_only_what_it_names() -> None:
    index = load(TEXT)
    choices = index.scenarios[0].choices
    assert [one.normalise.method for one in choices.indicators] == ["rank", "rank", "goalposts"]
    assert [node.aggregate.method for node in choices.nodes] == ["arithmetic", "harmonic", "geometric"]
    assert [node.missing for node in choices.nodes] == [
        Missing(0.0, "number"), Missing(0.0, "number"), Missing(0.0, "weight"),
    ]  # fmt: skip
    assert choices.missing_as == "zero"
    assert choices.reweigh is not None
    assert (choices.reweigh.method, choices.reweigh.under) == ("pca", ("left",))
    assert [node.weight for node in choices.nodes] == [node.weight for node in index.choices.nodes]


def test_the_default_normalisation_is_replaced_whatever_it_is() -> None:
    index = load(changed('method = "minmax"', 'method = "none"').replace("direction = -1", ""))
    assert [one.normalise.method for one in index.scenarios[0].choices.indicators] == ["rank", "rank", "goalposts"]


def test_weights_may_sum_to_100_or_be_relative() -> None:
    assert load(changed("weight = 0.25", "weight = 25").replace("0.75", "75")).choices.nodes[1].weight == 25
    free = changed("precision = 2", 'precision = "full"\nweights = "relative"').replace("0.75", "7")
    assert (load(free).choices.nodes[2].weight, load(free).precision) == (7.0, None)


def test_pairwise_matrices_take_fractions() -> None:
    text = TEXT.replace("weight = 0.25", "").replace("weight = 0.75", "")
    matrix = '[[ahp]]\nparent = "all"\norder = ["left", "right"]\nmatrix = [["1", "1/3"], [3, "1.0"]]\n'
    (pairwise,) = load(f"{text}\n{matrix}").pairwise
    assert (pairwise.parent, pairwise.order, pairwise.matrix) == ("all", ("left", "right"), ((1.0, 1 / 3), (3.0, 1.0)))


def test_a_byte_order_mark_before_the_file_is_passed_over() -> None:
    assert load(f"﻿{TEXT}").id == "trial"


@pytest.mark.parametrize("name", ["asem", "egdi", "hdi"])
def test_examples_load(name: str) -> None:
    assert load_index(EXAMPLES / name / "framework.toml").id == name


def test_kinds_are_not_taken_for_each_other() -> None:
    with pytest.raises(QihuaError) as refusal:
        load_framework(EXAMPLES / "egdi" / "framework.toml")
    assert refusal.value.problems[0].code == "framework.files_only"
    assert refused(changed('kind = "index"', 'kind = "scale"'))[0].code == "framework.not_an_index"


# Refusals


def pairwise(matrix: str, parent: str = "left", order: str = '"a", "b"') -> str:
    return f'{TEXT}\n[[ahp]]\nparent = "{parent}"\norder = [{order}]\nmatrix = {matrix}\n'


GOAL = "zero = 10, full = 2"
REFUSALS: dict[str, tuple[Callable[[], str], str, str]] = {
    "weights that do not sum": (lambda: changed("0.75", "0.7"), "index.weights_sum", "weights(all)"),
    "weights all zero": (
        lambda: changed("0.75", "0").replace("weight = 0.25", "weight = 0"), "index.weights_zero", "weights(all)",
    ),
    "a negative weight": (lambda: changed("0.75", "-0.75"), "framework.negative_weight", "node 3 (right).weight"),
    "a weight that is missing": (lambda: changed("weight = 0.25", ""), "index.weight_missing", "node 2 (left).weight"),
    "an infinite weight": (lambda: changed("0.75", "inf"), "framework.not_a_number", "node 3 (right).weight"),
    "an indicator twice": (lambda: changed('id = "b"', 'id = "a"'), "framework.duplicate", "indicator 2 (a).id"),
    "an indicator called as a node": (lambda: changed('id = "b"', 'id = "left"'), "framework.duplicate", "node 2 (left).id"),
    "an orphan": (lambda: changed('parent = "right"', 'parent = "up"'), "index.unknown_parent", "indicator 3 (c).parent"),
    "an indicator under an indicator": (
        lambda: changed('parent = "right"', 'parent = "a"'), "index.unknown_parent", "indicator 3 (c).parent",
    ),
    "a cycle": (
        lambda: changed('id = "all"', 'id = "all"\nparent = "right"'), "index.cycle", "node 1 (all).parent",
    ),
    "no root": (lambda: changed('id = "all"', 'id = "all"\nparent = "right"'), "index.roots", "node[*].parent"),
    "two roots": (lambda: changed('parent = "all"\nweight = 0.25', ""), "index.roots", "node[*].parent"),
    "a node without children": (lambda: changed('parent = "right"', 'parent = "left"'), "index.no_children", "node 3 (right)"),
    "an indicator without a parent": (
        lambda: changed('parent = "right"', ""), "framework.missing_key", "indicator 3 (c).parent",
    ),
    "zero equal to full": (
        lambda: changed(GOAL, "zero = 2, full = 2"), "framework.zero_is_full", "indicator 3 (c).normalise.full",
    ),
    "zero equal to full at a level": (
        lambda: changed(GOAL, "zero = { u = 1, v = 2 }, full = { u = 9, v = 2 }"),
        "framework.zero_is_full", "indicator 3 (c).normalise.full.v",
    ),
    "a level with one end": (
        lambda: changed(GOAL, "zero = { u = 1 }, full = { u = 9, v = 2 }"),
        "framework.missing_key", "indicator 3 (c).normalise.zero.v",
    ),
    "an infinite goalpost": (
        lambda: changed(GOAL, "zero = 10, full = inf"), "framework.not_a_number", "indicator 3 (c).normalise.full",
    ),
    "a logarithm of nothing": (
        lambda: changed(GOAL, 'zero = 0, full = 9, transform = "ln"'), "index.no_logarithm", "indicator 3 (c).normalise.zero",
    ),
    "an unknown method": (
        lambda: changed('method = "goalposts", zero = 10, full = 2', 'method = "magic"'),
        "framework.bad_shape", "indicator 3 (c).normalise.method",
    ),
    "a setting of another method": (
        lambda: changed(GOAL, f"{GOAL}, sd = 2"), "framework.unknown_key", "indicator 3 (c).normalise.sd",
    ),
    "a direction where goalposts have one": (
        lambda: changed('parent = "right"', 'parent = "right"\ndirection = -1'), "index.no_direction", "indicator 3 (c).direction",
    ),
    "a direction of 2": (lambda: changed("direction = -1", "direction = 2"), "framework.bad_shape", "indicator 2 (b).direction"),
    "a target at the zero point": (
        lambda: changed('"goalposts", zero = 10, full = 2', '"distance", target = 3, zero = 3'),
        "index.target_is_zero", "indicator 3 (c).normalise.target",
    ),
    "a standard deviation of 0": (lambda: changed("sd = 2", "sd = 0"), "index.bad_range", "uncertainty.normalise 1.sd"),
    "low above high": (lambda: changed('method = "minmax"', 'method = "minmax"\nlow = 100'), "index.bad_range", "normalise"),
    "points above full": (
        lambda: changed('"goalposts", zero = 10, full = 2', '"levels", points = { "0" = 0, "1" = 101 }'),
        "index.bad_range", "indicator 3 (c).normalise.points.1",
    ),
    "a level that is no number": (
        lambda: changed('"goalposts", zero = 10, full = 2', '"levels", points = { yes = 0 }'),
        "framework.not_a_number", "indicator 3 (c).normalise.points.yes",
    ),
    "a cap below one": (
        lambda: changed('"goalposts", zero = 10, full = 2', '"count", each = 10, cap = 5'),
        "index.bad_range", "indicator 3 (c).normalise",
    ),
    "no normalisation at all": (
        lambda: changed('[normalise]\nmethod = "minmax"', "").replace("normalise = { method = \"rank\" }", ""),
        "framework.missing_key", "indicator 1 (a).normalise",
    ),
    "geometric without floor": (lambda: changed(', floor = 2', ""), "index.no_floor", "node 3 (right).aggregate.floor"),
    "harmonic with a floor of 0": (
        lambda: changed('"harmonic", floor = 1', '"harmonic", floor = 0'), "index.bad_range", "scenario 1 (harder).aggregate.left.floor",
    ),
    "a floor above full": (lambda: changed("floor = 2", "floor = 200"), "index.bad_range", "node 3 (right).aggregate.floor"),
    "drawing a mean without floor": (
        lambda: changed("floor = 1\n\n[missing]", "\n[missing]"), "index.no_floor", "uncertainty.aggregate(all)",
    ),
    "a share above 1": (lambda: changed("floor = 0.5", "floor = 50"), "framework.bad_floor", "missing.floor"),
    "statistical weights": (lambda: changed("precision = 2", 'precision = 2\nweights = "pca"'), "index.analysis_only", "weights"),
    "imputation": (lambda: changed("floor = 0.5", 'floor = 0.5\nas = "mean"'), "index.analysis_only", "missing.as"),
    "imputation in a node": (
        lambda: changed("missing = { floor = 1 }", 'missing = { floor = 1, as = "zero" }'),
        "index.analysis_only", "node 3 (right).missing.as",
    ),
    "an exception for an unknown node": (
        lambda: changed('node = "all"', 'node = "none"'), "index.unknown_node", "override 1 (x, none).node",
    ),
    "an exception without reason": (lambda: changed('reason = "as published"', ""), "framework.missing_key", "override 1 (x, all).reason"),
    "an infinite exception": (lambda: changed("value = 0.0", "value = -inf"), "framework.not_a_number", "override 1 (x, all).value"),
    "an unknown key": (lambda: changed("precision = 2", "precision = 2\ncolour = 3"), "framework.unknown_key", "colour"),
    "no precision": (lambda: changed("precision = 2", ""), "framework.missing_key", "precision"),
    "a full score of 0": (lambda: changed("precision = 2", "precision = 2\nfull = 0"), "index.bad_range", "full"),
    "a scenario that changes nothing": (
        lambda: f'{TEXT}\n[[scenario]]\nid = "same"\n', "index.no_change", "scenario 2 (same)",
    ),
    "a scenario twice": (
        lambda: f'{TEXT}\n[[scenario]]\nid = "harder"\nmissing.as = "zero"\n', "framework.duplicate", "scenario[*].id",
    ),
    "a scenario of an unknown node": (
        lambda: changed("aggregate.left", "aggregate.middle"), "index.unknown_node", "scenario 1 (harder).aggregate.middle",
    ),
    "weights under an unknown node": (
        lambda: changed('under = ["left"]', 'under = ["a"]'), "index.unknown_node", "scenario 1 (harder).weights.under 1",
    ),
    "a matrix of other children": (lambda: pairwise("[[1]]", order='"a"'), "index.not_the_children", "ahp 1 (left).order"),
    "a matrix that is not square": (lambda: pairwise("[[1, 2]]"), "index.not_square", "ahp 1 (left).matrix"),
    "a matrix with a text": (lambda: pairwise('[[1, "x"], [2, 1]]'), "framework.not_a_number", "ahp 1 (left).matrix row 1, column 2"),
    "a matrix beside weights": (
        lambda: pairwise("[[1, 1], [1, 1]]", "all", '"left", "right"'), "index.two_weights", "node 2 (left).weight",
    ),
    "a name that columns have": (lambda: changed('id = "c"', 'id = "unit"'), "index.reserved", "indicator 3 (unit).id"),
    "a node called as a column": (lambda: changed('id = "left"', 'id = "score"'), "index.reserved", "node 2 (score).id"),
    "signs in a code that can't be seen": (lambda: changed('id = "c"', r'id = "c\u0000"'), "framework.hidden_sign", "indicator 3.id"),
    "blanks around a code": (lambda: changed('id = "c"', 'id = "c "'), "index.reserved", "indicator 3 (c ).id"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSALS)
def test_refusals_name_file_and_key(fault: str) -> None:
    text, code, key = REFUSALS[fault]
    assert (code, f"own.toml: {key}") in {(problem.code, problem.where) for problem in refused(text())}


def test_everything_that_is_wrong_comes_at_once() -> None:
    text = changed("0.75", "0.7").replace('parent = "right"', 'parent = "up"').replace("value = 0.0", "value = nan")
    assert {problem.code for problem in refused(text)} == {
        "index.weights_sum", "index.unknown_parent", "index.no_children", "framework.not_a_number",
    }  # fmt: skip


PCT = 'normalise = [{ method = "zscore", mean = 10, sd = 2 }]'
ALONE = {
    "a scenario with a fixed method": (
        lambda: changed('{ method = "rank" }', '{ method = "goalposts", zero = 0, full = 1 }'), "framework.bad_shape",
    ),
    "an unknown method where a direction stands": (lambda: changed('method = "minmax"', 'method = "borda"'), "framework.bad_shape"),
    "no method": (lambda: changed('[normalise]\nmethod = "minmax"', "[normalise]\nlow = 1"), "framework.missing_key"),
    "an infinite goalpost": (lambda: changed(GOAL, "zero = 0, full = inf"), "framework.not_a_number"),
    "an infinite weight": (lambda: changed("0.75", "inf"), "framework.not_a_number"),
    "a weight as text": (lambda: changed("0.75", '"0.75"'), "framework.not_a_number"),
    "a negative weight": (lambda: changed("0.75", "-0.75"), "framework.negative_weight"),
    "a method without braces": (lambda: changed(PCT, 'normalise = ["zscore"]'), "framework.bad_shape"),
    "a spread of 1": (lambda: changed("weights = 0.25", "weights = 1"), "index.bad_range"),
    "a spread of 1.5": (lambda: changed("weights = 0.25", "weights = 1.5"), "index.bad_range"),
    "a node that is its own parent": (lambda: changed('id = "left"\nparent = "all"', 'id = "left"\nparent = "left"'), "index.cycle"),
    "an exception without a value": (lambda: changed("value = 0.0", ""), "framework.missing_key"),
    "a matrix without rows": (
        lambda: f'{TEXT}\n[[ahp]]\nparent = "left"\norder = ["a", "b"]\n', "framework.missing_key",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", ALONE)
def test_one_fault_is_told_once_and_brings_no_others_with_it(fault: str) -> None:
    text, code = ALONE[fault]
    assert [problem.code for problem in refused(text())] == [code]


def test_what_was_found_is_spelled_as_in_the_file() -> None:
    (flag,) = refused(changed("precision = 2", "precision = true"))
    (matrix,) = refused(pairwise('[["1", 2]]'))
    assert (flag.found, matrix.found) == ("true", '[["1", 2]]')


def test_a_framework_with_faults_still_names_its_columns(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(changed(GOAL, "zero = 2, full = 2"), "utf-8")
    index, problems = read_index(tmp_path / "own.toml")
    assert [problem.code for problem in problems] == ["framework.zero_is_full"]
    assert [one.id for one in index.choices.indicators] == ["a", "b", "c"]


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(QihuaError) as refusal:
        load_index(tmp_path / "own.toml")
    assert [(problem.code, problem.allowed) for problem in refusal.value.problems] == [("table.not_utf8", "UTF-8")]


def test_one_cycle_is_told_once() -> None:
    ring = '[[node]]\nid = "p"\nparent = "q"\n[[node]]\nid = "q"\nparent = "r"\n[[node]]\nid = "r"\nparent = "p"\n'
    cycles = [problem for problem in refused(f"{TEXT}\n{ring}") if problem.code == "index.cycle"]
    assert [(cycle.where, cycle.found) for cycle in cycles] == [("own.toml: node 4 (p).parent", "p → q → r → p")]


@given(
    st.sampled_from(LINES),
    st.sampled_from(['"x"', "-1", "true", "[]", "{}", "nan", "inf", "[[1]]", "[{}]", "2026-01-01", "1" + "0" * 400, "{ a = 1 }"]),
)  # fmt: skip
def test_whatever_a_line_says_it_is_accepted_or_refused_by_name(line: tuple[int, int], value: str) -> None:
    begins, ends = line
    problems: tuple[Problem, ...] = ()
    try:
        load(f"{TEXT[:begins]}{value}{TEXT[ends:]}")
    except QihuaError as refusal:
        problems = refusal.problems
    assert all(problem.where.startswith("own.toml: ") for problem in problems)
    assert all(problem.code.startswith(("framework.", "index.")) for problem in problems)
