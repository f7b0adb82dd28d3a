"""A composite index on its own tables: methods worked by hand, missing values, exceptions, weights from the data; what always holds."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import QihuaError
from data.frameworks.index import Index, load_index
from data.index_tables import IndexTables, Unit, WeightSet
from data.statistics import ahp_lines, coherence_lines
from metrics.composite import tables as made_of
from metrics.composite.analysis import coherence_tables, gains
from metrics.composite.bands import PAIRS_UP_TO, bands_table, left_out_of, pairs_table
from metrics.composite.draws import drawn, replications, sobol_tables
from metrics.composite.replays import replay
from metrics.composite.scores import PAIRS_AT_MOST, Ranked, override_problems, rank, weigh, with_weights

NAN = np.nan
HEAD = 'id = "trial"\nversion = "1"\nkind = "index"\nname_zh = "试"\nname_en = "trial"\nprecision = "full"\n'


def framework(*lines: str) -> Index:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        path.write_text(HEAD + "\n".join(lines), "utf-8")
        return weigh(load_index(path), ahp_lines()).index


def flat(indicators: str, *lines: str) -> Index:
    """An index of indicators without a level between."""
    leaves = [f'[[indicator]]\nid = "{name}"\nparent = "all"' for name in indicators]
    return framework(*lines, '[[node]]\nid = "all"', *leaves)


def tables(rows: list[list[float]], status: list[list[str]] | None = None, **units: list[str]) -> IndexTables:
    values = np.array(rows, dtype=np.float64)
    said = np.where(np.isnan(values), "not_collected", "measured").astype(object)
    if status is not None:
        said = np.array(status, dtype=object)
    n = len(values)
    levels, groups = units.get("levels", [""] * n), units.get("groups", [""] * n)
    known = tuple(Unit(f"u{row}", f"u{row}", levels[row], groups[row]) for row in range(n))
    return IndexTables(known, values, said)


def official(index: Index, given_tables: IndexTables) -> Ranked:
    return rank(index, index.choices, given_tables)


def scenario(index: Index, name: str, given_tables: IndexTables) -> Ranked:
    (one,) = [one for one in index.scenarios if one.id == name]
    return rank(index, one.choices, given_tables)


def points(method: str, values: list[float], direction: int = 1, head: str = "", **units: list[str]) -> list[float]:
    """The points of one indicator's values."""
    sign = "direction = -1" if direction == -1 else ""
    index = framework(
        head, "[missing]", "floor = 0", '[[node]]\nid = "all"',
        f'[[indicator]]\nid = "a"\nparent = "all"\n{sign}\nnormalise = {{ {method} }}',
    )  # fmt: skip
    given_tables = tables([[value] for value in values], **units)
    return list(made_of.normalised(official(index, given_tables), given_tables)["a"])


# Normalisation


@pytest.mark.parametrize(
    ("method", "values", "expected"),
    [
        ('method = "minmax", low = 1, high = 100', [2, 4, 3], [1, 100, 50.5]),
        ('method = "zscore", mean = 10, sd = 2', [1, 2, 3], [8, 10, 12]),
        ('method = "rank"', [5, 1, 5, 9], [2, 1, 2, 4]),
        ('method = "percentile"', [5, 1, 5, 9], [100 / 3, 0, 100 / 3, 100]),
        ('method = "percentile", high = 1', [5, 1, 5, 9], [1 / 3, 0, 1 / 3, 1]),
        ('method = "goalposts", zero = 2, full = 6', [1, 3, 7], [0, 25, 100]),
        ('method = "goalposts", zero = 2, full = 6, cap = false', [1, 3, 7], [-25, 25, 125]),
        ('method = "goalposts", zero = 6, full = 2', [1, 3, 7], [100, 75, 0]),
        ('method = "goalposts", zero = 1, full = 100, transform = "ln"', [1, 10, 1000], [0, 50, 100]),
        ('method = "levels", points = { "0" = 0, "1" = 60, "2" = 100 }', [1, 2, 0], [60, 100, 0]),
        ('method = "binary"', [1, 0, 1], [100, 0, 100]),
        ('method = "count", each = 30, cap = 80', [0, 2, 5], [0, 60, 80]),
        ('method = "none", low = -5, high = 5', [-1, 0, 5], [-1, 0, 5]),
        ('method = "distance", target = 10', [2, 6, 12], [0, 50, 125]),
        ('method = "distance", target = 10, zero = 0, cap = true', [2, 6, 12], [20, 60, 100]),
    ],
)
def test_methods_of_normalisation(method: str, values: list[float], expected: list[float]) -> None:
    assert points(method, values) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("method", "values", "expected"),
    [
        ('method = "minmax", low = 1, high = 100', [2, 4, 3], [100, 1, 50.5]),
        ('method = "zscore", mean = 10, sd = 2', [1, 2, 3], [12, 10, 8]),
        ('method = "rank"', [5, 1, 5, 9], [2, 4, 2, 1]),
        ('method = "distance", target = 2', [4, 6, 12], [80, 60, 0]),
        ('method = "distance", target = 2, zero = 10', [4, 6, 12], [75, 50, -25]),
    ],
)
def test_direction_turns_values_before_they_are_scaled(method: str, values: list[float], expected: list[float]) -> None:
    assert points(method, values, -1) == pytest.approx(expected)


