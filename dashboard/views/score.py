"""A site's score: what it is made of, what would raise it, and why there is none where there is none."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.check_wording import vetoes_text
from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.round_scores import index_by_level, index_moves, same_framework
from dashboard.site_scores import site_dimensions, site_score
from dashboard.views.scene import Scene
from dashboard.wording import band_text

_STYLE = Path(__file__).with_name("score.css")
_FIRST = 6


def style_scores() -> None:
    """Hand the browser what the figures of this page look like."""
    st.html(_STYLE)


def grade_name(snapshot: Snapshot, grade: int, say: Words) -> str:
    """Return the name of a grade (分数段), — for none."""
    if not grade:
        return "—"
    names = snapshot.grades[grade - 1]
    return say.pick(names["name_zh"], names["name_en"])


def tier_name(tier: int, say: Words) -> str:
    """Return the name of a tier (档), — for none."""
    return say("ranking.tier_n", n=tier) if tier else "—"


def printed(value: float, snapshot: Snapshot) -> str:
    """Return a score with the decimals it is stored with, — for none."""
    return "—" if pd.isna(value) else f"{value:.{snapshot.precision}f}"


def signed(value: float, snapshot: Snapshot) -> str:
    """Return a change with its sign, — for none."""
    return (
        printed(value, snapshot)
        if pd.isna(value) or value == 0
        else f"{value:+.{snapshot.precision}f}".replace("-", "−")
    )


def show_score(scene: Scene, snapshot: Snapshot, site_id: str) -> None:
    """Draw the score beside its seven dimensions."""
    row = site_score(snapshot, site_id)
    total = _total(scene, snapshot, row)
    st.subheader(scene.say("site.score"), anchor=False)
    st.html(f'<section class="q-score">{total}<div>{_dimensions(scene, snapshot, row)}</div></section>')
    if pd.notna(row["score"]):
        st.caption(scene.say("site.sum_note", score=printed(row["score"], snapshot), n=snapshot.precision))


# The score


def _total(scene: Scene, snapshot: Snapshot, row: pd.Series) -> str:
    say, card = scene.say, snapshot.card
    bounds = f"{printed(row['lower'], snapshot)}–{printed(row['upper'], snapshot)}"
    seen = f"{row['completeness']:.1%}" if pd.notna(row["completeness"]) else "—"
    facts = [
        (say("site.completeness"), seen, ""),
        (say("site.bounds"), bounds if pd.notna(row["lower"]) else "—", say("site.bounds_note")),
    ]
    if pd.isna(row["score"]):
        none = say("site.unqualified" if row["vetoes"] else "site.no_score")
        head = f"<strong class='none'>{escape(none)}</strong>"
        text = "".join(f"<p>{escape(line)}</p>" for line in _why_none(scene, snapshot, row))
    else:
        head = f"<strong>{printed(row['score'], snapshot)}</strong><span class='q-tier'>{escape(tier_name(row['tier'], say) if row['tier'] else grade_name(snapshot, row['grade'], say))}</span>"
        text = f"<p>{escape(_place(say, row))}</p>{_change(scene, snapshot, row)}"
        equal = printed(row["score_equal"], snapshot)
        rank = say("site.equal_rank", n=row["rank_equal"]) if row["rank_equal"] else ""
        facts.append((say("site.equal"), say.pick("，", ", ").join(filter(None, (equal, rank))), ""))
        facts.append((say("site.grade"), grade_name(snapshot, row["grade"], say), ""))
        if band_text(row, "method"):
            chance = f"{row['method_top']:.0%}"
            note = say("site.band_note", band=band_text(row, "measurement"), chance=chance)
            facts.insert(0, (say("site.band"), band_text(row, "method"), note))
    listed = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>{f'<dd class=more>{escape(note)}</dd>' if note else ''}"
        for label, value, note in facts
    )
    weights = say.pick(card["weights_note_zh"], card["weights_note_en"])
    foot = say("site.weights_note", weights=weights, version=card["version"])
    return (
        f"<div class='q-total'><div class='head'>{head}</div>{text}<dl>{listed}</dl>"
        f"<p class='note'>{escape(foot)}</p></div>"
    )


def _place(say: Words, row: pd.Series) -> str:
    """The rank in words; a site that is not ranked says why."""
    if row["standing"] == "ranked":
        key = "site.rank_tied" if row["tied"] else "site.rank"
        return say(key, level=say(f"level.{row['level']}"), rank=row["rank"], n=row["of"])
    return say("site.not_ranked_scope" if not row["in_scope"] else "site.not_ranked_kind")


def _change(scene: Scene, snapshot: Snapshot, row: pd.Series) -> str:
    """The change against the round before; what was seen otherwise is said beside it."""
    say, earlier = scene.say, scene.earlier
    if earlier is None or not same_framework(earlier, snapshot):
        return ""
    moves = index_moves(earlier, snapshot)
    own = moves[moves["site_id"] == row["site_id"]]
    if own.empty or pd.isna(own["change"].iloc[0]):
        return f"<p>{escape(say('site.change_none'))}</p>"
    move = own.iloc[0]
    kind = "q-up" if move["change"] > 0 else "q-down" if move["change"] < 0 else ""
    was = say(
        "site.change_was", score=printed(move["score_before"], snapshot), grade=grade_name(earlier, move["grade_before"], say)
    )  # fmt: skip
    text = f"{escape(say('site.change'))} <span class='{kind}'>{signed(move['change'], snapshot)}</span> {escape(was)}"
    alike = "" if move["alike"] else f"<br>{escape(say('site.not_alike'))}"
    return f"<p>{text}{alike}</p>"


def _why_none(scene: Scene, snapshot: Snapshot, row: pd.Series) -> list[str]:
    """Why there is no number, and what would be needed."""
    say, floors = scene.say, snapshot.card["floors"]
    if row["reason"] == "dimensions_below_floor":
        return [
            say(
                "site.too_few_dimensions",
                n=row["dimensions"],
                needed=floors["dimensions"],
                floor=f"{floors['dimension_share']:.0%}",
            ),
            say("site.listed_apart"),
        ]
    if row["vetoes"]:
        return [vetoes_text(snapshot, row["vetoes"], say), say("cause.vetoed.why"), say("site.listed_vetoed")]
    return [
        say("site.none_because", why=say.cause(row["reason"]), text=say(f"cause.{row['reason']}.why")),
        say("site.listed_last" if row["standing"] == "unreachable" else "site.listed_apart"),
    ]


# The seven dimensions


def _dimensions(scene: Scene, snapshot: Snapshot, row: pd.Series) -> str:
    """A line for every dimension: its score as a bar, the level's median as a mark, what it brings to the whole."""
    say = scene.say
    found = site_dimensions(snapshot, row["site_id"])
    lines = [
        _dimension(scene, snapshot, say.pick(one.name_zh, one.name_en), found.loc[name] if name in found.index else None)
        for name, one in snapshot.catalogue.dimensions.items()
    ]  # fmt: skip
    level = say(f"level.{row['level']}")
    head = "".join(
        f"<th scope='col'>{escape(text)}</th>"
        for text in (
            say("site.dimension"), "", say("site.points"), say("site.median", level=level), say("site.seen"),
            say("site.share"), say("site.earned"),
        )
    )  # fmt: skip
    score = printed(row["score"], snapshot)
    foot = (
        f"<tfoot><tr><th scope='row'>{escape(say('site.sum'))}</th><td class='empty' colspan='5'></td>"
        f"<td class='earned'>{score}</td></tr></tfoot>"
        if pd.notna(row["score"])
        else ""
    )
    n = int(index_by_level(snapshot).loc[row["level"], "ranked"])
    keys = [f"<span><i></i>{escape(say('site.key_own'))}</span>"]
    if n:
        keys.append(f"<span><u></u>{escape(say('site.key_median', level=level, n=n))}</span>")
    if (found["reason"] != "").any():
        keys.append(f"<span><i class='band'></i>{escape(say('site.key_band'))}</span>")
    return (
        f"<table class='q-dims' aria-label='{escape(say('site.score'))}'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody>{foot}</table><p class='q-key'>{''.join(keys)}</p>"
    )


