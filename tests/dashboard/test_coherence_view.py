"""内部一致性: what it says is what the published tables say, level by level, in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard import queries
from dashboard.locales import LANGUAGES, words
from data.workspace import Workspace
from metrics.coverage import LEVELS
from tests.dashboard.test_views import everything_said, opened


def printed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_drawn_or_says_that_its_sites_are_too_few(
    level: str, language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words(language)
    together = snapshot.coherence
    assert together is not None
    app = opened("dimensions", demo_workspace, monkeypatch, lang=language, part="coherence", among=level)
    assert not app.error
    said = everything_said(app)
    assert say("coherence.lead") in said
    sites = snapshot.scores.sites
    number = int(((sites["level"] == level) & (sites["standing"] == "ranked")).sum())
    least = snapshot.card["coherence"]["sites"]
    few = say("coherence.few", level=say(f"level.{level}"), n=number, least=least)
    assert (few in [info.value for info in app.info]) == (number < least)
    alphas = together.nodes[(together.nodes["level"] == level) & (together.nodes["reason"] == "")]
    for alpha in alphas["alpha"]:
        assert printed(alpha) in said


def test_pairs_and_what_runs_against_the_rest_are_named_with_their_figures(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words("zh")
    entries, together = snapshot.catalogue.indicators, snapshot.coherence
    assert together is not None
    said = everything_said(opened("dimensions", demo_workspace, monkeypatch, part="coherence", among="county"))
    pairs = together.pairs[together.pairs["level"] == "county"]
    assert len(pairs)
    for pair in pairs.itertuples():
        kind = "same" if pair.pearson > 0 else "opposite"
        assert say(f"coherence.pair_{kind}", one=entries[pair.one].name_zh, other=entries[pair.other].name_zh) in said
        assert say("coherence.pair_why", r=printed(pair.pearson), n=pair.n) in said
    against = together.indicators[(together.indicators["level"] == "county") & (together.indicators["against"] != "")]
    assert len(against)
    for row in against.itertuples():
        dimension = snapshot.catalogue.dimensions[row.parent].name_zh
        assert say(f"coherence.against_{row.against}", name=entries[row.indicator].name_zh, dimension=dimension) in said


def test_indicators_with_the_same_points_everywhere_are_named(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(demo_workspace)[0]
    together = snapshot.coherence
    assert together is not None
    table = together.indicators[(together.indicators["level"] == "county") & (together.indicators["share"] > 0)]
    alike = table[table["reason"] == "constant"]
    said = everything_said(opened("dimensions", demo_workspace, monkeypatch, part="coherence", among="county"))
    assert words("zh")("coherence.alike_next") in said
    for _, rows in alike.groupby("parent", sort=False):
        assert "、".join(snapshot.catalogue.indicators[name].name_zh for name in rows["indicator"]) in said


def test_a_scorecard_without_these_tables_says_how_to_get_them(
    demo_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(tmp_path / "old")
    shutil.copytree(demo_workspace.root, workspace.root, dirs_exist_ok=True)
    for path in (workspace.root / "rounds").glob("*/r*/scorecards/*/coherence_*.parquet"):
        path.unlink()
    app = opened("dimensions", workspace, monkeypatch, part="coherence")
    round_id = queries.published(workspace)[0].round["id"]
    assert words("zh")("coherence.absent", round=round_id) in [info.value for info in app.info]
    assert not app.error
