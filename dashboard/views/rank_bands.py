"""How sure ranks are, in words and small bars: the 90 % band of a rank, how tiers are made, which choice moves the ranks."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.locales import Words
from dashboard.queries import Snapshot
from dashboard.site_scores import alike_to
from dashboard.views.rows import Cell, Column, Group, Row, choose_row
from dashboard.views.scene import Scene
from dashboard.wording import band_text
from metrics.uncertainty.judgement import KINDS


def band_cell(row: Any, say: Words) -> Cell:
    """The band of other methods, drawn among the ranked of the level, with that of other samples below."""
    text = band_text(row, "method")
    if not text:
        return Cell("—", number=True)
    begin, end = (row.method_low - 1) / row.of, row.method_high / row.of
    return Cell(
        text, say("ranking.measured_band", band=band_text(row, "measurement")), bar=end, bar_from=begin, number=True
    )


def chance_cell(row: Any) -> Cell:
    """The chance of the top ten under other methods."""
    return Cell("—" if pd.isna(row.method_top) else f"{row.method_top:.0%}", number=True)


def show_sureness(scene: Scene, snapshot: Snapshot, level: str) -> None:
    """Say how bands and tiers are made, and draw which choice of the method moves the ranks of a level most."""
    say, judged = scene.say, snapshot.ranks
    if judged is None:
        st.info(say("ranking.no_bands", round=snapshot.round["id"]))
        return
    rule = snapshot.card["uncertainty"]
    spread = f"{rule['weights']:.0%}"
    st.caption(say("ranking.how_sure", n=f"{rule['draws']:,}", spread=spread))
    st.subheader(say("ranking.which_choice"), anchor=False)
    rows = judged.sobol[judged.sobol["level"] == level]
    rows = rows.sort_values("total", ascending=False)
    most = rows.iloc[0]
    if most["total"] <= 0:
        st.info(say("ranking.no_choice", level=say(f"level.{level}")))
        return
    st.markdown(say("ranking.most_choice", level=say(f"level.{level}"), choice=say(f"choice.{most['input']}")))
    drawn = [
        Row(
            [
                Cell(say(f"choice.{row.input}"), say(f"choice.{row.input}_means", spread=spread)),
                Cell(
                    _share(row.total), say("ranking.between", low=_share(row.total_low), high=_share(row.total_high)),
                    bar=min(max(row.total, 0.0), 1.0), number=True,
                ),
                Cell(_share(row.first), number=True),
            ]
        )
        for row in rows.itertuples()
    ]  # fmt: skip
    columns = [
        Column(say("ranking.choice"), 50), Column(say("ranking.total_order"), number=True), Column(say("ranking.first_order"), number=True),
    ]  # fmt: skip
    choose_row("which_choice", say("ranking.which_choice"), columns, [Group(drawn)])
    st.caption(say("ranking.which_note"))


def _share(index: float) -> str:
    """An index as a share; what lies outside 0–1 does so by sampling error."""
    return f"{min(max(index, 0.0), 1.0):.0%}"


def show_alike(scene: Scene, snapshot: Snapshot, site_id: str) -> str:
    """Fold out the portals of the level that a site can't be told apart from; return the one that was chosen."""
    say, rows = scene.say, alike_to(snapshot, site_id)
    if rows.empty:
        return ""
    title = say("site.alike", n=len(rows))
    with st.expander(title):
        st.caption(say("site.alike_note"))
        drawn = [
            Row(
                [Cell(row.path, lead=str(row.rank)), *(Cell(f"{getattr(row, kind):.0%}", number=True) for kind in KINDS)],
                row.site_id,
            )
            for row in rows.itertuples()
        ]  # fmt: skip
        columns = [
            Column(say("ranking.rank_unit"), 50),
            *(Column(say("site.stands_above", kind=say(f"band.{kind}")), number=True) for kind in KINDS),
        ]
        return choose_row("alike", title, columns, [Group(drawn)])
