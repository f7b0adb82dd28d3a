"""``qihua composite`` as a statistician runs it: the published results of ASEM, EGDI and HDI, files that are wrong, the same bytes again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.cli import main
from dashboard.locales import LANGUAGES, words
from data.frameworks.index.normalising import METHODS
from metrics.weights.statistical import StatisticalWeights

ROOT = Path(__file__).parents[2]
MANUALS = ("composite.md", "composite.zh-CN.md")
EXAMPLES, GOLDEN = ROOT / "docs" / "examples", ROOT / "tests" / "golden"


def golden(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLDEN / f"{name}.csv", index_col="unit")


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / f"{name}.csv", index_col="unit")


def composite(folder: Path, out: Path, *further: str | Path) -> int:
    """Run the command on a folder with a framework, observations and, if they are there, units."""
    units = ["--units", folder / "units.csv"] if (folder / "units.csv").exists() else []
    arguments = [
        "composite", "--framework", folder / "framework.toml", "--observations", folder / "observations.csv", *units,
        "--out", out, *further,
    ]  # fmt: skip
    return main([str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIHUA_LANG", "en")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of all examples."""
    folder = tmp_path_factory.mktemp("examples")
    for name in ("asem", "egdi", "hdi"):
        assert composite(EXAMPLES / name, folder / name) == 0
    return folder


def copied(name: str, folder: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / name, folder / name))


def with_observations(name: str, folder: Path, rows: str) -> Path:
    """A copy with observations of other units."""
    copy = copied(name, folder)
    (copy / "units.csv").unlink()
    (copy / "observations.csv").write_text(rows, "utf-8")
    return copy


