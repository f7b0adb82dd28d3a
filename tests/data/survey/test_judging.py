"""How coefficients are read: every scale of the catalogue is judged, and words change where their source says."""

from __future__ import annotations

import math

import pytest

from data.catalogue import SCALES
from data.survey.judging import INSUFFICIENT, judging


def test_every_scale_of_the_catalogue_is_judged() -> None:
    assert set(judging().scales) == set(SCALES)


@pytest.mark.parametrize(
    ("kind", "value", "word"),
    [
        ("alpha", 1.0, "reliable"), ("alpha", 0.8, "reliable"), ("alpha", 0.7999, "tentative"),
        ("alpha", 0.667, "tentative"), ("alpha", 0.6669, INSUFFICIENT), ("alpha", -1.0, INSUFFICIENT), ("alpha", math.nan, ""),
        ("kappa", 0.81, "reliable"), ("kappa", 0.8, "tentative"), ("kappa", 0.6, INSUFFICIENT),
    ],
)  # fmt: skip
def test_a_word_begins_where_its_source_says(kind: str, value: float, word: str) -> None:
    assert judging().readings[kind].word(value) == word


def test_words_have_a_source_and_say_how_sure_it_is() -> None:
    for reading in judging().readings.values():
        assert reading.source
        assert reading.source_status in {"verified", "recalled", "own"}
        assert [least for least, _ in reading.words] == sorted((least for least, _ in reading.words), reverse=True)
