"""Why a site moved: its score and its rank from the last round to this one, step by step as a small waterfall."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from dashboard.queries import Snapshot
from dashboard.round_moves import RANK_WORDS, move_parts, places, rank_parts, score_parts
from dashboard.round_scores import same_framework
from dashboard.views.scene import Scene
from dashboard.views.score import printed, signed

_MARGIN = 0.08
"""Free space on both sides of a waterfall, as a share of what it spans."""


def show_move(scene: Scene, snapshot: Snapshot, site_id: str) -> None:
    """Draw the two waterfalls; nothing where one of the rounds has no score of the site."""
    say, earlier = scene.say, scene.earlier
    if earlier is None or site_id not in move_parts(earlier, snapshot).index:
        return
    row = move_parts(earlier, snapshot).loc[site_id]
    was, now = (one.scores.sites.set_index("site_id").loc[site_id] for one in (earlier, snapshot))
    st.subheader(say("move.title"), anchor=False)
    if pd.isna(row["own"]):
        st.info(say("move.inseparable"))
        return
    falls = [_scores(scene, snapshot, row, was, now)]
    if pd.notna(row["rank_own"]):
        falls.append(_ranks(scene, row, was, now))
    st.html(f"<section class='q-falls'>{''.join(falls)}</section>")
    lost = say("move.seen_inside") if pd.isna(row["seen"]) else ""
    st.caption(say("move.note") + rules_words(scene, snapshot, earlier) + lost)


def move_words(scene: Scene, snapshot: Snapshot, row: pd.Series, *, whole: bool) -> str:
    """Return the parts of a move in a line of words. row: of ``move_parts``. whole: with the parts of the rank, too."""
    say = scene.say
    if pd.isna(row["own"]):
        return say("move.inseparable_short")
    scores = score_parts(row, snapshot.precision)
    told = [f"{say(f'move.{name}')} {signed(part, snapshot)}" for name, part in scores.items()]
    if pd.notna(row["rank_own"]):
        parts = [f"{say(RANK_WORDS[name])} {places(part)}" for name, part in rank_parts(row).items()]
        listed = say("move.rank_parts", parts=say.pick("，", ", ").join(parts)) if whole and parts else ""
        told.append(say("move.rank_words", n=say("move.places", n=places(row["rank_change"]))) + listed)
    return say.pick("；", "; ").join(told)


def rules_words(scene: Scene, snapshot: Snapshot, earlier: Snapshot) -> str:
    """Say that the two rounds were scored by different rules; "" where they were not."""
    if same_framework(earlier, snapshot):
        return ""
    return scene.say("move.rules", before=earlier.card["version"], now=snapshot.card["version"])


def _scores(scene: Scene, snapshot: Snapshot, row: pd.Series, was: pd.Series, now: pd.Series) -> str:
    say = scene.say
    parts = [
        (say(f"move.{name}"), part, signed(part, snapshot))
        for name, part in score_parts(row, snapshot.precision).items()
    ]
    ends = (float(was["score"]), float(now["score"]))
    return _fall(scene, "score", ends, [printed(end, snapshot) for end in ends], parts, upwards=True)


def _ranks(scene: Scene, row: pd.Series, was: pd.Series, now: pd.Series) -> str:
    say = scene.say
    parts = [
        (say(RANK_WORDS[name]), part, say("move.places", n=places(part))) for name, part in rank_parts(row).items()
    ]
    ends = (float(was["rank"]), float(now["rank"]))
    names = [say("move.rank_of", rank=int(one["rank"]), n=int(one["of"])) for one in (was, now)]
    return _fall(scene, "rank", ends, names, parts, upwards=False)


def _fall(
    scene: Scene, what: str, ends: tuple[float, float], names: Sequence[str], parts: Sequence[tuple[str, float, str]], *,
    upwards: bool,
) -> str:  # fmt: skip
    """One waterfall as a table: where it began, each part from where the last one ended, where it came to.

    upwards: whether more is better; a better rank is a smaller number.
    """
    say, at = scene.say, ends[0]
    steps = []
    for name, part, text in parts:
        to = at + part if upwards else at - part
        steps.append((name, at, to, text, "up" if part > 0 else "down"))
        at = to
    low, high = (bound(ends + tuple(step[2] for step in steps)) for bound in (min, max))
    span = max(high - low, 1.0)
    low, span = low - _MARGIN * span, span * (1 + 2 * _MARGIN)

    def place(value: float) -> float:
        share = 100 * (value - low) / span
        return share if upwards else 100 - share

    def line(label: str, first: float, last: float, text: str, kind: str) -> str:
        left, right = sorted((place(first), place(last)))
        bar = f"<i class='{kind}' style='left:{left:.2f}%;width:{max(right - left, 0.6):.2f}%'></i>"
        return f"<tr class='{kind}'><th scope='row'>{escape(label)}</th><td class='bar'><span>{bar}</span></td><td>{escape(text)}</td></tr>"

    rows = [
        line(say("move.before"), ends[0], ends[0], names[0], "end"),
        *(line(*step) for step in steps),
        line(say("move.now"), ends[1], ends[1], names[1], "end"),
    ]
    title = escape(say(f"move.{what}"))
    return (
        f"<table class='q-fall' aria-label='{title}'><caption>{title}</caption><tbody>{''.join(rows)}</tbody></table>"
    )