def _dimension(scene: Scene, snapshot: Snapshot, name: str, one: pd.Series | None) -> str:
    say = scene.say
    title = f"<th scope='row'>{escape(name)}</th>"
    if one is None:
        return f"<tr class='off'>{title}<td class='short' colspan='6'>{escape(say('site.dimension_not_applicable'))}</td></tr>"
    mark = f"<u style='left:{one['median']:.2f}%'></u>" if pd.notna(one["median"]) else ""
    seen = f"{one['completeness']:.0%}"
    if one["reason"]:
        band = f"<i class='band' style='left:{one['lower']:.2f}%;width:{one['upper'] - one['lower']:.2f}%'></i>"
        text = say("site.dimension_short", seen=seen, floor=f"{snapshot.card['floors']['dimension_share']:.0%}")
        bar = f"<td class='bar'><span class='q-line'>{band}{mark}</span></td>"
        return f"<tr>{title}{bar}<td class='short' colspan='5'>{escape(text)}</td></tr>"
    points = printed(one["score"], snapshot)
    bar = f"<i style='left:0;width:{one['score']:.2f}%'></i>{mark}"
    more = [
        (say("site.key_median_short"), printed(one["median"], snapshot)),
        (say("site.seen"), seen),
        (say("site.share"), f"{one['share']:.1f}%" if one["share"] else "—"),
        (say("site.earned"), printed(one["earned"], snapshot) if one["share"] else "—"),
    ]
    cells = "".join(f"<td class='more' data-label='{escape(label)}'>{escape(value)}</td>" for label, value in more)
    return (
        f"<tr>{title}<td class='bar'><span class='q-line' role='img' aria-label='{escape(name)} {points}'>{bar}</span></td>"
        f"<td class='score'>{points}</td>{cells}</tr>"
    )
