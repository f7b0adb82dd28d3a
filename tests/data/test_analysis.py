"""The id of an analysis: another one whenever results could be others, the same one otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import data
from data.analysis import NO_ANALYSIS, analysis_id, digest_of

PACKAGE = Path(data.__file__).parent


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return shutil.copytree(PACKAGE, tmp_path / "data", ignore=shutil.ignore_patterns("__pycache__", "units"))


def changed(package: Path, name: str) -> bool:
    before = digest_of(package)
    path = package / name
    path.write_text(path.read_text("utf-8") + "\n# changed\n", "utf-8")
    return digest_of(package) != before


def test_a_copy_has_the_id_of_the_package(package: Path) -> None:
    assert digest_of(package) == analysis_id()


@pytest.mark.parametrize(
    "name",
    """conclusion.py findings.py registry.py registry_files.py tables.py model.py visits.py graph.py identity.py analysis.py
    addresses.py capture/plan.py capture/plans.toml capture/exchange.py capture/archive.py capture/robots.py page/walk.py
    collectors/reading.py catalogue/standardization.toml lexicon/facts.toml holidays/holidays.csv""".split(),
)
def test_what_can_change_a_result_changes_the_id(package: Path, name: str) -> None:
    assert changed(package, name)


def test_a_module_that_is_new_counts_until_somebody_says_why_not(package: Path) -> None:
    before = digest_of(package)
    (package / "collectors" / "new.py").write_text("", "utf-8")
    assert digest_of(package) != before


@pytest.mark.parametrize(
    "name", ["capture/transport.py", "capture/visit.py", "store.py", "sample/pages.py", "figures/denominators.csv"]
)
def test_what_fetches_keeps_or_shows_does_not(package: Path, name: str) -> None:
    assert not changed(package, name)


def test_every_exception_names_something_that_is_there() -> None:
    assert [name for name in NO_ANALYSIS if not (PACKAGE / name).exists()] == []
