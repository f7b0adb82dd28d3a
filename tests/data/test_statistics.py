"""Lines and constants of the statistics."""

from __future__ import annotations

from data.statistics import ahp_lines, coherence_lines


def test_the_random_index_is_the_one_the_table_is_known_by() -> None:
    lines = ahp_lines()
    assert [lines.random_index[order] for order in range(1, 11)] == [
        0,
        0,
        0.58,
        0.9,
        1.12,
        1.24,
        1.32,
        1.41,
        1.45,
        1.49,
    ]
    assert list(lines.random_index) == list(range(1, 16))
    assert lines.most_inconsistent == 0.1


def test_lines_of_coherence_are_shares_and_counts() -> None:
    lines = coherence_lines()
    assert all(0 < part <= 1 for part in (lines.redundant, lines.alpha, lines.confidence, lines.seen))
    assert lines.sites > 3
