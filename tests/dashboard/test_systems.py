"""Links to national systems and platforms: counted by level as the sample's plan has them, shown unscored, exported."""

from __future__ import annotations

import pytest

from dashboard import queries
from dashboard.exports import package_files
from dashboard.locales import LANGUAGES, words
from dashboard.systems import INDICATORS, link_counts, links
from data.catalogue import Catalogue
from data.frameworks import SHIPPED
from data.identity import STRANGERS
from data.lexicon import lexicon
from data.registry import Registry
from data.sample.plan import build_world
from data.sample.systems import GOLDEN, linked_golden
from data.workspace import Workspace
from tests.dashboard.test_views import everything_said, opened

PARTS = dict(zip([system.project for system in GOLDEN], lexicon("systems")["golden"], strict=True))


@pytest.fixture(scope="module")
def snapshot(demo_workspace: Workspace) -> queries.Snapshot:
    return queries.published(demo_workspace)[0]


def test_every_portal_that_was_seen_links_what_the_plan_says(snapshot: queries.Snapshot) -> None:
    found = links(snapshot, "systems_golden")
    planned = {
        site.site_id: {PARTS[s.project]: 0.5 if s.strength == "portal" else 1.0 for s in linked_golden(site)}
        for site in build_world(edition=2).sites
    }
    assert found["site_id"].nunique() >= 50
    for site_id, rows in found.groupby("site_id"):
        seen = rows[rows["worth"] > 0]
        assert dict(zip(seen["part"], seen["worth"], strict=True)) == planned[site_id]
        assert (seen["url"].str.startswith("https://") & (seen["text"] != "")).all()
        assert len(rows) == len(GOLDEN)
    strangers = snapshot.sites.loc[snapshot.sites["identity"].isin(STRANGERS), "site_id"]
    assert not set(found["site_id"]) & set(strangers)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_counts_are_those_of_the_units_behind_them(indicator: str, snapshot: queries.Snapshot) -> None:
    table, counts = links(snapshot, indicator), link_counts(snapshot, indicator)
    for (part, level), row in counts.iterrows():
        behind = table[(table["part"] == part) & (table["level"] == level)]
        assert row["seen"] == len(behind) == behind["site_id"].nunique()
        assert row["linked"] == (behind["worth"] == 1).sum()
    assert ("province_data", "ministry") not in link_counts(snapshot, "systems_platforms").index


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_appendix_shows_the_counts_and_the_units_behind_a_system(
    language: str, snapshot: queries.Snapshot, demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words(language)
    counts = link_counts(snapshot, "systems_golden").loc["taxation", "county"]
    app = opened("dimensions", demo_workspace, monkeypatch, lang=language, system="systems_golden.taxation")
    said = everything_said(app)
    assert say("systems.title") in said
    assert say("systems.of", n=counts["linked"], seen=counts["seen"]) in said
    table = links(snapshot, "systems_golden")
    behind = table[(table["part"] == "taxation") & (table["worth"] > 0)]
    assert [path for path in behind["path"] if path not in said] == []
    assert GOLDEN[1].host in said


def test_they_are_scored_by_no_framework_and_leave_with_the_open_data(snapshot: queries.Snapshot) -> None:
    for file in SHIPPED.glob("*.toml"):
        text = file.read_text("utf-8")
        assert not any(indicator in text for indicator in INDICATORS), file.name
    exported = package_files(snapshot)["csv/observations.csv"].decode("utf-8")
    assert all(indicator in exported for indicator in INDICATORS)


def test_parts_are_named_alike_and_known_to_the_shipped_registry() -> None:
    entries, named = Catalogue.load().unscored, lexicon("systems")
    golden = {part.id: part.zh for part in entries["systems_golden"].parts}
    assert golden == named["golden"]
    platforms = {part: told["name"] for part, told in named["platforms"].items()} | named["services"]
    assert {part.id: part.zh for part in entries["systems_platforms"].parts} == platforms
    china = Registry.shipped("china")
    projects = {host.project.partition("（")[0] for kind in ("golden", "national") for host in china.references(kind)}
    assert projects == {*named["golden"].values(), *named["services"].values()}
    assert all(china.references(told["kind"]) for told in named["platforms"].values())