def test_goalposts_by_level() -> None:
    by_level = 'method = "goalposts", zero = 0, full = { city = 10, county = 5 }'
    assert points(by_level, [5, 5], levels=["city", "county"]) == [50, 100]


def test_full_is_the_score_of_the_best() -> None:
    assert points('method = "goalposts", zero = 0, full = 4', [1, 4], head="full = 1") == [0.25, 1]
    assert points('method = "percentile"', [1, 4], head="full = 1") == [0, 1]


def test_missing_values_take_no_part_in_a_scale() -> None:
    assert points('method = "percentile"', [5, NAN, 1, 9]) == pytest.approx([50, NAN, 0, 100], nan_ok=True)


@pytest.mark.parametrize(
    ("settings", "direction", "code"),
    [
        ("target = 2", 1, "index.target_is_zero"),  # the lowest value
        ("target = 1", 1, "index.target_behind"),
        ("target = 4", -1, "index.target_behind"),  # behind the highest value
        ("target = 1, zero = 5", 1, "index.target_behind"),
        ("target = 5, zero = 1", -1, "index.target_behind"),
        ("target = 5, zero = 5", 1, "index.target_is_zero"),
    ],
)
def test_a_target_must_be_better_than_what_it_is_measured_from(settings: str, direction: int, code: str) -> None:
    """Else the better values would score less, and the order would turn round."""
    with pytest.raises(QihuaError) as refusal:
        points(f'method = "distance", {settings}', [2, 3], direction)
    (problem,) = refusal.value.problems
    assert problem.code == code
    assert problem.where == "own.toml: indicator 1 (a).normalise.target"
    assert problem.params["direction"] == str(-direction)


@pytest.mark.parametrize("method", ["minmax", "zscore", "rank", "percentile"])
def test_what_is_equal_everywhere_does_not_count_and_lowers_no_completeness(method: str) -> None:
    index = flat("ab", f'[normalise]\nmethod = "{method}"')
    made = official(index, tables([[7, 1], [7, 3], [7, 2]]))
    assert list(made.ranks) == [3, 1, 2]
    assert list(made.result.index.completeness) == [1, 1, 1]
    assert made_of.silent(made) == ["a"]


@pytest.mark.parametrize("rows", [[[7, 1]], [[7, 1], [7, 1]]])
def test_one_unit_alone_and_units_all_alike_have_no_relative_score(rows: list[list[float]]) -> None:
    index, given_tables = flat("ab", '[normalise]\nmethod = "minmax"'), tables(rows)
    table = made_of.results(index, official(index, given_tables), given_tables)
    assert table["score"].isna().all()
    assert set(table["reason"]) == {"nothing_weighs"}
    absolute = flat("ab", '[normalise]\nmethod = "goalposts"\nzero = 0\nfull = 10')
    made = official(absolute, given_tables)
    assert list(made.scores) == [40] * len(rows)
    assert list(made.ranks) == [1] * len(rows)


# Missing values


def halves(floor: float, counted_by: str, *weights: float) -> Index:
    missing = f'[missing]\nfloor = {floor}\ncounted_by = "{counted_by}"'
    leaves = [
        f'[[indicator]]\nid = "{name}"\nparent = "all"\nweight = {weight}'
        for name, weight in zip("abcd", weights, strict=True)
    ]
    return framework('weights = "relative"\n[normalise]\nmethod = "none"', missing, '[[node]]\nid = "all"', *leaves)


@pytest.mark.parametrize(
    ("floor", "expected"), [(0, [10, 20, 25, NAN, 30]), (0.75, [10, 20, NAN, NAN, NAN]), (1, [10, NAN, NAN, NAN, NAN])]
)
def test_thresholds_by_number(floor: float, expected: list[float]) -> None:
    """As the data threshold of COINr: the share of children that have a value, whatever they weigh."""
    rows = [[10, 10, 10, 10], [20, 20, 20, NAN], [20, 30, NAN, NAN], [NAN, NAN, NAN, NAN], [NAN, NAN, NAN, 30]]
    given_tables = tables(rows)
    index = halves(floor, "number", 1, 1, 1, 1)
    made = official(index, given_tables)
    assert list(made.scores) == pytest.approx(expected, nan_ok=True)
    assert list(made.result.index.completeness) == [1, 0.75, 0.5, 0, 0.25]
    reasons = made_of.results(index, made, given_tables)["reason"]
    assert reasons[3] == "nothing_observed"
    assert set(reasons[made.ranks > 0]) == {""}
    assert "" not in set(reasons[made.ranks == 0])


