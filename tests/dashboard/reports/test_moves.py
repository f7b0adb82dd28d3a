"""The report of one site says why it moved; what is printed sums to the move."""

from __future__ import annotations

import pytest

from dashboard import queries
from dashboard.locales import LANGUAGES, words
from dashboard.reports.basis import Basis
from dashboard.reports.model import Table
from dashboard.reports.moves import move_blocks
from dashboard.round_moves import move_parts
from data.workspace import Workspace


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_are_printed_from_where_it_was_to_where_it_is(language: str, scored_workspace: Workspace) -> None:
    now, before = queries.published(scored_workspace)[:2]
    basis = Basis(now, before, words(language))
    split = 0
    for site_id, row in move_parts(before, now).iterrows():
        (table,) = move_blocks(basis, str(site_id))
        assert isinstance(table, Table)
        first, *parts, last = [line[1].text for line in table.groups[0].rows]
        told = sum(float(part.replace("−", "-")) for part in parts)
        assert float(last) == pytest.approx(float(first) + told, abs=1e-9)
        assert told == pytest.approx(row["change"], abs=1e-9)
        split += len(table.groups) == 2
    assert split > 10


def test_a_first_round_and_a_site_without_a_score_have_no_table(scored_workspace: Workspace) -> None:
    now, before = queries.published(scored_workspace)[:2]
    site_id = str(move_parts(before, now).index[0])
    assert move_blocks(Basis(before, None, words("zh")), site_id) == []
    sites = now.scores.sites
    silent = str(sites.loc[sites["score"].isna(), "site_id"].iloc[0])
    assert move_blocks(Basis(now, before, words("zh")), silent) == []
