"""The truth about the sample's columns, and what a census of the really visited sample shows against it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard import jobs
from data.sample import SEED
from data.sample.check_truth import veto_truth
from data.sample.column_truth import ColumnCell, column_truth
from data.sample.plan import build_world
from data.workspace import Workspace

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("seed", [SEED, 7])
@pytest.mark.parametrize("edition", [1, 2])
def test_the_table_decides_every_column_and_uses_the_states_that_the_sample_has(seed: int, edition: int) -> None:
    cells = column_truth(TODAY, seed, edition)
    assert len({(cell.site_id, cell.path) for cell in cells}) == len(cells)
    states = Counter(cell.state for cell in cells)
    assert set(states) >= {"normal", "overdue", "empty", "exempt", "unseen"}
    many = [cell for cell in cells if cell.name.startswith("专栏")]
    assert len(many) > 200


def test_a_census_of_the_sample_says_what_the_table_says(tmp_path: Path) -> None:
    day = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    workspace = Workspace.open(tmp_path / "ws")
    assert jobs.collect_sample(workspace, jobs.CollectRequest("c1", plan_id="columns"), 1) == []
    snapshot = jobs.close(workspace, "c1")
    table = pd.read_parquet(snapshot / "columns.parquet")
    prefixes = {site.site_id: site.url.rstrip("/") for site in build_world().sites}
    wanted = {(cell.site_id, prefixes[cell.site_id] + cell.path): cell for cell in column_truth(day)}
    seen = {(row.site_id, row.url): row for row in table.itertuples()}
    assert seen.keys() == wanted.keys()
    wrong = [(cell, told(seen[key])) for key, cell in wanted.items() if told(seen[key]) != told(cell)]
    assert wrong == []
    # A census decides on the veto that a sample never does.
    (vetoes,) = (pd.read_parquet(path) for path in snapshot.glob("scorecards/check2019@*/check_vetoes.parquet"))
    states = vetoes[vetoes["veto"] == "columns"].set_index("site_id")["state"]
    expected = {cell.site_id: cell.state for cell in veto_truth(census=column_truth(day)) if cell.veto == "columns"}
    assert states.to_dict() == {site_id: state or states[site_id] for site_id, state in expected.items()}
    assert Counter(expected.values())["clear"] > 60


def told(row: ColumnCell) -> tuple[object, ...]:
    left = None if pd.isna(row.days_left) else int(row.days_left)
    # How old an exempt column is, nobody is asked.
    dates = () if row.state == "exempt" else (row.newest, left)
    return row.name, row.above, row.state, *dates