def test_thresholds_by_weight() -> None:
    made = official(halves(0.75, "weight", 5, 3, 1, 1), tables([[20, 30, NAN, NAN], [NAN, 10, 10, 10]]))
    assert list(made.scores) == pytest.approx([23.75, NAN], nan_ok=True)
    assert list(made.result.index.lower) == pytest.approx([19, 5])
    assert list(made.result.index.upper) == pytest.approx([39, 55])


def test_what_does_not_apply_passes_its_weight_on() -> None:
    status = [
        ["not_applicable", "measured", "measured", "measured"],
        ["not_observed", "measured", "measured", "measured"],
    ]
    made = official(halves(0, "weight", 5, 3, 1, 1), tables([[NAN, 50, 50, 50], [NAN, 50, 50, 50]], status))
    assert list(made.result.index.completeness) == [1, 0.5]
    assert list(made.result.index.lower) == [50, 25]


def test_missing_as_zero_and_as_mean_are_scenarios() -> None:
    index = flat(
        "ab", '[normalise]\nmethod = "minmax"\nlow = 1', "[missing]\nfloor = 0",
        '[[scenario]]\nid = "zero"\nmissing = { as = "zero" }', '[[scenario]]\nid = "mean"\nmissing = { as = "mean" }',
    )  # fmt: skip
    given_tables = tables([[0, 10], [10, NAN], [NAN, 0]])
    assert list(official(index, given_tables).scores) == [50.5, 100, 1]
    zero = scenario(index, "zero", given_tables)
    assert list(zero.scores) == [50.5, 50.5, 1]
    assert list(zero.scores) == list(official(index, given_tables).result.index.lower)
    assert list(scenario(index, "mean", given_tables).scores) == [50.5, (100 + 50.5) / 2, (50.5 + 1) / 2]


# Nodes, exceptions, scenarios

TREE = (
    '[normalise]\nmethod = "none"', '[[node]]\nid = "all"', '[[node]]\nid = "x"\nparent = "all"', '[[node]]\nid = "y"\nparent = "all"',
    '[[indicator]]\nid = "a"\nparent = "x"', '[[indicator]]\nid = "b"\nparent = "x"', '[[indicator]]\nid = "c"\nparent = "y"',
)  # fmt: skip


def test_an_exception_stands_in_its_node_and_counts_in_its_parent() -> None:
    exception = '[[override]]\nunit = "u1"\nnode = "x"\nvalue = 5.0\nreason = "as published"'
    index, given_tables = framework(*TREE, exception), tables([[10, 20, 30], [10, 20, 30]])
    made = official(index, given_tables)
    assert list(made.scores) == [22.5, 17.5]
    assert list(made_of.results(index, made, given_tables)["override"]) == ["", "x: as published"]
    assert made_of.computed(index, given_tables) == [15.0]


def test_an_exception_may_stand_for_what_has_no_number() -> None:
    exception = '[[override]]\nunit = "u0"\nnode = "all"\nvalue = 0.0\nreason = "as published"'
    index, given_tables = framework(*TREE, exception), tables([[NAN, NAN, NAN], [10, 20, 30]])
    made = official(index, given_tables)
    assert (list(made.scores), list(made.ranks)) == ([0, 22.5], [2, 1])
    assert made_of.computed(index, given_tables) == [None]


def test_ranks_are_taken_inside_groups_at_the_precision() -> None:
    given_tables = tables([[1.01], [1.02], [3], [2]], groups=["p", "p", "q", "q"])
    index = flat("a", '[normalise]\nmethod = "none"')
    made = official(index, given_tables)
    assert (list(made.ranks), list(made.of)) == ([2, 1, 1, 2], [2, 2, 2, 2])
    assert list(official(replace(index, precision=1), given_tables).ranks) == [1, 1, 1, 2]


def test_copeland_compares_inside_a_group() -> None:
    index = flat("abc", '[normalise]\nmethod = "none"', '[aggregate]\nmethod = "copeland"')
    made = official(index, tables([[3, 1, 3], [2, 2, 2], [1, 3, 1], [9, 9, 9]], groups=["p", "p", "p", "q"]))
    assert list(made.scores) == [2, 0, -2, 0]
    assert list(made.ranks) == [1, 2, 3, 1]


