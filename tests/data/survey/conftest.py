"""A list with what tables stumble over: codes that begin with zero, counties of one name."""

from __future__ import annotations

import pytest

import data.sample
from data.registry import Registry
from data.survey import RoundSites

LEFT_OUT = "910103-1"
"""Registered, and not in the round."""


@pytest.fixture(scope="package")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    folder = data.sample.write_registry(tmp_path_factory.mktemp("registry"))
    for name, before, after in (
        ("sites.csv", "9101010001", "0101010001"),
        ("units.csv", Registry.load(folder, data.sample.AS_OF[1]).unit("910201").name, "同名县"),
        ("units.csv", Registry.load(folder, data.sample.AS_OF[1]).unit("910301").name, "同名县"),
    ):
        text = (folder / name).read_text("utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after), "utf-8")
    return Registry.load(folder, data.sample.AS_OF[1])


@pytest.fixture(scope="package")
def site_ids(registry: Registry) -> list[str]:
    return [site.site_id for site in registry.select() if site.site_id != LEFT_OUT]


@pytest.fixture(scope="package")
def sites(registry: Registry, site_ids: list[str]) -> RoundSites:
    return RoundSites(registry, site_ids)
