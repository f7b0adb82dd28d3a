"""A site over the published rounds of its registry: outcome, score, tier, rank and the seven dimensions, round beside round."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from dashboard.queries import Snapshot, site_history
from dashboard.site_scores import site_changes, site_dimensions, site_score
from dashboard.views.scene import Scene
from dashboard.views.score import printed, signed, tier_name
from dashboard.wording import civil

_MOST = 5
_ON_A_PHONE = 2


def show_history(scene: Scene, snapshot: Snapshot, site_id: str) -> None:
    """Draw a column a round, the oldest left, and the change between the last two; a phone shows the last two only."""
    say = scene.say
    found = site_history(scene.snapshots, snapshot, site_id)[:_MOST][::-1]
    rounds = [one for one, _ in found]
    head = [_cell(str(one.round["name"]), say("app.current") if one is snapshot else "") for one in rounds]
    lines = [
        _line(say("site.date"), [_cell(civil(one.round["date"], say)) for one in rounds]),
        _line(say("site.outcome"), [_outcome(scene, row) for _, row in found]),
        _line(say("site.newest"), [_cell(civil(row["newest_on"], say)) for _, row in found]),
        *([] if snapshot.is_census else _scores(scene, rounds, site_id)),
    ]
    st.subheader(say("site.history"), anchor=False)
    st.html(
        f"<table class='q-rounds' aria-label='{escape(say('site.history'))}'>"
        f"<thead>{_line(say('site.history_item'), head, escape(say('site.history_change')), 'th')}</thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _line(title: str, cells: Sequence[str], change: str = "", tag: str = "td") -> str:
    """A row: its title, a cell a round, and the change where there is a round to compare with."""
    hidden = len(cells) - _ON_A_PHONE
    drawn = "".join(
        f"<{tag}{' class=old' if place < hidden else ''}>{cell}</{tag}>" for place, cell in enumerate(cells)
    )
    last = f"<{tag} class='change'>{change}</{tag}>" if len(cells) > 1 else ""
    return f"<tr><th scope='row'>{escape(title)}</th>{drawn}{last}</tr>"


def _cell(text: str, small: str = "") -> str:
    return escape(text) + (f"<small>{escape(small)}</small>" if small else "")


def _outcome(scene: Scene, row: pd.Series) -> str:
    return _cell(scene.say(f"outcome.{row['outcome']}"), scene.say.cause(row["cause"]))


def _scores(scene: Scene, rounds: list[Snapshot], site_id: str) -> list[str]:
    """Score, tier and rank, then a line a dimension; no change where the rounds were scored by different frameworks."""
    say = scene.say
    cards = [site_score(one, site_id) for one in rounds]
    dimensions = [site_dimensions(one, site_id)["score"] for one in rounds]
    changes = site_changes(rounds[-2], rounds[-1], site_id) if len(rounds) > 1 else {}

    def line(title: str, values: list[float], name: str) -> str:
        change = changes.get(name, float("nan"))
        kind = "q-down" if change < 0 else "q-up" if change > 0 else ""
        cells = [_cell(printed(value, one)) for value, one in zip(values, rounds, strict=True)]
        return _line(title, cells, f"<span class='{kind}'>{signed(change, rounds[-1])}</span>")

    standing = [
        _cell(
            tier_name(card["tier"], say),
            say("site.rank_short", rank=card["rank"], n=card["of"]) if card["rank"] else "",
        )
        for one, card in zip(rounds, cards, strict=True)
    ]
    return [
        line(say("site.score"), [card["score"] for card in cards], ""),
        _line(say("site.tier"), standing),
        *(
            line(say.pick(one.name_zh, one.name_en), [scores.get(name, float("nan")) for scores in dimensions], name)
            for name, one in rounds[-1].catalogue.dimensions.items()
            if any(name in scores.index for scores in dimensions)
        ),
    ]