def test_copeland_is_refused_where_every_pair_would_be_too_many() -> None:
    index = flat("ab", '[normalise]\nmethod = "none"', '[aggregate]\nmethod = "copeland"')
    with pytest.raises(QihuaError) as refusal:
        official(index, tables([[1, 2]] * (PAIRS_AT_MOST + 1)))
    assert [(p.code, p.found) for p in refusal.value.problems] == [("index.group_too_large", str(PAIRS_AT_MOST + 1))]


def test_pairwise_matrices_weigh_children() -> None:
    """Saaty's three by three: weights to six digits as in the published example."""
    index = flat(
        "abc", '[normalise]\nmethod = "none"',
        '[[ahp]]\nparent = "all"\norder = ["a", "b", "c"]\nmatrix = [["1", "1/3", 5], [3, 1, 7], ["1/5", "1/7", 1]]',
    )  # fmt: skip
    weights = [one.weight for one in index.choices.indicators]
    assert weights == pytest.approx([0.278955, 0.649118, 0.071927], abs=5e-7)
    with pytest.raises(QihuaError) as refusal:
        flat(
            "abc", '[normalise]\nmethod = "none"',
            '[[ahp]]\nparent = "all"\norder = ["a", "b", "c"]\nmatrix = [[1, 9, "1/9"], ["1/9", 1, 9], [9, "1/9", 1]]',
        )  # fmt: skip
    assert [(p.code, p.where) for p in refusal.value.problems] == [
        ("weights.inconsistent", "own.toml: ahp 1 (all).matrix")
    ]


def test_weights_from_the_data_are_for_scenarios_and_refused_below_zero() -> None:
    index = flat("abc", '[normalise]\nmethod = "none"', '[[scenario]]\nid = "pca"\nweights = { method = "pca" }')
    rising = tables([[1, 2, 1], [2, 1, 3], [3, 5, 2], [4, 3, 5], [5, 4, 4]])
    weights = dict(made_of.weights(index, official(index, rising)).set_index("id")["pca"])
    expected = scenario(index, "pca", rising).scores
    np.testing.assert_allclose(
        expected,
        sum(rising.values[:, n] * weights[name] for n, name in enumerate("abc")) / sum(weights[name] for name in "abc"),
    )
    against = tables([[1, 5, 1], [2, 4, 2.5], [3, 3, 3], [4, 2, 4], [5, 1, 5]])
    with pytest.raises(QihuaError) as refusal:
        scenario(index, "pca", against)
    table = made_of.weights(index, official(index, against)).set_index("id")
    assert table.loc["b", "pca"] < 0
    assert table["pca_reason"].fillna("").tolist() == ["", "", "negative", ""]
    (problem,) = refusal.value.problems
    assert (problem.code, problem.where, problem.found, problem.params) == (
        "index.no_weights", "weights(all)", "b", {"reason": "negative"},
    )  # fmt: skip


def test_replayed_weights_leave_out_what_keeps_its_own() -> None:
    index, given_tables = framework(*TREE), tables([[10, 20, 40], [40, 10, 10]])
    made = official(index, given_tables)
    again = replay(index, given_tables, made, (WeightSet("1", {}), WeightSet("r2", {"x": 3, "a": 9})))
    assert list(again.scores[0]) == list(made.scores)
    assert list(again.scores[1]) == pytest.approx([(3 * 11 + 40) / 4, (3 * 37 + 10) / 4])
    assert again.ranks.tolist() == [[1, 2], [2, 1]]
    assert list(again.always_ranked(made)) == [0, 1]


# Analysis


def test_gains_are_what_scoring_again_gives() -> None:
    index = framework(
        '[normalise]\nmethod = "none"', '[aggregate]\nmethod = "geometric"\nfloor = 1', *TREE[1:]
    )  # fmt: skip
    rows = [[10, 20, 40], [40, 10, NAN], [30, 90, 5]]
    given_tables = tables(rows)
    made = official(index, given_tables)
    found = gains(index, made, given_tables)
    full = found[found["target"] == "full_marks"]
    assert len(full) == 6  # y has no number without c, and with the default floor the index needs 60 % of its weight
    for gain in full.itertuples():
        raised = [list(row) for row in rows]
        raised[int(gain.unit[1:])]["abc".index(gain.indicator)] = 100
        again = official(index, tables(raised))
        assert gain.total == pytest.approx(again.scores[int(gain.unit[1:])])
        assert gain.rank == again.ranks[int(gain.unit[1:])]
    assert full.groupby("unit")["gain"].apply(lambda column: column.is_monotonic_decreasing).all()
    assert (found.loc[found["target"] == "upper_quartile", "wanted"] <= 100).all()


