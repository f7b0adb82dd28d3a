"""Links out of sight: moved off the screen, clipped to no size, of letters without size; not what merely looks like it."""

from __future__ import annotations

import pytest

from data.page.build import build_index


def concealed(body: str) -> set[str]:
    return set(build_index("http://www.a.example/", f"<html><body>{body}</body></html>".encode()).concealed)


@pytest.mark.parametrize(
    "around",
    [
        '<div style="position:absolute; left:-9999px">{}</div>', "<div style='POSITION: fixed; TOP: -1000px'><p>{}</p></div>",
        '<div style="margin-left:-3000px">{}</div>', '<div style="height:0;overflow:hidden">{}</div>',
        '<div style="overflow: hidden; width: 1px">{}</div>', '<marquee height="1" width="1">{}</marquee>',
        '<span style="font-size:0">{}</span>',
    ],
)  # fmt: skip
def test_links_out_of_sight_are_named(around: str) -> None:
    assert concealed(around.format('<a href=" http://x.example/ ">某</a>') + '<a href="/seen">某</a>') == {
        "http://x.example/"
    }


def test_a_link_may_bear_the_style_itself() -> None:
    assert concealed('<a style="font-size:0px" href="/x">某</a>') == {"/x"}


@pytest.mark.parametrize(
    "body",
    [
        '<ul style="font-size:0"><li><a href="/a">某</a></li></ul>', '<div style="height:0.5em;overflow:hidden"><a href="/a">某</a></div>',
        '<div style="height:100px;overflow:hidden"><a href="/a">某</a></div>', '<div style="margin-top:-20px"><a href="/a">某</a></div>',
        '<div style="height:0"><a href="/a">某</a></div>', '<a style="text-indent:-9999px" href="/a">某</a>',
        '<marquee height="30"><a href="/a">某</a></marquee>', '<div style="font-size:0.9em"><a href="/a">某</a></div>',
    ],
)  # fmt: skip
def test_lists_pictures_and_tickers_are_in_sight(body: str) -> None:
    assert concealed(body) == set()
