"""七化 and 排名: on the sample as it is and with low floors, what they say is what the scorecard says."""

from __future__ import annotations

import re

import pytest

from dashboard import queries, round_scores
from dashboard.app import VIEWS
from dashboard.locales import LANGUAGES, words
from data.workspace import Workspace
from metrics.coverage import LEVELS
from tests.dashboard.test_views import everything_said, opened

RANK_WORDS = re.compile("最差|倒数|垫底")


@pytest.fixture(params=["demo_workspace", "scored_workspace"])
def workspace(request: pytest.FixtureRequest) -> Workspace:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["all", *LEVELS])
def test_the_dimensions_of_every_level_are_drawn_with_the_kind_of_their_weights(
    level: str, language: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(workspace)[0], words(language)
    app = opened("dimensions", workspace, monkeypatch, lang=language, level=level)
    assert not app.error
    said = everything_said(app)
    assert say.pick("研究性权重", "research weights") in said
    for dimension in snapshot.catalogue.dimensions.values():
        assert say.pick(dimension.name_zh, dimension.name_en) in said
    if snapshot.card["standings"].get("ranked"):
        assert say("dimensions.by_region") in said
    else:
        assert say("dimensions.no_scores") in said


def test_the_numbers_on_screen_are_the_means_of_the_scorecard(
    scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(scored_workspace)[0]
    said = everything_said(opened("dimensions", scored_workspace, monkeypatch))
    for (_, dimension), row in round_scores.region_means(snapshot).iterrows():
        if dimension != "equal" and row["n"]:
            assert f"{row['mean']:.1f}" in said
    for unit in snapshot.registry.scope("province"):
        assert unit.name in said


def test_a_level_that_does_not_score_a_dimension_has_a_gap_with_its_reason(
    scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words("zh")
    app = opened("dimensions", scored_workspace, monkeypatch, level="county")
    gap = say("dimensions.gap", level="县级", dimension="国际化", why=say("dimensions.not_applicable"))
    assert say("dimensions.gaps", gaps=gap) in [caption.value for caption in app.caption]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_indicator_opens_with_rule_source_points_and_its_sites(
    language: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(workspace)[0], words(language)
    for indicator in ("standardization_footer", "clustering_up_link", "service_rating"):
        entry = snapshot.indicators[indicator]
        app = opened("dimensions", workspace, monkeypatch, lang=language, indicator=indicator)
        assert not app.error
        said = everything_said(app)
        for text in (say.pick(entry.rule_zh, entry.rule_en), entry.source, say(f"source_status.{entry.source_status}")):
            assert text in said
        table = round_scores.indicator_points(snapshot, indicator)
        assert (say("dimensions.lowest") in said) == bool(len(table))
        for path in table.head(5)["path"]:
            assert path in said


def test_goalposts_are_said_with_their_unit(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    say = words("zh")
    for indicator, text in {
        "standardization_footer": say("dimensions.goalposts", zero="30%", full="100%"),
        "clustering_up_link": "50 分",
    }.items():
        assert text in everything_said(opened("dimensions", workspace, monkeypatch, indicator=indicator))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dimension", ["index", "service", "internationalization"])
def test_a_ranking_prints_that_ranked_and_apart_are_all(
    dimension: str, language: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(workspace)[0]
    for level in LEVELS:
        app = opened("ranking", workspace, monkeypatch, lang=language, level=level, dimension=dimension)
        assert not app.error
        said = everything_said(app)
        assert words(language)("ranking.internal") in said
        lead = re.search(r"<p class=\\?\"q-lead\\?\">(.*?)</p>", said)[1]
        total, *parts = (int(number) for number in re.findall(r"<b>(\d+)</b>", lead))
        table = round_scores.standings(snapshot, None, level, "" if dimension == "index" else dimension)
        assert total == len(table) == sum(parts)
        assert parts[0] == (table["standing"] == "ranked").sum()
        for path in table["path"]:
            assert path in said
        assert not RANK_WORDS.search(said)


def test_the_order_can_be_turned_and_starts_with_the_lowest(
    scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(scored_workspace)[0]
    table = round_scores.standings(snapshot, None, "county", "service").query("standing == 'ranked'")
    app = opened("ranking", scored_workspace, monkeypatch, dimension="service", order="low")
    places = [everything_said(app).index(path) for path in (table["path"].iloc[-1], table["path"].iloc[0])]
    assert places == sorted(places)
    app.session_state["order"] = "high"
    app.run()
    said = everything_said(app)
    assert said.index(table["path"].iloc[0]) < said.index(table["path"].iloc[-1])


def test_tiers_are_headings_in_order_and_a_dimension_has_none(
    scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(scored_workspace)[0]
    names = [words("zh")("ranking.tier_n", n=place) for place in range(1, 9)]
    table = round_scores.standings(snapshot, None, "county").query("standing == 'ranked'")
    held = [names[place - 1] for place in table["tier"].unique()]
    said = everything_said(opened("ranking", scored_workspace, monkeypatch))
    places = [said.index(f'title: "{name}"' if f'title: "{name}"' in said else name) for name in held]
    assert len(held) > 1
    assert places == sorted(places)
    other = everything_said(opened("ranking", scored_workspace, monkeypatch, dimension="service"))
    assert not any(name in other for name in names)


def test_a_search_shows_what_fits_with_its_rank_among_all(
    scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = queries.published(scored_workspace)[0]
    table = round_scores.standings(snapshot, None, "county")
    app = opened("ranking", scored_workspace, monkeypatch)
    app.text_input(key="find").set_value(table["unit_code"].iloc[5]).run()
    said = everything_said(app)
    assert table["path"].iloc[5] in said
    assert table["path"].iloc[6] not in said
    assert words("zh")("ranking.found", n=1, total=len(table)) in [caption.value for caption in app.caption]
    again = opened("ranking", scored_workspace, monkeypatch, find="无此单位")
    assert words("zh")("ranking.none_found") in [box.value for box in again.info]


def test_choices_in_the_address_that_mean_nothing_are_no_error(
    scored_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for view in ("dimensions", "ranking"):
        app = opened(
            view, scored_workspace, monkeypatch, level="x", dimension="<b>", order="1", indicator="y", spread="z"
        )
        assert not app.error


def test_the_views_are_in_the_bar_in_the_order_of_work() -> None:
    order = [view for view in VIEWS if view in {"overview", "coverage", "dimensions", "ranking", "site", "collection"}]
    assert order == ["overview", "coverage", "dimensions", "ranking", "site", "collection"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_seen_at_somebody_elses_site_is_shown_and_not_counted(
    language: str, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, say = queries.published(demo_workspace)[0], words(language)
    sites = snapshot.scores.sites
    strange = sites.loc[sites["reason"] == "not_official", "site_id"]
    assert len(strange) > 0
    for site_id in strange:
        said = everything_said(opened("site", demo_workspace, monkeypatch, lang=language, site=site_id))
        assert say.cause("not_official") in said
        assert say("cause.not_official.next") in said
        assert not re.search(r"\bnan\b", said)
    dimensions = snapshot.scores.dimensions.set_index("site_id")
    assert (dimensions.loc[strange, "completeness"] == 0).all()
    for indicator in ("standardization_footer", "humanization_elder"):
        said = everything_said(opened("dimensions", demo_workspace, monkeypatch, lang=language, indicator=indicator))
        assert not re.search(r"\bnan\b", said)
