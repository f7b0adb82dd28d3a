"""Joining visits: presence never shrinks, absence needs agreement, missing never becomes 0."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.collectors.base import Reading
from data.collectors.reading import flags
from data.model import Cause, Evidence, Status, Where
from data.visits import merge_visits

PARTS = ("a", "b", "c")
EVIDENCE = Evidence("1", Where.HTML, "seen")

missing = st.sampled_from(
    [
        Reading.unseen(Cause.TIMEOUT),
        Reading.unseen(Cause.PART_MISSING),
        Reading.inapplicable(Cause.NO_FOREIGN_VERSION),
        Reading.uncollected(Cause.FLAG_UNKNOWN),
    ]
)
binary = st.sampled_from([Reading.measured(1, EVIDENCE), Reading.measured(0, EVIDENCE, absent=True)])
ratio = st.sampled_from([0.0, 0.25, 0.5, 1.0]).map(lambda v: Reading.measured(v, EVIDENCE, absent=v < 1))
flagged = st.fixed_dictionaries({name: st.sampled_from([0.0, 0.5, 1.0]) for name in PARTS}).map(
    lambda parts: flags(parts, EVIDENCE)
)
some_flags = st.dictionaries(st.sampled_from(PARTS), st.sampled_from([0.0, 1.0]), min_size=1).map(
    lambda parts: flags(parts, EVIDENCE)
)
one_kind = st.one_of(
    *(st.lists(st.one_of(missing, kind), min_size=1, max_size=5) for kind in (binary, ratio, flagged, some_flags))
)


def outcome(readings: list[Reading], needed: int) -> tuple[object, ...]:
    reading, k, n = merge_visits(readings, "presence", needed)
    return reading.status, reading.value, dict(reading.parts), k, n


@given(one_kind, st.randoms(), st.integers(1, 3))
def test_the_order_of_visits_does_not_matter_for_presence(readings: list[Reading], chance: object, needed: int) -> None:
    shuffled = list(readings)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert outcome(shuffled, needed) == outcome(readings, needed)


@given(st.one_of(st.lists(binary, min_size=1), st.lists(ratio, min_size=1), st.lists(flagged, min_size=1)), st.data())
def test_one_more_visit_never_lowers_what_was_shown(readings: list[Reading], data: st.DataObject) -> None:
    more = data.draw(st.sampled_from(readings) | missing)
    before, _, _ = merge_visits(readings, "presence", 1)
    after, _, _ = merge_visits([*readings, more], "presence", 1)
    assert after.value >= before.value  # type: ignore[operator]


@given(st.lists(some_flags, min_size=1), some_flags)
def test_no_part_is_ever_lowered_by_another_visit(readings: list[Reading], more: Reading) -> None:
    before, _, _ = merge_visits(readings, "presence", 1)
    after, _, _ = merge_visits([*readings, more], "presence", 1)
    assert all(after.parts[name] >= value for name, value in before.parts.items())


@given(st.lists(missing, min_size=1), st.sampled_from(["presence", "latest"]), st.integers(1, 3))
def test_missing_never_becomes_a_value(readings: list[Reading], combine: str, needed: int) -> None:
    reading, k, n = merge_visits(readings, combine, needed)
    assert reading.status is not Status.MEASURED
    assert reading in readings
    assert (k, n) == (0, 0)


@given(one_kind, st.sampled_from(["presence", "latest"]), st.integers(1, 3))
def test_k_and_n_count_visits_that_could_judge(readings: list[Reading], combine: str, needed: int) -> None:
    _, k, n = merge_visits(readings, combine, needed)
    assert n == sum(reading.status is Status.MEASURED for reading in readings)
    assert 0 <= k <= n
    assert (k > 0) == (n > 0)


@given(one_kind, st.integers(2, 3))
def test_absence_needs_as_many_visits_as_the_plan_says(readings: list[Reading], needed: int) -> None:
    reading, _, n = merge_visits(readings, "presence", needed)
    if reading.status is Status.MEASURED and reading.absent:
        assert n >= needed
        lacking = [name for name, value in reading.parts.items() if value < 1]
        for name in lacking:
            assert sum(name in one.parts for one in readings) >= needed
    if n and reading.status is not Status.MEASURED:
        assert reading.cause is Cause.UNCONFIRMED


def test_seen_once_is_there() -> None:
    readings = [
        Reading.unseen(Cause.TIMEOUT),
        Reading.measured(1, EVIDENCE),
        Reading.measured(0, EVIDENCE, absent=True),
    ]
    reading, k, n = merge_visits(readings, "presence", 2)
    assert (reading.value, k, n) == (1, 1, 2)


def test_absent_once_is_unconfirmed_and_keeps_its_evidence() -> None:
    readings = [Reading.measured(0, EVIDENCE, absent=True), Reading.unseen(Cause.HTTP_403)]
    reading, k, n = merge_visits(readings, "presence", 2)
    assert (reading.status, reading.cause, k, n) == (Status.NOT_OBSERVED, Cause.UNCONFIRMED, 1, 1)
    assert reading.evidence == (EVIDENCE,)


def test_each_part_is_taken_from_the_visit_that_shows_it() -> None:
    first, second = Evidence("1", Where.HTML, "a"), Evidence("2", Where.HTML, "b")
    readings = [flags({"a": 1.0, "b": 0.0}, first), flags({"a": 0.0, "b": 1.0}, second)]
    reading, k, n = merge_visits(readings, "presence", 2)
    assert (reading.value, dict(reading.parts), k, n) == (1.0, {"a": 1.0, "b": 1.0}, 1, 2)
    assert reading.evidence == (first, second)


def test_a_part_that_only_one_visit_could_judge_is_not_confirmed_missing() -> None:
    readings = [flags({"a": 1.0}, EVIDENCE), flags({"a": 1.0, "b": 0.0}, EVIDENCE)]
    assert merge_visits(readings, "presence", 2)[0].cause is Cause.UNCONFIRMED
    assert merge_visits(readings, "presence", 1)[0].value == 0.5


def test_what_lies_behind_an_entry_is_left_open_by_a_visit_that_did_not_see_the_entry() -> None:
    seen, unseen = flags({"entry": 1.0}, EVIDENCE), flags({"entry": 0.0, "works": 0.0}, EVIDENCE)
    reading, k, n = merge_visits([unseen, seen], "presence", 2)
    assert (reading.status, dict(reading.parts), k, n) == (Status.MEASURED, {"entry": 1.0}, 1, 2)
    assert merge_visits([unseen, unseen], "presence", 2)[0].parts == {"entry": 0.0, "works": 0.0}
    broken = flags({"entry": 1.0, "works": 0.0}, EVIDENCE)
    assert merge_visits([broken, broken, seen], "presence", 2)[0].parts == {"entry": 1.0, "works": 0.0}


def test_of_equal_counts_the_one_that_rests_on_most_pages_holds() -> None:
    readings = [Reading.measured(0, EVIDENCE, parts={"pages": n}) for n in (9.0, 2.0)]
    assert merge_visits(readings, "presence", 2)[0].parts == {"pages": 9.0}
    more = Reading.measured(1, EVIDENCE, parts={"pages": 2.0})
    assert merge_visits([*readings, more], "presence", 2)[0] == more


def test_numbers_come_from_the_newest_visit_that_measured() -> None:
    readings = [Reading.measured(9), Reading.measured(3), Reading.unseen(Cause.TIMEOUT)]
    reading, k, n = merge_visits(readings, "latest", 2)
    assert (reading.value, k, n) == (3, 1, 2)


def test_a_number_from_fewer_pages_does_not_replace_a_fuller_one() -> None:
    more = (EVIDENCE, Evidence("other", Where.HTML, "b"))
    readings = [Reading.measured(0.5, *more), Reading.measured(1, EVIDENCE)]
    assert merge_visits(readings, "latest", 2)[0].value == 0.5
    assert merge_visits(readings[::-1], "latest", 2)[0].value == 0.5


def test_an_absence_that_only_the_fuller_visit_could_see_is_not_confirmed() -> None:
    more = (EVIDENCE, Evidence("other", Where.HTML, "b"))
    readings = [Reading.measured(0.5, *more, absent=True), Reading.measured(1, EVIDENCE)]
    assert merge_visits(readings, "latest", 2)[0].cause is Cause.UNCONFIRMED


def test_counts_are_no_flags_whatever_their_mean() -> None:
    assert not Reading.measured(1, EVIDENCE, parts={"judged": 3.0, "over_other": 0.0, "empty": 0.0}).is_share_of_parts
    assert flags({"a": 1.0, "b": 0.0}, EVIDENCE).is_share_of_parts


def test_does_not_apply_says_more_than_could_not_see() -> None:
    readings = [Reading.inapplicable(Cause.NO_FOREIGN_VERSION), Reading.unseen(Cause.TIMEOUT)]
    assert merge_visits(readings, "presence", 2)[0].cause is Cause.NO_FOREIGN_VERSION


def test_without_readings_there_is_nothing_to_join() -> None:
    with pytest.raises(ValueError, match="no readings"):
        merge_visits([], "presence", 1)
