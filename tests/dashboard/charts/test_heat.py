"""One hue: more is always farther from the background, and its text can be read on every shade."""

from __future__ import annotations

import itertools

import pytest

from dashboard.charts.heat import contrast, shade, span

ENDS = (40.0, 100.0)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("dark", [False, True])
def test_text_is_readable_on_every_shade_and_switches_once(dark: bool) -> None:
    shades = [shade(score / 4, ENDS, dark=dark) for score in range(401)]
    assert min(contrast(background, text) for background, text in shades) >= 4.5
    texts = [text for _, text in shades]
    assert sum(a != b for a, b in itertools.pairwise(texts)) == 1


@pytest.mark.parametrize(("dark", "page"), [(False, "#ffffff"), (True, "#10161d")])
def test_the_higher_the_score_the_farther_from_the_page(dark: bool, page: str) -> None:
    distances = [contrast(shade(float(score), ENDS, dark=dark)[0], page) for score in range(40, 101)]
    assert distances == sorted(distances)
    assert shade(0.0, ENDS, dark=dark) == shade(40.0, ENDS, dark=dark)


@pytest.mark.parametrize(
    ("scores", "ends"),
    [([52.5, 89.6], (50, 90)), ([81, 82], (60, 90)), ([3, 4], (0, 30)), ([0, 100], (0, 100)), ([], (0, 100))],
)
def test_the_ends_are_whole_tens_around_the_scores(scores: list[float], ends: tuple[float, float]) -> None:
    assert span(scores) == ends
