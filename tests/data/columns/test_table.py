"""What holds of every row of the table, whatever the visits saw."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.collectors.columns import columns_reading
from data.columns.kinds import kinds
from data.columns.model import ColumnState, Promise, SeenColumn, Shown
from data.columns.table import column_rows
from data.model import Cause

TODAY = date(2026, 11, 24)
CAUSES = st.sampled_from([Cause.TIMEOUT, Cause.HTTP_5XX, Cause.LIST_BY_SCRIPT, Cause.NO_LIST])


@st.composite
def looks(draw: st.DrawFn, kind: str | None = None) -> SeenColumn:
    shown = draw(st.sampled_from(list(Shown)))
    dated = shown in {Shown.DATED, Shown.PARTLY}
    newest = (TODAY - timedelta(draw(st.integers(0, 800)))).isoformat() if dated else ""
    cause = draw(CAUSES) if shown is Shown.UNSEEN else Cause.LIST_BY_SCRIPT if shown is Shown.PARTLY else None
    kind = kind or draw(st.sampled_from(list(kinds())))
    return SeenColumn("c1", "http://x.gov.example/a/", "甲", (), kind, shown, TODAY.isoformat(), newest, newest, cause)


VISITS = st.sampled_from(list(kinds())).flatmap(lambda kind: st.lists(looks(kind), min_size=1, max_size=4))
PROMISES = st.lists(
    st.builds(Promise, st.just("s"), st.just("甲"), days=st.none() | st.integers(1, 400), exempt=st.booleans()),
    max_size=1,
)


@given(VISITS, PROMISES, st.integers(1, 3))
def test_what_could_not_be_seen_is_neither_empty_nor_late(
    visits: list[SeenColumn], promises: list[Promise], needed: int
) -> None:
    (row,) = column_rows("s", [[look] for look in visits], promises, looks_needed=needed)
    shown = [look.shown for look in visits]
    if row.state is ColumnState.EMPTY or row.counts_as == "empty":
        assert shown.count(Shown.EMPTY) >= needed
        assert not {Shown.DATED, Shown.PARTLY, Shown.UNDATED} & set(shown)
    if row.state is ColumnState.OVERDUE or row.counts_as.startswith("over"):
        assert {Shown.DATED, Shown.UNDATED} & set(shown)
    if set(shown) <= {Shown.UNSEEN}:
        assert row.state in {ColumnState.UNSEEN, ColumnState.EXEMPT}
        assert row.counts_as in {"unseen", ""}
    assert row.state is not ColumnState.UNSEEN or row.reason in set(Cause)
    assert 1 <= row.k <= row.n == len(visits)


@given(VISITS, PROMISES)
def test_days_left_and_state_say_the_same(visits: list[SeenColumn], promises: list[Promise]) -> None:
    (row,) = column_rows("s", [[look] for look in visits], promises, looks_needed=2)
    if row.state in {ColumnState.NORMAL, ColumnState.DUE_SOON}:
        assert row.days_left is not None
        assert row.days_left >= 0
    if row.state is ColumnState.OVERDUE:
        assert row.days_left is None or row.days_left < 0
        assert (row.days_left is None) == (row.reason == "undated")
    if row.state is ColumnState.EXEMPT:
        assert (row.days, row.days_left, row.counts_as) == (None, None, row.counts_as)
        assert row.reason in {"listed", *kinds()}


@given(st.lists(looks(), min_size=1, max_size=12))
def test_the_counts_are_those_of_the_rows(columns: list[SeenColumn]) -> None:
    apart = [
        SeenColumn(*(f"http://x.gov.example/{n}/" if name == "url" else getattr(look, name) for name in look.__slots__))
        for n, look in enumerate(columns)
    ]
    rows = column_rows("s", [apart], looks_needed=1)
    reading = columns_reading(rows, census=True)
    due = [row for row in rows if row.counts_as]
    if reading is None:
        assert all(row.counts_as == "unseen" for row in due)
        return
    wrong = sum(reading.parts[name] for name in ("over_news_notice", "over_other", "empty"))
    assert reading.parts["judged"] + reading.parts["unseen"] == len(due)
    assert reading.value == (reading.parts["judged"] - wrong) / reading.parts["judged"]