def test_gains_of_an_exception_are_not_worked_out() -> None:
    exception = '[[override]]\nunit = "u1"\nnode = "x"\nvalue = 5.0\nreason = "as published"'
    index, given_tables = framework(*TREE, exception), tables([[10, 20, 30], [10, 20, 30]])
    assert set(gains(index, official(index, given_tables), given_tables)["unit"]) == {"u0"}


def test_coherence_goes_by_group_over_ranked_units() -> None:
    random = np.random.default_rng(1)
    base = random.uniform(10, 90, 24)
    rows = [[value, value + noise, 100 - value] for value, noise in zip(base, random.uniform(0, 5, 24), strict=True)]
    given_tables = tables(rows, groups=["p"] * 12 + ["q"] * 12)
    made = official(framework(*TREE), given_tables)
    found = coherence_tables(made, given_tables, coherence_lines())
    assert found.keys() == {"nodes", "correlations", "pairs", "indicators"}
    nodes = found["nodes"].set_index(["group", "node"])
    assert nodes.loc[("p", "x"), ["items", "n"]].tolist() == [2, 12]
    assert nodes.loc[("p", "x"), "alpha"] > 0.95
    assert {("a", "b")} <= set(
        found["pairs"].loc[found["pairs"]["group"] == "q", ["one", "other"]].itertuples(index=False, name=None)
    )


# Draws

UNCERTAINTY = '[uncertainty]\nweights = 0.25\naggregate = ["arithmetic", "geometric"]\nmissing = ["left_out", "zero"]'
RELATIVE = '[normalise]\nmethod = "minmax"\n[aggregate]\nfloor = 1\n[missing]\nfloor = 0'
ROWS = [[10, 20, 40], [40, 10, NAN], [30, 90, 5], [70, 60, 50], [5, NAN, 8]]


def nothing(done: int, total: int) -> None:
    pass


def test_every_replication_is_what_its_parameters_give() -> None:
    index = framework(RELATIVE, *TREE[1:], f'{UNCERTAINTY}\nnormalise = [{{ method = "zscore", mean = 10, sd = 2 }}]')
    given_tables = tables(ROWS)
    made = official(index, given_tables)
    drew = drawn(index, given_tables, made, 40, np.random.default_rng(3), nothing)
    table = replications(drew)
    assert set(table["missing"]) == {"left_out", "zero"}
    assert set(table["normalisation"]) == {"minmax", "zscore"}
    assert set(table["aggregation"]) == {"arithmetic", "geometric"}
    for number, chosen in enumerate(table[table["missing"] == "left_out"].itertuples()):
        indicators = (
            index.uncertainty.normalise["zscore"] if chosen.normalisation == "zscore" else index.choices.indicators
        )
        nodes = [
            replace(node, aggregate=replace(node.aggregate, method=chosen.aggregation)) for node in index.choices.nodes
        ]
        varied = replace(index.choices, nodes=tuple(nodes), indicators=tuple(indicators))
        weights = {name: getattr(chosen, name) for name in "abcxy"}
        again = rank(index, with_weights(varied, weights), given_tables)
        np.testing.assert_allclose(drew.scores[chosen.Index], again.scores[drew.rows], rtol=1e-9)
        np.testing.assert_array_equal(drew.ranks[chosen.Index], again.ranks[drew.rows])
        assert number < 40


def test_weights_are_drawn_inside_their_spread_and_a_seed_gives_the_same_again() -> None:
    index = framework(RELATIVE, *TREE[1:], "[uncertainty]\nweights = 0.25")
    given_tables = tables(ROWS)
    made = official(index, given_tables)
    first, again, other = (
        drawn(index, given_tables, made, 50, np.random.default_rng(seed), nothing) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first.scores, again.scores)
    assert (first.scores != other.scores).any()
    table = replications(first)[list("abcxy")]
    assert 0.75 <= table.min().min() < table.max().max() <= 1.25


def test_bands_tiers_and_pairs_come_from_the_ranks() -> None:
    given_tables = tables([[90], [80], [80], [10], [NAN]])
    made = official(flat("a", '[normalise]\nmethod = "none"'), given_tables)
    rows = np.arange(4)
    ranks = np.array([[1, 2, 3, 4]] * 10 + [[1, 3, 2, 4]] * 10, dtype=np.uint32)
    bands = bands_table(given_tables, made, rows, ranks).set_index("unit")
    assert bands["tier"].tolist()[:4] == [1, 2, 2, 3]
    assert bands.loc["u4"].isna().all()
    assert bands.loc["u1", ["rank", "rank_mean", "rank_05", "rank_95", "top_ten"]].tolist() == [2, 2.5, 2, 3, 1]
    assert pairs_table(given_tables, made, rows, ranks).values.tolist() == [["", "u1", "u2", 0.5, ""]]


