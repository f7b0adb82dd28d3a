"""Why sites moved: parts that sum to the moves of two published rounds, on the page of a site and in the list of moves."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from dashboard import queries
from dashboard.locales import LANGUAGES, words
from dashboard.round_moves import move_parts, printed_parts
from dashboard.scorecards import publish_scorecard
from data.frameworks import load_framework
from data.frameworks.checking import SHIPPED
from data.workspace import Workspace
from metrics.moves import RANK_PARTS, SCORE_PARTS
from tests.dashboard.test_views import everything_said, opened


@pytest.fixture(scope="module")
def other_rules(scored_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample's two rounds, the later one scored by other weights under a later version."""
    root = tmp_path_factory.mktemp("rules") / "ws"
    shutil.copytree(scored_workspace.root, root)
    workspace = Workspace.open(root)
    now = queries.published(workspace)[0]
    text = (SHIPPED / "qihua.toml").read_text("utf-8")
    for name, value in (("dimension_share", "0.1"), ("dimensions", "3"), ("version", '"99"')):
        text, changed = re.subn(rf"(?m)^{name} = \S+", f"{name} = {value}", text)
        assert changed == 1
    old = re.search(r'id = "clustering"\nweights = (.*)', text)
    service = re.search(r'id = "service"\nweights = (.*)', text)
    assert old
    assert service
    text = text.replace(old[1], "@").replace(service[1], old[1]).replace("@", service[1])
    file = Path(tmp_path_factory.mktemp("framework")) / "qihua.toml"
    file.write_text(text, encoding="utf-8")
    publish_scorecard(now.folder, load_framework(file))
    return workspace


@pytest.mark.parametrize("workspace", ["scored_workspace", "other_rules"])
def test_parts_sum_to_what_both_cards_say(workspace: str, request: pytest.FixtureRequest) -> None:
    now, before = queries.published(request.getfixturevalue(workspace))[:2]
    table = move_parts(before, now)
    was, is_now = (one.scores.sites.set_index("site_id") for one in (before, now))
    assert len(table) > 20
    for site_id, row in table.iterrows():
        change = is_now.loc[site_id, "score"] - was.loc[site_id, "score"]
        assert row["change"] == pytest.approx(change, abs=1e-9)
        printed = printed_parts(row, SCORE_PARTS, round(change, 2), 2)
        assert sum(printed.values()) == pytest.approx(change, abs=1e-9)
        if not np.isnan(row["rank_own"]):
            places = was.loc[site_id, "rank"] - is_now.loc[site_id, "rank"]
            assert sum(row[f"rank_{name}"] for name in RANK_PARTS) == pytest.approx(places, abs=1e-9)
    same = before.card["framework_sha256"] == now.card["framework_sha256"]
    assert ((table["rule"] == 0).all(), (table["rank_rule"].fillna(0) == 0).all()) == (same, same)
    assert same == (workspace == "scored_workspace")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_shows_its_two_waterfalls(
    language: str, scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words(language)
    now, before = queries.published(scored_workspace)[:2]
    table = move_parts(before, now).dropna(subset="rank_own")
    site_id = table["change"].abs().idxmax()
    said = everything_said(opened("site", scored_workspace, monkeypatch, lang=language, site=str(site_id)))
    for key in ("move.title", "move.score", "move.rank", "move.before", "move.now", "move.note"):
        assert say(key) in said
    for name, part in printed_parts(table.loc[site_id], SCORE_PARTS, round(table.loc[site_id, "change"], 2), 2).items():
        assert say(f"move.{name}") in said
        assert f"{part:+.2f}".replace("-", "−") in said
    assert say("move.rules", before=before.card["version"], now=now.card["version"]) not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_rules_are_a_part_of_their_own(
    language: str, other_rules: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words(language)
    now, before = queries.published(other_rules)[:2]
    told = say("move.rules", before=before.card["version"], now="99")
    moves = everything_said(opened("overview", other_rules, monkeypatch, lang=language))
    assert told in moves
    assert say("move.rule") in moves
    site_id = move_parts(before, now)["rule"].abs().idxmax()
    site = everything_said(opened("site", other_rules, monkeypatch, lang=language, site=str(site_id)))
    assert told in site
    assert say("move.rule") in site
