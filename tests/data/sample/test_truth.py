"""The sample's truth table, and what the really visited sample shows against it."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd
import pytest

import data.sample
from data.capture.plan import Plan
from data.catalogue import Catalogue
from data.model import Cause
from data.sample.plan import REQUESTS
from data.sample.truth import truth
from data.store import Store
from data.workspace import Workspace


@pytest.mark.parametrize("seed", [data.sample.SEED, 7])
@pytest.mark.parametrize("edition", [1, 2])
def test_the_table_decides_nine_cells_in_ten_and_uses_every_status(seed: int, edition: int) -> None:
    cells = truth(seed, edition)
    decided = [cell for cell in cells if cell.status is not None]
    assert len(decided) / len(cells) >= 0.9
    indicators = defaultdict(set)
    for cell in decided:
        indicators[cell.status].add(cell.indicator)
        assert (cell.value is None) == (cell.status != "measured")
    for status in ("measured", "not_applicable", "not_observed", "not_collected"):
        assert len(indicators[status]) >= 20, status


def test_the_table_covers_every_indicator_of_every_running_site() -> None:
    wanted = set(Catalogue.load().entries)
    by_site = defaultdict(set)
    for cell in truth():
        by_site[cell.site_id].add(cell.indicator)
    assert len(by_site) == 83
    assert all(found == wanted for found in by_site.values())


def test_the_truth_does_not_look_at_collectors_or_pages_of_the_product() -> None:
    folder = Path(data.sample.__file__).parent
    imported = set()
    for name in ("truth", "cluster_truth", "known", "plan", "layout", "names", "texts", "planted", "finding_truth"):
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
            elif isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
    assert not [
        m
        for m in imported
        if m.startswith(("data.collectors", "data.page", "data.graph", "data.identity", "data.analysis"))
    ]


@pytest.mark.parametrize("round_id", ["demo-1", "demo-2"])
def test_two_visits_see_all_they_want_to_see_within_the_limit(demo_workspace: Workspace, round_id: str) -> None:
    store = Store(demo_workspace.database_url)
    captures = store.captures(round_id)
    store.close()
    assert Plan.load("sample").requests_a_site == REQUESTS
    requests = Counter(c.site_id for c in captures if c.site_id and c.cause is not Cause.BUDGET_USED)
    assert max(requests.values()) <= REQUESTS
    assert [(c.site_id, c.url) for c in captures if c.cause is Cause.BUDGET_USED and c.visit > 1] == []


@pytest.mark.parametrize("edition", [1, 2])
def test_every_decided_cell_of_what_is_built_is_right(demo_workspace: Workspace, edition: int) -> None:
    built = {entry.id for entry in Catalogue.load().entries.values() if entry.built}
    table = pd.read_parquet(demo_workspace.round_folder(f"demo-{edition}") / "r1" / "observations.parquet")
    seen = {(r.site_id, r.indicator): r for r in table.itertuples()}
    wrong, compared = [], 0
    for cell in truth(edition=edition):
        if cell.status is None or cell.indicator not in built:
            continue
        compared += 1
        row = seen[cell.site_id, cell.indicator]
        if row.status != cell.status or (cell.value is not None and abs(row.value - cell.value) > 1e-5):
            wrong.append((cell, row.status, row.value, row.cause, row.parts))
    assert compared > 2000
    assert wrong == []
