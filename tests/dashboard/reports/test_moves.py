"""The report of one site says why it moved; what is printed sums to the move."""

from __future__ import annotations

import pytest

from dashboard import queries
from dashboard.locales import LANGUAGES, words
from dashboard.reports.basis import Basis
from dashboard.reports.model import Facts, Table
from dashboard.reports.moves import move_blocks, rank_annexes
from dashboard.round_moves import move_parts
from dashboard.round_scores import rank_bands
from dashboard.wording import band_text
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
        split += 1
    assert split > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rank_is_told_with_its_bands_and_what_moved_it_in_an_internal_annex(
    language: str, scored_workspace: Workspace
) -> None:
    now, before = queries.published(scored_workspace)[:2]
    basis, sites = Basis(now, before, words(language)), now.scores.sites.set_index("site_id")
    moves, bands, split = move_parts(before, now), rank_bands(now), 0
    for site_id, row in sites[sites["standing"] == "ranked"].iterrows():
        (annex,) = rank_annexes(basis, str(site_id))
        assert annex.annex
        assert annex.internal
        facts = next(block for block in annex.blocks if isinstance(block, Facts))
        told = [value for _, value in facts.rows]
        assert told[0] == basis.say("move.rank_of", rank=row["rank"], n=row["of"])
        assert told[1:3] == [band_text(bands.loc[site_id], kind) for kind in ("method", "measurement")]
        for table in (block for block in annex.blocks if isinstance(block, Table)):
            parts = [float(line[1].text.replace("−", "-").split()[0]) for line in table.groups[0].rows[1:-1]]
            assert sum(parts) == pytest.approx(moves.loc[site_id, "rank_change"], abs=1e-9)
            split += 1
    assert split > 10


def test_who_is_not_ranked_has_no_annex_of_ranks(scored_workspace: Workspace) -> None:
    now, before = queries.published(scored_workspace)[:2]
    apart = now.scores.sites[now.scores.sites["standing"] != "ranked"]
    assert len(apart) > 5
    assert all(rank_annexes(Basis(now, before, words("zh")), site_id) == [] for site_id in apart["site_id"])


def test_a_first_round_and_a_site_without_a_score_have_no_table(scored_workspace: Workspace) -> None:
    now, before = queries.published(scored_workspace)[:2]
    site_id = str(move_parts(before, now).index[0])
    assert move_blocks(Basis(before, None, words("zh")), site_id) == []
    sites = now.scores.sites
    silent = str(sites.loc[sites["score"].isna(), "site_id"].iloc[0])
    assert move_blocks(Basis(now, before, words("zh")), silent) == []