def test_groups_whose_pairs_are_left_out_are_named() -> None:
    number = PAIRS_UP_TO + 1
    given_tables = tables([[1.0]] * (number + 2), groups=["large"] * number + ["small"] * 2)
    made = official(flat("a", 'rank_within = "group"', '[normalise]\nmethod = "none"'), given_tables)
    table = pairs_table(given_tables, made, np.arange(number + 2), np.ones((3, number + 2), dtype=np.uint32))
    assert left_out_of(table) == ["large"]
    assert table.isna().sum().to_dict() == {"group": 0, "first": 0, "second": 0, "above": 1, "reason": 0}
    assert table.loc[table["reason"] == "", ["group", "first", "second", "above"]].values.tolist() == [
        ["small", f"u{number}", f"u{number + 1}", 0.0]
    ]


def test_equal_units_tie_in_every_replication() -> None:
    index = framework(RELATIVE, *TREE[1:], UNCERTAINTY)
    given_tables = tables([[13.7, 29.1, 40.3]] * 7 + [[90, 90, 90], [1, 2, 3]])
    made = official(index, given_tables)
    drew = drawn(index, given_tables, made, 30, np.random.default_rng(4), nothing)
    assert (drew.ranks[:, :7] == 2).all()


def test_zero_spread_gives_bands_without_width_and_nothing_that_matters() -> None:
    """The mean is drawn, and does not matter where every unit has the same points everywhere."""
    index = framework(RELATIVE.replace("minmax", "none"), *TREE[1:], '[uncertainty]\naggregate = ["geometric"]')
    given_tables = tables([[10, 10, 10], [30, 30, 30], [20, 20, 20]])
    made = official(index, given_tables)
    drew = drawn(index, given_tables, made, 20, np.random.default_rng(1), nothing)
    bands = bands_table(given_tables, made, drew.rows, drew.ranks)
    assert (bands["rank_05"] == bands["rank_95"]).all()
    assert bands["tier"].tolist() == [3, 1, 2]
    told: list[tuple[int, int]] = []
    rngs = np.random.default_rng(2), np.random.default_rng(3)
    table = sobol_tables(index, given_tables, made, drew, 8, rngs, lambda done, total: told.append((done, total)))[
        "sobol"
    ]
    assert table[["choice", "first", "total"]].values.tolist() == [["aggregation", 0, 0]]
    assert told == [(8, 24), (16, 24), (24, 24)]


@pytest.mark.parametrize(("node", "value", "own"), [("all", 45.0, [45.0]), ("x", 45.0, None), ("all", 101.0, None)])
def test_units_with_an_exception_keep_their_score_and_ranks_are_among_all(
    node: str, value: float, own: list[float] | None
) -> None:
    exception = f'[[override]]\nunit = "u0"\nnode = "{node}"\nvalue = {value}\nreason = "as published"'
    index = framework(RELATIVE, *TREE[1:], exception, UNCERTAINTY)
    given_tables = tables([*ROWS[:4], [NAN, NAN, NAN]])
    made = official(index, given_tables)
    if value > 100:
        (problem,) = override_problems(index, made)
        assert (problem.code, problem.found, problem.allowed) == ("index.bad_range", "101", "0 … 100")
        return
    assert override_problems(index, made) == []
    drew = drawn(index, given_tables, made, 30, np.random.default_rng(1), nothing)
    assert list(drew.rows) == [0, 1, 2, 3]
    assert set(drew.scores[:, 0]) == set(own or [made.scores[0]])
    expected = 1 + (np.round(drew.scores[:, None, :], 8) > np.round(drew.scores[:, :, None], 8)).sum(axis=2)
    np.testing.assert_array_equal(drew.ranks, expected)
    rngs = np.random.default_rng(2), np.random.default_rng(3)
    runs = sobol_tables(index, given_tables, made, drew, 40, rngs, nothing)["sobol_runs"]
    plain = runs[(runs["aggregation"] == "arithmetic") & (runs["missing"] == "left_out")]
    weights = [
        WeightSet(str(row.replication), {name: getattr(row, name) for name in "abcxy"}) for row in plain.itertuples()
    ]
    if node == "all":  # below the root an exception counts in its parent by the weights of the set
        ranks = replay(index, given_tables, made, weights).ranks[:, :4].astype(int)
        assert plain["places_moved"].to_numpy() == pytest.approx(np.abs(ranks - made.ranks[:4]).mean(axis=1))