def changed(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")


# Published results

NODES = ["Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin", "Conn", "Sust", "Index"]


def test_asem_points_are_those_of_coinr(made: Path) -> None:
    expected = golden("asem_norm_1_100")
    found = table(made / "asem", "normalised").loc[expected.index, expected.columns]
    assert found.shape == (51, 49)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_asem_arithmetic_scores_and_ranks_are_those_of_coinr_at_every_level(made: Path) -> None:
    expected = golden("asem_scores_1_100_amean")
    assert list(expected.columns) == NODES
    np.testing.assert_allclose(table(made / "asem", "scores").loc[expected.index, NODES], expected, rtol=0, atol=1e-9)
    ranks = golden("asem_ranks_1_100_amean")
    assert (table(made / "asem", "ranks").loc[ranks.index, NODES] == ranks[NODES]).all(axis=None)
    assert (table(made / "asem", "results").loc[ranks.index, "rank"] == ranks["Index"]).all()


def test_asem_geometric_scores_are_those_of_coinr_at_every_level(made: Path, tmp_path: Path) -> None:
    expected = golden("asem_scores_1_100_gmean")
    scenarios = table(made / "asem", "scenarios")
    as_scenario = scenarios[scenarios["scenario"] == "geometric"]
    np.testing.assert_allclose(as_scenario.loc[expected.index, NODES], expected, rtol=0, atol=1e-9)
    folder = copied("asem", tmp_path)
    changed(folder, "framework.toml", 'method = "arithmetic"', 'method = "geometric"')
    assert composite(folder, tmp_path / "out") == 0
    official = table(tmp_path / "out", "scores").loc[expected.index, NODES]
    np.testing.assert_allclose(official, expected, rtol=0, atol=1e-9)


def test_asem_scenarios_have_every_method(made: Path) -> None:
    """Spot values of the facts: how far choices move ranks on this data (51 units)."""
    scenarios = table(made / "asem", "scenarios")
    gained = scenarios.groupby("scenario")["places_gained"]
    assert gained.apply(lambda places: int((places != 0).sum()))["geometric"] == 42
    assert gained.apply(lambda places: int(places.abs().max()))[["geometric", "harmonic"]].tolist() == [18, 26]
    zscore = scenarios[scenarios["scenario"] == "zscore"]
    assert set(scenarios["scenario"]) == {"geometric", "harmonic", "zscore", "rank", "percentile"}
    assert zscore["Index"].mean() == pytest.approx(10)


def test_egdi_of_193_countries_has_the_published_values_and_ranks(made: Path) -> None:
    expected, results = golden("egdi_2022"), table(made / "egdi", "results")
    assert len(results) == 193
    unrounded = table(made / "egdi", "scores").loc[expected.index, "EGDI"]
    assert (unrounded - expected["egdi"]).abs().max() <= 1e-4
    assert (results.loc[expected.index, "rank"] == expected["rank"]).all()
    assert results.loc[["Sweden", "Iceland"], "rank"].tolist() == [5, 5]
    assert 6 not in set(results["rank"])
    assert (results["of"] == 193).all()


def test_egdi_can_be_ranked_inside_regions(tmp_path: Path) -> None:
    folder = copied("egdi", tmp_path)
    changed(folder, "framework.toml", "precision = 4", 'rank_within = "region"\nprecision = 4')
    assert composite(folder, tmp_path / "out") == 0
    results, published = table(tmp_path / "out", "results"), golden("egdi_2022")["rank"]
    inside = published.groupby(results["group"]).rank(method="min").astype(int)
    assert (results["rank"] == inside.loc[results.index]).all()
    assert results.groupby("group")["of"].first().to_dict() == {
        "Africa": 54, "Americas": 35, "Asia": 47, "Europe": 43, "Oceania": 14,
    }  # fmt: skip


def test_hdi_has_the_published_three_decimals(made: Path) -> None:
    expected = golden("hdi_2022")
    assert (table(made / "hdi", "results").loc[expected.index, "score"] == expected["hdi"]).all()
    points = table(made / "hdi", "normalised")
    assert points.loc["Norway", "expected_schooling"] == points.loc["Singapore", "gni_per_capita"] == 1
    scenarios = table(made / "hdi", "scenarios").loc[expected.index]
    assert (scenarios["score"] - expected["hdi"]).abs().max() > 0.01


def test_egdi_2010_needs_other_weights_and_ranks_nobody_without_data(tmp_path: Path) -> None:
    """2010: 0.34 OSI + 0.33 TII + 0.33 HCI. San Marino, without HCI, was published as 0.0; figures of OSI and TII from the facts."""
    rows = "A,0.9,0.6,0.3\nB,0.6,0.6,0.9\nSan Marino,0.184,0.533,\nSouth Sudan,,,\n"
    folder = with_observations("egdi", tmp_path, f"unit,OSI,TII,HCI\n{rows}")
    for name, weight in (("OSI", 0.34), ("TII", 0.33), ("HCI", 0.33)):
        changed(folder, "framework.toml", f'id = "{name}"', f'id = "{name}"\nweight = {weight}')
    assert composite(folder, tmp_path / "out") == 0
    results = table(tmp_path / "out", "results")
    assert results.loc[["A", "B"], "score"].tolist() == [0.603, 0.699]
    assert results.loc["San Marino", ["lower", "upper"]].tolist() == pytest.approx(
        [0.34 * 0.184 + 0.33 * 0.533, 0.34 * 0.184 + 0.33 * 0.533 + 0.33]
    )
    assert results.loc["South Sudan", ["lower", "upper"]].tolist() == [0, 1]
    assert results["reason"].fillna("").tolist() == ["", "", "below_floor", "nothing_observed"]
    assert results["rank"].isna().tolist() == [False, False, True, True]
    assert results["of"].dropna().tolist() == [2, 2]
    card = json.loads((tmp_path / "out" / "method.json").read_text("utf-8"))
    assert card["standings"] == {"ranked": 2, "below_floor": 1, "nothing_observed": 1}
    assert card["states"] == {"measured": 8, "not_collected": 4}


def test_egdi_2012_exceptions_are_rules_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """2012: Libya is published with 0.0 where the formula gives 0.408; made of an OSI of 0 and two indices that give that."""
    folder = with_observations("egdi", tmp_path, "unit,OSI,TII,HCI\nLibya,0,0.4,0.824\nOther,0.1,0.1,0.1\n")
    exception = '\n[[override]]\nunit = "Libya"\nnode = "EGDI"\nvalue = 0.0\nreason = "as published"\n'
    (folder / "framework.toml").write_text((folder / "framework.toml").read_text("utf-8") + exception, "utf-8")
    assert composite(folder, tmp_path / "out") == 0
    results = table(tmp_path / "out", "results")
    assert results.loc["Libya", ["score", "rank", "override"]].tolist() == [0, 2, "EGDI: as published"]
    card = json.loads((tmp_path / "out" / "method.json").read_text("utf-8"))
    assert card["overrides"][0]["computed"] == pytest.approx(0.408)
    assert "Exception: EGDI of Libya" in capsys.readouterr().out


def test_asem_coherence_and_weights_from_the_data_are_those_of_the_facts(made: Path) -> None:
    """Cronbach's alpha by pillar from 0.886 (Social) to −0.377 (SusEcFin); the first component weighs the Social pillar −0.744; made with COINr."""
    alpha = pd.read_csv(made / "asem" / "coherence_nodes.csv", index_col="node")["alpha"]
    assert alpha.loc[["Social", "SusEcFin"]].round(3).tolist() == [0.886, -0.377]
    pillars = alpha.drop(["Index", "Conn", "Sust"])
    assert (pillars.idxmax(), pillars.idxmin()) == ("Social", "SusEcFin")
    indicators = pd.read_csv(made / "asem" / "coherence_indicators.csv", index_col="indicator")
    assert list(indicators.index[indicators["against"] == "sure"]) == ["TBTs"]
    correlations = pd.read_csv(made / "asem" / "coherence_correlations.csv", index_col=["name", "node"])
    points, scores = golden("asem_norm_1_100"), golden("asem_scores_1_100_amean")
    for name, node in (("TBTs", "Instit"), ("CPI", "Social"), ("Ship", "Index")):
        for method in ("pearson", "spearman"):
            found = correlations.loc[(name, node), method]
            assert found == pytest.approx(points[name].corr(scores[node], method=method), abs=1e-9)
    weights = pd.read_csv(made / "asem" / "weights.csv", index_col="id")
    assert round(weights.loc["Social", "pca"], 3) == -0.744
    political = weights.loc[["Embs", "IGOs", "UNVote"]]  # as pymcdm 1.4.0 and scikit-criteria 0.10 weigh them
    assert political["entropy"].tolist() == pytest.approx([0.3131173288, 0.3655031263, 0.3213795449])
    assert political["critic"].tolist() == pytest.approx([0.3661038114, 0.1768687718, 0.4570274168])
    assert weights.loc["LPI", ["share", "effective"]].tolist() == pytest.approx([1 / 8, 1 / 80])


def test_gains_add_up_to_the_total_that_is_shown(made: Path) -> None:
    gains, results = pd.read_csv(made / "hdi" / "gains.csv"), table(made / "hdi", "scores")["HDI"]
    assert (gains["total"] - gains["unit"].map(results)).to_numpy() == pytest.approx(gains["gain"].to_numpy())
    assert set(gains["target"]) == {"full_marks", "upper_quartile"}


# The manual


def test_the_first_framework_of_the_manual_runs(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "composite.md").read_text("utf-8").partition("## A first framework")[2]
    for file, language in (("framework.toml", "toml"), ("observations.csv", "csv")):
        (tmp_path / file).write_text(text.partition(f"```{language}\n")[2].partition("```")[0], "utf-8")
    assert composite(tmp_path, tmp_path / "out") == 0
    results = table(tmp_path / "out", "results")
    assert results.index.tolist() == ["north", "south", "islands"]
    assert results.loc["islands", "completeness"] == pytest.approx(0.7)
    assert results.loc["islands", "lower"] < results.loc["islands", "score"] < results.loc["islands", "upper"]
    assert results["rank"].tolist() == [1, 3, 2]


def test_sobol_indices_come_out_of_their_runs_by_the_recipe_of_the_manual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert composite(EXAMPLES / "egdi", tmp_path / "egdi", "--draws", "20", "--seed", "1") == 0
    assert "With fewer than 500 draws" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    recipe = (ROOT / "docs" / "composite.md").read_text("utf-8").partition("```python\n")[2].partition("```")[0]
    made: dict[str, pd.DataFrame] = {}
    exec(recipe, {"print": lambda table: made.update(table=table)})
    table = made["table"].rename(columns={"input": "choice"})
    pd.testing.assert_frame_equal(table, pd.read_csv("egdi/sobol.csv"), check_exact=False, rtol=1e-12)


@pytest.mark.parametrize("name", MANUALS)
def test_the_manual_leads_to_its_examples_and_names_every_setting_and_file(name: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / name).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    assert [target for target in targets if not (ROOT / "docs" / target).exists()] == []
    assert composite(EXAMPLES / "hdi", tmp_path / "out", "--draws", "2") == 0
    for written in (tmp_path / "out").iterdir():
        assert f"`{written.name}`" in text, written.name
    for method, settings in METHODS.items():
        row = re.search(rf"(?m)^\| `{method}` \|.*$", text)
        assert row, method
        assert [name for name in settings if f"`{name}`" not in row.group() and f"`{name} = " not in row.group()] == []


def test_the_manuals_show_the_same_in_both_languages() -> None:
    blocks = []
    for name in MANUALS:
        text = (ROOT / "docs" / name).read_text("utf-8")
        code = re.findall(r"(?s)```\w+\n(.*?)```", text)
        marks = sorted(re.findall(r"`[a-z_]+(?:\.csv|\.json)?`", text))
        blocks.append(([re.sub(r"(?m) *#.*$", "", block) for block in code], set(marks)))
    assert blocks[0] == blocks[1]


# The files


def test_same_inputs_give_the_same_bytes_in_place_of_an_earlier_result(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "again"
    for _ in range(2):
        assert composite(EXAMPLES / "hdi", out) == 0
    for path in (made / "hdi").iterdir():
        assert path.read_bytes() == (out / path.name).read_bytes()
    (out / "notes.txt").write_text("mine")
    assert composite(EXAMPLES / "hdi", out) == 2
    assert (out / "notes.txt").read_text() == "mine"


def test_what_was_read_with_a_remark_is_said_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = with_observations("egdi", tmp_path, "unit,OSI,TII,HCI\nA,０.5,0.6,0.7\nB,0.1,0.2\n")
    assert composite(folder, tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "[values.full_width]" in said
    assert "[values.short_rows]" in said
    card = json.loads((tmp_path / "out" / "method.json").read_text("utf-8"))
    assert [remark["code"] for remark in card["remarks"]] == ["values.short_rows", "values.full_width"]


def test_codes_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    folder = with_observations("egdi", tmp_path, "unit,OSI,TII,HCI\n=1+1,0.5,0.6,0.7\n@x,0.1,0.2,0.3\n")
    assert composite(folder, tmp_path / "out", "--draws", "2") == 0
    for path in (tmp_path / "out").glob("*.csv"):
        assert not re.search(r"(?m)(?:^|,)[=@]", path.read_text("utf-8")), path.name
    assert list(table(tmp_path / "out", "results").index) == ["'=1+1", "'@x"]


def test_the_card_says_what_was_done(made: Path) -> None:
    card = json.loads((made / "asem" / "method.json").read_text("utf-8"))
    assert (card["framework"], card["version"], card["precision"], card["full"]) == ("asem", "1", "full", 100)
    assert set(card["inputs"]) == {"framework", "observations", "units"}
    assert set(card["outputs"]) == {path.name for path in (made / "asem").iterdir()} - {"method.json"}
    assert card["indicators"][0]["normalise"] == {"method": "minmax", "settings": {"low": 1.0, "high": 100.0}}
    assert card["software"].keys() == {"qihua", "numpy", "pandas", "python"}
    assert str(ROOT) not in json.dumps(card)


def test_replayed_weights_come_out_by_their_names(tmp_path: Path) -> None:
    sets = tmp_path / "sets.csv"
    sets.write_text("replication,id,weight\n1,Conn,1\n1,Sust,1\n2,Conn,1.2\n2,Social,0.8\n", "utf-8")
    assert composite(EXAMPLES / "asem", tmp_path / "out", "--weights", sets) == 0
    scores = table(tmp_path / "out", "replicated_scores")
    official = table(tmp_path / "out", "scores")
    np.testing.assert_allclose(scores["1"], official["Index"], rtol=1e-15)
    sust = (official["Environ"] + 0.8 * official["Social"] + official["SusEcFin"]) / 2.8
    np.testing.assert_allclose(scores["2"], (1.2 * official["Conn"] + sust) / 2.2, rtol=1e-12)
    ranks = scores["2"].rank(ascending=False, method="min").astype(int)
    assert (table(tmp_path / "out", "replicated_ranks")["2"] == ranks).all()
    assert (
        table(tmp_path / "out", "bands")["rank_mean"] == (official["Index"].rank(ascending=False) + ranks) / 2
    ).all()
    assert json.loads((tmp_path / "out" / "method.json").read_text("utf-8"))["replayed"] == 2


def test_draws_give_bands_sensitivity_and_the_same_bytes_for_a_seed(tmp_path: Path) -> None:
    for out in ("first", "again"):
        assert composite(EXAMPLES / "asem", tmp_path / out, "--draws", "60", "--seed", "7") == 0
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
    bands = table(tmp_path / "first", "bands")
    assert list(bands) == ["rank", "rank_mean", "rank_05", "rank_50", "rank_95", "top_ten", "tier"]
    assert ((bands["rank_05"] <= bands["rank_50"]) & (bands["rank_50"] <= bands["rank_95"])).all()
    drawn = pd.read_csv(tmp_path / "first" / "replications.csv")
    assert set(drawn["aggregation"]) == {"arithmetic", "geometric"}
    ranks = table(tmp_path / "first", "replicated_ranks")
    assert ranks.shape == (51, 60)
    np.testing.assert_allclose(bands["rank_05"], ranks.quantile(0.05, axis=1))
    sobol = pd.read_csv(tmp_path / "first" / "sobol.csv", index_col="choice")
    assert sobol.loc["aggregation", "total"] > sobol.loc["weights", "total"]
    card = json.loads((tmp_path / "first" / "method.json").read_text("utf-8"))
    assert (card["draws"], card["seed"], card["drawn_units"]) == (60, 7, 51)
    assert (card["sobol"]["points"], card["sobol"]["rough"], card["pairs_left_out"]) == (60, True, [])
    assert card["drawn_from"]["aggregation"] == ["arithmetic", "geometric"]


def test_a_replication_can_be_replayed_from_its_weights(tmp_path: Path) -> None:
    assert composite(EXAMPLES / "hdi", tmp_path / "drawn", "--draws", "3") == 0
    drawn = pd.read_csv(tmp_path / "drawn" / "replications.csv").drop(
        columns=["normalisation", "aggregation", "missing"]
    )
    sets = tmp_path / "sets.csv"
    drawn.melt("replication", var_name="id", value_name="weight").to_csv(sets, index=False)
    assert composite(EXAMPLES / "hdi", tmp_path / "replayed", "--weights", sets) == 0
    first, second = (table(tmp_path / out, "replicated_scores") for out in ("drawn", "replayed"))
    np.testing.assert_allclose(first, second, rtol=1e-12)


def test_draws_need_something_to_draw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied("egdi", tmp_path)
    changed(folder, "framework.toml", "[uncertainty]\nweights = 0.25\n", "")
    assert composite(folder, tmp_path / "out", "--draws", "10") == 2
    assert "[index.no_uncertainty]" in capsys.readouterr().err
    assert composite(folder, tmp_path / "out", "--draws", "10", "--weights", folder / "observations.csv") == 2
    assert "[index.draws_or_weights]" in capsys.readouterr().err
    assert composite(folder, tmp_path / "out", "--seed", "3") == 2
    assert "[index.seed_alone]" in capsys.readouterr().err
    for wrong in (("--draws", "0"), ("--draws", "1000000"), ("--draws", "5", "--seed", "-1"), ("--draws", "x")):
        assert composite(folder, tmp_path / "out", *wrong) == 2
        assert "[usage.bad_value]" in capsys.readouterr().err


@pytest.mark.parametrize("rows", ["X,0.5,0.6,0.7", "X,0.5,0.6,0.7\nY,,,"])
def test_one_unit_alone_can_be_drawn(rows: str, tmp_path: Path) -> None:
    folder = with_observations("egdi", tmp_path, f"unit,OSI,TII,HCI\n{rows}\n")
    assert composite(folder, tmp_path / "out", "--draws", "3") == 0
    assert table(tmp_path / "out", "bands")["tier"].notna().sum() == 1


def test_nobody_can_not_be_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = with_observations("egdi", tmp_path, "unit,OSI,TII,HCI\nX,,,\n")
    assert composite(folder, tmp_path / "out") == 0
    assert composite(folder, tmp_path / "drawn", "--draws", "3") == 2
    assert "[index.nobody_ranked]" in capsys.readouterr().err


# What is wrong


def test_everything_wrong_in_all_files_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied("asem", tmp_path)
    changed(folder, "framework.toml", 'precision = "full"', "precision = 99")
    changed(folder, "observations.csv", "AUS,", "AUS,x")
    changed(folder, "units.csv", "CHE,", "Nowhere,")
    sets = tmp_path / "sets.csv"
    sets.write_text("replication,id,weight\n1,Nobody,1\n")
    assert composite(folder, tmp_path / "out", "--weights", sets) == 2
    said = capsys.readouterr().err
    for code in (
        "framework.bad_shape",
        "values.not_a_number",
        "values.unit_without_row",
        "values.unknown_unit",
        "values.unknown_id",
    ):
        assert f"[{code}]" in said
    assert "observations.csv B2 (row 2, “LPI”)" in said
    assert not (tmp_path / "out").exists()


def test_a_scenario_that_cannot_be_worked_out_is_listed_and_the_rest_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first principal component weighs a pillar below zero on this very data."""
    folder = copied("asem", tmp_path)
    pca = '\n[[scenario]]\nid = "pca"\nweights = { method = "pca", under = ["Conn", "Sust"] }\n'
    (folder / "framework.toml").write_text((folder / "framework.toml").read_text("utf-8") + pca, "utf-8")
    assert composite(folder, tmp_path / "out") == 1
    assert "pca: weights(Sust)" in (said := capsys.readouterr().err)
    assert "[index.no_weights]" in said
    assert "pca" not in set(table(tmp_path / "out", "scenarios")["scenario"])
    weights = pd.read_csv(tmp_path / "out" / "weights.csv", index_col="id")
    assert (weights.loc[["Environ", "Social", "SusEcFin"], "pca"] < 0).any()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_choice_has_words(language: str) -> None:
    """As ``StatisticalWeights`` documents them, and as ``Choices`` names what is drawn."""
    reasons = ("missing", "below_zero", "constant", "negative", "too_few", "no_contrast", "not_unique")
    assert all(f"``{reason}``" in str(StatisticalWeights.__doc__) for reason in reasons)
    kinds = ("normalisation", "aggregation", "missing", "weights")
    for key in (*(f"reason_{reason}" for reason in reasons), *(f"choice_{kind}" for kind in kinds)):
        assert words(language)(f"composite.{key}")


def test_a_round_is_not_scored_by_an_index_on_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = tmp_path / "ws"
    main(["registry", "check", "--workspace", str(workspace)])
    framework = str(EXAMPLES / "egdi" / "framework.toml")
    workspace.mkdir()
    assert main(["score", "--round", "x", "--framework", framework, "--workspace", str(workspace)]) == 2
    assert "[framework.files_only]" in capsys.readouterr().err