def test_an_exception_may_stand_for_a_unit_that_has_nothing_in_every_replication() -> None:
    exception = '[[override]]\nunit = "u4"\nnode = "all"\nvalue = 0.0\nreason = "as published"'
    index = framework(RELATIVE, *TREE[1:], exception, UNCERTAINTY)
    given_tables = tables([*ROWS[:4], [NAN, NAN, NAN]])
    drew = drawn(index, given_tables, official(index, given_tables), 20, np.random.default_rng(1), nothing)
    assert set(drew.scores[:, 4]) == {0.0}
    assert set(drew.ranks[:, 4]) == {5}


def test_what_was_not_seen_is_the_same_worst_in_a_scenario_and_in_draws() -> None:
    """On z-scores: the lowest that any unit has, ranked or not; u5 has it and too little else."""
    head = '[normalise]\nmethod = "zscore"\n[aggregate]\nfloor = 1\n[missing]\nfloor = 0.5'
    zero = '[[scenario]]\nid = "zero"\nmissing = { as = "zero" }\n[uncertainty]\nmissing = ["zero"]'
    leaves = [f'[[indicator]]\nid = "{name}"\nparent = "all"' for name in "abc"]
    index = framework(head, '[[node]]\nid = "all"', *leaves, zero)
    given_tables = tables([[10, 20, 40], [40, 10, NAN], [30, 90, 5], [70, 60, 50], [5, 70, 8], [NAN, NAN, -500]])
    made = official(index, given_tables)
    assert list(made.ranks > 0) == [True] * 5 + [False]
    drew = drawn(index, given_tables, made, 20, np.random.default_rng(1), nothing)
    row = list(replications(drew)["missing"]).index("zero")
    expected = scenario(index, "zero", given_tables).scores[drew.rows]
    np.testing.assert_allclose(drew.scores[row], expected, rtol=1e-12)


def test_unrounded_scores_that_differ_by_the_order_of_adding_up_share_a_rank_everywhere() -> None:
    """0.1, 0.2 and 0.3 in any order: their mean is 0.20000000000000004 or 0.19999999999999998."""
    index = flat("abc", 'weights = "relative"', '[normalise]\nmethod = "none"', "[uncertainty]\nweights = 0.2")
    given_tables = tables([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.2, 0.1, 0.3], [0.3, 0.1, 0.2], [0.1, 0.1, 0.1]])
    made = official(index, given_tables)
    assert len(set(made.scores)) > 2
    assert list(made.ranks) == [1, 1, 1, 1, 5]
    assert list(made_of.ranks(index, made.result, given_tables)["all"]) == [1, 1, 1, 1, 5]
    again = replay(index, given_tables, made, [WeightSet("1", {"a": 1.0})])
    assert again.ranks.tolist() == [[1, 1, 1, 1, 5]]
    reached = gains(index, made, given_tables)
    assert (reached.loc[reached["target"] == "full_marks", "rank"] == 1).all()


def test_the_order_of_the_file_changes_no_draw() -> None:
    leaves = [f'[[indicator]]\nid = "{name}"\nparent = "all"' for name in "abc"]
    made = []
    for ordered, columns in ((leaves, [0, 1, 2]), (leaves[::-1], [2, 1, 0])):
        index = framework(RELATIVE, '[[node]]\nid = "all"', *ordered, UNCERTAINTY)
        given_tables = tables([[row[column] for column in columns] for row in ROWS])
        made.append(drawn(index, given_tables, official(index, given_tables), 25, np.random.default_rng(9), nothing))
    pd.testing.assert_frame_equal(replications(made[0]), replications(made[1])[replications(made[0]).columns])
    np.testing.assert_allclose(made[0].scores, made[1].scores, rtol=1e-12)
    np.testing.assert_array_equal(made[0].ranks, made[1].ranks)


def test_what_cannot_be_drawn_is_refused() -> None:
    for lines, code in (
        ((), "index.no_uncertainty"),
        (("[uncertainty]",), "index.nothing_drawn"),
        (('[aggregate]\nmethod = "copeland"', "[uncertainty]\nweights = 0.1"), "index.no_draws"),
    ):
        index, given_tables = framework(*lines[:-1], *TREE, *lines[-1:]), tables(ROWS)
        with pytest.raises(QihuaError) as refusal:
            drawn(index, given_tables, official(index, given_tables), 5, np.random.default_rng(1), nothing)
        assert {problem.code for problem in refusal.value.problems} == {code}


# What always holds

CELLS = st.lists(st.lists(st.one_of(st.just(NAN), st.integers(0, 20)), min_size=3, max_size=3), min_size=1, max_size=7)
METHODS = st.sampled_from(['method = "minmax"', 'method = "percentile"', 'method = "goalposts"\nzero = 2\nfull = 15'])
RULES = st.sampled_from(["arithmetic", "geometric", "harmonic"])


def deep(method: str, rule: str, floor: float) -> Index:
    head = f'[normalise]\n{method}\n[aggregate]\nmethod = "{rule}"\nfloor = 1\n[missing]\nfloor = {floor}'
    return framework(head, *TREE[1:])


@given(CELLS, METHODS, RULES, st.sampled_from([0, 0.6, 1]), st.randoms(use_true_random=False))
def test_order_names_and_a_constant_indicator_change_no_score(
    rows: list[list[float]], method: str, rule: str, floor: float, random
) -> None:
    index = deep(method, rule, floor)
    before = official(index, tables(rows))
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = official(index, tables([rows[row] for row in order]))
    np.testing.assert_allclose(shuffled.scores, before.scores[order], rtol=1e-12)
    np.testing.assert_array_equal(shuffled.ranks, before.ranks[order])
    if "goalposts" not in method:
        more = deep(method, rule, floor)
        leaf = framework(
            f'[normalise]\n{method}\n[aggregate]\nmethod = "{rule}"\nfloor = 1\n[missing]\nfloor = {floor}', *TREE[1:],
            '[[indicator]]\nid = "d"\nparent = "y"',
        )  # fmt: skip
        constant = official(leaf, tables([[*row, 7.0] for row in rows]))
        np.testing.assert_array_equal(constant.scores, official(more, tables(rows)).scores)


@given(CELLS, METHODS, RULES)
def test_scores_stay_inside_their_bounds_and_the_scale(rows: list[list[float]], method: str, rule: str) -> None:
    made = official(deep(method, rule, 0), tables(rows))
    index, there = made.result.index, ~np.isnan(made.scores)
    assert (made.scores[there] >= index.lower[there] - 1e-9).all()
    assert (made.scores[there] <= index.upper[there] + 1e-9).all()
    assert (index.lower[there] >= -1e-9).all()
    assert (index.upper[there] <= 100 + 1e-9).all()


@given(CELLS, RULES, st.data())
def test_a_better_value_never_lowers_a_score(rows: list[list[float]], rule: str, data: st.DataObject) -> None:
    index = deep('method = "goalposts"\nzero = 2\nfull = 15', rule, 0)
    row, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 2))
    better = [list(cells) for cells in rows]
    if not np.isnan(better[row][column]):
        better[row][column] += data.draw(st.floats(0, 5))
    before, after = official(index, tables(rows)).scores[row], official(index, tables(better)).scores[row]
    assert np.isnan(before) or after >= before - 1e-9


def test_why_a_unit_has_no_number() -> None:
    """Only the floors failed; seen where nothing weighs; nothing seen; nothing applies."""
    head = '[normalise]\nmethod = "none"\n[missing]\nfloor = 0.9'
    nodes = '[[node]]\nid = "all"\n[[node]]\nid = "x"\nparent = "all"\nweight = 1\n[[node]]\nid = "y"\nparent = "all"\nweight = 0'
    leaves = [f'[[indicator]]\nid = "{name}"\nparent = "{parent}"' for name, parent in ("ax", "bx", "cy")]
    index, na = framework(head, nodes, *leaves), "not_applicable"
    rows = [[1, 2, 3], [1, NAN, NAN], [NAN, NAN, 3], [NAN, NAN, NAN], [NAN, NAN, NAN]]
    status = np.where(np.isnan(rows), "not_collected", "measured").astype(object).tolist()
    status[4] = [na] * 3
    given_tables = tables(rows, status)
    reasons = made_of.results(index, official(index, given_tables), given_tables)["reason"]
    assert list(reasons) == ["", "below_floor", "nothing_weighs", "nothing_observed", "nothing_applies"]


def test_tables_have_a_row_a_unit_and_blank_for_nothing() -> None:
    index, given_tables = framework("[missing]\nfloor = 1", *TREE), tables([[10, 20, 30], [10, NAN, 30]])
    made = official(index, given_tables)
    results = made_of.results(index, made, given_tables)
    assert results["rank"].tolist()[0] == 1
    assert results["rank"].isna().tolist() == [False, True]
    assert list(results["reason"]) == ["", "below_floor"]
    assert list(made_of.ranks(index, made.result, given_tables)["y"]) == [1, 1]
    assert made_of.scores(index, made.result, given_tables)["x"].isna().tolist() == [False, True]
    assert list(made_of.completeness(index, made.result, given_tables)["x"]) == [1, 0.5]
    weights = made_of.weights(index, made).set_index("id")
    assert weights.loc["a", ["parent", "share", "effective"]].tolist() == ["x", 0.5, 0.25]
    assert isinstance(results, pd.DataFrame)
